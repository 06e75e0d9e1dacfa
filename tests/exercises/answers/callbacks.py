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


def best_by_recursion(values, mode):
    if len(values) == 1:
        return 0
    rest = 1 + best_by_recursion(values[1:], mode)
    better = values[rest] < values[0] if mode == "min" else values[rest] > values[0]
    return rest if better else 0


def stop_with_a_counter(losses, patience, min_delta=0.0):
    """Counts down, and reads the losses one by one as they come."""
    feed, best, left = iter(losses), None, patience
    for epoch in range(len(losses)):
        loss = next(feed)
        if best is None or loss + min_delta < best:
            best, left = loss, patience
            continue
        left -= 1
        if left <= 0:
            return epoch
    return None


def stop_by_a_while_loop(losses, patience, min_delta=0.0):
    i, waited, best = 1, 0, losses[0]
    while i < len(losses):
        improved = losses[i] < best - min_delta
        best = losses[i] if improved else best
        waited = 0 if improved else waited + 1
        if waited >= max(patience, 1):
            return np.int64(i)
        i += 1
    return None


def stop_by_all_bests(losses, patience, min_delta=0.0):
    """Writes down for each epoch when the best so far came, and looks where that is too old."""
    came = [0]
    for epoch in range(1, len(losses)):
        better = losses[epoch] < losses[came[-1]] - min_delta
        came.append(epoch if better else came[-1])
        if not better and epoch - came[-1] >= patience:
            break
    else:
        return None
    return len(came) - 1


def stop_with_numpy(losses, patience, min_delta=0.0):
    state = np.array([np.inf, 0.0])
    for epoch, loss in enumerate(np.asarray(losses, dtype=float)):
        state = np.where(loss < state[0] - min_delta, [loss, 0], state + [0, 1])
        if state[1] and state[1] >= patience:
            return epoch
    return None


def auc_by_searchsorted(labels, scores):
    negative = np.sort(scores[labels == 0])
    positive = scores[labels != 0]
    below = np.searchsorted(negative, positive, "left")
    ties = np.searchsorted(negative, positive, "right") - below
    return (below + ties / 2).sum() / len(positive) / len(negative)


def decay_by_recursion(epoch, initial, drop, every):
    if epoch < every:
        return initial
    return drop * decay_by_recursion(epoch - every, initial, drop, every)


def decay_by_logarithm(epoch, initial, drop, every):
    return initial * np.exp(np.log(drop) * np.floor_divide(epoch, every))


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


class ByList(Callback):
    """Keeps all losses and copies only where the newest is the first lowest."""

    def __init__(self):
        self.losses = []

    def on_epoch_end(self, epoch, logs):
        self.losses += [float(logs["val_loss"])]
        if np.argmin(self.losses) == len(self.losses) - 1:
            self.saved = tuple(array + 0 for array in self.model.get_weights())

    def on_train_end(self, logs):
        self.model.set_weights(list(self.saved))


class IntoOldArrays(Callback):
    """Overwrites the arrays that it keeps."""

    lowest, kept = np.inf, None

    def on_epoch_end(self, epoch, logs=None):
        weights, loss = self.model.get_weights(), logs["val_loss"]
        if not loss < self.lowest:
            return
        if self.kept is None:
            self.kept = [np.empty_like(weight) for weight in weights]
        for old, new in zip(self.kept, weights, strict=True):
            old[...] = new
        self.lowest = loss

    def on_train_end(self, logs=None):
        if self.kept:
            self.model.set_weights(self.kept)


class StopsByString(Callback):
    """Writes + and - and looks for a run."""

    def __init__(self, target, times):
        self.target, self.run = target, "+" * times

    def on_train_begin(self, logs=None):
        self.seen = ""

    def on_epoch_end(self, epoch, logs=None):
        self.seen += "+" if logs["val_accuracy"] >= self.target else "-"
        if self.seen.endswith(self.run):
            self.model.stop_training = True


class StopsCountingDown(Callback):
    def __init__(self, target, times):
        super().__init__()
        self.target = target
        self.times = self.left = times

    def on_train_begin(self, logs=None):
        self.left = self.times

    def on_epoch_end(self, epoch, logs=None):
        accuracy = logs.get("val_accuracy")
        if accuracy < self.target:
            self.left = self.times
            return
        self.left -= 1
        if not self.left:
            self.model.stop_training = True


class StopsByLastMiss(Callback):
    """Remembers the last epoch that missed the mark. Each training starts at epoch 0."""

    def __init__(self, target, times):
        self.target = target
        self.times = times

    def on_epoch_end(self, epoch, logs):
        if epoch == 0:
            self.missed = -1
        if logs["val_accuracy"] < self.target:
            self.missed = epoch
        self.model.stop_training = self.model.stop_training or epoch - self.missed >= self.times


RIGHT = {
    "StopAtAccuracy": [StopsByList, StopsAlone, StopsByString, StopsCountingDown, StopsByLastMiss],
    "best_epoch": [
        best_loop,
        lambda values, mode: np.argmin(values) if mode == "min" else np.argmax(values),
        lambda values, mode: values.index((min if mode == "min" else max)(values)),
        lambda values, mode: int(np.argmax(np.array(values) * (1 if mode == "max" else -1))),
        best_by_recursion,
    ],
    "stopping_epoch": [
        stop_by_best_index,
        stop_with_a_counter,
        stop_by_a_while_loop,
        stop_by_all_bests,
        stop_with_numpy,
    ],
    "roc_auc": [auc_loops, auc_ranks, auc_curve, auc_of_helpers, auc_by_searchsorted],
    "step_decay": [
        lambda epoch, initial, drop, every: initial * math.pow(drop, math.floor(epoch / every)),
        lambda epoch, initial, drop, every: (
            np.float32(initial) * np.float32(drop) ** (epoch // every)
        ),
        lambda epoch, initial, drop, every: (
            initial if epoch < every else drop * initial * drop ** ((epoch - every) // every)
        ),
        decay_by_recursion,
        decay_by_logarithm,
    ],
    "BestWeights": [DeepCopies, EveryEpoch, Alone, ByList, IntoOldArrays],
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
