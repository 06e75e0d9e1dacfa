"""Answers that misbehave: `check` survives each one, says what happened, and nothing leaks out."""

import builtins
import contextlib
import functools
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import psutil
import pytest

import helpers.exercises
from helpers.checking import check, runner, sandbox, unforked
from helpers.exercises.convolution.convolve2d import EXERCISE as CONVOLVE2D
from tests.checking.ways import WAYS, use
from tools.book import ROOT

solution = CONVOLVE2D.solution


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """Each way of running an answer."""
    use(request.param, monkeypatch)
    return request.param


@pytest.fixture
def short_limit(monkeypatch):
    monkeypatch.setattr(runner, "TIME_LIMIT", 0.4)


def checked(answer):
    """Check an answer to convolve2d; it must be refused as an attempt."""
    answer.__name__ = "convolve2d"
    result = check(answer, record=False)
    assert not result.passed
    assert result.attempted
    assert result.name == "convolve2d"
    result.message.encode("utf-8")
    assert len(repr(result)) < 4000
    assert "0x7f" not in repr(result)
    return result


# ---- exceptions ----


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no words")


class Outside(BaseException):
    pass


def test_an_exception_is_reported_with_its_line(way):
    def answer(image, kernel):
        return image[99]

    result = checked(answer)
    assert "IndexError: index 99 is out of bounds" in result.message
    assert "return image[99]" in result.message
    assert "expected" in result.message
    assert "convolve2d(image, kernel)" in result.message


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unspeakable("x"), "Unspeakable"),
        (Outside("far out"), "Outside: far out"),
        (ValueError("long " * 100_000), "ValueError: long long"),
        (ValueError("\ud800 \x1b[31m line\nline"), "ValueError: [31m line line"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (GeneratorExit(), "GeneratorExit"),
        (MemoryError(), "MemoryError"),
        (StopIteration(), "StopIteration"),
        (SystemExit(0), "asked Python to exit"),
        (Unspeakable, "Unspeakable"),
    ],
    ids=lambda value: str(type(value))[:30],
)
def test_whatever_is_raised(way, error, words):
    def answer(image, kernel):
        raise error

    assert words in checked(answer).message


def test_exits(way):
    def exits(image, kernel):
        sys.exit(3)

    def leaves(image, kernel):
        os._exit(0)

    assert "exit" in checked(exits).message
    assert "exit" in checked(leaves).message


def test_endless_recursion(way):
    def answer(image, kernel):
        return answer(image, kernel)

    assert "RecursionError" in checked(answer).message


def test_the_recursion_limit_is_put_back(way):
    before = sys.getrecursionlimit()

    def answer(image, kernel):
        sys.setrecursionlimit(before + 500)

    checked(answer)
    assert sys.getrecursionlimit() == before


def test_a_crash_of_python_itself():
    def answer(image, kernel):
        os.kill(os.getpid(), signal.SIGSEGV)

    if hasattr(os, "fork"):
        assert "ended Python itself" in checked(answer).message


# ---- time, memory, output ----


def test_an_endless_loop(way, short_limit):
    def answer(image, kernel):
        while True:
            pass

    result = checked(answer)
    assert "did not come back" in result.message
    assert "expected" in result.message


def test_a_loop_that_swallows_every_exception(way, short_limit):
    released = threading.Event()  # a thread that could not be stopped ends with the test

    def answer(image, kernel):
        while not released.is_set():
            with contextlib.suppress(BaseException):
                time.sleep(0.001)

    try:
        assert "did not come back" in checked(answer).message
    finally:
        released.set()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a thread inside C cannot be stopped")
