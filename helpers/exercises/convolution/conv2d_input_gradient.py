"""The way back to the image."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, given, then
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


def _all_into(place: Answer) -> Answer:
    """Each share, put together into one number, goes to one pixel."""

    def gradient(grad, kernel):
        grad_x = np.zeros_like(conv2d_input_gradient(grad, kernel))
        for row, col in np.ndindex(grad.shape[:2]):
            grad_x[row, col] += place(kernel @ grad[row, col])
        return grad_x

    return gradient


def _as_many_as_fit(*axes: int) -> Answer:
    """Walks over the gradient as if it were the image, along some axes."""

    def gradient(grad, kernel):
        rows, cols = (
            max(side - kernel.shape[axis] + 1, 0) if axis in axes else side
            for axis, side in enumerate(grad.shape[:2])
        )
        kept = np.zeros_like(grad)
        kept[:rows, :cols] = grad[:rows, :cols]
        return conv2d_input_gradient(kept, kernel)

    return gradient


def _as_many_filters_as_channels(grad, kernel):
    channels, filters = kernel.shape[2:]
    if channels > filters:
        raise IndexError
    return conv2d_input_gradient(grad[..., :channels], kernel[..., :channels])


def _transposed(grad, kernel):
    """The kernel on its side. Raises where it is not square."""
    if kernel.shape[0] != kernel.shape[1]:
        raise ValueError
    return conv2d_input_gradient(grad, kernel.swapaxes(0, 1))


def _same_for_all(grad, kernel):
    """Every filter's slope is laid on the sum of all filters."""
    alike = np.repeat(kernel.sum(axis=3, keepdims=True), kernel.shape[3], 3)
    return conv2d_input_gradient(grad, alike)


