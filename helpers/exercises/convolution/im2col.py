"""Every window as one row of a matrix."""

from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import numbers


def _windows(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """All windows of an image (H, W, ...): (Ho, Wo, ..., height, width)."""
    return np.lib.stride_tricks.sliding_window_view(image, (height, width), axis=(0, 1))


def im2col(image, kernel_size):
    windows = _windows(image, kernel_size, kernel_size)  # (Ho, Wo, C, k, k)
    ordered = windows.transpose(0, 1, 3, 4, 2)  # (Ho, Wo, k, k, C)
    return ordered.reshape(-1, kernel_size * kernel_size * image.shape[2])


def _im2col_in_order(*axes: int) -> Any:
    """im2col with the axes (Ho, Wo, C, k, k) of the windows in another order."""

    def im2col_otherwise(image, kernel_size):
        windows = _windows(image, kernel_size, kernel_size)
        return windows.transpose(*axes).reshape(-1, kernel_size * kernel_size * image.shape[2])

    return im2col_otherwise


EXERCISE = Exercise(
    prompt="Write every window of the image as one row of a matrix.",
    solution=im2col,
    cases=[
        (np.arange(12.0).reshape(3, 4, 1), 2),
        (np.arange(24.0).reshape(3, 4, 2), 2),
        (numbers(4, 3, 2, seed=1), 2),
        (numbers(5, 4, 3, seed=2), 3),
        (numbers(4, 6, 2, seed=3), 3),
        (numbers(5, 5, 3, seed=4), 2),
        (numbers(3, 2, 4, seed=5), 1),
        (numbers(3, 3, 2, seed=6), 3),
        (numbers(4, 4, 1, seed=7), 2),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 3)), 2), (rng.normal(size=(5, 7, 2)), 3)],
    mistakes=[
        Mistake(
            "channel-first-order",
            "Each row of yours holds all pixels of channel 0, then all of channel 1. In the order "
            "(row, column, channel) the channels of one pixel stand side by side.",
            _im2col_in_order(0, 1, 2, 3, 4),
        ),
        Mistake(
            "transposed",
            "Your windows stand upright: one in each column. Here every window is a row, so that "
            "the product is columns @ kernel.",
            lambda image, kernel_size: im2col(image, kernel_size).T,
        ),
        Mistake(
            "column-major-windows",
            "Your windows go down the first column of positions before the second. Walk the image "
            "as you read a page: along the first row, then the next.",
            _im2col_in_order(1, 0, 3, 4, 2),
        ),
        Mistake(
            "column-before-row",
            "Inside each window you go down the columns first. Flatten a window as you read a "
            "page: its first row, then its second.",
            _im2col_in_order(0, 1, 4, 3, 2),
        ),
        Mistake(
            "not-flattened",
            "Your windows are in place, but not yet flattened: the result has two axes, windows "
            "and the numbers of a window.",
            lambda image, kernel_size: _windows(image, kernel_size, kernel_size).transpose(
                0, 1, 3, 4, 2
            ),
            lambda image, kernel_size: (
                _windows(image, kernel_size, kernel_size)
                .transpose(0, 1, 3, 4, 2)
                .reshape(-1, kernel_size, kernel_size, image.shape[2])
            ),
        ),
        Mistake(
            "windows-side-by-side",
            "Your windows lie side by side. They overlap: the next one starts one pixel further.",
            lambda image, kernel_size: (
                _windows(image, kernel_size, kernel_size)[::kernel_size, ::kernel_size]
                .transpose(0, 1, 3, 4, 2)
                .reshape(-1, kernel_size * kernel_size * image.shape[2])
            ),
        ),
    ],
)
