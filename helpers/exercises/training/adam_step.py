"""One step of Adam, with epsilon in either of two places."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake


def _adam(
    moments: Answer | None = None,
    correct: bool | tuple[int, int] = True,
    place: str = "outside",
    sign: int = -1,
) -> Answer:
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
    """Your epsilon stands where the paper has it: added to the root of the corrected v."""
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


def _as_in_keras(*args):
    """Your epsilon stands where Keras has it: added to the root of v before the correction."""
    return _adam(place="keras")(*args)


_ZEROS = np.zeros(3)
_SMALL = np.array([1e-6, -3e-7, 2e-7])  # as small as epsilon, to see where it stands
# param, grad, m and v of later steps
_SECOND = np.array([[0.0, 0.0, 0.0], [1.0, -2.0, 0.5], [2.0, 1.0, -1.0], [1.0, 4.0, 2.0]])
_FIFTH = np.array([[0.1, 0.2, 0.3], [1.0, -1.0, 2.0], [0.3, 0.1, -0.2], [0.5, 0.4, 0.9]])
_TENTH = np.array([[[1.0, -1.0]], [[3.0, 5.0]], [[1.0, -2.0]], [[9.0, 1.0]]])
_LATE = np.array([[0.0, 0.0, 0.0], [2.0, 3.0, -1.0], [1.0, 1.0, 1.0], [4.0, 1.0, 2.0]])


EXERCISE = Exercise(
    prompt="Return the new (param, m, v) after step number t of Adam (t counts from 1).",
    solution=adam_step,
    cases=[
        (_ZEROS[:2], np.array([4.0, -2.0]), _ZEROS[:2], _ZEROS[:2], 1, 0.1),
        (*_SECOND, 2),
        (_ZEROS, _SMALL, _ZEROS, _ZEROS, 1, 0.5),
        (*_TENTH, 10, 0.5, 0.8, 0.9, 0.01),
        (*_FIFTH, 5, 0.2, 0.5, 0.75),
        (*_LATE, 1000, 0.1),
    ],
    fresh=lambda rng: [
        (np.zeros(4), rng.normal(size=4) + 2, rng.normal(size=4), rng.random(4) + 1, 3, 0.1),
    ],
    parts=("param", "m", "v"),
    also_right=[_as_in_keras],
    bug="no-bias-correction",
    mistakes=[
        Mistake(
            "no-bias-correction",
            "You used m and v as they are. Both start at 0, so in the first steps they are far too "
            "small: an average over t steps that began at 0 must be made larger.",
            _adam(correct=False),
        ),
        Mistake(
            "forgets-history",
            "The old m and v make no difference in your answer. They are running means: most of "
            "the old value stays.",
            _adam(_new_moments),
            _adam(_new_moments, place="keras"),
            _adam(_new_moments, correct=False),
        ),
        Mistake(
            "eps-inside-root",
            "Your epsilon is under the root. There it weighs much more: the root of 1e-7 is 3e-4.",
            _adam(place="inside"),
            _adam(place="keras-inside"),
        ),
        Mistake(
            "swaps-betas",
            "Your betas are exchanged: beta1 belongs to m, the mean of gradients, beta2 to v, the "
            "mean of their squares.",
            _adam(_swapped_moments, (1, 0)),
            _adam(_swapped_moments),
            _adam(_swapped_moments, (1, 0), "keras"),
            _adam(_swapped_moments, True, "keras"),
        ),
        Mistake(
            "goes-uphill",
            "You stepped uphill: the step is subtracted.",
            _adam(sign=1),
            _adam(place="keras", sign=1),
        ),
        Mistake(
            "returns-corrected-moments",
            "You handed back the corrected m and v. The next step corrects them again: return them "
            "as they were before.",
            _returns_corrected,
        ),
        Mistake(
            "forgets-to-square",
            "Your v averages the size of the gradients. It is the mean of their squares.",
            _adam(_unsquared),
        ),
    ],
)
