"""One step with momentum."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking import Case, Exercise, Mistake
from helpers.exercises.arrays import whole_numbers


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


EXERCISE = Exercise(
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
            "Your gradient pushes uphill. It points to where the loss grows fastest.",
            _momentum_by(lambda grad, velocity, rate, momentum: momentum * velocity + rate * grad),
        ),
        Mistake(
            "forgets-history",
            "The old velocity makes no difference in your answer. A ball that rolls keeps most of "
            "its speed.",
            _momentum_by(lambda grad, velocity, rate, momentum: -rate * grad),
        ),
        Mistake(
            "subtracts-velocity",
            "You subtracted the velocity. It points downhill already.",
            _momentum_by(
                lambda grad, velocity, rate, momentum: momentum * velocity - rate * grad, -1
            ),
        ),
        Mistake(
            "velocity-without-rate",
            "Your velocity does not hold the learning rate: that is PyTorch's way to write it. "
            "Here the rate goes into the velocity.",
            _momentum_without_rate,
        ),
        Mistake(
            "moves-with-the-old-velocity",
            "You moved with the velocity from before. The gradient changes it first.",
            lambda param, grad, velocity, learning_rate, momentum: (
                param + velocity,
                momentum * velocity - learning_rate * grad,
            ),
        ),
        Mistake(
            "averages-gradient",
            "You weighted the gradient by 1 - momentum. Here it enters the velocity in full.",
            _momentum_by(
                lambda grad, velocity, rate, momentum: (
                    momentum * velocity - (1 - momentum) * rate * grad
                )
            ),
        ),
        Mistake(
            "swapped-order",
            "Your values are right, but in another order. Expected is (param, velocity).",
            lambda param, grad, velocity, learning_rate, momentum: momentum_step(
                param, grad, velocity, learning_rate, momentum
            )[::-1],
        ),
        Mistake(
            "looks-ahead",
            "That is Nesterov's step, which looks ahead. Plain momentum adds the velocity alone.",
            lambda param, grad, velocity, learning_rate, momentum: (
                param
                + momentum * (momentum * velocity - learning_rate * grad)
                - learning_rate * grad,
                momentum * velocity - learning_rate * grad,
            ),
        ),
    ],
)
