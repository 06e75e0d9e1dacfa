"""Chapter 8: right answers in other styles, known mistakes in other styles, unlisted ones."""

import copy
import math

import numpy as np

from helpers import Callback
from helpers.metrics import roc_auc as auc_of_helpers


def best_loop(values, mode):
    best = 0
    for i, value in enumerate(values):
        if (value < values[best]) if mode == "min" else (value > values[best]):
            best = i
    return best


def last_loop(values, mode):
    best = 0
    for i, value in enumerate(values):
        if (value <= values[best]) if mode == "min" else (value >= values[best]):
            best = i
    return best


def stop_by_best_index(losses, patience, min_delta=0.0):
    best, at = math.inf, -1
    for i, loss in enumerate(losses):
        if best - loss > min_delta:
            best, at = loss, i
        elif i - at >= patience:
            return i
    return None


def stop_previous(losses, patience, min_delta=0.0):
    waited = 0
    for i in range(1, len(losses)):
        waited = 0 if losses[i] < losses[i - 1] - min_delta else waited + 1
        if waited >= patience:
            return i
    return None


def stop_late(losses, patience, min_delta=0.0):
    return stop_by_best_index(losses, patience + 1, min_delta)


def stop_without_reset(losses, patience, min_delta=0.0):
    best, waited = np.inf, 0
    for i, loss in enumerate(losses):
        if loss < best - min_delta:
            best = loss
        else:
            waited += 1
        if waited >= patience:
            return i
    return None


def auc_loops(labels, scores):
    wins = pairs = 0
    for a, first in zip(scores, labels, strict=True):
        for b, second in zip(scores, labels, strict=True):
            if first == 1 and second == 0:
                pairs += 1
                wins += 1 if a > b else 0.5 if a == b else 0
    return wins / pairs


def auc_ranks(labels, scores):
    order = np.argsort(scores)
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        ranks[scores == value] = ranks[scores == value].mean()
    positives = (labels == 1).sum()
    total = ranks[labels == 1].sum() - positives * (positives + 1) / 2
    return np.float32(total / (positives * (len(labels) - positives)))


def auc_curve(labels, scores):
    thresholds = np.concatenate([[np.inf], np.unique(scores)[::-1]])
    tpr = np.array([(scores[labels == 1] >= t).mean() for t in thresholds])
    fpr = np.array([(scores[labels == 0] >= t).mean() for t in thresholds])
    return ((fpr[1:] - fpr[:-1]) * (tpr[1:] + tpr[:-1]) / 2).sum()


def auc_strict(labels, scores):
    return np.mean(scores[labels == 1][:, None] > scores[labels == 0][None, :])


class DeepCopies(Callback):
    def on_train_begin(self, logs=None):
        self.best = math.inf
        self.weights = None

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if logs.get("val_loss", math.inf) < self.best:
            self.best = logs["val_loss"]
            self.weights = copy.deepcopy(self.model.get_weights())

    def on_train_end(self, logs=None):
        if self.weights is not None:
            self.model.set_weights(self.weights)


class EveryEpoch(Callback):
    """Keeps a copy of every epoch and chooses at the end."""

    def __init__(self):
        self.history = []

    def on_epoch_end(self, epoch, logs=None):
        weights = [np.array(w) for w in self.model.get_weights()]
        self.history.append((logs["val_loss"], epoch, weights))

    def on_train_end(self, logs=None):
        self.model.set_weights(min(self.history, key=lambda item: item[:2])[2])


class Alone:
    """No Callback, but with all the hooks."""

    def __getattr__(self, name):
        return lambda *args, **kwargs: None

    low = float("inf")

    def on_epoch_end(self, epoch, logs):
        if logs["val_loss"] < self.low:
            self.low, self.kept = logs["val_loss"], [w.copy() for w in self.model.get_weights()]

    def on_train_end(self, logs):
        self.model.set_weights(self.kept)


class ByReference(DeepCopies):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best, self.weights = logs["val_loss"], list(self.model.get_weights())


class KeepsOnly(DeepCopies):
    def on_train_end(self, logs=None):
        print("best was", self.best)


class KeepsLast(DeepCopies):
    def on_epoch_end(self, epoch, logs=None):
        self.weights = copy.deepcopy(self.model.get_weights())


class RestoresTooSoon(DeepCopies):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        self.model.set_weights(self.weights)

    def on_train_end(self, logs=None):
        pass


class NeedsArguments(DeepCopies):
    def __init__(self, monitor):
        self.monitor = monitor


class Raises(DeepCopies):
    def on_train_end(self, logs=None):
        raise RuntimeError("not today")


class StopsByList(Callback):
    """Keeps all accuracies and looks at the last ones."""

    def __init__(self, target, times):
        self.target, self.times = target, times

    def on_train_begin(self, logs=None):
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(logs["val_accuracy"])
        last = self.seen[-self.times :]
        if len(last) == self.times and min(last) >= self.target:
            self.model.stop_training = True


