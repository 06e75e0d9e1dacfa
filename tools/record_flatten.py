"""Record for chapter 4: what the mean of each map forgets.

python -m tools.record_flatten

Three networks with the same convolutions differ in the list that their last layer gets: the maps
flattened; the maps flattened, their places first shuffled anew for each image (the same numbers,
the same parameters, but no place means anything); the mean of each map.
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
COUNT = 2000
RATE = 0.01
EPOCHS = 60
LAST = 10  # epochs whose mean is taken: single ones jump


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


def fit(name: str, seed: int, parts: Parts, epochs: int) -> tuple[Sequential, list[float]]:
    """A network behind whose convolutions this list stands, and its accuracies by epoch."""
    layers: list[Any] = [Input((28, 28, 1))]
    for filters in (8, 16):
        layers += [Conv2D(filters, 3, activation="relu"), MaxPooling2D(2)]
    model = Sequential([*layers, *LISTS[name](), Dense(10, activation="softmax")], seed=seed)
    model.compile(Adam(RATE), "sparse_categorical_crossentropy", ["accuracy"])
    watched = (parts.x_val, parts.y_val)
    fitted = model.fit(parts.x, parts.y, epochs=epochs, validation_data=watched, verbose=0)
    return model, [round(share, 4) for share in fitted.history["val_accuracy"]]


def where(name: str, seeds: list[int] = SEEDS, epochs: int = EPOCHS) -> dict[str, Any]:
    """Accuracies of a network with this list, and its mistakes."""
    runs, known, mistakes = [], [], np.zeros((10, 10), int)
    parts = digits(COUNT)
    for seed in seeds:
        model, by_epoch = fit(name, seed, parts, epochs)
        answers = model.predict(parts.x_val).argmax(axis=1)
        np.add.at(mistakes, (parts.y_val, answers), answers != parts.y_val)
        runs.append(by_epoch)
        known.append(round(float(np.mean(model.predict(parts.x).argmax(axis=1) == parts.y)), 4))
        print(name, seed, by_epoch[-1], known[-1], flush=True)
    return {
        "parameters": model.count_params(),
        "accuracy": [round(float(np.mean(run[-LAST:])), 4) for run in runs],
        "train_accuracy": known,
        "accuracy_by_epoch": runs,
        "mistakes": mistakes.tolist(),  # rows: the digit; columns: the answer
    }


if __name__ == "__main__":
    data = "2,000 digits to train on, 60 epochs; 1,000 to validate"
    record("flatten", data, SEEDS, lambda: {name: where(name) for name in LISTS})
