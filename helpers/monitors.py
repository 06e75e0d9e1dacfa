"""Callbacks that watch one figure and act on it: stop, save, slow down. Part of chapter 8."""

import os
import warnings
from typing import Any

import numpy as np

from helpers import saving
from helpers.callback import Callback, Logs
from helpers.layer import whole_number


class Monitor(Callback):
    """What callbacks share that watch one figure: which way is better, and by how much.

    mode: "min", "max", or "auto", which takes "max" for accuracy and AUC, "min" for loss and
    errors. Better is beyond min_delta from the best so far.
    """

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"mode expects 'auto', 'min' or 'max'. Received {mode!r}.")
        if mode == "auto":
            if any(word in monitor for word in ("acc", "auc")):
                mode = "max"
            elif any(word in monitor for word in ("loss", "error", "entropy", "mse", "mae")):
                mode = "min"
            else:
                raise ValueError(
                    f"mode='auto' cannot tell whether {monitor!r} should rise or fall. "
                    "Say mode='max' or mode='min'."
                )
        self.monitor = monitor
        self.mode = mode
        self.min_delta = abs(min_delta)
        self.best: float | None = None

    def improves(self, value: float, on: float | None) -> bool:
        """Whether `value` is better than `on`, by more than min_delta; None is always beaten."""
        if on is None:
            return True
        handicap = -self.min_delta if self.mode == "max" else self.min_delta
        # Compared as float32, like Keras: from 0.35 to 0.34 is 0.01 better, and not a hair more.
        moved, best = np.float32(value + handicap), np.float32(on)
        return bool(moved > best if self.mode == "max" else moved < best)

    def watched(self, logs: Logs | None) -> float | None:
        """The figure of this epoch; None, with a warning, where it is not logged."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"{type(self).__name__} watches {self.monitor!r}, which is not logged. There is "
                f"{sorted(logs or {})}. For val_ figures, give fit its validation_data.",
                stacklevel=4,
            )
        return value


class EarlyStopping(Monitor):
    """Stop when a figure has not improved for `patience` epochs in a row.

    Arguments: monitor; min_delta, what counts as better; patience in epochs; verbose, 1 prints;
    mode; baseline, a value that must be beaten too; restore_best_weights, put the best epoch's
    weights back at the end; start_from_epoch, do not look before.

    After the fit: `stopped_epoch` (0 if it ran to the end), `best`, `best_epoch`.
    Source: Prechelt, Early stopping, but when?, 1998; the decisions are Keras's.
    """

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
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience = whole_number(patience, "EarlyStopping's patience", 0)
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = whole_number(start_from_epoch, "start_from_epoch", 0)
        self._start()

    def _start(self) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.best = None
        self.best_epoch = 0
        self.best_weights: list[np.ndarray] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._start()

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

    def get_state(self) -> dict[str, Any]:
        names = ("wait", "stopped_epoch", "best", "best_epoch", "best_weights")
        return {name: getattr(self, name) for name in names}


class ModelCheckpoint(Monitor):
    """Save the model's weights to a file after every epoch, or after the best ones only.

    Arguments: filepath ending in .npz, may hold "{epoch:02d}" (counted from 1) and logged
    names such as "{val_loss:.2f}"; monitor, mode; verbose, 1 prints; save_best_only;
    initial_value_threshold, save only what is better than that; save_optimizer: a checkpoint
    with optimizer, generator and callbacks, from which `fit(resume_from=...)` goes on as if it
    had never stopped.
    """

    def __init__(
        self,
        filepath: str | os.PathLike,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = True,
        mode: str = "auto",
        initial_value_threshold: float | None = None,
        save_optimizer: bool = False,
    ) -> None:
        super().__init__(monitor, mode if save_best_only or mode != "auto" else "min")
        self.filepath = os.fspath(filepath)
        if not self.filepath.endswith(".npz"):
            raise ValueError(
                f"ModelCheckpoint's filepath expects a name ending in .npz. Received {filepath!r}."
            )
        if not save_weights_only:
            raise ValueError(
                "ModelCheckpoint saves weights, not the program that uses them. Received "
                "save_weights_only=False. For a training to go on with, say save_optimizer=True."
            )
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.initial_value_threshold = initial_value_threshold
        self.save_optimizer = save_optimizer

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.best = self.initial_value_threshold

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.save_best_only:
            value = self.watched(logs)
            if value is not None:
                if not self.improves(value, self.best):
                    return
                self.best = value
        path = self._path(epoch, logs or {})
        if self.save_optimizer:
            saving.save_checkpoint(self.model, path, epoch + 1, list(self.neighbors))
        else:
            self.model.save_weights(path)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved {path}")

    def _path(self, epoch: int, logs: Logs) -> str:
        try:
            return self.filepath.format(epoch=epoch + 1, **logs)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(
                f"ModelCheckpoint cannot fill the file name {self.filepath!r} ({error!r}). It "
                f"knows epoch and {sorted(logs)}."
            ) from error

    def get_state(self) -> dict[str, Any]:
        return {"best": self.best}


class ReduceLROnPlateau(Monitor):
    """Multiply the learning rate by `factor` when a figure has stood still for `patience` epochs.

    Arguments: monitor; factor below 1; patience in epochs; verbose, 1 prints; mode; min_delta,
    what counts as better; cooldown, epochs to wait after a cut; min_lr, never below it.
    """

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
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        if not 0 < factor < 1:
            raise ValueError(
                f"ReduceLROnPlateau's factor expects a number in (0, 1). Received {factor!r}."
            )
        self.factor = factor
        self.patience = whole_number(patience, "ReduceLROnPlateau's patience", 0)
        self.verbose = verbose
        self.cooldown = whole_number(cooldown, "ReduceLROnPlateau's cooldown", 0)
        self.min_lr = min_lr
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

    def get_state(self) -> dict[str, Any]:
        return {"best": self.best, "wait": self.wait, "resting": self.resting}
