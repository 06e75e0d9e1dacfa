"""The mean of each window."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.pooling._shared import CASES, fresh_cases, shared_mistakes, windows
from helpers.exercises.pooling.max_pool import max_pool


def average_pool(x, size):
    return windows(x, size).mean(axis=(3, 4))


def _loops(x, size):
    height, width, channels = x.shape[0] // size, x.shape[1] // size, x.shape[2]
    y = np.zeros((height, width, channels))
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                total = 0
                for i in range(size):
                    for j in range(size):
                        total += x[row * size + i, col * size + j, c]
                y[row, col, c] = total / size**2
    return y


def _slices(x, size):
    height = x.shape[0] // size * size
    width = x.shape[1] // size * size
    x = x[:height, :width]
    total = 0
    for i in range(size):
        for j in range(size):
            total = total + x[i::size, j::size]
    return total / size**2


def _diagonals(x, size):
    return np.diagonal(windows(x, size), axis1=3, axis2=4).sum(axis=-1)


def _of_one(place: int, divisor: Answer) -> Answer:
    """The first or the last number of each window, divided by something."""
    return lambda x, size: windows(x, size)[..., place, place] / divisor(size)


def _over_channels(x, size):
    return windows(x, size).sum(axis=(2, 3, 4))[:, :, None] / size**2


EXERCISE = Exercise(
    prompt="Replace every window of size by size pixels by its mean, in each channel.",
    solution=average_pool,
    cases=CASES,
    fresh=fresh_cases,
    styles=[_loops, _slices],
    mistakes=[
        *shared_mistakes(
            np.mean,
            np.nanmean,
            "You took the channels together. Each channel is pooled by itself.",
            lambda x, size: np.repeat(_over_channels(x, size), x.shape[2], axis=2),
            _over_channels,
            lambda x, size: _over_channels(x, size)[:, :, 0],
        ),
        Mistake("max", "You kept the largest number. Here every pixel counts alike.", max_pool),
        Mistake(
            "sum-not-mean",
            "You added the window up. A mean stays in the range of the pixels: how many are there "
            "in a window?",
            lambda x, size: windows(x, size).sum(axis=(3, 4)),
        ),
        Mistake(
            "divides-by-size",
            "You divided the sum by size. How many pixels does a window of size by size hold?",
            lambda x, size: windows(x, size).sum(axis=(3, 4)) / size,
        ),
        Mistake(
            "divides-by-four",
            "You divided by 4, whatever `size` is. How many pixels does a window of size by size "
            "hold?",
            lambda x, size: windows(x, size).sum(axis=(3, 4)) / 4,
        ),
        Mistake(
            "diagonal-sum",
            "You added the diagonal of each window alone: row and column run together in your "
            "code. And how many numbers did you divide by?",
            lambda x, size: _diagonals(x, size) / size**2,
            _diagonals,
        ),
        Mistake(
            "middle-of-extremes",
            "You took the middle between the largest and the smallest number. In a mean every "
            "number of the window counts.",
            lambda x, size: (windows(x, size).max((3, 4)) + windows(x, size).min((3, 4))) / 2,
        ),
        Mistake(
            "one-number-only",
            "Of each window one number alone counts in your result. Does every turn of the loop "
            "add its number to the others?",
            *(_of_one(place, share) for place in (0, -1) for share in (lambda size: 1, np.square)),
        ),
        Mistake(
            "median",
            "You took the median. A mean is the sum, divided by how many numbers there are.",
            lambda x, size: np.median(windows(x, size), axis=(3, 4)),
        ),
    ],
)
