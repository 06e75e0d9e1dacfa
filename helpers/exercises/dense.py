"""The exercises of chapter 5, dense: layers, ReLU, gradients, accuracy. See also losses.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.exercise import Exercise, Mistake
from helpers.exercises.losses import (
    CROSS_ENTROPY,
    SOFTMAX,
    SOFTMAX_CROSS_ENTROPY_GRADIENT,
    softmax,
)


def _numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return whole_numbers(*shape, seed=seed, low=-4, high=6)


# --- dense -----------------------------------------------------------------------------------


def dense(x, kernel, bias):
    return x @ kernel + bias


DENSE = Exercise(
    name="dense",
    chapter=5,
    prompt="Return what a Dense layer answers to a batch: (N, D), (D, U), (U,) to (N, U).",
    solution=dense,
    cases=[
        (_numbers(1, 2, seed=1), _numbers(2, 2, seed=2), np.array([10.0, 20.0])),
        (_numbers(2, 3, seed=3), _numbers(3, 4, seed=4), _numbers(4, seed=5) + 7),
        (_numbers(4, 3, seed=6), _numbers(3, 3, seed=7), _numbers(3, seed=8) + 9),
        (_numbers(3, 3, seed=9), _numbers(3, 3, seed=10), _numbers(3, seed=11) + 9),
        (_numbers(5, 4, seed=12), _numbers(4, 1, seed=13), np.array([-3.0])),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(4, 6)), rng.normal(size=(6, 3)), rng.normal(size=3) + 2),
    ],
    mistakes=[
        Mistake(
            "forgets-bias",
            lambda x, kernel, bias: x @ kernel,
            "Each unit of yours is off by the same number in every example. A unit adds one number "
            "of its own to its sum.",
        ),
        Mistake(
            "transposed-kernel",
            lambda x, kernel, bias: x @ kernel.T + bias,
            "Your kernel is turned on its side. It holds one column for each unit: (D, U).",
        ),
        Mistake(
            "adds-bias-to-input",
            lambda x, kernel, bias: (x + bias) @ kernel,
            "You added the bias before the product. It is added to each unit's sum.",
        ),
        Mistake(
            "multiplies-elementwise",
            lambda x, kernel, bias: x * kernel + bias,
            "You multiplied number by number. Each unit adds up the products of all inputs with "
            "its weights.",
        ),
        Mistake(
            "applies-relu",
            lambda x, kernel, bias: np.maximum(x @ kernel + bias, 0),
            "Your negative answers are cut off. No activation was asked for here.",
        ),
    ],
)


# --- relu ------------------------------------------------------------------------------------


def relu(x):
    return np.maximum(x, 0)


def _in_place(x):
    x[x < 0] = 0
    return x


def _leaky(slope: float) -> Any:
    return lambda x: np.where(x > 0, x, slope * x)


RELU = Exercise(
    name="relu",
    chapter=5,
    prompt="Return a new array like x in which every negative number is 0.",
    solution=relu,
    cases=[
        (np.array([[-2.0, 0.0, 3.0], [1.0, -0.5, 0.25]]),),
        (np.array([4.0, -1.0, 2.0]),),
        (_numbers(2, 3, 2, 2, seed=1),),
        (-np.ones((3, 2)),),
        (np.full((2, 2), 7.0),),
    ],
    fresh=lambda rng: [(rng.normal(size=(5, 4)),)],
    new_arrays=True,
    mistakes=[
        Mistake("mutates-input", _in_place, "Your function changed its argument"),
        Mistake(
            "absolute-value",
            abs,
            "You turned negative numbers positive. A unit with a negative sum is silent.",
        ),
        Mistake(
            "leaky",
            _leaky(0.01),
            "A little of each negative number comes through: that is the leaky ReLU. Here negative "
            "numbers give 0.",
            also=tuple(_leaky(slope) for slope in (0.001, 0.1, 0.2, 0.3)),
        ),
        Mistake(
            "returns-mask",
            lambda x: (x > 0).astype(float),
            "You answer with 0 and 1. Positive numbers pass as they are.",
        ),
        Mistake(
            "keeps-the-negative",
            lambda x: np.minimum(x, 0),
            "You kept the negative numbers and cut off the positive ones.",
        ),
        Mistake(
            "clips-at-one",
            lambda x: np.clip(x, 0, 1),
            "Your answers never exceed 1. Positive numbers pass as they are, however large.",
        ),
        Mistake(
            "drops-numbers",
            lambda x: x[x > 0],
            "You left the negative numbers out. They become 0, and the shape stays.",
        ),
    ],
)


# --- dense_gradients -------------------------------------------------------------------------


def dense_gradients(x, kernel, grad):
    return grad @ kernel.T, x.T @ grad, grad.sum(axis=0)


DENSE_GRADIENTS = Exercise(
    name="dense_gradients",
    chapter=5,
    prompt="Return (grad_x, grad_kernel, grad_bias) of a Dense layer.",
    solution=dense_gradients,
    cases=[
        (_numbers(2, 2, seed=1), _numbers(2, 1, seed=2), np.array([[1.0], [-2.0]])),
        (_numbers(3, 4, seed=3), _numbers(4, 2, seed=4), _numbers(3, 2, seed=5)),
        (_numbers(4, 3, seed=6), _numbers(3, 3, seed=7), _numbers(4, 3, seed=8)),
        (_numbers(3, 3, seed=9), _numbers(3, 3, seed=10), _numbers(3, 3, seed=11)),
        (_numbers(1, 3, seed=12), _numbers(3, 5, seed=13), _numbers(1, 5, seed=14)),
    ],
    fresh=lambda rng: [
        (rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=(5, 3))),
    ],
    parts=("grad_x", "grad_kernel", "grad_bias"),
    mistakes=[
        Mistake(
            "averages-bias",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, grad.mean(axis=0)),
            "You averaged the bias's gradient over the batch. The bias is added in every example, "
            "and each one adds its share; the mean of the loss is in `grad` already.",
        ),
        Mistake(
            "transposed-kernel",
            lambda x, kernel, grad: (grad @ kernel.T, grad.T @ x, grad.sum(axis=0)),
            "Your grad_kernel is turned on its side. A gradient has the shape of what it belongs "
            "to: the kernel is (D, U).",
        ),
        Mistake(
            "swapped-order",
            lambda x, kernel, grad: (x.T @ grad, grad @ kernel.T, grad.sum(axis=0)),
            "Your gradients are right, but in another order. Expected is (grad_x, grad_kernel, "
            "grad_bias).",
            also=(
                lambda x, kernel, grad: (x.T @ grad, grad.sum(axis=0), grad @ kernel.T),
                lambda x, kernel, grad: (grad @ kernel.T, grad.sum(axis=0), x.T @ grad),
            ),
        ),
        Mistake(
            "averages-batch",
            lambda x, kernel, grad: (
                grad @ kernel.T,
                x.T @ grad / len(x),
                grad.sum(axis=0) / len(x),
            ),
            "You divided by the size of the batch. The mean of the loss is in `grad` already.",
        ),
        Mistake(
            "keeps-batch-axis",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, grad.sum(axis=0, keepdims=True)),
            "Your grad_bias has an axis too many. A gradient has the shape of what it belongs to: "
            "the bias is (U,).",
        ),
        Mistake(
            "forgets-to-transpose",
            lambda x, kernel, grad: (grad @ kernel, x.T @ grad, grad.sum(axis=0)),
            "Your grad_x goes through the kernel the wrong way round. On the way back each unit "
            "hands its gradient to its inputs.",
        ),
        Mistake(
            "forgets-to-sum-bias",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad, grad),
            "Your grad_bias still has one row for each example. All of them used the same bias.",
        ),
    ],
)


# --- accuracy --------------------------------------------------------------------------------


def accuracy(probabilities, labels):
    return float((probabilities.argmax(axis=1) == labels).mean())


def _hits(probabilities, labels):
    return probabilities.argmax(axis=1) == labels


_LIKELY = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.3, 0.5, 0.2], [0.1, 0.8, 0.1]])

ACCURACY = Exercise(
    name="accuracy",
    chapter=5,
    prompt="Return the share of examples whose largest probability is at the label, 0 to 1.",
    solution=accuracy,
    cases=[
        (_LIKELY, np.array([0, 2, 1, 0])),
        (_LIKELY[:3], np.array([1, 2, 0])),
        (_LIKELY, np.array([0, 2, 1, 1])),
        (_LIKELY[1:2], np.array([0])),
        (softmax(_numbers(8, 5, seed=1) + 0.1 * np.arange(5)), np.array([0, 1, 2, 3, 4, 0, 1, 2])),
    ],
    fresh=lambda rng: [(rng.random(size=(9, 3)), np.array([0, 1, 2] * 3))],
    mistakes=[
        Mistake(
            "percent",
            lambda probabilities, labels: 100 * accuracy(probabilities, labels),
            "Your answer is in per cent. Here 1 means that every example is right.",
        ),
        Mistake(
            "counts-not-mean",
            lambda probabilities, labels: int(_hits(probabilities, labels).sum()),
            "You counted the right answers. A share does not grow with the number of examples.",
        ),
        Mistake(
            "error-rate",
            lambda probabilities, labels: 1 - accuracy(probabilities, labels),
            "You returned the share of wrong answers.",
        ),
        Mistake(
            "argmax-over-batch",
            lambda probabilities, labels: float(
                (
                    probabilities.argmax(axis=0)[: len(labels)] == labels[: probabilities.shape[1]]
                ).mean()
            ),
            "You looked for the largest number of each column. Each row is an example: which of "
            "its classes is the likeliest?",
        ),
        Mistake(
            "mean-probability",
            lambda probabilities, labels: probabilities[np.arange(len(labels)), labels].mean(),
            "You averaged the probability of the true class. An answer is right or wrong: the "
            "largest probability decides.",
        ),
        Mistake(
            "per-example",
            _hits,
            "You say of each example whether it is right. The answer is one number: their share.",
        ),
    ],
)


# --- collapse_linear -------------------------------------------------------------------------


def collapse_linear(w1, b1, w2, b2):
    return w1 @ w2, b1 @ w2 + b2


COLLAPSE_LINEAR = Exercise(
    name="collapse_linear",
    chapter=5,
    prompt="Return the (w, b) of the one layer that equals two layers without activation.",
    solution=collapse_linear,
    cases=[
        (_numbers(2, 2, seed=1), _numbers(2, seed=2), _numbers(2, 2, seed=3), _numbers(2, seed=4)),
        (_numbers(3, 4, seed=5), _numbers(4, seed=6), _numbers(4, 2, seed=7), _numbers(2, seed=8)),
        (
            _numbers(2, 3, seed=9),
            _numbers(3, seed=10),
            _numbers(3, 3, seed=11),
            _numbers(3, seed=12),
        ),
        (
            _numbers(3, 3, seed=13),
            _numbers(3, seed=14),
            _numbers(3, 3, seed=15),
            _numbers(3, seed=16),
        ),
    ],
    fresh=lambda rng: [
        (
            rng.normal(size=(4, 5)),
            rng.normal(size=5),
            rng.normal(size=(5, 3)),
            rng.normal(size=3),
        ),
    ],
    parts=("w", "b"),
    mistakes=[
        Mistake(
            "adds-biases",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + b2),
            "You added the biases as they are. The first one goes through the second layer before "
            "the second is added.",
        ),
        Mistake(
            "forgets-first-bias",
            lambda w1, b1, w2, b2: (w1 @ w2, b2),
            "The first layer's bias makes no difference in your answer. Follow the number 0 "
            "through both layers: what comes out?",
        ),
        Mistake(
            "swapped-product",
            lambda w1, b1, w2, b2: (w2 @ w1, b1 @ w2 + b2),
            "Your weights are multiplied in the wrong order. x meets w1 first: (x @ w1) @ w2.",
        ),
        Mistake(
            "forgets-second-bias",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2),
            "The second layer's bias makes no difference in your answer.",
        ),
        Mistake(
            "wrong-bias-through",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + b2 @ w2),
            "You sent the second bias through the second layer. Which of the two is there before "
            "that layer?",
        ),
    ],
)


EXERCISES = [
    DENSE,
    RELU,
    SOFTMAX,
    CROSS_ENTROPY,
    SOFTMAX_CROSS_ENTROPY_GRADIENT,
    DENSE_GRADIENTS,
    ACCURACY,
    COLLAPSE_LINEAR,
]
