"""Lab 13: how long something takes, how much memory it asks for, and how both grow."""

import threading
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

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
    clock `time.perf_counter`.
    """
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


def times_faster(slow: np.ndarray, fast: np.ndarray) -> float:
    """How many times faster one side is: the median ratio of the turns of `side_by_side`."""
    return float(np.median(slow / fast))


def product_peak(size: int = 1000, rounds: int = 9) -> float:
    """The most that a matrix product reaches here, in FLOP/s: the best of some rounds.

    One float32 product of (size, size) by (size, size) is 2 * size**3 operations.
    """
    square = np.random.default_rng(0).random((size, size), dtype=np.float32)
    seconds = side_by_side({"product": lambda: square @ square}, rounds)["product"]
    return 2 * size**3 / float(seconds.min())


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


def peak_bytes(run: Run) -> int:
    """The most memory in bytes that NumPy and Python hold at once for `run`, beyond what they had.

    It runs in a thread of its own, which finds no buffers of `helpers.buffers` to use again.
    """
    thread = threading.Thread(target=run)
    tracemalloc.start()
    try:
        thread.start()
        thread.join()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def power_law(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """The exponent and the factor of y = factor * x ** exponent: a line through the logarithms.

    ValueError: x and y differ in length, have fewer than two points, or numbers that are not
    above 0.
    """
    points = np.array([x, y], dtype=float) if len(x) == len(y) else np.empty((2, 0))
    if points.shape[1] < 2 or points.min() <= 0:
        raise ValueError(
            "power_law expects two lists of equal length, of at least two numbers above 0. "
            f"Received {list(x)} and {list(y)}."
        )
    of_x, of_y = np.log(points)
    exponent, constant = np.polyfit(of_x, of_y, 1)
    return float(exponent), float(np.exp(constant))
