"""Record for chapter 3: what a known bug in max pooling's way back does to learning.

python -m tools.record_tied_pooling

The course network learns with the right way back and with the bug, from the same seeds,
with two optimizers, with the ReLU before each pooling and without it.
"""

from typing import Any

import numpy as np

from helpers import SGD, Adam, Conv2D, MaxPooling2D, Sequential
from helpers.weights import course_layers
from tools.record_pooling import fit
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
EPOCHS = 8
OPTIMIZERS: dict[str, Any] = {"Adam": lambda: Adam(0.003), "SGD": lambda: SGD(0.1)}


class TiedMaxPooling2D(MaxPooling2D):
    """A known bug: each pixel that equals the maximum of its 2x2 window gets the whole slope."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.x, self.y = x, super().forward(x, training)
        return self.y

    def backward(self, grad: np.ndarray) -> np.ndarray:
        height, width = 2 * grad.shape[1], 2 * grad.shape[2]
        grad_x = np.zeros_like(self.x)
        is_best = self.x[:, :height, :width] == enlarge(self.y)
        grad_x[:, :height, :width] = is_best * enlarge(grad)
        return grad_x


def enlarge(y: np.ndarray) -> np.ndarray:
    return y.repeat(2, axis=1).repeat(2, axis=2)


def build(pooling: type[MaxPooling2D], seed: int, activation: str | None) -> Sequential:
    """Return the course network, untrained, with another pooling or activation."""
    images, *_, flatten, dense, dropout, last = course_layers()
    first, second = Conv2D(8, 3, activation=activation), Conv2D(16, 3, activation=activation)
    front = [first, pooling(2), second, pooling(2)]
    return Sequential([images, *front, flatten, dense, dropout, last], seed=seed)


def accuracies(
    pooling: type[MaxPooling2D],
    optimizer: str,
    activation: str | None,
    seeds: list[int] = SEEDS,
    epochs: int = EPOCHS,
) -> list[list[float]]:
    """Accuracy on the validation digits after each epoch, one row for each seed."""
    parts = digits()
    return [
        fit(build(pooling, seed, activation), OPTIMIZERS[optimizer](), parts, epochs)
        for seed in seeds
    ]


def experiment() -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for optimizer in OPTIMIZERS:
        for activation in ("relu", None):
            for name, pooling in (("right", MaxPooling2D), ("bug", TiedMaxPooling2D)):
                way = f"{optimizer}, {activation or 'no relu'}"
                rows = accuracies(pooling, optimizer, activation)
                figures.setdefault(way, {})[name] = rows
                print(way, name, [row[-1] for row in rows], flush=True)
    return figures


if __name__ == "__main__":
    record("tied_pooling", "3,000 digits to train, 1,000 to validate, 8 epochs", SEEDS, experiment)
