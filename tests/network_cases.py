"""A small network and its data: the material of the tests of the network."""

import numpy as np

from helpers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Sequential, one_hot

RNG = np.random.default_rng(0)
X = RNG.random((23, 6, 5, 1)).astype(np.float32)
LABELS = RNG.integers(0, 3, 23)
Y = one_hot(LABELS, 3)


def small(seed: int | None = 0, *, dropout: float = 0.0, compiled: bool = True, **options):
    layers = [
        Input((6, 5, 1)),
        Conv2D(3, 2, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(5, activation="tanh"),
        Dropout(dropout),
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, seed=seed, **options)
    if compiled:
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def assert_equal_weights(a, b):
    for first, second in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)
