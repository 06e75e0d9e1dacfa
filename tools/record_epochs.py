"""Record for chapter 7: how many epochs the real run takes, and what more digits are worth.

python -m tools.record_epochs
"""

from typing import Any

from helpers import Adam
from tools.record_learning import SEEDS, train
from tools.records import record

RATES = [0.001, 0.003]
EPOCHS = 30
COUNTS = [500, 1000, 3000]
STEPS = 1128  # 12 epochs of 3,000 digits


def counts() -> dict[str, list[float]]:
    """Validation accuracy after STEPS steps, on few digits and on many: count, (seeds,)."""
    return {
        str(count): [
            train(Adam(0.003), seed, STEPS // -(-count // 32), count)["val_accuracy"][-1]
            for seed in SEEDS
        ]
        for count in COUNTS
    }


def experiment() -> dict[str, Any]:
    return {
        "epochs": {str(rate): [train(Adam(rate), s, EPOCHS) for s in SEEDS] for rate in RATES},
        "steps": STEPS,
        "counts": counts(),
    }


if __name__ == "__main__":
    data = "3,000 embedded digits to train on (500 and 1,000 in counts), 1,000 to validate"
    record("epochs", data, SEEDS, experiment)
