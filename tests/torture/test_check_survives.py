"""`check` and answers by chance: none gets out, none passes that is wrong, nothing is left behind.

`make torture` tries 5,000 of them. The seed and the number of each that fails are told.
"""

import random

import pytest

from helpers.checking import check, runner
from helpers.checking.catalogue import find_exercise
from helpers.checking.slips import search
from tests.checking.ways import use, world
from tests.torture.odd_answers import RIGHT, WRONG, answers

WAYS = ["fork"] * 6 + ["thread"] * 2 + ["directly"] * 2
BATCHES = [pytest.param(way, seed, id=f"{way}-{seed}") for seed, way in enumerate(WAYS * 5)]


@pytest.fixture(autouse=True)
def quickly(monkeypatch, tmp_path):
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(tmp_path / "progress.json"))
    monkeypatch.setattr(runner, "TIME_LIMIT", 1.0)
    monkeypatch.setattr(search, "TIME_LIMIT", 0.1)


def faults_of(answer, before):
    """What is wrong with the reply to an answer, and what it left, in words."""
    try:
        result = check(answer.function, record=False)
        (repr(result) + result._repr_html_()).encode()
    except BaseException as error:
        yield f"{type(error).__name__} out of check: {error}"
        return
    if answer.verdict == RIGHT and not result.passed:
        yield f"right, and refused: {result.message[:300]}"
    if answer.verdict == WRONG and result.passed:
        yield "wrong, and passed"
    after = world()
    for name in before:
        if before[name] != after[name]:
            yield f"changed: {name}: {difference(before[name], after[name]):.400}"


def difference(before, after):
    if isinstance(before, dict):
        before, after = before.items(), after.items()
    try:
        return f"{set(before) - set(after)} -> {set(after) - set(before)}"
    except TypeError:
        return f"{before} -> {after}"


@pytest.mark.parametrize(("way", "seed"), BATCHES)
def test_nothing_gets_out_and_nothing_is_left(way, seed, trials, tally, monkeypatch):
    count = trials(100)
    if count < 100 and seed % 10 not in (0, 6, 8):
        pytest.skip("with --torture")
    made = answers(random.Random(seed), count, way)
    for name in ("fit", made[0].exercise.name):  # what is imported at the first use stays
        check(find_exercise(name).solution, record=False)
    weakref.finalize(made[0], print)  # this asks to be called at exit, once
    use(way, monkeypatch)
    faults = []
    before = world()
    for number, answer in enumerate(made):
        found = list(faults_of(answer, before))
        if found:
            faults += [f"seed {seed}, number {number}, {answer.words}: {each}" for each in found]
            before = world()
    assert not faults, "\n".join(faults)
    tally(f"answers to check, by {way}", cases=count, faults=0, lost=0)
