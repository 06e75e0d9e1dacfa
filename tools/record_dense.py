"""Record for chapter 5: a tutorial's network of four dense layers, with and without activation.

HELPERS_DATA_DIR=../shared/data python -m tools.record_dense

The network, its first weights, its optimizer and its 1,000 steps are those of the tutorial, and so
are the sizes of its split of MNIST: 55,000 images to learn from, 5,000 training images to validate.
The tutorial takes the first 5,000; here it is the last, for among the first are digits that
`load_digits` keeps sealed. The networks are compared on these. What they make of images that they
learned from is asked with the last 5,000 of those, for the same reason. The official test images
are asked of one network only, the one whose figure the tutorial publishes. Its dropout is left out:
it was never connected. Beside it stands a single dense layer.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import Adam, Dense, Input, Sequential, load_mnist, scale_pixels
from helpers.initializers import truncated_normal
from helpers.metrics import accuracy
from tools.records import record

SEEDS = [0, 1, 2, 3, 4]
STEPS = 1000
BATCH = 128
LEARNED = 55000  # training images of MNIST to learn from; the 5,000 behind them are new
KNOWN = slice(LEARNED - 5000, LEARNED)  # learned from, and no sealed digit among them

Images = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def narrow_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """The tutorial's first weights: a truncated normal of standard deviation 0.1."""
    return truncated_normal(shape, rng, stddev=0.1)


def tenths(shape: tuple[int, ...], rng: np.random.Generator | None = None) -> np.ndarray:
    """The tutorial's first biases."""
    return np.full(shape, 0.1, dtype=np.float32)


def deep(activation: str | None, seed: int) -> Sequential:
    """784-512-256-128-10."""
    options: dict[str, Any] = {
        "kernel_initializer": narrow_normal,
        "bias_initializer": tenths,
    }
    hidden = [Dense(units, activation, **options) for units in (512, 256, 128)]
    model = Sequential([Input((784,)), *hidden, Dense(10, "softmax", **options)], seed=seed)
    model.compile(Adam(1e-4), "sparse_categorical_crossentropy")
    return model


def single(seed: int) -> Sequential:
    """784-10, with a learning rate that suits so few weights."""
    model = Sequential([Input((784,)), Dense(10, "softmax")], seed=seed)
    model.compile(Adam(1e-3), "sparse_categorical_crossentropy")
    return model


def train(model: Sequential, x: np.ndarray, y: np.ndarray, seed: int, steps: int = STEPS) -> None:
    """So many steps, each on 128 images; the images are shuffled anew when they are used up."""
    rng = np.random.default_rng(seed)
    order = np.empty(0, dtype=int)
    for _ in range(steps):
        if len(order) < BATCH:
            order = rng.permutation(len(x))
        batch, order = order[:BATCH], order[BATCH:]
        model.train_on_batch(x[batch], y[batch])


def share_right(model: Sequential, x: np.ndarray, y: np.ndarray) -> float:
    return round(accuracy(y, model.predict(x, batch_size=500)), 4)


def flat(source: Callable[[], Any], kept: int) -> Images:
    """The first `kept` training images and all test images as lists of 784, with their labels."""
    x_train, y_train, x_test, y_test = source()
    x_train, x_test = (scale_pixels(x).reshape(len(x), -1) for x in (x_train, x_test))
    return x_train[:kept], y_train[:kept], x_test, y_test


def run(make: Callable[[int], Sequential], seed: int) -> dict[str, Any]:
    """Train one network: its parameters, and its accuracy on known, new and official images."""
    x, y, x_test, y_test = flat(load_mnist, 60000)
    model = make(seed)
    train(model, x[:LEARNED], y[:LEARNED], seed)
    found = {
        "parameters": model.count_params(),
        "train": share_right(model, x[KNOWN], y[KNOWN]),
        "val": share_right(model, x[LEARNED:], y[LEARNED:]),
    }
    if make is published:
        found["test"] = share_right(model, x_test, y_test)
    return found


def published(seed: int) -> Sequential:
    """The tutorial's network as it stands there: no activation."""
    return deep(None, seed)


def experiment() -> dict[str, Any]:
    networks = {
        "no activation": published,
        "relu": lambda seed: deep("relu", seed),
        "one layer": single,
    }
    figures = {}
    for kind, make in networks.items():
        runs = [run(make, seed) for seed in SEEDS]
        figures[kind] = {key: [one[key] for one in runs] for key in runs[0]}
    return figures


def main() -> None:
    record(
        "dense",
        "MNIST: 55,000 images to learn from, 1,000 steps of 128; 5,000 training images to "
        "validate; the 10,000 official test images for the published network",
        SEEDS,
        experiment,
    )


if __name__ == "__main__":
    main()
