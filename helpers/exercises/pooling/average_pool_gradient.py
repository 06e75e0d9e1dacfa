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


def _over_channels(grad, size, shape):
    mean = grad.mean(axis=2, keepdims=True).repeat(grad.shape[2], axis=2)
    return average_pool_gradient(mean, size, shape)


EXERCISE = Exercise(
    prompt="Send each window's slope back through its mean, to an input of the given shape.",
    solution=average_pool_gradient,
    cases=[
        (distinct_numbers(2, 2, 1, seed=1, shift=10) * 4, 2, (4, 4, 1)),
        (distinct_numbers(2, 3, 2, seed=2) * 4, 2, (4, 6, 2)),
        (distinct_numbers(2, 3, 2, seed=3) * 4, 2, (5, 7, 2)),
        (distinct_numbers(2, 1, 3, seed=4) * 9, 3, (8, 4, 3)),
        (distinct_numbers(3, 2, 2, seed=5), 1, (3, 2, 2)),
    ],
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
            "You laid copies of the whole grid side by side. The four pixels of one window "
            "belong to one slope, and stand together.",
            _tiled,
        ),
        Mistake(
            "mixes-channels",
            "You mixed the channels. Each was pooled by itself: where do its slopes belong?",
            _over_channels,
        ),
    ],
)
