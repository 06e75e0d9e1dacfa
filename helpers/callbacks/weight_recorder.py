"""A film of the training, for the widget that replays it."""

from typing import Any

import numpy as np

from helpers.callbacks.callback import Callback
from helpers.examples import as_classes, as_pair
from helpers.layer import whole_number
from helpers.metrics import Logs, confusion_matrix


class WeightRecorder(Callback):
    """Keeps a film of the training: weights, losses and answers at chosen steps.

    `TrainingReplay(recorder)` shows it. The frames stand closer together at the beginning,
    where most happens: frame i of n is taken after the share (i / (n - 1)) ** 2 of all steps.

    `frames` is a list of dicts: step (batches so far), epoch, weights (copies, as get_weights),
    loss and accuracy (the epoch's means so far, None where they are not logged), val_loss,
    val_accuracy, confusion (K, K), row: the true class, column: the answer, and probabilities
    (E, K) of the `examples` (E, ...), the first image of each class in the validation data.

    validation_data: (x, y) with whole-number or one-hot labels. frames: how many at most, from 2.
    """

    remembers = ("frames", "step", "epoch")

    def __init__(self, validation_data: tuple[np.ndarray, np.ndarray], frames: int = 48) -> None:
        self.x, self.y = as_pair(validation_data, "WeightRecorder's validation_data")
        self.most_frames = whole_number(frames, "WeightRecorder's frames", 2)
        self.labels = as_classes(self.y).astype(int)
        self.example_labels, self.first = np.unique(self.labels, return_index=True)
        self.examples = self.x[self.first]
        self.frames: list[dict[str, Any]] = []
        self.step = self.epoch = 0

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
        self.frames.append(
            {
                "step": self.step,
                "epoch": self.epoch,
                "weights": self.model.get_weights(),
                "loss": logs.get("loss"),
                "accuracy": logs.get("accuracy"),
                "val_loss": float(self.model.loss(self.y, probabilities)),
                "val_accuracy": float(np.mean(answers == self.labels)),
                "confusion": confusion_matrix(self.labels, answers, classes),
                "probabilities": probabilities[self.first],
            }
        )
