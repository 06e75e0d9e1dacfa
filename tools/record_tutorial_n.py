"""Record for lab 12: a tutorial's convolutional network with its own settings, and repaired.

HELPERS_DATA_DIR=../shared/data python -m tools.record_tutorial_n

Needs the official files of MNIST. First weights, scale of the pixels, optimizer and batch are the
tutorial's; its Adam forgets its moments with every batch. "published" is its own run: 50,000
images, two epochs, and the test images, standardized by their own mean and deviation as there, and
by those of the training images as it should be. "repaired" compares its optimizer with the right
Adam at the same and at a tenth of the learning rate, on 5,000 of those images and for four
epochs; 5,000 that the tutorial leaves unused judge.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from helpers import (
    Adam,
    Conv2D,
    Dense,
    Flatten,
    Input,
    MaxPooling2D,
    Sequential,
    add_channel_axis,
    load_mnist,
)
from helpers.optimizers import Optimizer
from tools.records import record

SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
PUBLISHED_SEEDS = [0, 1, 2]
KNOWN, FEW, JUDGES = 50000, 5000, 5000
EPOCHS = 4

Part = tuple[np.ndarray, np.ndarray]


class ForgetfulAdam(Optimizer):
    """Adam whose moments start anew at 0 in every batch, without bias correction."""

    def __init__(
        self,
        learning_rate: float = 0.01,
        beta_1: float = 0.95,
        beta_2: float = 0.99,
        epsilon: float = 1e-7,
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def update(self, grad, out):
        m = (1 - self.beta_1) * grad
        v = (1 - self.beta_2) * grad**2
        out[...] = -self.learning_rate * m / np.sqrt(v + self.epsilon)


OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "forgetful": ForgetfulAdam,
    "Adam 0.01": lambda: Adam(0.01, 0.95, 0.99),
    "Adam 0.001": lambda: Adam(0.001, 0.95, 0.99),
}


def filters(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """The tutorial's first filters: normal, over the root of how many numbers all of them hold."""
    return rng.normal(0, 1 / np.sqrt(np.prod(shape)), shape)


def small(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Its first weights of dense layers: normal, times 0.01."""
    return 0.01 * rng.standard_normal(shape)


def network(optimizer: Optimizer, seed: int) -> Sequential:
    """Two convolutions of 8 filters 5x5, one pooling, 128 units."""
    layers = [
        Conv2D(8, 5, activation="relu", kernel_initializer=filters),
        Conv2D(8, 5, activation="relu", kernel_initializer=filters),
        MaxPooling2D(2),
        Flatten(),
        Dense(128, activation="relu", kernel_initializer=small),
        Dense(10, activation="softmax", kernel_initializer=small),
    ]
    model = Sequential([Input((28, 28, 1)), *layers], seed=seed)
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    return model


def standardized(images: np.ndarray, like: np.ndarray) -> np.ndarray:
    """As the tutorial scales pixels: by the mean and deviation of `like`, both cut to integers."""
    x = (images.astype(np.float32) - int(like.mean())) / int(like.std())
    return add_channel_axis(x.astype(np.float32))


@cache
def parts() -> dict[str, Part]:
    data = load_mnist()
    like = data.x_train[:KNOWN]
    x, y = standardized(data.x_train, like), data.y_train
    return {
        "known": (x[:KNOWN], y[:KNOWN]),
        "few": (x[:FEW], y[:FEW]),
        "new": (x[KNOWN : KNOWN + JUDGES], y[KNOWN : KNOWN + JUDGES]),
        "own": (standardized(data.x_test, data.x_test), data.y_test),
        "test": (standardized(data.x_test, like), data.y_test),
    }


def accuracy(model: Sequential, name: str) -> float:
    return round(model.evaluate(*parts()[name], batch_size=128)[1], 4)


def published(seed: int) -> dict[str, float]:
    model = network(ForgetfulAdam(), seed)
    model.fit(*parts()["known"], batch_size=32, epochs=2, verbose=0)
    scores = {name: accuracy(model, name) for name in ("own", "test")}
    print("published", seed, scores, flush=True)
    return scores


def repaired(name: str, seed: int, epochs: int = EPOCHS) -> dict[str, list[float]]:
    """Train on few images; loss and accuracy on new ones after each epoch."""
    model = network(OPTIMIZERS[name](), seed)
    curves: dict[str, list[float]] = {"loss": [], "accuracy": []}
    for _ in range(epochs):
        model.fit(*parts()["few"], batch_size=32, verbose=0)
        loss, share = model.evaluate(*parts()["new"], batch_size=128)
        curves["loss"].append(round(loss, 4))
        curves["accuracy"].append(round(share, 4))
    print(name, seed, curves, flush=True)
    return curves


def experiment(seeds: list[int] = SEEDS) -> dict[str, Any]:
    return {
        "published": [published(seed) for seed in seeds if seed in PUBLISHED_SEEDS],
        "repaired": {name: [repaired(name, seed) for seed in seeds] for name in OPTIMIZERS},
    }


if __name__ == "__main__":
    record(
        "tutorial_n",
        "MNIST: 50,000 and two epochs for the published figure (seeds 0 to 2), set beside the "
        "10,000 test images; 5,000 of them and four epochs to compare, judged by 5,000 others; "
        "batch 32",
        SEEDS,
        experiment,
    )
