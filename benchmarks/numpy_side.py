"""Our side of the comparison: `helpers` on one thread; a script for `python -m benchmarks`."""

import itertools
from collections.abc import Callable
from functools import cache

import numpy as np
from networks import NETWORKS
from side import PRODUCT, Job, serve
from threadpoolctl import threadpool_info, threadpool_limits

from helpers import (
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    Sequential,
    add_channel_axis,
    one_hot,
    scale_pixels,
)

LAYERS = {
    "conv": lambda filters, size: Conv2D(filters, size, activation="relu"),
    "pool": MaxPooling2D,
    "flatten": Flatten,
    "dense": lambda units: Dense(units, activation="relu"),
    "dropout": Dropout,
    "output": lambda classes: Dense(classes, activation="softmax"),
}


def network(name: str) -> Sequential:
    return Sequential([LAYERS[kind](*args) for kind, *args in NETWORKS[name].layers], seed=0)


@cache
def load(path: str) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 28, 28, 1) and one-hot labels (N, 10)."""
    with np.load(path, allow_pickle=False) as data:
        return add_channel_axis(scale_pixels(data["images"])), one_hot(data["labels"], 10)


def prepare(job: Job) -> Callable[[], object]:
    x, y = load(job.data)
    model = network(job.network)
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    starts = range(0, len(x) - job.batch + 1, job.batch)
    parts = itertools.cycle([slice(start, start + job.batch) for start in starts])

    def train() -> object:
        part = next(parts)
        return model.train_on_batch(x[part], y[part])

    def predict() -> object:
        part = next(parts)
        return model.predict(x[part], batch_size=job.batch)

    return {"train": train, "predict": predict}[job.task]


def facts() -> dict:
    blas = next((pool for pool in threadpool_info() if pool["user_api"] == "blas"), {})
    return {
        "numpy": np.__version__,
        "blas": f"{blas.get('internal_api', 'unknown')} {blas.get('version') or ''}".strip(),
        "threads": blas.get("num_threads", "unknown"),
    }


if __name__ == "__main__":
    square = np.random.default_rng(0).random((PRODUCT, PRODUCT), np.float32)
    with threadpool_limits(limits=1):
        serve(prepare, facts, lambda: square @ square)
