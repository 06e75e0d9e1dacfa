"""What callbacks share that watch one figure and act on it: stop, save, slow down."""

import warnings
from typing import Any

import numpy as np

from helpers.arguments import real_number, text
from helpers.callbacks.callback import Callback
from helpers.metrics import Logs


class Monitor(Callback):
    """What callbacks share that watch one figure: which way is better, and by how much.

    mode: "min", "max", or "auto", which takes "max" for accuracy and AUC, "min" for loss and
    errors. Better is beyond min_delta from the best so far.
    """

    best: float | None = None

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0, **options: Any) -> None:
        super().__init__(**options)
        text(monitor, f"{type(self).__name__}'s monitor")
        if not isinstance(mode, str) or mode not in ("auto", "min", "max"):
            raise ValueError(f"mode expects 'auto', 'min' or 'max'. Received {mode!r}.")
        if mode == "auto":
            if any(word in monitor for word in ("acc", "auc")):
                mode = "max"
            elif any(word in monitor for word in ("loss", "error", "entropy", "mse", "mae")):
                mode = "min"
            else:
                raise ValueError(
                    f"mode='auto' cannot tell whether {monitor!r} should rise or fall: it expects "
                    f"a monitor such as 'val_loss' or 'val_accuracy'. Received {monitor!r}. Say "
                    "mode='max' or mode='min'."
                )
        self.monitor = monitor
        self.mode = mode
        self.min_delta = abs(real_number(min_delta, "min_delta", "(-inf, inf)"))

    def improves(self, value: float, on: float | None) -> bool:
        """Whether `value` is better than `on`, by more than min_delta; NaN never is, and None is
        beaten by any other."""
        if on is None:
            return not np.isnan(value)
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
