"""What lab 13 measures with: turns, ratios, pages, bytes, and powers."""

import itertools
import mmap

import numpy as np
import pytest

from helpers.timing import (
    page_faults,
    peak_bytes,
    power_law,
    product_peak,
    side_by_side,
    times_faster,
)


def test_runs_take_turns_and_each_is_first_once() -> None:
    calls: list[str] = []
    runs = {name: lambda name=name: calls.append(name) for name in "abc"}
    seconds = side_by_side(runs, rounds=3)
    assert "".join(calls) == "aabbcc" + "bbccaa" + "ccaabb"  # the first of two is not timed
    assert {name: each.shape for name, each in seconds.items()} == dict.fromkeys("abc", (3,))


def test_the_clock_is_read_around_the_second_call() -> None:
    now = itertools.count()
    passed = side_by_side({"two": lambda: next(now), "none": lambda: None}, 4, lambda: next(now))
    assert set(passed["two"]) == {2}
    assert set(passed["none"]) == {1}


def test_times_faster_is_the_median_of_pairs() -> None:
    assert times_faster(np.array([1.0, 30.0, 8.0]), np.array([1.0, 10.0, 4.0])) == 2


def test_the_peak_is_that_of_the_best_round() -> None:
    assert product_peak(200, 3) > 1e8


def test_new_memory_costs_pages_and_old_memory_none() -> None:
    # Asked for from the system itself: a C library may have as much at hand, from earlier tests.
    pages = 64
    size = pages * mmap.PAGESIZE
    old = mmap.mmap(-1, size)
    fresh, again = (
        page_faults(run) for run in (lambda: touch(mmap.mmap(-1, size)), lambda: touch(old))
    )
    if fresh is None or again is None:
        pytest.skip("this system does not count them")
    assert fresh > again
    assert fresh >= 1


def touch(memory: mmap.mmap) -> None:
    memory[:] = b"1" * len(memory)


def test_peak_bytes_are_those_held_at_once() -> None:
    def two_in_turn() -> None:
        for _ in range(2):
            np.empty(1_000_000, np.uint8)

    def two_together() -> None:
        held = [np.empty(1_000_000, np.uint8) for _ in range(2)]
        held.clear()

    assert peak_bytes(two_in_turn) == pytest.approx(1e6, rel=0.1)
    assert peak_bytes(two_together) == pytest.approx(2e6, rel=0.1)


def test_a_power_is_found() -> None:
    x = np.array([1, 2, 5, 10])
    assert power_law(x, 3 * x**1.5) == pytest.approx((1.5, 3))


@pytest.mark.parametrize(
    ("x", "y"), [([1], [1]), ([1, 2], [1]), ([0, 1], [1, 2]), ([1, 2], [1, -1])]
)
def test_no_power_without_points(x, y) -> None:
    with pytest.raises(ValueError, match="power_law.* expects"):
        power_law(x, y)
