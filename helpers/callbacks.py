"""Chapter 8: how we watch and steer the training. Every callback can be had from here."""

import csv
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from helpers.callback import Callback, CallbackList, History, Logs, ProgressBar
from helpers.layer import whole_number
from helpers.metrics import confusion_matrix, roc_auc
from helpers.monitors import EarlyStopping, ModelCheckpoint, ReduceLROnPlateau

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LearningRateScheduler",
    "LivePlot",
    "ModelCheckpoint",
    "ProgressBar",
    "ReduceLROnPlateau",
    "RocAuc",
    "TerminateOnNaN",
    "WeightRecorder",
]


class LearningRateScheduler(Callback):
    """Before each epoch, set the learning rate to schedule(epoch, learning_rate).

    A schedule may also be a function of the epoch alone. Epochs count from 0.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        if not callable(schedule):
            raise ValueError(
                "LearningRateScheduler's schedule expects a function of (epoch, learning_rate). "
                f"Received {schedule!r}."
            )
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        rate = self._ask(epoch, self.model.optimizer.learning_rate)
        if not isinstance(rate, (int, float, np.number)):
            raise ValueError(
                f"LearningRateScheduler's schedule should return a number. It returned {rate!r}."
            )
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {float(rate):g}.")

    def _ask(self, epoch: int, learning_rate: float) -> Any:
        try:
            inspect.signature(self.schedule).bind(epoch, learning_rate)
        except TypeError:  # it takes the epoch alone
            return self.schedule(epoch)
        return self.schedule(epoch, learning_rate)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if logs is not None:
            logs["learning_rate"] = self.model.optimizer.learning_rate


class CSVLogger(Callback):
    """Write one row an epoch to a CSV file: epoch (from 0), then the logs by name.

    Each row is on disk at once. append=True goes on with the file that is there.
    """

    def __init__(
        self, filename: str | os.PathLike, separator: str = ",", append: bool = False
    ) -> None:
        self.filename = Path(filename)
        self.separator = separator
        self.append = append

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.names: list[str] | None = None
        self.filename.parent.mkdir(parents=True, exist_ok=True)
        if self.append and self.filename.exists() and self.filename.stat().st_size:
            with self.filename.open(newline="") as file:
                self.names = next(csv.reader(file, delimiter=self.separator))[1:]
        else:
            self.filename.write_text("")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        with self.filename.open("a", newline="") as file:
            writer = csv.writer(file, delimiter=self.separator)
            if self.names is None:
                self.names = sorted(logs)
                writer.writerow(["epoch", *self.names])
            writer.writerow([epoch, *(logs.get(name, "NA") for name in self.names)])


class TerminateOnNaN(Callback):
    """Stop at once when the loss is no longer a finite number."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is not None and not np.isfinite(loss):
            print(f"Batch {batch}: the loss is {loss}, training stops.")
            self.model.stop_training = True


class RocAuc(Callback):
    """After each epoch, the ROC AUC of every class against the rest, and their mean (macro).

    Arguments: validation_data, (x, y) with whole-number or one-hot labels, all classes present;
    name of the mean in the logs. `per_class` holds an array (K,) for each epoch, and `values`
    the means. A model with one output answers "class 1?": K is 1.
    """

    def __init__(
        self, validation_data: tuple[np.ndarray, np.ndarray], name: str = "val_auc"
    ) -> None:
        if not isinstance(validation_data, (tuple, list)) or len(validation_data) != 2:
            raise ValueError(
                "RocAuc's validation_data expects a pair (x, y). Received "
                f"{type(validation_data).__name__}."
            )
        self.x, self.y = (np.asarray(part) for part in validation_data)
        self.name = name
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.per_class: list[np.ndarray] = []
        self.values: list[float] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        scores = self.model.predict(self.x)
        classes = scores.shape[1]
        truth = self.y if self.y.shape == scores.shape else self.y.reshape(-1, 1)  # (N, K), (N, 1)
        if truth.shape[1] < classes:
            truth = truth == np.arange(classes)  # (N, K)
        if missing := [k for k in range(classes) if not truth[:, k].any()]:
            raise ValueError(
                f"RocAuc expects every class among its validation labels. {missing} are missing."
            )
        areas = [roc_auc(truth[:, k], scores[:, k]) for k in range(classes)]
        self.per_class.append(np.array(areas))
        self.values.append(float(np.mean(areas)))
        if logs is not None:
            logs[self.name] = self.values[-1]

    def get_state(self) -> dict[str, Any]:
        return {"per_class": self.per_class, "values": self.values}


