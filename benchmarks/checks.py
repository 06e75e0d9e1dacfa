"""How long one `check` of a right answer takes, over all exercises: `python -m benchmarks.checks`.

Prints the median and the largest of the exercises' times, each the median of some checks; with
"thread" or "directly" as an argument, for a Python without fork, or without threads too.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from statistics import median

from helpers.checking import check
from helpers.checking.catalogue import exercises

REPEATS = 5


def times() -> Iterator[tuple[float, str]]:
    """Seconds of one check, and the exercise's name."""
    for exercise in exercises().values():
        seconds = []
        for _ in range(REPEATS):
            begun = time.perf_counter()
            check(exercise.solution, record=False)
            seconds.append(time.perf_counter() - begun)
        yield median(seconds), exercise.name


def without(way: str) -> None:
    """Take from this Python what it does not have where this is the way."""

    def cannot(*_: object) -> None:
        raise RuntimeError

    if way:
        vars(os).pop("fork", None)
    if way == "directly":
        threading.Thread.start = cannot  # type: ignore[method-assign]


if __name__ == "__main__":
    without("".join(sys.argv[1:]))
    slowest = sorted(times(), reverse=True)
    print(f"median {median(seconds for seconds, _ in slowest):.3f} s over {len(slowest)} exercises")
    print("slowest", *(f"{name} {seconds:.3f} s" for seconds, name in slowest[:5]), sep="  ")
