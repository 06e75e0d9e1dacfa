"""Record for lab 12: a tutorial's four dense layers, as published, and repaired step by step.

HELPERS_DATA_DIR=../shared/data python -m tools.record_tutorial_t

Needs the official files of MNIST. First weights, optimizer, batch and 1,000 steps are the
tutorial's. It holds out the first 5,000 training images; here it is the last 5,000, for among the
first are digits that `load_digits` keeps sealed. For the same reason "known" is asked with the last
5,000 of the images learned from. The held-out images judge, as they should be, unscaled (0 to 255)
and as the negative (dark on light). The test images give one figure: that of the network as
published, which stands beside the tutorial's own. First biases of 0 stand beside its 0.1. On the
embedded digits, 3,000 are learned from and 1,000 judge.
"""

from typing import Any

import numpy as np

from helpers import Adam, Dense, Dropout, Input, Sequential, load_mnist
from tools.record_dense import (
    KNOWN,
    LEARNED,
    STEPS,
    flat,
    narrow_normal,
    share_right,
    tenths,
    train,
)
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
EARLY = 100  # steps, for a first look
# what stands between the layers, how much is dropped behind the last hidden one, the first biases
REPAIRS: dict[str, tuple[str | None, float, float]] = {
    "as published": (None, 0.0, 0.1),  # the dropped-out layer is computed, and nobody reads it
    "dropout connected": (None, 0.5, 0.1),
    "relu": ("relu", 0.0, 0.1),
    "relu and dropout": ("relu", 0.5, 0.1),
    "relu, biases 0": ("relu", 0.0, 0.0),
}


def network(repair: str, seed: int) -> Sequential:
    """784-512-256-128-10."""
    activation, rate, bias = REPAIRS[repair]
    options: dict[str, Any] = {
        "kernel_initializer": narrow_normal,
        "bias_initializer": tenths if bias else "zeros",
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


def early(repair: str, seed: int) -> float:
    """The accuracy on the held-out images after the first steps."""
    x, y, *_ = flat(load_mnist, 60000)
    model = network(repair, seed)
    train(model, x[:LEARNED], y[:LEARNED], seed, EARLY)
    return share_right(model, x[LEARNED:], y[LEARNED:])


def on_mnist(repair: str, seed: int) -> dict[str, Any]:
    x, y, x_test, y_test = flat(load_mnist, 60000)
    held_out, labels = x[LEARNED:], y[LEARNED:]
    model = network(repair, seed)
    train(model, x[:LEARNED], y[:LEARNED], seed)
    run: dict[str, Any] = {
        "early": early(repair, seed),
        "known": share_right(model, x[KNOWN], y[KNOWN]),
        "new": scores(model, held_out, labels),
        "unscaled": scores(model, 255 * held_out, labels),
        "negative": scores(model, 1 - held_out, labels),
    }
    if REPAIRS[repair][0] is None:
        run["same_when_folded"] = same_when_folded(model, held_out)
    if repair == "as published":
        run["test"] = share_right(model, x_test, y_test)
    return run


def on_digits(repair: str, seed: int) -> list[float]:
    """The accuracy on the embedded digits, known and new, after all steps."""
    x, y, x_val, y_val = digits()
    model = network(repair, seed)
    train(model, x.reshape(-1, 784), y, seed, STEPS)
    return [share_right(model, a.reshape(-1, 784), b) for a, b in [(x, y), (x_val, y_val)]]


def experiment(seeds: list[int] = SEEDS) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "mnist": {repair: [] for repair in REPAIRS},
        "digits": {repair: [] for repair in ("relu", "relu and dropout")},
    }
    for seed in seeds:
        for place, run in [("mnist", on_mnist), ("digits", on_digits)]:
            for repair, runs in figures[place].items():
                runs.append(run(repair, seed))
                print(seed, place, repair, runs[-1], flush=True)
    return figures


if __name__ == "__main__":
    record(
        "tutorial_t",
        "MNIST, 55,000 to learn from, the last 5,000 to judge, 10,000 to set beside the published "
        "figure; 3,000 / 1,000 embedded digits; 1,000 steps of 128 images",
        SEEDS,
        experiment,
    )
