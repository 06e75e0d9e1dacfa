"""Weights on disk while the training goes on."""

import os
from typing import Any

from helpers import saving
from helpers.arguments import real_number, switch
from helpers.callbacks.monitor import Monitor
from helpers.metrics import Logs
from helpers.writing import check_folder


class ModelCheckpoint(Monitor):
    """Save the model's weights to a file after every epoch, or after the best ones only.

    Args:
        filepath: ends in .npz; may hold "{epoch:02d}" (counted from 1) and logged names such as
            "{val_loss:.2f}".
        monitor, mode: the figure that says which weights are best, as in `Monitor`.
        initial_value_threshold: save only what is better than that.
        save_optimizer: a checkpoint with optimizer, generator and callbacks, from which
            `fit(resume_from=...)` goes on as if it had never stopped.
    """

    remembers = ("best",)

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
        **options: Any,
    ) -> None:
        save_best_only = switch(save_best_only, "save_best_only")
        mode = mode if save_best_only or mode != "auto" else "min"
        super().__init__(monitor, mode, **options)
        self.filepath = os.fspath(filepath) if isinstance(filepath, (str, os.PathLike)) else ""
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
        threshold = initial_value_threshold
        self.initial_value_threshold = (
            None
            if threshold is None
            else real_number(threshold, "initial_value_threshold", "(-inf, inf)")
        )
        self.acts_last = self.save_optimizer = switch(save_optimizer, "save_optimizer")

    def on_train_begin(self, logs: Logs | None = None) -> None:
        if "{" not in os.path.dirname(self.filepath):
            check_folder(self.filepath)
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
            saving.save_checkpoint(self.model, path, epoch + 1, self.model.callbacks)
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
                f"knows epoch and {sorted(logs)}. Use these, or compile with further metrics."
            ) from error
