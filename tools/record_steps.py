"""Record for chapter 7: first weights, and sizes of a mini-batch.

python -m tools.record_steps
"""

from typing import Any

from helpers import SGD, Adam
from tools.record_learning import SEEDS, normal, train
from tools.records import record

STARTS: dict[str, Any] = {
    "zeros": "zeros",
    "too small": normal(0.001),
    "glorot_uniform": "glorot_uniform",
    "he_normal": "he_normal",
    "too large": normal(1.0),
}
OPTIMIZERS: dict[str, Any] = {"SGD, 0.05": lambda: SGD(0.05), "Adam, 0.003": lambda: Adam(0.003)}
BATCH_SIZES = [4, 32, 256, 1000]
BATCH_RATES = [0.01, 0.03, 0.1, 0.3]


def starts() -> dict[str, dict[str, list[list[float]]]]:
    """Validation accuracy by epoch: optimizer, start, (seeds, epochs)."""
    return {
        optimizer: {
            name: [
                train(make(), seed, epochs=10, count=1000, kernel_initializer=start)["val_accuracy"]
                for seed in SEEDS
            ]
            for name, start in STARTS.items()
        }
        for optimizer, make in OPTIMIZERS.items()
    }


def batch_sizes() -> dict[str, dict[str, list[list[float]]]]:
    """Validation loss by epoch: size, rate, (seeds, epochs)."""
    return {
        str(size): {
            str(rate): [
                train(SGD(rate), seed, epochs=6, count=1000, batch_size=size)["val_loss"]
                for seed in SEEDS
            ]
            for rate in BATCH_RATES
        }
        for size in BATCH_SIZES
    }


def experiment() -> dict[str, Any]:
    return {"starts": starts(), "batch_sizes": batch_sizes()}


if __name__ == "__main__":
    record(
        "steps",
        "1,000 embedded digits to train on, 1,000 to validate",
        SEEDS,
        experiment,
    )
