"""Networks for the whole of MNIST: what is tried on validation digits, and what is shown at last.

`record_accuracy_search` compares recipes on the last 10,000 of the 60,000 training digits. Then
`record_accuracy` takes the chosen ones, trains on all 60,000 and opens the test set once. Nothing
in this file can see a test digit.
"""

import dataclasses
import math
import time
from typing import Any, NamedTuple

import numpy as np

from helpers import (
    Adam,
    BatchNormalization,
    Callback,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    Input,
    MaxPooling2D,
    ReLU,
    Sequential,
    load_mnist,
    one_hot,
)
from helpers.metrics import Logs

Images = np.ndarray  # (N, 28, 28) uint8
MIDDLE = 13.5  # of rows and columns 0 to 27
MARGIN = 6  # blank pixels around a digit that is turned: none of it is lost
AT_ONCE = 500  # digits that are turned together, so that they stay in the cache
# Where a digit may lie when it is read: the means of the answers count.
VIEWS = {
    "one": [(0, 0)],
    "five": [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)],
    "nine": [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)],
}


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A network and its training.

    convolutions: filters and kernel size of each; pooling follows the first and the last.
    per_map: whether each map is read by one kernel of its own size before the last layer.
    units: of a dense layer before the last; 0: none.
    rate: the highest learning rate. It is reached after a fifth of the steps, and ends at 0.
    shift: pixels that a digit is moved at most, down or up, and across.
    turn: degrees; zoom: 0.1 is from 90 to 110 %, for height and width apart.
    """

    convolutions: tuple[tuple[int, int], ...]
    epochs: int
    per_map: bool = False
    units: int = 0
    batch_size: int = 64
    rate: float = 0.006
    shift: int = 2
    turn: float = 0
    zoom: float = 0


class Trained(NamedTuple):
    """A trained network, and what it took."""

    model: Sequential
    seconds: float
    processor_seconds: float


# ---- the digits ----


def learning_digits() -> tuple[Images, np.ndarray]:
    """The 60,000 official training digits and their labels, and no others."""
    data = load_mnist()
    return data.x_train, data.y_train


def as_batch(images: Images) -> np.ndarray:
    """(N, 28, 28, 1) float32, from 0 to 1."""
    return (images.astype(np.float32) / 255)[..., None]


def changed(images: Images, recipe: Recipe, rng: np.random.Generator) -> Images:
    """Each digit shifted and, if the recipe says so, turned and zoomed: another way each time."""
    if recipe.turn or recipe.zoom:
        parts = (images[start : start + AT_ONCE] for start in range(0, len(images), AT_ONCE))
        return np.concatenate([turned(part, recipe, rng) for part in parts])
    far = recipe.shift
    papers = np.pad(images, ((0, 0), (far, far), (far, far)))
    result = np.empty_like(images)
    down, across = rng.integers(0, 2 * far + 1, (2, len(images)))
    for i in range(2 * far + 1):
        for j in range(2 * far + 1):
            which = np.flatnonzero((down == i) & (across == j))
            result[which] = papers[which, i : i + 28, j : j + 28]
    return result


def turned(images: Images, recipe: Recipe, rng: np.random.Generator) -> np.ndarray:
    """Each digit turned, zoomed and shifted: (N, 28, 28) float32.

    Each pixel asks where it comes from, and takes a mixture of the four pixels around that place.
    """
    count, side = len(images), 28 + 2 * MARGIN
    papers = np.pad(images, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN))).reshape(-1)
    angle = np.deg2rad(rng.uniform(-recipe.turn, recipe.turn, (count, 1)))
    zoom = rng.uniform(1 - recipe.zoom, 1 + recipe.zoom, (2, count, 1))
    start = rng.uniform(-recipe.shift, recipe.shift, (2, count, 1)) + MIDDLE + MARGIN
    cos, sin = np.cos(angle), np.sin(angle)
    rows, cols = np.indices((28, 28), np.float32).reshape(2, 1, -1) - np.float32(MIDDLE)
    factors = cos * zoom[0], -sin * zoom[0], sin * zoom[1], cos * zoom[1], *start
    down, across, left, right, *start = (factor.astype(np.float32) for factor in factors)
    y = np.clip(down * rows + across * cols + start[0], 0, side - 1.001)
    x = np.clip(left * rows + right * cols + start[1], 0, side - 1.001)
    i, j = y.astype(np.int32), x.astype(np.int32)  # the pixel above and to the left
    y -= i
    x -= j
    corner = i * side + j + np.arange(count, dtype=np.int32)[:, None] * side**2
    above = papers[corner] * (1 - x) + papers[corner + 1] * x
    corner += side
    below = papers[corner] * (1 - x) + papers[corner + 1] * x
    return (above + (below - above) * y).reshape(-1, 28, 28)


# ---- the network ----


def network(recipe: Recipe, seed: int | None = None) -> Sequential:
    layers: list[Any] = [Input((28, 28, 1))]
    last, side = len(recipe.convolutions) - 1, 28
    for n, (filters, size) in enumerate(recipe.convolutions):
        layers.append(Conv2D(filters, size, use_bias=False, kernel_initializer="he_normal"))
        side -= size - 1
        if n in (0, last):  # before the normalization, which then has a quarter of the work
            layers.append(MaxPooling2D(2))
            side //= 2
        layers += [BatchNormalization(momentum=0.9), ReLU()]
    if recipe.per_map:
        layers.append(DepthwiseConv2D(side))
    layers.append(Flatten())
    if recipe.units:
        layers.append(Dense(recipe.units, activation="relu", kernel_initializer="he_normal"))
    model = Sequential([*layers, Dense(10, activation="softmax")], seed=seed)
    model.compile(Adam(recipe.rate), "categorical_crossentropy", ["accuracy"])
    return model


class UpAndDown(Callback):
    """Raise the learning rate for a fifth of the steps; then half a cosine takes it to 0."""

    def __init__(self, highest: float, steps: int) -> None:
        super().__init__()
        self.highest, self.steps, self.rise, self.done = highest, steps, steps / 5, 0

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        if self.done < self.rise:
            share = 0.1 + 0.9 * self.done / self.rise
        else:
            way = (self.done - self.rise) / (self.steps - self.rise)
            share = (1 + math.cos(math.pi * way)) / 2
        self.model.optimizer.learning_rate = share * self.highest
        self.done += 1


def trained(recipe: Recipe, x: Images, y: np.ndarray, seed: int) -> Trained:
    """The recipe's network after its epochs on digits x (N, 28, 28) with labels y (N,)."""
    began = time.perf_counter(), time.process_time()
    model, rng = network(recipe, seed), np.random.default_rng(seed)
    steps = recipe.epochs * -(-len(x) // recipe.batch_size)
    schedule, targets = UpAndDown(recipe.rate, steps), one_hot(y, 10)
    for _ in range(recipe.epochs):
        images = as_batch(changed(x, recipe, rng))
        model.fit(images, targets, recipe.batch_size, verbose=0, callbacks=[schedule])
    seconds, processor = time.perf_counter() - began[0], time.process_time() - began[1]
    return Trained(model, round(seconds, 1), round(processor, 1))


def answers(model: Sequential, images: Images, view: str) -> np.ndarray:
    """The class of each digit, (N,): of the mean over the places of `VIEWS`."""
    papers = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    moved = (papers[:, 1 + i : 29 + i, 1 + j : 29 + j] for i, j in VIEWS[view])
    return np.mean([model.predict(as_batch(part), 128) for part in moved], axis=0).argmax(axis=1)
