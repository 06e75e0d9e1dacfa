"""The mean of each window."""

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
from helpers.exercises.pooling.max_pool import max_pool


def average_pool(x, size):
    return windows(x, size).mean(axis=(3, 4))


EXERCISE = Exercise(
    prompt="Replace every window of size by size pixels by its mean, in each channel.",
    solution=average_pool,
    cases=CASES,
    fresh=fresh_cases,
    mistakes=[
        Mistake("max", max_pool, "You kept the largest number. Here every pixel counts alike."),
        Mistake(
            "sum-not-mean",
            lambda x, size: windows(x, size).sum(axis=(3, 4)),
            "You added the window up. A mean stays in the range of the pixels: how many are there "
            "in a window?",
        ),
        Mistake("stride-one", stride_one(np.mean), STRIDE_ONE_HINT),
        Mistake("keeps-ragged-edge", ragged(np.nanmean), RAGGED_HINT, also=(ragged(np.mean, 0),)),
        Mistake(
            "pools-channels",
            lambda x, size: np.broadcast_to(
                windows(x, size).mean(axis=(2, 3, 4))[:, :, None],
                (x.shape[0] // size, x.shape[1] // size, x.shape[2]),
            ),
            "You averaged over the channels too. Each channel is pooled by itself.",
            also=(
                lambda x, size: windows(x, size).mean(axis=(2, 3, 4)),
                lambda x, size: windows(x, size).mean(axis=(2, 3, 4))[:, :, None],
            ),
        ),
        Mistake(
            "divides-by-size",
            lambda x, size: windows(x, size).sum(axis=(3, 4)) / size,
            "You divided the sum by size. How many pixels does a window of size by size hold?",
        ),
    ],
)
