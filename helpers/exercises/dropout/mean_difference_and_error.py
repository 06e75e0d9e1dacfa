"""Pairs by seed: the mean difference, and how far chance may carry it."""

import numpy as np

from helpers.checking import Exercise, Mistake


def mean_difference_and_error(first, second):
    differences = first - second
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def _pair_by_pair(first, second):
    differences = []
    for a, b in zip(first, second, strict=True):
        differences.append(a - b)
    n = len(differences)
    mean = sum(differences) / n
    squares = 0
    for d in differences:
        squares += (d - mean) ** 2
    deviation = np.sqrt(squares / (n - 1))
    return mean, deviation / np.sqrt(n)


def _in_one_line(first, second):
    d = first - second
    return np.mean(d), np.std(d, ddof=1) / len(d) ** 0.5


def _by_variance(first, second):
    d = first - second
    n = len(d)
    variance = ((d - d.mean()) ** 2).sum() / (n - 1)
    return d.mean(), np.sqrt(variance / n)


def _with_mean(mean):
    """The right error, and a wrong mean made from the two sides."""
    return lambda first, second: (
        mean(first, second),
        mean_difference_and_error(first, second)[1],
    )


def _then(change):
    """Both numbers, changed alike."""
    return lambda first, second: tuple(map(change, mean_difference_and_error(first, second)))


def _with_error(error):
    """The right mean, and a wrong error made from the differences."""
    return lambda first, second: ((first - second).mean(), error(first - second))


