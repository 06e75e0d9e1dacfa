"""The two drills of chapter 7: a small network that notes what it is trained on, and noise."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import SGD, Dense, Flatten, Input, Sequential
from helpers.layer import Layer

SIDE = 6  # of the images, in pixels
RATE = 0.6


class Witness(Layer):
    """Hands its input on, and keeps which images came in: pixel (0, 0) holds their number."""

    def __init__(self) -> None:
        super().__init__()
        self.in_training: list[list[int]] = []

    def forward(self, x, training=False):
        if training:
            self.in_training.append(np.rint(100 * np.asarray(x)[:, 0, 0, 0]).astype(int).tolist())
        return x

    def backward(self, grad):
        return grad


class Model(Sequential):
    """Notes whether somebody else's loop was called."""

    asked_fit = False

    def fit(self, *args: Any, **options: Any) -> Any:
        self.asked_fit = True
        return super().fit(*args, **options)


def new_model() -> Model:
    layers = [Witness(), Flatten(), Dense(32, "relu"), Dense(10, "softmax")]
    model = Model([Input((SIDE, SIDE, 1)), *layers], seed=0)
    for layer in model.layers[2:]:
        layer.params["kernel"] *= 0.3  # so that the first answers are near 10 %
    model.compile(SGD(RATE), "categorical_crossentropy")
    return model


def noise(count: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(7).integers(0, 2, (count, SIDE, SIDE, 1)).astype(np.float32)
    x[:, 0, 0, 0] = np.arange(count) / 100
    return x, np.eye(10, dtype=np.float32)[np.arange(count) % 10]


def replay(
    images: int, epochs: list[list[list[int]]], stretch: Callable[[int], float] | None = None
) -> tuple[Model, list[list[tuple[float, int]]], list[float]]:
    """What comes of the same batches.

    Args:
        images: how many there are.
        epochs: the batches of each epoch: the numbers of their images.
        stretch: how many times as long a step is with a batch of so many images, if not once.

    Returns:
        The model, the loss and size of each batch by epochs, and the loss after each epoch.
    """
    model, (x, y) = new_model(), noise(images)
    losses: list[list[tuple[float, int]]] = []
    afterwards: list[float] = []
    for batches in epochs:
        losses.append([])
        for batch in batches:
            before = [weight.copy() for weight in model.get_weights()] if stretch else []
            losses[-1].append((float(model.train_on_batch(x[batch], y[batch])), len(batch)))
            if stretch:
                times = stretch(len(batch))
                pairs = zip(before, model.get_weights(), strict=True)
                model.set_weights([old + times * (new - old) for old, new in pairs])
        afterwards.append(float(model.evaluate(x, y)))
    return model, losses, afterwards


def alike(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.allclose(x, y, rtol=1e-3, atol=1e-3) for x, y in zip(a, b, strict=True))
