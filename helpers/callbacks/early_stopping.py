"""Stop when it gets no better."""

from typing import Any

import numpy as np

from helpers.arguments import real_number, switch
from helpers.callbacks.monitor import Monitor
from helpers.layer import whole_number
from helpers.metrics import Logs


class EarlyStopping(Monitor):
    """Stop when a figure has not improved for `patience` epochs in a row.

    Args:
        monitor, mode, min_delta: the figure, and which change of it is better, as in `Monitor`.
        baseline: a value that must be beaten too.
        restore_best_weights: put the best epoch's weights back at the end.
        start_from_epoch: do not look before.

    After the fit: `stopped_epoch` (0 if it ran to the end), `best`, `best_epoch`.
    Source: Prechelt, Early stopping, but when?, 1998; the decisions are Keras's.
    """

    remembers = ("wait", "stopped_epoch", "best", "best_epoch", "best_weights")

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(monitor, mode, min_delta, **options)
        self.patience = whole_number(patience, "EarlyStopping's patience", 0)
        self.verbose = verbose
        self.baseline = (
            None if baseline is None else real_number(baseline, "baseline", "(-inf, inf)")
        )
        self.restore_best_weights = switch(restore_best_weights, "restore_best_weights")
        self.start_from_epoch = whole_number(start_from_epoch, "start_from_epoch", 0)
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best = None
        self.best_epoch = 0
        self.best_weights: list[np.ndarray] | None = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        value = self.watched(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        first = self.restore_best_weights and self.best_weights is None
        better = self.improves(value, self.best)
        if first or better:
            self.best_epoch = epoch
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
        if better:
            self.best = value
            if self.baseline is None or self.improves(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.verbose and self.stopped_epoch:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping.")
        if self.restore_best_weights and self.best_weights is not None:
            if self.verbose:
                print(f"The weights of epoch {self.best_epoch + 1} are back.")
            self.model.set_weights(self.best_weights)
