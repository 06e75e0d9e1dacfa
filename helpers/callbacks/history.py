"""What a training logged, epoch by epoch."""

from helpers.callbacks.callback import Callback
from helpers.metrics import Logs


class History(Callback):
    """Keeps what each epoch logged: `history["val_loss"]` is a list, `epoch` their numbers."""

    remembers = ("history", "epoch")

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self) -> str:
        return f"<History of {len(self.epoch)} epochs: {', '.join(self.history) or 'empty'}>"
