"""The gradient of softmax and cross-entropy in one step."""

from collections.abc import Iterator

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.dense._shared import as_shares, numbers, one_hot_rows, table
from helpers.exercises.dense._surprises import picked, surprise


def softmax_cross_entropy_gradient(logits, one_hot):
    return (as_shares(logits) - one_hot) / len(logits)


def _in_steps(logits, one_hot):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = powers / powers.sum(axis=1, keepdims=True)
    return (probabilities - one_hot) / len(logits)


def _cell_by_cell(logits, one_hot):
    slopes = np.zeros(logits.shape)
    for i in range(logits.shape[0]):
        powers = np.exp(logits[i] - logits[i].max())
        for j in range(logits.shape[1]):
            slopes[i, j] = (powers[j] / powers.sum() - one_hot[i, j]) / logits.shape[0]
    return slopes


def _shares_of(axis: int | None, shift: bool = True) -> Answer:
    """Softmax along another axis, or without a shift."""

    def shares(logits):
        powers = np.exp(logits - logits.max(axis=1, keepdims=True) if shift else logits)
        return powers / powers.sum(axis=axis, keepdims=True)

    return shares


def _of(slopes: Answer, softmax: Answer = as_shares) -> Iterator[Answer]:
    """A mistake in the slopes of p and the truth: divided by the batch size, and not divided."""
    yield lambda logits, one_hot: slopes(softmax(logits), one_hot) / len(logits)
    yield lambda logits, one_hot: slopes(softmax(logits), one_hot)


def _difference(p, one_hot):
    return p - one_hot


def _of_losses(reduce: Answer) -> tuple[Answer, ...]:
    """The loss of each example, and what is made of them."""
    return tuple(
        lambda logits, one_hot, losses=losses: reduce(losses(as_shares(logits), one_hot))
        for losses in (surprise(), surprise(0.0), picked)
    )


def _flat_where_clipped(p, one_hot):
    return np.where((p * one_hot).sum(axis=1, keepdims=True) < 1e-7, 0, p - one_hot)


