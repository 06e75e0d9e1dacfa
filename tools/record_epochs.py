"""Record for chapter 7: how many epochs the real run takes; and what more digits are worth.

python -m tools.record_epochs
"""

from typing import Any

from helpers import Adam
from tools.record_learning import HALVES, SEEDS, ends, train
from tools.records import record

RATES = [0.001, 0.003, 0.01]
EPOCHS, EVERY = 30, 5
COUNTS = [500, 1000, 3000]
STEPS = 1128  # 12 epochs of 3,000 digits


def lengths(
    rate: float, seeds: list[int] = SEEDS, epochs: int = EPOCHS
) -> dict[str, list[list[float]]]:
    """Accuracy after each EVERY epochs on both halves, (seeds, epochs / EVERY)."""
    runs = [train(Adam(rate), seed, epochs, every=EVERY) for seed in seeds]
    return {half: [[at["accuracy"] for at in run[half]] for run in runs] for half in HALVES}


def few_or_many(count: int, rate: float) -> dict[str, list[float]]:
    """Accuracy after about STEPS steps, on so many digits."""
    epochs = STEPS // -(-count // 32)
    return ends([train(Adam(rate), seed, epochs, count) for seed in SEEDS])


def experiment() -> dict[str, Any]:
    return {
        "after": list(range(EVERY, EPOCHS + 1, EVERY)),
        "epochs": {str(rate): lengths(rate) for rate in RATES},
        "counts": {
            str(count): {str(rate): few_or_many(count, rate) for rate in RATES} for count in COUNTS
        },
    }


if __name__ == "__main__":
    data = (
        "3,000 embedded digits to train on (500 and 1,000 in counts), "
        "500 to choose on, 500 to judge on"
    )
    record("epochs", data, SEEDS, experiment)