def _cut(rows: Answer) -> Answer:
    """The right gradient, with an edge cut off: rows(kernel side) from each side."""

    def gradient(grad, kernel):
        right = conv2d_input_gradient(grad, kernel)
        top, left = (rows(side) for side in kernel.shape[:2])
        return right[top : top + grad.shape[0], left : left + grad.shape[1]]

    return gradient


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
        Mistake(
            "one-pixel-for-all",
            "Each output hands its share to one pixel, the top left one of its window. Every "
            "pixel of the window was used, each with its own number of the kernel.",
            _all_into(lambda share: share[0, 0]),
            _all_into(lambda share: share.sum()),
            _all_into(lambda share: share.sum(axis=(0, 1))),
            _all_into(lambda share: share.mean()),
        ),
        Mistake(
            "walks-as-in-the-image",
            "Some outputs hand nothing back: your loops end where a kernel would leave the "
            "gradient. The kernel lies on the image here. Each place of `grad` is an output, and "
            "each counts.",
            _as_many_as_fit(0, 1),
            _as_many_as_fit(0),
            _as_many_as_fit(1),
        ),
        Mistake(
            "ignores-the-slopes",
            "Your answer does not depend on the numbers of `grad`. A share is the number of the "
            "kernel times the slope of the output.",
            given(conv2d_input_gradient, grad=np.ones_like),
        ),
        Mistake(
            "ignores-the-kernel",
            "Your answer does not depend on the numbers of the kernel. A pixel gets the slope "
            "times the number that lay on it.",
            given(conv2d_input_gradient, kernel=np.ones_like),
        ),
        Mistake(
            "transposed-kernel",
            "Your kernel lies on its side when it hands back: the share for row i, column j of a "
            "window lands in row j, column i.",
            _transposed,
        ),
        Mistake(
            "mirrored-kernel",
            "Your shares are mirrored, top to bottom or left to right. The kernel lies on a "
            "window as it did on the way forward.",
            given(conv2d_input_gradient, kernel=lambda kernel: kernel[::-1]),
            given(conv2d_input_gradient, kernel=lambda kernel: kernel[:, ::-1]),
        ),
        Mistake(
            "first-slice-for-all",
            "All channels get the share of the first one. Each channel of the image was seen "
            "through its own slice of the kernel.",
            given(conv2d_input_gradient, kernel=lambda kernel: kernel[:, :, [0] * kernel.shape[2]]),
        ),
        Mistake(
            "adds-up-the-channels",
            "You put the channels together. Each channel of the image was seen through its own "
            "slice of the kernel, and gets its own share.",
            given(
                conv2d_input_gradient,
                kernel=lambda kernel: np.repeat(kernel.sum(2, keepdims=True), kernel.shape[2], 2),
            ),
            then(conv2d_input_gradient, lambda grad_x: grad_x.sum(axis=2)),
            then(conv2d_input_gradient, lambda grad_x: grad_x.sum(axis=2, keepdims=True)),
        ),
        Mistake(
            "first-channel-only",
            "Only the first channel of your gradient is filled. Every channel of the image was "
            "used.",
            then(conv2d_input_gradient, lambda grad_x: grad_x[:, :, :1]),
            then(conv2d_input_gradient, lambda grad_x: grad_x * (np.arange(grad_x.shape[2]) == 0)),
        ),
        Mistake(
            "mixes-filters",
            "Each filter's kernel must meet its own slopes: multiply first, then add up over the "
            "filters. You added up before.",
            _same_for_all,
            lambda grad, kernel: conv2d_input_gradient(
                np.repeat(grad.sum(2, keepdims=True), grad.shape[2], 2),
                kernel[..., :1].repeat(kernel.shape[3], 3) / kernel.shape[3],
            ),
            lambda grad, kernel: conv2d_input_gradient(
                np.repeat(grad.sum(2, keepdims=True), grad.shape[2], 2), kernel
            ),
        ),
        Mistake(
            "first-slope-for-all",
            "Every window of yours gets the slope of the first output. Each output has its own.",
            given(conv2d_input_gradient, grad=lambda grad: np.full_like(grad, grad[0, 0])),
        ),
        Mistake(
            "turned-slopes",
            "You turned `grad` by half a turn: the first output hands its share to the last "
            "window.",
            given(conv2d_input_gradient, grad=lambda grad: grad[::-1, ::-1]),
        ),
        Mistake(
            "turned-result",
            "Your result is turned by half a turn. Which pixel did the first output see through "
            "the top left of the kernel?",
            then(conv2d_input_gradient, lambda grad_x: grad_x[::-1, ::-1]),
        ),
        Mistake(
            "averages-places",
            "You divided by the number of places. Shares are added, and nothing is divided.",
            lambda grad, kernel: conv2d_input_gradient(grad, kernel) / grad[..., 0].size,
            lambda grad, kernel: conv2d_input_gradient(grad, kernel) / kernel[..., 0, 0].size,
        ),
        Mistake(
            "as-large-as-grad",
            "Your result is as large as `grad`. The image was larger: the outputs are the windows "
            "that fit into it.",
            _cut(lambda side: 0),
            _cut(lambda side: (side - 1) // 2),
            _cut(lambda side: side // 2),
        ),
        Mistake(
            "whole-image-for-all",
            "Each output hands its share to pixels that it never saw. It used one window.",
            lambda grad, kernel: (
                np.ones_like(conv2d_input_gradient(grad, kernel))
                * (kernel @ grad.sum(axis=(0, 1))).sum(axis=(0, 1))
            ),
        ),
        Mistake(
            "first-filter-for-all",
            "You used the slopes of filter 0 for all filters. Each filter's kernel meets its own "
            "slopes.",
            given(conv2d_input_gradient, grad=lambda grad: grad[:, :, [0] * grad.shape[2]]),
        ),
        Mistake(
            "channels-for-filters",
            "You counted filters by the channels of the image. Every filter hands something back, "
            "and there may be more or fewer of them than channels.",
            _as_many_filters_as_channels,
        ),
        Mistake(
            "one-place-too-far",
            "Your result stands one row and one column too far down and to the right: the frame "
            "of zeros is one too wide.",
            then(conv2d_input_gradient, lambda x: np.pad(x, ((1, 0), (1, 0), (0, 0)))[:-1, :-1]),
        ),
    ],
)
