"""The exercises of chapter 2, the way back: gradients of a convolution."""

from __future__ import annotations

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.exercise import Exercise, Mistake


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return whole_numbers(*shape, seed=seed, low=-4, high=10)


# --- conv2d_kernel_gradient ------------------------------------------------------------------


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
            "first-filter-for-all",
            lambda image, grad, kernel_size: conv2d_kernel_gradient(
                image, np.repeat(grad[:, :, :1], grad.shape[2], axis=2), kernel_size
            ),
            "You used the slopes of filter 0 for all filters. Each filter made its own outputs, "
            "and has its own slopes.",
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


# --- conv2d_input_gradient -------------------------------------------------------------------


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
