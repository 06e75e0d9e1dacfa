"""What a learning-rate test says."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake

_EXPLODED = 4  # times the lowest loss so far


def best_learning_rate(rates, losses):
    low = 0
    for place, loss in enumerate(losses):
        if not loss <= _EXPLODED * losses[low]:  # NaN is not below anything
            break
        if loss < losses[low]:
            low = place
    return rates[low] / 10


def _before_the_end(losses) -> list[float]:
    """The losses of a test up to where it is over."""
    lowest = math.inf
    for place, loss in enumerate(losses):
        if not math.isfinite(loss) or loss > _EXPLODED * lowest:
            return losses[:place]
        lowest = min(lowest, loss)
    return losses


def _by(choose: Callable[[list[float], list[float]], float]) -> Callable[..., Any]:
    """A rule of its own, which looks at the losses before the test is over."""
    return lambda rates, losses: choose(rates, _before_the_end(list(losses)))


def _steepest(rates, losses):
    falls = [losses[i] - losses[i + 1] for i in range(len(losses) - 1)]
    return rates[falls.index(max(falls)) + 1]


def _over_all(rates, losses):
    return rates[int(np.argmin(losses))] / 10


def _over_all_numbers(rates, losses):
    return rates[int(np.nanargmin(losses))] / 10


def _stops_at_a_rise(rates, losses):
    low = 0
    while low + 1 < len(losses) and losses[low + 1] < losses[low]:
        low += 1
    return rates[low] / 10


_RATES = np.array([0.0001, 0.001, 0.01, 0.1, 1.0, 10.0])


def _random_test(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Ten rates: the loss falls, rises a little, falls on, and explodes; a low one comes last."""
    rates = np.geomspace(1e-4, 1, 10)
    first, second, third = sorted((float(value) for value in 1.2 + rng.random(3)), reverse=True)
    losses = [2.3, first, first + 0.05, second, third, third + 0.3, 9.9, 0.1, 8.0, 0.2]
    return rates, np.array(losses)


EXERCISE = Exercise(
    prompt="Return a tenth of the rate with the lowest loss, looking only until the test is over.",
    solution=best_learning_rate,
    cases=[
        (_RATES, np.array([2.3, 2.2, 1.5, 0.9, 1.4, 8.0])),
        (_RATES, np.array([2.3, 2.1, 2.2, 1.2, 1.4, 2.0])),
        (_RATES, np.array([2.3, 2.2, 1.1, 1.1, 1.5, 5.0])),
        (_RATES, np.array([2.3, 2.0, 1.5, 7.5, 0.4, 6.0])),
        (_RATES, np.array([2.3, 1.9, 1.6, 3.0, math.nan, math.nan])),
        (_RATES, np.array([2.3, 1.2, 1.7, math.inf, 0.3, math.nan])),
        (_RATES, np.array([2.3, 2.2, 2.1, 2.0, 1.9, 1.8])),
        (_RATES, np.array([2.0, 8.0, 7.0, 1.0, 1.1, 1.2])),
        (np.array([0.02, 0.05, 0.3]), np.array([2.3, 0.8, 2.5])),
    ],
    fresh=lambda rng: [_random_test(rng)],
    mistakes=[
        Mistake(
            "rate-of-the-lowest",
            "That is the rate with the lowest loss. One step more and the loss rises: you are at "
            "the edge, and the text keeps a distance from it.",
            _by(lambda rates, losses: rates[losses.index(min(losses))]),
        ),
        Mistake(
            "looks-behind-the-end",
            "You looked at losses that came after the test was over. A network that has exploded "
            "may hit upon a low loss by chance.",
            _over_all_numbers,
            _over_all,
            lambda rates, losses: rates[int(np.argmin(np.nan_to_num(losses, nan=np.inf)))] / 10,
        ),
        Mistake(
            "stops-at-the-first-rise",
            "You stopped at the first loss that rose. These losses are of mini-batches: they rise "
            "a little now and then. When does the text call a test over?",
            _stops_at_a_rise,
        ),
        Mistake(
            "last-of-equals",
            "Where the lowest loss comes twice, you took the later one. The first of them counts.",
            _by(
                lambda rates, losses: rates[len(losses) - 1 - losses[::-1].index(min(losses))] / 10
            ),
        ),
        Mistake(
            "steepest-fall",
            "You took the rate at which the loss fell most in one step. That is another rule, and "
            "one that a single noisy batch can mislead: look for the lowest loss.",
            _by(_steepest),
            _by(lambda rates, losses: _steepest(rates, losses) / 10),
        ),
        Mistake(
            "returns-the-loss",
            "You returned a loss. At which rate was it measured?",
            _by(lambda rates, losses: min(losses)),
            _by(lambda rates, losses: min(losses) / 10),
        ),
        Mistake(
            "index-not-rate",
            "You returned the place in the list. Which rate stands there?",
            _by(lambda rates, losses: losses.index(min(losses))),
        ),
    ],
)
