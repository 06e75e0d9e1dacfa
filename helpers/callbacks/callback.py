"""The contract that every callback keeps."""

from typing import Any

from helpers.keras_words import refuse_options
from helpers.metrics import Logs


class Callback:
    """Called by `fit` at fixed moments; overwrite the ones that you need.

    `self.model` is the model, `self.params` a dict with epochs, steps and verbose. `logs` is a
    dict of loss and metrics; what one callback adds to it, the later ones and the History see.
    Set `self.model.stop_training = True` to stop. Source: the protocol is Keras's.
    """

    model: Any = None
    params: dict[str, Any] = {}
    acts_last = False  # True for one that must see what all others did
    remembers: tuple[str, ...] = ()  # names of the attributes that a checkpoint must keep

    def __init__(self, **options: Any) -> None:
        refuse_options(type(self), options)

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
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After each batch; logs are the means of the epoch so far."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Keras's other name of on_train_batch_begin."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Keras's other name of on_train_batch_end."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Before the validation of an epoch."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """After the validation of an epoch; logs are its figures."""

    def close(self) -> None:
        """When a fit ends in whatever way, an error or an interruption too."""

    @property
    def has_memory(self) -> bool:
        """Whether a checkpoint must keep anything of this callback."""
        return bool(self.remembers) or type(self).get_state is not Callback.get_state

    def get_state(self) -> dict[str, Any]:
        """What a checkpoint must keep of this callback: numbers, lists, dicts, arrays."""
        return {name: getattr(self, name) for name in self.remembers}

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what get_state returned."""
        for name, value in state.items():
            setattr(self, name, value)