@pytest.mark.parametrize(
    "endless",
    [
        lambda: sum(itertools.count()),
        lambda: list(itertools.repeat(None, 10**13)),
        lambda: "x" in itertools.count(),
        lambda: pow(7, 10**9),
        lambda: time.sleep(1000),
        lambda: os.read(os.pipe()[0], 1),
        lambda: threading.Event().wait(),
        lambda: threading.Thread(target=lambda: time.sleep(99)).join,
    ],
)
def test_loops_inside_c(short_limit, endless):
    def answer(image, kernel):
        endless()

    begun = time.monotonic()
    checked(answer)
    assert time.monotonic() - begun < 60  # it came back at all


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process cannot limit its own memory")
def test_memory_without_end(monkeypatch):
    monkeypatch.setattr(runner, "MEMORY_LIMIT", 60_000_000)

    def answer(image, kernel):
        hoard = []
        while True:
            hoard.append(bytearray(1_000_000))
            time.sleep(0.001)

    assert "memory" in checked(answer).message


def test_a_giant_allocation(way):
    def answer(image, kernel):
        return np.ones((10**7, 10**7))

    assert "MemoryError" in checked(answer).message


@pytest.mark.parametrize(
    "huge",
    [
        lambda: np.broadcast_to(0.0, (10**6, 10**6)),
        lambda: np.zeros((3000, 1000)),
        lambda: [0] * 10**6,
        lambda: 10**10_000,
        lambda: "x" * 10**7,
        lambda: itertools.count(),
        lambda: functools.reduce(lambda inner, _: [inner], range(500), 0),
    ],
)
def test_huge_output(way, huge):
    def answer(image, kernel):
        return huge()

    checked(answer)


def test_megabytes_printed(way, capfd):
    def answer(image, kernel):
        for _ in range(200):
            print("x" * 100_000)
            sys.stderr.write("y" * 100_000)

    result = checked(answer)
    assert len(result.message) < 2000
    assert "return the result, do not print it" in result.message
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="file descriptors are shared between threads")
def test_output_below_python(capfd):
    def answer(image, kernel):
        os.write(1, b"x" * 10_000)
        os.write(2, b"y" * 10_000)
        os.system("echo loud")

    checked(answer)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_an_answer_that_asks_the_keyboard(way):
    def answer(image, kernel):
        return input("kernel? ")

    assert "without a keyboard" in checked(answer).message


# ---- a changed world ----


def test_patched_numpy_stays_inside(way):
    original, sort = np.sum, np.sort

    def answer(image, kernel):
        np.sum = np.array = np.zeros = lambda *args, **kwargs: 0.0
        del np.sort
        np.random.default_rng = np.linalg.norm = None
        np.seterr(all="raise")
        np.random.seed(1)  # noqa: NPY002
        random.seed(1)
        builtins.sorted = None
        return np.sum(image)

    errors, state = np.geterr(), np.random.get_state()[1].tobytes()  # noqa: NPY002
    assert "A NumPy array was expected" in checked(answer).message
    assert np.sum is original
    assert np.sort is sort
    assert sorted([2, 1]) == [1, 2]
    assert callable(np.random.default_rng)
    assert np.geterr() == errors
    assert np.random.get_state()[1].tobytes() == state  # noqa: NPY002


def test_numpy_patched_in_the_notebook_does_not_change_the_verdict(way, monkeypatch):
    for name in ("sum", "array", "zeros", "asarray", "abs", "isfinite", "pad", "ones"):
        monkeypatch.setattr(np, name, None)
    monkeypatch.setattr(np.random, "default_rng", None)
    right = check(solution, record=False)
    wrong = check(bearing(lambda image, kernel: solution(image, kernel[::-1, ::-1])), record=False)
    assert right.passed
    assert wrong.mistake == "flipped-kernel"
    assert np.sum is None  # what the notebook did is still there


def bearing(function, name="convolve2d"):
    function.__name__ = name
    return function


def test_wrecked_arguments_do_not_leak_into_the_next_case(way):
    def wrecks(image, kernel):
        right = solution(image, kernel)
        image[...] = np.nan
        kernel.shape = (-1,)
        return right

    assert checked(wrecks).mistake == "mutates-input"
    assert check(solution, record=False).passed


def test_settings_of_numpy_do_not_matter(way):
    with np.errstate(all="raise"), np.printoptions(precision=1, floatmode="fixed"):
        text = repr(check(bearing(lambda image, kernel: image / 0.3), record=False))
    assert text == repr(check(bearing(lambda image, kernel: image / 0.3), record=False))


