"""The mean of each window."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.pooling._shared import CASES, fresh_cases, shared_mistakes, windows
from helpers.exercises.pooling.max_pool import max_pool


def average_pool(x, size):
    return windows(x, size).mean(axis=(3, 4))


EXERCISE = Exercise(
    prompt="Replace every window of size by size pixels by its mean, in each channel.",
    solution=average_pool,
    cases=CASES,
    fresh=fresh_cases,
    mistakes=[
        *shared_mistakes(
            np.mean,
            np.nanmean,
            "You averaged over the channels too. Each channel is pooled by itself.",
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
    ],
)
