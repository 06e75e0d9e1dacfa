"""One step of gradient descent."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, given
from helpers.exercises.arrays import whole_numbers


def sgd_step(params, grads, learning_rate):
    return [param - learning_rate * grad for param, grad in zip(params, grads, strict=True)]


def _one_by_one(params, grads, learning_rate):
    new = []
    for i in range(len(params)):
        step = learning_rate * grads[i]
        new.append(params[i] - step)
    return new


def _sgd_in_place(params, grads, learning_rate):
    for param, grad in zip(params, grads, strict=True):
        param -= learning_rate * grad
    return params


def _each(make: Answer) -> Answer:
    """A list of what is made of each param, its grad and the learning rate."""
    return lambda params, grads, learning_rate: [
        make(param, grad, learning_rate) for param, grad in zip(params, grads, strict=True)
    ]


def _every_pair(params, grads, learning_rate):
    return [param - learning_rate * grad for param in params for grad in grads]


def _as_one_array(params, grads, learning_rate):
    return np.array(params) - learning_rate * np.array(grads)


_IN_THE_TEXT = (0.9, 0.05, 0.5, 0.1, 0.2, 0.01, 0.001)  # learning rates of the page

EXERCISE = Exercise(
    prompt="Return the list of new parameter arrays after one step of gradient descent.",
    solution=sgd_step,
    cases=[
        ([np.array([1.0, 2.0])], [np.array([10.0, -20.0])], 0.1),
        (
            [np.array([1.0, 2.0]), np.array([3.0, 4.0])],
            [np.array([4.0, -8.0]), np.array([2.0, 12.0])],
            0.5,
        ),
        (
            [np.array([[1.0, 2.0, 3.0]]), np.array([6.0, -5.0])],
            [np.array([[4.0, 8.0, -4.0]]), np.array([0.0, 2.0])],
            0.25,
        ),
        (
            [whole_numbers(2, 2, seed=5), whole_numbers(2, 2, seed=6), whole_numbers(1, seed=7)],
            [whole_numbers(2, 2, seed=8), whole_numbers(2, 2, seed=9), np.array([4.0])],
            2.0,
        ),
    ],
    fresh=lambda rng: [([rng.normal(size=(3, 2))], [rng.normal(size=(3, 2))], 0.3)],
    new_arrays=True,
    styles=[_one_by_one],
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
            "hard-coded",
            "Your step has the same length, whatever learning_rate is: a rate of the text's "
            "examples is written down in your function.",
            *(given(sgd_step, learning_rate=lambda _, rate=rate: rate) for rate in _IN_THE_TEXT),
        ),
        Mistake(
            "returns-the-step",
            "You returned the steps. Where do the parameters stand after them?",
            _each(lambda param, grad, rate: -rate * grad),
            _each(lambda param, grad, rate: rate * grad),
        ),
        Mistake(
            "divides-by-learning-rate",
            "You divided by the learning rate. A small learning rate makes a small step.",
            given(sgd_step, learning_rate=lambda rate: 1 / rate),
        ),
        Mistake(
            "shrinks-the-parameters",
            "You multiplied the parameters by the learning rate too. Only the step is scaled.",
            _each(lambda param, grad, rate: rate * (param - grad)),
        ),
        Mistake(
            "adds-the-rate",
            "The learning rate is added or subtracted in your answer. It is a factor: how much of "
            "the gradient is one step?",
            _each(lambda param, grad, rate: param - rate + grad),
            _each(lambda param, grad, rate: param - rate - grad),
            _each(lambda param, grad, rate: param - (rate + grad)),
            _each(lambda param, grad, rate: param - (grad - rate)),
        ),
        Mistake(
            "step-in-proportion",
            "Your steps grow with the parameters, as if you had multiplied param and step. A step "
            "is subtracted, whatever the parameter is.",
            _each(lambda param, grad, rate: param * (1 - rate * grad)),
            _each(lambda param, grad, rate: param * -rate * grad),
            _each(lambda param, grad, rate: param * rate * grad),
        ),
        Mistake(
            "reversed-sign",
            "Every number has the wrong sign: the step is taken from the parameter, and not the "
            "parameter from the step.",
            _each(lambda param, grad, rate: rate * grad - param),
        ),
        Mistake(
            "swaps-arguments",
            "Parameters and gradients have each other's part in your answer: which of the two "
            "moves, and which is scaled?",
            _each(lambda param, grad, rate: grad - rate * param),
        ),
        Mistake(
            "averages-gradient",
            "All numbers of an array moved by the same amount in your answer. Each parameter has a "
            "slope of its own: that is what grad holds.",
            _each(lambda param, grad, rate: param - rate * np.mean(grad)),
            _each(lambda param, grad, rate: param - rate * np.sum(grad)),
            _each(lambda param, grad, rate: param - rate * np.linalg.norm(grad)),
        ),
        Mistake(
            "sign-alone",
            "Your steps depend only on the signs of the slopes. Where the loss is steeper, the "
            "step is longer.",
            _each(lambda param, grad, rate: param - rate * np.sign(grad)),
        ),
        Mistake(
            "first-alone",
            "Only the first array came back, in a list. Every array of params makes a step.",
            lambda *args: sgd_step(*args)[:1],
        ),
        Mistake(
            "one-array-alone",
            "One array came back, and not a list of arrays. Every array of params should be in the "
            "list, also where there is but one.",
            lambda *args: sgd_step(*args)[-1],
            lambda *args: sgd_step(*args)[0],
        ),
        Mistake(
            "skips-the-first",
            "The first array of params is missing in your list.",
            lambda *args: sgd_step(*args)[1:],
        ),
        Mistake(
            "every-pair",
            "Your list has an array for every param with every grad. The first grad belongs to the "
            "first param, the second to the second, and so on: see `zip`.",
            _every_pair,
        ),
        Mistake(
            "stacks-the-list",
            "It works where all arrays have the same shape, and fails where they differ. A list of "
            "arrays is no array: take the step with each of its arrays.",
            _as_one_array,
        ),
        Mistake(
            "one-axis-too-many",
            "The numbers are right, and each array has an axis of length 1 too many.",
            _each(lambda param, grad, rate: (param - rate * grad)[None]),
        ),
        Mistake(
            "rounds",
            "Your numbers are rounded. `.round` is for printing: in training, small steps would "
            "get lost.",
            _each(lambda param, grad, rate: (param - rate * grad).round(2)),
            _each(lambda param, grad, rate: (param - rate * grad).round(3)),
        ),
    ],
)
