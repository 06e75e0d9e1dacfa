"""Record for chapter 4: what the list forgets, and what the mean of each map forgets.

python -m tools.record_flatten

1. Shuffle: four networks learn digits as they are, and digits whose pixels all stand in one
   other order. They have convolutions or not, and poolings or not, so that the harm done to each of
   the two can be told apart. Each seed has an order of its own.
2. Where: three networks with the same convolutions, which differ in the list that their last layer
   gets: the maps flattened; the maps flattened, their places first shuffled anew for each image
   (the same numbers, the same parameters, but no place means anything); the mean of each map.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import (
    Adam,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    Sequential,
)
from helpers.layer import Layer
from tools.records import Parts, digits, record

SEEDS = [0, 1, 2, 3, 4]
SHUFFLE_COUNT = 1000
RATE = 0.003
EPOCHS = 12
WHERE_COUNT = 2000
WHERE_RATE = 0.01
WHERE_EPOCHS = 60
LAST = 10  # epochs whose mean is taken: single ones jump

# Whether a network has convolutions, and whether it has poolings.
KINDS = {
    "dense": (False, False),
    "pool": (False, True),
    "conv": (True, False),
    "conv, pool": (True, True),
}


class ShuffledPlaces(Layer):
    """Shuffle the places of the maps, for each image anew: all numbers stay, no place does."""

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.built, self.shape = True, x.shape
        count, height, width, channels = x.shape
        orders = [self.rng.permutation(height * width) for _ in range(count)]
        self.order = np.repeat(np.stack(orders)[:, :, None], channels, axis=2)
        return np.take_along_axis(x.reshape(self.order.shape), self.order, 1).reshape(x.shape)

    def backward(self, grad: np.ndarray) -> np.ndarray:
        grad_x = np.zeros(self.order.shape, grad.dtype)
        np.put_along_axis(grad_x, self.order, grad.reshape(self.order.shape), 1)
        return grad_x.reshape(self.shape)


LISTS: dict[str, Callable[[], list[Layer]]] = {
    "flatten": lambda: [Flatten()],
    "places shuffled": lambda: [ShuffledPlaces(), Flatten()],
    "means": lambda: [GlobalAveragePooling2D()],
}


def in_order(parts: Parts, order: np.ndarray) -> Parts:
    """The same digits, their pixels in another order."""
    x, x_val = (x.reshape(len(x), -1)[:, order].reshape(x.shape) for x in (parts.x, parts.x_val))
    return Parts(x, parts.y, x_val, parts.y_val)


def fit(layers: list[Any], parts: Parts, seed: int, rate: float, epochs: int) -> Any:
    """Train a network with these layers; return it and its accuracies, epoch by epoch."""
    model = Sequential([Input((28, 28, 1)), *layers], seed=seed)
    model.compile(Adam(rate), "sparse_categorical_crossentropy", ["accuracy"])
    watched = (parts.x_val, parts.y_val)
    fitted = model.fit(parts.x, parts.y, epochs=epochs, validation_data=watched, verbose=0)
    return model, [round(share, 4) for share in fitted.history["val_accuracy"]]


def layers_of(convolutions: bool, poolings: bool) -> list[Layer]:
    layers: list[Layer] = []
    for filters in (8, 16):
        layers += [Conv2D(filters, 3, activation="relu")] if convolutions else []
        layers += [MaxPooling2D(2)] if poolings else []
    return [*layers, Flatten(), Dense(64, activation="relu"), Dense(10, activation="softmax")]


def shuffle(kind: str, seeds: list[int] = SEEDS) -> dict[str, Any]:
    """Accuracies on digits as they are and shuffled, one for each seed."""
    figures: dict[str, Any] = {"kept": [], "shuffled": []}
    whole = digits(SHUFFLE_COUNT)
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(28 * 28)
        for name, parts in (("kept", whole), ("shuffled", in_order(whole, order))):
            model, by_epoch = fit(layers_of(*KINDS[kind]), parts, seed, RATE, EPOCHS)
            figures[name].append(by_epoch[-1])
    figures["parameters"] = model.count_params()
    print(kind, figures, flush=True)
    return figures


def where(name: str) -> dict[str, Any]:
    """Accuracies of a network behind whose convolutions this list stands, and its mistakes."""
    runs, mistakes = [], np.zeros((10, 10), int)
    parts = digits(WHERE_COUNT)
    for seed in SEEDS:
        layers = [*layers_of(True, True)[:4], *LISTS[name](), Dense(10, activation="softmax")]
        model, by_epoch = fit(layers, parts, seed, WHERE_RATE, WHERE_EPOCHS)
        answers = model.predict(parts.x_val).argmax(axis=1)
        np.add.at(mistakes, (parts.y_val, answers), answers != parts.y_val)
        last = np.mean(by_epoch[-LAST:])
        train = accuracy(model, parts)
        runs.append({"accuracy_by_epoch": by_epoch, "last": round(float(last), 4), "train": train})
        print(name, seed, runs[-1]["last"], train, flush=True)
    return {
        "parameters": model.count_params(),
        "accuracy": [run["last"] for run in runs],
        "train_accuracy": [run["train"] for run in runs],
        "accuracy_by_epoch": [run["accuracy_by_epoch"] for run in runs],
        "mistakes": mistakes.tolist(),  # rows: the digit; columns: the answer
    }


def accuracy(model: Sequential, parts: Parts) -> float:
    return round(float(np.mean(model.predict(parts.x).argmax(axis=1) == parts.y)), 4)


def experiment() -> dict[str, Any]:
    return {
        "shuffle": {kind: shuffle(kind) for kind in KINDS},
        "where": {name: where(name) for name in LISTS},
    }


if __name__ == "__main__":
    data = "shuffle: 1,000 digits, 12 epochs; where: 2,000 digits, 60 epochs; 1,000 to validate"
    record("flatten", data, SEEDS, experiment)
