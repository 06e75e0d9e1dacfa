"""The exercises of chapter 2, convolution: sizes, windows, edges. See also its two neighbors.

Convolution here is what the field's libraries compute: cross-correlation, no flip.
Each exercise stands with its solution, its known mistakes and its cases in one place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.convolution_gradients import CONV2D_INPUT_GRADIENT, CONV2D_KERNEL_GRADIENT
from helpers.exercises.convolution_layers import CONV2D, CONV2D_PARAMETERS, FLIP_HINT, IM2COL
from helpers.exercises.exercise import Complaint, Exercise, Mistake


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return whole_numbers(*shape, seed=seed, low=-4, high=10)


# --- output_size -----------------------------------------------------------------------------


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


# --- window_response -------------------------------------------------------------------------


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
        (_numbers(4, 4, seed=43), _numbers(1, 1, seed=15) + 20, 3, 1),
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
            FLIP_HINT,
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
            "ends-at-kernel-size",
            lambda image, kernel, row, col: (
                image[row : kernel.shape[0], col : kernel.shape[1]] * kernel
            ).sum(),
            "A slice ends where the second number says, counted in the image. Your window starts "
            "at `row`: where must it end?",
        ),
        Mistake(
            "matrix-product",
            lambda image, kernel, row, col: (
                image[row : row + kernel.shape[0], col : col + kernel.shape[1]] @ kernel
            ).sum(),
            "`@` is the matrix product. Here each pixel meets one number: `*`, then the sum.",
            also=(
                lambda image, kernel, row, col: (
                    kernel @ image[row : row + kernel.shape[0], col : col + kernel.shape[1]]
                ).sum(),
            ),
        ),
        Mistake(
            "off-by-one",
            lambda image, kernel, row, col: window_response(image, kernel, row - 1, col - 1),
            "Your window starts one pixel too far up and to the left. Python counts from 0, and so "
            "do row and col.",
        ),
    ],
)


# --- convolve2d ------------------------------------------------------------------------------


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
        (_numbers(3, 4, seed=16), np.array([[0.25, 0.5], [0.0, 0.25]])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(9, 7)), rng.normal(size=(3, 4))),
        (rng.normal(size=(8, 8)), rng.normal(size=(3, 3))),
    ],
    mistakes=[
        Mistake(
            "flipped-kernel",
            lambda image, kernel: convolve2d(image, kernel[::-1, ::-1]),
            FLIP_HINT,
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
            "cuts-off-fractions",
            lambda image, kernel: np.trunc(convolve2d(image, kernel)),
            "Your result holds whole numbers only, so the fractions are cut off. What dtype does "
            "your array of zeros have?",
        ),
        Mistake(
            "stride-of-kernel",
            lambda image, kernel: convolve2d(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]],
            "Your windows lie side by side. The kernel moves by one pixel at a time, so windows "
            "overlap.",
        ),
    ],
)


# --- vertical_edge_filter --------------------------------------------------------------------


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
    if not convolve2d(_STEP, kernel).any():
        return Complaint(
            None, f"Your filter does not answer to the step at all: its columns cancel.\n{seen}"
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
