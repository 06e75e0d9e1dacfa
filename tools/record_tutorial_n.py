"""Record for lab 12: a tutorial's convolutional network, its settings, and more epochs.

python -m tools.record_tutorial_n

Needs the official files of MNIST. The network and its settings are the tutorial's; its Adam
forgets its moments with every batch. Beside it stand the right Adam with the same settings, and
with a tenth of the learning rate. 5,000 of the training images are kept for validation.
"""

from collections.abc import Callable
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
    load_digits,
    load_mnist,
    scale_pixels,
)
from helpers.optimizers import Optimizer
from tools.records import record

SEEDS = [0, 1, 2]
EPOCHS = 5
KEPT = 55000  # of MNIST's 60,000 training images; the others validate


class ForgetfulAdam(Optimizer):
    """Adam whose moments start anew at 0 in every batch, without bias correction.

    Epsilon stands under the root, or beside it.
    """

    def __init__(
        self,
        learning_rate: float = 0.01,
        beta_1: float = 0.95,
        beta_2: float = 0.99,
        epsilon: float = 1e-7,
        under_root: bool = True,
    ) -> None:
        super().__init__(learning_rate)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.under_root = under_root

    def update(self, grad, out):
        m = (1 - self.beta_1) * grad
        v = (1 - self.beta_2) * grad**2
        root = np.sqrt(v + self.epsilon) if self.under_root else np.sqrt(v) + self.epsilon
        out[...] = -self.learning_rate * m / root


OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "forgetful": ForgetfulAdam,
    "Adam 0.01": lambda: Adam(0.01, 0.95, 0.99),
    "Adam 0.001": lambda: Adam(0.001, 0.95, 0.99),
}
ON_DIGITS = OPTIMIZERS | {
    "forgetful, epsilon outside": lambda: ForgetfulAdam(under_root=False),
}


def network(optimizer: Optimizer, seed: int) -> Sequential:
    """The tutorial's: two convolutions of 8 filters 5x5, one pooling, 128 units."""
    layers = [
        Conv2D(8, 5, activation="relu"),
        Conv2D(8, 5, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(128, activation="relu"),
        Dense(10, activation="softmax"),
    ]
    model = Sequential([Input((28, 28, 1)), *layers], seed=seed)
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    return model


Part = tuple[np.ndarray, np.ndarray]


def epochs(
    optimizer: Optimizer, seed: int, train: Part, others: dict[str, Part], count: int = EPOCHS
) -> dict[str, list[float]]:
    """Train, and measure after each epoch: {"test_accuracy": one for each epoch, ...}."""
    model = network(optimizer, seed)
    curves: dict[str, list[float]] = {}
    for _ in range(count):
        history = model.fit(*train, batch_size=32, verbose=0).history
        curves.setdefault("loss", []).append(round(history["loss"][0], 4))
        for name, part in others.items():
            loss, accuracy = model.evaluate(*part, batch_size=128)
            curves.setdefault(f"{name}_loss", []).append(round(loss, 4))
            curves.setdefault(f"{name}_accuracy", []).append(round(accuracy, 4))
    return curves


def digits(name: str, seed: int, count: int = EPOCHS) -> dict[str, list[float]]:
    """The same on the embedded digits."""
    data = load_digits()
    x, x_test = (add_channel_axis(scale_pixels(x)) for x in (data.x_train, data.x_test))
    test = {"test": (x_test, data.y_test)}
    return epochs(ON_DIGITS[name](), seed, (x, data.y_train), test, count)


def mnist(name: str, seed: int) -> dict[str, list[float]]:
    data = load_mnist()
    x, x_test = (add_channel_axis(scale_pixels(x)) for x in (data.x_train, data.x_test))
    others = {"val": (x[KEPT:], data.y_train[KEPT:]), "test": (x_test, data.y_test)}
    curves = epochs(OPTIMIZERS[name](), seed, (x[:KEPT], data.y_train[:KEPT]), others)
    print(name, seed, curves, flush=True)
    return curves


def experiment() -> dict[str, Any]:
    return {
        "mnist": {name: [mnist(name, seed) for seed in SEEDS] for name in OPTIMIZERS},
        "digits": {name: [digits(name, seed) for seed in SEEDS] for name in ON_DIGITS},
    }


if __name__ == "__main__":
    record(
        "tutorial_n",
        "MNIST, 55,000 / 5,000 / 10,000, and 4,000 / 1,000 embedded digits; 5 epochs, batch 32",
        SEEDS,
        experiment,
    )
