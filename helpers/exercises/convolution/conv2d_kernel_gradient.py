"""The way back to the kernel."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, given, then
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


def _first_positions(*axes: int) -> Answer:
    """The first k positions along some axes alone. Raises where there are fewer."""

    def conv2d_kernel_gradient_of_some(image, grad, kernel_size):
        if min(grad.shape[axis] for axis in axes) < kernel_size:
            raise IndexError
        ends = [kernel_size if axis in axes else None for axis in (0, 1)]
        return conv2d_kernel_gradient(image, grad[: ends[0], : ends[1]], kernel_size)

    return conv2d_kernel_gradient_of_some


def _alike(put_together: Answer) -> Answer:
    """One number for all places of a slice: made of the window that belongs to each output."""

    def conv2d_kernel_gradient_alike(image, grad, kernel_size):
        gradient = np.zeros((kernel_size, kernel_size, image.shape[2], grad.shape[2]))
        for row, col in np.ndindex(grad.shape[:2]):
            window = image[row : row + kernel_size, col : col + kernel_size]
            gradient += put_together(window)[:, None] * grad[row, col]
        return gradient

    return conv2d_kernel_gradient_alike


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
        Mistake(
            "one-pixel-for-all",
            "All numbers of a slice have the same slope in your gradient, that of the top left "
            "one. Which pixel of the window did the number in row i, column j meet?",
            _alike(lambda window: window[0, 0]),
        ),
        Mistake(
            "sums-the-window",
            "All numbers of a slice have the same slope in your gradient: you put each window "
            "together into one number. Each number of the kernel met one pixel of it.",
            _alike(lambda window: window.sum(axis=(0, 1))),
            _alike(lambda window: window.mean(axis=(0, 1))),
        ),
        Mistake(
            "adds-up-the-filters",
            "Every filter of yours has the slopes of all filters together. Each filter made its "
            "own outputs, and has its own slopes.",
            given(
                conv2d_kernel_gradient,
                grad=lambda grad: np.repeat(grad.sum(2, keepdims=True), grad.shape[2], 2),
            ),
        ),
        Mistake(
            "first-channel-for-all",
            "All slices of your gradient are made of the first channel. Each channel of the image "
            "met a slice of its own.",
            given(conv2d_kernel_gradient, image=lambda image: image[:, :, [0] * image.shape[2]]),
        ),
        Mistake(
            "first-filter-only",
            "Only the first filter of your gradient is filled. Every filter made outputs, so "
            "every filter gets slopes.",
            given(conv2d_kernel_gradient, grad=lambda grad: grad * (np.arange(grad.shape[2]) == 0)),
            then(conv2d_kernel_gradient, lambda gradient: gradient[..., :1]),
        ),
        Mistake(
            "adds-up-the-channels",
            "You put the channels of the image together. Each channel met a slice of its own, so "
            "it has slopes of its own.",
            given(
                conv2d_kernel_gradient,
                image=lambda image: np.repeat(image.sum(2, keepdims=True), image.shape[2], 2),
            ),
            then(conv2d_kernel_gradient, lambda gradient: gradient.sum(axis=2)),
            then(conv2d_kernel_gradient, lambda gradient: gradient.mean(axis=2)),
        ),
        Mistake(
            "swaps-row-and-column",
            "Your gradient lies on its side: the slope for row i, column j of the kernel stands "
            "in row j, column i.",
            then(conv2d_kernel_gradient, lambda gradient: gradient.swapaxes(0, 1)),
        ),
        Mistake(
            "mirrored-gradient",
            "Your gradient is mirrored, top to bottom or left to right. The kernel's top-left "
            "number met the top-left pixel of each window.",
            then(conv2d_kernel_gradient, lambda gradient: gradient[::-1]),
            then(conv2d_kernel_gradient, lambda gradient: gradient[:, ::-1]),
        ),
        Mistake(
            "turned-slopes",
            "You turned `grad` by half a turn: the slope of the first output meets the last "
            "window. Here nothing is turned.",
            given(conv2d_kernel_gradient, grad=lambda grad: grad[::-1, ::-1]),
        ),
        Mistake(
            "positions-of-the-kernel",
            "You walked over k rows or k columns of outputs. There are as many windows as `grad` "
            "has places.",
            _first_positions(0, 1),
            _first_positions(0),
            _first_positions(1),
        ),
        Mistake(
            "first-window-for-all",
            "You used the first window for all slopes. The output at (row, col) was made of the "
            "window that starts there.",
            lambda image, grad, kernel_size: (
                image[:kernel_size, :kernel_size, :, None] * grad.sum(axis=(0, 1))
            ),
        ),
        Mistake(
            "first-position-only",
            "Only the first position counts in your gradient. A number of the kernel is used at "
            "every position, and each use adds its share.",
            lambda image, grad, kernel_size: (
                image[:kernel_size, :kernel_size, :, None] * grad[0, 0]
            ),
        ),
        Mistake(
            "stops-too-early",
            "Your loops leave out the last row or the last column of outputs. Each of them counts.",
            given(conv2d_kernel_gradient, grad=lambda grad: grad[:-1, :-1]),
            given(conv2d_kernel_gradient, grad=lambda grad: grad[:-1]),
            given(conv2d_kernel_gradient, grad=lambda grad: grad[:, :-1]),
        ),
        Mistake(
            "running-total",
            "Each of your slopes holds those before it. A sum starts again at 0 for every number "
            "of the kernel.",
            then(
                conv2d_kernel_gradient, lambda gradient: gradient.cumsum().reshape(gradient.shape)
            ),
        ),
    ],
)
