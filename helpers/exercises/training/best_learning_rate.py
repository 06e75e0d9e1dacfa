"""What a learning-rate test says."""

import math

import numpy as np

from helpers.checking import Exercise, Mistake, then
from helpers.exercises.training._rate_tests import (
    EXPLODED,
    by,
    end,
    over_all,
    over_all_finite,
    over_all_numbers,
    searches,
    starts_at_one,
    steepest,
    stops_above,
    stops_at_a_rise,
)


def best_learning_rate(rates, losses):
    low = 0
    for place, loss in enumerate(losses):
        if not np.isfinite(loss) or loss > 4 * losses[low]:
            break
        if loss < losses[low]:
            low = place
    return rates[low] / 10


def _keeps_the_lowest(rates, losses):
    lowest = np.inf
    best = rates[0]
    for i in range(len(losses)):
        if not np.isfinite(losses[i]):
            break
        if losses[i] > 4 * lowest:
            break
        if losses[i] < lowest:
            lowest = losses[i]
            best = rates[i]
    return best / 10


_BEHIND = (
    over_all_numbers,
    over_all,
    over_all_finite,
    lambda rates, losses: rates[losses[np.isfinite(losses)].argmin()] / 10,  # in a shorter list
)
_RATES = np.array([0.0001, 0.001, 0.01, 0.1, 1.0, 10.0])
_FIVE = np.array([0.02, 0.05, 0.3, 0.7, 2.0])


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
        (np.array([0.5]), np.array([2.3])),
        (np.array([0.02, 0.05, 0.3]), np.array([1.0, 1.1, 1.2])),  # the first is the lowest
        (_FIVE, np.array([9.0, 2.0, 1.5, 1.0, 1.2])),  # falls steeply
        (np.array([0.3, 0.7, 2.0, 3.0]), np.array([2.0, 1.0, 4.5, 0.5])),  # 4.5 is enough
        (_FIVE, np.array([2.0, 1.0, 1.5, 1.2, 5.0])),  # falls once more, but not as low
        (_FIVE, np.array([2.0, 1.5, math.nan, 0.5, 0.6])),
        (_FIVE, np.array([0.8, 0.4, 1.5, 0.3, 2.0])),  # all small: over after 1.2
        (_FIVE, np.array([9.0, 12.0, 8.0, 30.0, 40.0])),  # all large
        (_FIVE, np.array([1.0, 3.0, 9.0, 0.5, 0.6])),  # 9 is 3 times what came before
    ],
    fresh=lambda rng: [_random_test(rng)],
    styles=[_keeps_the_lowest],
    mistakes=[
        Mistake(
            "rate-of-the-lowest",
            "That is the rate with the lowest loss. One step more and the loss rises: you are at "
            "the edge, and the text keeps a distance from it.",
            by(lambda rates, losses: rates[losses.index(min(losses))]),
        ),
        Mistake(
            "looks-behind-the-end",
            "You looked at losses that came after the test was over. A network that has exploded "
            "may hit upon a low loss by chance.",
            *_BEHIND,
            searches(skips=True),
        ),
        Mistake(
            "lowest-of-all",
            "You took the rate with the lowest of all losses, those after the end of the test "
            "among them, and it is that rate itself. What does the text do with it?",
            *(then(way, lambda rate: 10 * rate) for way in _BEHIND),
        ),
        Mistake(
            "misses-the-explosion",
            "You stopped at a loss that is no finite number, and went on after one that was more "
            "than four times the lowest before it. There the test is over, too.",
            searches(lambda losses, place, low: not np.isfinite(losses[place])),
            searches(lambda losses, place, low: np.isnan(losses[place])),
        ),
        Mistake(
            "misses-nan",
            "You went on after a loss that is not a number. A comparison with NaN is always false, "
            "so `>` alone does not see it.",
            searches(lambda losses, place, low: losses[place] > EXPLODED * losses[low]),
        ),
        Mistake(
            "and-for-or",
            "Your search ends at a loss of infinity alone. One of the two signs is enough: no "
            "finite number, or more than four times the lowest.",
            searches(lambda losses, place, low: losses[place] == math.inf),
        ),
        Mistake(
            "compares-with-previous",
            "You asked whether a loss is four times the one just before it. Compare with the "
            "lowest so far: an explosion may take several steps.",
            searches(
                lambda losses, place, low: (
                    not np.isfinite(losses[place])
                    or losses[place] > EXPLODED * losses[max(place - 1, 0)]
                )
            ),
            searches(
                lambda losses, place, low: (
                    not np.isfinite(losses[place]) or losses[place] > EXPLODED * losses[place - 1]
                )
            ),
        ),
        Mistake(
            "compares-with-the-first",
            "You asked whether a loss is four times the first. Compare with the lowest so far: the "
            "losses have fallen in between.",
            searches(
                lambda losses, place, low: (
                    not np.isfinite(losses[place]) or losses[place] > EXPLODED * losses[0]
                )
            ),
        ),
        Mistake(
            "fixed-limit",
            "Your test is over at a loss above 4, or above 9.2, whatever came before. The limit is "
            "four times the lowest loss so far.",
            stops_above(EXPLODED),
            stops_above(EXPLODED * 2.3),
        ),
        Mistake(
            "four-times-is-enough",
            "You stopped at a loss of exactly four times the lowest. The test is over at *more* "
            "than that.",
            searches(
                lambda losses, place, low: (
                    not np.isfinite(losses[place])
                    or (place > 0 and losses[place] >= EXPLODED * losses[low])
                )
            ),
        ),
        Mistake(
            "stops-at-the-first-rise",
            "You stopped at the first loss that rose. These losses are of mini-batches: they rise "
            "a little now and then. When does the text call a test over?",
            stops_at_a_rise,
        ),
        Mistake(
            "last-fall",
            "You took the last loss that was lower than the one before it. That need not be the "
            "lowest: compare with the lowest so far.",
            searches(is_lower=lambda losses, place, low: losses[place] < losses[max(place - 1, 0)]),
            searches(is_lower=lambda losses, place, low: losses[place] < losses[place - 1]),
        ),
        Mistake(
            "last-of-equals",
            "Where the lowest loss comes twice, you took the later one. The first of them counts.",
            searches(is_lower=lambda losses, place, low: losses[place] <= losses[low]),
        ),
        Mistake(
            "steepest-fall",
            "You took the rate at which the loss fell most in one step. That is another rule, and "
            "one that a single noisy batch can mislead: look for the lowest loss.",
            by(steepest),
            by(lambda rates, losses: steepest(rates, losses) / 10),
        ),
        Mistake(
            "rate-at-the-end",
            "You took the rate at which the test was over, or the last before it. The lowest loss "
            "came earlier: at which rate?",
            lambda rates, losses: rates[min(end(losses), len(losses) - 1)] / 10,
            lambda rates, losses: rates[min(end(losses), len(losses) - 1)],
            lambda rates, losses: rates[end(losses) - 1] / 10,
            lambda rates, losses: rates[end(losses) - 1],
        ),
        Mistake(
            "one-place-lower",
            "You took the rate one place before that of the lowest loss. A tenth of a rate is "
            "found by a division: the rates need not be ten times apart.",
            by(lambda rates, losses: rates[losses.index(min(losses)) - 1]),
            by(lambda rates, losses: rates[max(losses.index(min(losses)) - 1, 0)]),
        ),
        Mistake(
            "ten-times",
            "That is ten times the rate with the lowest loss. The text stays below the edge.",
            then(best_learning_rate, lambda rate: 100 * rate),
        ),
        Mistake(
            "starts-at-one",
            "Your search for the lowest loss starts at 1, and never finds a lowest that is larger. "
            "The first loss is the lowest so far, whatever it is.",
            starts_at_one,
        ),
        Mistake(
            "first-loss-alone",
            "Your answer is a tenth of the first rate, whatever the losses are. Does the loop end "
            "in its first turn?",
            lambda rates, losses: rates[0] / 10,
        ),
        Mistake(
            "highest-loss",
            "You took the highest loss. The lowest is the one to look for.",
            by(lambda rates, losses: rates[losses.index(max(losses))] / 10),
        ),
        Mistake(
            "returns-the-loss",
            "You returned a loss. At which rate was it measured?",
            by(lambda rates, losses: min(losses)),
            by(lambda rates, losses: min(losses) / 10),
        ),
        Mistake(
            "index-not-rate",
            "Your answer is the place in the list, or a tenth of it. Which rate stands there?",
            by(lambda rates, losses: losses.index(min(losses))),
            by(lambda rates, losses: losses.index(min(losses)) / 10),
        ),
    ],
)
