"""Record for "Fair tests": why do four linear layers do worse on new digits than one?

python -m tools.record_linear

A two by two: one layer or four without activation, the usual small start or a large one. All four
can say the same, and all stop at the same share of right answers on the digits that they learn
from. With the large start both begin as the same function: the single layer starts with what the
four layers fold into.
"""

from typing import Any

import numpy as np

from helpers import Adam, Dense, Input, Sequential
from helpers.initializers import truncated_normal
from tools.record_dense import BATCH, share_right
from tools.records import digits, record

SEEDS = list(range(10))
TARGET = 0.97
LOOK = 50  # steps between two looks at the training digits
MOST_STEPS = 20_000


def fold(model: Sequential) -> list[np.ndarray]:
    """Kernel and bias of the one layer that equals all layers of a network without activation."""
    weights = model.get_weights()
    w, b = weights[:2]
    for w2, b2 in zip(weights[2::2], weights[3::2], strict=True):
        w, b = w @ w2, b @ w2 + b2
    return [w, b]


def large_normal(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Four of these fold into a kernel that is as large as that of the tutorial's network."""
    return truncated_normal(shape, rng, stddev=0.17)


def four(large: bool, seed: int) -> Sequential:
    """784-128-64-32-10 without activation, with large first weights or the usual ones."""
    start: dict[str, Any] = {"kernel_initializer": large_normal if large else "glorot_uniform"}
    hidden = [Dense(units, **start) for units in (128, 64, 32)]
    model = Sequential([Input((784,)), *hidden, Dense(10, "softmax", **start)], seed=seed)
    model.compile(Adam(3e-4), "sparse_categorical_crossentropy")
    return model


def one(large: bool, seed: int) -> Sequential:
    """784-10, from the usual first weights, or from those of `four` folded."""
    model = Sequential([Input((784,)), Dense(10, "softmax")], seed=seed)
    if large:
        model.set_weights(fold(four(True, seed)))
    model.compile(Adam(1e-3), "sparse_categorical_crossentropy")
    return model


def run(model: Sequential, seed: int) -> dict[str, float]:
    """Train until the share of right answers on the training digits reaches the target."""
    parts = digits()
    x, x_val = parts.x.reshape(-1, 784), parts.x_val.reshape(-1, 784)
    rng = np.random.default_rng(seed)
    start = float(fold(model)[0].std())
    known, step = 0.0, 0
    order = np.empty(0, dtype=int)
    while known < TARGET and step < MOST_STEPS:
        for _ in range(LOOK):
            if len(order) < BATCH:
                order = rng.permutation(len(x))
            batch, order = order[:BATCH], order[BATCH:]
            model.train_on_batch(x[batch], parts.y[batch])
        step += LOOK
        known = share_right(model, x, parts.y)
    return {
        "steps": step,
        "start": round(start, 4),
        "train": known,
        "val": share_right(model, x_val, parts.y_val),
    }


def experiment() -> dict[str, Any]:
    figures = {}
    for layers, make in (("one layer", one), ("four layers", four)):
        for large in (False, True):
            name = f"{layers}, {'large' if large else 'small'} start"
            runs = [run(make(large, seed), seed) for seed in SEEDS]
            figures[name] = {key: [one_run[key] for one_run in runs] for key in runs[0]}
            print(name, figures[name], flush=True)
    return figures


if __name__ == "__main__":
    record(
        "linear",
        f"3,000 embedded digits, until {TARGET:.0%} of them are right; 1,000 others to validate",
        SEEDS,
        experiment,
    )
