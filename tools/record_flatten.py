"""Record for chapter 4: what the mean of each map forgets.

python -m tools.record_flatten

Three networks with the same convolutions differ in the list that their last layer gets: the maps
flattened; the maps flattened, their places first shuffled anew for each image (the same numbers,
the same parameters, but no place means anything); the mean of each map. Each learns at rising
learning rates, until a higher one does worse. Half of the validation digits serve to choose the
rate, the other half to judge, and their mistakes are counted.
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
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
COUNT = 2000
RATES = [0.001, 0.003, 0.01, 0.03]
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


def network(name: str, rate: float, seed: int) -> Sequential:
    """A network behind whose convolutions this list stands."""
    layers: list[Layer] = []
    for filters in (8, 16):
        layers += [Conv2D(filters, 3, activation="relu"), MaxPooling2D(2)]
    layers += [*LISTS[name](), Dense(10, activation="softmax")]
    model = Sequential([Input((28, 28, 1)), *layers], seed=seed)
    model.compile(Adam(rate), "sparse_categorical_crossentropy")
    return model


def share(right: np.ndarray) -> float:
    return round(float(np.mean(right)), 4)


def run(name: str, rate: float, seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """Accuracies by epoch on both halves, that on known digits, and the mistakes of the judge."""
    parts, half = digits(COUNT), slice(500, None)
    model = network(name, rate, seed)
    right = np.empty((epochs, len(parts.y_val)), bool)
    for epoch in range(epochs):
        model.fit(parts.x, parts.y, verbose=0)
        answers = model.predict(parts.x_val).argmax(axis=1)
        right[epoch] = answers == parts.y_val
    wrong = np.zeros((10, 10), int)
    np.add.at(wrong, (parts.y_val[half], answers[half]), ~right[-1, half])
    return {
        "choose": share(right[-LAST:, :500]),
        "judge": share(right[-LAST:, half]),
        "judge_by_epoch": [share(one) for one in right[:, half]],
        "train": share(model.predict(parts.x).argmax(axis=1) == parts.y),
        "mistakes": wrong.tolist(),  # rows: the digit; columns: the answer
    }


def rates(name: str) -> dict[str, list[dict[str, Any]]]:
    """For each rate the runs, one for each seed; up to the first rate that is worse."""
    found: dict[str, list[dict[str, Any]]] = {}
    best = 0.0
    for rate in RATES:
        found[str(rate)] = [run(name, rate, seed) for seed in SEEDS]
        right = share(np.array([one["choose"] for one in found[str(rate)]]))
        print(name, rate, right, [one["judge"] for one in found[str(rate)]], flush=True)
        if right < best:
            break
        best = right
    return found


def experiment() -> dict[str, Any]:
    parameters = {name: network(name, RATES[0], 0).count_params() for name in LISTS}
    return {"parameters": parameters, "runs": {name: rates(name) for name in LISTS}}


if __name__ == "__main__":
    data = "2,000 digits to learn from, 60 epochs; 500 to choose the rate, 500 others to judge"
    record("flatten", data, SEEDS, experiment)
