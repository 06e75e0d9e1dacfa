"""Chapter 8: how we watch and steer the training."""

import csv
import inspect
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from helpers import saving
from helpers.layer import whole_number
from helpers.metrics import roc_auc

Logs = dict[str, float]


class Callback:
    """Called by `fit` at fixed moments; overwrite the ones that you need.

    `self.model` is the model, `self.params` a dict with epochs, steps and verbose. `logs` is a
    dict of loss and metrics; what one callback adds to it, the later ones and the History see.
    Set `self.model.stop_training = True` to stop. Source: the protocol is Keras's.
    """

    model: Any = None
    params: dict[str, Any] = {}
    save_optimizer = False  # ModelCheckpoint's
    neighbors: Sequence["Callback"] = ()

    def set_model(self, model: Any) -> None:
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch of a fit."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After the last epoch of a fit."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before each epoch; the first is number 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After each epoch and its validation."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before each batch; the first of an epoch is number 0."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After each batch; logs are the means of the epoch so far."""

    def get_state(self) -> dict[str, Any]:
        """What a checkpoint must keep of this callback: numbers, lists, dicts, arrays."""
        return {}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what get_state returned."""
        for name, value in state.items():
            setattr(self, name, value)


class CallbackList:
    """Calls the hooks of all callbacks: the reader's in their order, then bar and History.

    Checkpoints that save the optimizer come last of all, so that they see what the others did.
    """

    def __init__(
        self,
        model: Any,
        callbacks: Sequence[Callback] | Callback | None,
        verbose: int | str,
        epochs: int,
        steps: int,
    ) -> None:
        if not isinstance(callbacks, Sequence):
            callbacks = () if callbacks is None else [callbacks]
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            if not isinstance(callback, Callback):
                raise ValueError(
                    f"callbacks expects Callbacks, such as EarlyStopping(). Received {callback!r}."
                    + (" Add parentheses to make one." if isinstance(callback, type) else "")
                )
        verbose = 1 if verbose == "auto" else verbose
        if verbose not in (0, 1, 2):
            raise ValueError(f"verbose expects 0, 1, 2 or 'auto'. Received {verbose!r}.")
        if verbose:
            self.callbacks.append(ProgressBar() if verbose == 1 else EpochLines())
        model.history = History()
        self.callbacks.append(model.history)
        self.callbacks.sort(key=lambda callback: callback.save_optimizer)
        for callback in self.callbacks:
            callback.set_params({"epochs": epochs, "steps": steps, "verbose": verbose})
            callback.set_model(model)
            callback.neighbors = self.callbacks

    def on_train_begin(self) -> None:
        for callback in self.callbacks:
            callback.on_train_begin({})

    def on_train_end(self, logs: Logs) -> None:
        for callback in self.callbacks:
            callback.on_train_end(logs)

    def close_bars(self) -> None:
        for callback in self.callbacks:
            if isinstance(callback, ProgressBar):
                callback.close()

    def on_epoch_begin(self, epoch: int) -> None:
        for callback in self.callbacks:
            callback.on_epoch_begin(epoch, {})

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        for callback in self.callbacks:
            callback.on_epoch_end(epoch, logs)

    def on_train_batch_begin(self, batch: int) -> None:
        for callback in self.callbacks:
            callback.on_train_batch_begin(batch, {})

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        for callback in self.callbacks:
            callback.on_train_batch_end(batch, logs)


class History(Callback):
    """Keeps what each epoch logged: `history["val_loss"]` is a list, `epoch` their numbers."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def get_state(self) -> dict[str, Any]:
        return {"history": self.history, "epoch": self.epoch}

    def __repr__(self) -> str:
        return f"<History of {len(self.epoch)} epochs: {', '.join(self.history) or 'empty'}>"


class ProgressBar(Callback):
    """A bar for each epoch, with loss and metrics; one line an epoch where tqdm is missing."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.bar: Any = None
        try:
            from tqdm import tqdm
        except ImportError:
            return
        title = f"Epoch {epoch + 1}/{self.params['epochs']}"
        self.bar = tqdm(total=self.params["steps"], desc=title, file=sys.stdout, unit="batch")

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self.bar is not None:
            self.bar.set_postfix(_rounded(logs or {}), refresh=False)
            self.bar.update()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if self.bar is None:
            print_epoch(epoch, self.params, logs or {})
            return
        self.bar.set_postfix(_rounded(logs or {}))
        self.bar.close()

    def close(self) -> None:
        """Close a bar that an interruption or an error left open: it would shift the next ones."""
        if getattr(self, "bar", None) is not None:
            self.bar.close()


class EpochLines(Callback):
    """Prints one line an epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        print_epoch(epoch, self.params, logs or {})


def print_epoch(epoch: int, params: dict[str, Any], logs: Logs) -> None:
    values = "  ".join(f"{name}: {value}" for name, value in _rounded(logs).items())
    print(f"Epoch {epoch + 1}/{params['epochs']}  {values}")


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
                    f"mode='auto' can not tell whether {monitor!r} should rise or fall. "
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
                f"ModelCheckpoint can not fill the file name {self.filepath!r} ({error!r}). It "
                f"knows epoch and {sorted(logs)}."
            ) from error

    def get_state(self) -> dict[str, Any]:
        return {"best": self.best}


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
        confusion = np.zeros((classes, classes), dtype=int)
        np.add.at(confusion, (self.labels, answers), 1)
        self.frames.append(
            {
                "step": self.step,
                "epoch": self.epoch,
                "weights": self.model.get_weights(),
                "loss": logs.get("loss"),
                "accuracy": logs.get("accuracy"),
                "val_loss": float(self.model.loss(self.y, probabilities)),
                "val_accuracy": float(np.mean(answers == self.labels)),
                "confusion": confusion,
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


def _rounded(logs: Logs) -> dict[str, str]:
    return {name: f"{value:.4g}" for name, value in logs.items()}
