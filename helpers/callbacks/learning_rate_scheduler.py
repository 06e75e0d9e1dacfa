"""A learning rate that follows a plan."""

import inspect
from collections.abc import Callable
from typing import Any

from helpers.arguments import real_number
from helpers.callbacks.callback import Callback
from helpers.metrics import Logs


class LearningRateScheduler(Callback):
    """Before each epoch, set the learning rate to schedule(epoch, learning_rate).

    A schedule may also be a function of the epoch alone. Epochs count from 0.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0, **options: Any) -> None:
        super().__init__(**options)
        if not callable(schedule):
            raise ValueError(
                "LearningRateScheduler's schedule expects a function of (epoch, learning_rate). "
                f"Received {schedule!r}. Write one, with def or lambda."
            )
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        known: tuple[Any, ...] = (epoch, self.model.optimizer.learning_rate)
        try:
            inspect.signature(self.schedule).bind(*known)
        except TypeError:  # it takes the epoch alone
            known = (epoch,)
        owner = "what LearningRateScheduler's schedule returns"
        rate = real_number(self.schedule(*known), owner, "[0, inf)")
        self.model.optimizer.learning_rate = rate
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {float(rate):g}.")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if logs is not None:
            logs["learning_rate"] = self.model.optimizer.learning_rate
