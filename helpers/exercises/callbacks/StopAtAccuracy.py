"""A callback from nothing: stop when the accuracy holds a mark. The second exercise on a class."""

import operator
from typing import Any

from helpers.callbacks import Callback
from helpers.checking import Exercise, Mistake
from helpers.exercises.callbacks.BestWeights import StandInModel


class StopAtAccuracy(Callback):
    def __init__(self, target, times):
        super().__init__()
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        self.count = 0

    def on_epoch_end(self, epoch, logs=None):
        self.count = self.count + 1 if logs["val_accuracy"] >= self.target else 0
        if self.count == self.times:
            self.model.stop_training = True


def _where(counts: Any) -> type[StopAtAccuracy]:
    """Counts the epochs whose accuracy stands to the target as `counts` says."""

    class Where(StopAtAccuracy):
        def on_epoch_end(self, epoch, logs=None):
            reached = counts(logs["val_accuracy"], self.target)
            super().on_epoch_end(epoch, {"val_accuracy": self.target if reached else -1})

    return Where


_Above, _Below = _where(operator.gt), _where(operator.lt)
_AtMost, _Exactly = _where(operator.le), _where(operator.eq)


class _NeverResets(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target:
            super().on_epoch_end(epoch, logs)


class _FirstTime(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target:
            self.model.stop_training = True


class _CountsOn(StopAtAccuracy):
    def __init__(self, target, times):
        super().__init__(target, times)
        self.count = 0

    def on_train_begin(self, logs=None):
        pass


class _CountsOnPast(_CountsOn):
    def on_epoch_end(self, epoch, logs=None):
        self.count = self.count + 1 if logs["val_accuracy"] >= self.target else 0
        if self.count >= self.times:
            self.model.stop_training = True


class _TrainingAccuracy(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_accuracy": logs["accuracy"]})


class _OwnFlag(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        self.stop_training = True


class _OneMore(StopAtAccuracy):
    def __init__(self, target, times):
        super().__init__(target, times + 1)


class _Loss(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_accuracy": 1 if logs["val_loss"] <= self.target else -1})


class _EpochNumber(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target and epoch + 1 >= self.times:
            self.model.stop_training = True


class _EpochIndex(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target and epoch >= self.times:
            self.model.stop_training = True


class _AfterSoMany(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == self.times:
            self.model.stop_training = True


class _AlwaysCounts(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.times:
            self.model.stop_training = True


class _OneFewer(StopAtAccuracy):
    def __init__(self, target, times):
        super().__init__(target, max(times - 1, 1))


class _AtOnce(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True


class _StartsAnewAtOne(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        self.count = self.count + 1 if logs["val_accuracy"] >= self.target else 1
        if self.count >= self.times:
            self.model.stop_training = True


class _OneLess(StopAtAccuracy):
    def on_epoch_end(self, epoch, logs=None):
        self.count += 1 if logs["val_accuracy"] >= self.target else -1
        if self.count == self.times:
            self.model.stop_training = True


class _Swapped(StopAtAccuracy):
    def __init__(self, target, times):
        super().__init__(times, target)


class _NeverClears(_CountsOnPast):
    def on_epoch_end(self, epoch, logs=None):
        self.count += logs["val_accuracy"] >= self.target
        if self.count >= self.times:
            self.model.stop_training = True


def _epochs(model: StandInModel, callback: Any, accuracies: list[float]) -> int:
    """How many epochs a training takes with this callback."""
    model.stop_training = False
    callback.model = model
    callback.params = {"epochs": len(accuracies), "steps": 1, "verbose": 0}
    callback.on_train_begin({})
    count, logs = 0, {}
    for epoch, accuracy in enumerate(accuracies):
        callback.on_epoch_begin(epoch, {})
        callback.on_train_batch_begin(0, {})
        trained = {"loss": 1 / (epoch + 1), "accuracy": 1 - 0.5 / (epoch + 1)}
        callback.on_train_batch_end(0, trained)
        logs = {**trained, "val_loss": 1.2 - accuracy, "val_accuracy": accuracy}
        callback.on_epoch_end(epoch, dict(logs))
        count += 1
        if model.stop_training:
            break
    callback.on_train_end(logs)
    return count


def _fit_twice(
    answer: Any, target: float, times: int, first: list[float], second: list[float]
) -> tuple[int, int]:
    """one callback in two trainings, whose epochs have these val_accuracies"""
    model, callback = StandInModel(), answer(target, times)
    return _epochs(model, callback, first), _epochs(model, callback, second)


EXERCISE = Exercise(
    prompt="A Callback that stops after so many epochs in a row at a val_accuracy, or above.",
    solution=StopAtAccuracy,
    call=_fit_twice,
    cases=[
        (0.75, 2, [0.5, 0.75, 0.875, 0.9, 0.9], [0.25, 0.5, 0.75, 0.75, 0.8]),
        (0.75, 1, [0.5, 0.7, 0.8, 0.9], [0.6, 0.65, 0.7]),
        (0.5, 2, [0.75, 0.25, 0.5], [0.5, 0.75, 0.25]),
        (0.5, 1, [0.25, 0.25], [0.25, 0.5, 0.25]),
        (0.5, 1, [0.75, 0.25], [0.625, 0.5]),
        (0.75, 3, [0.8, 0.8, 0.5, 0.8, 0.8, 0.8, 0.8], [0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.2]),
        (0.75, 2, [0.8, 0.5, 0.8, 0.6, 0.8], [0.9, 0.8, 0.7]),
        (0.5, 3, [0.25, 0.5, 0.5, 0.5, 0.75], [0.5, 0.25, 0.5, 0.5, 0.5, 0.6]),
        (0.9, 2, [0.8, 0.85, 0.95], [0.95, 0.5, 0.95, 0.6]),
        (0.9, 2, [0.8, 0.85, 0.95], [0.5, 0.95, 0.95, 0.95]),
    ],
    fresh=lambda rng: [
        (0.5, 2, [float(value) for value in rng.random(8)], [0.4, 0.6, 0.5, 0.7]) for _ in range(2)
    ],
    parts=("epochs of the first training", "epochs of the second"),
    mistakes=[
        Mistake(
            "above-not-at",
            "You stop above the target. An epoch that is exactly at it counts as well.",
            _Above,
        ),
        Mistake(
            "never-resets",
            "You count all epochs at the target. They must come in a row: what happens to the "
            "count in an epoch that falls below?",
            _NeverResets,
        ),
        Mistake(
            "stops-at-the-first",
            "You stop at the first epoch that reaches the target. How many in a row were asked "
            "for?",
            _FirstTime,
        ),
        Mistake(
            "carries-over",
            "In the second training your count goes on from the first. A callback may be used "
            "twice: which hook is called when a training begins?",
            _CountsOn,
            _CountsOnPast,
        ),
        Mistake(
            "watches-training-accuracy",
            "You watched the accuracy on the training digits, which rises while the network learns "
            "by heart. The logs hold another one.",
            _TrainingAccuracy,
        ),
        Mistake(
            "own-flag",
            "No training was stopped. The loop looks at a flag, and not on your callback: on which "
            "object?",
            _OwnFlag,
        ),
        Mistake(
            "one-too-late",
            "You stop one epoch too late. Compare the count after it has grown.",
            _OneMore,
        ),
        Mistake(
            "one-too-early",
            "You stop one epoch too early. The epoch with which the count reaches `times` is the "
            "last.",
            _OneFewer,
        ),
        Mistake(
            "epoch-not-count",
            "You looked at the number of the epoch. It says how long the training has run, and not "
            "how many epochs in a row were good: keep a count of your own.",
            _EpochNumber,
            _EpochIndex,
            _AfterSoMany,
            _AlwaysCounts,
        ),
        Mistake(
            "counts-the-bad",
            "You count the epochs below the target. Those count that are at it, or above.",
            _Below,
            _AtMost,
        ),
        Mistake(
            "always-stops",
            "The training stops after its first epoch, whatever the accuracy is. When should the "
            "flag be set?",
            _AtOnce,
        ),
        Mistake(
            "starts-anew-at-one",
            "An epoch below the target counts as one. The count starts anew at 0.",
            _StartsAnewAtOne,
        ),
        Mistake(
            "counts-one-back",
            "An epoch below the target takes one from the count. In a row means that it starts "
            "anew at 0.",
            _OneLess,
        ),
        Mistake(
            "only-exactly-at",
            "Only an accuracy that equals the target counts in your answer. One that is above it "
            "is good as well.",
            _Exactly,
        ),
        Mistake(
            "counts-on-for-ever",
            "Your count never goes back to 0: neither in an epoch below the target, nor when a "
            "second training begins.",
            _NeverClears,
        ),
        Mistake(
            "watches-the-loss",
            "You compared the loss with the target. Look for another name in the logs.",
            _Loss,
        ),
    ],
)
