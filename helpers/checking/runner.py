"""Run a learner's code where it can do no harm.

Why a forked child: code under test may loop for ever inside C (`sum(itertools.count())`), swallow
every exception, fill the memory, call `os._exit` or replace `np.sum`. No thread can be stopped
then, and nothing undoes the damage in the process that holds the learner's notebook. A fork is a
copy of that notebook, made in milliseconds: the learner's function runs in it with all its globals,
without pickling, and the copy is killed when it is done or when the time is up. Only plain data
comes back, through a pipe (outcome.py).

What could go wrong with a fork, and the answer:
- Threads of the kernel do not live in the child, so the child touches nothing of theirs: its output
  goes nowhere, it has no keyboard, and it leaves by `os._exit`.
- Some builds of NumPy (Apple's Accelerate) may crash in a fork. So the child first multiplies two
  matrices and says "ready"; where that word does not come, the code runs in a thread instead.
- Python 3.12 and later warn about forks beside threads; that warning is silenced for this one call.

Without fork (Windows) the code runs in a thread of this process. When the time is up, an exception
is raised in it, again and again, which ends any loop written in Python; what it changed in NumPy or
in the global random state is put back. A loop inside C cannot be stopped there.
"""

import contextlib
import faulthandler
import json
import os
import selectors
import signal
import threading
import time
import warnings
from typing import Any, NoReturn

from numpy import ones

from helpers.checking.exercise import Case, Exercise
from helpers.checking.outcome import Outcome
from helpers.checking.sandbox import TimeUp, become_child, call_all, restored

TIME_LIMIT = 4.0  # seconds, for all calls of one check together
MEMORY_LIMIT = 1_000_000_000  # bytes more than at the start (where /proc tells)
LARGEST_ANSWER = 64_000_000  # bytes that are read from the child
_GRACE = 1.0  # seconds in which a thread is asked to stop


def run(exercise: Exercise, answer: Any, cases: list[Case]) -> list[Outcome]:
    """Call an answer on every case. The first call that does not end is the last one made.

    Returns one Outcome for each call that was begun.
    """
    if hasattr(os, "fork"):
        outcomes = _run_in_child(exercise, answer, cases)
        if outcomes is not None:
            return outcomes
    return run_in_thread(exercise, answer, cases)


# ---- in a forked child ----


def _run_in_child(exercise: Exercise, answer: Any, cases: list[Case]) -> list[Outcome] | None:
    """The outcomes, or None where a fork cannot be had."""
    reader, writer = os.pipe()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return None
    if child == 0:
        _be_the_child(writer, exercise, answer, cases)
    os.close(writer)
    try:
        return _listen(reader, child, len(cases))
    finally:
        os.close(reader)
        _end(child)


def _be_the_child(  # pragma: no cover (coverage does not follow into a fork)
    writer: int, exercise: Exercise, answer: Any, cases: list[Case]
) -> NoReturn:
    become_child()
    leave, write, getpid, me = os._exit, os.write, os.getpid, os.getpid()

    def send(record: dict[str, Any]) -> None:
        if getpid() != me:  # the learner's code forked: the copy of the copy says nothing
            leave(1)
        line = json.dumps(record).encode() + b"\n"
        while line:
            line = line[write(writer, line) :]

    try:
        _become_alone()
        ones((16, 16)) @ ones((16, 16))
        send({"ready": True})
        call_all(exercise, answer, cases, lambda outcome: send(outcome.to_record()))
        send({"done": True})
    finally:
        leave(0)


def _become_alone() -> None:  # pragma: no cover (as above)
    """Cut the child loose from the notebook: its own group, no keyboard, no output."""
    with contextlib.suppress(OSError):
        os.setsid()  # so that what the learner's code starts can be ended with it
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # short of memory, the system ends this process first
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    faulthandler.disable()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        with contextlib.suppress(ValueError, OSError):  # only the main thread may
            signal.signal(name, signal.SIG_DFL)


def _listen(reader: int, child: int, calls: int) -> list[Outcome] | None:
    """Read the child's lines until it is done, dead, too slow or too large."""
    deadline = time.monotonic() + TIME_LIMIT
    allowed = _memory(child) + MEMORY_LIMIT
    text, outcomes, received, ready = b"", [], 0, False
    end = "ended"
    pipe = selectors.DefaultSelector()  # select.select cannot watch files numbered above 1023
    pipe.register(reader, selectors.EVENT_READ)
    while True:
        if time.monotonic() > deadline:
            end = "time"
            break
        if _memory(child) > allowed:
            end = "memory"
            break
        if not pipe.select(0.05):
            continue
        piece = os.read(reader, 1 << 16)
        received += len(piece)
        if not piece or received > LARGEST_ANSWER:
            break
        *lines, text = (text + piece).split(b"\n")
        try:
            records = [json.loads(line) for line in lines]
            ready = ready or any("ready" in record for record in records)
            outcomes += [Outcome.from_record(r["call"]) for r in records if "call" in r]
        except (ValueError, TypeError, KeyError, RecursionError):
            break  # something else was written into the pipe
        if any("done" in record for record in records):
            break
    pipe.close()
    if not ready:
        return None
    if len(outcomes) < calls:
        outcomes.append(_stopped(end))
    return outcomes[:calls]


def _stopped(end: str) -> Outcome:
    """The outcome of a call that did not end by itself."""
    texts = {
        "time": f"Your function did not come back within {TIME_LIMIT:g} seconds, and was stopped. "
        "Look for a loop that never ends.",
        "memory": f"Your function took more than {MEMORY_LIMIT / 1e9:g} GB of memory, and was "
        "stopped.",
        "ended": "Your function ended Python itself instead of returning (os._exit, or a crash).",
    }
    return Outcome(broken=texts[end])


def _memory(process: int) -> int:
    """Bytes of memory in use by a process, 0 where the system does not say."""
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _end(child: int) -> None:
    """Kill the child and what it started, and collect it."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(OSError):
            kill(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(child, 0)


# ---- in a thread ----


def run_in_thread(exercise: Exercise, answer: Any, cases: list[Case]) -> list[Outcome]:
    """The way for systems without fork. See this module's first lines for its limits."""
    outcomes: list[Outcome] = []
    work = (exercise, answer, cases, outcomes.append)
    worker = threading.Thread(target=call_all, args=work, daemon=True)
    with restored():
        try:
            worker.start()
        except RuntimeError:  # no threads either (Python in a browser)
            call_all(*work)
        else:
            worker.join(TIME_LIMIT)
            if worker.is_alive():
                _interrupt(worker)
        finished = list(outcomes)
    if len(finished) < len(cases):
        finished.append(_stopped("time"))
    return finished


def _interrupt(worker: threading.Thread) -> None:
    """Raise TimeUp in the worker until it ends; code that catches it is asked again."""
    import ctypes

    until = time.monotonic() + _GRACE
    while worker.is_alive() and time.monotonic() < until:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident or 0), ctypes.py_object(TimeUp)
        )
        worker.join(0.01)