class StopsAlone(Alone):
    """No Callback; begins anew in epoch 0."""

    def __init__(self, target, times):
        self.settings = target, times

    def on_epoch_end(self, epoch, logs):
        target, times = self.settings
        if epoch == 0 or logs["val_accuracy"] < target:
            self.start = epoch if logs["val_accuracy"] >= target else epoch + 1
        self.model.stop_training = epoch - self.start + 1 >= times

    def on_train_end(self, logs):
        pass


class StopsOnTraining(StopsByList):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, {"val_accuracy": logs["accuracy"]})


class StopsOnce(StopsByList):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] >= self.target:
            self.model.stop_training = True


class StopsNobody(StopsByList):
    def on_epoch_end(self, epoch, logs=None):
        return logs["val_accuracy"] >= self.target


class StopsAtOnce(StopsByList):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True


class StopsByRaising(StopsByList):
    def on_epoch_end(self, epoch, logs=None):
        raise StopIteration


RIGHT = {
    "StopAtAccuracy": [StopsByList, StopsAlone],
    "best_epoch": [
        best_loop,
        lambda values, mode: np.argmin(values) if mode == "min" else np.argmax(values),
        lambda values, mode: values.index((min if mode == "min" else max)(values)),
        lambda values, mode: int(np.argmax(np.array(values) * (1 if mode == "max" else -1))),
    ],
    "stopping_epoch": [stop_by_best_index],
    "roc_auc": [auc_loops, auc_ranks, auc_curve, auc_of_helpers],
    "step_decay": [
        lambda epoch, initial, drop, every: initial * math.pow(drop, math.floor(epoch / every)),
        lambda epoch, initial, drop, every: (
            np.float32(initial) * np.float32(drop) ** (epoch // every)
        ),
        lambda epoch, initial, drop, every: (
            initial if epoch < every else drop * initial * drop ** ((epoch - every) // every)
        ),
    ],
    "BestWeights": [DeepCopies, EveryEpoch, Alone],
}
NAMED = {
    "StopAtAccuracy": {
        "watches-training-accuracy": [StopsOnTraining],
        "stops-at-the-first": [StopsOnce],
        "own-flag": [StopsNobody],
        "always-stops": [StopsAtOnce],
    },
    "best_epoch": {
        "wrong-mode": [
            lambda values, mode: int(np.argmax(values) if mode == "min" else np.argmin(values)),
        ],
        "last-best": [last_loop],
    },
    "stopping_epoch": {
        "compares-with-previous": [stop_previous],
        "off-by-one": [stop_late],
        "never-resets": [stop_without_reset],
        "number-for-none": [
            lambda losses, patience, min_delta=0.0: (
                stop_by_best_index(losses, patience, min_delta) or -1
            ),
        ],
    },
    "roc_auc": {
        "ignores-ties": [auc_strict],
        "reversed": [
            lambda labels, scores: auc_loops(labels, -scores),
            lambda labels, scores: auc_loops(1 - labels, scores),
        ],
        "all-with-all": [lambda labels, scores: 0.5],
        "lost-pairs-count-minus": [lambda labels, scores: 2 * auc_loops(labels, scores) - 1],
    },
    "step_decay": {
        "decays-every-epoch": [lambda epoch, initial, drop, every: initial * math.pow(drop, epoch)],
        "off-by-one": [
            lambda epoch, initial, drop, every: initial * drop ** math.floor((1 + epoch) / every),
        ],
        "never-drops": [lambda epoch, initial, drop, every: initial],
        "remainder-for-quotient": [
            lambda epoch, initial, drop, every: initial * drop ** (epoch % every),
        ],
    },
    "BestWeights": {
        "keeps-a-reference": [ByReference],
        "never-restores": [KeepsOnly, RestoresTooSoon],
        "keeps-the-last": [KeepsLast],
    },
}
UNLISTED = {
    "StopAtAccuracy": [StopsByRaising, DeepCopies, lambda target, times: None],
    "best_epoch": [
        lambda values, mode: float(best_loop(values, mode)),
        lambda values, mode: [best_loop(values, mode)],
        lambda values, mode: 0,
    ],
    "stopping_epoch": [
        lambda losses, patience, min_delta=0.0: None,
        lambda losses, patience, min_delta=0.0: len(losses) - 1,
        lambda losses, patience: stop_by_best_index(losses, patience),
    ],
    "roc_auc": [lambda labels, scores: np.nan],
    "step_decay": [lambda epoch, initial, drop, every: initial + drop + every],
    "BestWeights": [
        NeedsArguments,
        Raises,
        lambda: None,
        type("Empty", (), {"on_epoch_end": lambda self, epoch, logs=None: 1}),
    ],
}
