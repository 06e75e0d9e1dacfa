"""The way back to the kernel."""

import numpy as np

from helpers.checking import Exercise, Mistake, given, then
from helpers.exercises.convolution._shared import numbers


def conv2d_kernel_gradient(image, grad, kernel_size):
    height, width, filters = grad.shape
    grad_kernel = np.zeros((kernel_size, kernel_size, image.shape[2], filters))
    for row, col in np.ndindex(height, width):
        window = image[row : row + kernel_size, col : col + kernel_size]  # (k, k, C)
        grad_kernel += window[..., None] * grad[row, col]  # (k, k, C, F)
    return grad_kernel


def _first_channel(image):
    return image * (np.arange(image.shape[2]) == 0)


def _last_position(image, grad, kernel_size):
    window = image[grad.shape[0] - 1 :, grad.shape[1] - 1 :]
    return window[:kernel_size, :kernel_size, :, None] * grad[-1, -1]


def _channel_by_channel(image, grad, kernel_size):
    height, width, filters = grad.shape
    k, channels = kernel_size, image.shape[2]
    grad_kernel = np.zeros((k, k, channels, filters))
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                for f in range(filters):
                    window = image[row : row + k, col : col + k, c]
                    grad_kernel[:, :, c, f] += window * grad[row, col, f]
    return grad_kernel


def _number_by_number(image, grad, kernel_size):
    height, width, filters = grad.shape
    k, channels = kernel_size, image.shape[2]
    grad_kernel = np.zeros((k, k, channels, filters))
    for i in range(k):
        for j in range(k):
            for c in range(channels):
                for f in range(filters):
                    total = 0.0
                    for row in range(height):
                        for col in range(width):
                            total += image[row + i, col + j, c] * grad[row, col, f]
                    grad_kernel[i, j, c, f] = total
    return grad_kernel


EXERCISE = Exercise(
    prompt="Return the gradient of the loss with respect to the kernel.",
    solution=conv2d_kernel_gradient,
    cases=[
        (numbers(3, 4, 1, seed=1), numbers(2, 3, 1, seed=2), 2),
        (numbers(3, 4, 2, seed=3), numbers(2, 3, 3, seed=4), 2),
        (numbers(5, 4, 3, seed=5), numbers(3, 2, 2, seed=6), 3),
        (numbers(5, 5, 2, seed=7), numbers(3, 3, 2, seed=8), 3),
        (numbers(4, 6, 3, seed=9), numbers(4, 6, 4, seed=10), 1),
        (numbers(3, 3, 2, seed=11), numbers(1, 1, 2, seed=12), 3),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 3)), rng.normal(size=(5, 4, 2)), 2)],
    styles=[_channel_by_channel, _number_by_number],
    mistakes=[
        Mistake(
            "averages-positions",
            "You averaged over the positions. A number of the kernel is used at every position, "
            "and each use adds its share to the gradient; nothing is divided.",
            given(conv2d_kernel_gradient, grad=lambda grad: grad / grad[:, :, 0].size),
        ),
        Mistake(
            "flipped-kernel",
            "Your gradient is turned by 180 degrees. The kernel's top-left number met the top-left "
            "pixel of each window on the way forward, and does so on the way back.",
            then(conv2d_kernel_gradient, lambda gradient: gradient[::-1, ::-1]),
        ),
        Mistake(
            "first-channel-only",
            "Only the first channel of your gradient is filled. Each channel of the image has its "
            "own slice of the kernel, and its own slice of the gradient.",
            given(conv2d_kernel_gradient, image=_first_channel),
        ),
        Mistake(
            "first-filter-for-all",
            "You used the slopes of filter 0 for all filters. Each filter made its own outputs, "
            "and has its own slopes.",
            given(conv2d_kernel_gradient, grad=lambda grad: grad[:, :, [0] * grad.shape[2]]),
        ),
        Mistake(
            "overwrites-instead-of-adding",
            "Only the last position is left in your gradient. Every position adds its share to "
            "what is there already.",
            _last_position,
        ),
        Mistake(
            "swaps-channels-and-filters",
            "Your last two axes are swapped. The kernel has the axes (k, k, channels in, filters), "
            "and its gradient has the same.",
            then(conv2d_kernel_gradient, lambda gradient: gradient.swapaxes(2, 3)),
        ),
        Mistake(
            "forgets-grad",
            "Your answer does not depend on `grad`. Each window counts by how much the loss feels "
            "the output that it made.",
            given(conv2d_kernel_gradient, grad=np.ones_like),
        ),
    ],
)
