"""One step with momentum."""

import numpy as np

from helpers.checking import Answer, Case, Exercise, Mistake, given, then
from helpers.exercises.arrays import each, whole_numbers


def momentum_step(param, grad, velocity, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * grad
    return param + velocity, velocity


def _in_two_lines(param, grad, velocity, learning_rate, momentum):
    step = learning_rate * grad
    new_velocity = momentum * velocity - step
    new_param = param + new_velocity
    return new_param, new_velocity


def _by(new_velocity: Answer, move: Answer = lambda param, new, *rest: param + new) -> Answer:
    """The step with a part exchanged.

    Args:
        new_velocity: from (velocity, grad, learning_rate, momentum).
        move: the new param, from (param, new velocity, velocity, grad, learning_rate, momentum).
    """

    def step(param, grad, velocity, learning_rate, momentum):
        new = new_velocity(velocity, grad, learning_rate, momentum)
        return move(param, new, velocity, grad, learning_rate, momentum), new

    return step


def _right(velocity, grad, rate, momentum):
    return momentum * velocity - rate * grad


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
    styles=[_in_two_lines],
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
            "keeps-all-speed",
            "Your velocity keeps all of its speed: momentum makes no difference in your answer. It "
            "says which share of the old velocity is kept.",
            given(momentum_step, momentum=lambda momentum: 1.0),
        ),
        Mistake(
            "keeps-the-wrong-share",
            "Your velocity keeps 1 - momentum of its speed. A momentum of 0.9 should keep nine "
            "tenths of it.",
            given(momentum_step, momentum=lambda momentum: 1 - momentum),
            lambda p, g, v, rate, momentum: momentum_step(p, momentum * g, v, rate, 1 - momentum),
        ),
        Mistake(
            "swaps-arguments",
            "Learning rate and momentum have each other's part in your answer. Which of the two "
            "belongs to the gradient?",
            lambda p, g, v, rate, momentum: momentum_step(p, g, v, momentum, rate),
        ),
        Mistake(
            "hard-coded",
            "A number of the text's example, 0.8 or 0.5, is written down in your velocity. Which "
            "argument should stand for it?",
            lambda p, g, v, rate, momentum: momentum_step(p, g, v, 0.5, 0.8),
            given(momentum_step, learning_rate=lambda rate: 0.5),
            given(momentum_step, momentum=lambda momentum: 0.8),
        ),
        Mistake(
            "forgets-learning-rate",
            "The learning rate makes no difference in your answer. How much of the gradient goes "
            "into the velocity?",
            given(momentum_step, learning_rate=lambda rate: 1.0),
        ),
        Mistake(
            "subtracts-velocity",
            "You subtracted the velocity. It points downhill already.",
            _by(_right, lambda param, new, *rest: param - new),
        ),
        Mistake(
            "uphill-velocity",
            "Your velocity takes the gradient up with a plus, and is subtracted from param. But "
            "the old velocity, which you are handed, points downhill: so it counts the wrong way.",
            _by(
                lambda velocity, grad, rate, momentum: momentum * velocity + rate * grad,
                lambda param, new, *rest: param - new,
            ),
        ),
        Mistake(
            "velocity-without-rate",
            "Your velocity does not hold the learning rate: that is PyTorch's way to write it. "
            "Here the rate goes into the velocity.",
            _by(
                lambda velocity, grad, rate, momentum: momentum * velocity + grad,
                lambda param, new, velocity, grad, rate, momentum: param - rate * new,
            ),
            _by(
                lambda velocity, grad, rate, momentum: momentum * velocity - grad,
                lambda param, new, velocity, grad, rate, momentum: param + rate * new,
            ),
        ),
        Mistake(
            "rate-counts-twice",
            "Your velocity is right, and then you multiplied it by the learning rate again to move "
            "param. The rate is in the velocity already.",
            _by(_right, lambda param, new, velocity, grad, rate, momentum: param + rate * new),
        ),
        Mistake(
            "momentum-counts-twice",
            "Your velocity is right, and then you multiplied it by momentum again to move param. "
            "The ball moves with all of its new velocity.",
            _by(_right, lambda param, new, velocity, grad, rate, momentum: param + momentum * new),
        ),
        Mistake(
            "moves-with-the-old-velocity",
            "You moved with the velocity from before. The gradient changes it first.",
            _by(_right, lambda param, new, velocity, *rest: param + velocity),
        ),
        Mistake(
            "returns-the-old-velocity",
            "Your param is right, and the velocity that you return is the one from before. The "
            "next step needs the new one.",
            lambda *args: (momentum_step(*args)[0], args[2]),
        ),
        Mistake(
            "steps-by-the-gradient",
            "Your velocity is right, but param moved by the gradient alone, as in plain descent. "
            "What is the velocity for?",
            _by(_right, lambda param, new, velocity, grad, rate, _: param - rate * grad),
        ),
        Mistake(
            "gradient-counts-twice",
            "Your velocity is right, but param moved by the velocity and by the gradient. The "
            "velocity holds the gradient already.",
            _by(_right, lambda param, new, velocity, grad, rate, _: param + new - rate * grad),
        ),
        Mistake(
            "averages-gradient",
            "You weighted the gradient by 1 - momentum. Here it enters the velocity in full.",
            lambda p, g, v, rate, momentum: momentum_step(p, (1 - momentum) * g, v, rate, momentum),
            _by(
                lambda velocity, grad, rate, momentum: momentum * velocity + (1 - momentum) * grad,
                lambda param, new, velocity, grad, rate, momentum: param - rate * new,
            ),
            _by(
                lambda velocity, grad, rate, momentum: momentum * velocity - (1 - momentum) * grad,
                lambda param, new, velocity, grad, rate, momentum: param + rate * new,
            ),
        ),
        Mistake(
            "momentum-of-the-position",
            "Your velocity keeps a share of param. What is kept from step to step is the velocity: "
            "how fast it moved, not where it stands.",
            lambda p, g, v, rate, momentum: momentum_step(p, g, p, rate, momentum),
        ),
        Mistake(
            "swapped-order",
            "Your values are right, but in another order. Expected is (param, velocity).",
            then(momentum_step, lambda pair: pair[::-1]),
        ),
        Mistake(
            "looks-ahead",
            "That is Nesterov's step, which looks ahead. Plain momentum adds the velocity alone.",
            _by(
                _right,
                lambda param, new, velocity, grad, rate, momentum: (
                    param + momentum * new - rate * grad
                ),
            ),
        ),
    ],
)
