"""Each example as one row."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import shuffled_numbers


def flatten(x):
    return x.reshape(len(x), -1)


def _counted(x):
    n_images, height, width, channels = x.shape
    y = np.zeros((n_images, height * width * channels))
    for n in range(n_images):
        place = 0
        for row in range(height):
            for col in range(width):
                for channel in range(channels):
                    y[n, place] = x[n, row, col, channel]
                    place += 1
    return y


def _placed(x):
    n_images, height, width, channels = x.shape
    y = np.zeros((n_images, height * width * channels))
    for n in range(n_images):
        for row in range(height):
            for col in range(width):
                for channel in range(channels):
                    y[n, (row * width + col) * channels + channel] = x[n, row, col, channel]
    return y


def _sizes(x):
    n_images, height, width, channels = x.shape
    return x.reshape(n_images, height * width * channels)


EXERCISE = Exercise(
    prompt="Turn each example of a batch (N, H, W, C) into one row: (N, H*W*C), in C order.",
    solution=flatten,
    cases=[
        (np.arange(12.0).reshape(2, 1, 3, 2),),
        (np.arange(24.0).reshape(2, 2, 3, 2),),
        (shuffled_numbers(1, 2, 2, 2, seed=1),),
        (shuffled_numbers(3, 4, 3, 2, seed=2),),
        (shuffled_numbers(2, 3, 3, 3, seed=3),),
        (shuffled_numbers(4, 2, 5, 1, seed=4),),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 4, 2, 3)),)],
    styles=[_sizes, _counted, _placed],
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
        Mistake(
            "first-example-only",
            "Only the first example is in your result. A batch has any number of them, and each "
            "becomes a row.",
            lambda x: x[0].reshape(-1),
            lambda x: x[:1].reshape(1, -1),
            lambda x: np.repeat(x[:1].reshape(1, -1), len(x), axis=0),
            lambda x: flatten(x) * (np.arange(len(x)) == 0)[:, None],
        ),
        Mistake(
            "keeps-an-axis",
            "Your result has more than two axes. Of each example one axis is left: all its numbers "
            "in one row.",
            lambda x: x.reshape(len(x), -1, x.shape[3]),
            lambda x: x.reshape(*x.shape[:2], -1),
            lambda x: flatten(x)[:, None],
            lambda x: flatten(x)[:, :, None],
        ),
        Mistake(
            "examples-last",
            "The number of examples is the length of your rows. It is the number of the rows.",
            lambda x: x.reshape(-1, len(x)),
        ),
        Mistake(
            "examples-take-turns",
            "In each of your rows numbers of several examples stand. A row belongs to one example.",
            lambda x: x.reshape(-1, len(x)).T,
        ),
        Mistake(
            "channels-as-examples",
            "Your result has more rows than there are examples. Each example is one row, with all "
            "its pixels and all their channels.",
            lambda x: np.concatenate([x[..., c].reshape(len(x), -1) for c in range(x.shape[3])]),
            lambda x: x.transpose(0, 3, 1, 2).reshape(len(x) * x.shape[3], -1),
            lambda x: x.reshape(-1, x.shape[3]),
        ),
        Mistake(
            "joins-channels",
            "You made one number of the channels of a pixel. No number changes, and none is lost.",
            lambda x: x.mean(axis=3).reshape(len(x), -1),
            lambda x: x.sum(axis=3).reshape(len(x), -1),
            lambda x: x.max(axis=3).reshape(len(x), -1),
        ),
        Mistake(
            "stays-at-one-place",
            "Your numbers were written over each other: the place in the list did not move on.",
            lambda x: flatten(x)[:, -1:] * (np.arange(x[0].size) == 0),
        ),
    ],
)
