"""Smaller steps where it gets no better."""

from typing import Any

from helpers.arguments import real_number
from helpers.callbacks.monitor import Monitor
from helpers.layer import whole_number
from helpers.metrics import Logs


class ReduceLROnPlateau(Monitor):
    """Multiply the learning rate by `factor` when a figure has stood still for `patience` epochs.

    monitor, mode, min_delta: the figure, and which change of it is better, as in `Monitor`. factor:
    in (0, 1). cooldown: epochs to wait after a cut. min_lr: the rate never falls below it.
    """

    remembers = ("best", "wait", "resting")

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **options: Any,
    ) -> None:
        super().__init__(monitor, mode, min_delta, **options)
        self.factor = real_number(factor, "ReduceLROnPlateau's factor", "(0, 1)")
        self.patience = whole_number(patience, "ReduceLROnPlateau's patience", 0)
        self.verbose = verbose
        self.cooldown = whole_number(cooldown, "ReduceLROnPlateau's cooldown", 0)
        self.min_lr = real_number(min_lr, "ReduceLROnPlateau's min_lr", "[0, inf)")
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.best = None
        self.wait = 0
        self.resting = 0  # epochs of the cooldown that are left

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = {} if logs is None else logs
        optimizer = self.model.optimizer
        logs["learning_rate"] = optimizer.learning_rate
        value = self.watched(logs)
        if value is None:
            return
        if self.resting:
            self.resting -= 1
            self.wait = 0
        if self.improves(value, self.best):
            self.best = value
            self.wait = 0
        elif not self.resting:
            self.wait += 1
            if self.wait >= self.patience and optimizer.learning_rate > self.min_lr:
                optimizer.learning_rate = max(optimizer.learning_rate * self.factor, self.min_lr)
                self.resting = self.cooldown
                self.wait = 0
                if self.verbose:
                    print(f"Epoch {epoch + 1}: learning rate {optimizer.learning_rate:g}.")
