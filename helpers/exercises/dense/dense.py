"""A dense layer forward."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.checking.variants import then
from helpers.exercises.dense._shared import as_shares, numbers, table


def dense(x, kernel, bias):
    return x @ kernel + bias


def _unit_by_unit(x, kernel, bias):
    y = np.zeros((x.shape[0], kernel.shape[1]))
    for n in range(x.shape[0]):
        for u in range(kernel.shape[1]):
            total = bias[u]
            for d in range(x.shape[1]):
                total += x[n, d] * kernel[d, u]
            y[n, u] = total
    return y


def _cell_by_cell(x, kernel, bias):
    y = np.zeros((len(x), len(bias)))
    for n in range(len(x)):
        for u in range(len(bias)):
            for d in range(len(kernel)):
                y[n, u] += x[n, d] * kernel[d, u]
            y[n, u] += bias[u]
    return y


def _sum_behind(x, kernel, bias):
    y = np.zeros((len(x), len(bias)))
    for n in range(len(x)):
        for u in range(len(bias)):
            total = 0
            for d in range(len(kernel)):
                total += x[n, d] * kernel[d, u]
            y[n, u] = total + bias[u]
    return y


EXERCISE = Exercise(
    prompt="Return what a Dense layer answers to a batch: (N, D), (D, U), (U,) to (N, U).",
    solution=dense,
    cases=[
        (table([2, 1]), table([1, -3], [3, 4]), np.array([10.0, 20.0])),
        (table([1, 2], [4, 0], [-1, 1]), table([1], [-2]), np.array([-1.0])),
        (numbers(2, 3, seed=3), numbers(3, 4, seed=4), np.array([9.0, 0.0, -5.0, 11.0])),
        (numbers(4, 3, seed=6), numbers(3, 3, seed=7), numbers(3, seed=8) + 9),
        (numbers(3, 3, seed=9), numbers(3, 3, seed=10), numbers(3, seed=11) + 9),
        (numbers(5, 4, seed=12), numbers(4, 1, seed=13), np.array([-3.0])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(4, 6)), rng.normal(size=(6, 3)), rng.normal(size=3) + 2),
    ],
    styles=[_unit_by_unit, _cell_by_cell, _sum_behind],
    mistakes=[
        Mistake(
            "forgets-bias",
            "Each unit of yours is off by the same number in every example. A unit adds one number "
            "of its own to its sum.",
            lambda x, kernel, bias: x @ kernel,
        ),
        Mistake(
            "transposed-kernel",
            "Your kernel is turned on its side. It holds one column for each unit: (D, U).",
            lambda x, kernel, bias: x @ kernel.T + bias,
        ),
        Mistake(
            "adds-bias-to-input",
            "You added the bias before the product. It is added to each unit's sum.",
            lambda x, kernel, bias: (x + bias) @ kernel,
        ),
        Mistake(
            "adds-bias-to-weights",
            "You added the bias to the weights, so the inputs multiply it, too. It is added to "
            "each unit's sum.",
            lambda x, kernel, bias: x @ (kernel + bias),
        ),
        Mistake(
            "bias-for-each-input",
            "The bias is in your sums once for each input. A unit adds it once.",
            lambda x, kernel, bias: x @ kernel + len(kernel) * bias,
        ),
        Mistake(
            "one-bias-for-all",
            "All units have the same number added. Each has a bias of its own.",
            lambda x, kernel, bias: x @ kernel + bias[0],
            lambda x, kernel, bias: x @ kernel + bias[-1],
            lambda x, kernel, bias: x @ kernel + bias.sum(),
            lambda x, kernel, bias: x @ kernel + bias.mean(),
        ),
        Mistake(
            "multiplies-elementwise",
            "You multiplied number by number. Each unit adds up the products of all inputs with "
            "its weights.",
            lambda x, kernel, bias: x * kernel + bias,
            lambda x, kernel, bias: (x * kernel).sum(axis=0) + bias,
            lambda x, kernel, bias: (x * kernel).sum(axis=1) + bias,
            lambda x, kernel, bias: (x * kernel).sum() + bias,
            lambda x, kernel, bias: x * kernel.T + bias,
            lambda x, kernel, bias: (x * kernel.T).sum(axis=1) + bias,
            lambda x, kernel, bias: np.array([(x * kernel[:, 0]).sum()]) + bias,
        ),
        Mistake(
            "swapped-product",
            "`x` and `kernel` stand in the wrong order in your product. Each row of `x` meets each "
            "column of the kernel.",
            lambda x, kernel, bias: kernel @ x + bias,
            lambda x, kernel, bias: kernel.T @ x + bias,
            lambda x, kernel, bias: kernel.T @ x.T + bias,
        ),
        Mistake(
            "mixes-the-examples",
            "You added over the examples, too. Each example has scores of its own: the result is "
            "(N, U).",
            lambda x, kernel, bias: x.sum(axis=0) @ kernel + bias,
            lambda x, kernel, bias: x.sum(axis=0, keepdims=True) @ kernel + bias,
            lambda x, kernel, bias: (x @ kernel + bias).sum(axis=0),
            lambda x, kernel, bias: (x @ kernel + bias).mean(axis=0),
        ),
        Mistake(
            "adds-the-units",
            "You added the units up. Each unit has a score of its own: the result is (N, U).",
            lambda x, kernel, bias: (x @ kernel + bias).sum(axis=1),
            lambda x, kernel, bias: (x @ kernel + bias).sum(axis=1, keepdims=True),
        ),
        Mistake(
            "first-example-alone",
            "Only the first example is answered. A batch has any number of them.",
            lambda x, kernel, bias: x[0] @ kernel + bias,
            lambda x, kernel, bias: x[:1] @ kernel + bias,
            lambda x, kernel, bias: np.repeat(x[:1] @ kernel + bias, len(x), axis=0),
        ),
        Mistake(
            "mean-not-sum",
            "You averaged the products. A unit adds them up.",
            lambda x, kernel, bias: x @ kernel / len(kernel) + bias,
        ),
        Mistake(
            "never-starts-anew",
            "Your sum runs on from one unit to the next. The sum of each unit starts anew.",
            lambda x, kernel, bias: np.cumsum(x @ kernel).reshape(len(x), -1) + bias,
            lambda x, kernel, bias: np.cumsum(x @ kernel, axis=1) + bias,
            lambda x, kernel, bias: np.cumsum(x @ kernel + bias, axis=1),
            lambda x, kernel, bias: np.cumsum(x @ kernel + bias).reshape(len(x), -1),
            lambda x, kernel, bias: np.cumsum(x @ kernel, axis=0) + bias,
        ),
        Mistake(
            "applies-relu",
            "Your negative answers are cut off. No activation was asked for here.",
            lambda x, kernel, bias: np.maximum(x @ kernel + bias, 0),
        ),
        Mistake(
            "drops-the-sign",
            "Your negative scores have lost their sign. No activation was asked for here.",
            then(dense, abs),
        ),
        Mistake(
            "applies-softmax",
            "Your numbers are probabilities: each row adds up to 1. Asked for are the scores, "
            "before any activation.",
            then(dense, as_shares),
        ),
        Mistake(
            "names-the-class",
            "You answer with the place of the largest score. Asked for are the scores themselves.",
            then(dense, lambda scores: scores.argmax(axis=1)),
        ),
    ],
)
