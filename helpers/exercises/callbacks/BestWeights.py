"""A callback that puts the best weights back: the exercise that is a class."""

import numpy as np

from helpers.callbacks import Callback
from helpers.checking import Answer, Exercise, Mistake


class BestWeights(Callback):
    def __init__(self):
        super().__init__()
        self.lowest, self.best = float("inf"), None

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest:
            self.lowest = logs["val_loss"]
            self.best = [array.copy() for array in self.model.get_weights()]

    def on_train_end(self, logs=None):
        self.model.set_weights(self.best)


class _Reference(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest:
            self.lowest, self.best = logs["val_loss"], self.model.get_weights()


class _ListCopy(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest:
            self.lowest, self.best = logs["val_loss"], list(self.model.get_weights())


class _Forgetful(BestWeights):
    def on_train_end(self, logs=None):
        pass


class _KeepsLast(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        self.best = [array.copy() for array in self.model.get_weights()]


class _LastOfEquals(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] <= self.lowest:
            self.lowest = float("inf")
            super().on_epoch_end(epoch, logs)


class _TrainingLoss(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_loss": logs["loss"]})


class _Highest(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_loss": -logs["val_loss"]})


class _BetterThanPrevious(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.lowest = logs["val_loss"]


def _from(number: float, careful: bool = False) -> type[BestWeights]:
    class FromANumber(BestWeights):
        def __init__(self):
            self.lowest, self.best = number, None

        def on_train_end(self, logs=None):
            if self.best is not None or not careful:
                self.model.set_weights(self.best)

    return FromANumber


class _First(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        if self.best is None:
            self.best = [array.copy() for array in self.model.get_weights()]


class _WatchesAccuracy(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_loss": -logs["val_accuracy"]})


class _LowestAccuracy(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_loss": logs["val_accuracy"]})


class _BeforeTheEpoch(BestWeights):
    def on_epoch_begin(self, epoch, logs=None):
        self.before = [array.copy() for array in self.model.get_weights()]

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest:
            self.lowest, self.best = logs["val_loss"], self.before


class _FirstArrayAlone(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest:
            self.lowest, self.best = logs["val_loss"], self.model.get_weights()[0].copy()


class _Gathers(BestWeights):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest:
            self.lowest, self.best = logs["val_loss"], self.best or []
            self.best += [array.copy() for array in self.model.get_weights()]


class StandInModel:
    """As much of a model as BestWeights needs; its weights are the live arrays."""

    def __init__(self) -> None:
        self.weights = [np.zeros((2, 2)), np.zeros(2)]
        self.stop_training = False

    def get_weights(self) -> list[np.ndarray]:
        return self.weights

    def set_weights(self, weights: list[np.ndarray]) -> None:
        if not isinstance(weights, list | tuple | np.ndarray):
            came = "None" if weights is None else f"one {type(weights).__name__}"
            raise TypeError(f"set_weights takes a list of arrays, and {came} came")
        self.weights = [np.array(array) for array in weights]

    def train(self, value: float, in_place: bool) -> None:
        """Move every weight to a value, in the same arrays or in new ones."""
        if in_place:
            for array in self.weights:
                array[...] = value
        else:
            self.weights = [np.full_like(array, value) for array in self.weights]


def _fit(answer: Answer, val_losses: list[float], in_place: bool) -> tuple[np.ndarray, ...]:
    """all weights are 10 in epoch 0, 20 in epoch 1, and so on; after the last epoch -1"""
    model, callback = StandInModel(), answer()
    callback.model = model
    callback.params = {"epochs": len(val_losses), "steps": 1, "verbose": 0}
    callback.on_train_begin({})
    for epoch, val_loss in enumerate(val_losses):
        callback.on_epoch_begin(epoch, {})
        callback.on_train_batch_begin(0, {})
        model.train(10.0 * (epoch + 1), in_place)
        loss = 0.1 + abs(epoch + 2 - len(val_losses))  # lowest in the last epoch but one
        callback.on_train_batch_end(0, {"loss": loss})
        logs = {"loss": loss, "accuracy": 1 - loss / 20, "val_loss": val_loss}
        callback.on_epoch_end(epoch, {**logs, "val_accuracy": (0.5, 0.25, 0.75)[epoch % 3]})
    model.train(-1.0, in_place)  # something still moves before the training ends
    callback.on_train_end({"loss": loss, "val_loss": val_losses[-1]})
    return tuple(model.weights)


EXERCISE = Exercise(
    prompt="A Callback that puts back the weights of the epoch with the lowest val_loss.",
    solution=BestWeights,
    call=_fit,
    cases=[
        ([0.5, 0.3, 0.4, 0.6], True),
        ([0.5, 0.3, 0.4, 0.6], False),
        ([0.9, 0.2, 0.7, 0.2, 0.8], True),
        ([0.9, 0.2, 0.7, 0.2, 0.8], False),
        ([0.6, 0.5, 0.8, 0.55, 0.7], False),
        ([0.1, 0.4, 0.3], False),
        ([0.4, 0.3, 0.2], True),
        ([5e9, 3e9, 4e9], False),
    ],
    fresh=lambda rng: [([float(value) for value in rng.permutation(7)], False)],
    parts=("kernel", "bias"),
    bug="keeps-a-reference",
    mistakes=[
        Mistake(
            "keeps-a-reference",
            "You kept the arrays that the model goes on training: when they change, what you kept "
            "changes with them.",
            _Reference,
            _ListCopy,
        ),
        Mistake(
            "never-restores",
            "At the end the model holds the weights that it had anyway. Which hook is called when "
            "the training ends?",
            _Forgetful,
        ),
        Mistake(
            "keeps-the-last",
            "You put back the weights of the last epoch. When should new weights replace the ones "
            "that you hold?",
            _KeepsLast,
        ),
        Mistake(
            "last-of-equals",
            "Where two epochs are equally good, you kept the later. The first of them counts.",
            _LastOfEquals,
        ),
        Mistake(
            "watches-the-training-loss",
            "You watched the training loss, which falls as the network learns by heart. The logs "
            "hold val_loss as well.",
            _TrainingLoss,
        ),
        Mistake(
            "keeps-the-worst",
            "You kept the epoch with the highest val_loss. A loss is good when it is small.",
            _Highest,
        ),
        Mistake(
            "compares-with-previous",
            "You kept each epoch that was better than the one before. Compare with the best so "
            "far.",
            _BetterThanPrevious,
        ),
        Mistake(
            "starts-from-a-number",
            "Your lowest loss starts from a number. Where no loss is below it, nothing is kept: "
            "what is above every loss there may be?",
            _from(1.0),
            _from(10.0),
            _from(100.0),
            _from(1000.0),
            _from(1e6),
            _from(1e9),
            _from(1.0, careful=True),
            _from(1000.0, careful=True),
            _from(1e6, careful=True),
        ),
        Mistake(
            "keeps-the-first",
            "You put back the weights of the first epoch. Better ones should replace them.",
            _First,
        ),
        Mistake(
            "watches-the-accuracy",
            "You watched an accuracy. The weights with the lowest val_loss were asked for.",
            _WatchesAccuracy,
            _LowestAccuracy,
        ),
        Mistake(
            "weights-before-the-epoch",
            "You put back the weights from before the best epoch. Those from its end have that "
            "loss.",
            _BeforeTheEpoch,
        ),
        Mistake(
            "first-array-alone",
            "You kept the first array of the weights alone. `get_weights()` returns a list: each "
            "array in it counts.",
            _FirstArrayAlone,
        ),
        Mistake(
            "gathers-them-all",
            "The arrays of every better epoch are gathered in one list. Each better epoch replaces "
            "what was kept.",
            _Gathers,
        ),
    ],
)
