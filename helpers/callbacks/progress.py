"""What `fit` shows while it trains: a bar, or one line an epoch."""

import sys
from typing import Any

from helpers.callbacks.callback import Callback
from helpers.metrics import Logs


class EpochLines(Callback):
    """Prints one line an epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        values = "  ".join(f"{name}: {value}" for name, value in _rounded(logs or {}).items())
        print(f"Epoch {epoch + 1}/{self.params['epochs']}  {values}")


class ProgressBar(EpochLines):
    """A bar for each epoch, with loss and metrics; one line an epoch where tqdm is missing."""

    bar: Any = None

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self.bar = None
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
            super().on_epoch_end(epoch, logs)
            return
        self.bar.set_postfix(_rounded(logs or {}), refresh=False)
        self.bar.dynamic_ncols, self.bar.ncols = None, None  # what stays is not cut at the edge
        self.bar.close()

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"bar": None}  # it holds the output, which can not be copied

    def close(self) -> None:
        """Close a bar that an interruption or an error left open: it would shift the next ones."""
        if self.bar is not None:
            self.bar.close()
            self.bar = None


def _rounded(logs: Logs) -> dict[str, str]:
    return {name: f"{value:.4g}" for name, value in logs.items()}
