"""Record for chapter 5: a tutorial's network of four dense layers, with and without activation.

HELPERS_DATA_DIR=../shared/data python -m tools.record_dense

The network, its first weights, its optimizer and its 1,000 steps are those of the tutorial, on
the 5,000 embedded digits and on full MNIST (the training images but for the last 5,000, as
there). Its dropout is left out: it was never connected. Beside it stands a single dense layer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers import Adam, Dense, Input, Sequential, load_digits, load_mnist, scale_pixels
from helpers.initializers import truncated_normal
from helpers.metrics import accuracy
from tools.records import record

SEEDS = [0, 1, 2]
STEPS = 1000
BATCH = 128


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


def results(make: Any, data: tuple[np.ndarray, ...]) -> dict[str, Any]:
    """Accuracy on training and test images for each seed."""
    x_train, y_train, x_test, y_test = data
    figures: dict[str, Any] = {"parameters": 0, "train": [], "test": []}
    for seed in SEEDS:
        model = make(seed)
        train(model, x_train, y_train, seed)
        figures["parameters"] = model.count_params()
        figures["train"].append(share_right(model, x_train, y_train))
        figures["test"].append(share_right(model, x_test, y_test))
    return figures


def experiment() -> dict[str, Any]:
    networks = {
        "no activation": lambda seed: deep(None, seed),
        "relu": lambda seed: deep("relu", seed),
        "one layer": single,
    }
    figures: dict[str, Any] = {}
    for name, source, kept in [("digits", load_digits, 4000), ("mnist", load_mnist, 55000)]:
        loaded = source()
        x_train, x_test = (scale_pixels(x).reshape(len(x), -1) for x in (loaded[0], loaded[2]))
        data = (x_train[:kept], loaded[1][:kept], x_test, loaded[3])
        figures[name] = {kind: results(make, data) for kind, make in networks.items()}
    return figures


def main() -> None:
    record(
        "dense",
        "4,000 / 1,000 embedded digits; 55,000 / 10,000 of MNIST; 1,000 steps of 128 images",
        SEEDS,
        experiment,
    )


if __name__ == "__main__":
    main()
