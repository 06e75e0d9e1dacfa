"""Steps of a kernel, along right and wrong slopes."""

import numpy as np

from helpers.checking import Answer


def correlate(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


def gradient(image, kernel, target):
    """Of the mean squared difference, with respect to the kernel."""
    difference = correlate(image, kernel) - target
    return correlate(image, 2 * difference / difference.size)


def down(slopes: Answer) -> Answer:
    """A step along other slopes: slopes(image, kernel, target)."""
    return lambda image, kernel, target, learning_rate: (
        kernel - learning_rate * slopes(image, kernel, target)
    )


def from_outputs(slope: Answer) -> Answer:
    """A step with other slopes of the outputs: slope(difference)."""
    return down(
        lambda image, kernel, target: correlate(image, slope(correlate(image, kernel) - target))
    )


def last_output(image, kernel, target, learning_rate):
    window = image[-kernel.shape[0] :, -kernel.shape[1] :]
    difference = (window * kernel).sum() - target[-1, -1]
    return kernel - learning_rate * 2 * difference * window / target.size


def one_by_one(image, kernel, target, learning_rate):
    """Steps after every window, each with the kernel as it is by then."""
    for row, col in np.ndindex(target.shape):
        window = image[row : row + kernel.shape[0], col : col + kernel.shape[1]]
        difference = (window * kernel).sum() - target[row, col]
        kernel = kernel - learning_rate * 2 * difference * window / target.size
    return kernel
