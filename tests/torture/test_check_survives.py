"""`check` and answers by chance: none gets out, none passes that is wrong, nothing is left behind.

`make torture` tries 5,000 of them. The seed and the number of each that fails are told.
"""

import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
import weakref

import pytest

from helpers.checking import check, runner
from helpers.checking.catalogue import find_exercise
from helpers.checking.slips import search
from helpers.exercises.convolution.convolve2d import EXERCISE as CONVOLVE2D
from tests.checking.ways import WAYS, use, world
from tests.torture.misdeeds import (
    MISDEEDS,
    ONLY_IN_A_CHILD,
    forks,
    forks_away,
    starts_a_process_of_its_own,
)
from tests.torture.odd_answers import RIGHT, WRONG, answers
from tests.torture.odd_ends import SLOW_ENDS, SLOW_ENDS_OF_A_CHILD

TEN = ["fork"] * 8 + ["thread"] + ["directly"]
BATCHES = [pytest.param(way, seed, id=f"{way}-{seed}") for seed, way in enumerate(TEN * 5)]


@pytest.fixture(autouse=True)
def quickly(monkeypatch, tmp_path):
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(tmp_path / "progress.json"))
    monkeypatch.setattr(runner, "TIME_LIMIT", 30.0)  # a busy machine is no fault
    monkeypatch.setattr(search, "TIME_LIMIT", 0.1)
    # pytest's own hook runs in the learner's thread, and fails where the time is up in its midst.
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: None)


def faults_of(answer, before):
    """What is wrong with the reply to an answer, and what it left, in words."""
    limit = runner.TIME_LIMIT
    try:
        runner.TIME_LIMIT = 0.5 if answer.slow else limit
        result = check(answer.function, record=False)
        (repr(result) + result._repr_html_()).encode()
    except BaseException as error:
        yield f"{type(error).__name__} out of check: {error}"
        return
    finally:
        runner.TIME_LIMIT = limit
    if answer.verdict == RIGHT and not result.passed:
        yield f"right, and refused: {result.message[:300]}"
    if answer.verdict == WRONG and result.passed:
        yield "wrong, and passed"
    for thread in set(threading.enumerate()) - before["threads"]:
        if thread.ident:  # else it was ended before it began
            thread.join(20)  # on a busy machine it may still be on its way out
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


def slowly():
    kept = []
    while len(kept) < 1000:
        kept.append(b"x" * 1_000_000)
        time.sleep(0.001)


def at_once():
    at_once.kept = b"x" * 400_000_000


@contextlib.contextmanager
def nobody_left():
    """A pipe that all forks of what runs inside hold too: it ends when the last of them has."""
    reader, writer = os.pipe()
    try:
        yield writer
    finally:
        os.close(writer)
        ended, _, _ = select.select([reader], [], [], 5)
        os.close(reader)
    assert ended, "a process is left"


def warm_up(*names):
    """Have all imported that is imported at the first use."""
    for name in ("fit", *names):
        check(find_exercise(name).solution, record=False)
    weakref.finalize(warm_up, print)  # the first asks to be called at exit


@pytest.mark.parametrize(("way", "seed"), BATCHES)
def test_nothing_gets_out_and_nothing_is_left(way, seed, trials, tally, monkeypatch):
    count = trials(100)
    if count < 100 and seed not in (0, 8, 9):
        pytest.skip("with --torture")
    made = answers(random.Random(seed), count, way)
    warm_up(made[0].exercise.name)
    use(way, monkeypatch)
    faults = []
    before = world()
    with nobody_left():
        before["files"] += 2
        for number, answer in enumerate(made):
            found = list(faults_of(answer, before))
            if found:
                faults += [f"seed {seed}, number {number}, {answer.words}: {it}" for it in found]
                before = world()
    assert not faults, "\n".join(faults)
    tally(f"answers to check, by {way}", cases=count, lost=len(faults))


ENDLESS = """
from helpers import check
def convolve2d(image, kernel):
    print(1)
    while True:
        pass
print("begun", flush=True)
check(convolve2d, record=False)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone ends it then")
def test_an_endless_answer_ends_with_a_notebook_that_is_killed(tally):
    with (
        nobody_left() as writer,
        subprocess.Popen(
            [sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, pass_fds=[writer]
        ) as notebook,
    ):
        notebook.stdout.readline()
        time.sleep(1.5)
        notebook.kill()
    tally("killed notebooks", faults=1)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_no_misdeed_is_left(way, tally, monkeypatch):
    warm_up("convolve2d")
    use(way, monkeypatch)
    before = world()
    for name, misdeed in MISDEEDS.items():
        if way != "fork" and name in ONLY_IN_A_CHILD:
            continue

        def convolve2d(image, kernel, misdeed=misdeed):
            misdeed()
            return image

        with nobody_left():
            result = check(convolve2d, record=False)
        assert not result.passed
        after = world()
        changed = [key for key in before if before[key] != after[key]]
        assert not changed, (name, {key: difference(before[key], after[key]) for key in changed})
    tally(f"misdeeds, by {way}", cases=len(MISDEEDS))


def leaves():
    os._exit(0)


def is_killed():
    os.kill(os.getpid(), signal.SIGKILL)


def kills_the_one_above():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(30)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone ends it then")
@pytest.mark.parametrize("end", [leaves, is_killed])
@pytest.mark.parametrize(
    "act", [starts_a_process_of_its_own, forks, forks_away, kills_the_one_above]
)
def test_nobody_outlives_an_answer_that_ends_first(act, end, tally, monkeypatch):
    monkeypatch.setattr(runner, "TIME_LIMIT", 1.0)  # a fork may hold the pipe until then

    def convolve2d(image, kernel):
        act()
        end()

    with nobody_left():
        result = check(convolve2d, record=False)
    assert not result.passed
    tally("answers that end before what they started", cases=1)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", SLOW_ENDS + SLOW_ENDS_OF_A_CHILD)
def test_the_time_limit_is_held_within_a_second(way, end, tally, monkeypatch):
    """The best of three: other work of this machine is not the limit's fault."""
    if way != "fork" and end in SLOW_ENDS_OF_A_CHILD:
        pytest.skip("only another process can end this")
    use(way, monkeypatch)

    def convolve2d(image, kernel):
        end()

    monkeypatch.setattr(runner, "TIME_LIMIT", 1.0)
    late = []
    while len(late) < 3 and (not late or min(late) > 1):
        begun = time.monotonic()
        outcome = runner.run(CONVOLVE2D, convolve2d, CONVOLVE2D.all_cases())[-1]
        late.append(time.monotonic() - begun - runner.TIME_LIMIT)
        assert "did not come back within 1 seconds" in outcome.broken
    assert min(late) < 1, late
    tally(f"endless answers, by {way}")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process cannot limit its own memory")
@pytest.mark.parametrize("hoard", [slowly, at_once])
def test_the_memory_limit_is_held(hoard, tally, monkeypatch):
    monkeypatch.setattr(runner, "TIME_LIMIT", 20.0)
    monkeypatch.setattr(runner, "MEMORY_LIMIT", 50_000_000)

    def convolve2d(image, kernel):
        hoard()
        time.sleep(30)

    outcome = runner.run(CONVOLVE2D, convolve2d, CONVOLVE2D.all_cases())[-1]
    assert "of memory, and was stopped" in outcome.broken
    tally("answers that hoard")
