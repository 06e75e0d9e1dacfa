"""One step of RMSprop, with epsilon in either of two places."""

import numpy as np

from helpers.checking import Answer, Case, Exercise, Mistake
from helpers.exercises.arrays import whole_numbers


def rmsprop_step(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    """Your epsilon stands under the root, as in Keras and in helpers."""
    squares = rho * squares + (1 - rho) * grad**2
    return param - learning_rate * grad / np.sqrt(squares + eps), squares


def _outside(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    """Your epsilon stands outside the root, as in PyTorch. Keras and helpers have it under it."""
    squares = rho * squares + (1 - rho) * grad**2
    return param - learning_rate * grad / (np.sqrt(squares) + eps), squares


def _in_more_lines(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
    new_squares = rho * squares + (1 - rho) * grad**2
    root = np.sqrt(new_squares + eps)
    step = learning_rate * grad / root
    return param - step, new_squares


def _right_mean(grad, squares, rho):
    return rho * squares + (1 - rho) * grad**2


def _inside(new, old, eps):
    return np.sqrt(new + eps)


def _behind(new, old, eps):
    return np.sqrt(new) + eps


def _by(
    mean: Answer = _right_mean,
    root: Answer = _inside,
    move: Answer = lambda param, rate, grad, root: param - rate * grad / root,
) -> Answer:
    """RMSprop with a part exchanged.

    Args:
        mean: returns the new squares from (grad, squares, rho).
        root: what the gradient is divided by, from (new squares, old squares, eps).
        move: the new param, from (param, learning rate, grad, root).
    """

    def step(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
        new = mean(grad, squares, rho)
        return move(param, learning_rate, grad, root(new, squares, eps)), new

    return step


def _either(mean: Answer) -> list[Answer]:
    """Another running mean, with epsilon in either place."""
    return [_by(mean, _inside), _by(mean, _behind)]


def _moving(move: Answer) -> list[Answer]:
    """Another move, with epsilon in either place."""
    return [_by(root=_inside, move=move), _by(root=_behind, move=move)]


def _written_down(numbers: dict[str, float]) -> list[Answer]:
    """Steps that put numbers in the place of these arguments, whatever those are."""

    def answer(solution: Answer) -> Answer:
        def step(param, grad, squares, learning_rate, rho=0.9, eps=1e-7):
            settings = {"learning_rate": learning_rate, "rho": rho, "eps": eps}
            return solution(param, grad, squares, **{**settings, **numbers})

        return step

    return [answer(rmsprop_step), answer(_outside)]


_RATE, _RHO, _EPS = {"learning_rate": 0.2}, {"rho": 0.9}, {"eps": 1e-7}  # of the page
_IN_THE_TEXT: list[dict[str, float]] = [
    _RATE,
    _RHO,
    _EPS,
    _RHO | _EPS,
    _RATE | _RHO,
    _RATE | _EPS,
    _RATE | _RHO | _EPS,
]


def _case(seed: int, shape: tuple[int, ...], *settings: float) -> Case:
    param, grad = (whole_numbers(*shape, seed=seed + i, low=1) for i in range(2))
    return (param, -grad, whole_numbers(*shape, seed=seed + 2, low=2) ** 2, *settings)


EXERCISE = Exercise(
    prompt="Return the new (param, squares) after one step of RMSprop.",
    solution=rmsprop_step,
    cases=[
        (np.zeros(2), np.array([4.0, -2.0]), np.zeros(2), 0.1),
        (np.array([1.0, -2.0]), np.array([3.0, -1.0]), np.array([16.0, 4.0]), 0.1),
        (np.array([1.0, 2.0]), np.array([0.0, -3.0]), np.array([0.0, 3.0]), 0.5, 0.5, 3.0),
        _case(1, (2, 3), 0.5, 0.8),
        _case(4, (4,), 0.2, 0.75, 1e-3),
        _case(7, (2, 2, 2), 0.01, 0.6),
    ],
    fresh=lambda rng: [
        (np.zeros(4), rng.normal(size=4) + 3, rng.random(4) + 1, 0.3, 0.7),
    ],
    parts=("param", "squares"),
    also_right=[_outside],
    styles=[_in_more_lines, _outside],
    mistakes=[
        Mistake(
            "forgets-to-square",
            "Your running mean takes the size of the gradient. Its name says what it is a mean of.",
            *_either(lambda grad, squares, rho: rho * squares + (1 - rho) * abs(grad)),
            *_either(lambda grad, squares, rho: rho * squares + (1 - rho) * grad),
        ),
        Mistake(
            "doubles-instead-of-squaring",
            "Your running mean takes twice the gradient. The square of 3 is 3 times 3, not 2 "
            "times 3.",
            *_either(lambda grad, squares, rho: rho * squares + (1 - rho) * grad * 2),
        ),
        Mistake(
            "forgets-root",
            "You divided by a mean of squares. Twice as large gradients make that four times as "
            "large: what brings it back to the size of a gradient?",
            _by(root=lambda new, old, eps: new + eps),
        ),
        Mistake(
            "forgets-history",
            "The old squares make no difference in your answer. In a running mean most of the old "
            "value stays.",
            *_either(lambda grad, squares, rho: (1 - rho) * grad**2),
            *_either(lambda grad, squares, rho: grad**2),
        ),
        Mistake(
            "swaps-shares",
            "In your mean the newest gradient weighs rho. With a rho of 0.9 it would forget nearly "
            "all that came before: which of the two is to keep the larger share?",
            *_either(lambda grad, squares, rho: (1 - rho) * squares + rho * grad**2),
        ),
        Mistake(
            "divides-by-the-old-squares",
            "You divided by the squares from before. In the first step those are 0: bring the mean "
            "up to date first.",
            _by(root=lambda new, old, eps: np.sqrt(old + eps)),
            _by(root=lambda new, old, eps: np.sqrt(old) + eps),
        ),
        Mistake(
            "sums-squares",
            "Your squares only ever grow, and the steps get shorter and shorter. A running mean "
            "lets go of a share of the old value, and takes in as much of the new.",
            *_either(lambda grad, squares, rho: squares + grad**2),
            *_either(lambda grad, squares, rho: squares + (1 - rho) * grad**2),
        ),
        Mistake(
            "new-square-in-full",
            "Your squares keep a share rho of the old value, and add the new square in full. The "
            "two shares of a mean add up to 1.",
            *_either(lambda grad, squares, rho: rho * squares + grad**2),
        ),
        Mistake(
            "missing-brackets",
            "Your squares are rho * squares + 1 - rho * grad**2: without brackets, a bare 1 is "
            "added and a product is subtracted.",
            *_either(lambda grad, squares, rho: rho * squares + 1 - rho * grad**2),
        ),
        Mistake(
            "goes-uphill",
            "You stepped uphill: the gradient points to where the loss grows.",
            *_moving(lambda param, rate, grad, root: param + rate * grad / root),
        ),
        Mistake(
            "forgets-epsilon",
            "Your epsilon makes no difference. A weight whose slopes have all been 0 then divides "
            "0 by 0, which gives NaN.",
            _by(root=lambda new, old, eps: np.sqrt(new)),
        ),
        Mistake(
            "misplaced-epsilon",
            "Your epsilon moves the parameter. It belongs to what the gradient is divided by, to "
            "keep that from being 0: look at the brackets.",
            lambda param, grad, squares, rate, rho=0.9, eps=1e-7: (
                param - rate * grad / np.sqrt(_right_mean(grad, squares, rho)) + eps,
                _right_mean(grad, squares, rho),
            ),
        ),
        Mistake(
            "hard-coded",
            "A number of the text's example is written down in your answer: 0.9 and 0.1, 0.2 or "
            "1e-7. The arguments learning_rate, rho and eps should stand there.",
            *(way for numbers in _IN_THE_TEXT for way in _written_down(numbers)),
        ),
        Mistake(
            "forgets-gradient",
            "Your step is the rate over the root: the gradient itself is missing, so that each "
            "weight goes down, whatever the sign of its slope.",
            *_moving(lambda param, rate, grad, root: param - rate / root),
        ),
        Mistake(
            "forgets-learning-rate",
            "The learning rate makes no difference in your answer. It says how long the step is.",
            *_moving(lambda param, rate, grad, root: param - grad / root),
        ),
        Mistake(
            "steps-by-the-root",
            "Your step is the root itself, times the rate. The root is what the gradient is "
            "divided by.",
            *_moving(lambda param, rate, grad, root: param - rate * root),
        ),
        Mistake(
            "multiplies-by-the-root",
            "You multiplied the gradient by the root. Weights with large slopes should take their "
            "steps in proportion: divide.",
            *_moving(lambda param, rate, grad, root: param - rate * grad * root),
        ),
        Mistake(
            "plain-step",
            "Your squares are right, but param moved by plain descent. What are the squares for?",
            _by(move=lambda param, rate, grad, root: param - rate * grad),
        ),
        Mistake(
            "returns-the-old-squares",
            "Your param is right, and the squares that you return are those from before. The next "
            "step needs the new ones.",
            lambda *args: (rmsprop_step(*args)[0], args[2]),
            lambda *args: (_outside(*args)[0], args[2]),
        ),
        Mistake(
            "returns-the-root",
            "Your param is right, but you returned the root in place of the squares. The next step "
            "would take it for a mean of squares.",
            lambda param, grad, squares, rate, rho=0.9, eps=1e-7: (
                rmsprop_step(param, grad, squares, rate, rho, eps)[0],
                np.sqrt(_right_mean(grad, squares, rho) + eps),
            ),
            lambda *args: (_outside(*args)[0], np.sqrt(_outside(*args)[1])),
            lambda *args: (rmsprop_step(*args)[0], np.sqrt(rmsprop_step(*args)[1])),
        ),
        Mistake(
            "squares-the-squares",
            "Your mean squares what comes in as `squares` once more. Those are squares already.",
            *_either(lambda grad, squares, rho: rho * squares**2 + (1 - rho) * grad**2),
        ),
        Mistake(
            "one-mean-for-all",
            "You took the mean over all weights. The running mean goes over the steps: each weight "
            "has one of its own.",
            *_either(lambda grad, squares, rho: rho * squares + (1 - rho) * np.mean(grad**2)),
        ),
        Mistake(
            "corrects-the-mean",
            "You divided the squares by 1 - rho before the step. Adam corrects its means in such a "
            "way (with a power); RMSprop takes its squares as they are.",
            lambda param, grad, squares, rate, rho=0.9, eps=1e-7: (
                param - rate * grad / np.sqrt(_right_mean(grad, squares, rho) / (1 - rho) + eps),
                _right_mean(grad, squares, rho),
            ),
            lambda param, grad, squares, rate, rho=0.9, eps=1e-7: (
                param - rate * grad / (np.sqrt(_right_mean(grad, squares, rho) / (1 - rho)) + eps),
                _right_mean(grad, squares, rho),
            ),
        ),
        Mistake(
            "swapped-order",
            "Your values are right, but in another order. Expected is (param, squares).",
            lambda *args: rmsprop_step(*args)[::-1],
            lambda *args: _outside(*args)[::-1],
        ),
    ],
)