def test_warnings_of_the_answer_are_not_errors(way):
    def convolve2d(image, kernel):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        np.array([1.0]) / 0
        return solution(image, kernel)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check(convolve2d, record=False).passed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a thread shares these")
def test_the_checks_own_internals():
    def answer(image, kernel):
        import helpers.checking.diagnosis as diagnosis
        import helpers.checking.outcome as outcome
        import helpers.checking.sandbox as sandbox

        diagnosis.same = diagnosis.diagnose = lambda *args, **kwargs: None
        sandbox.plain = outcome.to_json = lambda *args: ["plain", "hacked"]
        runner.TIME_LIMIT = 10**6
        runner.json = sandbox._call = None
        return image

    checked(answer)
    assert check(solution, record=False).passed


@pytest.fixture
def pipe_end(monkeypatch):
    """The file numbers of the pipes that checks open, the writing end last: for a learner's code
    that has guessed them."""
    numbers, open_pipe = [], os.pipe

    def remembered():
        pipe = open_pipe()
        numbers.extend(pipe)
        return pipe

    monkeypatch.setattr(os, "pipe", remembered)
    return numbers


@pytest.mark.skipif(not hasattr(os, "fork"), reason="about the child process")
@pytest.mark.parametrize(
    "meddle",
    [
        lambda pipe: os.closerange(0, 200),
        lambda pipe: os.write(pipe[-1], b'{"done": true}\n'),
        lambda pipe: os.write(pipe[-1], b"\xff[[[[[[\n" * 99),
        lambda pipe: os.write(pipe[-1], b'{"call": {"value": ["plain", 1]}}\n[1]\n'),
        lambda pipe: os.fork(),
        lambda pipe: os.setsid(),
        lambda pipe: signal.signal(signal.SIGTERM, signal.SIG_IGN),
    ],
)
def test_meddling_with_the_process(meddle, pipe_end):
    def answer(image, kernel):
        with contextlib.suppress(OSError):
            meddle(pipe_end)
        return image

    checked(answer)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="about the child process")
def test_saying_done_too_early_is_no_pass(pipe_end):
    """Right on the first call, then it claims that all calls are done."""

    def answer(image, kernel):
        if image.shape != (3, 4):
            os.write(pipe_end[-1], b'{"done": true}\n')
            time.sleep(60)  # what it cannot answer it never answers
        return solution(image, kernel)

    checked(answer)


def test_an_answer_that_checks_itself(way):
    def convolve2d(image, kernel):
        return check(convolve2d)

    assert not check(convolve2d, record=False).passed


def test_no_child_is_left_behind():
    before = psutil.Process().children()  # a browser, where its tests ran in this process before
    check(solution, record=False)
    assert psutil.Process().children() == before


def test_an_answer_that_reads_global_state_made_by_the_notebook(way):
    box = {"calls": 0}

    def convolve2d(image, kernel):
        box["calls"] += 1
        return solution(image, kernel)

    assert check(convolve2d, record=False).passed


# ---- objects that lie ----


class Liar(np.ndarray):
    """An array that says yes to everything."""

    __class__ = float

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        raise RuntimeError("no")

    def __bool__(self):
        return True

    def __repr__(self):
        raise RuntimeError("no")

    @property
    def shape(self):
        return (2, 3)

    def astype(self, *args, **kwargs):
        return solution(*CONVOLVE2D.cases[0])


class Everything:
    """Not an array, and pretends to be one."""

    __class__ = np.ndarray
    shape, dtype, ndim = (2, 3), np.dtype(float), 2

    def __array__(self, *args, **kwargs):
        return np.zeros((2, 3))

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self

    def __len__(self):
        raise RuntimeError("no")

    def __repr__(self):
        while True:
            pass


class ListLiar(list):
    def __iter__(self):
        return itertools.count()

    def __len__(self):
        raise RuntimeError("no")


class IntLiar(int):
    def __eq__(self, other):
        return True

    def __index__(self):
        return 5

    __hash__ = None


