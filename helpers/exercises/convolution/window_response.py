"""One window times the kernel."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.convolution._shared import FLIP_HINT, numbers


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


def _window(image, kernel, row, col):
    height, width = kernel.shape
    return image[row : row + height, col : col + width]


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
        (numbers(4, 4, seed=43), numbers(1, 1, seed=15) + 20, 3, 1),
        (numbers(5, 4, seed=16), numbers(5, 4, seed=17), 0, 0),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(9, 11)), rng.normal(size=(3, 3)), 4, 3),
        (rng.normal(size=(8, 6)), rng.normal(size=(2, 3)), 5, 2),
    ],
    styles=[_pixel_by_pixel],
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
        ),
        Mistake(
            "off-by-one",
            "Your window starts one pixel too far up and to the left. Python counts from 0, and so "
            "do row and col.",
            _starting_before(lambda side: 1),
        ),
    ],
)
