"""`EarlyStoppingExplorer`, the widget of chapter 8: when it stops, and which weights you hold."""

from typing import Any

import numpy as np
import traitlets

from helpers.callbacks import EarlyStopping
from helpers.widgets.base import Widget
from helpers.widgets.values import read_file

TRAININGS = ["overfitting", "dropout 0.5", "restless", "late start"]
OWN = "your own"


class EarlyStoppingExplorer(Widget):
    """Choose patience and min_delta, and see where a recorded training would have stopped.

    Settings, all readable and changeable (`explorer.patience = 3`), also by the reader. One that
    does not fit raises traitlets.TraitError, whose message says what does:
        curve: the recorded training, "overfitting", "dropout 0.5", "restless" or "late start";
            "your own" once `losses` are given.
        patience: epochs without improvement until it stops, 0 to 20.
        min_delta: by how much a loss must fall below the best to count as better, 0 to 0.1.
        restore_best_weights: put the best epoch's weights back at the end.
        epoch: the one that is looked at, from 0.
        losses: validation losses of your own, for example `history.history["val_loss"]`.

    Beside them, `predict=[question, choice, choice]` asks before the answer is shown.
    """

    module = "callbacks"
    predicts = True
    summary = (
        "Choose patience, min_delta and restore_best_weights, and see on recorded validation "
        "losses after which epoch the training stops and which weights you hold at the end."
    )
    state = ("curve", "patience", "min_delta", "restore_best_weights", "epoch", "losses")
    values_at_start = ("recording/early_stopping",)

    curve = traitlets.Enum([*TRAININGS, OWN], default_value=TRAININGS[0]).tag(sync=True)
    patience = traitlets.Int(3, min=0, max=20).tag(sync=True)
    min_delta = traitlets.Float(0.0, min=0, max=0.1).tag(sync=True)
    restore_best_weights = traitlets.Bool(False).tag(sync=True)
    epoch = traitlets.Int(0, min=0).tag(sync=True)
    losses = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        curve = OWN if "losses" in settings else TRAININGS[0]
        super().__init__(**{"curve": curve, **settings})

    @traitlets.validate("curve")
    def _has_losses(self, proposal: Any) -> str:
        if proposal["value"] == OWN and not self.losses:
            raise traitlets.TraitError(
                f"curve {OWN!r} needs losses. Received none. Say for example "
                "EarlyStoppingExplorer(losses=history.history['val_loss'])."
            )
        return proposal["value"]

    @traitlets.validate("losses")
    def _finite(self, proposal: Any) -> list[float]:
        if not np.isfinite(proposal["value"]).all():
            raise traitlets.TraitError(
                f"losses expects finite numbers. Received {proposal['value']}. Leave out the "
                "epochs after the loss became NaN."
            )
        return proposal["value"]

    @property
    def val_loss(self) -> np.ndarray:
        """Validation loss of every epoch of the chosen training: float64 (epochs,)."""
        if self.curve == OWN:
            return np.array(self.losses)
        return np.array(read_file("recording", "early_stopping")["figures"][self.curve]["val_loss"])

    @property
    def callback(self) -> EarlyStopping:
        """The callback with the chosen settings, for a training of your own."""
        return EarlyStopping(
            min_delta=self.min_delta,
            patience=self.patience,
            restore_best_weights=self.restore_best_weights,
        )
