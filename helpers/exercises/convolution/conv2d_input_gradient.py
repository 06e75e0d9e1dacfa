"""The way back to the image."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import numbers


def conv2d_input_gradient(grad, kernel):
    height, width, _ = grad.shape
    kernel_height, kernel_width, channels, _ = kernel.shape
    grad_x = np.zeros((height + kernel_height - 1, width + kernel_width - 1, channels))
    for row, col in np.ndindex(height, width):
        share = kernel @ grad[row, col]  # (kh, kw, C)
        grad_x[row : row + kernel_height, col : col + kernel_width] += share
    return grad_x


def _overwrites(grad, kernel):
    height, width = kernel.shape[:2]
    grad_x = np.zeros_like(conv2d_input_gradient(grad, kernel))
    for row, col in np.ndindex(grad.shape[:2]):
        grad_x[row : row + height, col : col + width] = kernel @ grad[row, col]
    return grad_x


def _overwrites_by_tap(grad, kernel):
    height, width = grad.shape[:2]
    grad_x = np.zeros_like(conv2d_input_gradient(grad, kernel))
    for row, col in np.ndindex(kernel.shape[:2]):
        grad_x[row : row + height, col : col + width] = grad @ kernel[row, col].T
    return grad_x


def _number_by_number(grad, kernel):
    height, width, filters = grad.shape
    kh, kw, channels, filters = kernel.shape
    grad_x = np.zeros((height + kh - 1, width + kw - 1, channels))
    for row in range(height):
        for col in range(width):
            for i in range(kh):
                for j in range(kw):
                    for c in range(channels):
                        for f in range(filters):
                            share = grad[row, col, f] * kernel[i, j, c, f]
                            grad_x[row + i, col + j, c] += share
    return grad_x


EXERCISE = Exercise(
    prompt="Return the gradient of the loss with respect to the image: each output hands its share "
    "back to its window.",
    solution=conv2d_input_gradient,
    cases=[
        (numbers(2, 3, 1, seed=1), np.array([[1.0, 2.0], [3.0, -1.0]]).reshape(2, 2, 1, 1)),
        (numbers(2, 3, 2, seed=2), numbers(2, 2, 1, 2, seed=3)),
        (numbers(3, 2, 2, seed=4), numbers(2, 3, 3, 2, seed=5)),
        (numbers(3, 3, 3, seed=6), numbers(3, 3, 2, 3, seed=7)),
        (numbers(4, 3, 2, seed=8), numbers(3, 2, 4, 2, seed=9)),
        (numbers(2, 4, 3, seed=10), numbers(1, 1, 2, 3, seed=11)),
        (numbers(1, 1, 2, seed=12), numbers(3, 2, 3, 2, seed=13)),
    ],
    fresh=lambda rng: [(rng.normal(size=(4, 5, 3)), rng.normal(size=(3, 2, 2, 3)))],
    bug="overwrites-instead-of-adding",
    styles=[_number_by_number],
    mistakes=[
        Mistake(
            "forgets-flip",
            "Your shares land at the opposite end of each window. If you slide a kernel over the "
            "padded gradient, ask which output saw the pixel through which number of the kernel: "
            "the output to the lower right saw it through the top left.",
            lambda grad, kernel: conv2d_input_gradient(grad, kernel[::-1, ::-1]),
        ),
        Mistake(
            "overwrites-instead-of-adding",
            "Windows overlap, and where they do, your later share replaces the earlier one. A "
            "pixel that was used by several outputs gets a share from each of them.",
            _overwrites,
            lambda grad, kernel: _overwrites(grad[:, :, -1:], kernel[..., -1:]),
            _overwrites_by_tap,
        ),
        Mistake(
            "first-filter-only",
            "Only the first filter hands something back. Every filter has read the image, so every "
            "filter's gradient goes back to it.",
            lambda grad, kernel: conv2d_input_gradient(grad[:, :, :1], kernel[..., :1]),
        ),
        Mistake(
            "averages-filters",
            "You averaged over the filters. Their shares are added; nothing is divided.",
            lambda grad, kernel: conv2d_input_gradient(grad, kernel) / grad.shape[2],
        ),
    ],
)
