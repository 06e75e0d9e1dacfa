"""Each example as one row."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import shuffled_numbers


def flatten(x):
    return x.reshape(len(x), -1)


EXERCISE = Exercise(
    prompt="Turn each example of a batch (N, H, W, C) into one row: (N, H*W*C), in C order.",
    solution=flatten,
    cases=[
        (np.arange(24.0).reshape(2, 2, 3, 2),),
        (shuffled_numbers(1, 2, 2, 2, seed=1),),
        (shuffled_numbers(3, 4, 3, 2, seed=2),),
        (shuffled_numbers(2, 3, 3, 3, seed=3),),
        (shuffled_numbers(4, 2, 5, 1, seed=4),),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 4, 2, 3)),)],
    mistakes=[
        Mistake(
            "flattens-batch",
            "You made one list of the whole batch. Examples stay apart: the first axis is kept.",
            lambda x: x.reshape(-1),
            lambda x: x.reshape(1, -1),
            lambda x: x.reshape(-1, 1),
        ),
        Mistake(
            "fortran-order",
            "Your first axis runs fastest, as in Fortran. In C order the last axis does: the "
            "channels of one pixel stand side by side.",
            lambda x: x.reshape(len(x), -1, order="F"),
        ),
        Mistake(
            "channel-first",
            "You wrote out one channel after the other. The channels of one pixel stand side by "
            "side: the last axis runs fastest.",
            lambda x: x.transpose(0, 3, 1, 2).reshape(len(x), -1),
        ),
        Mistake(
            "columns-first",
            "You went down the columns. Read the image as a page: along the first row, then the "
            "next.",
            lambda x: x.transpose(0, 2, 1, 3).reshape(len(x), -1),
        ),
        Mistake(
            "drops-channels",
            "Only the first channel is in your list. Every number of the example belongs into it.",
            lambda x: x[..., 0].reshape(len(x), -1),
        ),
        Mistake(
            "transposed",
            "Your examples stand in columns. Each example is a row.",
            lambda x: flatten(x).T,
        ),
    ],
)
