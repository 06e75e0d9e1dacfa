"""The exercises of chapter 8, callbacks. See also best_weights.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises.best_weights import BEST_WEIGHTS
from helpers.exercises.exercise import Exercise, Mistake

# --- best_epoch ------------------------------------------------------------------------------


def best_epoch(values, mode):
    best = min(values) if mode == "min" else max(values)
    return list(values).index(best)


def _other(mode: str) -> str:
    return "max" if mode == "min" else "min"


def _last_best(values, mode):
    return len(values) - 1 - best_epoch(list(values)[::-1], mode)


BEST_EPOCH = Exercise(
    name="best_epoch",
    chapter=8,
    prompt='Return the index of the first best value; mode is "min" or "max".',
    solution=best_epoch,
    cases=[
        ([0.9, 0.5, 0.7], "min"),
        ([0.6, 0.8, 0.7], "max"),
        ([0.5, 0.3, 0.4, 0.3], "min"),
        ([0.1, 0.9, 0.9, 0.2], "max"),
        ([0.4, 0.4, 0.6, 0.6], "min"),
        ([2.0, 7.0, 1.0, 7.0, 1.0], "max"),
        ([-1.0, -3.0, -2.0], "min"),
        ([5.0], "max"),
    ],
    fresh=lambda rng: [
        ([float(value) for value in rng.permutation(9)], mode) for mode in ("min", "max")
    ],
    mistakes=[
        Mistake(
            "wrong-mode",
            lambda values, mode: best_epoch(values, _other(mode)),
            "You returned the worst. A loss is good when it is small, an accuracy when it is "
            "large: mode says which.",
        ),
        Mistake(
            "last-best",
            _last_best,
            "Where the best value comes twice, you returned the last. The first of them counts.",
        ),
        Mistake(
            "ignores-mode",
            lambda values, mode: best_epoch(values, "min"),
            "You always looked for the smallest value. For an accuracy the mode is max.",
            also=(lambda values, mode: best_epoch(values, "max"),),
        ),
        Mistake(
            "value-not-index",
            lambda values, mode: min(values) if mode == "min" else max(values),
            "You returned the value. At which epoch did it come?",
        ),
        Mistake(
            "counts-from-one",
            lambda values, mode: best_epoch(values, mode) + 1,
            "You are one too far. The first epoch has the number 0.",
        ),
    ],
)


# --- stopping_epoch --------------------------------------------------------------------------


def stopping_epoch(losses, patience, min_delta=0.0):
    best, waited = losses[0], 0
    for epoch, loss in enumerate(losses[1:], start=1):
        if loss < best - min_delta:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return epoch
    return None


def _stopping_by(
    improves: Callable[[float, float, float, float], bool] = lambda loss, best, last, delta: (
        loss < best - delta
    ),
    more: int = 0,
    resets: bool = True,
    drifts: bool = False,
) -> Callable[..., Any]:
    """Early stopping with a part exchanged.

    Args:
        improves: whether a loss improves on the best and on the last one, given min_delta.
        more: how many epochs more than `patience` are waited for.
        resets: False goes on counting after an improvement.
        drifts: True lets the best follow every smaller loss, not only improvements.
    """

    def stopping(losses, patience, min_delta=0.0):
        best, last, waited = losses[0], losses[0], 0
        for epoch, loss in enumerate(losses[1:], start=1):
            if improves(loss, best, last, min_delta):
                best, waited = loss, 0 if resets else waited
            else:
                waited += 1
                if waited == patience + more:
                    return epoch
            best = min(best, loss) if drifts else best
            last = loss
        return None

    return stopping


def _numbered_from_one(losses, patience, min_delta=0.0):
    epoch = stopping_epoch(losses, patience, min_delta)
    return None if epoch is None else epoch + 1


def _zigzag(rng: np.random.Generator) -> list[float]:
    """Losses that fall, then rise and fall without a new best."""
    return [10.0, 9.0, 8.0, 8.5, *(float(value) for value in 8.1 + rng.random(6)), 7.0]


STOPPING_EPOCH = Exercise(
    name="stopping_epoch",
    chapter=8,
    prompt="Return the epoch after which early stopping ends the training, or None.",
    solution=stopping_epoch,
    cases=[
        ([5.0, 4.0, 6.0, 7.0, 8.0], 2),
        ([5.0, 4.0, 3.0, 2.0], 2),
        ([5.0, 3.0, 6.0, 5.5, 5.0, 4.5, 4.0], 3),
        ([5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0], 2),
        ([5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 3.5, 3.2, 3.1, 6.0], 3),
        ([5.0, 4.9, 4.8, 4.7, 4.6, 4.5], 2, 0.25),
        ([5.0, 4.9, 4.7, 4.6, 4.3, 4.2, 4.1], 2, 0.25),
        ([3.0, 3.0, 3.0, 3.0], 2),
        ([1.0, 2.0], 1),
        ([4.0, 5.0, 6.0], 3),
        ([2.0], 1),
        ([9.0, 8.0, 8.5, 7.0, 7.5, 7.2, 7.1], 4),
        ([4.0, 4.5, 4.2, 3.5, 4.4, 4.3, 4.2], 4, 0.1),
        ([7.0, 9.0, 8.0, 10.0, 9.0, 11.0, 10.0, 12.0], 4),
    ],
    fresh=lambda rng: [(_zigzag(rng), 4), (_zigzag(rng), 7), (_zigzag(rng), 8)],
    mistakes=[
        Mistake(
            "compares-with-previous",
            _stopping_by(lambda loss, best, last, delta: loss < last - delta),
            "You compared each epoch with the one before it. A loss that leaps up and then creeps "
            "down looks like progress that way: compare with the best so far.",
        ),
        Mistake(
            "off-by-one",
            _stopping_by(more=1),
            "You wait one epoch too long. With a patience of 2, the second epoch in a row without "
            "improvement is the last.",
        ),
        Mistake(
            "never-resets",
            _stopping_by(resets=False),
            "You count all epochs without improvement. The patience is for epochs in a row: what "
            "happens to the count when an epoch improves?",
        ),
        Mistake(
            "stops-early",
            _stopping_by(more=-1),
            "You stop one epoch too early. With a patience of 2, two epochs in a row may fail to "
            "improve; after the second the training ends.",
        ),
        Mistake(
            "ignores-min-delta",
            _stopping_by(lambda loss, best, last, delta: loss < best),
            "min_delta makes no difference in your answer. An epoch improves if it is below the "
            "best by more than that.",
        ),
        Mistake(
            "best-drifts",
            _stopping_by(drifts=True),
            "Your best follows every smaller loss. Only an epoch that improves by more than "
            "min_delta sets a new mark, so that many small steps can add up to an improvement.",
        ),
        Mistake(
            "equal-counts-as-better",
            _stopping_by(lambda loss, best, last, delta: loss <= best - delta),
            "An equal loss counts as an improvement in your answer. It must be below.",
        ),
        Mistake(
            "counts-from-one",
            _numbered_from_one,
            "You are one too far. The first epoch has the number 0.",
        ),
    ],
)


# --- roc_auc ---------------------------------------------------------------------------------


def roc_auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    gaps = positive[:, None] - negative  # one row for each positive
    return float(np.mean((gaps > 0) + 0.5 * (gaps == 0)))


def _auc_by(ties: float) -> Callable[..., Any]:
    def auc(labels, scores):
        gaps = scores[labels == 1][:, None] - scores[labels == 0]
        return float(np.mean((gaps > 0) + ties * (gaps == 0)))

    return auc


ROC_AUC = Exercise(
    name="roc_auc",
    chapter=8,
    prompt="Return how often a positive example scores above a negative one; ties count half.",
    solution=roc_auc,
    cases=[
        (np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.4, 0.6])),
        (np.array([0, 1, 0, 1, 1]), np.array([0.5, 0.5, 0.2, 0.8, 0.2])),
        (np.array([1, 0, 0]), np.array([0.3, 0.3, 0.3])),
        (np.array([1, 0, 1, 0, 0, 0]), np.array([0.9, 0.8, 0.7, 0.1, 0.7, 0.3])),
        (np.array([0, 0, 1]), np.array([-3.0, 2.0, 5.0])),
    ],
    fresh=lambda rng: [
        (np.array([0, 1, 0, 1, 0, 0, 1, 0]), rng.permutation([0, 1, 1, 2, 3, 4, 4, 5]) / 10),
        (np.array([1, 0] * 10), rng.normal(size=20)),
    ],
    mistakes=[
        Mistake(
            "ignores-ties",
            _auc_by(0.0),
            "A pair with equal scores counts nothing in your answer. Which of the two stands "
            "higher is a coin's toss: it counts half.",
        ),
        Mistake(
            "reversed",
            lambda labels, scores: 1 - roc_auc(labels, scores),
            "Your answer is large where it should be small. A good score is higher for a positive "
            "example than for a negative one.",
        ),
        Mistake(
            "ties-count-whole",
            _auc_by(1.0),
            "A pair with equal scores counts whole in your answer. It counts half.",
        ),
        Mistake(
            "counts-pairs",
            lambda labels, scores: (
                roc_auc(labels, scores) * (labels == 1).sum() * (labels == 0).sum()
            ),
            "You counted the pairs in the right order. The answer is their share of all pairs.",
        ),
        Mistake(
            "accuracy",
            lambda labels, scores: float(((scores > 0.5) == labels).mean()),
            "You cut the scores at 0.5 and counted the right answers. The area under the curve "
            "depends on the order of the scores alone.",
            also=(lambda labels, scores: float(((scores >= 0.5) == labels).mean()),),
        ),
    ],
)


# --- step_decay ------------------------------------------------------------------------------


def step_decay(epoch, initial, drop, every):
    return initial * drop ** (epoch // every)


STEP_DECAY = Exercise(
    name="step_decay",
    chapter=8,
    prompt="Return the learning rate of an epoch: times drop after every so many epochs.",
    solution=step_decay,
    cases=[
        (0, 0.1, 0.5, 10),
        (10, 0.1, 0.5, 10),
        (9, 0.1, 0.5, 10),
        (25, 0.2, 0.5, 10),
        (4, 1.0, 0.1, 2),
        (5, 1.0, 0.9, 3),
        (7, 0.01, 0.3, 4),
        (3, 0.5, 0.8, 1),
    ],
    fresh=lambda rng: [
        (int(rng.integers(11, 30)), float(rng.uniform(0.5, 2)), 0.7, int(rng.integers(3, 10)))
        for _ in range(3)
    ],
    mistakes=[
        Mistake(
            "decays-every-epoch",
            lambda epoch, initial, drop, every: initial * drop**epoch,
            "Your rate falls in every epoch. It stays for `every` epochs, and then takes a step.",
        ),
        Mistake(
            "off-by-one",
            lambda epoch, initial, drop, every: initial * drop ** ((epoch + 1) // every),
            "Your rate falls one epoch too early. The first epochs are numbers 0 to every - 1.",
        ),
        Mistake(
            "decays-smoothly",
            lambda epoch, initial, drop, every: initial * drop ** (epoch / every),
            "Your rate falls a little in every epoch. Between two steps it stays the same: how "
            "many whole steps are behind an epoch?",
        ),
        Mistake(
            "drops-once",
            lambda epoch, initial, drop, every: initial * (drop if epoch >= every else 1),
            "Your rate falls once. It falls again after every `every` epochs.",
        ),
        Mistake(
            "multiplies-steps",
            lambda epoch, initial, drop, every: initial * drop * (epoch // every),
            "You multiplied by the number of steps. Each step multiplies by drop once more.",
        ),
        Mistake(
            "subtracts",
            lambda epoch, initial, drop, every: initial - drop * (epoch // every),
            "You subtracted the drop. It is a factor.",
        ),
    ],
)


EXERCISES = [BEST_EPOCH, STOPPING_EPOCH, ROC_AUC, STEP_DECAY, BEST_WEIGHTS]
