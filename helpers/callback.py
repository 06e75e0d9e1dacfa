"""The contract that every callback keeps, and the callbacks that `fit` itself brings along."""

import sys
from collections.abc import Sequence
from typing import Any

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


def _rounded(logs: Logs) -> dict[str, str]:
    return {name: f"{value:.4g}" for name, value in logs.items()}
