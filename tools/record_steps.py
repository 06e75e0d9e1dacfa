"""Record for chapter 7: first weights, and sizes of a mini-batch.

python -m tools.record_steps
"""

import time
from typing import Any

from helpers import SGD, Adam, one_hot
from helpers.weights import course_network
from tools.record_learning import SEEDS, normal, train
from tools.records import digits, record

STARTS: dict[str, Any] = {
    "zeros": "zeros",
    "too small": normal(0.001),
    "glorot_uniform": "glorot_uniform",
    "he_normal": "he_normal",
    "too large": normal(1.0),
}
OPTIMIZERS: dict[str, Any] = {"SGD, 0.05": lambda: SGD(0.05), "Adam, 0.003": lambda: Adam(0.003)}
# batch size: learning rates around its best one
BATCHES = {
    4: [0.01, 0.03, 0.1],
    32: [0.03, 0.1, 0.3],
    256: [0.1, 0.3, 1.0],
    1000: [0.1, 0.3, 1.0],
}


def starts() -> dict[str, dict[str, list[list[float]]]]:
    """Validation accuracy by epoch: optimizer, start, (seeds, epochs)."""
    return {
        optimizer: {
            name: [
                train(make(), seed, epochs=8, count=1000, kernel_initializer=start)["val_accuracy"]
                for seed in SEEDS
            ]
            for name, start in STARTS.items()
        }
        for optimizer, make in OPTIMIZERS.items()
    }


def longer() -> dict[str, list[float]]:
    """Validation accuracy from far too small weights after 24 epochs: optimizer, (seeds,)."""
    start = STARTS["too small"]
    return {
        optimizer: [
            train(make(), seed, epochs=24, count=1000, kernel_initializer=start)["val_accuracy"][-1]
            for seed in SEEDS
        ]
        for optimizer, make in OPTIMIZERS.items()
    }


def seconds(size: int) -> float:
    """What an epoch of 1,000 digits in batches of this size takes the processor: best of three."""
    data, model = digits(1000), course_network(seed=0)
    x, y = data.x, one_hot(data.y, 10)
    times = []
    for _ in range(3):
        start = time.process_time()
        model.fit(x, y, batch_size=size, verbose=0)
        times.append(time.process_time() - start)
    return round(min(times), 3)


def batch_sizes() -> dict[str, dict[str, list[list[float]]]]:
    """Validation loss by epoch: size, rate, (seeds, epochs)."""
    return {
        str(size): {
            str(rate): [
                train(SGD(rate), seed, epochs=6, count=1000, batch_size=size)["val_loss"]
                for seed in SEEDS
            ]
            for rate in rates
        }
        for size, rates in BATCHES.items()
    }


def experiment() -> dict[str, Any]:
    return {
        "starts": starts(),
        "longer": longer(),
        "batch_sizes": batch_sizes(),
        "seconds": {str(size): seconds(size) for size in BATCHES},
    }


if __name__ == "__main__":
    record(
        "steps",
        "1,000 embedded digits to train on, 1,000 to validate",
        SEEDS,
        experiment,
    )
