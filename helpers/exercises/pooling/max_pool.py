"""The largest number of each window."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.pooling._shared import CASES, fresh_cases, shared_mistakes, windows


def max_pool(x, size):
    return windows(x, size).max(axis=(3, 4))


EXERCISE = Exercise(
    prompt="Keep the largest number of every window of size by size pixels, in each channel.",
    solution=max_pool,
    cases=CASES,
    fresh=fresh_cases,
    mistakes=[
        *shared_mistakes(
            np.max,
            np.nanmax,
            "You took the largest number over the channels too. Each channel is pooled by itself: "
            "one may hold edges, the next corners.",
        ),
        Mistake(
            "average",
            "You averaged the window. Max pooling keeps its largest number alone.",
            lambda x, size: windows(x, size).mean(axis=(3, 4)),
        ),
        Mistake(
            "starts-at-zero",
            "Where all numbers of a window are negative, you answer 0. Did your search for the "
            "largest start at 0?",
            lambda x, size: np.maximum(max_pool(x, size), 0),
        ),
        Mistake(
            "takes-the-corner",
            "You kept the top-left number of each window, whatever the others are.",
            lambda x, size: x[::size, ::size][: x.shape[0] // size, : x.shape[1] // size],
        ),
        Mistake(
            "minimum",
            "You kept the smallest number of each window.",
            lambda x, size: windows(x, size).min(axis=(3, 4)),
        ),
    ],
)
