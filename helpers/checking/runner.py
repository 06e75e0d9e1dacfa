"""Run a learner's code where it can do no harm.

Why a forked child: code under test may loop for ever inside C (`sum(itertools.count())`), swallow
every exception, fill the memory, call `os._exit` or replace `np.sum`. No thread can be stopped
then, and nothing undoes the damage in the process that holds the learner's notebook. A fork is a
copy of that notebook, made in milliseconds: the learner's function runs in it with all its globals,
without pickling, and the copy is killed when it is done or when the time is up. Only plain data
comes back, through a pipe (outcome.py).

What could go wrong with a fork, and the answer:
- Threads of the kernel do not live in the child, so the child touches nothing of theirs: its output
  goes nowhere, it has no keyboard, and it kills itself at the end.
- Some builds of NumPy (Apple's Accelerate) may crash in a fork. So the child first multiplies two
  matrices and says its number; where that does not come, the code runs in a thread instead.
- The code may start processes and end before them. So a keeper stands between the notebook and the
  child: on Linux, what the child lets go of becomes the keeper's, and is found and ended.
- Python 3.12 and later warn about forks beside threads; that warning is silenced for this one call.

Without fork (Windows, a browser's Python) the code runs in this process: unforked.py. The replies
are the same.
"""

import contextlib
import faulthandler
import glob
import json
import os
import selectors
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from numpy import ones

from helpers.checking.calling import call_all
from helpers.checking.exercise import Case, Exercise
from helpers.checking.limits import Limits, ctrl_c_later
from helpers.checking.outcome import Outcome
from helpers.checking.sandbox import Work, become_child, stop_inside, work_inside
from helpers.checking.unforked import directly, in_thread

TIME_LIMIT = 4.0  # seconds, for all calls of one check together
MEMORY_LIMIT = 1_000_000_000  # bytes more than at the start
LARGEST_ANSWER = 64_000_000  # bytes of all records together
_END_WITH_PARENT, _ADOPT_ORPHANS = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER

Ended = tuple[list[Any], str]  # the records that were sent, and how the work ended


def run(exercise: Exercise, answer: Any, cases: list[Case]) -> list[Outcome]:
    """Call an answer on every case. The first call that does not end is the last one made.

    Returns one Outcome for each call that was begun.
    """

    def work(send: Any) -> None:
        call_all(exercise, answer, cases, lambda outcome: send(outcome.to_record()))

    records, end = in_sandbox(work, TIME_LIMIT)
    outcomes: list[Outcome] = []
    with contextlib.suppress(ValueError, TypeError, KeyError):  # a record of another's making
        for record in records[: len(cases)]:
            outcomes.append(Outcome.from_record(record["call"]))
    if len(outcomes) < len(cases):
        outcomes.append(stopped(end))
    return outcomes


def in_sandbox(work: Work, time_limit: float) -> Ended:
    """Do work that runs a learner's code, where it can do no harm.

    Args:
        work: called with `send`, which takes anything that JSON can hold. Its output goes nowhere,
            what it changes is lost, and what it raises ends it.
        time_limit: seconds for all of the work.

    Returns:
        The records that were sent, and how the work ended: "done"; "time" or "memory" if it was
        stopped; "size" if it sent too much; "ended" if it raised, crashed or left Python.
    """
    with ctrl_c_later(stop_inside) as interrupts:
        limits = Limits(time_limit, MEMORY_LIMIT, interrupts)
        ended = _in_child(work, limits) or in_thread(work, limits, LARGEST_ANSWER)
        return ended or directly(work, limits, LARGEST_ANSWER)


# ---- in a forked child ----


def _in_child(work: Work, limits: Limits) -> Ended | None:
    """What the work sent, or None where a fork cannot be had."""
    if not hasattr(os, "fork"):
        return None
    reader, writer = os.pipe()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            keeper = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return None
    if keeper == 0:
        be = _be_the_keeper if sys.platform == "linux" else _be_the_child
        be(writer, work)
    os.close(writer)
    try:
        return _listen(reader, limits)
    finally:
        os.close(reader)
        _end(keeper)


def _be_the_keeper(  # pragma: no cover (coverage does not follow into a fork)
    writer: int, work: Work
) -> None:
    """Have a child run the code, and stay until it and all that it let go of have ended."""
    try:
        _become_alone()
        if os.fork() == 0:
            _be_the_child(writer, work)
        os.close(writer)
        while True:
            os.wait()
    finally:
        _die()


