"""The largest number of each window."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.pooling._shared import (
    CASES,
    RAGGED_HINT,
    STRIDE_ONE_HINT,
    fresh_cases,
    ragged,
    stride_one,
    windows,
)


def max_pool(x, size):
    return windows(x, size).max(axis=(3, 4))


EXERCISE = Exercise(
    prompt="Keep the largest number of every window of size by size pixels, in each channel.",
    solution=max_pool,
    cases=CASES,
    fresh=fresh_cases,
    mistakes=[
        Mistake("stride-one", stride_one(np.max), STRIDE_ONE_HINT),
        Mistake(
            "average",
            lambda x, size: windows(x, size).mean(axis=(3, 4)),
            "You averaged the window. Max pooling keeps its largest number alone.",
        ),
        Mistake(
            "pools-channels",
            lambda x, size: np.broadcast_to(
                windows(x, size).max(axis=(2, 3, 4))[:, :, None],
                (x.shape[0] // size, x.shape[1] // size, x.shape[2]),
            ),
            "You took the largest number over the channels too. Each channel is pooled by itself: "
            "one may hold edges, the next corners.",
            also=(
                lambda x, size: windows(x, size).max(axis=(2, 3, 4)),
                lambda x, size: windows(x, size).max(axis=(2, 3, 4))[:, :, None],
            ),
        ),
        Mistake("keeps-ragged-edge", ragged(np.nanmax), RAGGED_HINT, also=(ragged(np.max, 0),)),
        Mistake(
            "starts-at-zero",
            lambda x, size: np.maximum(max_pool(x, size), 0),
            "Where all numbers of a window are negative, you answer 0. Did your search for the "
            "largest start at 0?",
        ),
        Mistake(
            "takes-the-corner",
            lambda x, size: x[::size, ::size][: x.shape[0] // size, : x.shape[1] // size],
            "You kept the top-left number of each window, whatever the others are.",
        ),
        Mistake(
            "minimum",
            lambda x, size: windows(x, size).min(axis=(3, 4)),
            "You kept the smallest number of each window.",
        ),
    ],
)
