"""The way back to the kernel."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import numbers


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
