"""Odd input, interrupted work, hostile files: how often each was tried, and the table of it.

`make test` tries a few of each kind; `make torture` tries as many as the book promises and ends
with the table.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

COLUMNS = ("cases", "faults", "lost")
counts = pytest.StashKey[dict[str, Counter[str]]]()
outcomes = pytest.StashKey[Counter[str]]()


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """`trials(300)`: how many to make, 300 under `--torture` and else a sixtieth of that."""
    whole = request.config.getoption("--torture")
    return lambda number: number if whole else -(-number // 60)


@pytest.fixture
def some(request: pytest.FixtureRequest) -> Callable[[Iterable[Any]], list[Any]]:
    """`some(cases)`: all of them under `--torture`, and else a few, others in each test."""
    whole = request.config.getoption("--torture")
    chance = random.Random(request.node.name)

    def chosen(cases: Iterable[Any]) -> list[Any]:
        every = list(cases)
        return every if whole else chance.sample(every, -(-len(every) // 12))

    return chosen


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """`tally("kills of a training", cases=1, faults=1, lost=0)`: one more line of the table.

    `cases` were tried, `faults` of them had something put in their way from outside (a kill, a
    full disk), and in `lost` something was lost, silently wrong or told badly. A test that calls
    it with `lost` fails: this says only what the table counts.
    """

    def add(kind: str, cases: int = 1, faults: int = 0, lost: int = 0) -> None:
        record_property("torture", (kind, cases, faults, lost))
        assert lost == 0, f"{kind}: {lost} of {cases}"

    return add


def pytest_configure(config: pytest.Config) -> None:
    config.stash[counts] = {}
    config.stash[outcomes] = Counter()
    config.pluginmanager.register(Table(config), "torture-table")


class Table:
    """Adds up what the tests say, also those of other processes, and prints it at the very end."""

    def __init__(self, config: pytest.Config):
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        self.config.stash[outcomes][report.outcome] += 1
        told = [value for name, value in report.user_properties if name == "torture"]
        if report.failed and not any(lost for *_, lost in told):
            told.append(("failed, and counted nothing lost", 0, 0, 1))
        for kind, *numbers in told:
            rows = self.config.stash[counts].setdefault(kind, Counter())
            rows.update(dict(zip(COLUMNS, numbers, strict=True)))

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        if config.getoption("--torture") and not hasattr(config, "workerinput"):
            print("\n".join(lines(config.stash[counts], config.stash[outcomes])), flush=True)


def lines(rows: dict[str, Counter[str]], ended: Counter[str]) -> Iterator[str]:
    width = max(map(len, [*rows, "together"]))
    yield f"\n{'':{width}}" + "".join(f"{name:>9}" for name in COLUMNS)
    together = sum(rows.values(), Counter())
    for kind, numbers in [*sorted(rows.items()), ("together", together)]:
        yield f"{kind:{width}}" + "".join(f"{numbers[name]:9,}" for name in COLUMNS)
    if ended["skipped"]:
        yield f"{ended['skipped']} skipped: see above what they need"
    yield f"{ended['passed']} passed, {ended['failed']} failed"