class WeightRecorder(Callback):
    """Keeps a film of the training: weights, losses and answers at chosen steps.

    `TrainingReplay(recorder)` shows it. The frames stand closer together at the beginning,
    where most happens: frame i of n is taken after the share (i / (n - 1)) ** 2 of all steps.

    Arguments: validation_data, (x, y) with whole-number or one-hot labels; frames, how many at
    most, at least 2.

    `frames` is a list of dicts: step (batches so far), epoch, weights (copies, as get_weights),
    loss and accuracy (the epoch's means so far, None where they are not logged), val_loss,
    val_accuracy, confusion (K, K), row: the true class, column: the answer, and probabilities
    (E, K) of the `examples` (E, ...), the first image of each class in the validation data.
    """

    def __init__(self, validation_data: tuple[np.ndarray, np.ndarray], frames: int = 48) -> None:
        if not isinstance(validation_data, (tuple, list)) or len(validation_data) != 2:
            raise ValueError(
                "WeightRecorder's validation_data expects a pair (x, y). Received "
                f"{type(validation_data).__name__}."
            )
        self.x, self.y = (np.asarray(part) for part in validation_data)
        self.most_frames = whole_number(frames, "WeightRecorder's frames", 2)
        one_hot = self.y.ndim == 2 and self.y.shape[1] > 1
        labels = self.y.argmax(axis=1) if one_hot else self.y.reshape(-1)
        self.labels = labels.astype(int)
        self.example_labels, self.first = np.unique(self.labels, return_index=True)
        self.examples = self.x[self.first]
        self.frames: list[dict[str, Any]] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.frames = []
        self.step = self.epoch = 0
        steps = self.params["epochs"] * self.params["steps"]
        shares = np.linspace(0, 1, self.most_frames) ** 2
        self.chosen = set(np.round(steps * shares).astype(int).tolist())
        self._take({})

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self.step += 1
        if self.step in self.chosen:
            self._take(logs or {})

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.frames[-1]["step"] < self.step:  # it stopped early: the last state is shown too
            self._take(logs or {})

    def _take(self, logs: Logs) -> None:
        probabilities = self.model.predict(self.x)  # (N, K)
        classes = probabilities.shape[1]
        answers = probabilities.argmax(axis=1)
        self.frames.append(
            {
                "step": self.step,
                "epoch": self.epoch,
                "weights": self.model.get_weights(),
                "loss": logs.get("loss"),
                "accuracy": logs.get("accuracy"),
                "val_loss": float(self.model.loss(self.y, probabilities)),
                "val_accuracy": float(np.mean(answers == self.labels)),
                "confusion": confusion_matrix(self.labels, answers, classes),
                "probabilities": probabilities[self.first],
            }
        )


class LivePlot(History):
    """Redraw the curves of loss and metrics while the training runs, in a notebook.

    Arguments: every, epochs from one drawing to the next. What callbacks before it add to the
    logs is drawn too. Without a notebook or matplotlib it draws nothing and says nothing;
    `history` and `epoch` are kept all the same.
    """

    def __init__(self, every: int = 1) -> None:
        super().__init__()
        self.every = whole_number(every, "LivePlot's every", 1)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.history, self.epoch = {}, []
        self.place: Any = None  # in the notebook; the first drawing finds it
        self.drawn = 0  # epochs that the figure shows

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        super().on_epoch_end(epoch, logs)
        if len(self.epoch) % self.every == 0:
            self.draw()

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.drawn < len(self.epoch):
            self.draw()

    def draw(self) -> None:
        """Show the curves so far, in the place of those shown before."""
        if not self.history or not _in_notebook():
            return
        try:
            from helpers.plots import plot_history

            figure = plot_history(self)
        except ImportError:  # no matplotlib
            return
        from IPython.display import display

        if self.place is None:
            self.place = display(figure, display_id=True)
        else:
            self.place.update(figure)
        self.drawn = len(self.epoch)


def _in_notebook() -> bool:
    """Whether the program runs in a kernel, so that a figure shown once can be redrawn."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return hasattr(get_ipython(), "kernel")