@pytest.mark.parametrize(
    "lie",
    [
        lambda: np.zeros((5, 5)).view(Liar),
        Everything,
        lambda: ListLiar([1, 2]),
        lambda: IntLiar(3),
        lambda: (i for i in itertools.count()),
        lambda: np.ma.masked_all((2, 3)),
        lambda: np.array([[1, "x"]], dtype=object),
        lambda: np.array([("a", 1)], dtype=[("name", "U1"), ("n", int)]),
        lambda: memoryview(b"abc"),
        lambda: {"a": 1},
        lambda: type,
        lambda: solution,
        lambda: NotImplemented,
        lambda: "<script>alert(1)</script>",
        lambda: b"bytes",
        lambda: np.datetime64("2020-01-01"),
        lambda: 1j,
        lambda: np.float64("nan"),
    ],
)
def test_lies(way, lie):
    def answer(image, kernel):
        return lie()

    result = checked(answer)
    assert not result.passed
    named = {mistake.slug for mistake in CONVOLVE2D.mistakes}
    assert result.mistake not in named


def test_a_number_that_lies_is_read_by_its_value(way):
    def output_size(size, kernel, stride=1, padding=0):
        return IntLiar(99)

    assert not check(output_size, record=False).passed


def test_a_subclass_with_the_right_numbers_passes(way):
    def convolve2d(image, kernel):
        return solution(image, kernel).view(Liar)

    assert check(convolve2d, record=False).passed


# ---- what is handed to check ----


def test_callables_of_every_kind_pass(way):
    class Callable:
        __name__ = "convolve2d"

        def __call__(self, image, kernel):
            return solution(image, kernel)

    partial = functools.partial(lambda flip, image, kernel: solution(image, kernel), False)
    partial.__name__ = "convolve2d"
    for answer in (
        Callable(),
        partial,
        bearing(lambda image, kernel: solution(image, kernel)),
        bearing(lambda *args, **kwargs: solution(*args)),
        bearing(lambda image, kernel, extra=None: solution(image, kernel)),
    ):
        assert check(answer, record=False).passed


@pytest.mark.parametrize(
    "answer",
    [
        lambda image: image,
        lambda image, kernel, stride: image,
        lambda: 0,
        lambda *, image, kernel: image,
    ],
)
def test_a_signature_that_does_not_fit(way, answer):
    result = checked(answer)
    assert "(image, kernel)" in result.message
    assert "could not call" in result.message


def test_arguments_in_another_order_are_pointed_out():
    result = checked(lambda kernel, image: solution(image, kernel))
    assert "(kernel, image); check hands over (image, kernel)" in result.message


def test_classes_builtins_and_objects_that_cannot_be_called(way):
    class convolve2d:  # noqa: N801
        def __init__(self, image, kernel):
            pass

    assert not check(convolve2d, record=False).passed

    class Inert:
        __name__ = "convolve2d"

    result = check(Inert(), record=False)
    assert not result.passed
    assert "A function was expected" in result.message


@pytest.mark.parametrize("name", ["convolve", "convolve_2d", "conv2", "Convolve2D"])
def test_an_unknown_name_lists_the_nearest(name):
    with pytest.raises(LookupError, match="convolve2d|conv2d") as caught:
        check(bearing(lambda image, kernel: 0, name), record=False)
    assert name in str(caught.value)


def test_numpys_own_functions_are_found_by_their_name():
    with pytest.raises(LookupError, match="convolve2d"):
        check(np.convolve)
    with pytest.raises(LookupError, match="check.list"):
        check(bearing(lambda: 0, "zzzzzzzzzzzz"))
    with pytest.raises(LookupError, match="lambda"):
        check(lambda image, kernel: 0)


class Nameless:
    @property
    def __name__(self):
        raise RuntimeError("no")


class OddlyNamed:
    __name__ = 5


def test_what_has_no_name_is_a_clear_error():
    for thing in (5, None, "convolve2d", np.zeros(3), Nameless(), OddlyNamed()):
        with pytest.raises(TypeError, match="your function itself"):
            check(thing)


