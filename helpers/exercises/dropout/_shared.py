"""What several exercises of chapter 6 need: what a mask's factors say of how they were drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

from helpers.checking import Complaint
from helpers.checking.chance import close, likely_share

SHARES = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)  # written down by hand


@dataclass(frozen=True)
class Drop:
    """One call's factors: 0 with probability `rate`, else 1 / (1 - rate), each for itself.

    Attributes:
        factors: what each number was multiplied by.
        rate: the share that should be 0.
        called: the call, in words.
    """

    factors: np.ndarray
    rate: float
    called: str

    @property
    def kept(self) -> np.ndarray:
        """The factors that are not 0."""
        return self.factors[self.factors != 0].astype(float)

    @property
    def zeros(self) -> int:
        """How many factors are 0."""
        return int((self.factors == 0).sum())

    def fits(self, share: float) -> bool:
        """Whether about this share of the factors is 0."""
        return likely_share(self.zeros, self.factors.size, share)


def judge_drops(drops: Sequence[Drop]) -> Complaint | None:
    """What is wrong with the factors of all these calls."""
    if not all(np.isfinite(drop.factors).all() for drop in drops):
        return Complaint("  There are NaN or infinite numbers in the result.", "not-finite")
    rated = [drop for drop in drops if drop.rate > 0]
    for drop in drops:
        if complaint := _judge_kept(drop, rated) or _judge_share(drop, rated):
            return complaint
        if slug := _drawn_together(drop.factors == 0, drop.rate):
            return Complaint(drop.called.rstrip(), slug)
    return None


# What is taken for 1 / (1 - rate), and what the mistake is called.
_FACTORS: list[tuple[Callable[[float], float], str]] = [
    (lambda rate: 1, "no-rescaling"),
    (lambda rate: 1 // (1 - rate), "cuts-the-factor"),
    (lambda rate: 1 - rate, "shrinks-the-kept"),
    (lambda rate: rate, "shrinks-the-kept"),
    (lambda rate: 1 / rate, "divides-by-rate"),
    (lambda rate: 1 + rate, "adds-the-rate"),
    (lambda rate: 1 / (1 - rate) ** 2, "rescales-twice"),
    *((lambda rate, share=share: 1 / (1 - share), "ignores-rate") for share in SHARES),
]


def _judge_kept(drop: Drop, rated: Sequence[Drop]) -> Complaint | None:
    """Whether what is not 0 is 1 / (1 - rate)."""
    kept, right = drop.kept, 1 / (1 - drop.rate)
    if not kept.size or close(kept, right):
        return None
    values = ", ".join(f"{value:.4g}" for value in kept[:3])
    if not close(kept, kept[0]):
        text = f"{drop.called}  expected 0 and {right:.4g}\n  returned 0, {values} and others"
        return Complaint(text, "keeps-many-numbers")
    if all(each.zeros == 0 for each in rated):
        return Complaint(drop.called.rstrip(), "drops-nothing")
    text = f"{drop.called}  expected 0 and {right:.4g}\n  returned 0 and {kept[0]:.4g}"
    turned = drop.rate != 0.5 and drop.fits(1 - drop.rate)
    for factor, slug in _FACTORS:
        if all(close(each.kept, factor(each.rate)) for each in rated):
            both = turned and slug == "divides-by-rate"
            return Complaint(text, "swaps-keep-and-drop" if both else slug)
    return Complaint(text, "wrong-factor")


def _judge_share(drop: Drop, rated: Sequence[Drop]) -> Complaint | None:
    """Whether about the share `rate` of the factors is 0."""
    if drop.fits(drop.rate):
        return None
    came = f"{100 * drop.zeros / drop.factors.size:.0f} %"
    text = f"{drop.called}  about {100 * drop.rate:.0f} % should be 0, and {came} are"
    if all(each.zeros == 0 for each in rated):
        return Complaint(text, "drops-nothing")
    if all(each.zeros == each.factors.size for each in rated):
        return Complaint(text, "drops-everything")
    if all(each.fits(1 - each.rate) for each in rated):
        return Complaint(text, "swaps-keep-and-drop")
    if all(each.fits((1 + erf(each.rate / sqrt(2))) / 2) for each in rated):
        return Complaint(text, "normal-numbers")
    if any(all(each.fits(share) for each in rated) for share in SHARES):
        return Complaint(text, "ignores-rate")
    return Complaint(text, "wrong-share")


def _drawn_together(dropped: np.ndarray, rate: float) -> str | None:
    """The slug of numbers that are dropped together, and not each for itself; None if they are."""
    if dropped.all() or not dropped.any():
        return None
    bound = [_neighbors_are_bound(dropped, axis, rate) for axis in range(dropped.ndim)]
    if not any(bound):
        return None
    rows = dropped.reshape(len(dropped), -1)
    if dropped.ndim > 1 and (rows == rows[:1]).all():
        return "same-mask-for-every-row"
    if dropped.ndim > 1 and (rows == rows[:, :1]).all():
        return "drops-whole-examples"
    return "drops-together"


def _neighbors_are_bound(dropped: np.ndarray, axis: int, rate: float) -> bool:
    """Whether neighbors along an axis are alike more, or less, often than chance would have it."""
    alike = np.delete(dropped, 0, axis) == np.delete(dropped, -1, axis)
    share = rate**2 + (1 - rate) ** 2
    spread = np.sqrt(share * (1 - share) * alike.size)
    return bool(abs(alike.sum() - share * alike.size) > 9 * spread)


# What the slugs above say to a learner. The ways are masks.
def keeps(factor: Callable[[float], float]) -> Callable[..., np.ndarray]:
    """A mask whose kept numbers are this factor of the rate."""
    return lambda shape, rate, rng: (rng.random(shape) >= rate) * float(factor(rate))


def drops(share: Callable[[float], float]) -> Callable[..., np.ndarray]:
    """A mask in which another share of the numbers is 0."""
    return lambda shape, rate, rng: (rng.random(shape) >= share(rate)) / (1 - rate)
