"""Chapter 6: fair comparisons. Pairs by seed, and how far chance alone may carry a figure.

The rule of the whole book: train both sides from the same seeds, take the
difference for each seed, and speak of a difference only where the interval around the mean
difference leaves out zero. Source: "Student" [W. S. Gosset], "The probable error of a mean",
Biometrika 6 (1908); for several comparisons, C. E. Bonferroni (1936).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import takes
from helpers.layer import check_numbers, whole_number

__all__ = ["PairedDifference", "accuracy_error", "paired_difference"]

FEWEST_PAIRS = 3
CHANCE = 0.05  # of calling something a difference that is none, for all comparisons together


class PairedDifference(NamedTuple):
    """The mean difference of pairs, and the interval that holds the true one in 95 of 100 cases."""

    mean: float
    low: float
    high: float
    pairs: int

    @property
    def decided(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def __str__(self) -> str:
        verdict = "a difference" if self.decided else "undecided"
        interval = f"{self.low:+.2f} to {self.high:+.2f}"
        return f"{self.mean:+.2f} ({interval}, {self.pairs} pairs): {verdict}"


@takes(np.float64, first="N", second="N", comparisons=1)
def paired_difference(
    first: ArrayLike, second: ArrayLike, comparisons: int = 1
) -> PairedDifference:
    """How much higher the first side is than the second, seed by seed.

    Args:
        first, second: (seeds,) figures of the two sides, in the same order of seeds.
        comparisons: how many such questions are asked of one experiment. The chance of a false
            "difference", 5 in 100, is shared among them, so each interval grows wider.

    Raises:
        ValueError: the sides differ in length, have fewer than 3 pairs or a number that is not
            finite, or comparisons is below 1.
    """
    from scipy.stats import ttest_rel

    a, b = np.asarray(first, float), np.asarray(second, float)
    if len(a) < FEWEST_PAIRS or not (np.isfinite(a) & np.isfinite(b)).all():
        raise ValueError(
            f"paired_difference expects {FEWEST_PAIRS} finite figures or more a side, one for "
            f"each seed. Received {a} and {b}. Train with more seeds, or leave out a seed "
            f"whose training ran away."
        )
    mean = float(np.mean(a - b))
    if np.ptp(a - b) == 0:  # the same difference each time: nothing to estimate an error from
        return PairedDifference(mean, mean, mean, len(a))
    low, high = ttest_rel(a, b).confidence_interval(1 - CHANCE / comparisons)
    return PairedDifference(mean, float(low), float(high), len(a))


def accuracy_error(accuracy: ArrayLike, images: int) -> np.ndarray:
    """The standard error of an accuracy measured on so many images: sqrt(p (1 - p) / n).

    Another test set of the same kind gives a figure within two of these, in 95 of 100 cases.

    Args:
        accuracy: p, one or several shares in [0, 1].
        images: n, 1 or more.

    Raises:
        ValueError: an accuracy outside [0, 1], or no image.
    """
    p = check_numbers(accuracy, "accuracy_error's accuracy").astype(float)
    images = whole_number(images, "accuracy_error's images", 1)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            f"accuracy_error's accuracy expects shares in [0, 1]. Received {accuracy!r}. Divide "
            "percent by 100."
        )
    return np.sqrt(p * (1 - p) / images)
