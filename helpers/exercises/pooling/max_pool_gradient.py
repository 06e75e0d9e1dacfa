"""The way back to the first maximum of each window."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.arrays import distinct_numbers


def max_pool_gradient(x, grad, size):
    grad_x = np.zeros_like(x)
    for row, col, channel in np.ndindex(grad.shape):
        top, left = row * size, col * size
        window = x[top : top + size, left : left + size, channel]
        i, j = np.unravel_index(window.argmax(), window.shape)  # the first maximum
        grad_x[top + i, left + j, channel] += grad[row, col, channel]
    return grad_x


def _shares(share: Answer) -> Answer:
    """A gradient that gives each window's to its pixels by the shares that `share` returns."""

    def gradient(x, grad, size):
        grad_x = np.zeros_like(x)
        for row, col, channel in np.ndindex(grad.shape):
            place = np.s_[row * size : (row + 1) * size, col * size : (col + 1) * size, channel]
            grad_x[place] = share(x[place]) * grad[row, col, channel]
        return grad_x

    return gradient


def _last_maximum(window):
    flat = np.zeros(window.size)
    flat[window.size - 1 - window[::-1, ::-1].argmax()] = 1
    return flat.reshape(window.shape)


def _tied(*shape: int, seed: int) -> np.ndarray:
    """Numbers among which many are alike."""
    return np.random.default_rng(seed).integers(0, 3, size=shape).astype(float)


EXERCISE = Exercise(
    prompt="Send the gradient of each window back to its first maximum; all other pixels get 0.",
    solution=max_pool_gradient,
    cases=[
        (distinct_numbers(4, 4, 1, seed=1), distinct_numbers(2, 2, 1, seed=2, shift=10), 2),
        (np.zeros((4, 4, 1)), distinct_numbers(2, 2, 1, seed=3, shift=10), 2),
        (_tied(4, 6, 2, seed=4), distinct_numbers(2, 3, 2, seed=5, shift=20), 2),
        (
            distinct_numbers(5, 7, 2, seed=6, shift=-60),
            distinct_numbers(2, 3, 2, seed=7, shift=20),
            2,
        ),
        (_tied(7, 6, 3, seed=8), distinct_numbers(2, 2, 3, seed=9, shift=20), 3),
        (distinct_numbers(3, 2, 2, seed=10), distinct_numbers(3, 2, 2, seed=11, shift=20), 1),
    ],
    fresh=lambda rng: [(rng.normal(size=(6, 5, 2)), rng.normal(size=(3, 2, 2)), 2)],
    bug="all-ties",
    mistakes=[
        Mistake(
            "spreads-evenly",
            "You gave every pixel of a window the same share: that is the way back of average "
            "pooling. Which pixel decided the maximum?",
            _shares(lambda window: np.full(window.shape, 1 / window.size)),
        ),
        Mistake(
            "all-ties",
            "Where several pixels share the maximum, you gave each of them the whole gradient. On "
            "a blank background the gradient then counts several times. Only the first gets it.",
            _shares(lambda window: window == window.max()),
        ),
        Mistake(
            "upsamples-everywhere",
            "Every pixel got the whole gradient of its window. Nudge a pixel that is not the "
            "maximum: does the output change?",
            _shares(lambda window: np.ones(window.shape)),
        ),
        Mistake(
            "splits-ties",
            "You shared the gradient among tied pixels. Here the first maximum takes all of it.",
            _shares(lambda window: (window == window.max()) / (window == window.max()).sum()),
        ),
        Mistake(
            "last-maximum",
            "Among tied pixels you chose the last. Reading as on a page, the first maximum gets "
            "the gradient.",
            _shares(_last_maximum),
        ),
        Mistake(
            "returns-the-maximum",
            "You multiplied by the maximum itself. The output changes by as much as the pixel "
            "does: the gradient passes as it is.",
            _shares(lambda window: np.where(_last_maximum(window), window.max(), 0)),
            lambda x, grad, size: x * (max_pool_gradient(x, np.ones_like(grad), size)),
        ),
    ],
)
