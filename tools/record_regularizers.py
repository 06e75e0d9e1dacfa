"""Record for chapter 6: four ways against learning by heart, side by side.

python -m tools.record_regularizers

The network learns from 300 digits. The strength of a side is chosen on 1,000 digits, and the sides
are judged on 1,000 others, so that no side is judged where it was chosen. All sides start from the
same weights, and take the same number of steps; an early stop keeps the weights of an earlier one.
"""

from typing import Any

import numpy as np

from helpers import Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Sequential
from helpers.losses import sparse_categorical_crossentropy
from helpers.metrics import accuracy
from helpers.regularizers import L2
from tools.records import digits, record

SEEDS = list(range(10))
TUNING_SEEDS = [100, 101, 102]
DIGITS = 300
EPOCHS = 40
STRENGTHS = {"weight decay": [0.001, 0.003, 0.01, 0.03], "dropout": [0.25, 0.5, 0.75]}

Images = tuple[np.ndarray, np.ndarray]


def network(seed: int, decay: float = 0.0, rate: float = 0.0) -> Sequential:
    """The course network with weight decay in all kernels, and dropout behind the dense layer."""
    pull: dict[str, Any] = {"kernel_regularizer": L2(decay)}
    model = Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(8, 3, activation="relu", **pull),
            MaxPooling2D(2),
            Conv2D(16, 3, activation="relu", **pull),
            MaxPooling2D(2),
            Flatten(),
            Dense(64, activation="relu", **pull),
            Dropout(rate),
            Dense(10, activation="softmax", **pull),
        ],
        seed=seed,
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def measure(model: Sequential, images: Images) -> tuple[float, float]:
    """Loss (without what the weights cost) and accuracy."""
    p = model.predict(images[0], batch_size=500)
    return float(sparse_categorical_crossentropy(images[1], p)), float(accuracy(images[1], p))


def stopped(model: Sequential, known: Images, choose: Images, epochs: int) -> int:
    """Train, put the weights of the lowest loss on `choose` back, and return that epoch."""
    best, at, kept = np.inf, 0, model.get_weights()
    for epoch in range(1, epochs + 1):
        model.fit(*known, verbose=0)
        loss, _ = measure(model, choose)
        if loss < best:
            best, at, kept = loss, epoch, model.get_weights()
    model.set_weights(kept)
    return at


def strengths(known: Images, choose: Images) -> dict[str, dict[str, float]]:
    """The mean loss on `choose` for each strength of each side."""
    found: dict[str, dict[str, float]] = {}
    for side, values in STRENGTHS.items():
        found[side] = {}
        for value in values:
            losses = []
            for seed in TUNING_SEEDS:
                model = network(seed, **{"decay" if side == "weight decay" else "rate": value})
                model.fit(*known, epochs=EPOCHS, verbose=0)
                losses.append(measure(model, choose)[0])
            found[side][str(value)] = round(float(np.mean(losses)), 4)
    return found


def parts_of_digits() -> dict[str, Images]:
    """300 digits to learn from, 600 with these among them, 1,000 to choose on, 1,000 to judge."""
    parts = digits()
    return {
        "known": (parts.x[:DIGITS], parts.y[:DIGITS]),
        "twice": (parts.x[: 2 * DIGITS], parts.y[: 2 * DIGITS]),
        "choose": (parts.x[1000:2000], parts.y[1000:2000]),
        "judge": (parts.x_val, parts.y_val),
    }


def run(side: str, seed: int, decay: float, rate: float) -> dict[str, float]:
    """Train one side; `decay` and `rate` are the strengths of those that have them."""
    images = parts_of_digits()
    model = network(
        seed,
        decay=decay if side == "weight decay" else 0.0,
        rate=rate if side == "dropout" else 0.0,
    )
    extra = {}
    if side == "early stop":
        extra["epoch"] = stopped(model, images["known"], images["choose"], EPOCHS)
    elif side == "twice the digits":  # as many steps: half of the epochs
        model.fit(*images["twice"], epochs=EPOCHS // 2, verbose=0)
    else:
        model.fit(*images["known"], epochs=EPOCHS, verbose=0)
    loss, right = measure(model, images["judge"])
    kernels = np.concatenate([w.ravel() for w in model.get_weights() if w.ndim > 1])
    return {
        "loss": round(loss, 4),
        "accuracy": round(right, 4),
        "training_loss": round(measure(model, images["known"])[0], 4),
        "mean_square": round(float((kernels**2).mean()), 6),
        **extra,
    }


def experiment() -> dict[str, Any]:
    images = parts_of_digits()
    tried = strengths(images["known"], images["choose"])
    decay, rate = (
        min((loss, float(value)) for value, loss in losses.items())[1] for losses in tried.values()
    )
    sides = {}
    for side in ("none", "early stop", "weight decay", "dropout", "twice the digits"):
        runs = [run(side, seed, decay, rate) for seed in SEEDS]
        sides[side] = {key: [one[key] for one in runs] for key in runs[0]}
    return {"tried": tried, "weight decay": decay, "dropout": rate, "sides": sides}


if __name__ == "__main__":
    record(
        "regularizers",
        f"{DIGITS} embedded digits to train on, 1,000 to choose strengths, 1,000 to judge, "
        f"{EPOCHS} epochs",
        SEEDS,
        experiment,
    )
