"""Record for lab 12: a tutorial's four dense layers, as published, and repaired step by step.

python -m tools.record_tutorial_t

Needs the official files of MNIST. First weights, optimizer, batch and 1,000 steps are the
tutorial's, as in record_dense. Each trained network is tested on the 10,000 test digits as they
should be, on the same digits unscaled (0 to 255), and on the negative (dark on light).
"""

from typing import Any

import numpy as np

from helpers import Adam, Dense, Dropout, Input, Sequential, load_digits, load_mnist
from tools.record_dense import STEPS, flat, narrow_normal, share_right, tenths, train
from tools.records import record

SEEDS = [0, 1, 2]
# what stands between the layers, and how much is dropped behind the last hidden one
REPAIRS: dict[str, tuple[str | None, float]] = {
    "as published": (None, 0.0),  # the dropped-out layer is computed, and nobody reads it
    "dropout connected": (None, 0.5),
    "relu": ("relu", 0.0),
    "relu and dropout": ("relu", 0.5),
}


def network(repair: str, seed: int) -> Sequential:
    """784-512-256-128-10."""
    activation, rate = REPAIRS[repair]
    options: dict[str, Any] = {
        "kernel_initializer": narrow_normal,
        "bias_initializer": tenths,
    }
    hidden = [Dense(units, activation, **options) for units in (512, 256, 128)]
    last = Dense(10, "softmax", **options)
    model = Sequential([Input((784,)), *hidden, Dropout(rate), last], seed=seed)
    model.compile(Adam(1e-4), "sparse_categorical_crossentropy")
    return model


def same_when_folded(model: Sequential, x: np.ndarray) -> float:
    """The share of answers that the one layer gives that the linear layers fold into."""
    weights = [array.astype(np.float64) for array in model.get_weights()]
    w, b = weights[0], weights[1]
    for w2, b2 in zip(weights[2::2], weights[3::2], strict=True):
        w, b = w @ w2, b @ w2 + b2
    answers = model.predict(x, batch_size=500).argmax(axis=1)
    return float(np.mean((x @ w + b).argmax(axis=1) == answers))


def scores(model: Sequential, x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """How many are right, and how sure the network is, of all answers and of the wrong ones."""
    probabilities = model.predict(x, batch_size=500)
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == y
    return {
        "accuracy": round(float(np.mean(right)), 4),
        "sure": round(float(np.mean(sure)), 4),
        "sure_when_wrong": round(float(np.mean(sure[~right])), 4),
    }


def few_digits(repair: str, seed: int, steps: int) -> list[float]:
    """The accuracy on the embedded digits, known and new, after so many steps."""
    x_train, y_train, x_test, y_test = flat(load_digits, 4000)
    model = network(repair, seed)
    train(model, x_train, y_train, seed, steps)
    return [share_right(model, x_train, y_train), share_right(model, x_test, y_test)]


def experiment() -> dict[str, Any]:
    x_train, y_train, x_test, y_test = flat(load_mnist, 55000)
    figures: dict[str, Any] = {"mnist": {}, "digits": {}}
    for repair in REPAIRS:
        runs = []
        for seed in SEEDS:
            model = network(repair, seed)
            train(model, x_train, y_train, seed)
            run: dict[str, Any] = {
                "test": scores(model, x_test, y_test),
                "unscaled": scores(model, 255 * x_test, y_test),
                "negative": scores(model, 1 - x_test, y_test),
            }
            if REPAIRS[repair][0] is None:
                run["same_when_folded"] = same_when_folded(model, x_test)
            runs.append(run)
            print(repair, seed, run, flush=True)
        figures["mnist"][repair] = runs
    for repair in ("relu", "relu and dropout"):
        figures["digits"][repair] = {
            str(steps): [few_digits(repair, seed, steps) for seed in SEEDS]
            for steps in (100, STEPS)
        }
        print(repair, figures["digits"][repair], flush=True)
    return figures


if __name__ == "__main__":
    record(
        "tutorial_t",
        "55,000 / 10,000 of MNIST; 4,000 / 1,000 embedded digits; 1,000 steps of 128 images",
        SEEDS,
        experiment,
    )
