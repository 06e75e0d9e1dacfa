"""One step of learning a kernel from an image and its map."""

import numpy as np

from helpers.checking import Exercise, Mistake, given
from helpers.exercises.convolution._shared import FLIP_HINT, numbers
from helpers.exercises.convolution._steps import (
    correlate,
    down,
    from_outputs,
    gradient,
    last_output,
    one_by_one,
)


def kernel_step(image, kernel, target, learning_rate):
    difference = correlate(image, kernel) - target
    grad = 2 * difference / difference.size
    return kernel - learning_rate * correlate(image, grad)


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


def _in_one_place(image, kernel, target, learning_rate):
    slopes = 2 * (correlate(image, kernel) - target) / target.size
    return kernel - learning_rate * correlate(image, slopes)


def _in_place(image, kernel, target, learning_rate):
    kernel -= learning_rate * gradient(image, kernel, target)
    return kernel


def _ten_steps(image, kernel, target, learning_rate):
    for _ in range(10):
        kernel = kernel_step(image, kernel, target, learning_rate)
    return kernel


EXERCISE = Exercise(
    prompt="Return the kernel after one step against the slopes of the mean squared difference.",
    solution=kernel_step,
    cases=[
        (numbers(3, 4, seed=1), numbers(2, 2, seed=2), numbers(2, 3, seed=3), 0.3),
        (numbers(4, 4, seed=4), np.zeros((2, 2)), numbers(3, 3, seed=5), 0.1),
        (numbers(5, 6, seed=6), numbers(3, 2, seed=7), numbers(3, 5, seed=8), 0.05),
        (numbers(6, 5, seed=9), numbers(3, 3, seed=10), numbers(4, 3, seed=11), 0.02),
        (numbers(3, 3, seed=12), numbers(1, 3, seed=13), numbers(3, 1, seed=14), 0.5),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(6, 7)), rng.normal(size=(2, 3)), rng.normal(size=(5, 5)) + 3, 0.1)
    ],
    styles=[_window_by_window, _in_one_place],
    mistakes=[
        Mistake(
            "goes-uphill",
            "You stepped the way in which the loss grows. A slope says where up is. Where do you "
            "want to go?",
            lambda image, kernel, target, learning_rate: (
                kernel + learning_rate * gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "forgets-two",
            "Your step is half of what it should be. What is the slope of a square?",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * gradient(image, kernel, target) / 2
            ),
        ),
        Mistake(
            "sum-not-mean",
            "Your step is too long by as many times as the map has outputs. The loss is the mean "
            "of the squares, not their sum.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * target.size * gradient(image, kernel, target)
            ),
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * target.size / 2 * gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "divides-by-kernel-size",
            "You divided by how many numbers the kernel has. The mean of the loss is taken over "
            "the outputs.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * target.size / kernel.size * gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "ignores-the-target",
            "The target makes no difference in your answer. The slope of each output depends on "
            "how far it is from what it should be.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * gradient(image, kernel, 0 * target)
            ),
        ),
        Mistake(
            "turned-gradient",
            "Your gradient is turned by half a turn. The kernel's top left number met the top left "
            "pixel of each window.",
            lambda image, kernel, target, learning_rate: (
                kernel - learning_rate * gradient(image, kernel, target)[::-1, ::-1]
            ),
        ),
        Mistake(
            "returns-the-gradient",
            "You returned the slopes. What is the kernel after a step against them?",
            lambda image, kernel, target, learning_rate: gradient(image, kernel, target),
        ),
        Mistake(
            "forgets-learning-rate",
            "The learning rate makes no difference in your answer. It says how long the step is.",
            lambda image, kernel, target, learning_rate: kernel - gradient(image, kernel, target),
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _in_place,
        ),
        Mistake(
            "squares-the-difference",
            "Your slopes are made of the *squares* of the differences. The loss has the squares. "
            "What is the slope of a square?",
            from_outputs(lambda difference: difference**2 / difference.size),
            from_outputs(lambda difference: 2 * difference**2 / difference.size),
        ),
        Mistake(
            "loses-the-sign",
            "Your slopes do not tell an output that is too high from one that is too low. The "
            "sign of the difference says which way to go.",
            from_outputs(lambda difference: 2 * np.abs(difference) / difference.size),
            from_outputs(lambda difference: np.abs(difference) / difference.size),
        ),
        Mistake(
            "sign-only",
            "Your slopes are all as large. An output that is further off has a larger slope.",
            from_outputs(lambda difference: 2 * np.sign(difference) / difference.size),
            from_outputs(lambda difference: np.sign(difference) / difference.size),
            from_outputs(np.sign),
        ),
        Mistake(
            "one-slope-for-all",
            "You put the differences together into one number before they met the image. Each "
            "output has a slope of its own, and lays it on its own window.",
            from_outputs(lambda difference: np.full_like(difference, 2 * difference.mean())),
            from_outputs(
                lambda difference: np.full_like(difference, 2 * difference.mean() / difference.size)
            ),
            from_outputs(lambda difference: np.full_like(difference, (difference**2).mean())),
            from_outputs(
                lambda difference: np.full_like(
                    difference, 2 * (difference**2).mean() / difference.size
                )
            ),
        ),
        Mistake(
            "ignores-the-image",
            "You took the slopes of the outputs for those of the kernel. What did each number of "
            "the kernel meet on the way to an output? That is a factor.",
            down(lambda image, kernel, target: (2 * (correlate(image, kernel) - target)).mean()),
            down(lambda image, kernel, target: (2 * (correlate(image, kernel) - target)).sum()),
            down(
                lambda image, kernel, target: (
                    (2 * (correlate(image, kernel) - target)).mean() / target.size
                )
            ),
        ),
        Mistake(
            "averages-the-gradient",
            "All numbers of your kernel take the same step. Each has a slope of its own.",
            down(lambda image, kernel, target: gradient(image, kernel, target).mean()),
            down(lambda image, kernel, target: gradient(image, kernel, target).sum()),
        ),
        Mistake(
            "turned-slopes",
            "You turned the slopes of the outputs by half a turn. The slope of the first output "
            "belongs to the first window.",
            down(
                lambda image, kernel, target: correlate(
                    image, (2 * (correlate(image, kernel) - target) / target.size)[::-1, ::-1]
                )
            ),
        ),
        Mistake(
            "flipped-kernel",
            FLIP_HINT,
            down(lambda image, kernel, target: gradient(image, kernel[::-1, ::-1], target)),
        ),
        Mistake(
            "ignores-the-map",
            "Your step does not depend on what the kernel answers. The slope of each output "
            "depends on how far it is from what it should be.",
            down(lambda image, kernel, target: correlate(image, 2 * target / target.size)),
            down(lambda image, kernel, target: -correlate(image, 2 * target / target.size)),
            down(lambda image, kernel, target: correlate(image, correlate(image, kernel))),
        ),
        Mistake(
            "returns-the-step",
            "You returned the step alone. Where is the kernel after it?",
            lambda image, kernel, target, learning_rate: (
                learning_rate * gradient(image, kernel, target)
            ),
            lambda image, kernel, target, learning_rate: (
                -learning_rate * gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "scales-the-kernel",
            "You multiplied by the kernel where something is taken away from it. A step is "
            "subtracted.",
            lambda image, kernel, target, learning_rate: (
                kernel * (1 - learning_rate * gradient(image, kernel, target))
            ),
            lambda image, kernel, target, learning_rate: (
                (kernel - learning_rate) * gradient(image, kernel, target)
            ),
        ),
        Mistake(
            "steps-after-each-output",
            "Your kernel moves while you still collect slopes, so later outputs see another "
            "kernel. All slopes are taken at the kernel that was given.",
            one_by_one,
        ),
        Mistake(
            "divides-twice",
            "You divided by the number of outputs twice. The mean of the loss is taken once.",
            from_outputs(lambda difference: 2 * difference / difference.size**2),
            from_outputs(lambda difference: difference / difference.size**2),
        ),
        Mistake(
            "divides-by-something-else",
            "You divided by the wrong number. The mean is taken over all outputs: rows times "
            "columns of the map.",
            from_outputs(lambda difference: 2 * difference / len(difference)),
            from_outputs(lambda difference: difference / len(difference)),
            down(
                lambda image, kernel, target: (
                    target.size / image.size * gradient(image, kernel, target)
                )
            ),
            down(
                lambda image, kernel, target: (
                    target.size / image.size / 2 * gradient(image, kernel, target)
                )
            ),
        ),
        Mistake(
            "ten-steps",
            "You took more than one step. Here one is asked for.",
            _ten_steps,
        ),
        Mistake(
            "last-output-only",
            "Only the last output counts in your slopes. Each output adds its share.",
            last_output,
        ),
        Mistake(
            "fixed-learning-rate",
            "Your step is as long whatever `learning_rate` says.",
            given(kernel_step, learning_rate=lambda rate: 0.3),
            given(kernel_step, learning_rate=lambda rate: 0.1),
            given(kernel_step, learning_rate=lambda rate: 0.01),
        ),
    ],
)
