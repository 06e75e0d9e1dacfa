"""Record for chapter 4: what a fixed shuffle of all pixels does to two kinds of network.

python -m tools.record_flatten
"""

from typing import Any

import numpy as np

from helpers import (
    Adam,
    Dense,
    GlobalAveragePooling2D,
    Input,
    Sequential,
    add_channel_axis,
    load_digits,
    scale_pixels,
)
from helpers.layer import Layer
from helpers.weights import course_layers
from tools.records import record

SEEDS = [0, 1, 2]
EPOCHS = 10


def convolutional_network() -> list[Layer | Input]:
    """The course network without its dropout."""
    return course_layers(dropout=0)


def dense_network() -> list[Layer | Input]:
    """The same without its convolutions."""
    images, *_, flatten, dense, _, last = course_layers()
    return [images, flatten, dense, last]


def averaging_network() -> list[Layer | Input]:
    """Its convolutions, up to the second pooling; then the mean of each map."""
    return [*course_layers()[:4], GlobalAveragePooling2D(), Dense(10, activation="softmax")]


def accuracies(
    layers: Any,
    order: np.ndarray,
    seeds: list[int] = SEEDS,
    epochs: int = EPOCHS,
    rate: float = 1e-3,
) -> dict[str, Any]:
    """Held-out accuracy for each seed, on digits whose pixels stand in the given order."""
    data = load_digits()
    x_train, x_test = (
        add_channel_axis(scale_pixels(x.reshape(len(x), -1)[:, order].reshape(x.shape)))
        for x in (data.x_train, data.x_test)
    )
    results = []
    for seed in seeds:
        model = Sequential(layers(), seed=seed)
        model.compile(Adam(rate), "sparse_categorical_crossentropy", ["accuracy"])
        model.fit(x_train, data.y_train, epochs=epochs, verbose=0)
        results.append(round(model.evaluate(x_test, data.y_test)[1], 4))
    return {"parameters": model.count_params(), "accuracy": results}


def experiment() -> dict[str, Any]:
    kept = np.arange(28 * 28)
    shuffled = np.random.default_rng(0).permutation(28 * 28)
    return {
        "dense": accuracies(dense_network, kept),
        "dense, shuffled": accuracies(dense_network, shuffled),
        "convnet": accuracies(convolutional_network, kept),
        "convnet, shuffled": accuracies(convolutional_network, shuffled),
        "convnet, global average": accuracies(averaging_network, kept, rate=1e-2),
    }


if __name__ == "__main__":
    record("flatten", "4,000 / 1,000 embedded digits, 10 epochs", SEEDS, experiment)
