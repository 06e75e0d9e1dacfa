"""How well each class is told from the rest, epoch by epoch."""

import numpy as np

from helpers.arguments import text
from helpers.callbacks.callback import Callback
from helpers.examples import as_pair
from helpers.metrics import Logs, roc_auc


class RocAuc(Callback):
    """After each epoch, the ROC AUC of every class against the rest, and their mean (macro).

    `per_class` holds an array (K,) for each epoch, and `values` the means. A model with one
    output answers "class 1?": K is 1. The mean stands in the logs under `name`.

    validation_data: (x, y) with whole-number or one-hot labels, all classes present.
    """

    remembers = ("per_class", "values")

    def __init__(
        self, validation_data: tuple[np.ndarray, np.ndarray], name: str = "val_auc"
    ) -> None:
        self.x, self.y = as_pair(validation_data, "RocAuc's validation_data")
        self.name = text(name, "RocAuc's name")
        self.on_train_begin()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.per_class: list[np.ndarray] = []
        self.values: list[float] = []
        if self.model is not None:
            self._truth(self.model.output_shape[-1])  # what is missing is told before an epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        scores = self.model.predict(self.x)
        classes = scores.shape[1]
        truth = self._truth(classes)
        finite = np.isfinite(scores).all()  # else the training ran away: the figures say so too
        areas = [roc_auc(truth[:, k], scores[:, k]) if finite else np.nan for k in range(classes)]
        self.per_class.append(np.array(areas))
        self.values.append(float(np.mean(areas)))
        if logs is not None:
            logs[self.name] = self.values[-1]

    def _truth(self, classes: int) -> np.ndarray:
        """Whether each example is of each class, (N, K)."""
        one_hot = self.y.shape == (len(self.y), classes)
        truth = self.y if one_hot else self.y.reshape(len(self.y), -1) == np.arange(classes)
        if classes == 1:
            truth = self.y.reshape(-1, 1)
        if missing := [k for k in range(classes) if not truth[:, k].any()]:
            raise ValueError(
                f"RocAuc expects every class among its validation labels. It has none of "
                f"{missing}. Take more examples."
            )
        return truth
