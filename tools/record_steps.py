"""Record for fair tests: first weights, and sizes of a mini-batch.

python -m tools.record_steps

Each side has its own learning rate, chosen on one half of the validation digits, and is judged on
the other half.
"""

import time
from collections.abc import Callable
from typing import Any

from helpers import SGD, Adam, one_hot
from helpers.weights import course_network
from tools.record_learning import SEEDS, ends, normal, train
from tools.records import digits, record

STARTS: dict[str, Any] = {
    "spread 0.001": normal(0.001),
    "spread 0.01": normal(0.01),
    "glorot_uniform": "glorot_uniform",
    "he_normal": "he_normal",
    "spread 0.3": normal(0.3),
    "spread 1": normal(1.0),
}
OPTIMIZERS: dict[str, Any] = {"SGD": SGD, "Adam": Adam}
RATES = {"SGD": [0.03, 0.1, 0.3], "Adam": [0.001, 0.003, 0.01]}
DIGITS = 1024  # so that all batches are full
EPOCHS, STEPS = 4, 128  # with 32 images for a step, 4 epochs are 128 steps
# batch size: learning rates around its best one
BATCHES = {4: [0.01, 0.03, 0.1, 0.3], 32: [0.03, 0.1, 0.3], 256: [0.1, 0.3, 1.0]}


def starts() -> dict[str, dict[str, dict[str, Any]]]:
    """Accuracy after eight epochs: optimizer, start, rate."""
    return {
        optimizer: {
            name: {
                str(rate): ends(
                    [train(make(rate), s, 8, 1000, kernel_initializer=start) for s in SEEDS]
                )
                for rate in RATES[optimizer]
            }
            for name, start in STARTS.items()
        }
        for optimizer, make in OPTIMIZERS.items()
    }


def seconds(size: int) -> float:
    """What an epoch in batches of this size takes the processor: best of three."""
    data, model = digits(DIGITS), course_network(seed=0)
    x, y = data.x, one_hot(data.y, 10)
    times = []
    for _ in range(3):
        start = time.process_time()
        model.fit(x, y, batch_size=size, verbose=0)
        times.append(time.process_time() - start)
    return round(min(times), 3)


def loss(size: int, rate: float, steps: int, seeds: list[int] = SEEDS) -> dict[str, list[float]]:
    """Loss after so many steps of SGD."""
    per_epoch = DIGITS // size
    # less than one epoch: as many digits as the steps take
    count, epochs = min(DIGITS, steps * size), max(1, steps // per_epoch)
    runs = [train(SGD(rate), s, epochs, count, batch_size=size) for s in seeds]
    return ends(runs, "loss")


def losses(steps: Callable[[int], int]) -> dict[str, Any]:
    """Loss after the steps that a size is granted: size, rate."""
    return {
        str(size): {str(rate): loss(size, rate, steps(size)) for rate in rates}
        for size, rates in BATCHES.items()
    }


def experiment() -> dict[str, Any]:
    return {
        "starts": starts(),
        "equal_epochs": losses(lambda size: EPOCHS * DIGITS // size),
        "equal_steps": losses(lambda size: STEPS),
        "seconds": {str(size): seconds(size) for size in BATCHES},
    }


if __name__ == "__main__":
    record(
        "steps",
        "1,000 embedded digits to train on (1,024 for batches), 500 to choose on, 500 to judge on",
        SEEDS,
        experiment,
    )
