"""Lab 13: the same work on other memory, to find out what makes a step slow.

Each function returns runs for `side_by_side`, all with the same count of numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from helpers.layer import whole_number

Runs = dict[int, Callable[[], Any]]
COPIED = 1 << 20  # numbers
CHANGED = 1 << 22
FILTERS, WINDOW = 8, 200  # of the products: those of a convolution of 8 filters (5, 5, 8)
COLUMNS = 50_000


def _counts(values: Sequence[int], argument: str, of: int) -> list[int]:
    """Whole numbers, each of which goes into `of` at least once; ValueError else."""
    if not isinstance(values, Iterable):
        raise ValueError(
            f"{argument} expects a list of whole numbers. Received {values!r}. Put it into a list."
        )
    counts = [whole_number(value, argument, 1) for value in values]
    if counts and max(counts) > of:
        raise ValueError(
            f"{argument} expects whole numbers of at most {of}. Received {max(counts)}. Take "
            "smaller ones."
        )
    return counts


def copies(lengths: Sequence[int]) -> Runs:
    """Copy COPIED numbers in runs of so many neighbors, with a gap as long after each run."""
    lengths = _counts(lengths, "copies' lengths", COPIED)
    if odd := [length for length in lengths if COPIED % length]:
        raise ValueError(
            f"copies' lengths expects powers of two, for runs of equal length. Received {odd}. "
            "Take others."
        )
    source = np.ones(2 * COPIED, np.float32)
    target = np.ones(COPIED, np.float32)

    def run(length: int) -> Callable[[], Any]:
        runs = source.reshape(-1, 2 * length)[:, :length]
        place = target.reshape(-1, length)
        return lambda: np.copyto(place, runs)

    return {length: run(length) for length in lengths}


def changes(kilobytes: Sequence[int]) -> Runs:
    """Change CHANGED numbers, round after round, in two arrays that hold so much together."""

    def run(size: int) -> Callable[[], Any]:
        source = np.ones(size * 1024 // 8, np.float32)  # two arrays of 4 bytes a number
        target = np.empty_like(source)

        def rounds() -> None:
            for _ in range(CHANGED // len(source)):
                np.multiply(source, 2, out=target)

        return rounds

    return {size: run(size) for size in _counts(kilobytes, "changes' kilobytes", CHANGED // 128)}


def products(columns: Sequence[int]) -> Runs:
    """Multiply a kernel by about COLUMNS columns, so many in one product."""
    columns = _counts(columns, "products' columns", COLUMNS)
    rng = np.random.default_rng(0)
    kernel = rng.random((FILTERS, WINDOW), dtype=np.float32)

    def run(count: int) -> Callable[[], Any]:
        table = rng.random((WINDOW, count), dtype=np.float32)
        out = np.empty((FILTERS, count), np.float32)

        def rounds() -> None:
            for _ in range(COLUMNS // count):
                np.matmul(kernel, table, out=out)

        return rounds

    return {count: run(count) for count in columns}


def nothing(left: np.ndarray, right: np.ndarray, out: np.ndarray) -> None:
    """In place of a product: what is left of a step is what it copies."""
