"""The way back to the bias."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.convolution._shared import numbers


def conv2d_bias_gradient(grad):
    return grad.sum(axis=(0, 1))


def _place_by_place(grad):
    height, width, filters = grad.shape
    grad_bias = np.zeros(filters)
    for row in range(height):
        for col in range(width):
            for f in range(filters):
                grad_bias[f] += grad[row, col, f]
    return grad_bias


def _filter_by_filter(grad):
    return np.array([grad[:, :, f].sum() for f in range(grad.shape[2])])


EXERCISE = Exercise(
    prompt="Return the gradient of the loss with respect to the bias: (Ho, Wo, F) to (F,).",
    solution=conv2d_bias_gradient,
    cases=[
        (numbers(2, 3, 1, seed=1),),
        (numbers(2, 3, 4, seed=2),),
        (numbers(3, 3, 3, seed=3),),
        (numbers(4, 2, 5, seed=4),),
        (numbers(1, 1, 2, seed=5),),
        (numbers(1, 4, 2, seed=6),),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 4, 3)) + 1,)],
    styles=[_place_by_place, _filter_by_filter],
    mistakes=[
        Mistake(
            "averages-places",
            "You averaged over the places. Nudge a bias, and every output of its map moves by as "
            "much as the nudge. Do their effects on the loss add up, or share one effect?",
            lambda grad: grad.mean(axis=(0, 1)),
        ),
        Mistake(
            "sums-everything",
            "You returned one number for all filters. Each filter has its own bias, and that one "
            "is added to one map alone.",
            lambda grad: grad.sum(),
            lambda grad: np.full(grad.shape[2], grad.sum()),
        ),
        Mistake(
            "sums-over-filters",
            "You have one number for each place, and the filters are gone. Which axes count "
            "places, and which one counts filters?",
            lambda grad: grad.sum(axis=2),
        ),
        Mistake(
            "sums-one-axis",
            "You added up the rows, and the columns are still there. A bias is added at every row "
            "and at every column.",
            lambda grad: grad.sum(axis=0),
            lambda grad: grad.sum(axis=1),
        ),
        Mistake(
            "counts-places",
            "You counted the outputs that move. Each counts by how much the loss feels it: by its "
            "own slope.",
            lambda grad: np.full(grad.shape[2], float(grad.shape[0] * grad.shape[1])),
        ),
        Mistake(
            "first-place-only",
            "You took the slopes of the top left output. The bias was added at every place.",
            lambda grad: grad[0, 0],
        ),
    ],
)
