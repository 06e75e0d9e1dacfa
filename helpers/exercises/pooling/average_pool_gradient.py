"""The way back through the mean of each window."""

from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import distinct_numbers


def average_pool_gradient(grad, size, shape):
    grad_x = np.zeros(shape)
    height, width = grad.shape[0] * size, grad.shape[1] * size
    grad_x[:height, :width] = enlarge(grad, size) / size**2
    return grad_x


def enlarge(grad: np.ndarray, size: int) -> np.ndarray:
    """Each number size by size times: (Ho, Wo, C) to (Ho * size, Wo * size, C)."""
    return grad.repeat(size, axis=0).repeat(size, axis=1)


def _times(factor: Any) -> Any:
    """The way back, times a factor that depends on the size."""
    return lambda grad, size, shape: average_pool_gradient(grad, size, shape) * factor(size)


def _without_edge(grad, size, shape):
    return enlarge(grad, size) / size**2


def _filled_edge(grad, size, shape):
    share = _without_edge(grad, size, shape)
    missing = [(0, shape[0] - share.shape[0]), (0, shape[1] - share.shape[1]), (0, 0)]
    return np.pad(share, missing, mode="edge")


def _corner(share: Any) -> Any:
    """One pixel of each window, the one at its top left, gets something."""

    def gradient(grad, size, shape):
        grad_x = np.zeros(shape)
        height, width = grad.shape[0] * size, grad.shape[1] * size
        grad_x[:height:size, :width:size] = grad * share(size)
        return grad_x

    return gradient


def _tiled(grad, size, shape):
    grad_x = np.zeros(shape)
    height, width = grad.shape[0] * size, grad.shape[1] * size
    grad_x[:height, :width] = np.tile(grad, (size, size, 1)) / size**2
    return grad_x


def _in_all_channels(reduce: Any) -> Any:
    """One number for the channels of a place, in all of them."""

    def gradient(grad, size, shape):
        alike = reduce(grad)[:, :, None].repeat(grad.shape[2], axis=2)
        return average_pool_gradient(alike, size, shape)

    return gradient


def _overlapping(add: bool) -> Any:
    def gradient(grad, size, shape):
        grad_x = np.zeros(shape)
        for row, col, c in np.ndindex(grad.shape):
            place = np.s_[row : row + size, col : col + size, c]
            grad_x[place] = grad_x[place] * add + grad[row, col, c] / size**2
        return grad_x

    return gradient


def _without_last(grad, size, shape):
    grad_x = average_pool_gradient(grad, size, shape)
    grad_x[size - 1 :: size] = 0
    grad_x[:, size - 1 :: size] = 0
    return grad_x


def _over_the_image(grad, size, shape):
    return average_pool_gradient(grad, size, shape) * size**2 / (shape[0] * shape[1])


def _one_mean(grad, size, shape):
    return np.full(shape, grad.mean() / size**2)


def _loops(grad, size, shape):
    grad_x = np.zeros(shape)
    height, width, channels = grad.shape
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                for i in range(size):
                    for j in range(size):
                        grad_x[row * size + i, col * size + j, c] += grad[row, col, c] / size**2
    return grad_x


def _slices(grad, size, shape):
    grad_x = np.zeros(shape)
    for row, col, c in np.ndindex(grad.shape):
        top, left = row * size, col * size
        share = grad[row, col, c] / size**2
        grad_x[top : top + size, left : left + size, c] = share
    return grad_x


EXERCISE = Exercise(
    prompt="Send each window's slope back through its mean, to an input of the given shape.",
    solution=average_pool_gradient,
    cases=[
        (np.array([[[4.0], [-8.0]]]), 2, (2, 4, 1)),
        (np.array([[[8.0]], [[12.0]]]), 2, (4, 3, 1)),
        (np.array([[[5.0, -3.0]]]), 1, (1, 1, 2)),
        (distinct_numbers(2, 2, 1, seed=1, shift=10) * 4, 2, (4, 4, 1)),
        (distinct_numbers(2, 3, 2, seed=2) * 4, 2, (4, 6, 2)),
        (distinct_numbers(2, 3, 2, seed=3) * 4, 2, (5, 7, 2)),
        (distinct_numbers(2, 1, 3, seed=4) * 9, 3, (8, 4, 3)),
        (distinct_numbers(3, 2, 2, seed=5), 1, (3, 2, 2)),
    ],
    styles=[_loops, _slices],
    fresh=lambda rng: [
        (rng.normal(size=(3, 2, 2)), 2, (7, 5, 2)),
        (rng.normal(size=(2, 2, 3)), 3, (6, 8, 3)),
    ],
    mistakes=[
        Mistake(
            "whole-slope-to-all",
            "Every pixel got the whole slope of its window. Nudge one pixel by 0.01: by how much "
            "does the mean of its window move?",
            _times(lambda size: size**2),
        ),
        Mistake(
            "divides-by-size",
            "You divided by size. How many pixels share a window of size by size?",
            _times(lambda size: size),
        ),
        Mistake(
            "divides-twice",
            "Your shares of a window do not add up to its slope: they were divided twice.",
            _times(lambda size: 1 / size**2),
        ),
        Mistake(
            "drops-the-edge",
            "Your gradient is smaller than the input. Pixels that are in no window have a slope, "
            "too: what does the output do when one of them moves?",
            _without_edge,
        ),
        Mistake(
            "fills-the-edge",
            "Pixels at the ragged edge got a slope. They are in no window: nudge one, and see "
            "whether any output moves.",
            _filled_edge,
        ),
        Mistake(
            "corner-only",
            "One pixel of each window got something, the others nothing. Which pixels of the "
            "window move its mean?",
            _corner(lambda size: 1 / size**2),
            _corner(lambda size: 1),
        ),
        Mistake(
            "tiles",
            "You laid copies of the whole grid side by side. The pixels of one window "
            "belong to one slope, and stand together.",
            _tiled,
        ),
        Mistake(
            "mixes-channels",
            "All channels got the same slopes. Each was pooled by itself: where do its slopes "
            "belong?",
            _in_all_channels(lambda grad: grad.mean(axis=2)),
            _in_all_channels(lambda grad: grad.sum(axis=2)),
            _in_all_channels(lambda grad: grad[:, :, -1]),
            _in_all_channels(lambda grad: grad[:, :, 0]),
        ),
        Mistake(
            "divides-by-four",
            "You divided by 4, whatever `size` is. How many pixels share a window of size by size?",
            _times(lambda size: size**2 / 4),
        ),
        Mistake(
            "multiplies",
            "Your shares are larger than the slope itself. The pixels of a window share it: what "
            "must their slopes add up to?",
            _times(lambda size: size**4),
            _times(lambda size: size**3),
        ),
        Mistake(
            "windows-overlap",
            "Your windows overlap: each begins one pixel after the one before it. They lie side by "
            "side.",
            _overlapping(add=False),
            _overlapping(add=True),
        ),
        Mistake(
            "misses-the-end-of-windows",
            "The last row and the last column of each window got nothing. A slice ends before its "
            "second number.",
            _without_last,
        ),
        Mistake(
            "divides-by-the-image",
            "You divided by the number of pixels in the whole image. Each slope belongs to one "
            "window.",
            _over_the_image,
        ),
        Mistake(
            "one-slope-for-all",
            "You gave every pixel the same, a share of the mean of all slopes. Each window has a "
            "slope of its own.",
            _one_mean,
        ),
    ],
)