def _be_the_child(writer: int, work: Work) -> None:  # pragma: no cover (as above)
    become_child()
    die, write, wait, getpid, me = _die, os.write, time.sleep, os.getpid, os.getpid()

    def send_line(record: Any) -> None:
        if getpid() != me:  # the learner's code forked: the copy of the copy says nothing
            die()
        line = json.dumps(record).encode() + b"\n"
        while line:
            line = line[write(writer, line) :]

    try:
        _become_alone()
        ones((16, 16)) @ ones((16, 16))
        send_line(me)  # we are ready
        work_inside(work, lambda record: send_line([record]))
        send_line("done")
        wait(60)  # until we are ended, and with us whoever we have started
    finally:
        die()


def _die(by: Callable[[int], None] = signal.raise_signal) -> None:  # pragma: no cover (as above)
    """End this process. os._exit may be another's by now, and a hook may refuse os.kill."""
    by(9)


def _become_alone() -> None:  # pragma: no cover (as above)
    """Cut the child loose from the notebook: its own group, no keyboard, no output."""
    with contextlib.suppress(OSError):
        os.setsid()  # so that what the learner's code starts can be ended with it
    with contextlib.suppress(OSError, AttributeError, ImportError):  # Linux alone has this
        import ctypes

        control = ctypes.CDLL(None).prctl
        control(_END_WITH_PARENT, int(signal.SIGKILL), 0, 0, 0)  # when the kernel is killed
        control(_ADOPT_ORPHANS, 1, 0, 0, 0)  # what the code starts and lets go of is ours again
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # short of memory, the system ends this process first
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    faulthandler.disable()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        with contextlib.suppress(ValueError, OSError):  # only the main thread may
            signal.signal(name, signal.SIG_DFL)


def _listen(reader: int, limits: Limits) -> Ended | None:
    """Read the child's lines until it is done, dead, too slow or too large."""
    text, end = bytearray(), ""
    with selectors.DefaultSelector() as pipe:  # select.select cannot watch files above 1023
        pipe.register(reader, selectors.EVENT_READ)
        while not end:
            end = limits.reached()
            if not end and pipe.select(0.05):
                piece = os.read(reader, 1 << 16)
                text += piece
                if not limits.process and b"\n" in text:
                    limits.of(int(text.split(b"\n")[0]))
                if text.endswith(b'\n"done"\n'):
                    end = "done"
                elif not piece:
                    end = "ended"
                elif len(text) > LARGEST_ANSWER:
                    end = "size"
    _, *lines = bytes(text).split(b"\n")
    if end == "ended" and not limits.process:
        return None  # a fork cannot be had: it crashed before it ran any of the learner's code
    records: list[Any] = []
    try:
        for line in lines[: -2 if end == "done" else -1]:  # the last is not whole, or empty
            (record,) = json.loads(line)
            records.append(record)
    except (ValueError, TypeError, RecursionError):
        end = "ended"  # something else was written into the pipe
    return records, end


def stopped(end: str, time_limit: float | None = None) -> Outcome:
    """The outcome of a call that did not end by itself."""
    texts = {
        "time": f"Your function did not come back within {time_limit or TIME_LIMIT:g} seconds, and "
        "was stopped. Look for a loop that never ends.",
        "memory": f"Your function took more than {MEMORY_LIMIT / 1e9:g} GB of memory, and was "
        "stopped.",
        "size": f"Your function returned more than {LARGEST_ANSWER / 1e6:g} MB of numbers.",
    }
    left = "Your function ended Python itself instead of returning (os._exit, or a crash)."
    return Outcome(broken=texts.get(end, left))


def _end(keeper: int) -> None:
    """Kill the code and whatever it started; then the keeper leaves, and is collected."""
    stopped: set[int] = set()
    while left := set(_started_by(keeper)) - stopped:
        _signal(left, signal.SIGSTOP)  # so that nobody starts another meanwhile
        stopped |= left
    _signal(stopped or {keeper}, signal.SIGKILL)
    with contextlib.suppress(OSError):
        for _ in range(1000):
            if os.waitpid(keeper, os.WNOHANG) != (0, 0):
                return
            time.sleep(0.001)
        _signal({keeper}, signal.SIGKILL)  # what was started is another user's, and stays
        os.waitpid(keeper, 0)


def _signal(processes: set[int], number: int) -> None:
    for process in processes:
        for send in (os.killpg, os.kill):
            with contextlib.suppress(OSError):
                send(process, number)


def _started_by(process: int) -> Iterator[int]:
    """All that stems from a process, where the system tells it: on Linux."""
    for file in glob.glob(f"/proc/{process}/task/*/children"):
        with contextlib.suppress(OSError), open(file) as names:
            for name in names.read().split():
                yield int(name)
                yield from _started_by(int(name))
