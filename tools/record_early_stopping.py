"""Record for the EarlyStoppingExplorer of chapter 8: losses of every epoch of four trainings.

python -m tools.record_early_stopping
"""

from typing import Any

from helpers import SGD, Adam, Sequential
from helpers.optimizers import Optimizer
from helpers.weights import course_layers
from tools.records import RECORDINGS, digits, record

SEED = 0
EPOCHS = 40
DIGITS = 300
# name of the curve: dropout rate behind the dense layer, and the optimizer
TRAININGS: dict[str, tuple[float, Optimizer]] = {
    "overfitting": (0.0, Adam(0.003)),
    "dropout 0.5": (0.5, Adam(0.003)),
    "restless": (0.0, Adam(0.012)),
    "late start": (0.0, SGD(0.03)),
}


def losses(rate: float, optimizer: Optimizer, epochs: int = EPOCHS) -> dict[str, list[float]]:
    """Training and validation loss of each epoch of the course network, on few digits."""
    data = digits(DIGITS)
    model = Sequential(course_layers(dropout=rate), seed=SEED)
    model.compile(optimizer, "sparse_categorical_crossentropy")
    history = model.fit(
        data.x, data.y, epochs=epochs, verbose=0, validation_data=(data.x_val, data.y_val),
    ).history  # fmt: skip
    return {name: [round(loss, 4) for loss in history[name]] for name in ("loss", "val_loss")}


def experiment() -> dict[str, Any]:
    return {name: losses(*settings) for name, settings in TRAININGS.items()}


if __name__ == "__main__":
    data = f"{DIGITS} embedded digits, validated on 1,000 others, {EPOCHS} epochs"
    record("early_stopping", data, [SEED], experiment, folder=RECORDINGS)
