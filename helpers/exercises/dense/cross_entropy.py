"""The mean surprise."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.dense._shared import numbers, one_hot_rows
from helpers.exercises.dense.softmax import softmax


def cross_entropy(probabilities, one_hot):
    clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return float(-(one_hot * np.log(clipped)).sum(axis=1).mean())


def _surprise(lowest: float = 1e-7) -> Answer:
    """-log p of the true class, for each example; with lowest=0 as NumPy gives it."""

    def losses(probabilities, one_hot):
        return -(one_hot * np.log(np.maximum(probabilities, lowest))).sum(axis=1)

    return losses


def _picked(probabilities, one_hot):
    return -np.log((probabilities * one_hot).sum(axis=1))


def _raises_at_zero(picks: bool) -> Answer:
    """math.log raises at 0: of the true class alone, or of any class."""

    def loss(probabilities, one_hot):
        if ((probabilities * one_hot).sum(axis=1) if picks else probabilities).min() == 0:
            raise ValueError("math domain error")
        return cross_entropy(probabilities, one_hot)

    return loss


def _ways(reduce: Answer) -> tuple[Answer, ...]:
    """A mistake with the clip, without it, and without it on the picked probability alone."""

    def way(losses: Answer) -> Answer:
        return lambda probabilities, one_hot: reduce(losses(probabilities, one_hot), one_hot)

    return tuple(way(losses) for losses in (_surprise(), _surprise(0.0), _picked))


def _clipped_at(lowest: float) -> Answer:
    return lambda probabilities, one_hot: _surprise(lowest)(probabilities, one_hot).mean()


_SUM = _ways(lambda losses, one_hot: losses.sum())
_CLASSES = _ways(lambda losses, one_hot: losses.sum() / one_hot.size)
_NO_MINUS = _ways(lambda losses, one_hot: -losses.mean())
_UNCLIPPED = _ways(lambda losses, one_hot: losses.mean())[1:]


_SURE = np.array([[0.0, 1.0, 0.0], [0.25, 0.5, 0.25]])  # a 0 that does not matter
_SURPRISED = np.array([[0.0, 0.4, 0.6], [0.2, 0.7, 0.1]])  # a 0 at the true class
_WRONG = np.array([[0.0, 1.0, 0.0], [0.3, 0.3, 0.4]])  # both


EXERCISE = Exercise(
    prompt="Return the mean surprise, -log p of the true class; clip p below at 1e-7.",
    solution=cross_entropy,
    cases=[
        (np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([[1.0, 0.0], [0.0, 1.0]])),
        (np.array([[0.2, 0.3, 0.5]]), np.array([[0.0, 0.0, 1.0]])),
        (softmax(numbers(4, 3, seed=1) / 3), one_hot_rows(4, 3, seed=2)),
        (softmax(numbers(3, 5, seed=3) / 3), one_hot_rows(3, 5, seed=4)),
        (_SURE, np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])),
        (_SURPRISED, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])),
        (_WRONG, np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])),
    ],
    fresh=lambda rng: [(softmax(rng.normal(size=(6, 4))), np.eye(4)[rng.integers(0, 4, size=6)])],
    mistakes=[
        Mistake(
            "sum-not-mean",
            "You added the losses of the examples. With a mean, the loss does not grow with the "
            "size of the batch.",
            *_SUM,
        ),
        Mistake(
            "averages-classes",
            "You divided by the number of classes too. Each example has one true class, and one "
            "loss: how many losses are there to average?",
            *_CLASSES,
        ),
        Mistake(
            "infinite-at-zero",
            "The logarithm of 0 is minus infinity, and 0 times that is NaN. Keep the probabilities "
            "away from 0 before you take the logarithm.",
            *_UNCLIPPED,
            _raises_at_zero(True),
            _raises_at_zero(False),
        ),
        Mistake(
            "missing-minus",
            "Your loss is negative. The logarithm of a probability is never above 0, and a loss is "
            "never below.",
            *_NO_MINUS,
        ),
        Mistake(
            "clips-elsewhere",
            "Your loss is finite, but at a probability of 0 it is another number than expected: "
            "clip below at 1e-7.",
            *map(_clipped_at, (1e-12, 1e-15, 1e-10, 1e-9, 1e-8, 1e-6, 2.2e-16)),
        ),
        Mistake(
            "one-minus-p",
            "You averaged 1 - p. Surprise is -log p: it grows without end as p goes to 0.",
            lambda probabilities, one_hot: (one_hot * (1 - probabilities)).sum(axis=1).mean(),
        ),
        Mistake(
            "squared-error",
            "You computed the squared error. Cross-entropy looks at the probability of the true "
            "class alone.",
            lambda probabilities, one_hot: ((probabilities - one_hot) ** 2).mean(),
            lambda probabilities, one_hot: ((probabilities - one_hot) ** 2).sum(axis=1).mean(),
        ),
    ],
)
