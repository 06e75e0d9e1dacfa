"""Nothing is left behind by a check in any of the three ways, by a Ctrl-C neither."""

import json
import locale
import os
import queue
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
import warnings

import numpy as np
import pytest

from helpers.checking import check
from helpers.exercises.convolution.convolve2d import EXERCISE
from tests.checking.ways import WAYS, use, world


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    use(request.param, monkeypatch)
    return request.param


def changes_the_folder():
    os.chdir(os.sep)


def changes_the_variables():
    os.environ["NEW"] = "1"
    os.environ.pop("PATH", None)
    os.environ = {}  # noqa: B003


def changes_the_path():
    sys.path.insert(0, "elsewhere")
    sys.path = ["nowhere"]


def changes_the_settings():
    sys.setrecursionlimit(500)
    warnings.simplefilter("error")
    np.set_printoptions(precision=1)
    np.seterr(all="raise")
    locale.setlocale(locale.LC_ALL, "C")


def changes_the_streams():
    sys.stdin = sys.stdout = sys.stderr = None
    sys.__stderr__.flush()


def loses_the_standard_files():
    os.close(1)
    os.dup2(0, 2)


def changes_the_signals():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 1000)


def draws():
    np.random.seed(1)  # noqa: NPY002
    random.random()


def breaks_modules():
    np.sum = np.random.default_rng = random.seed = os.chdir = time.time = None
    sys.modules["numpy"] = sys.modules["numpy.random"] = None
    del sys.modules["json"]


def opens_files():
    os.pipe()
    os.dup(0)
    os.open(os.devnull, os.O_RDONLY)


def starts_threads():
    def waits():
        while True:
            time.sleep(0.001)

    for _ in range(3):
        threading.Thread(target=waits, daemon=True).start()


def traces():
    sys.settrace(lambda *_: None)


def never_ends():
    while True:
        pass


BATTERY = [
    changes_the_folder, changes_the_variables, changes_the_path, changes_the_settings,
    changes_the_streams, loses_the_standard_files, changes_the_signals, draws, breaks_modules,
    opens_files, starts_threads, traces,
]  # fmt: skip


@pytest.mark.parametrize(
    ("misdeed", "end"),
    [(each, end) for each in BATTERY for end in ("returns", "raises", "leaves")]
    + [(never_ends, "at all")],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_nothing_is_left_behind(way, misdeed, end, monkeypatch):
    def convolve2d(image, kernel):
        misdeed()
        if end == "raises":
            raise ValueError
        if end == "leaves":
            os._exit(0)
        return image

    monkeypatch.setattr("helpers.checking.runner.TIME_LIMIT", 0.5)
    check(EXERCISE.solution, record=False)  # what is imported at the first use stays open
    before = world()
    assert not check(convolve2d, record=False)
    assert world() == before


def test_a_notebook_s_own_names_and_generators_stand_where_they_stood(way):
    """In a Python of its own, as a notebook's names are those of the main module."""
    code = f"""
        import json, os, threading
        import numpy as np
        import pytest
        from helpers import check
        from tests.checking.ways import use

        use({way!r}, pytest.MonkeyPatch())
        rng, count = np.random.default_rng(0), 0

        def convolve2d(image, kernel):
            global count, new
            count += 1
            new = count
            return image * rng.random()

        first, second = [repr(check(convolve2d, record=False)) for _ in range(2)]
        drawn = rng.random() == np.random.default_rng(0).random()
        print(json.dumps([first == second, bool(drawn), count, "new" in globals()]))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [True, True, 0, False], done.stdout


# ---- Ctrl-C ----


@pytest.fixture
def ctrl_c():
    """A function that sends this process a real SIGINT so many seconds later."""
    orders = queue.SimpleQueue()

    def serve():
        while (delay := orders.get()) is not None:
            time.sleep(delay)
            os.kill(os.getpid(), signal.SIGINT)

    server = threading.Thread(target=serve)
    server.start()  # before `way` forbids it
    yield orders.put
    orders.put(None)
    server.join()


def quick(image, kernel):
    return EXERCISE.solution(image, kernel)


def endless(image, kernel):
    while True:
        pass


def sleeps(image, kernel):
    waits_for([])


def waits_for(events):
    # A signal that comes between Python's last look and the sleep itself waits for its end.
    until = time.monotonic() + 60
    while not events and time.monotonic() < until:
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("answer", [quick, endless, sleeps], ids=lambda answer: answer.__name__)
def test_a_ctrl_c_at_any_moment_reaches_the_learner_and_leaves_nothing(
    ctrl_c, way, answer, monkeypatch
):
    if answer is sleeps and way == "thread":
        pytest.skip("a thread inside C cannot be stopped")
    answer.__name__ = "convolve2d"
    monkeypatch.setattr("helpers.checking.runner.TIME_LIMIT", 50.0)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    rng = np.random.default_rng(0)
    dropped = []  # Python drops what is raised in the callback of a weak reference
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: dropped.append(lost.exc_type))
    try:
        check(EXERCISE.solution, record=False)
        expected = world()
        for delay in rng.uniform(0, 0.06, 20):
            begun = time.monotonic()
            dropped.clear()
            with pytest.raises(KeyboardInterrupt):  # once, and from `check` if it does not end
                ctrl_c(delay)
                check(answer, record=False)
                waits_for(dropped)
                raise KeyboardInterrupt if dropped else AssertionError
            assert time.monotonic() - begun < 40  # not by the time limit of the check
            assert world() == expected
        assert check(EXERCISE.solution, record=False).passed
    finally:
        signal.signal(signal.SIGINT, before)