def test_it_works_beside_threads_and_from_a_thread():
    stop = threading.Event()
    workers = [threading.Thread(target=stop.wait) for _ in range(4)]
    for worker in workers:
        worker.start()
    results = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checker = threading.Thread(target=lambda: results.append(check(solution, record=False)))
        checker.start()
        checker.join()
        results.append(check(solution, record=False))
    stop.set()
    assert [bool(result) for result in results] == [True, True]


def test_where_a_fork_fails_the_thread_takes_over(monkeypatch):
    def no_fork():
        raise OSError("no more processes")

    monkeypatch.setattr(os, "fork", no_fork, raising=False)
    assert check(solution, record=False).passed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="about the child process")
def test_where_the_time_is_up_before_it_begins_nothing_runs_in_the_notebook(monkeypatch):
    ran = []
    monkeypatch.setattr(runner, "TIME_LIMIT", 0.0)
    assert "did not come back" in checked(lambda image, kernel: ran.append(1)).message
    assert not ran


@pytest.mark.skipif(not hasattr(os, "fork"), reason="about the child process")
def test_where_numpy_crashes_in_a_fork_the_thread_takes_over(monkeypatch):
    def crash(*args):
        os.kill(os.getpid(), signal.SIGKILL)

    here = os.getpid()
    monkeypatch.setattr(runner, "ones", lambda shape: crash() if os.getpid() != here else None)
    assert check(solution, record=False).passed


def test_the_package_is_lazy():
    code = (
        "import sys, helpers.exercises as e; "
        "print([name for name in sys.modules if name.startswith(e.__name__)])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['helpers.exercises']"
    assert helpers.exercises.check is check
    assert set(dir(helpers.exercises)) == {"CheckResult", "Exercise", "Mistake", "check"}
    with pytest.raises(AttributeError, match="no attribute"):
        helpers.exercises.checks  # noqa: B018


REPLACES_EXIT = """
def convolve2d(image, kernel):
    return image
os._exit = os.abort = print
"""
REFUSES_KILL = """
def refuse(event, arguments):
    if event == "os.kill":
        raise RuntimeError(event)
def convolve2d(image, kernel):
    sys.addaudithook(refuse)
    os.fork()
    return image
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without a fork there is no copy")
@pytest.mark.parametrize("answer", [REPLACES_EXIT, REFUSES_KILL], ids=["os._exit", "os.kill"])
def test_no_copy_of_the_notebook_runs_on(answer, tmp_path):
    code = f"""
import os, sys
from helpers import check
{answer}
try:
    assert not check(convolve2d, record=False)
finally:
    with open("ran", "a") as file:  # the output of a copy goes nowhere
        file.write("once ")
"""
    command = [sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=tmp_path, env=environment, timeout=60, check=True)
    time.sleep(0.2)  # for a copy to write, if there is one
    assert (tmp_path / "ran").read_text() == "once "


ENDED_BEFORE_IT_HEARD = """
import _thread, sys, time
from types import SimpleNamespace
from helpers.checking import unforked
number = _thread.start_new_thread(time.sleep, (0.5,))  # no Python that could hear
time.sleep(0.1)
until = time.monotonic() + 1
asleep = SimpleNamespace(ident=number, is_alive=lambda: time.monotonic() < until, join=time.sleep)
unforked._interrupt(asleep)
sys.settrace(lambda *_: None)
(lambda: None)()
"""


def test_python_goes_on_after_a_thread_that_ended_before_it_could_be_interrupted():
    command = [sys.executable, "-c", ENDED_BEFORE_IT_HEARD]
    subprocess.run(command, cwd=ROOT, timeout=60, check=True)


def test_a_ctrl_c_while_threads_are_ended_leaves_no_interruption_behind(monkeypatch):
    def press(thread):
        raise KeyboardInterrupt

    def hear():
        heard.append("TimeUp")
        raise sandbox.TimeUp

    heard = []
    monkeypatch.setattr(unforked, "_raise_time_up", press)
    monkeypatch.setattr(unforked, "_hear", hear)
    with pytest.raises(KeyboardInterrupt):
        unforked._interrupt(threading.Thread())
    assert heard == ["TimeUp"]
