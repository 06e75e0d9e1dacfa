"""Adam with a part exchanged: what the mistakes of adam_step are made of."""

from collections.abc import Sequence

import numpy as np

from helpers.checking import Answer


def right_moments(m, v, grad, beta1, beta2):
    return beta1 * m + (1 - beta1) * grad, beta2 * v + (1 - beta2) * grad**2


def corrections(beta1, beta2, t):
    """What m and v are divided by."""
    return 1 - beta1**t, 1 - beta2**t


def uncorrected(beta1, beta2, t):
    return 1.0, 1.0


def outside(v, second, eps):
    """The root where the paper has it."""
    return np.sqrt(v / second) + eps


def as_in_keras(v, second, eps):
    return (np.sqrt(v) + eps) / np.sqrt(second)


def adam(
    moments: Answer = right_moments,
    correct: Answer = corrections,
    root: Answer = outside,
    move: Answer = lambda param, rate, m_hat, root, grad: param - rate * m_hat / root,
    back: Answer = lambda new, old, corrected: new,
) -> Answer:
    """One step of Adam.

    Args:
        moments: the new (m, v) from (m, v, grad, beta1, beta2).
        correct: what m and v are divided by, from (beta1, beta2, t).
        root: from (new v, what it is divided by, eps).
        move: the new param, from (param, learning rate, corrected m, root, grad).
        back: the (m, v) that are returned, from the new, the old and the corrected ones.
    """

    def step(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
        new = moments(m, v, grad, beta1, beta2)
        first, second = correct(beta1, beta2, t)
        m_hat, v_hat = new[0] / first, new[1] / second
        param = move(param, learning_rate, m_hat, root(new[1], second, eps), grad)
        return (param, *back(new, (m, v), (m_hat, v_hat)))

    return step


def in_both_places(**parts: Answer) -> Sequence[Answer]:
    """A step with parts exchanged, with epsilon in either of its right places."""
    return [adam(root=root, **parts) for root in (outside, as_in_keras)]


def written_down(**numbers: float) -> Answer:
    """A step that puts numbers in the place of these arguments, whatever those are."""

    def step(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
        settings = {"learning_rate": learning_rate, "beta1": beta1, "beta2": beta2, "eps": eps}
        settings = {**settings, **numbers}
        rate, beta1, beta2, eps = settings.values()
        new = right_moments(m, v, grad, beta1, beta2)
        first, second = corrections(beta1, beta2, t)
        return (param - rate * (new[0] / first) / outside(new[1], second, eps), *new)

    return step


def epsilon_aside(sign: int) -> Answer:
    """A step that adds epsilon to the parameter, or takes it away."""

    def step(param, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
        plain = written_down(eps=0.0)
        param, m, v = plain(param, grad, m, v, t, learning_rate, beta1, beta2)
        return param + sign * eps, m, v

    return step


def without_brackets(param, grad, m, v, t, rate=1e-3, beta1=0.9, beta2=0.999, eps=1e-7):
    """`m / 1 - beta1**t`."""
    m, v = right_moments(m, v, grad, beta1, beta2)
    return param - rate * (m - beta1**t) / (np.sqrt(v - beta2**t) + eps), m, v
