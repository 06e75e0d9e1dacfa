"""One step of learning a kernel from an image and its map."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import numbers


def kernel_step(image, kernel, target, learning_rate):
    difference = _correlate(image, kernel) - target
    grad = 2 * difference / difference.size
    return kernel - learning_rate * _correlate(image, grad)


def _window_by_window(image, kernel, target, learning_rate):
    kh, kw = kernel.shape
    height, width = target.shape
    slopes = np.zeros((kh, kw))
    for row in range(height):
        for col in range(width):
            window = image[row : row + kh, col : col + kw]
            difference = (window * kernel).sum() - target[row, col]
            slopes += 2 * difference * window / target.size
    return kernel - learning_rate * slopes


def _correlate(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("rcij,ij->rc", windows, kernel)


def _gradient(image, kernel, target):
    """Of the mean squared difference, with respect to the kernel."""
    difference = _correlate(image, kernel) - target
    return _correlate(image, 2 * difference / difference.size)


def _in_place(image, kernel, target, learning_rate):
    kernel -= learning_rate * _gradient(image, kernel, target)
    return kernel


EXERCISE = Exercise(
    prompt="Return the kernel after one step against the slopes of the mean squared difference.",
    solution=kernel_step,
    cases=[
        (numbers(3, 4, seed=1), numbers(2, 2, seed=2), numbers(2, 3, seed=3), 0.01),
        (numbers(4, 4, seed=4), np.zeros((2, 2)), numbers(3, 3, seed=5), 0.1),
        (numbers(5, 6, seed=6), numbers(3, 2, seed=7), numbers(3, 5, seed=8), 0.05),
        (numbers(6, 5, seed=9), numbers(3, 3, seed=10), numbers(4, 3, seed=11), 0.02),
        (numbers(3, 3, seed=12), numbers(1, 3, seed=13), numbers(3, 1, seed=14), 0.5),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(6, 7)), rng.normal(size=(2, 3)), rng.normal(size=(5, 5)) + 3, 0.1)
    ],
    styles=[_window_by_window],
    mistakes=[
        Mistake(
            "goes-uphill",
            "You stepped the way in which the loss grows. A slope says where up is. Where do you "
            "want to go?",
            lambda image, kernel, target, learning_rate: (
                kernel + learning_rate * _gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "forgets-two",
            "Your step is half of what it should be. What is the slope of a square?",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * _gradient(image, kernel, target) / 2
            ),
        ),
        Mistake(
            "sum-not-mean",
            "Your step is too long by as many times as the map has outputs. The loss is the mean "
            "of the squares, not their sum.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * target.size * _gradient(image, kernel, target)
            ),
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * target.size / 2 * _gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "divides-by-kernel-size",
            "You divided by how many numbers the kernel has. The mean of the loss is taken over "
            "the outputs.",
            lambda image, kernel, target, learning_rate: (
                kernel
                - learning_rate * target.size / kernel.size * _gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "ignores-the-target",
            "The target makes no difference in your answer. The slope of each output depends on "
            "how far it is from what it should be.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * _gradient(image, kernel, 0 * target)
            ),
        ),
        Mistake(
            "turned-gradient",
            "Your gradient is turned by half a turn. The kernel's top left number met the top left "
            "pixel of each window.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * _gradient(image, kernel, target)[::-1, ::-1]
            ),
        ),
        Mistake(
            "returns-the-gradient",
            "You returned the slopes. What is the kernel after a step against them?",
            lambda image, kernel, target, learning_rate: _gradient(image, kernel, target),
        ),
        Mistake(
            "forgets-learning-rate",
            "The learning rate makes no difference in your answer. It says how long the step is.",
            lambda image, kernel, target, learning_rate: kernel - _gradient(image, kernel, target),
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _in_place,
        ),
    ],
)
