"""The shipped weights of the course network, for chapters that need a trained one at once.

`course.npz` holds the weights, `course.json` how they were made and what they reach. Both are
written by `tools/train_weights.py`, which trains on the 55,000 MNIST images that are not among the
5,000 of `load_digits()`: so every image of `load_digits()` is new to this network.
"""

import json
from pathlib import Path
from typing import Any

from helpers.convolution import Conv2D
from helpers.dense import Dense
from helpers.dropout import Dropout
from helpers.flatten import Flatten
from helpers.initializers import Initializer
from helpers.layer import Input, Layer
from helpers.network import Sequential
from helpers.pooling import MaxPooling2D

__all__ = ["course_layers", "course_network", "course_record", "load_course_network"]

WEIGHTS = Path(__file__).with_name("course.npz")
RECORD = Path(__file__).with_name("course.json")


def course_layers(
    dropout: float = 0.5, kernel_initializer: str | Initializer = "glorot_uniform"
) -> list[Layer | Input]:
    """Return new layers of the course network, for one that differs from it in a little.

    Args:
        dropout: the rate behind the dense layer, in [0, 1).
        kernel_initializer: of all its kernels.
    """
    start: Any = {"kernel_initializer": kernel_initializer}
    return [
        Input((28, 28, 1)),
        Conv2D(8, 3, activation="relu", **start),
        MaxPooling2D(2),
        Conv2D(16, 3, activation="relu", **start),
        MaxPooling2D(2),
        Flatten(),
        Dense(64, activation="relu", **start),
        Dropout(dropout),
        Dense(10, activation="softmax", **start),
    ]


def course_network(seed: int | None = 0) -> Sequential:
    """Return the course network with fresh weights, compiled: 27,562 parameters.

    It takes images (N, 28, 28, 1) with values from 0 to 1 and gives probabilities (N, 10).

    Args:
        seed: of its first weights, its dropout and its shuffling.
    """
    model = Sequential(course_layers(), seed=seed)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def load_course_network() -> Sequential:
    """Return the course network with its shipped, trained weights, compiled.

    It takes images (N, 28, 28, 1) with values from 0 to 1: `add_channel_axis(scale_pixels(x))` of
    what `load_digits()` returns. How well it does is in `course_record()`.
    """
    model = course_network()
    model.load_weights(WEIGHTS)
    return model


def course_record() -> dict[str, Any]:
    """Return how the shipped weights were trained, when, and the accuracy that they reach."""
    return json.loads(RECORD.read_text(encoding="utf-8"))
