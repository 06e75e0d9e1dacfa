"""Mistakes that a mask shows, whether it is returned or multiplied with something."""

from collections.abc import Callable

import numpy as np

from helpers.checking import Answer, Mistake
from helpers.exercises.dropout._shared import drops, keeps


def mask_of_rate(shape, rate, rng):
    """The mask as it should be."""
    return (rng.random(shape) >= rate) / (1 - rate)


def _alike(along: Callable[[int, int], bool], least: int = 2) -> Answer:
    """One draw for all places along some axes, in shapes of at least so many axes."""

    def mask(shape, rate, rng):
        rank = len(shape)
        drawn = [1 if rank >= least and along(k, rank) else n for k, n in enumerate(shape)]
        return np.broadcast_to(mask_of_rate(drawn, rate, rng), shape).copy()

    return mask


def _runs_of_two(shape, rate, rng):
    """One draw for every two neighbors."""
    count = int(np.prod(shape))
    return np.repeat(mask_of_rate(count, rate, rng), 2)[:count].reshape(shape)


MISTAKES_OF_A_MASK = [
    Mistake(
        "swaps-keep-and-drop",
        "You keep as much as should be dropped. Here `rate` is the share that is dropped.",
        lambda shape, rate, rng: (rng.random(shape) < rate) / (1 - rate),
        lambda shape, rate, rng: (rng.random(shape) < rate) / (rate or 1),
    ),
    Mistake(
        "same-mask-for-every-row",
        "Every example of the batch loses the same units. Each example draws for itself.",
        _alike(lambda axis, rank: axis == 0),
        _alike(lambda axis, rank: axis < rank - 1),
    ),
    Mistake(
        "drops-whole-examples",
        "An example is dropped as a whole, or kept as a whole. Every one of its numbers draws for "
        "itself.",
        _alike(lambda axis, rank: axis > 0),
    ),
    Mistake(
        "drops-together",
        "Numbers are dropped together, or in turns, that should not know of each other. Every "
        "number of the shape draws for itself.",
        _alike(lambda axis, rank: 0 < axis < rank - 1, 3),
        _alike(lambda axis, rank: axis > 1, 3),
        _runs_of_two,
    ),
    Mistake(
        "cuts-the-factor",
        "The factor of the kept numbers has lost its fraction: `//` rounds down, and an array of "
        "ints cuts off.",
        keeps(lambda rate: 1 // (1 - rate)),
    ),
    Mistake(
        "shrinks-the-kept",
        "The kept numbers become smaller. They must make up for those that are gone.",
        keeps(lambda rate: 1 - rate),
        lambda shape, rate, rng: (rng.random(shape) >= rate) * (rate or 1),
    ),
    Mistake(
        "divides-by-rate",
        "The kept numbers grow by 1 / rate. Which share of the numbers is left to make up for the "
        "others?",
        keeps(lambda rate: 1 / (rate or 1)),
    ),
    Mistake(
        "adds-the-rate",
        "The kept numbers grow by 1 + rate. With a rate of 0.5, half of them are left: by how much "
        "must these grow, so that the sum stays the same?",
        keeps(lambda rate: 1 + rate),
    ),
    Mistake(
        "rescales-twice",
        "The kept numbers are divided by 1 - rate twice. If you multiply with a mask, the factor "
        "is in it already.",
        keeps(lambda rate: 1 / (1 - rate) ** 2),
    ),
    Mistake(
        "ignores-rate",
        "What is dropped, or what the kept numbers grow by, is the same whatever `rate` is.",
        lambda shape, rate, rng: mask_of_rate(shape, 0.2, rng) if rate else np.ones(shape),
        drops(lambda rate: 0.5 * (rate > 0)),
        keeps(lambda rate: 2 if rate else 1),
    ),
    Mistake(
        "normal-numbers",
        "As many numbers are 0 as if normally distributed ones had been compared with the rate. A "
        "probability is compared with numbers that are spread evenly from 0 to 1.",
        lambda shape, rate, rng: (rng.normal(size=shape) >= rate) / (1 - rate),
    ),
    Mistake(
        "wrong-share",
        "Another share of the numbers is 0 than `rate` says.",
        drops(lambda rate: rate / 2),
        drops(lambda rate: rate**2),
    ),
    Mistake(
        "wrong-factor",
        "The kept numbers all grow by one factor, and it is another than the rate asks for.",
        keeps(lambda rate: -1 / (1 - rate)),
        keeps(lambda rate: 1 / np.sqrt(1 - rate)),
    ),
    Mistake(
        "keeps-many-numbers",
        "What is not 0 should all be one factor, and yours differ. What was drawn decides who is "
        "kept, and nothing else.",
        lambda shape, rate, rng: (drawn := rng.random(shape)) * (drawn >= rate) / (1 - rate),
        lambda shape, rate, rng: rng.random(shape) / (1 - rate),
    ),
    Mistake(
        "drops-nothing",
        "Nothing is dropped: there is no 0 where some should be.",
        lambda shape, rate, rng: np.full(shape, 1 / (1 - rate)),
    ),
    Mistake(
        "drops-everything",
        "Everything is dropped: there is nothing but 0.",
        lambda shape, rate, rng: np.zeros(shape),
    ),
    Mistake(
        "not-finite",
        "There are NaN or infinite numbers in your result. What is divided by 0?",
        lambda shape, rate, rng: np.full(shape, np.nan),
    ),
]
