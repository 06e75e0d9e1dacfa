"""Rows back to images."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import shuffled_numbers


def unflatten(grad, shape):
    return grad.reshape(len(grad), *shape)


def _loops(grad, shape):
    height, width, channels = shape
    maps = np.zeros((len(grad), height, width, channels))
    for n in range(len(grad)):
        place = 0
        for row in range(height):
            for col in range(width):
                for channel in range(channels):
                    maps[n, row, col, channel] = grad[n, place]
                    place += 1
    return maps


def _placed(grad, shape):
    height, width, channels = shape
    maps = np.zeros((len(grad), height, width, channels))
    for n in range(len(grad)):
        for row in range(height):
            for col in range(width):
                for channel in range(channels):
                    place = (row * width + col) * channels + channel
                    maps[n, row, col, channel] = grad[n, place]
    return maps


def _sizes(grad, shape):
    height, width, channels = shape
    return grad.reshape(len(grad), height, width, channels)


EXERCISE = Exercise(
    prompt="Bring flat rows (N, H*W*C) back into the shape (N, H, W, C); shape is (H, W, C).",
    solution=unflatten,
    cases=[
        (np.arange(12.0).reshape(2, 6), (1, 3, 2)),
        (np.arange(24.0).reshape(2, 12), (2, 3, 2)),
        (shuffled_numbers(1, 8, seed=1), (2, 2, 2)),
        (shuffled_numbers(1, 12, seed=2), (3, 2, 2)),
        (shuffled_numbers(3, 24, seed=3), (4, 3, 2)),
        (shuffled_numbers(2, 27, seed=4), (3, 3, 3)),
        (shuffled_numbers(4, 10, seed=5), (2, 5, 1)),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 24)), (2, 4, 3))],
    bug="channel-first",
    styles=[_sizes, _loops, _placed],
    mistakes=[
        Mistake(
            "fortran-order",
            "You let the first axis run fastest. The list was written with the last axis running "
            "fastest, so it must be read the same way.",
            lambda grad, shape: grad.reshape(len(grad), *shape, order="F"),
        ),
        Mistake(
            "channel-first",
            "The numbers are in the wrong places: you read one plane after the other. In the list "
            "the channels of one pixel stand side by side.",
            lambda grad, shape: grad.reshape(-1, shape[2], *shape[:2]).transpose(0, 2, 3, 1),
            lambda grad, shape: grad.reshape(-1, shape[2], *shape[:2]),
            lambda grad, shape: grad.reshape(-1, shape[2], *shape[:2]).transpose(0, 3, 2, 1),
        ),
        Mistake(
            "drops-batch",
            "You have no place for the examples. The shape that you were given is that of one "
            "example; the batch comes before it.",
            lambda grad, shape: grad[0].reshape(shape),
        ),
        Mistake(
            "columns-first",
            "You filled the columns first. Fill the image as you read a page: along the first row, "
            "then the next.",
            lambda grad, shape: grad.reshape(-1, shape[1], shape[0], shape[2]).swapaxes(1, 2),
        ),
        Mistake(
            "channels-before-columns",
            "Within each row of the image you read one channel after the other. In the list the "
            "channels of one pixel stand side by side.",
            lambda grad, shape: grad.reshape(-1, shape[0], shape[2], shape[1]).swapaxes(2, 3),
            lambda grad, shape: grad.reshape(-1, shape[0], shape[2], shape[1]),
        ),
        Mistake(
            "swaps-height-and-width",
            "Height and width have each other's place in your shape. `shape` is (H, W, C).",
            lambda grad, shape: grad.reshape(-1, shape[1], shape[0], shape[2]),
        ),
        Mistake(
            "examples-not-first",
            "The examples are not your first axis. A batch is (N, H, W, C).",
            lambda grad, shape: grad.reshape(*shape, -1),
            lambda grad, shape: grad.reshape(shape[0], -1, *shape[1:]),
            lambda grad, shape: grad.reshape(*shape[:2], -1, shape[2]),
        ),
        Mistake(
            "examples-take-turns",
            "Numbers of different examples got into one image. The first row of `grad` is the "
            "first example, and the next begins where it ends.",
            lambda grad, shape: grad.reshape(*shape, -1).transpose(3, 0, 1, 2),
            lambda grad, shape: grad.reshape(shape[0], -1, *shape[1:]).swapaxes(0, 1),
            lambda grad, shape: grad.T.reshape(-1, *shape),
        ),
        Mistake(
            "too-few-axes",
            "Your result has fewer than four axes. Each example is an image again, with rows, "
            "columns and channels.",
            lambda grad, shape: grad.reshape(len(grad), -1, shape[2]),
            lambda grad, shape: grad.reshape(len(grad), shape[0], -1),
        ),
        Mistake(
            "first-example-only",
            "Only the first example is in your result. Each row of `grad` is one.",
            lambda grad, shape: grad[:1].reshape(1, *shape),
            lambda grad, shape: np.repeat(grad[:1].reshape(1, *shape), len(grad), axis=0),
            lambda grad, shape: (
                unflatten(grad, shape) * (np.arange(len(grad)) == 0)[:, None, None, None]
            ),
        ),
    ],
)
