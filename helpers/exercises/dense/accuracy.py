"""The share of right answers."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import numbers
from helpers.exercises.dense.softmax import softmax


def accuracy(probabilities, labels):
    return float((probabilities.argmax(axis=1) == labels).mean())


def _hits(probabilities, labels):
    return probabilities.argmax(axis=1) == labels


_LIKELY = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.5, 0.2], [0.1, 0.8, 0.1]])


EXERCISE = Exercise(
    prompt="Return the share of examples whose largest probability is at the label, 0 to 1.",
    solution=accuracy,
    cases=[
        (_LIKELY, np.array([0, 2, 1, 0])),
        (_LIKELY[:3], np.array([1, 2, 0])),
        (_LIKELY, np.array([0, 2, 1, 1])),
        (_LIKELY[1:2], np.array([0])),
        (softmax(numbers(8, 5, seed=1) + 0.1 * np.arange(5)), np.array([0, 1, 2, 3, 4, 0, 1, 2])),
    ],
    fresh=lambda rng: [(rng.random(size=(9, 3)), np.array([0, 1, 2] * 3))],
    mistakes=[
        Mistake(
            "percent",
            "Your answer is in per cent. Here 1 means that every example is right.",
            lambda probabilities, labels: 100 * accuracy(probabilities, labels),
        ),
        Mistake(
            "counts-not-mean",
            "You counted the right answers. A share does not grow with the number of examples.",
            lambda probabilities, labels: int(_hits(probabilities, labels).sum()),
        ),
        Mistake(
            "error-rate",
            "You returned the share of wrong answers.",
            lambda probabilities, labels: 1 - accuracy(probabilities, labels),
        ),
        Mistake(
            "argmax-over-batch",
            "You looked for the largest number of each column. Each row is an example: which of "
            "its classes is the likeliest?",
            lambda probabilities, labels: float(
                (
                    probabilities.argmax(axis=0)[: len(labels)] == labels[: probabilities.shape[1]]
                ).mean()
            ),
        ),
        Mistake(
            "mean-probability",
            "You averaged the probability of the true class. An answer is right or wrong: the "
            "largest probability decides.",
            lambda probabilities, labels: probabilities[np.arange(len(labels)), labels].mean(),
        ),
        Mistake(
            "per-example",
            "You say of each example whether it is right. The answer is one number: their share.",
            _hits,
        ),
    ],
)
