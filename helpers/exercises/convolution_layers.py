"""The exercises of chapter 2, continued: several channels and filters, im2col, parameters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.exercise import Exercise, Mistake

FLIP_HINT = (
    "Your kernel is turned by 180 degrees before the products. A mathematician's convolution does "
    "that; the convolution of neural networks does not: the top-left number of the kernel meets "
    "the top-left pixel of the window."
)


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return whole_numbers(*shape, seed=seed, low=-4, high=10)


def _windows(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """All windows of an image (H, W, ...): (Ho, Wo, ..., height, width)."""
    return np.lib.stride_tricks.sliding_window_view(image, (height, width), axis=(0, 1))


# --- conv2d ----------------------------------------------------------------------------------


def conv2d(image, kernel, bias):
    height, width, _, filters = kernel.shape
    out = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1, filters))
    for row in range(out.shape[0]):
        for col in range(out.shape[1]):
            window = image[row : row + height, col : col + width]  # (kh, kw, C)
            for f in range(filters):
                out[row, col, f] = (window * kernel[:, :, :, f]).sum() + bias[f]
    return out


_CONV2D_CASES = [
    (_numbers(3, 4, 2, seed=1), _numbers(2, 2, 2, 1, seed=2), np.array([10.0])),
    (_numbers(4, 4, 3, seed=3), _numbers(3, 3, 3, 2, seed=4), np.array([5.0, -20.0])),
    (_numbers(5, 6, 2, seed=5), _numbers(2, 3, 2, 4, seed=6), np.array([1.0, 20.0, -30.0, 4.0])),
    (_numbers(6, 5, 4, seed=7), _numbers(3, 2, 4, 3, seed=8), np.array([7.0, 0.0, -9.0])),
    (_numbers(4, 5, 1, seed=9), _numbers(2, 2, 1, 3, seed=10), np.array([3.0, 6.0, -2.0])),
    (_numbers(3, 3, 5, seed=11), _numbers(1, 1, 5, 2, seed=12), np.array([-8.0, 2.0])),
    (_numbers(4, 3, 3, seed=13), _numbers(4, 3, 3, 3, seed=14), np.array([11.0, 12.0, -13.0])),
]


CONV2D = Exercise(
    name="conv2d",
    chapter=2,
    prompt="Apply every filter to an image of several channels, and add each filter's bias.",
    solution=conv2d,
    cases=_CONV2D_CASES,
    fresh=lambda rng: [
        (rng.normal(size=(6, 7, 3)), rng.normal(size=(3, 2, 3, 4)), rng.normal(size=4) + 3),
    ],
    mistakes=[
        Mistake(
            "forgets-bias",
            lambda image, kernel, bias: conv2d(image, kernel, 0 * bias),
            "Every number of a map is off by the same amount. Each filter has one number more than "
            "its kernel, which is added to all its responses.",
        ),
        Mistake(
            "first-channel-only",
            lambda image, kernel, bias: conv2d(image[:, :, :1], kernel[:, :, :1], bias),
            "Only the first channel counts in your answer. A filter has one slice for each channel "
            "of the image, and looks through all of them at once.",
        ),
        Mistake(
            "averages-channels",
            lambda image, kernel, bias: conv2d(image, kernel, 0 * bias) / kernel.shape[2] + bias,
            "You averaged over the channels. Each channel's response is added to the others'; "
            "nothing is divided by their number.",
            also=(lambda image, kernel, bias: conv2d(image, kernel, bias) / kernel.shape[2],),
        ),
        Mistake(
            "flipped-kernel",
            lambda image, kernel, bias: conv2d(image, kernel[::-1, ::-1], bias),
            FLIP_HINT,
            also=(lambda image, kernel, bias: conv2d(image, kernel[::-1, ::-1, ::-1], bias),),
        ),
        Mistake(
            "bias-per-input-channel",
            lambda image, kernel, bias: conv2d(image, kernel, kernel.shape[2] * bias),
            "Your bias was added once for every channel of the image. A filter has one bias, added "
            "once to the sum over all channels.",
        ),
        Mistake(
            "bias-per-kernel-cell",
            lambda image, kernel, bias: conv2d(image, kernel, math.prod(kernel.shape[:3]) * bias),
            "Your bias was added with every product. It is added once, when the sum of products is "
            "complete.",
            also=(
                lambda image, kernel, bias: conv2d(
                    image, kernel, math.prod(kernel.shape[:2]) * bias
                ),
            ),
        ),
        Mistake(
            "one-bias-for-all",
            lambda image, kernel, bias: conv2d(image, kernel, np.full_like(bias, bias[0])),
            "All your maps have the bias of the first filter. Each filter has its own.",
        ),
        Mistake(
            "keeps-channels-apart",
            lambda image, kernel, bias: np.stack(
                [
                    conv2d(image[:, :, c : c + 1], kernel[:, :, c : c + 1], bias)
                    for c in range(image.shape[2])
                ],
                axis=2,
            ),
            "You have one map for each channel and filter. A filter makes a single map: the "
            "responses of its channels are added.",
        ),
    ],
)


# --- im2col ----------------------------------------------------------------------------------


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


IM2COL = Exercise(
    name="im2col",
    chapter=2,
    prompt="Write every window of the image as one row of a matrix.",
    solution=im2col,
    cases=[
        (np.arange(12.0).reshape(3, 4, 1), 2),
        (np.arange(24.0).reshape(3, 4, 2), 2),
        (_numbers(4, 3, 2, seed=1), 2),
        (_numbers(5, 4, 3, seed=2), 3),
        (_numbers(4, 6, 2, seed=3), 3),
        (_numbers(5, 5, 3, seed=4), 2),
        (_numbers(3, 2, 4, seed=5), 1),
        (_numbers(3, 3, 2, seed=6), 3),
        (_numbers(4, 4, 1, seed=7), 2),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 3)), 2), (rng.normal(size=(5, 7, 2)), 3)],
    mistakes=[
        Mistake(
            "channel-first-order",
            _im2col_in_order(0, 1, 2, 3, 4),
            "Each row of yours holds all pixels of channel 0, then all of channel 1. In the order "
            "(row, column, channel) the channels of one pixel stand side by side.",
        ),
        Mistake(
            "transposed",
            lambda image, kernel_size: im2col(image, kernel_size).T,
            "Your windows stand upright: one in each column. Here every window is a row, so that "
            "the product is columns @ kernel.",
        ),
        Mistake(
            "column-major-windows",
            _im2col_in_order(1, 0, 3, 4, 2),
            "Your windows go down the first column of positions before the second. Walk the image "
            "as you read a page: along the first row, then the next.",
        ),
        Mistake(
            "column-before-row",
            _im2col_in_order(0, 1, 4, 3, 2),
            "Inside each window you go down the columns first. Flatten a window as you read a "
            "page: its first row, then its second.",
        ),
        Mistake(
            "not-flattened",
            lambda image, kernel_size: _windows(image, kernel_size, kernel_size).transpose(
                0, 1, 3, 4, 2
            ),
            "Your windows are in place, but not yet flattened: the result has two axes, windows "
            "and the numbers of a window.",
            also=(
                lambda image, kernel_size: (
                    _windows(image, kernel_size, kernel_size)
                    .transpose(0, 1, 3, 4, 2)
                    .reshape(-1, kernel_size, kernel_size, image.shape[2])
                ),
            ),
        ),
        Mistake(
            "windows-side-by-side",
            lambda image, kernel_size: (
                _windows(image, kernel_size, kernel_size)[::kernel_size, ::kernel_size]
                .transpose(0, 1, 3, 4, 2)
                .reshape(-1, kernel_size * kernel_size * image.shape[2])
            ),
            "Your windows lie side by side. They overlap: the next one starts one pixel further.",
        ),
    ],
)


# --- conv2d_parameters -----------------------------------------------------------------------


def conv2d_parameters(kernel_size, in_channels, filters):
    return (kernel_size * kernel_size * in_channels + 1) * filters


CONV2D_PARAMETERS = Exercise(
    name="conv2d_parameters",
    chapter=2,
    prompt="Return how many numbers a Conv2D layer learns, biases included, as an int.",
    solution=conv2d_parameters,
    cases=[(3, 3, 8), (5, 4, 16), (3, 1, 8), (1, 6, 10), (7, 3, 64), (2, 5, 1)],
    fresh=lambda rng: [tuple(int(n) for n in rng.integers(2, 12, size=3)) for _ in range(3)],
    mistakes=[
        Mistake(
            "forgets-bias",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels * filters,
            "You counted the kernels. Each filter has one number more, that is added to its "
            "responses.",
        ),
        Mistake(
            "forgets-in-channels",
            lambda kernel_size, in_channels, filters: (kernel_size**2 + 1) * filters,
            "Your filters are flat. A filter is as deep as the image: it has a slice of k by k "
            "numbers for every channel.",
        ),
        Mistake(
            "bias-per-input-channel",
            lambda kernel_size, in_channels, filters: (kernel_size**2 + 1) * in_channels * filters,
            "You gave every slice of a filter a bias of its own. The channels are added up first, "
            "and one bias is added to the sum.",
            also=(
                lambda kernel_size, in_channels, filters: (
                    kernel_size**2 * in_channels * filters + in_channels
                ),
            ),
        ),
        Mistake(
            "one-bias-in-all",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels * filters + 1,
            "You counted one bias for the whole layer. Every filter has its own.",
        ),
        Mistake(
            "kernel-is-a-line",
            lambda kernel_size, in_channels, filters: (kernel_size * in_channels + 1) * filters,
            "Your kernel is one pixel high. A kernel of size k is k rows of k numbers.",
        ),
        Mistake(
            "forgets-filters",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels + 1,
            "You counted one filter. The layer has `filters` of them, each with its own numbers.",
        ),
    ],
)