EXERCISE = Exercise(
    prompt="Return the mean of first - second, pair by pair, and its standard error.",
    solution=mean_difference_and_error,
    styles=[_pair_by_pair, _in_one_line, _by_variance],
    cases=[
        (np.array([5.0, 9.0]), np.array([4.0, 6.0])),
        (np.array([3.0, 0.0]), np.array([3.0, 0.0])),
        (np.array([9.0, 4.0, 6.0, 3.0]), np.array([4.0, 3.0, 5.0, 2.0])),
        (np.array([91.0, 88.0, 93.0, 90.0]), np.array([90.0, 85.0, 91.0, 88.0])),
        (np.array([0.34, 0.31, 0.37, 0.36, 0.33]), np.array([0.48, 0.43, 0.56, 0.44, 0.49])),
        (np.array([5.0, 1.0, 4.0]), np.array([3.0, 2.0, 6.0])),
        (np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])),
    ],
    fresh=lambda rng: [(rng.normal(size=8), rng.normal(size=8))],
    parts=("mean", "error"),
    mistakes=[
        Mistake(
            "divides-by-n-in-the-deviation",
            "Your deviation is that of NumPy's `std` as it comes: a mean over n squares. The "
            "differences are a sample, and their mean was made from them. By what do you divide?",
            _with_error(lambda d: d.std() / np.sqrt(len(d))),
        ),
        Mistake(
            "spread-of-one-pair",
            "Your error is how far single differences scatter. A mean of many scatters less, and "
            "the more pairs there are, the less.",
            _with_error(lambda d: d.std(ddof=1)),
            _with_error(lambda d: d.std()),
        ),
        Mistake(
            "divides-by-n",
            "You divided the deviation by n. Four times as many pairs halve the error, and do not "
            "quarter it.",
            _with_error(lambda d: d.std(ddof=1) / len(d)),
            _with_error(lambda d: d.std() / len(d)),
        ),
        Mistake(
            "variance",
            "Your error is still squared. An error has the unit of what it is an error of.",
            _with_error(lambda d: d.var(ddof=1) / len(d)),
            _with_error(lambda d: d.var() / len(d)),
            _with_error(lambda d: d.var(ddof=1) / np.sqrt(len(d))),
            _with_error(lambda d: d.var() / np.sqrt(len(d))),
            _with_error(lambda d: d.var(ddof=1)),
            _with_error(lambda d: d.var()),
        ),
        Mistake(
            "breaks-the-pairs",
            "You added up the scatter of each side. What a seed does to both sides alike then "
            "counts twice, and in a difference it would cancel. Subtract first.",
            lambda first, second: (
                (first - second).mean(),
                np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / len(first)),
            ),
            lambda first, second: (
                (first - second).mean(),
                np.sqrt(first.var(ddof=1) + second.var(ddof=1)),
            ),
            lambda first, second: (
                (first - second).mean(),
                np.sqrt((first.var() + second.var()) / len(first)),
            ),
            lambda first, second: (
                (first - second).mean(),
                (first.std(ddof=1) + second.std(ddof=1)) / np.sqrt(len(first)),
            ),
            lambda first, second: (
                (first - second).mean(),
                np.concatenate([first, second]).std(ddof=1) / np.sqrt(len(first)),
            ),
        ),
        Mistake(
            "reversed",
            "The sign is turned around. The question is how much higher the first side is.",
            lambda first, second: mean_difference_and_error(second, first),
        ),
        Mistake(
            "forgets-the-signs",
            "You took the differences without their signs. A pair in which the second side is "
            "higher speaks against the first.",
            lambda first, second: mean_difference_and_error(abs(first - second), 0),
        ),
        Mistake(
            "spread-of-one-side",
            "Your error is made from one side alone. What counts is how much the differences "
            "scatter.",
            lambda first, second: (
                (first - second).mean(),
                first.std(ddof=1) / np.sqrt(len(first)),
            ),
            lambda first, second: (
                (first - second).mean(),
                second.std(ddof=1) / np.sqrt(len(first)),
            ),
            lambda first, second: ((first - second).mean(), first.std() / np.sqrt(len(first))),
        ),
        Mistake(
            "difference-of-spreads",
            "You subtracted one side's scatter from the other's. Subtract the figures first, pair "
            "by pair, and see how much the differences scatter.",
            lambda first, second: (
                (first - second).mean(),
                (first.std(ddof=1) - second.std(ddof=1)) / np.sqrt(len(first)),
            ),
            lambda first, second: (
                (first - second).mean(),
                abs(first.std(ddof=1) - second.std(ddof=1)) / np.sqrt(len(first)),
            ),
        ),
        Mistake(
            "sums-not-means",
            "Your first number is the sum of the differences. A mean is asked for.",
            _with_mean(lambda first, second: (first - second).sum()),
        ),
        Mistake(
            "median-not-mean",
            "Your first number is the median of the differences. A mean is asked for.",
            _with_mean(lambda first, second: np.median(first - second)),
        ),
        Mistake(
            "mean-of-both-sides",
            "Your first number is made of both sides added, or of one alone. Their difference is "
            "asked for.",
            _with_mean(lambda first, second: (first + second).mean()),
            _with_mean(lambda first, second: (first + second).mean() / 2),
            _with_mean(lambda first, second: first.mean()),
        ),
        Mistake(
            "corrects-twice",
            "n - 1 is in your answer twice. The deviation of a sample is divided by n - 1 inside; "
            "the error of a mean by the root of n.",
            _with_error(lambda d: d.std(ddof=1) / np.sqrt(len(d) - 1)),
        ),
        Mistake(
            "multiplies-by-the-root",
            "Your error grows with the number of pairs. A mean of many scatters less.",
            _with_error(lambda d: d.std(ddof=1) * np.sqrt(len(d))),
        ),
        Mistake(
            "sum-of-squares",
            "You took the root of the sum of squares as the deviation. The squares need a mean "
            "first, over n - 1.",
            _with_error(lambda d: np.sqrt(((d - d.mean()) ** 2).sum())),
        ),
        Mistake(
            "squares-without-the-mean",
            "You squared the differences themselves. The deviation is about how far they are from "
            "their mean.",
            _with_error(lambda d: np.sqrt((d**2).sum() / (len(d) - 1)) / np.sqrt(len(d))),
            _with_error(lambda d: np.sqrt((d**2).mean()) / np.sqrt(len(d))),
        ),
        Mistake(
            "interval-not-error",
            "Your second number is twice the error, or nearly: the half width of an interval. The "
            "error alone is asked for.",
            _with_error(lambda d: 1.96 * d.std(ddof=1) / np.sqrt(len(d))),
            _with_error(lambda d: 2 * d.std(ddof=1) / np.sqrt(len(d))),
        ),
        Mistake(
            "ratio-not-error",
            "Your second number is how many errors the mean is away from 0. The error alone is "
            "asked for.",
            _with_error(lambda d: d.mean() / (d.std(ddof=1) / np.sqrt(len(d)))),
        ),
        Mistake(
            "rounds",
            "Your numbers are rounded. Return them as they are.",
            _then(lambda number: round(number, 1)),
            _then(lambda number: round(number, 2)),
            _then(lambda number: round(number, 3)),
        ),
        Mistake(
            "differences-not-mean",
            "Your first value holds all the differences. Their mean is asked for.",
            _with_mean(lambda first, second: first - second),
        ),
        Mistake(
            "absolute-deviations",
            "You averaged how far the differences are from their mean. A standard deviation "
            "squares that first, and takes the root at the end.",
            _with_error(lambda d: abs(d - d.mean()).mean()),
            _with_error(lambda d: abs(d - d.mean()).mean() / np.sqrt(len(d))),
            _with_error(lambda d: abs(d - d.mean()).sum() / (len(d) - 1) / np.sqrt(len(d))),
        ),
        Mistake(
            "count-written-down",
            "Your error is divided by the same number on every call. It should follow from how "
            "many pairs there are.",
            *(
                _with_error(lambda d, n=n: d.std(ddof=1) / n)
                for n in (2, 3, 5, 10, *np.sqrt([2, 3, 5, 10]))
            ),
        ),
    ],
)
