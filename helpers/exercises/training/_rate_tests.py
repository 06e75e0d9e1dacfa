"""Other ways to read a learning-rate test: what the mistakes of best_learning_rate are made of."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

EXPLODED = 4  # times the lowest loss so far


def searches(
    is_over: Callable[[Any, int, int], Any] = lambda losses, place, low: (
        not np.isfinite(losses[place]) or losses[place] > EXPLODED * losses[low]
    ),
    is_lower: Callable[[Any, int, int], Any] = lambda losses, place, low: (
        losses[place] < losses[low]
    ),
    skips: bool = False,
) -> Callable[..., Any]:
    """The loop with a part exchanged.

    Args:
        is_over: whether the test is over, from (losses, place, place of the lowest so far).
        is_lower: whether a loss is the new lowest, from the same.
        skips: goes on behind a loss at which the test is over.
    """

    def search(rates, losses):
        low = 0
        for place in range(len(losses)):
            if is_over(losses, place, low):
                if skips:
                    continue
                break
            if is_lower(losses, place, low):
                low = place
        return rates[low] / 10

    return search


def end(losses) -> int:
    """How many losses there are before the test is over."""
    lowest = math.inf
    for place, loss in enumerate(losses):
        if not math.isfinite(loss) or loss > EXPLODED * lowest:
            return place
        lowest = min(lowest, loss)
    return len(losses)


def by(choose: Callable[[list[float], list[float]], float]) -> Callable[..., Any]:
    """A rule of its own, which looks at the losses before the test is over."""
    return lambda rates, losses: choose(rates, list(losses[: end(losses)]))


def steepest(rates, losses):
    falls = [losses[i] - losses[i + 1] for i in range(len(losses) - 1)]
    return rates[falls.index(max(falls)) + 1]


def over_all(rates, losses):
    return rates[int(np.argmin(losses))] / 10


def over_all_numbers(rates, losses):
    return rates[int(np.nanargmin(losses))] / 10


def over_all_finite(rates, losses):
    return rates[int(np.nan_to_num(losses, nan=np.inf).argmin())] / 10


def stops_at_a_rise(rates, losses):
    low = 0
    while low + 1 < len(losses) and losses[low + 1] < losses[low]:
        low += 1
    return rates[low] / 10


def starts_at_one(rates, losses):
    lowest, low = 1.0, 0
    for place, loss in enumerate(losses):
        if not np.isfinite(loss) or loss > EXPLODED * lowest:
            break
        if loss < lowest:
            lowest, low = loss, place
    return rates[low] / 10


def stops_above(limit: float) -> Callable[..., Any]:
    """A search whose limit is written down."""
    return searches(
        lambda losses, place, low: not np.isfinite(losses[place]) or losses[place] > limit
    )
