"""The exercises of chapter 5, continued: softmax, cross-entropy and their joint gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.exercise import Exercise, Mistake


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return whole_numbers(*shape, seed=seed, low=-4, high=6)


def _labels(count: int, classes: int, seed: int) -> np.ndarray:
    """One-hot rows (count, classes)."""
    return np.eye(classes)[np.random.default_rng(seed).integers(0, classes, size=count)]


# --- softmax ---------------------------------------------------------------------------------


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax_by(shift: Any, axis: int | None) -> Any:
    """Softmax with another shift, and the sum over another axis (None: over everything)."""

    def softmax_otherwise(logits):
        powers = np.exp(logits - shift(logits))
        return powers / powers.sum(axis=axis, keepdims=True)

    return softmax_otherwise


def _unshifted(logits):
    return 0.0


def _by_row(logits):
    return logits.max(axis=1, keepdims=True)


def _by_column(logits):
    return logits.max(axis=0, keepdims=True)


def _by_all(logits):
    return logits.max()


SOFTMAX = Exercise(
    name="softmax",
    chapter=5,
    prompt="Turn each row of logits into probabilities, also where a logit is 1000.",
    solution=softmax,
    cases=[
        (np.array([[1.0, 2.0, 3.0]]),),
        (np.array([[0.0, 1.0], [3.0, -1.0], [2.0, 2.0]]),),
        (np.array([[1.0, 0.0, -2.0], [0.5, 4.0, 1.0], [2.0, 1.0, 3.0]]),),
        (np.array([[1000.0, 1001.0, 999.0], [1002.0, 1000.0, 1000.0]]),),
        (np.array([[1000.0, 1002.0, 999.0], [0.0, 1.0, -1.0]]),),
        (np.array([[-1000.0, -1001.0], [-1000.0, -1000.0]]),),
    ],
    fresh=lambda rng: [(rng.normal(size=(4, 5)),)],
    bug="overflows",
    mistakes=[
        Mistake(
            "overflows",
            _softmax_by(_unshifted, 1),
            "exp(1000) is more than a float can hold, and the result is not a number. Softmax "
            "depends on the differences of the logits alone: what may you subtract from a row?",
            also=(
                lambda logits: np.exp(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))),
            ),
        ),
        Mistake(
            "sums-over-batch",
            _softmax_by(_unshifted, 0),
            "Your columns add up to 1, your rows do not. Each example has its own probabilities: "
            "which axis counts classes?",
            also=tuple(_softmax_by(shift, 0) for shift in (_by_row, _by_column, _by_all)),
        ),
        Mistake(
            "sums-everything",
            _softmax_by(_unshifted, None),
            "All your numbers together add up to 1. Each row must, by itself.",
            also=tuple(_softmax_by(shift, None) for shift in (_by_row, _by_column, _by_all)),
        ),
        Mistake(
            "shifts-by-the-largest-of-all",
            _softmax_by(_by_all, 1),
            "You subtracted the largest logit of the whole batch. A row far below it then becomes "
            "0 / 0: each row needs a shift of its own.",
        ),
        Mistake(
            "forgets-exp",
            lambda logits: logits / logits.sum(axis=1, keepdims=True),
            "You divided the logits themselves. They may be negative: what makes any number "
            "positive, and keeps the order?",
        ),
        Mistake(
            "hardmax",
            lambda logits: (logits == logits.max(axis=1, keepdims=True)).astype(float),
            "You gave everything to the largest logit. Softmax leaves the others their share.",
        ),
    ],
)


# --- cross_entropy ---------------------------------------------------------------------------


def cross_entropy(probabilities, one_hot):
    clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return float(-(one_hot * np.log(clipped)).sum(axis=1).mean())


def _surprise(lowest: float = 1e-7) -> Any:
    """-log p of the true class, for each example; with lowest=0 as NumPy gives it."""

    def losses(probabilities, one_hot):
        return -(one_hot * np.log(np.maximum(probabilities, lowest))).sum(axis=1)

    return losses


def _picked(probabilities, one_hot):
    return -np.log((probabilities * one_hot).sum(axis=1))


def _raises_at_zero(picks: bool) -> Any:
    """math.log raises at 0: of the true class alone, or of any class."""

    def loss(probabilities, one_hot):
        if ((probabilities * one_hot).sum(axis=1) if picks else probabilities).min() == 0:
            raise ValueError("math domain error")
        return cross_entropy(probabilities, one_hot)

    return loss


def _ways(reduce: Any) -> tuple[Any, ...]:
    """A mistake with the clip, without it, and without it on the picked probability alone."""

    def way(losses: Any) -> Any:
        return lambda probabilities, one_hot: reduce(losses(probabilities, one_hot), one_hot)

    return tuple(way(losses) for losses in (_surprise(), _surprise(0.0), _picked))


def _clipped_at(lowest: float) -> Any:
    return lambda probabilities, one_hot: _surprise(lowest)(probabilities, one_hot).mean()


_SUM = _ways(lambda losses, one_hot: losses.sum())
_CLASSES = _ways(lambda losses, one_hot: losses.sum() / one_hot.size)
_NO_MINUS = _ways(lambda losses, one_hot: -losses.mean())
_UNCLIPPED = _ways(lambda losses, one_hot: losses.mean())[1:]

_SURE = np.array([[0.0, 1.0, 0.0], [0.25, 0.5, 0.25]])  # a 0 that does not matter
_SURPRISED = np.array([[0.0, 0.4, 0.6], [0.2, 0.7, 0.1]])  # a 0 at the true class
_WRONG = np.array([[0.0, 1.0, 0.0], [0.3, 0.3, 0.4]])  # both

CROSS_ENTROPY = Exercise(
    name="cross_entropy",
    chapter=5,
    prompt="Return the mean surprise, -log p of the true class; clip p below at 1e-7.",
    solution=cross_entropy,
    cases=[
        (np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([[1.0, 0.0], [0.0, 1.0]])),
        (np.array([[0.2, 0.3, 0.5]]), np.array([[0.0, 0.0, 1.0]])),
        (softmax(_numbers(4, 3, seed=1) / 3), _labels(4, 3, seed=2)),
        (softmax(_numbers(3, 5, seed=3) / 3), _labels(3, 5, seed=4)),
        (_SURE, np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])),
        (_SURPRISED, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])),
        (_WRONG, np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])),
    ],
    fresh=lambda rng: [(softmax(rng.normal(size=(6, 4))), np.eye(4)[rng.integers(0, 4, size=6)])],
    mistakes=[
        Mistake(
            "sum-not-mean",
            _SUM[0],
            "You added the losses of the examples. With a mean, the loss does not grow with the "
            "size of the batch.",
            also=_SUM[1:],
        ),
        Mistake(
            "averages-classes",
            _CLASSES[0],
            "You divided by the number of classes too. Each example has one true class, and one "
            "loss: how many losses are there to average?",
            also=_CLASSES[1:],
        ),
        Mistake(
            "infinite-at-zero",
            _UNCLIPPED[0],
            "The logarithm of 0 is minus infinity, and 0 times that is NaN. Keep the probabilities "
            "away from 0 before you take the logarithm.",
            also=(*_UNCLIPPED[1:], _raises_at_zero(True), _raises_at_zero(False)),
        ),
        Mistake(
            "missing-minus",
            _NO_MINUS[0],
            "Your loss is negative. The logarithm of a probability is never above 0, and a loss is "
            "never below.",
            also=_NO_MINUS[1:],
        ),
        Mistake(
            "clips-elsewhere",
            _clipped_at(1e-12),
            "Your loss is finite, but at a probability of 0 it is another number than expected: "
            "clip below at 1e-7.",
            also=tuple(_clipped_at(lowest) for lowest in (1e-15, 1e-10, 1e-9, 1e-8, 1e-6, 2.2e-16)),
        ),
        Mistake(
            "one-minus-p",
            lambda probabilities, one_hot: (one_hot * (1 - probabilities)).sum(axis=1).mean(),
            "You averaged 1 - p. Surprise is -log p: it grows without end as p goes to 0.",
        ),
        Mistake(
            "squared-error",
            lambda probabilities, one_hot: ((probabilities - one_hot) ** 2).mean(),
            "You computed the squared error. Cross-entropy looks at the probability of the true "
            "class alone.",
            also=(
                lambda probabilities, one_hot: ((probabilities - one_hot) ** 2).sum(axis=1).mean(),
            ),
        ),
    ],
)


# --- softmax_cross_entropy_gradient ----------------------------------------------------------


def softmax_cross_entropy_gradient(logits, one_hot):
    return (softmax(logits) - one_hot) / len(logits)


SOFTMAX_CROSS_ENTROPY_GRADIENT = Exercise(
    name="softmax_cross_entropy_gradient",
    chapter=5,
    prompt="Return the gradient of the mean cross-entropy of softmax(logits) by the logits.",
    solution=softmax_cross_entropy_gradient,
    cases=[
        (np.array([[0.0, 0.0], [1.0, -1.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])),
        (np.array([[1.0, 2.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])),
        (_numbers(4, 3, seed=1) / 2, _labels(4, 3, seed=2)),
        (_numbers(5, 10, seed=3) / 2, _labels(5, 10, seed=4)),
        (_numbers(3, 3, seed=5) / 2, _labels(3, 3, seed=6)),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 4)), np.eye(4)[rng.integers(0, 4, size=6)])],
    mistakes=[
        Mistake(
            "forgets-batch-size",
            lambda logits, one_hot: softmax(logits) - one_hot,
            "Your gradient is that of the sum. The loss is a mean over the batch: each example "
            "counts for its share.",
        ),
        Mistake(
            "reversed-sign",
            lambda logits, one_hot: (one_hot - softmax(logits)) / len(logits),
            "Your sign is reversed. If the logit of the true class rises, the loss falls: its "
            "gradient is negative.",
        ),
        Mistake(
            "forgets-softmax",
            lambda logits, one_hot: (logits - one_hot) / len(logits),
            "You compared the logits with the labels. The labels are probabilities: compare them "
            "with probabilities.",
            also=(lambda logits, one_hot: logits - one_hot,),
        ),
        Mistake(
            "averages-classes",
            lambda logits, one_hot: (softmax(logits) - one_hot) / logits.size,
            "You divided by the number of classes too. The loss is a mean over examples.",
        ),
        Mistake(
            "returns-probabilities",
            lambda logits, one_hot: softmax(logits) / len(logits),
            "The labels make no difference in your answer. What does the true class lose?",
            also=(lambda logits, one_hot: softmax(logits),),
        ),
    ],
)
