"""Record for chapter 4: what one fixed shuffle of all pixels costs four networks.

python -m tools.record_shuffle

Each network has convolutions or not, and poolings or not, so that the harm done to each of the two
can be told apart. Each learns digits as they are, and digits whose pixels all stand in one other
order, at rising learning rates, until a higher one does worse. Half of the validation digits serve
to choose the rate, the other half to judge. Each seed has an order of its own.
"""

from typing import Any

import numpy as np

from helpers import Adam, Conv2D, Dense, Flatten, Input, MaxPooling2D, Sequential
from helpers.layer import Layer
from tools.records import Parts, digits, record

SEEDS = [0, 1, 2, 3, 4]
COUNT = 1000
RATES = [0.001, 0.003, 0.01, 0.03]
EPOCHS = {"dense": 16, "pool": 60, "conv": 12, "conv, pool": 24}  # until no curve rises
LAST = 4  # epochs whose mean is taken: single ones jump

# Whether a network has convolutions, and whether it has poolings.
KINDS = {
    "dense": (False, False),
    "pool": (False, True),
    "conv": (True, False),
    "conv, pool": (True, True),
}


def in_order(parts: Parts, order: np.ndarray) -> Parts:
    """The same digits, their pixels in another order."""
    x, x_val = (x.reshape(len(x), -1)[:, order].reshape(x.shape) for x in (parts.x, parts.x_val))
    return Parts(x, parts.y, x_val, parts.y_val)


def network(kind: str, rate: float, seed: int) -> Sequential:
    convolutions, poolings = KINDS[kind]
    layers: list[Layer] = []
    for filters in (8, 16):
        layers += [Conv2D(filters, 3, activation="relu")] if convolutions else []
        layers += [MaxPooling2D(2)] if poolings else []
    layers += [Flatten(), Dense(64, activation="relu"), Dense(10, activation="softmax")]
    model = Sequential([Input((28, 28, 1)), *layers], seed=seed)
    model.compile(Adam(rate), "sparse_categorical_crossentropy")
    return model


def run(kind: str, side: str, rate: float, seed: int) -> dict[str, float]:
    """Accuracies on both halves, means of the last epochs, and how much they still rise there."""
    parts = digits(COUNT)
    if side == "shuffled":
        parts = in_order(parts, np.random.default_rng(seed).permutation(28 * 28))
    model, right = network(kind, rate, seed), []
    model.fit(parts.x, parts.y, epochs=EPOCHS[kind] - 2 * LAST, verbose=0)
    for _ in range(2 * LAST):
        model.fit(parts.x, parts.y, verbose=0)
        right.append(model.predict(parts.x_val).argmax(axis=1) == parts.y_val)
    half = len(parts.y_val) // 2
    before, last = np.mean(right[:LAST], axis=0), np.mean(right[LAST:], axis=0)
    return {
        "choose": round(float(last[:half].mean()), 4),
        "judge": round(float(last[half:].mean()), 4),
        "rise": round(float((last - before).mean()), 4),
    }


def side_of(kind: str, side: str) -> dict[str, dict[str, list[float]]]:
    """For each rate the figures of `run`, one for each seed; up to the first that is worse."""
    found: dict[str, dict[str, list[float]]] = {}
    best = 0.0
    for rate in RATES:
        runs = [run(kind, side, rate, seed) for seed in SEEDS]
        found[str(rate)] = {key: [one[key] for one in runs] for key in runs[0]}
        print(kind, side, rate, found[str(rate)], flush=True)
        right = float(np.mean(found[str(rate)]["choose"]))
        if right < best:
            break
        best = right
    return found


def experiment() -> dict[str, Any]:
    return {kind: {side: side_of(kind, side) for side in ("kept", "shuffled")} for kind in KINDS}


if __name__ == "__main__":
    data = "1,000 digits to learn from; 500 to choose the rate, 500 others to judge"
    record("shuffle", data, SEEDS, experiment)
