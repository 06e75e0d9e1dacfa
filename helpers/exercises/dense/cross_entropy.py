"""The mean surprise."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.dense._shared import as_shares, numbers, one_hot_rows, table
from helpers.exercises.dense._surprises import (
    clipped_at,
    columns_of_all,
    masked,
    of_other,
    raises_at_zero,
    surprise,
    two_sided,
    ways,
    without_truth,
    without_zeros,
)


def cross_entropy(probabilities, one_hot):
    clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return float(-(one_hot * np.log(clipped)).sum(axis=1).mean())


def _image_by_image(probabilities, one_hot):
    total = 0.0
    for i in range(len(probabilities)):
        picked = probabilities[i, one_hot[i].argmax()]
        total += -np.log(max(picked, 1e-7))
    return total / len(probabilities)


def _number_by_number(probabilities, one_hot):
    total = 0.0
    for i in range(probabilities.shape[0]):
        for j in range(probabilities.shape[1]):
            if one_hot[i, j] == 1:
                total -= np.log(max(probabilities[i, j], 1e-7))
    return total / len(probabilities)


def _in_steps(probabilities, one_hot):
    clipped = np.clip(probabilities, 1e-7, 1)
    surprises = -one_hot * np.log(clipped)
    return surprises.sum(axis=1).mean()


_SUM = ways(lambda losses, one_hot: losses.sum())
_CLASSES = ways(lambda losses, one_hot: losses.sum() / one_hot.size)
_NO_MINUS = ways(lambda losses, one_hot: -losses.mean())
_UNCLIPPED = ways(lambda losses, one_hot: losses.mean())[1:]

_SURE = table([0, 1, 0], [0.25, 0.5, 0.25])  # a 0 that does not matter
_SURPRISED = table([0, 0.4, 0.6], [0.2, 0.7, 0.1])  # a 0 at the true class
_WRONG = table([0, 1, 0], [0.3, 0.3, 0.4])  # both


EXERCISE = Exercise(
    prompt="Return the mean surprise, -log p of the true class; clip p below at 1e-7.",
    solution=cross_entropy,
    cases=[
        (table([0.25, 0.75]), table([1, 0])),
        (table([0.5, 0.25, 0.25], [0.1, 0.2, 0.7]), table([1, 0, 0], [0, 0, 1])),
        (table([0.2, 0.3, 0.5]), table([0, 0, 1])),
        (as_shares(numbers(4, 3, seed=1) / 3), one_hot_rows(4, 3, seed=2)),
        (as_shares(numbers(3, 5, seed=3) / 3), one_hot_rows(3, 5, seed=4)),
        (as_shares(numbers(3, 3, seed=5) / 3), one_hot_rows(3, 3, seed=6)),
        (_SURE, table([0, 1, 0], [1, 0, 0])),
        (_SURPRISED, table([1, 0, 0], [0, 1, 0])),
        (_WRONG, table([1, 0, 0], [0, 0, 1])),
    ],
    fresh=lambda rng: [(as_shares(rng.normal(size=(6, 4))), np.eye(4)[rng.integers(0, 4, size=6)])],
    styles=[_in_steps, _image_by_image, _number_by_number],
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
            "divides-by-classes",
            "You divided by the number of classes. The mean is over the examples.",
            *ways(lambda losses, one_hot: losses.sum() / one_hot.shape[1]),
        ),
        Mistake(
            "per-example",
            "You have one loss for each example. The answer is one number: their mean.",
            *ways(lambda losses, one_hot: losses),
            *ways(lambda losses, one_hot: losses[:, None]),
            *ways(lambda losses, one_hot: losses / one_hot.shape[1]),
            *ways(lambda losses, one_hot: losses / len(losses)),
        ),
        Mistake(
            "per-class",
            "You have one loss for each cell, or for each class. An example has one, and the "
            "answer is one number: their mean.",
            lambda p, y: -y * np.log(np.clip(p, 1e-7, 1)),
            lambda p, y: -y * np.log(p),
            lambda p, y: -(y * np.log(np.clip(p, 1e-7, 1))).mean(axis=0),
            lambda p, y: -(y * np.log(np.clip(p, 1e-7, 1))).sum(axis=0),
        ),
        Mistake(
            "log-of-the-mean",
            "You averaged the probabilities, and took the logarithm of that. Each example has its "
            "own surprise: it is the surprises that are averaged.",
            lambda p, y: -np.log(masked(p, y).mean()),
            lambda p, y: -np.log((p * y).sum(axis=1).mean()),
            lambda p, y: -np.log((p * y).mean()),
            lambda p, y: -np.log((p * y).sum()),
        ),
        Mistake(
            "infinite-at-zero",
            "The logarithm of 0 is minus infinity, and 0 times that is NaN. Keep the probabilities "
            "away from 0 before you take the logarithm.",
            *_UNCLIPPED,
            raises_at_zero(True),
            raises_at_zero(False),
        ),
        Mistake(
            "skips-the-zeros",
            "A true class that got a probability of 0 costs nothing in your result. It is the "
            "largest surprise of all: `1e-7` stands for the 0.",
            without_zeros(np.mean),
            lambda p, y: without_zeros(np.sum)(p, y) / len(y),
        ),
        Mistake(
            "hides-what-is-not-a-number",
            "You replaced what was not a number, after the logarithm. A probability of 0 is a "
            "surprise of its own size: clip before the logarithm.",
            lambda p, y: np.nan_to_num(-np.mean(np.sum(y * np.log(p), axis=1))),
            lambda p, y: -np.mean(np.sum(np.nan_to_num(y * np.log(p)), axis=1)),
            lambda p, y: -np.mean(np.sum(y * np.nan_to_num(np.log(p)), axis=1)),
            lambda p, y: -np.mean(np.nan_to_num(np.sum(y * np.log(p), axis=1))),
        ),
        Mistake(
            "missing-minus",
            "Your loss is negative. The logarithm of a probability is never above 0, and a loss is "
            "never below.",
            *_NO_MINUS,
        ),
        Mistake(
            "wrong-logarithm",
            "Your logarithm has another base than e. The surprise is the natural one: a "
            "probability of 1/2 costs 0.693.",
            *ways(lambda losses, one_hot: losses.mean() / np.log(2)),
            *ways(lambda losses, one_hot: losses.mean() / np.log(10)),
        ),
        Mistake(
            "adds-one-first",
            "You added to the probabilities before the logarithm was taken, and enough to change "
            "every surprise. Only what is below `1e-7` is raised.",
            lambda p, y: -(y * np.log1p(p)).sum(axis=1).mean(),
            *(
                lambda p, y, more=more: -(y * np.log(p + more)).sum(axis=1).mean()
                for more in (1e-4, 1e-3, 0.01, 0.1)
            ),
        ),
        Mistake(
            "clips-elsewhere",
            "Your loss is finite, but at a probability of 0 it is another number than expected: "
            "clip below at 1e-7.",
            *map(
                clipped_at,
                (1e-12, 1e-15, 1e-10, 1e-9, 1e-8, 1e-6, 2.2e-16, 1e-5, 1e-4, 1e-3, 3.7e-44),
            ),
        ),
        Mistake(
            "clips-the-wrong-end",
            "Your clip cuts off what is large. It should raise what is too small, and leave the "
            "rest.",
            *of_other(lambda p, y: np.minimum(p, 1e-7)),
            *(
                of_other(lambda p, y, high=high: np.clip(p, 1e-7, high))[0]
                for high in (0.5, 0.9, 0.99)
            ),
        ),
        Mistake(
            "counts-the-wrong-classes",
            "The probabilities of the wrong classes count, too, as in the loss for yes and no. "
            "Here the true class alone counts: the others are in it, as the row adds up to 1.",
            *two_sided(lambda losses: losses.sum(axis=1).mean()),
            *two_sided(lambda losses: losses.mean()),
            *two_sided(lambda losses: losses.sum()),
        ),
        Mistake(
            "forgets-the-truth",
            "The labels make no difference in your answer. The surprise is at the truth: which of "
            "the probabilities counts?",
            *without_truth(lambda p: -np.log(p).sum(axis=1).mean()),
            *without_truth(lambda p: -np.log(p).mean()),
            *without_truth(lambda p: -np.log(p).sum()),
            *without_truth(lambda p: -(p * np.log(p)).sum(axis=1).mean()),
            *without_truth(lambda p: -(p * np.log(p)).mean()),
            *without_truth(lambda p: -np.log(p.max(axis=1)).mean()),
            *without_truth(lambda p: -np.log(p[:, 0]).mean()),
        ),
        Mistake(
            "swaps-truth-and-answer",
            "You took the logarithm of the labels. It is the probabilities that can surprise.",
            lambda p, y: cross_entropy(y, p),
            lambda p, y: surprise(0.0)(y, p).mean(),
        ),
        Mistake(
            "log-of-the-zeros",
            "Your result is infinite on every call. A one-hot row is full of zeros, and the "
            "logarithm of 0 is minus infinity: take that of the probabilities.",
            lambda p, y: np.inf,
        ),
        Mistake(
            "counts-the-zeros",
            "Each 0 of a one-hot row costs 16.1 in your result. The logarithm comes first; then "
            "the 1 picks, and the zeros wipe out.",
            lambda p, y: -np.log(np.clip(p * y, 1e-7, 1)).sum(axis=1).mean(),
            lambda p, y: -np.log(np.clip(p * y, 1e-7, 1)).mean(),
            lambda p, y: -np.log(np.clip(p * y, 1e-7, 1)).sum(),
            lambda p, y: -np.log(p * y + 1e-7).sum(axis=1).mean(),
        ),
        Mistake(
            "pairs-everything",
            "Your rows meet the labels of other rows, too, as in `p[:, labels]`. Each example has "
            "one truth.",
            lambda p, y: -np.log(np.clip(columns_of_all(p, y), 1e-7, 1)).mean(),
            lambda p, y: -np.log(columns_of_all(p, y)).mean(),
        ),
        Mistake(
            "forgets-the-logarithm",
            "You averaged the probability of the true class. Surprise is -log p: it grows without "
            "end as p goes to 0.",
            lambda p, y: (p * y).sum(axis=1).mean(),
            lambda p, y: -(p * y).sum(axis=1).mean(),
        ),
        Mistake(
            "softmax-once-more",
            "You turned the probabilities into probabilities once more. Softmax has been at work "
            "already: take them as they are.",
            *of_other(lambda p, y: as_shares(p))[:1],
        ),
        Mistake(
            "one-minus-p",
            "You averaged 1 - p. Surprise is -log p: it grows without end as p goes to 0.",
            lambda p, y: (y * (1 - p)).sum(axis=1).mean(),
        ),
        Mistake(
            "log-of-one-minus-p",
            "You took the logarithm of 1 - p. A probability of 1 for the truth is no surprise, and "
            "should cost 0.",
            *of_other(lambda p, y: 1 - p),
        ),
        Mistake(
            "squared-error",
            "You computed the squared error. Cross-entropy looks at the probability of the true "
            "class alone.",
            lambda p, y: ((p - y) ** 2).mean(),
            lambda p, y: ((p - y) ** 2).sum(axis=1).mean(),
            lambda p, y: ((p - y) ** 2).sum(),
        ),
        Mistake(
            "absolute-error",
            "You computed how far the probabilities are from the labels. Cross-entropy is the "
            "surprise at the true class: a logarithm.",
            lambda p, y: abs(p - y).mean(),
            lambda p, y: abs(p - y).sum(axis=1).mean(),
        ),
    ],
)
