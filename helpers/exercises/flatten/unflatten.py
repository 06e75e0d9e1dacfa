"""Rows back to images."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import shuffled_numbers


def unflatten(grad, shape):
    return grad.reshape(len(grad), *shape)


EXERCISE = Exercise(
    prompt="Bring flat rows (N, H*W*C) back into the shape (N, H, W, C); shape is (H, W, C).",
    solution=unflatten,
    cases=[
        (np.arange(24.0).reshape(2, 12), (2, 3, 2)),
        (shuffled_numbers(1, 8, seed=1), (2, 2, 2)),
        (shuffled_numbers(1, 12, seed=2), (3, 2, 2)),
        (shuffled_numbers(3, 24, seed=3), (4, 3, 2)),
        (shuffled_numbers(2, 27, seed=4), (3, 3, 3)),
        (shuffled_numbers(4, 10, seed=5), (2, 5, 1)),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 24)), (2, 4, 3))],
    bug="channel-first",
    mistakes=[
        Mistake(
            "fortran-order",
            "You let the first axis run fastest. The list was written with the last axis running "
            "fastest, so it must be read the same way.",
            lambda grad, shape: grad.reshape(len(grad), *shape, order="F"),
        ),
        Mistake(
            "channel-first",
            "Your shape is right, but the numbers are in the wrong places: you read one plane "
            "after the other. In the list the channels of one pixel stand side by side.",
            lambda grad, shape: grad.reshape(-1, shape[2], *shape[:2]).transpose(0, 2, 3, 1),
            lambda grad, shape: grad.reshape(-1, shape[2], *shape[:2]),
        ),
        Mistake(
            "drops-batch",
            "You have no place for the examples. The shape that you were given is that of one "
            "example; the batch comes before it.",
            lambda grad, shape: grad.reshape(shape),
            lambda grad, shape: grad[0].reshape(shape),
        ),
        Mistake(
            "columns-first",
            "You filled the columns first. Fill the image as you read a page: along the first row, "
            "then the next.",
            lambda grad, shape: grad.reshape(-1, shape[1], shape[0], shape[2]).swapaxes(1, 2),
        ),
    ],
)
