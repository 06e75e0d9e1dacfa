"""Record for chapter 3: networks that make their maps smaller in several ways, or not at all.

python -m tools.record_pooling

Five networks, alike but for what makes their maps smaller, learn the embedded digits, each from
several seeds. Recorded are the accuracy on the held-out digits after each epoch, on the training
digits at the end, and on held-out digits that were shifted by 0 to 4 pixels. Max and average
pooling are trained at a second learning rate too: the best rate may not be the same for both.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from helpers import (
    Adam,
    AveragePooling2D,
    Conv2D,
    MaxPooling2D,
    Sequential,
    add_channel_axis,
    load_digits,
    one_hot,
    scale_pixels,
)
from helpers.layer import Layer
from helpers.weights import course_layers
from tools.records import record

SEEDS = [0, 1, 2, 3, 4]
EPOCHS = 12
LEARNING_RATE = 0.001
SECOND_LEARNING_RATE = 0.003
SHIFTS = [0, 1, 2, 3, 4]
DIRECTIONS = [(-1, 0), (1, 0), (0, -1), (0, 1)]  # up, down, left, right
NETWORKS = ["max", "average", "none", "stride", "learned"]


def experiment() -> dict[str, Any]:
    plan = [(network, LEARNING_RATE) for network in NETWORKS]
    plan += [("max", SECOND_LEARNING_RATE), ("average", SECOND_LEARNING_RATE)]
    runs = []
    for network, learning_rate in plan:
        for seed in SEEDS:
            runs.append(train(network, learning_rate, seed))
            print(network, learning_rate, seed, runs[-1]["accuracy_by_shift"], flush=True)
    return {
        "shifts": SHIFTS,
        "parameters": {network: build(network).count_params() for network in NETWORKS},
        "runs": runs,
    }


def front(network: str) -> list[Layer]:
    """Return the convolutional half of a network: all five differ in nothing else.

    "max" and "average" pool, and "max" is the course network. "none" keeps its maps as large as
    they are. "stride" lets its convolutions step by 2. "learned" puts a convolution of 2x2 with
    stride 2 where the pooling was.
    """
    first, second = Conv2D(8, 3, activation="relu"), Conv2D(16, 3, activation="relu")
    if network == "max":
        return [first, MaxPooling2D(2), second, MaxPooling2D(2)]
    if network == "average":
        return [first, AveragePooling2D(2), second, AveragePooling2D(2)]
    if network == "none":
        return [first, second]
    if network == "stride":
        return [
            Conv2D(8, 3, strides=2, activation="relu"),
            Conv2D(16, 3, strides=2, activation="relu"),
        ]
    if network == "learned":
        return [
            first,
            Conv2D(8, 2, strides=2, activation="relu"),
            second,
            Conv2D(16, 2, strides=2, activation="relu"),
        ]
    raise ValueError(f"network expects one of {NETWORKS}. Received {network!r}.")


def build(network: str, learning_rate: float = LEARNING_RATE, seed: int = 0) -> Sequential:
    """Return an untrained network, compiled."""
    images, *_, flatten, dense, dropout, last = course_layers()
    model = Sequential([images, *front(network), flatten, dense, dropout, last], seed=seed)
    model.compile(Adam(learning_rate), "categorical_crossentropy", ["accuracy"])
    return model


def train(network: str, learning_rate: float, seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """Train one network on the embedded digits; return what it reaches."""
    digits = load_digits()
    x_train, x_test = (add_channel_axis(scale_pixels(x)) for x in (digits.x_train, digits.x_test))
    y_train, y_test = (one_hot(y, 10) for y in (digits.y_train, digits.y_test))
    model = build(network, learning_rate, seed)
    history = model.fit(
        x_train,
        y_train,
        epochs=epochs,
        validation_data=(x_test, y_test),  # watched, never learned from
        verbose=0,
    ).history
    return {
        "network": network,
        "learning_rate": learning_rate,
        "seed": seed,
        "accuracy_by_epoch": rounded(history["val_accuracy"]),
        "train_accuracy": round(accuracy(model, x_train, digits.y_train), 5),
        "accuracy_by_shift": rounded(
            accuracy_when_shifted(model, x_test, digits.y_test, pixels) for pixels in SHIFTS
        ),
    }


def accuracy_when_shifted(
    model: Sequential, images: np.ndarray, labels: np.ndarray, pixels: int
) -> float:
    """Return the mean accuracy on images shifted up, down, left and right by some pixels."""
    if pixels == 0:
        return accuracy(model, images, labels)
    shares = [
        accuracy(model, shift(images, down * pixels, right * pixels), labels)
        for down, right in DIRECTIONS
    ]
    return float(np.mean(shares))


def shift(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return images (N, H, W, C) moved down and to the right; zeros come in from outside."""
    height, width = images.shape[1:3]
    edge = max(abs(down), abs(right))
    framed = np.pad(images, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    top, left = edge - down, edge - right
    return framed[:, top : top + height, left : left + width]


def accuracy(model: Sequential, images: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(model.predict(images, batch_size=128).argmax(axis=1) == labels))


def rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), 5) for value in values]


if __name__ == "__main__":
    record("pooling", "4,000 / 1,000 embedded digits, 12 epochs", SEEDS, experiment)
