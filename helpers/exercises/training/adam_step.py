"""One step of Adam, with epsilon in either of two places."""

import numpy as np

from helpers.checking import Exercise, Mistake
from helpers.exercises.training._adam import (
    adam,
    corrections,
    epsilon_aside,
    in_both_places,
    right_moments,
    uncorrected,
    without_brackets,
    written_down,
)


def adam_step(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Your epsilon stands where the paper has it: added to the root of the corrected v."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return param - learning_rate * m_hat / (np.sqrt(v_hat) + eps), m, v


def _as_in_keras(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """Your epsilon stands where Keras has it: added to the root of v before the correction."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return param - rate * m / (np.sqrt(v) + eps), m, v


def _in_more_lines(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    new_m = beta1 * m + (1 - beta1) * grad
    new_v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = new_m / (1 - beta1**t), new_v / (1 - beta2**t)
    root = np.sqrt(v_hat) + eps
    step = learning_rate * m_hat / root
    return param - step, new_m, new_v


def _corrects_first(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    first, second = corrections(beta1, beta2, t)
    m, v = right_moments(m / first, v / second, grad, beta1, beta2)
    return param - learning_rate * m / (np.sqrt(v) + eps), m, v


def _moves_first(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    first, second = corrections(beta1, beta2, t)
    moved = param - learning_rate * (m / first) / (np.sqrt(v / second) + eps)
    return (moved, *right_moments(m, v, grad, beta1, beta2))


def _moves_by_old(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    moved = param - learning_rate * m / (np.sqrt(v) + eps)
    return (moved, *right_moments(m, v, grad, beta1, beta2))


_ZEROS = np.zeros(3)
_SMALL = np.array([1e-6, -3e-7, 2e-7])  # as small as epsilon, to see where it stands
# param, grad, m and v of later steps
_SECOND = np.array([[1.0, 2.0], [2.0, -4.0], [1.0, 1.0], [1.6, 6.4]])
_FIFTH = np.array([[0.1, 0.2, 0.3], [1.0, -1.0, 2.0], [0.3, 0.1, -0.2], [0.5, 0.4, 0.9]])
_TENTH = np.array([[[1.0, -1.0]], [[3.0, 5.0]], [[1.0, -2.0]], [[9.0, 1.0]]])
_LATE = np.array([[0.0, 0.0, 0.0], [2.0, 3.0, -1.0], [1.0, 1.0, 1.0], [4.0, 1.0, 2.0]])


EXERCISE = Exercise(
    prompt="Return the new (param, m, v) after step number t of Adam (t counts from 1).",
    solution=adam_step,
    cases=[
        (_ZEROS[:2], np.array([4.0, -2.0]), _ZEROS[:2], _ZEROS[:2], 1, 0.1),
        (*_SECOND, 2, 0.1, 0.5, 0.6),  # corrected: m is 2 and -2, v is 4 and 16
        (*_SECOND[::-1], 2),
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
    styles=[_in_more_lines],
    bug="no-bias-correction",
    mistakes=[
        Mistake(
            "no-bias-correction",
            "You used m and v as they are. Both start at 0, so in the first steps they are far too "
            "small: an average over t steps that began at 0 must be made larger.",
            *in_both_places(correct=uncorrected),
        ),
        Mistake(
            "corrects-one-alone",
            "You corrected only one of m and v. Both start at 0, and both are too small in the "
            "first steps.",
            *in_both_places(correct=lambda beta1, beta2, t: (1 - beta1**t, 1.0)),
            *in_both_places(correct=lambda beta1, beta2, t: (1.0, 1 - beta2**t)),
        ),
        Mistake(
            "forgets-history",
            "The old m and v make no difference in your answer. They are running means: most of "
            "the old value stays.",
            *in_both_places(
                moments=lambda m, v, grad, beta1, beta2: right_moments(0, 0, grad, beta1, beta2)
            ),
            adam(
                lambda m, v, grad, beta1, beta2: right_moments(0, 0, grad, beta1, beta2),
                uncorrected,
            ),
        ),
        Mistake(
            "eps-inside-root",
            "Your epsilon is under the root. There it weighs much more: the root of 1e-7 is 3e-4.",
            adam(root=lambda v, second, eps: np.sqrt(v / second + eps)),
            adam(root=lambda v, second, eps: np.sqrt(v + eps) / np.sqrt(second)),
        ),
        Mistake(
            "forgets-epsilon",
            "Your epsilon makes no difference. It keeps a step from dividing by 0, and shortens "
            "the steps of weights whose slopes are as small as it is.",
            adam(root=lambda v, second, eps: np.sqrt(v / second)),
        ),
        Mistake(
            "misplaced-epsilon",
            "Your epsilon moves the parameter. It belongs to what m is divided by: look at the "
            "brackets.",
            epsilon_aside(1),
            epsilon_aside(-1),
        ),
        Mistake(
            "swaps-betas",
            "Your betas are exchanged: beta1 belongs to m, the mean of gradients, beta2 to v, the "
            "mean of their squares.",
            *(
                way
                for correct in (corrections, lambda beta1, beta2, t: corrections(beta2, beta1, t))
                for way in in_both_places(
                    moments=lambda m, v, grad, beta1, beta2: right_moments(
                        m, v, grad, beta2, beta1
                    ),
                    correct=correct,
                )
            ),
            *in_both_places(correct=lambda beta1, beta2, t: corrections(beta2, beta1, t)),
        ),
        Mistake(
            "swaps-shares",
            "In your means the newest gradient weighs beta, and the old mean 1 - beta. With a beta "
            "of 0.9 that forgets nearly all that came before.",
            *in_both_places(
                moments=lambda m, v, grad, beta1, beta2: right_moments(
                    m, v, grad, 1 - beta1, 1 - beta2
                )
            ),
        ),
        Mistake(
            "new-gradient-in-full",
            "Your m and v keep a share of the old value, and add the new one in full. The two "
            "shares of a mean add up to 1.",
            *in_both_places(
                moments=lambda m, v, grad, beta1, beta2: (beta1 * m + grad, beta2 * v + grad**2)
            ),
            adam(
                lambda m, v, grad, beta1, beta2: (beta1 * m + grad, beta2 * v + grad**2),
                uncorrected,
            ),
        ),
        Mistake(
            "goes-uphill",
            "You stepped uphill: the step is subtracted.",
            *in_both_places(
                move=lambda param, rate, m_hat, root, grad: param + rate * m_hat / root
            ),
        ),
        Mistake(
            "power-of-the-rest",
            "You raised 1 - beta to the power of t. It is beta that is raised: beta**t is what the "
            "0 of the start still weighs after t steps, and 1 minus it is what is left.",
            *in_both_places(correct=lambda beta1, beta2, t: ((1 - beta1) ** t, (1 - beta2) ** t)),
        ),
        Mistake(
            "product-for-power",
            "You multiplied beta by t. The share that is left of the start shrinks by the factor "
            "beta in each step: after t steps that is a power.",
            *in_both_places(correct=lambda beta1, beta2, t: (1 - beta1 * t, 1 - beta2 * t)),
        ),
        Mistake(
            "always-the-first-step",
            "Your correction is that of the first step, whatever t is. How much of the start is "
            "left in a mean after t steps?",
            *in_both_places(correct=lambda beta1, beta2, t: corrections(beta1, beta2, 1)),
        ),
        Mistake(
            "counts-another-step",
            "Your correction is that of another step than t: of the one before, or the one after. "
            "Here t counts from 1, and is the number of this step.",
            *in_both_places(correct=lambda beta1, beta2, t: corrections(beta1, beta2, t + 1)),
            *in_both_places(correct=lambda beta1, beta2, t: corrections(beta1, beta2, t - 1)),
        ),
        Mistake(
            "missing-brackets",
            "A bracket is missing in your correction: m / 1 - beta1**t divides by 1, and then "
            "takes beta1**t away.",
            without_brackets,
        ),
        Mistake(
            "multiplies-by-the-correction",
            "You multiplied m and v by what they should be divided by. They are too small in the "
            "first steps, and 1 - beta**t is below 1.",
            *in_both_places(
                correct=lambda beta1, beta2, t: (1 / (1 - beta1**t), 1 / (1 - beta2**t))
            ),
        ),
        Mistake(
            "forgets-root",
            "You divided by the mean of squares itself. What brings it back to the size of a "
            "gradient?",
            adam(root=lambda v, second, eps: v / second + eps),
        ),
        Mistake(
            "steps-by-the-gradient",
            "Your step goes along grad, and m plays no part in it. That is RMSprop, with a "
            "correction: in Adam the mean of the gradients takes their place.",
            *in_both_places(move=lambda param, rate, m_hat, root, grad: param - rate * grad / root),
        ),
        Mistake(
            "squares-the-mean",
            "Your v takes in the square of m. It is a mean of the squares of the gradients.",
            *in_both_places(
                moments=lambda m, v, grad, beta1, beta2: (
                    beta1 * m + (1 - beta1) * grad,
                    beta2 * v + (1 - beta2) * (beta1 * m + (1 - beta1) * grad) ** 2,
                )
            ),
        ),
        Mistake(
            "moves-with-the-old-means",
            "You moved param with the m and v from before. This step's gradient goes into them "
            "first.",
            _moves_first,
            _moves_by_old,
        ),
        Mistake(
            "corrects-too-early",
            "You corrected the m and v from before, and then took the new gradient in. First the "
            "new means, then the correction; and what you return is not corrected.",
            _corrects_first,
        ),
        Mistake(
            "returns-corrected-moments",
            "You handed back the corrected m and v. The next step corrects them again: return them "
            "as they were before.",
            *in_both_places(back=lambda new, old, corrected: corrected),
        ),
        Mistake(
            "returns-the-old-means",
            "Your param is right, and the m and v that you return are those from before. The next "
            "step needs the new ones.",
            *in_both_places(back=lambda new, old, corrected: old),
        ),
        Mistake(
            "forgets-to-square",
            "Your v averages the gradients, or their size. It is the mean of their squares.",
            *in_both_places(
                moments=lambda m, v, grad, beta1, beta2: (
                    beta1 * m + (1 - beta1) * grad,
                    beta2 * v + (1 - beta2) * abs(grad),
                )
            ),
            *in_both_places(
                moments=lambda m, v, grad, beta1, beta2: (
                    beta1 * m + (1 - beta1) * grad,
                    beta2 * v + (1 - beta2) * grad,
                )
            ),
        ),
        Mistake(
            "hard-coded",
            "A number is written down in your answer where an argument should stand: 0.4 or 0.001 "
            "for the rate, 0.9 and 0.999, or 1e-7.",
            written_down(beta1=0.9, beta2=0.999),
            written_down(beta1=0.9, beta2=0.999, eps=1e-7),
            written_down(learning_rate=0.4, beta1=0.9, beta2=0.999, eps=1e-7),
            written_down(learning_rate=0.4, beta1=0.9, beta2=0.999),
            written_down(learning_rate=0.4),
            written_down(learning_rate=1e-3),
            written_down(eps=1e-7),
        ),
    ],
)
