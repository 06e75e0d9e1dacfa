"""The way back through a dense layer."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import normals
from helpers.exercises.dense._shared import numbers


def dense_gradients(x, kernel, grad):
    return grad @ kernel.T, x.T @ grad, grad.sum(axis=0)


EXERCISE = Exercise(
    prompt="Return (grad_x, grad_kernel, grad_bias) of a Dense layer.",
    solution=dense_gradients,
    cases=[
        (numbers(2, 2, seed=1), numbers(2, 1, seed=2), np.array([[1.0], [-2.0]])),
        (numbers(3, 4, seed=3), numbers(4, 2, seed=4), numbers(3, 2, seed=5)),
        (numbers(4, 3, seed=6), numbers(3, 3, seed=7), numbers(4, 3, seed=8)),
        (numbers(3, 3, seed=9), numbers(3, 3, seed=10), numbers(3, 3, seed=11)),
        (numbers(1, 3, seed=12), numbers(3, 5, seed=13), numbers(1, 5, seed=14)),
    ],
    fresh=lambda rng: [normals(rng, (5, 4), (4, 3), (5, 3))],
    parts=("grad_x", "grad_kernel", "grad_bias"),
    mistakes=[
        Mistake(
            "averages-bias",
            "You averaged the bias's gradient over the batch. The bias is added in every example, "
            "and each one adds its share; the mean of the loss is in `grad` already.",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, grad.mean(axis=0)),
        ),
        Mistake(
            "transposed-kernel",
            "Your grad_kernel is turned on its side. A gradient has the shape of what it belongs "
            "to: the kernel is (D, U).",
            lambda x, kernel, grad: (grad @ kernel.T, grad.T @ x, grad.sum(axis=0)),
        ),
        Mistake(
            "swapped-order",
            "Your gradients are right, but in another order. Expected is (grad_x, grad_kernel, "
            "grad_bias).",
            lambda x, kernel, grad: (x.T @ grad, grad @ kernel.T, grad.sum(axis=0)),
            lambda x, kernel, grad: (x.T @ grad, grad.sum(axis=0), grad @ kernel.T),
            lambda x, kernel, grad: (grad @ kernel.T, grad.sum(axis=0), x.T @ grad),
        ),
        Mistake(
            "averages-batch",
            "You divided by the size of the batch. The mean of the loss is in `grad` already.",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad / len(x), grad.mean(axis=0)),
        ),
        Mistake(
            "keeps-batch-axis",
            "Your grad_bias has an axis too many. A gradient has the shape of what it belongs to: "
            "the bias is (U,).",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, grad.sum(axis=0, keepdims=True)),
        ),
        Mistake(
            "forgets-to-transpose",
            "Your grad_x goes through the kernel the wrong way round. On the way back each unit "
            "hands its gradient to its inputs.",
            lambda x, kernel, grad: (grad @ kernel, x.T @ grad, grad.sum(axis=0)),
        ),
        Mistake(
            "forgets-to-sum-bias",
            "Your grad_bias still has one row for each example. All of them used the same bias.",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, grad),
        ),
    ],
)
