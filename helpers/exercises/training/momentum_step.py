"""One step with momentum."""

import numpy as np

from helpers.checking import Case, Exercise, Mistake, given, then
from helpers.exercises.arrays import each, whole_numbers


def momentum_step(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * grad
    return param + velocity, velocity


def _subtracts_velocity(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * grad
    return param - velocity, velocity


def _velocity_without_rate(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity + grad
    return param - learning_rate * velocity, velocity


def _moves_with_the_old_velocity(param, grad, velocity, learning_rate, momentum):
    return param + velocity, momentum * velocity - learning_rate * grad


def _averages_gradient(param, grad, velocity, learning_rate, momentum):
    return momentum_step(param, (1 - momentum) * grad, velocity, learning_rate, momentum)


def _looks_ahead(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * grad
    return param + momentum * velocity - learning_rate * grad, velocity


def _case(*shape: int, rate: float, momentum: float, seed: int) -> Case:
    return (*each(whole_numbers, shape, shape, shape, seed=seed), rate, momentum)


EXERCISE = Exercise(
    prompt="Return the new (param, velocity) after one step of gradient descent with momentum.",
    solution=momentum_step,
    cases=[
        (np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.array([0.0, 0.0]), 0.1, 0.9),
        (np.array([1.0, 2.0]), np.array([10.0, -20.0]), np.array([5.0, 3.0]), 0.1, 0.9),
        _case(2, 3, rate=0.5, momentum=0.8, seed=1),
        _case(3, rate=0.25, momentum=0.5, seed=4),
        _case(2, 2, 2, rate=0.2, momentum=0.0, seed=7),
    ],
    fresh=lambda rng: [
        (rng.normal(size=4), rng.normal(size=4), rng.normal(size=4) + 2, 0.3, 0.7),
    ],
    parts=("param", "velocity"),
    mistakes=[
        Mistake(
            "goes-uphill",
            "Your gradient pushes uphill. It points to where the loss grows fastest.",
            given(momentum_step, grad=np.negative),
        ),
        Mistake(
            "forgets-history",
            "The old velocity makes no difference in your answer. A ball that rolls keeps most of "
            "its speed.",
            given(momentum_step, velocity=np.zeros_like),
        ),
        Mistake(
            "subtracts-velocity",
            "You subtracted the velocity. It points downhill already.",
            _subtracts_velocity,
        ),
        Mistake(
            "velocity-without-rate",
            "Your velocity does not hold the learning rate: that is PyTorch's way to write it. "
            "Here the rate goes into the velocity.",
            _velocity_without_rate,
        ),
        Mistake(
            "moves-with-the-old-velocity",
            "You moved with the velocity from before. The gradient changes it first.",
            _moves_with_the_old_velocity,
        ),
        Mistake(
            "averages-gradient",
            "You weighted the gradient by 1 - momentum. Here it enters the velocity in full.",
            _averages_gradient,
        ),
        Mistake(
            "swapped-order",
            "Your values are right, but in another order. Expected is (param, velocity).",
            then(momentum_step, lambda pair: pair[::-1]),
        ),
        Mistake(
            "looks-ahead",
            "That is Nesterov's step, which looks ahead. Plain momentum adds the velocity alone.",
            _looks_ahead,
        ),
    ],
)
