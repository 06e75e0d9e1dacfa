"""Record for chapter 8: which weights six rules leave you with, and what schedules do.

python -m tools.record_callbacks
"""

import math
from typing import Any

import numpy as np

from helpers import (
    Adam,
    Callback,
    EarlyStopping,
    LearningRateScheduler,
    ReduceLROnPlateau,
    Sequential,
)
from helpers.weights import course_layers
from tools.records import digits, record

SEEDS = list(range(20))
EPOCHS = 20
RESTORE: dict[str, Any] = {"patience": 3, "restore_best_weights": True}
# rule: what it hands to EarlyStopping
RULES: dict[str, dict[str, Any]] = {
    "never stop": {"patience": EPOCHS},
    "stop": {"patience": 3},
    "stop and restore": RESTORE,
    "stop and restore, by accuracy": {"monitor": "val_accuracy", **RESTORE},
    "stop on training accuracy": {"monitor": "accuracy", "patience": 3},
    "the same, file loaded": {"monitor": "accuracy", "patience": 3},
}
FIRST_RATES = [0.02, 0.01, 0.005, 0.0025, 0.00125, 0.0006]
WARM_UP = 3  # epochs


def halve(epoch: int, learning_rate: float) -> float:
    """Half the rate after every four epochs."""
    return learning_rate / 2 if epoch and epoch % 4 == 0 else learning_rate


def warm_up_and_cosine(highest: float) -> LearningRateScheduler:
    """Up to the highest rate in even steps, then down along half a cosine wave."""

    def rate(epoch: int) -> float:
        if epoch < WARM_UP:
            return highest * (epoch + 1) / (WARM_UP + 1)
        way = (epoch - WARM_UP) / (EPOCHS - WARM_UP)
        return highest * (1 + math.cos(math.pi * way)) / 2

    return LearningRateScheduler(rate)


# schedule: from its first (or highest) rate to its callback
SCHEDULES: dict[str, Any] = {
    "constant": lambda rate: Callback(),
    "halved every 4 epochs": lambda rate: LearningRateScheduler(halve),
    "cut on a plateau": lambda rate: ReduceLROnPlateau(factor=0.3, patience=2),
    "warm-up and cosine": warm_up_and_cosine,
}


def parts(count: int) -> tuple[Any, Any, Any]:
    """`count` digits to train on, 500 to watch, and 500 others to compare on."""
    data = digits(count)
    watched, others = slice(0, 500), slice(500, 1000)
    return (
        (data.x, data.y),
        (data.x_val[watched], data.y_val[watched]),
        (data.x_val[others], data.y_val[others]),
    )


def network(learning_rate: float, seed: int) -> Sequential:
    """The course network without its dropout, so that it over-fits soon."""
    model = Sequential(course_layers(dropout=0), seed=seed)
    model.compile(Adam(learning_rate), "sparse_categorical_crossentropy", ["accuracy"])
    return model


def path(seed: int) -> tuple[list[list[np.ndarray]], list[dict[str, float]]]:
    """Weights and logs after each epoch of a training that nobody stops."""
    training, watched, _ = parts(200)
    model, diary = network(0.01, seed), Diary()
    model.fit(*training, epochs=EPOCHS, verbose=0, validation_data=watched, callbacks=[diary])
    return diary.weights, diary.logs


class Diary(Callback):
    """Keeps the weights and the logs of every epoch."""

    def on_train_begin(self, logs=None):
        self.weights, self.logs = [], []

    def on_epoch_end(self, epoch, logs=None):
        self.weights.append(self.model.get_weights())
        self.logs.append(dict(logs))


def keep(rule: str, model: Sequential, weights: Any, logs: Any) -> dict[str, float]:
    """Walk along a path under a rule: the epochs trained, and the scores of what it leaves."""
    stopping = EarlyStopping(**RULES[rule])
    stopping.set_model(model)
    model.stop_training, lowest, saved = False, np.inf, None
    stopping.on_train_begin()
    for epoch, (point, log) in enumerate(zip(weights, logs, strict=True)):
        model.set_weights(point)
        if log["val_loss"] < lowest:  # as ModelCheckpoint(..., save_best_only=True) does
            lowest, saved = log["val_loss"], point
        stopping.on_epoch_end(epoch, dict(log))
        if model.stop_training:
            break
    stopping.on_train_end()
    if rule.endswith("loaded"):
        model.set_weights(saved)
    x, labels = parts(200)[2]
    loss, accuracy = model.evaluate(x, labels)
    return {
        "epochs": epoch + 1,
        "training_accuracy": round(log["accuracy"], 4),
        "loss": round(loss, 4),
        "accuracy": round(accuracy, 4),
        "confidence": round(float(model.predict(x).max(axis=1).mean()), 4),
    }


def rules() -> dict[str, Any]:
    """For each rule what it leaves you with, by seed; and the best epoch of each path."""
    figures: dict[str, Any] = {"best_epoch": [], **{rule: [] for rule in RULES}}
    for seed in SEEDS:
        weights, logs = path(seed)
        figures["best_epoch"].append(int(np.argmin([log["val_loss"] for log in logs])))
        for rule in RULES:
            figures[rule].append(keep(rule, network(0.01, seed), weights, logs))
    return figures


def scheduled(schedule: str, rate: float, seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """The loss of each epoch on the watched digits, and the last one on the others."""
    training, watched, others = parts(500)
    model = network(rate, seed)
    history = model.fit(
        *training, epochs=epochs, verbose=0, validation_data=watched,
        callbacks=[SCHEDULES[schedule](rate)],
    )  # fmt: skip
    losses = [round(loss, 3) for loss in history.history["val_loss"]]
    return {"val_loss": losses, "others": round(model.evaluate(*others)[0], 4)}


def experiment() -> dict[str, Any]:
    return {
        "rules": rules(),
        "schedules": {
            name: {
                str(rate): [scheduled(name, rate, seed) for seed in SEEDS[:6]]
                for rate in FIRST_RATES
            }
            for name in SCHEDULES
        },
    }


if __name__ == "__main__":
    data = "200 (rules) or 500 (schedules, 6 seeds) embedded digits, 500 to watch, 500 to compare"
    record("callbacks", data, SEEDS, experiment)
