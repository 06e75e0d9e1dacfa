"""The exercises of chapter 7, continued: one step of each optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises.arrays import whole_numbers
from helpers.exercises.exercise import Alternative, Exercise, Mistake

Case = tuple[Any, ...]


# --- sgd_step --------------------------------------------------------------------------------


def sgd_step(params, grads, learning_rate):
    return [param - learning_rate * grad for param, grad in zip(params, grads, strict=True)]


def _sgd_in_place(params, grads, learning_rate):
    for param, grad in zip(params, grads, strict=True):
        param -= learning_rate * grad
    return params


SGD_STEP = Exercise(
    name="sgd_step",
    chapter=7,
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
            lambda params, grads, learning_rate: [
                param + learning_rate * grad for param, grad in zip(params, grads, strict=True)
            ],
            "You stepped along the gradient. It points to where the loss grows fastest.",
        ),
        Mistake("mutates-input", _sgd_in_place, "Your function changed its argument"),
        Mistake(
            "forgets-learning-rate",
            lambda params, grads, learning_rate: sgd_step(params, grads, 1.0),
            "The learning rate makes no difference in your answer. It says how long the step is.",
        ),
        Mistake(
            "returns-the-step",
            lambda params, grads, learning_rate: [-learning_rate * grad for grad in grads],
            "You returned the steps. Where do the parameters stand after them?",
        ),
        Mistake(
            "divides-by-learning-rate",
            lambda params, grads, learning_rate: sgd_step(params, grads, 1 / learning_rate),
            "You divided by the learning rate. A small learning rate makes a small step.",
        ),
        Mistake(
            "shrinks-the-parameters",
            lambda params, grads, learning_rate: [
                learning_rate * (param - grad) for param, grad in zip(params, grads, strict=True)
            ],
            "You multiplied the parameters by the learning rate too. Only the step is scaled.",
        ),
    ],
)


# --- momentum_step ---------------------------------------------------------------------------


def momentum_step(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * grad
    return param + velocity, velocity


def _momentum_by(velocity_rule: Callable[..., Any], sign: int = 1) -> Callable[..., Any]:
    def step(param, grad, velocity, learning_rate, momentum):
        velocity = velocity_rule(grad, velocity, learning_rate, momentum)
        return param + sign * velocity, velocity

    return step


def _momentum_without_rate(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity + grad
    return param - learning_rate * velocity, velocity


def _momentum_case(seed: int, shape: tuple[int, ...], rate: float, momentum: float) -> Case:
    arrays = [whole_numbers(*shape, seed=seed + i) for i in range(3)]
    return (*arrays, rate, momentum)


MOMENTUM_STEP = Exercise(
    name="momentum_step",
    chapter=7,
    prompt="Return the new (param, velocity) after one step of gradient descent with momentum.",
    solution=momentum_step,
    cases=[
        (np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.array([0.0, 0.0]), 0.1, 0.9),
        (np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.array([5.0, 3.0]), 0.1, 0.9),
        _momentum_case(1, (2, 3), 0.5, 0.8),
        _momentum_case(4, (3,), 0.25, 0.5),
        _momentum_case(7, (2, 2, 2), 0.2, 0.0),
    ],
    fresh=lambda rng: [
        (rng.normal(size=4), rng.normal(size=4), rng.normal(size=4) + 2, 0.3, 0.7),
    ],
    parts=("param", "velocity"),
    mistakes=[
        Mistake(
            "goes-uphill",
            _momentum_by(lambda grad, velocity, rate, momentum: momentum * velocity + rate * grad),
            "Your gradient pushes uphill. It points to where the loss grows fastest.",
        ),
        Mistake(
            "forgets-history",
            _momentum_by(lambda grad, velocity, rate, momentum: -rate * grad),
            "The old velocity makes no difference in your answer. A ball that rolls keeps most of "
            "its speed.",
        ),
        Mistake(
            "subtracts-velocity",
            _momentum_by(
                lambda grad, velocity, rate, momentum: momentum * velocity - rate * grad, -1
            ),
            "You subtracted the velocity. It points downhill already.",
        ),
        Mistake(
            "velocity-without-rate",
            _momentum_without_rate,
            "Your velocity does not hold the learning rate: that is PyTorch's way to write it. "
            "Here the rate goes into the velocity.",
        ),
        Mistake(
            "moves-with-the-old-velocity",
            lambda param, grad, velocity, learning_rate, momentum: (
                param + velocity,
                momentum * velocity - learning_rate * grad,
            ),
            "You moved with the velocity from before. The gradient changes it first.",
        ),
        Mistake(
            "averages-gradient",
            _momentum_by(
                lambda grad, velocity, rate, momentum: (
                    momentum * velocity - (1 - momentum) * rate * grad
                )
            ),
            "You weighted the gradient by 1 - momentum. Here it enters the velocity in full.",
        ),
        Mistake(
            "swapped-order",
            lambda param, grad, velocity, learning_rate, momentum: momentum_step(
                param, grad, velocity, learning_rate, momentum
            )[::-1],
            "Your values are right, but in another order. Expected is (param, velocity).",
        ),
        Mistake(
            "looks-ahead",
            lambda param, grad, velocity, learning_rate, momentum: (
                param
                + momentum * (momentum * velocity - learning_rate * grad)
                - learning_rate * grad,
                momentum * velocity - learning_rate * grad,
            ),
            "That is Nesterov's step, which looks ahead. Plain momentum adds the velocity alone.",
        ),
    ],
)


# --- adam_step -------------------------------------------------------------------------------


def _adam(
    moments: Callable[..., Any] | None = None,
    correct: bool | tuple[int, int] = True,
    place: str = "outside",
    sign: int = -1,
) -> Callable[..., Any]:
    """Adam with a part exchanged.

    Args:
        moments: returns (m, v) from (m, v, grad, beta1, beta2).
        correct: False leaves the bias correction out; (1, 0) exchanges the betas in it.
        place: of epsilon: "outside" the root (the paper), "keras" (outside, added before the
            correction), "inside" the root, "keras-inside".
        sign: 1 goes uphill.
    """

    def step(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
        m, v = (moments or _moments)(m, v, grad, beta1, beta2)
        betas = (beta1, beta2) if correct in (True, False) else (beta2, beta1)
        first, second = (1 - beta**t if correct else 1.0 for beta in betas)
        if place == "outside":
            update = (m / first) / (np.sqrt(v / second) + eps)
        elif place == "inside":
            update = (m / first) / np.sqrt(v / second + eps)
        else:
            root = np.sqrt(v) + eps if place == "keras" else np.sqrt(v + eps)
            update = np.sqrt(second) / first * m / root
        return param + sign * learning_rate * update, m, v

    return step


def _moments(m, v, grad, beta1, beta2):
    return beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2


def _new_moments(m, v, grad, beta1, beta2):
    return (1 - beta1) * grad, (1 - beta2) * grad**2


def _swapped_moments(m, v, grad, beta1, beta2):
    return _moments(m, v, grad, beta2, beta1)


def adam_step(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return param - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


def _returns_corrected(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    param, m, v = adam_step(param, grad, m, v, t, learning_rate, beta1, beta2, eps)
    return param, m / (1 - beta1**t), v / (1 - beta2**t)


def _unsquared(m, v, grad, beta1, beta2):
    return beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * abs(grad)


_ZEROS = np.zeros(3)
_SMALL = np.array([1e-6, -3e-7, 2e-7])  # as small as epsilon, to see where it stands

ADAM_STEP = Exercise(
    name="adam_step",
    chapter=7,
    prompt="Return the new (param, m, v) after step number t of Adam (t counts from 1).",
    solution=adam_step,
    cases=[
        (_ZEROS[:2], np.array([4.0, -2.0]), _ZEROS[:2], _ZEROS[:2], 1, 0.1),
        (
            _ZEROS,
            np.array([1.0, -2.0, 0.5]),
            np.array([2.0, 1.0, -1.0]),
            np.array([1.0, 4.0, 2.0]),
            2,
        ),
        (_ZEROS, _SMALL, _ZEROS, _ZEROS, 1, 0.5),
        (
            np.array([[1.0, -1.0]]),
            np.array([[3.0, 5.0]]),
            np.array([[1.0, -2.0]]),
            np.array([[9.0, 1.0]]),
            10,
            0.5,
            0.8,
            0.9,
            0.01,
        ),
        (
            np.array([0.1, 0.2, 0.3]),
            np.array([1.0, -1.0, 2.0]),
            np.array([0.3, 0.1, -0.2]),
            np.array([0.5, 0.4, 0.9]),
            5,
            0.2,
            0.5,
            0.75,
        ),
        (
            _ZEROS,
            np.array([2.0, 3.0, -1.0]),
            np.array([1.0, 1.0, 1.0]),
            np.array([4.0, 1.0, 2.0]),
            1000,
            0.1,
        ),
    ],
    fresh=lambda rng: [
        (np.zeros(4), rng.normal(size=4) + 2, rng.normal(size=4), rng.random(4) + 1, 3, 0.1),
    ],
    parts=("param", "m", "v"),
    note="Your epsilon stands where the paper has it: added to the root of the corrected v.",
    alternatives=[
        Alternative(
            _adam(place="keras"),
            "Your epsilon stands where Keras has it: added to the root of v before the correction.",
        )
    ],
    bug="no-bias-correction",
    mistakes=[
        Mistake(
            "no-bias-correction",
            _adam(correct=False),
            "You used m and v as they are. Both start at 0, so in the first steps they are far too "
            "small: an average over t steps that began at 0 must be made larger.",
        ),
        Mistake(
            "forgets-history",
            _adam(_new_moments),
            "The old m and v make no difference in your answer. They are running means: most of "
            "the old value stays.",
            also=(_adam(_new_moments, place="keras"), _adam(_new_moments, correct=False)),
        ),
        Mistake(
            "eps-inside-root",
            _adam(place="inside"),
            "Your epsilon is under the root. There it weighs much more: the root of 1e-7 is 3e-4.",
            also=(_adam(place="keras-inside"),),
        ),
        Mistake(
            "swaps-betas",
            _adam(_swapped_moments, (1, 0)),
            "Your betas are exchanged: beta1 belongs to m, the mean of gradients, beta2 to v, the "
            "mean of their squares.",
            also=(
                _adam(_swapped_moments),
                _adam(_swapped_moments, (1, 0), "keras"),
                _adam(_swapped_moments, True, "keras"),
            ),
        ),
        Mistake(
            "goes-uphill",
            _adam(sign=1),
            "You stepped uphill: the step is subtracted.",
            also=(_adam(place="keras", sign=1),),
        ),
        Mistake(
            "returns-corrected-moments",
            _returns_corrected,
            "You handed back the corrected m and v. The next step corrects them again: return them "
            "as they were before.",
        ),
        Mistake(
            "forgets-to-square",
            _adam(_unsquared),
            "Your v averages the size of the gradients. It is the mean of their squares.",
        ),
    ],
)
