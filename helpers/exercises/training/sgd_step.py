"""One step of gradient descent."""

import numpy as np

from helpers.checking import Exercise, Mistake, given
from helpers.exercises.arrays import whole_numbers


def sgd_step(params, grads, learning_rate):
    return [param - learning_rate * grad for param, grad in zip(params, grads, strict=True)]


def _sgd_in_place(params, grads, learning_rate):
    for param, grad in zip(params, grads, strict=True):
        param -= learning_rate * grad
    return params


EXERCISE = Exercise(
    prompt="Return the list of new parameter arrays after one step of gradient descent.",
    solution=sgd_step,
    cases=[
        ([np.array([1.0, 2.0])], [np.array([10.0, -20.0])], 0.1),
        (
            [whole_numbers(2, 3, seed=1), whole_numbers(3, seed=2)],
            [whole_numbers(2, 3, seed=3), whole_numbers(3, seed=4)],
            0.5,
        ),
        (
            [whole_numbers(2, 2, seed=5), whole_numbers(2, 2, seed=6), whole_numbers(1, seed=7)],
            [whole_numbers(2, 2, seed=8), whole_numbers(2, 2, seed=9), np.array([4.0])],
            0.25,
        ),
    ],
    fresh=lambda rng: [([rng.normal(size=(3, 2))], [rng.normal(size=(3, 2))], 0.3)],
    new_arrays=True,
    mistakes=[
        Mistake(
            "goes-uphill",
            "You stepped along the gradient. It points to where the loss grows fastest.",
            given(sgd_step, learning_rate=lambda rate: -rate),
        ),
        Mistake("mutates-input", "Your function changed its argument", _sgd_in_place),
        Mistake(
            "forgets-learning-rate",
            "The learning rate makes no difference in your answer. It says how long the step is.",
            given(sgd_step, learning_rate=lambda rate: 1.0),
        ),
        Mistake(
            "returns-the-step",
            "You returned the steps. Where do the parameters stand after them?",
            lambda params, grads, learning_rate: [-learning_rate * grad for grad in grads],
        ),
        Mistake(
            "divides-by-learning-rate",
            "You divided by the learning rate. A small learning rate makes a small step.",
            given(sgd_step, learning_rate=lambda rate: 1 / rate),
        ),
        Mistake(
            "shrinks-the-parameters",
            "You multiplied the parameters by the learning rate too. Only the step is scaled.",
            lambda params, grads, learning_rate: [
                learning_rate * param for param in sgd_step(params, grads, 1.0)
            ],
        ),
    ],
)
