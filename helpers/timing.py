"""Lab 13: how long something takes, how much memory it asks for, and how both grow."""

import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from helpers.arguments import function, takes
from helpers.layer import whole_number
from helpers.threads import one_blas_thread

Run = Callable[[], Any]


# Seconds that this thread calculated: other programs disturb them less. Windows counts them in
# steps that are too long for this, and a browser's Python does not count them.
FINE = hasattr(time, "thread_time") and time.get_clock_info("thread_time").resolution < 1e-5
WORKED = time.thread_time if FINE else time.perf_counter


def side_by_side(
    runs: Mapping[str, Run], rounds: int = 9, clock: Callable[[], float] = WORKED
) -> dict[str, np.ndarray]:
    """Seconds of some functions, (rounds,) for each name, each on one thread of the BLAS.

    They take turns, so that a slow moment of the machine meets all of them, and each is the first
    of some turns. In each turn a call goes before the timed one and does not count: it asks for
    memory, and brings into the cache what fits there. What starts threads of its own needs the
    clock `time.perf_counter`. ValueError: there are no runs, or one is no function.
    """
    if not isinstance(runs, Mapping) or not runs:
        raise ValueError(
            "side_by_side's runs expects a dict of name and function. Received "
            f"{type(runs).__name__} {str(runs)[:60]}. Write {{'name': function}}."
        )
    rounds, clock = whole_number(rounds, "side_by_side's rounds", 1), function(clock, "clock")
    for name, run in runs.items():
        function(run, f"side_by_side's runs, {name!r},")
    names = list(runs)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    with one_blas_thread():
        for turn in range(rounds):
            first = turn % len(names)
            for name in names[first:] + names[:first]:
                runs[name]()
                start = clock()
                runs[name]()
                seconds[name].append(clock() - start)
    return {name: np.array(values) for name, values in seconds.items()}


@takes(np.float64, slow="N", fast="N")
def times_faster(slow: np.ndarray, fast: np.ndarray) -> float:
    """How many times faster one side is: the median ratio of the turns of `side_by_side`.

    slow, fast: seconds above 0, (rounds,) each; else ValueError.
    """
    if not len(slow) or not all(
        np.isfinite(side).all() and (side > 0).all() for side in (slow, fast)
    ):
        raise ValueError(
            f"times_faster expects seconds above 0, at least one. Received {slow} and {fast}. "
            "Take them from side_by_side."
        )
    return float(np.median(slow / fast))


@takes(size=1, rounds=1)
def product_peak(size: int = 1000, rounds: int = 9) -> float:
    """The most that a matrix product reaches here, in FLOP/s: the best of some rounds.

    One float32 product of (size, size) by (size, size) is 2 * size**3 operations.
    """
    square = np.random.default_rng(0).random((size, size), dtype=np.float32)
    seconds = side_by_side({"product": lambda: square @ square}, rounds)["product"]
    return 2 * size**3 / float(seconds.min())


@takes(run=function)
def page_faults(run: Run) -> int | None:
    """How many pages of new memory the system hands out during one call; None on Windows.

    A call before that does not count.
    """
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return None
    run()
    before = getrusage(RUSAGE_SELF).ru_minflt
    run()
    return int(getrusage(RUSAGE_SELF).ru_minflt - before)


@takes(run=function)
def peak_bytes(run: Run) -> int:
    """The most memory in bytes that NumPy and Python hold at once for `run`, beyond what they had.

    It runs in a thread of its own, which finds no buffers of `helpers.buffers` to use again.
    """
    tracemalloc.start()
    try:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(run).result()  # which raises what `run` raises
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@takes(np.float64, x="N", y="N")
def power_law(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """The exponent and the factor of y = factor * x ** exponent: a line through the logarithms.

    ValueError: x and y differ in length, have fewer than two points, or numbers that are not
    above 0.
    """
    points = np.array([x, y], dtype=float)
    if len(np.unique(x)) < 2 or not ((points > 0) & np.isfinite(points)).all():
        raise ValueError(
            "power_law expects two lists of equal length, of numbers above 0, at least two "
            f"different ones in x. Received {x} and {y}. Measure at more sizes."
        )
    of_x, of_y = np.log(points)
    exponent, constant = np.polyfit(of_x, of_y, 1)
    return float(exponent), float(np.exp(constant))