EXERCISE = Exercise(
    prompt="Return the slopes of the mean cross-entropy of softmax(logits) with respect to logits, "
    "large ones too.",
    solution=softmax_cross_entropy_gradient,
    cases=[
        (table([0, 0]), table([1, 0])),
        (table([0, 0], [1, 1]), table([1, 0], [1, 0])),
        (table([1, 2, 0]), table([0, 0, 1])),
        (numbers(4, 3, seed=1) / 2, one_hot_rows(4, 3, seed=2)),
        (numbers(5, 10, seed=3) / 2, one_hot_rows(5, 10, seed=4)),
        (numbers(3, 3, seed=5) / 2, one_hot_rows(3, 3, seed=6)),
        (table([1000, 0, 1001]), table([0, 0, 1])),
        (table([0, 3000, 0], [-3000, -3000, -3000]), table([1, 0, 0], [0, 0, 1])),
        (numbers(4, 2, seed=7) / 2, one_hot_rows(4, 2, seed=8)),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 4)), np.eye(4)[rng.integers(0, 4, size=6)])],
    styles=[_in_steps, _cell_by_cell],
    mistakes=[
        Mistake(
            "forgets-batch-size",
            "Your gradient is that of the sum. The loss is a mean over the batch: each example "
            "counts for its share.",
            lambda logits, one_hot: as_shares(logits) - one_hot,
        ),
        Mistake(
            "reversed-sign",
            "Your sign is reversed. If the logit of the true class rises, the loss falls: its "
            "gradient is negative.",
            *_of(lambda p, one_hot: one_hot - p),
        ),
        Mistake(
            "forgets-softmax",
            "You compared the logits with the labels. The labels are probabilities: compare them "
            "with probabilities.",
            *_of(_difference, lambda logits: logits),
            *_of(lambda z, one_hot: one_hot - z, lambda logits: logits),
        ),
        Mistake(
            "overflows",
            "exp(1000) is more than a float can hold, and the result is not a number. Softmax "
            "depends on the differences of the logits alone: what may you subtract from a row?",
            *_of(_difference, _shares_of(1, shift=False)),
        ),
        Mistake(
            "sums-over-batch",
            "Your probabilities add up to 1 in each column. Each example has its own: each row "
            "must add up to 1.",
            *_of(_difference, _shares_of(0)),
            *_of(_difference, _shares_of(0, shift=False)),
        ),
        Mistake(
            "sums-everything",
            "Your probabilities add up to 1 over the whole batch. Each row must, by itself.",
            *_of(_difference, _shares_of(None)),
            *_of(_difference, _shares_of(None, shift=False)),
        ),
        Mistake(
            "forgets-the-sum",
            "Your probabilities do not add up to 1: the powers of e are not divided by their sum.",
            *_of(_difference, lambda logits: np.exp(logits - logits.max(axis=1, keepdims=True))),
            *_of(_difference, np.exp),
        ),
        Mistake(
            "averages-classes",
            "You divided by the number of classes too. The loss is a mean over examples.",
            lambda logits, one_hot: (as_shares(logits) - one_hot) / logits.size,
        ),
        Mistake(
            "divides-by-classes",
            "You divided by the number of classes. The loss is a mean over examples.",
            lambda logits, one_hot: (as_shares(logits) - one_hot) / logits.shape[1],
        ),
        Mistake(
            "divides-by-a-constant",
            "You divided by a number that is always the same. A batch may have any size.",
            lambda logits, one_hot: (as_shares(logits) - one_hot) / 2,
            lambda logits, one_hot: (as_shares(logits) - one_hot) / 3,
            lambda logits, one_hot: (as_shares(logits) - one_hot) / 10,
        ),
        Mistake(
            "averages-over-batch",
            "You put the examples together, and one row is left. Each score of each example has a "
            "slope of its own.",
            lambda logits, one_hot: (as_shares(logits) - one_hot).mean(axis=0),
            lambda logits, one_hot: (as_shares(logits) - one_hot).sum(axis=0),
            lambda logits, one_hot: (as_shares(logits) - one_hot).mean(axis=0, keepdims=True),
            lambda logits, one_hot: (as_shares(logits) - one_hot).mean(axis=0) / len(logits),
        ),
        Mistake(
            "one-number-for-all",
            "You put all slopes together, and one number is left. Each score has a slope of its "
            "own, so there are as many as scores.",
            lambda logits, one_hot: (as_shares(logits) - one_hot).mean(),
            lambda logits, one_hot: (as_shares(logits) - one_hot).sum(),
            lambda logits, one_hot: (as_shares(logits) - one_hot).sum(axis=1),
            lambda logits, one_hot: (as_shares(logits) - one_hot).mean(axis=1),
        ),
        Mistake(
            "returns-the-loss",
            "That is the loss itself. Asked for is how it moves with each score: as many slopes as "
            "there are scores.",
            *_of_losses(np.mean),
            *_of_losses(np.sum),
            *_of_losses(lambda losses: losses),
            *_of_losses(lambda losses: losses / len(losses)),
            lambda logits, one_hot: -one_hot * np.log(as_shares(logits)),
            *_of(lambda p, one_hot: -one_hot * np.log(np.maximum(p, 1e-7))),
            lambda logits, one_hot: -one_hot * np.log(as_shares(logits)) / len(logits),
        ),
        Mistake(
            "returns-probabilities",
            "The labels make no difference in your answer. What does the true class lose?",
            *_of(lambda p, one_hot: p),
        ),
        Mistake(
            "slope-of-the-probabilities",
            "Those are the slopes of the probabilities, -1/p at the truth. One step further back "
            "are the scores: the way goes through softmax.",
            *_of(lambda p, one_hot: -one_hot / np.maximum(p, 1e-7)),
            *_of(lambda p, one_hot: -one_hot / p),
            *_of(lambda p, one_hot: one_hot / p),
            *_of(lambda p, one_hot: -1 / p),
        ),
        Mistake(
            "slope-of-the-true-probability",
            "Those are the slopes of the probability of the truth. The loss is minus its "
            "logarithm: one link of the chain is missing.",
            *_of(lambda p, one_hot: p * (one_hot - (p * one_hot).sum(axis=1, keepdims=True))),
            *_of(lambda p, one_hot: -p * (one_hot - (p * one_hot).sum(axis=1, keepdims=True))),
        ),
        Mistake(
            "multiplies-by-the-loss",
            "You multiplied by the loss itself. Its slopes are what is asked for: they do not "
            "grow with it beyond 1.",
            lambda logits, one_hot: (
                (as_shares(logits) - one_hot) * surprise()(as_shares(logits), one_hot).mean()
            ),
            lambda logits, one_hot: (
                (as_shares(logits) - one_hot)
                * surprise()(as_shares(logits), one_hot).mean()
                / len(logits)
            ),
        ),
        Mistake(
            "true-class-alone",
            "In your result only the true class has a slope. Raise another score: all "
            "probabilities share a whole, so what happens to the loss?",
            *_of(lambda p, one_hot: (p - one_hot) * one_hot),
            *_of(lambda p, one_hot: p * one_hot),
            lambda logits, one_hot: -one_hot / len(logits),
            lambda logits, one_hot: -one_hot,
            *_of(lambda p, one_hot: (1 - p) * one_hot),
            *_of(lambda p, one_hot: one_hot),
        ),
        Mistake(
            "subtracts-one-everywhere",
            "You subtracted 1 everywhere, whatever the truth. The labels say from which class it "
            "is taken.",
            *_of(lambda p, one_hot: p - 1),
            *_of(lambda p, one_hot: p * one_hot - 1),
        ),
        Mistake(
            "pairs-everything",
            "1 is taken from the same columns in every row: each row meets the labels of all. "
            "Each has one truth.",
            *_of(lambda p, one_hot: p - (one_hot.sum(axis=0) > 0)),
        ),
        Mistake(
            "forgets-p-at-the-truth",
            "At the truth stands -1, and its probability is missing there. Of the others nothing "
            "is taken.",
            *_of(lambda p, one_hot: np.where(one_hot == 1, -1, p)),
        ),
        Mistake(
            "never-negative",
            "Not one of your slopes is below 0. Raise the score of the true class: the loss falls.",
            *_of(lambda p, one_hot: abs(p - one_hot)),
            *_of(lambda p, one_hot: np.maximum(p - one_hot, 0)),
            *_of(lambda p, one_hot: (p - one_hot) ** 2),
        ),
        Mistake(
            "takes-the-logarithm",
            "You took the logarithm of the probabilities. It is in the loss; in its slopes it is "
            "gone.",
            *_of(lambda p, one_hot: np.log(p) - one_hot),
            *_of(lambda p, one_hot: np.log(np.clip(p, 1e-7, 1)) - one_hot),
            *_of(lambda p, one_hot: one_hot * np.log(p) - one_hot),
            *_of(lambda p, one_hot: np.log(p)),
        ),
        Mistake(
            "multiplies-by-p-once-more",
            "You multiplied by p (1 - p), or by p, once more. The way through softmax is in the "
            "joint formula already.",
            *_of(lambda p, one_hot: (p - one_hot) * p * (1 - p)),
            *_of(lambda p, one_hot: (p - one_hot) * p),
            *_of(lambda p, one_hot: p * (1 - p)),
        ),
        Mistake(
            "squared-error",
            "Every slope is twice too large: you took the derivative of a square. The loss is a "
            "logarithm.",
            *_of(lambda p, one_hot: 2 * (p - one_hot)),
            lambda logits, one_hot: 2 * (as_shares(logits) - one_hot) / logits.size,
        ),
        Mistake(
            "flat-where-clipped",
            "Your slopes are 0 where the truth got nearly nothing. That is where the network is "
            "most wrong: the joint formula has no clipping, and holds there, too.",
            *_of(_flat_where_clipped),
        ),
    ],
)
