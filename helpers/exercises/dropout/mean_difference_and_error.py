"""Pairs by seed: the mean difference, and how far chance may carry it."""

import numpy as np

from helpers.checking import Exercise, Mistake


def mean_difference_and_error(first, second):
    differences = first - second
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def _with_error(error):
    """The right mean, and a wrong error made from the differences."""
    return lambda first, second: ((first - second).mean(), error(first - second))


EXERCISE = Exercise(
    prompt="Return the mean of first - second, pair by pair, and its standard error.",
    solution=mean_difference_and_error,
    cases=[
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
        ),
        Mistake(
            "breaks-the-pairs",
            "You added up the scatter of each side. What a seed does to both sides alike then "
            "counts twice, and in a difference it would cancel. Subtract first.",
            lambda first, second: (
                (first - second).mean(),
                np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / len(first)),
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
    ],
)
