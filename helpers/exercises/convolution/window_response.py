"""One window times the kernel."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.convolution._shared import (
    FLIP_HINT,
    MIRROR_HINT,
    SQUARE_HINT,
    if_it_runs,
    numbers,
)


def window_response(image, kernel, row, col):
    height, width = kernel.shape
    window = image[row : row + height, col : col + width]
    return float((window * kernel).sum())


def _pixel_by_pixel(image, kernel, row, col):
    height, width = kernel.shape
    total = 0.0
    for i in range(height):
        for j in range(width):
            total += image[row + i, col + j] * kernel[i, j]
    return float(total)


def _products_then_sum(image, kernel, row, col):
    height, width = kernel.shape
    products = image[row : row + height, col : col + width] * kernel
    return products.sum()


def _window(image, kernel, row, col):
    height, width = kernel.shape
    return image[row : row + height, col : col + width]


def _square_sides(image, kernel, row, col):
    """Two loops over as many steps as the kernel has rows."""
    if kernel.shape[1] < len(kernel):
        raise IndexError
    return window_response(image, kernel[:, : len(kernel)], row, col)


def _window_of(size: int) -> Answer:
    """The response of a window of one size for all kernels."""

    def response(image, kernel, row, col):
        return (image[row : row + size, col : col + size] * kernel).sum()

    return response


def _sides_of(size: int) -> Answer:
    """Loops over as many rows and columns for all kernels."""

    def response(image, kernel, row, col):
        if min(kernel.shape) < size:
            raise IndexError
        return window_response(image, kernel[:size, :size], row, col)

    return response


def _window_longer_by(extra: int) -> Answer:
    def response(image, kernel, row, col):
        height, width = kernel.shape[0] + extra, kernel.shape[1] + extra
        return (image[row : row + height, col : col + width] * kernel).sum()

    return response


def _starting_before(steps: Answer) -> Answer:
    """The response of a window that starts steps(side) pixels further up and to the left."""

    def response(image, kernel, row, col):
        up, left = map(steps, kernel.shape)
        return window_response(image, kernel, row - up, col - left)

    return response


def _centered_and_padded(image, kernel, row, col):
    height, width = kernel.shape
    padded = np.pad(image, ((height // 2, height), (width // 2, width)))
    return window_response(padded, kernel, row, col)


EXERCISE = Exercise(
    prompt="Return the sum of products of the kernel and the window that starts at (row, col).",
    solution=window_response,
    cases=[
        (numbers(4, 5, seed=1), np.array([[1.0, 2.0], [3.0, -1.0]]), 1, 2),
        (
            numbers(5, 5, seed=2),
            np.array([[0.0, 1.0, 0.0], [2.0, -3.0, 1.0], [0.0, 4.0, 1.0]]),
            2,
            1,
        ),
        (numbers(4, 6, seed=3), np.array([[1.0, -2.0, 5.0], [3.0, 1.0, 2.0]]), 2, 1),
        (numbers(7, 6, seed=4), numbers(3, 2, seed=5), 3, 4),
        (numbers(8, 9, seed=6), numbers(3, 3, seed=7), 4, 2),
        (numbers(9, 8, seed=8), numbers(4, 4, seed=9), 2, 3),
        (numbers(6, 6, seed=10), numbers(3, 3, seed=11), 0, 2),
        (numbers(5, 7, seed=12), numbers(2, 3, seed=13), 0, 0),
        (numbers(4, 4, seed=43) / 1000, numbers(1, 1, seed=15) + 20, 3, 1),
        (numbers(5, 4, seed=16), numbers(5, 4, seed=17), 0, 0),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(9, 11)), rng.normal(size=(3, 3)), 4, 3),
        (rng.normal(size=(8, 6)), rng.normal(size=(2, 3)), 5, 2),
    ],
    styles=[_pixel_by_pixel, _products_then_sum],
    mistakes=[
        Mistake(
            "flipped-kernel",
            FLIP_HINT,
            lambda image, kernel, row, col: window_response(image, kernel[::-1, ::-1], row, col),
        ),
        Mistake(
            "mean-not-sum",
            "You averaged the products. The response is how much of the pattern is there in all: "
            "nothing is divided by the number of pixels.",
            lambda image, kernel, row, col: window_response(image, kernel, row, col) / kernel.size,
        ),
        Mistake(
            "swaps-row-and-column",
            "You went down by `col` and to the right by `row`. The first axis of an image counts "
            "rows, from the top down; the second counts columns.",
            lambda image, kernel, row, col: window_response(image, kernel, col, row),
        ),
        Mistake(
            "centred-window",
            "Your window has (row, col) in its middle. Here (row, col) is the window's top-left "
            "pixel: the window goes down and to the right from there.",
            _starting_before(lambda side: side // 2),
            _starting_before(lambda side: (side - 1) // 2),
            _centered_and_padded,
            if_it_runs(
                lambda image, kernel, row, col: (
                    image[row - 1 : row + 2, col - 1 : col + 2] * kernel
                ).sum()
            ),
        ),
        Mistake(
            "forgets-the-sum",
            "You returned all the products. The response is one number: what do you get when you "
            "put them together?",
            lambda image, kernel, row, col: _window(image, kernel, row, col) * kernel,
        ),
        Mistake(
            "ignores-position",
            "Your window stays in the corner of the image, whatever row and col say.",
            lambda image, kernel, row, col: window_response(image, kernel, 0, 0),
        ),
        Mistake(
            "sums-without-kernel",
            "You added up the window's pixels. Each pixel is first multiplied by the number of the "
            "kernel that lies on it.",
            lambda image, kernel, row, col: window_response(image, np.ones_like(kernel), row, col),
        ),
        Mistake(
            "ends-at-kernel-size",
            "A slice ends where the second number says, counted in the image. Your window starts "
            "at `row`: where must it end?",
            lambda image, kernel, row, col: (
                image[row : kernel.shape[0], col : kernel.shape[1]] * kernel
            ).sum(),
        ),
        Mistake(
            "matrix-product",
            "`@` is the matrix product. Here each pixel meets one number: `*`, then the sum.",
            lambda image, kernel, row, col: (_window(image, kernel, row, col) @ kernel).sum(),
            lambda image, kernel, row, col: (kernel @ _window(image, kernel, row, col)).sum(),
            if_it_runs(lambda image, kernel, row, col: _window(image, kernel, row, col) @ kernel),
        ),
        Mistake(
            "off-by-one",
            "Your window starts one pixel too far up and to the left. Python counts from 0, and so "
            "do row and col.",
            if_it_runs(_starting_before(lambda side: 1)),
        ),
        Mistake(
            "multiplies-the-sums",
            "You multiplied two sums, that of the window and that of the kernel. Each pixel is "
            "first multiplied by the number that lies on it.",
            lambda image, kernel, row, col: _window(image, kernel, row, col).sum() * kernel.sum(),
        ),
        Mistake(
            "one-pixel-for-all",
            "You multiplied one pixel, the one at (row, col), by every number of the kernel. Each "
            "number lies on a pixel of its own.",
            lambda image, kernel, row, col: image[row, col] * kernel.sum(),
        ),
        Mistake(
            "mirrored-kernel",
            MIRROR_HINT,
            lambda image, kernel, row, col: window_response(image, kernel[::-1], row, col),
            lambda image, kernel, row, col: window_response(image, kernel[:, ::-1], row, col),
        ),
        Mistake(
            "transposed-kernel",
            "Your kernel lies on its side: its rows meet the window's columns. Row i, column j of "
            "the kernel lies on row i, column j of the window.",
            lambda image, kernel, row, col: (_window(image, kernel, row, col) * kernel.T).sum(),
        ),
        Mistake(
            "takes-kernel-for-square",
            SQUARE_HINT,
            lambda image, kernel, row, col: _window_of(len(kernel))(image, kernel, row, col),
            lambda image, kernel, row, col: _window_of(kernel.shape[1])(image, kernel, row, col),
            _square_sides,
        ),
        Mistake(
            "fixed-window-size",
            "Your window has one size whatever the kernel is. It must be as large as the kernel "
            "that comes.",
            _window_of(2),
            _window_of(3),
            _sides_of(2),
            _sides_of(3),
        ),
        Mistake(
            "whole-image",
            "You multiplied the whole image by the kernel. First cut out the window: as many rows "
            "and columns as the kernel has.",
            lambda image, kernel, row, col: (image * kernel).sum(),
        ),
        Mistake(
            "adds-instead-of-multiplying",
            "You have `+` or `-` between the pixels and the kernel. Each pixel is multiplied by "
            "the number that lies on it.",
            lambda image, kernel, row, col: (_window(image, kernel, row, col) + kernel).sum(),
            lambda image, kernel, row, col: (_window(image, kernel, row, col) - kernel).sum(),
        ),
        Mistake(
            "window-too-large",
            "Your window is one row and one column larger than the kernel. A slice ends *before* "
            "its second number, so nothing is added for the end.",
            _window_longer_by(1),
        ),
        Mistake(
            "window-too-small",
            "Your window is one row and one column smaller than the kernel. A slice ends *before* "
            "its second number, so nothing is taken away for the end.",
            if_it_runs(_window_longer_by(-1)),
        ),
        Mistake(
            "last-product-only",
            "You returned one product, that of the last pixel of the window. The response is the "
            "sum of all of them.",
            lambda image, kernel, row, col: (
                _window(image, kernel, row, col)[-1, -1] * kernel[-1, -1]
            ),
        ),
        Mistake(
            "first-product-only",
            "You returned one product, that of the first pixel of the window. The response is the "
            "sum of all of them.",
            lambda image, kernel, row, col: image[row, col] * kernel[0, 0],
        ),
    ],
)
