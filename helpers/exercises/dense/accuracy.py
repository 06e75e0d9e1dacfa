"""The share of right answers."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import as_shares, numbers, table


def accuracy(probabilities, labels):
    return float((probabilities.argmax(axis=1) == labels).mean())


def _one_by_one(probabilities, labels):
    right = 0
    for i in range(len(labels)):
        if probabilities[i].argmax() == labels[i]:
            right += 1
    return right / len(labels)


def _in_steps(probabilities, labels):
    answers = probabilities.argmax(axis=1)
    right = 0
    for answer, label in zip(answers, labels, strict=True):
        if answer == label:
            right = right + 1
    return right / len(labels)


def _hits(probabilities, labels):
    return probabilities.argmax(axis=1) == labels


def _of_the_truth(probabilities, labels):
    return probabilities[np.arange(len(labels)), labels]


_LIKELY = table([0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.5, 0.2], [0.1, 0.8, 0.1])


EXERCISE = Exercise(
    prompt="Return the share of examples whose largest probability is at the label, 0 to 1.",
    solution=accuracy,
    cases=[
        (_LIKELY, np.array([0, 2, 1, 0])),
        (_LIKELY[:3], np.array([1, 2, 0])),
        (_LIKELY, np.array([0, 2, 1, 1])),
        (_LIKELY[1:2], np.array([0])),
        (table([0.3, 0.4, 0.3]), np.array([1])),
        (table([0.4, 0.6]), np.array([0])),
        (table([0, 1], [1, 0], [1, 0]), np.array([1, 1, 0])),
        (table([0.5, 0.5], [0.5, 0.5]), np.array([1, 0])),
        (as_shares(numbers(8, 5, seed=1) + 0.1 * np.arange(5)), np.array([0, 1, 2, 3, 4, 0, 1, 2])),
    ],
    fresh=lambda rng: [(rng.random(size=(9, 3)), np.array([0, 1, 2] * 3))],
    styles=[_one_by_one, _in_steps],
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
            "counts-the-wrong",
            "You counted the wrong answers. Asked for is the share of the right ones.",
            lambda probabilities, labels: int((~_hits(probabilities, labels)).sum()),
        ),
        Mistake(
            "error-rate",
            "You returned the share of wrong answers.",
            lambda probabilities, labels: 1 - accuracy(probabilities, labels),
        ),
        Mistake(
            "divides-by-classes",
            "You divided the count of right answers by another number than that of the examples.",
            lambda probabilities, labels: (
                _hits(probabilities, labels).sum() / probabilities.shape[1]
            ),
            lambda probabilities, labels: _hits(probabilities, labels).sum() / probabilities.size,
            lambda probabilities, labels: (
                _hits(probabilities, labels).sum() / (len(labels) + probabilities.shape[1])
            ),
        ),
        Mistake(
            "all-or-nothing",
            "Your result is 1 if all answers are right, and 0 if not. The share lies between none "
            "and all: does something ask for all of them, or drop the fraction?",
            lambda probabilities, labels: bool(_hits(probabilities, labels).all()),
        ),
        Mistake(
            "any-at-all",
            "You asked whether any answer is right. The share of right ones lies between none and "
            "all.",
            lambda probabilities, labels: bool(_hits(probabilities, labels).any()),
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
            lambda probabilities, labels: float((probabilities.argmax(axis=0) == labels).mean()),
        ),
        Mistake(
            "argmax-of-all",
            "You looked for the largest number of the whole table. Each row is an example, and has "
            "an answer of its own.",
            lambda probabilities, labels: float((probabilities.argmax() == labels).mean()),
            lambda probabilities, labels: (
                _of_the_truth(probabilities, labels) == probabilities.max()
            ).mean(),
        ),
        Mistake(
            "counts-ties",
            "You count a tie as right. A network that gives every class the same would then be "
            "right about everything. An answer is one class.",
            lambda probabilities, labels: (
                _of_the_truth(probabilities, labels) >= probabilities.max(axis=1)
            ).mean(),
        ),
        Mistake(
            "half-is-enough",
            "You compared the probability of the true class with a fixed number. 0.4 may be the "
            "largest of three probabilities, and it is not of two.",
            lambda probabilities, labels: (_of_the_truth(probabilities, labels) > 0.5).mean(),
            lambda probabilities, labels: (_of_the_truth(probabilities, labels) >= 0.5).mean(),
            lambda probabilities, labels: (
                _of_the_truth(probabilities, labels).round().astype(int) == 1
            ).mean(),
            lambda probabilities, labels: (
                _of_the_truth(probabilities, labels) > 1 / probabilities.shape[1]
            ).mean(),
            lambda probabilities, labels: (_of_the_truth(probabilities, labels) > 1 / 3).mean(),
        ),
        Mistake(
            "probabilities-for-classes",
            "You compared probabilities with labels. A label is the number of a class: compare it "
            "with the place of the largest probability.",
            lambda probabilities, labels: (probabilities.max(axis=1) == labels).mean(),
            lambda probabilities, labels: (probabilities.max(axis=1).round() == labels).mean(),
            lambda probabilities, labels: (probabilities == labels[:, None]).mean(),
            lambda probabilities, labels: (probabilities[:, 0] == labels).mean(),
            lambda probabilities, labels: (probabilities.round() == labels).mean(),
            lambda probabilities, labels: (probabilities == labels).mean(),
        ),
        Mistake(
            "argmax-of-labels",
            "You looked for the largest label. The labels name classes already, one for each "
            "example.",
            lambda probabilities, labels: (
                probabilities.argmax(axis=1) == labels.argmax(axis=0)
            ).mean(),
            lambda probabilities, labels: (probabilities.argmax(axis=1) == labels.max()).mean(),
        ),
        Mistake(
            "one-label-for-all",
            "All answers are compared with one and the same label. Each example has its own.",
            lambda probabilities, labels: (probabilities.argmax(axis=1) == labels[0]).mean(),
            lambda probabilities, labels: (probabilities.argmax(axis=1) == labels[-1]).mean(),
        ),
        Mistake(
            "compares-with-the-place",
            "You compared each answer with the number of its row. The truth stands in `labels`.",
            lambda probabilities, labels: (
                probabilities.argmax(axis=1) == np.arange(len(labels))
            ).mean(),
        ),
        Mistake(
            "counts-from-one",
            "Your classes count from another number than the labels. Both count from 0: the first "
            "class is 0.",
            lambda probabilities, labels: (probabilities.argmax(axis=1) + 1 == labels).mean(),
            lambda probabilities, labels: (probabilities.argmax(axis=1) - 1 == labels).mean(),
        ),
        Mistake(
            "averages-the-classes",
            "You put the numbers of the classes together. They are names: class 4 is not twice "
            "class 2. Asked for is how often answer and label are the same.",
            lambda probabilities, labels: probabilities.argmax(axis=1).mean(),
            lambda probabilities, labels: (probabilities.argmax(axis=1) - labels).mean(),
            lambda probabilities, labels: abs(probabilities.argmax(axis=1) - labels).mean(),
            lambda probabilities, labels: ((probabilities.argmax(axis=1) - labels) ** 2).mean(),
            lambda probabilities, labels: 1 - abs(probabilities.argmax(axis=1) - labels).mean(),
        ),
        Mistake(
            "mean-probability",
            "You averaged the probability of the true class. An answer is right or wrong: the "
            "largest probability decides.",
            lambda probabilities, labels: _of_the_truth(probabilities, labels).mean(),
        ),
        Mistake(
            "mean-confidence",
            "You averaged the largest probabilities: how sure the network is. Whether it is right "
            "depends on the labels.",
            lambda probabilities, labels: probabilities.max(axis=1).mean(),
        ),
        Mistake(
            "compares-any-with-any",
            "Your labels are taken as columns of every row, so examples meet the labels of others. "
            "Each row has one label.",
            lambda probabilities, labels: probabilities[:, labels].mean(),
            lambda probabilities, labels: (
                probabilities.argmax(axis=1)[:, None] == labels[None]
            ).mean(),
        ),
        Mistake(
            "returns-the-answers",
            "You answer with the class of each example. Asked for is one number: how many of them "
            "are right, as a share.",
            lambda probabilities, labels: probabilities.argmax(axis=1),
        ),
        Mistake(
            "per-example",
            "You say of each example whether it is right. The answer is one number: their share.",
            _hits,
        ),
    ],
)
