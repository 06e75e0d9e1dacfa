"""Record for chapter 7: optimizers, learning rates, batch sizes and first weights on digits.

python -m tools.record_learning
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import (
    SGD,
    Adam,
    RMSprop,
    Sequential,
    add_channel_axis,
    load_digits,
    one_hot,
    scale_pixels,
)
from helpers.initializers import Initializer
from helpers.optimizers import Optimizer
from helpers.weights import course_layers
from tools.records import record

SEEDS = [0, 1, 2]
TRAINING, VALIDATION = slice(0, 3600), slice(3600, 4000)  # the 1,000 test digits stay sealed
RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
OPTIMIZERS: dict[str, Callable[[float], Optimizer]] = {
    "SGD": SGD,
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "RMSprop": RMSprop,
    "Adam": Adam,
}
BATCH_SIZES = [4, 32, 256, 3600]


def normal(stddev: float) -> Initializer:
    """First weights from a normal distribution of this spread, whatever the layer."""
    return lambda shape, rng: rng.normal(0, stddev, shape)


STARTS: dict[str, str | Initializer] = {
    "zeros": "zeros",
    "too small": normal(0.001),
    "he_normal": "he_normal",
    "too large": normal(1.0),
}


def train(
    optimizer: Optimizer,
    seed: int,
    epochs: int,
    digits: slice = TRAINING,
    batch_size: int = 32,
    kernel_initializer: str | Initializer = "glorot_uniform",
) -> dict[str, list[float]]:
    """Train the course network; returns training loss, validation loss and accuracy by epoch."""
    data = load_digits()
    x = add_channel_axis(scale_pixels(data.x_train))
    y = one_hot(data.y_train, 10)
    model = Sequential(course_layers(kernel_initializer=kernel_initializer), seed=seed)
    model.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    # Steps that are far too long overflow on purpose here: the record says what comes of it.
    with np.errstate(over="ignore", invalid="ignore"):
        history = model.fit(
            x[digits],
            y[digits],
            batch_size=batch_size,
            epochs=epochs,
            validation_data=(x[VALIDATION], y[VALIDATION]),
            verbose=0,
        )
    names = ("loss", "val_loss", "val_accuracy")
    return {name: np.round(history.history[name], 4).tolist() for name in names}


def learning_rates() -> dict[str, list[list[float]]]:
    """Validation accuracy after 3 epochs on 2,000 digits: optimizer to (seeds, rates)."""
    return {
        name: [
            [
                train(make(rate), seed, epochs=3, digits=slice(0, 2000))["val_accuracy"][-1]
                for rate in RATES
            ]
            for seed in SEEDS[:2]
        ]
        for name, make in OPTIMIZERS.items()
    }


def experiment() -> dict[str, Any]:
    sweep = learning_rates()
    best = {name: RATES[int(np.mean(runs, axis=0).argmax())] for name, runs in sweep.items()}
    return {
        "rates": RATES,
        "learning_rates": sweep,
        "best_rates": best,
        "optimizers": {
            name: [train(make(best[name]), seed, epochs=6) for seed in SEEDS]
            for name, make in OPTIMIZERS.items()
        },
        "batch_sizes": {
            str(size): [train(SGD(0.1), 0, epochs=6, batch_size=size)] for size in BATCH_SIZES
        },
        "starts": {
            name: [train(SGD(0.05), 0, epochs=6, kernel_initializer=start)]
            for name, start in STARTS.items()
        },
    }


if __name__ == "__main__":
    record(
        "learning",
        "3,600 embedded digits to train on (2,000 in learning_rates), 400 to validate",
        SEEDS,
        experiment,
    )
