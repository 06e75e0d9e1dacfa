"""Record for chapter 8: which weights four rules leave you with, and what schedules do.

python -m tools.record_callbacks
"""

from typing import Any

import numpy as np

from helpers import (
    Adam,
    Callback,
    EarlyStopping,
    LearningRateScheduler,
    ReduceLROnPlateau,
    Sequential,
    add_channel_axis,
    load_digits,
    scale_pixels,
)
from helpers.weights import course_layers
from tools.records import record

SEEDS = list(range(10))
EPOCHS = 20
# rule: the callbacks that it hands to fit
RULES: dict[str, dict[str, Any]] = {
    "never stop": {"patience": EPOCHS},
    "stop": {"patience": 3},
    "stop and restore": {"patience": 3, "restore_best_weights": True},
    "stop on training accuracy": {"monitor": "accuracy", "patience": 3},
}
FIRST_RATE = 0.02


def halve(epoch: int, learning_rate: float) -> float:
    """Half the rate after every four epochs."""
    return learning_rate / 2 if epoch and epoch % 4 == 0 else learning_rate


SCHEDULES: dict[str, Any] = {
    "constant": Callback,
    "halved every 4 epochs": lambda: LearningRateScheduler(halve),
    "cut on a plateau": lambda: ReduceLROnPlateau(factor=0.3, patience=2),
}


def digits(count: int) -> tuple[Any, Any, Any]:
    """Training, validation and test set: `count`, 500 and 500 embedded digits."""
    data = load_digits()
    x, held_out = (add_channel_axis(scale_pixels(part)) for part in (data.x_train, data.x_test))
    validation, test = (held_out[:500], data.y_test[:500]), (held_out[500:], data.y_test[500:])
    return (x[:count], data.y_train[:count]), validation, test


def network(learning_rate: float, seed: int) -> Sequential:
    """The course network without its dropout, so that it over-fits soon."""
    model = Sequential(course_layers(dropout=0), seed=seed)
    model.compile(Adam(learning_rate), "sparse_categorical_crossentropy", ["accuracy"])
    return model


def keep(rule: str, seed: int) -> dict[str, float]:
    """Epochs trained under a rule, and the test scores of the weights that it leaves."""
    training, validation, test = digits(200)
    model, stopping = network(0.01, seed), EarlyStopping(**RULES[rule])
    history = model.fit(
        *training, epochs=EPOCHS, verbose=0, validation_data=validation, callbacks=[stopping]
    )
    loss, accuracy = model.evaluate(*test)
    return {
        "epochs": len(history.epoch),
        "best_epoch": int(np.argmin(history.history["val_loss"])),
        "test_loss": round(loss, 4),
        "test_accuracy": round(accuracy, 4),
    }


def val_losses(schedule: str, seed: int, epochs: int = EPOCHS) -> list[float]:
    """The validation loss of each epoch under a schedule."""
    training, validation, _ = digits(500)
    history = network(FIRST_RATE, seed).fit(
        *training, epochs=epochs, verbose=0, validation_data=validation,
        callbacks=[SCHEDULES[schedule]()],
    )  # fmt: skip
    return [round(loss, 4) for loss in history.history["val_loss"]]


def experiment() -> dict[str, Any]:
    return {
        "rules": {rule: [keep(rule, seed) for seed in SEEDS] for rule in RULES},
        "schedules": {name: [val_losses(name, seed) for seed in SEEDS] for name in SCHEDULES},
    }


if __name__ == "__main__":
    data = "200 (rules) or 500 (schedules) embedded digits, validated on 500, tested on 500 others"
    record("callbacks", data, SEEDS, experiment)
