"""An end to a training that ran away."""

import numpy as np

from helpers.callbacks.callback import Callback
from helpers.metrics import Logs


class TerminateOnNaN(Callback):
    """Stop at once when the loss is no longer a finite number."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        loss = (logs or {}).get("loss")
        if loss is not None and not np.isfinite(loss):
            print(f"Batch {batch}: the loss is {loss}, training stops.")
            self.model.stop_training = True
