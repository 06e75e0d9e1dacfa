"""The exercises of chapter 2, convolution.

Convolution here is what the field's libraries compute: cross-correlation, no flip.
Each exercise stands with its solution, its known mistakes and its cases in one place.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from helpers.exercises.exercise import Complaint, Exercise, Mistake

_FLIP_HINT = (
    "Your kernel is turned by 180 degrees before the products. A mathematician's convolution does "
    "that; the convolution of neural networks does not: the top-left number of the kernel meets "
    "the top-left pixel of the window."
)


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """Small whole numbers as floats, easy to follow by eye, and without symmetry."""
    return np.random.default_rng(seed).integers(-4, 10, size=shape).astype(float)


def _windows(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """All windows of an image (H, W, ...): (Ho, Wo, ..., height, width)."""
    return np.lib.stride_tricks.sliding_window_view(image, (height, width), axis=(0, 1))


# --- output_size -------------------------------------------------------------------------------


def output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


OUTPUT_SIZE = Exercise(
    name="output_size",
    chapter=2,
    prompt="Return how many positions a kernel has along one axis of an image, as an int.",
    solution=output_size,
    cases=[
        (5, 3),
        (7, 3, 2),
        (8, 3, 2),
        (5, 3, 1, 1),
        (28, 5, 1, 2),
        (28, 3, 2, 1),
        (10, 4, 3, 1),
        (11, 4, 3, 2),
        (32, 7, 4, 3),
        (6, 6),
        (9, 1, 4),
        (4, 2, 2),
    ],
    fresh=lambda rng: [
        (int(size), int(kernel), int(stride), int(padding))
        for size, kernel, stride, padding in rng.integers([20, 1, 1, 0], [60, 9, 6, 5], size=(8, 4))
    ],
    mistakes=[
        Mistake(
            "forgets-plus-one",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) // stride,
            "You counted the steps of the kernel, not its positions. Before its first step the "
            "kernel already stands somewhere: count the posts of a fence, not the gaps.",
        ),
        Mistake(
            "rounds-up",
            lambda size, kernel, stride=1, padding=0: (
                -(-(size + 2 * padding - kernel) // stride) + 1
            ),
            "Where the stride does not divide the way evenly, you rounded up. The last step would "
            "carry the kernel over the edge of the image: a position counts only if it fits whole.",
        ),
        Mistake(
            "pads-one-side",
            lambda size, kernel, stride=1, padding=0: (size + padding - kernel) // stride + 1,
            "You counted the padding on one side. Here `padding` is the number of zeros on each "
            "side of the image: how much longer does the axis become?",
        ),
        Mistake(
            "ignores-padding",
            lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 1,
            "The padding makes no difference in your answer. It makes the image longer before the "
            "kernel is laid on it.",
        ),
        Mistake(
            "ignores-stride",
            lambda size, kernel, stride=1, padding=0: size + 2 * padding - kernel + 1,
            "The stride makes no difference in your answer. With stride 2 the kernel stops at "
            "every second position only.",
        ),
        Mistake(
            "adds-one-before-dividing",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + 1) // stride,
            "You added 1 before you divided by the stride. The first position is there whatever "
            "the stride is: only the steps are divided.",
        ),
        Mistake(
            "does-not-round",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) / stride + 1,
            "Your division leaves a fraction. There is no half position: a kernel that does not "
            "fit whole does not count, and the answer is an int.",
        ),
    ],
)


# --- window_response ---------------------------------------------------------------------------


def window_response(image, kernel, row, col):
    height, width = kernel.shape
    return float((image[row : row + height, col : col + width] * kernel).sum())


def _at_center(image, kernel, row, col):
    height, width = kernel.shape
    return window_response(image, kernel, row - height // 2, col - width // 2)


def _at_center_before(image, kernel, row, col):
    height, width = kernel.shape
    return window_response(image, kernel, row - (height - 1) // 2, col - (width - 1) // 2)


def _at_center_padded(image, kernel, row, col):
    height, width = kernel.shape
    padded = np.pad(image, ((height // 2, height), (width // 2, width)))
    return window_response(padded, kernel, row, col)


WINDOW_RESPONSE = Exercise(
    name="window_response",
    chapter=2,
    prompt="Return the sum of products of the kernel and the window that starts at (row, col).",
    solution=window_response,
    cases=[
        (_numbers(4, 5, seed=1), np.array([[1.0, 2.0], [3.0, -1.0]]), 1, 2),
        (
            _numbers(5, 5, seed=2),
            np.array([[0.0, 1.0, 0.0], [2.0, -3.0, 1.0], [0.0, 4.0, 1.0]]),
            2,
            1,
        ),
        (_numbers(4, 6, seed=3), np.array([[1.0, -2.0, 5.0], [3.0, 1.0, 2.0]]), 2, 1),
        (_numbers(7, 6, seed=4), _numbers(3, 2, seed=5), 3, 4),
        (_numbers(8, 9, seed=6), _numbers(3, 3, seed=7), 4, 2),
        (_numbers(9, 8, seed=8), _numbers(4, 4, seed=9), 2, 3),
        (_numbers(6, 6, seed=10), _numbers(3, 3, seed=11), 0, 2),
        (_numbers(5, 7, seed=12), _numbers(2, 3, seed=13), 0, 0),
        (_numbers(4, 4, seed=14), _numbers(1, 1, seed=15) + 20, 3, 1),
        (_numbers(5, 4, seed=16), _numbers(5, 4, seed=17), 0, 0),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(9, 11)), rng.normal(size=(3, 3)), 4, 3),
        (rng.normal(size=(8, 6)), rng.normal(size=(2, 3)), 5, 2),
    ],
    mistakes=[
        Mistake(
            "flipped-kernel",
            lambda image, kernel, row, col: window_response(image, kernel[::-1, ::-1], row, col),
            _FLIP_HINT,
        ),
        Mistake(
            "mean-not-sum",
            lambda image, kernel, row, col: window_response(image, kernel, row, col) / kernel.size,
            "You averaged the products. The response is how much of the pattern is there in all: "
            "nothing is divided by the number of pixels.",
        ),
        Mistake(
            "swaps-row-and-column",
            lambda image, kernel, row, col: window_response(image, kernel, col, row),
            "You went down by `col` and to the right by `row`. The first axis of an image counts "
            "rows, from the top down; the second counts columns.",
        ),
        Mistake(
            "centred-window",
            _at_center,
            "Your window has (row, col) in its middle. Here (row, col) is the window's top-left "
            "pixel: the window goes down and to the right from there.",
            also=(_at_center_before, _at_center_padded),
        ),
        Mistake(
            "forgets-the-sum",
            lambda image, kernel, row, col: (
                image[row : row + kernel.shape[0], col : col + kernel.shape[1]] * kernel
            ),
            "You returned all the products. The response is one number: what do you get when you "
            "put them together?",
        ),
        Mistake(
            "ignores-position",
            lambda image, kernel, row, col: window_response(image, kernel, 0, 0),
            "Your window stays in the corner of the image, whatever row and col say.",
        ),
        Mistake(
            "sums-without-kernel",
            lambda image, kernel, row, col: window_response(image, np.ones_like(kernel), row, col),
            "You added up the window's pixels. Each pixel is first multiplied by the number of the "
            "kernel that lies on it.",
        ),
        Mistake(
            "off-by-one",
            lambda image, kernel, row, col: window_response(image, kernel, row - 1, col - 1),
            "Your window starts one pixel too far up and to the left. Python counts from 0, and so "
            "do row and col.",
        ),
    ],
)


# --- convolve2d --------------------------------------------------------------------------------


def convolve2d(image, kernel):
    height, width = kernel.shape
    out = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for row in range(out.shape[0]):
        for col in range(out.shape[1]):
            out[row, col] = (image[row : row + height, col : col + width] * kernel).sum()
    return out


def _same_padding(before: Any, after: Any) -> Any:
    def convolve2d_same(image, kernel):
        widths = [(before(size), after(size)) for size in kernel.shape]
        return convolve2d(np.pad(image, widths), kernel)

    return convolve2d_same


def _last_row_and_column_zero(image, kernel):
    out = convolve2d(image, kernel)
    out[-1, :] = 0
    out[:, -1] = 0
    return out


CONVOLVE2D = Exercise(
    name="convolve2d",
    chapter=2,
    prompt="Lay the kernel on every window of the image, and return the array of all responses.",
    solution=convolve2d,
    cases=[
        (_numbers(3, 4, seed=1), np.array([[1.0, 2.0], [0.0, -1.0]])),
        (_numbers(4, 4, seed=2), np.array([[1.0, 0.0], [2.0, 3.0]])),
        (_numbers(4, 6, seed=3), np.array([[1.0, -2.0, 0.0], [3.0, 1.0, 2.0]])),
        (_numbers(6, 5, seed=4), _numbers(3, 3, seed=5)),
        (_numbers(5, 5, seed=6), _numbers(3, 3, seed=7)),
        (_numbers(7, 4, seed=8), _numbers(3, 2, seed=9)),
        (_numbers(7, 7, seed=10), _numbers(4, 4, seed=11)),
        (_numbers(3, 5, seed=12), np.array([[2.0]])),
        (_numbers(4, 3, seed=13), _numbers(4, 3, seed=14)),
        (_numbers(1, 6, seed=15), np.array([[1.0, 3.0, -1.0]])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(9, 7)), rng.normal(size=(3, 4))),
        (rng.normal(size=(8, 8)), rng.normal(size=(3, 3))),
    ],
    mistakes=[
        Mistake(
            "flipped-kernel",
            lambda image, kernel: convolve2d(image, kernel[::-1, ::-1]),
            _FLIP_HINT,
        ),
        Mistake(
            "same-padding",
            _same_padding(lambda size: (size - 1) // 2, lambda size: size // 2),
            "Your kernel also stands where it hangs over the edge, on zeros that are not in the "
            "image. Only windows that lie whole inside the image count here, so the result is "
            "smaller than the image.",
            also=(
                _same_padding(lambda size: size // 2, lambda size: (size - 1) // 2),
                _same_padding(lambda size: size // 2, lambda size: size // 2),
            ),
        ),
        Mistake(
            "swaps-row-and-column",
            lambda image, kernel: convolve2d(image, kernel).T,
            "Your result is the right one, mirrored at its diagonal. Rows come first, for the "
            "image, for the kernel and for the result: [row, col].",
        ),
        Mistake(
            "off-by-one",
            lambda image, kernel: convolve2d(image, kernel)[:-1, :-1],
            "Your last row and your last column are missing. On an image 5 wide, a kernel 3 wide "
            "can start at columns 0, 1 and 2: how many is that?",
            also=(_last_row_and_column_zero,),
        ),
        Mistake(
            "full-padding",
            _same_padding(lambda size: size - 1, lambda size: size - 1),
            "Your result is larger than the image: the kernel stands wherever one of its corners "
            "touches the image. Only windows that lie whole inside the image count here.",
        ),
        Mistake(
            "mean-not-sum",
            lambda image, kernel: convolve2d(image, kernel) / kernel.size,
            "You averaged the products of each window. A response is their sum.",
        ),
        Mistake(
            "stride-of-kernel",
            lambda image, kernel: convolve2d(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]],
            "Your windows lie side by side. The kernel moves by one pixel at a time, so windows "
            "overlap.",
        ),
    ],
)


# --- vertical_edge_filter ----------------------------------------------------------------------


def vertical_edge_filter():
    return np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])


_STEP = np.repeat([[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]], 6, axis=0)  # dark left, bright right
_FLAT = np.ones((6, 6))


def _finds_vertical_edges(kernel: np.ndarray) -> bool:
    """Whether a kernel keeps the promise of the exercise, on its own scale."""
    kernel = kernel / abs(kernel).max()
    step = convolve2d(_STEP, kernel)
    blind = (
        abs(convolve2d(_STEP.T, kernel)).max() < 1e-5
        and abs(convolve2d(_FLAT, kernel)).max() < 1e-5
    )
    return bool(blind and step.min() > -1e-5 and step.max() > 1e-5)


def _judge_edge_filter(cases: list[tuple[Any, ...]], values: list[Any]) -> Complaint | None:
    kernel = values[0]
    if kernel.shape != (3, 3):
        return Complaint(
            None, f"  expected an array of shape (3, 3)\n  returned shape {kernel.shape}"
        )
    if not np.isfinite(kernel).all():
        return Complaint(
            None, "Every number of the kernel must be finite; yours has NaN or infinity."
        )
    kernel = kernel.astype(float)
    if not kernel.any():
        return Complaint(None, "A kernel of zeros answers 0 everywhere, on edges too.")
    flat = convolve2d(_FLAT, kernel)[0, 0]
    if abs(flat) > 1e-5 * abs(kernel).max():
        seen = f"  on an image that is 1 everywhere\n  expected 0\n  answered {flat:.4g}"
        return Complaint("responds-to-flat", seen)
    if _finds_vertical_edges(kernel):
        return None
    step = convolve2d(_STEP, kernel)[0]
    answers = ", ".join(f"{number + 0.0:.4g}" for number in step)
    seen = f"  on a step from dark (left) to bright (right), along one row\n  answered {answers}"
    if _finds_vertical_edges(-kernel):
        return Complaint("reversed", seen)
    if _finds_vertical_edges(kernel.T) or _finds_vertical_edges(-kernel.T):
        return Complaint("horizontal", seen)
    if abs(convolve2d(_STEP.T, kernel)).max() > 1e-5 * abs(kernel).max():
        return Complaint(
            None,
            "Your filter also answers to a horizontal edge, dark above and bright below. Along a "
            "row of the kernel, what must the numbers add up to for that answer to be 0?",
        )
    return Complaint(
        None,
        "Your filter answers below 0 somewhere on the step. Each answer must be 0 or more, and "
        f"one of them more than 0.\n{seen}",
    )


VERTICAL_EDGE_FILTER = Exercise(
    name="vertical_edge_filter",
    chapter=2,
    prompt="Return a (3, 3) kernel that answers to vertical edges alone: dark left, bright right.",
    solution=vertical_edge_filter,
    cases=[()],
    judge=_judge_edge_filter,
    mistakes=[
        Mistake(
            "horizontal",
            lambda: vertical_edge_filter().T,
            "Your filter finds horizontal edges. A vertical edge runs from top to bottom: the "
            "brightness changes from left to right, so the kernel must too.",
        ),
        Mistake(
            "reversed",
            lambda: -vertical_edge_filter(),
            "Your filter finds the opposite edge: bright left, dark right. On which side of the "
            "kernel must the bright pixels count in favor?",
        ),
        Mistake(
            "responds-to-flat",
            lambda: np.array([[-1.0, 0.0, 2.0]] * 3),
            "Your filter answers where there is no edge at all. On a flat area every pixel is the "
            "same: what must the nine numbers add up to for the answer to be 0?",
        ),
    ],
)


# --- conv2d ------------------------------------------------------------------------------------


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
            _FLIP_HINT,
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


# --- im2col ------------------------------------------------------------------------------------


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


# --- conv2d_parameters -------------------------------------------------------------------------


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


# --- conv2d_kernel_gradient --------------------------------------------------------------------


def conv2d_kernel_gradient(image, grad, kernel_size):
    height, width, filters = grad.shape
    grad_kernel = np.zeros((kernel_size, kernel_size, image.shape[2], filters))
    for row in range(height):
        for col in range(width):
            window = image[row : row + kernel_size, col : col + kernel_size]  # (k, k, C)
            grad_kernel += window[..., None] * grad[row, col]  # (k, k, C, F)
    return grad_kernel


def _kernel_gradient_first_channel(image, grad, kernel_size):
    grad_kernel = conv2d_kernel_gradient(image, grad, kernel_size)
    grad_kernel[:, :, 1:] = 0
    return grad_kernel


def _kernel_gradient_last_position(image, grad, kernel_size):
    window = image[grad.shape[0] - 1 :, grad.shape[1] - 1 :]
    return window[:kernel_size, :kernel_size, :, None] * grad[-1, -1]


CONV2D_KERNEL_GRADIENT = Exercise(
    name="conv2d_kernel_gradient",
    chapter=2,
    prompt="Return the gradient of the loss by every number of the kernel.",
    solution=conv2d_kernel_gradient,
    cases=[
        (_numbers(3, 4, 1, seed=1), _numbers(2, 3, 1, seed=2), 2),
        (_numbers(3, 4, 2, seed=3), _numbers(2, 3, 3, seed=4), 2),
        (_numbers(5, 4, 3, seed=5), _numbers(3, 2, 2, seed=6), 3),
        (_numbers(5, 5, 2, seed=7), _numbers(3, 3, 2, seed=8), 3),
        (_numbers(4, 6, 3, seed=9), _numbers(4, 6, 4, seed=10), 1),
        (_numbers(3, 3, 2, seed=11), _numbers(1, 1, 2, seed=12), 3),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 3)), rng.normal(size=(5, 4, 2)), 2)],
    mistakes=[
        Mistake(
            "averages-positions",
            lambda image, grad, kernel_size: (
                conv2d_kernel_gradient(image, grad, kernel_size) / (grad.shape[0] * grad.shape[1])
            ),
            "You averaged over the positions. A number of the kernel is used at every position, "
            "and each use adds its share to the gradient; nothing is divided.",
        ),
        Mistake(
            "flipped-kernel",
            lambda image, grad, kernel_size: conv2d_kernel_gradient(image, grad, kernel_size)[
                ::-1, ::-1
            ],
            "Your gradient is turned by 180 degrees. The kernel's top-left number met the top-left "
            "pixel of each window on the way forward, and does so on the way back.",
        ),
        Mistake(
            "first-channel-only",
            _kernel_gradient_first_channel,
            "Only the first channel of your gradient is filled. Each channel of the image has its "
            "own slice of the kernel, and its own slice of the gradient.",
        ),
        Mistake(
            "overwrites-instead-of-adding",
            _kernel_gradient_last_position,
            "Only the last position is left in your gradient. Every position adds its share to "
            "what is there already.",
        ),
        Mistake(
            "swaps-channels-and-filters",
            lambda image, grad, kernel_size: conv2d_kernel_gradient(
                image, grad, kernel_size
            ).transpose(0, 1, 3, 2),
            "Your last two axes are swapped. The kernel has the axes (k, k, channels in, filters), "
            "and its gradient has the same.",
        ),
        Mistake(
            "forgets-grad",
            lambda image, grad, kernel_size: conv2d_kernel_gradient(
                image, np.ones_like(grad), kernel_size
            ),
            "Your answer does not depend on `grad`. Each window counts by how much the loss feels "
            "the output that it made.",
        ),
    ],
)


# --- conv2d_input_gradient ---------------------------------------------------------------------


def conv2d_input_gradient(grad, kernel):
    height, width, _ = grad.shape
    kernel_height, kernel_width, channels, _ = kernel.shape
    grad_x = np.zeros((height + kernel_height - 1, width + kernel_width - 1, channels))
    for row in range(height):
        for col in range(width):
            share = kernel @ grad[row, col]  # (kh, kw, C)
            grad_x[row : row + kernel_height, col : col + kernel_width] += share
    return grad_x


def _input_gradient_overwrites(grad, kernel):
    height, width, _ = grad.shape
    kernel_height, kernel_width, channels, _ = kernel.shape
    grad_x = np.zeros((height + kernel_height - 1, width + kernel_width - 1, channels))
    for row in range(height):
        for col in range(width):
            share = kernel @ grad[row, col]
            grad_x[row : row + kernel_height, col : col + kernel_width] = share
    return grad_x


def _input_gradient_overwrites_by_filter(grad, kernel):
    return _input_gradient_overwrites(grad[:, :, -1:], kernel[..., -1:])


def _input_gradient_overwrites_by_tap(grad, kernel):
    height, width, _ = grad.shape
    kernel_height, kernel_width, channels, _ = kernel.shape
    grad_x = np.zeros((height + kernel_height - 1, width + kernel_width - 1, channels))
    for i in range(kernel_height):
        for j in range(kernel_width):
            grad_x[i : i + height, j : j + width] = grad @ kernel[i, j].T
    return grad_x


CONV2D_INPUT_GRADIENT = Exercise(
    name="conv2d_input_gradient",
    chapter=2,
    prompt="Return the gradient of the loss by every number of the image: each output hands its "
    "share back to its window.",
    solution=conv2d_input_gradient,
    cases=[
        (_numbers(2, 3, 1, seed=1), np.array([[1.0, 2.0], [3.0, -1.0]]).reshape(2, 2, 1, 1)),
        (_numbers(2, 3, 2, seed=2), _numbers(2, 2, 1, 2, seed=3)),
        (_numbers(3, 2, 2, seed=4), _numbers(2, 3, 3, 2, seed=5)),
        (_numbers(3, 3, 3, seed=6), _numbers(3, 3, 2, 3, seed=7)),
        (_numbers(4, 3, 2, seed=8), _numbers(3, 2, 4, 2, seed=9)),
        (_numbers(2, 4, 3, seed=10), _numbers(1, 1, 2, 3, seed=11)),
        (_numbers(1, 1, 2, seed=12), _numbers(3, 2, 3, 2, seed=13)),
    ],
    fresh=lambda rng: [(rng.normal(size=(4, 5, 3)), rng.normal(size=(3, 2, 2, 3)))],
    bug="overwrites-instead-of-adding",
    mistakes=[
        Mistake(
            "forgets-flip",
            lambda grad, kernel: conv2d_input_gradient(grad, kernel[::-1, ::-1]),
            "Your shares land at the opposite end of each window. If you slide a kernel over the "
            "padded gradient, ask which output saw the pixel through which number of the kernel: "
            "the output to the lower right saw it through the top left.",
        ),
        Mistake(
            "overwrites-instead-of-adding",
            _input_gradient_overwrites,
            "Windows overlap, and where they do, your later share replaces the earlier one. A "
            "pixel that was used by several outputs gets a share from each of them.",
            also=(_input_gradient_overwrites_by_filter, _input_gradient_overwrites_by_tap),
        ),
        Mistake(
            "first-filter-only",
            lambda grad, kernel: conv2d_input_gradient(grad[:, :, :1], kernel[..., :1]),
            "Only the first filter hands something back. Every filter has read the image, so every "
            "filter's gradient goes back to it.",
        ),
        Mistake(
            "averages-filters",
            lambda grad, kernel: conv2d_input_gradient(grad, kernel) / grad.shape[2],
            "You averaged over the filters. Their shares are added; nothing is divided.",
        ),
    ],
)


EXERCISES = [
    OUTPUT_SIZE,
    WINDOW_RESPONSE,
    CONVOLVE2D,
    VERTICAL_EDGE_FILTER,
    CONV2D,
    IM2COL,
    CONV2D_PARAMETERS,
    CONV2D_KERNEL_GRADIENT,
    CONV2D_INPUT_GRADIENT,
]
