"""The callbacks of one fit, called together."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from helpers.callbacks.callback import Callback
from helpers.callbacks.history import History
from helpers.callbacks.progress import EpochLines, ProgressBar
from helpers.interrupts import CtrlC


class CallbackList:
    """Calls the hooks of all callbacks: the reader's in their order, then bar and History.

    Those that act last come after all: they see what the others did. `ctrl_c` holds Ctrl-C.
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
            for hook in dir(type(callback)):
                if hook.startswith("on_") and not hasattr(Callback, hook):
                    raise ValueError(
                        f"{type(callback).__name__} has a hook {hook!r}, which fit never calls. It "
                        f"calls {', '.join(h for h in dir(Callback) if h.startswith('on_'))}."
                    )
        verbose = 1 if isinstance(verbose, str) and verbose == "auto" else verbose
        if not isinstance(verbose, int) or verbose not in (0, 1, 2):
            raise ValueError(f"verbose expects 0, 1, 2 or 'auto'. Received {verbose!r}.")
        if verbose:
            self.callbacks.append(ProgressBar() if verbose == 1 else EpochLines())
        self.model, self.history, self.ctrl_c = model, History(), CtrlC()
        self.callbacks.append(self.history)
        self.callbacks.sort(key=lambda callback: callback.acts_last)
        for callback in self.callbacks:
            callback.set_params({"epochs": epochs, "steps": steps, "verbose": verbose})
            callback.set_model(model)

    def on_train_begin(self) -> None:
        """From here on the model's history is that of this fit."""
        self.model.stop_training = False
        self.model.history, self.model.callbacks = self.history, self.callbacks
        for callback in self.callbacks:
            callback.on_train_begin({})

    def close(self) -> None:
        """Close all of them, also where one of them raises."""
        with ExitStack() as stack:
            for callback in self.callbacks:
                stack.callback(callback.close)

    def __getattr__(self, hook: str) -> Callable[..., None]:
        """Each hook of `Callback`, called for all of them: `on_epoch_end(0, logs)`."""

        def call_all(*arguments: Any) -> None:
            if hook.endswith("_begin"):
                arguments = (*arguments, {})  # nothing is logged yet
            for callback in self.callbacks:
                getattr(callback, hook)(*arguments)

        return call_all
