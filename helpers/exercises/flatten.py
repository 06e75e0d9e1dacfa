"""The exercises of chapter 4, flatten."""

from __future__ import annotations

import numpy as np

from helpers.exercises.exercise import Exercise, Mistake


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Whole numbers as floats, no two alike, in random order."""
    order = np.random.default_rng(seed).permutation(int(np.prod(shape)))
    return order.reshape(shape).astype(float)


# --- flatten ------------------------------------------------------------------------------------


def flatten(x):
    return x.reshape(len(x), -1)


FLATTEN = Exercise(
    name="flatten",
    chapter=4,
    prompt="Turn each example of a batch (N, H, W, C) into one row: (N, H*W*C), in C order.",
    solution=flatten,
    cases=[
        (np.arange(24.0).reshape(2, 2, 3, 2),),
        (_numbers(1, 2, 2, 2, seed=1),),
        (_numbers(3, 4, 3, 2, seed=2),),
        (_numbers(2, 3, 3, 3, seed=3),),
        (_numbers(4, 2, 5, 1, seed=4),),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 4, 2, 3)),)],
    mistakes=[
        Mistake(
            "flattens-batch",
            lambda x: x.reshape(-1),
            "You made one list of the whole batch. Examples stay apart: the first axis is kept.",
            also=(lambda x: x.reshape(1, -1), lambda x: x.reshape(-1, 1)),
        ),
        Mistake(
            "fortran-order",
            lambda x: x.reshape(len(x), -1, order="F"),
            "Your first axis runs fastest, as in Fortran. In C order the last axis does: the "
            "channels of one pixel stand side by side.",
        ),
        Mistake(
            "channel-first",
            lambda x: x.transpose(0, 3, 1, 2).reshape(len(x), -1),
            "You wrote out one channel after the other. The channels of one pixel stand side by "
            "side: the last axis runs fastest.",
        ),
        Mistake(
            "columns-first",
            lambda x: x.transpose(0, 2, 1, 3).reshape(len(x), -1),
            "You went down the columns. Read the image as a page: along the first row, then the "
            "next.",
        ),
        Mistake(
            "drops-channels",
            lambda x: x[..., 0].reshape(len(x), -1),
            "Only the first channel is in your list. Every number of the example belongs into it.",
        ),
        Mistake(
            "transposed",
            lambda x: flatten(x).T,
            "Your examples stand in columns. Each example is a row.",
        ),
    ],
)


# --- flat_index ---------------------------------------------------------------------------------


def flat_index(row, col, channel, width, channels):
    return (row * width + col) * channels + channel


FLAT_INDEX = Exercise(
    name="flat_index",
    chapter=4,
    prompt="Return the place in the flat list (C order) of the number at [row, col, channel].",
    solution=flat_index,
    cases=[
        (0, 0, 1, 3, 2),
        (0, 1, 0, 3, 2),
        (1, 0, 0, 3, 2),
        (1, 2, 1, 4, 3),
        (2, 1, 2, 5, 3),
        (3, 0, 1, 4, 4),
        (6, 2, 0, 7, 1),
        (4, 9, 3, 10, 8),
        (0, 0, 0, 6, 5),
    ],
    fresh=lambda rng: [
        tuple(int(n) for n in (*rng.integers(0, 9, size=2), rng.integers(0, 4), 9, 4))
        for _ in range(4)
    ],
    mistakes=[
        Mistake(
            "channel-first",
            lambda row, col, channel, width, channels: (channel * width + row) * width + col,
            "You put all of channel 0 before channel 1. In C order the last axis runs fastest: the "
            "channels of one pixel stand side by side.",
        ),
        Mistake(
            "column-major",
            lambda row, col, channel, width, channels: (col * width + row) * channels + channel,
            "You went down the columns. A step to the right is shorter in the list than a step "
            "down: a whole row lies between a pixel and the one below it.",
            also=(
                lambda row, col, channel, width, channels: (channel * width + col) * width + row,
            ),
        ),
        Mistake(
            "forgets-channels",
            lambda row, col, channel, width, channels: row * width + col + channel,
            "You counted one place for each pixel. Each pixel takes as many places as it has "
            "channels.",
        ),
        Mistake(
            "forgets-brackets",
            lambda row, col, channel, width, channels: row * width + col * channels + channel,
            "You multiplied the column by the channels, but not the rows above. Each pixel of "
            "those rows brings as many numbers.",
        ),
        Mistake(
            "counts-from-one",
            lambda row, col, channel, width, channels: (row * width + col) * channels + channel + 1,
            "You are one too far. The first place in the list has the number 0.",
        ),
        Mistake(
            "multiplies-channel",
            lambda row, col, channel, width, channels: (
                row * width * channels + col + channel * channels
            ),
            "Your factors of column and channel are exchanged. By how much does the place grow "
            "with a step to the next channel, and with a step to the next column?",
        ),
    ],
)


# --- unflatten ----------------------------------------------------------------------------------


def unflatten(grad, shape):
    return grad.reshape(len(grad), *shape)


def _from_planes(grad, shape):
    height, width, channels = shape
    return grad.reshape(len(grad), channels, height, width)


UNFLATTEN = Exercise(
    name="unflatten",
    chapter=4,
    prompt="Bring flat rows (N, H*W*C) back into the shape (N, H, W, C); shape is (H, W, C).",
    solution=unflatten,
    cases=[
        (np.arange(24.0).reshape(2, 12), (2, 3, 2)),
        (_numbers(1, 8, seed=1), (2, 2, 2)),
        (_numbers(1, 12, seed=2), (3, 2, 2)),
        (_numbers(3, 24, seed=3), (4, 3, 2)),
        (_numbers(2, 27, seed=4), (3, 3, 3)),
        (_numbers(4, 10, seed=5), (2, 5, 1)),
    ],
    fresh=lambda rng: [(rng.normal(size=(3, 24)), (2, 4, 3))],
    bug="channel-first",
    mistakes=[
        Mistake(
            "fortran-order",
            lambda grad, shape: grad.reshape(len(grad), *shape, order="F"),
            "You let the first axis run fastest. The list was written with the last axis running "
            "fastest, so it must be read the same way.",
        ),
        Mistake(
            "channel-first",
            lambda grad, shape: _from_planes(grad, shape).transpose(0, 2, 3, 1),
            "Your shape is right, but the numbers are in the wrong places: you read one plane "
            "after the other. In the list the channels of one pixel stand side by side.",
            also=(_from_planes,),
        ),
        Mistake(
            "drops-batch",
            lambda grad, shape: grad.reshape(shape),
            "You have no place for the examples. The shape that you were given is that of one "
            "example; the batch comes before it.",
            also=(lambda grad, shape: grad[0].reshape(shape),),
        ),
        Mistake(
            "columns-first",
            lambda grad, shape: grad.reshape(len(grad), shape[1], shape[0], shape[2]).transpose(
                0, 2, 1, 3
            ),
            "You filled the columns first. Fill the image as you read a page: along the first row, "
            "then the next.",
        ),
    ],
)


# --- dense_parameters_after_flatten -------------------------------------------------------------


def dense_parameters_after_flatten(height, width, channels, units):
    return (height * width * channels + 1) * units


DENSE_PARAMETERS = Exercise(
    name="dense_parameters_after_flatten",
    chapter=4,
    prompt="Return how many numbers a Dense layer learns on flattened maps, biases included.",
    solution=dense_parameters_after_flatten,
    cases=[(5, 5, 16, 64), (13, 13, 8, 10), (3, 4, 2, 7), (28, 28, 1, 128), (1, 1, 6, 5)],
    fresh=lambda rng: [tuple(int(n) for n in rng.integers(2, 12, size=4)) for _ in range(3)],
    mistakes=[
        Mistake(
            "forgets-bias",
            lambda height, width, channels, units: height * width * channels * units,
            "You counted the weights. Each unit has one number more, that is added to its sum.",
        ),
        Mistake(
            "forgets-channels",
            lambda height, width, channels, units: (height * width + 1) * units,
            "You counted the pixels of one map. The flat list holds the pixels of all of them.",
        ),
        Mistake(
            "one-bias-in-all",
            lambda height, width, channels, units: height * width * channels * units + 1,
            "You counted one bias for the whole layer. Each unit has its own.",
        ),
        Mistake(
            "bias-per-input",
            lambda height, width, channels, units: height * width * channels * (units + 1),
            "You gave every input a bias. The bias belongs to the unit, which adds it once.",
        ),
        Mistake(
            "counts-inputs-only",
            lambda height, width, channels, units: height * width * channels + units,
            "You counted the inputs once. Each unit has a weight of its own for every input.",
        ),
    ],
)


EXERCISES = [FLATTEN, FLAT_INDEX, UNFLATTEN, DENSE_PARAMETERS]
