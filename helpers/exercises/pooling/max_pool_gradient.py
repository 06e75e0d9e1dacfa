"""The way back to the first maximum of each window."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import distinct_numbers
from helpers.exercises.pooling import _ways_back as ways


def max_pool_gradient(x, grad, size):
    grad_x = np.zeros_like(x)
    for row, col, channel in np.ndindex(grad.shape):
        top, left = row * size, col * size
        window = x[top : top + size, left : left + size, channel]
        i, j = np.unravel_index(window.argmax(), window.shape)  # the first maximum
        grad_x[top + i, left + j, channel] += grad[row, col, channel]
    return grad_x


def _kept(x, grad, size):
    winners = max_pool_gradient(x, np.ones_like(grad), size)
    return np.where(winners, max_pool_gradient(x, grad, size), x)


def _without_edge(x, grad, size):
    return max_pool_gradient(x, grad, size)[: grad.shape[0] * size, : grad.shape[1] * size]


def _loops(x, grad, size):
    grad_x = np.zeros(x.shape)
    height, width, channels = grad.shape
    for row in range(height):
        for col in range(width):
            for c in range(channels):
                winner = (row * size, col * size)
                for i in range(size):
                    for j in range(size):
                        place = (row * size + i, col * size + j)
                        if x[*place, c] > x[*winner, c]:
                            winner = place
                grad_x[*winner, c] += grad[row, col, c]
    return grad_x


def _with_argmax(x, grad, size):
    grad_x = np.zeros(x.shape)
    for row, col, c in np.ndindex(grad.shape):
        top, left = row * size, col * size
        window = x[top : top + size, left : left + size, c]
        i, j = divmod(window.argmax(), size)
        grad_x[top + i, left + j, c] = grad[row, col, c]
    return grad_x


def _tied(*shape: int, seed: int) -> np.ndarray:
    """Numbers among which many are alike."""
    return np.random.default_rng(seed).integers(0, 3, size=shape).astype(float)


EXERCISE = Exercise(
    prompt="Send the gradient of each window back to its first maximum; all other pixels get 0.",
    solution=max_pool_gradient,
    cases=[
        (distinct_numbers(2, 4, 1, seed=1), np.array([[[10.0], [20.0]]]), 2),
        (np.zeros((4, 2, 1)), np.array([[[10.0]], [[20.0]]]), 2),
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
    styles=[_loops, _with_argmax],
    bug="all-ties",
    mistakes=[
        Mistake(
            "spreads-evenly",
            "You gave every pixel of a window the same share: that is the way back of average "
            "pooling. Which pixel decided the maximum?",
            ways.shares(lambda window: np.full(window.shape, 1 / window.size)),
        ),
        Mistake(
            "all-ties",
            "Where several pixels share the maximum, you gave each of them the whole gradient. On "
            "a blank background the gradient then counts several times. Only the first gets it.",
            ways.shares(lambda window: window == window.max()),
        ),
        Mistake(
            "upsamples-everywhere",
            "Every pixel got the whole gradient of its window. Nudge a pixel that is not the "
            "maximum: does the output change?",
            ways.shares(lambda window: np.ones(window.shape)),
        ),
        Mistake(
            "splits-ties",
            "You shared the gradient among tied pixels. Here the first maximum takes all of it.",
            ways.shares(lambda window: (window == window.max()) / (window == window.max()).sum()),
        ),
        Mistake(
            "last-maximum",
            "Among tied pixels you chose the last. Reading as on a page, the first maximum gets "
            "the gradient.",
            ways.shares(ways.last_maximum),
        ),
        Mistake(
            "returns-the-maximum",
            "The maximum itself stands in your gradient, or is multiplied into it. The output "
            "changes by as much as the pixel does: the slope passes as it is.",
            ways.shares(lambda window: ways.last_maximum(window) * window.max()),
            ways.shares(lambda window: ways.first_maximum(window) * window.max()),
            lambda x, grad, size: x * max_pool_gradient(x, np.ones_like(grad), size),
        ),
        Mistake(
            "first-of-each-row",
            "In some windows several pixels got the slope: the first of each row, or of each "
            "column, that is as large as the maximum. `break` ends one loop, and not the loop "
            "around it.",
            ways.shares(ways.first_of_each_row),
            ways.shares(ways.first_of_each_column),
        ),
        Mistake(
            "first-row-only",
            "Where the maximum is not in the first row of its window, or not in the first column, "
            "no pixel got the slope. Does your search end there?",
            ways.shares(ways.only_in_row_0(ways.first_maximum)),
            ways.shares(ways.only_in_row_0(ways.all_ties)),
            ways.shares(ways.only_in_column_0(ways.all_ties)),
        ),
        Mistake(
            "first-by-columns",
            "Among tied pixels you chose the first down the columns. Reading as on a page, along "
            "the rows, the first maximum gets the gradient.",
            ways.shares(ways.first_by_columns),
        ),
        Mistake(
            "only-positive-maxima",
            "Windows without a number above 0 got nothing. In them, too, the output follows the "
            "maximum: its first place gets the slope.",
            ways.shares(ways.where(lambda window: window.max() > 0, ways.first_maximum)),
            ways.shares(ways.where(lambda window: window.max() > 0, ways.all_ties)),
        ),
        Mistake(
            "skips-flat-windows",
            "Windows of zeros got nothing. In them, too, the first maximum gets the slope.",
            ways.shares(ways.where(np.any, ways.first_maximum)),
            ways.shares(ways.where(np.any, ways.all_ties)),
            ways.shares(ways.where(np.max, ways.first_maximum)),
            ways.shares(ways.where(np.max, ways.all_ties)),
        ),
        Mistake(
            "skips-ties",
            "Windows with a tie got nothing. The first of the tied pixels gets the slope.",
            ways.shares(ways.where(ways.has_one_maximum, ways.first_maximum)),
        ),
        Mistake(
            "starts-at-zero",
            "It goes wrong in windows without a number above 0. Did your search for the largest "
            "start at 0?",
            ways.shares(ways.corner_if_not_positive),
            ways.search_from_zero,
        ),
        Mistake(
            "to-the-minimum",
            "The smallest number of each window got the slope. Which pixel does the output follow?",
            ways.shares(lambda window: ways.first_maximum(-window)),
        ),
        Mistake(
            "divides-the-slope",
            "The pixel that decided the maximum got a part of the slope. Nudge it: does the output "
            "move less than the pixel?",
            ways.shares(lambda window: ways.first_maximum(window) / window.size),
            ways.shares(lambda window: ways.all_ties(window) / window.size),
            ways.shares(lambda window: ways.first_maximum(window) / len(window)),
        ),
        Mistake(
            "place-in-the-window",
            "You wrote to the place that the maximum has in its window, counted from the top left "
            "of the image. Where in the image does the window begin?",
            ways.placed(ways.in_the_window),
            ways.placed(ways.in_the_window, add=True),
        ),
        Mistake(
            "swaps-row-and-column",
            "In each window the row and the column of the winner are exchanged. argmax counts "
            "along the rows.",
            ways.placed(ways.turned),
        ),
        Mistake(
            "stride-one",
            "Your windows overlap: each begins one pixel after the one before it. They lie side by "
            "side.",
            ways.placed(ways.right_place, window_at=lambda row, col: (row, col)),
            ways.placed(ways.right_place, add=True, window_at=lambda row, col: (row, col)),
        ),
        Mistake(
            "always-two",
            "You turn the place into a row and a column with 2, whatever `size` is. How many "
            "numbers has a row of the window?",
            ways.placed(ways.by_two),
        ),
        Mistake(
            "keeps-the-input",
            "Pixels that got no slope still hold their numbers from x. They get 0.",
            _kept,
            ways.keeping_the_rest,
        ),
        Mistake(
            "drops-the-edge",
            "Your gradient is smaller than the input. Pixels at the ragged edge are in no window, "
            "and have a slope, too: 0.",
            _without_edge,
        ),
    ],
)
