"""Ctrl-C between two steps of a training, never in the middle of one."""

import signal
import time
from typing import Any

PATIENCE = 1.0  # seconds: a Ctrl-C that comes later than that after the first acts at once


class CtrlC:
    """Within `with`, Ctrl-C and the kernel's stop button wait for the next call of `check`.

    So no step, no row of a log and no file is left half done. Who presses again a second later
    does not wait. Where Ctrl-C means something else already, or outside the main thread, which
    alone receives it, nothing is changed. `pressed` says whether it came.
    """

    pressed = False
    _waits_since: float | None = None

    def __enter__(self) -> "CtrlC":
        self._held = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        try:
            if self._held:
                signal.signal(signal.SIGINT, self._press)
        except ValueError:  # outside the main thread
            self._held = False
        return self

    def _press(self, *received: Any) -> None:
        now, self.pressed = time.monotonic(), True
        if self._waits_since is None:
            self._waits_since = now
        elif now - self._waits_since > PATIENCE:
            signal.default_int_handler(*received)

    def check(self) -> None:
        """Raise the KeyboardInterrupt that waits, if there is one."""
        if self._waits_since is not None:
            self._waits_since = None
            raise KeyboardInterrupt

    def __exit__(self, *_: object) -> None:
        if self._held:
            signal.signal(signal.SIGINT, signal.default_int_handler)
