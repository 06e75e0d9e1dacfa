"""Run a learner's code in this process: in a thread of its own, or directly.

In a thread (Windows), an exception is raised in it when the time is up, again and again, which ends
any loop written in Python. Where there are no threads either (Python in a browser), the code is
looked at wherever it jumps back or calls a function, and raised in there. Neither can end a loop
inside C, such as `sum(itertools.count())`: the thread is given up then and goes on for itself, and
the browser has to end its worker.

What the code changed is put back (leftovers.py), but for objects of the notebook that it changed
in place.
"""

import contextlib
import contextvars
import os
import threading
from json import dumps, loads
from time import monotonic
from typing import Any, NoReturn

from helpers.checking.leftovers import restored
from helpers.checking.limits import Limits, watched
from helpers.checking.sandbox import TimeUp, Work, end_inside, is_inside, work_inside

with contextlib.suppress(ImportError):  # where there is none, there are no threads either
    import ctypes

_GRACE = 1.0  # seconds in which a thread is asked to stop
_LOOK = 0.02  # seconds between two looks at the limits


class Box:
    """Takes what the work sends, until it ends or is ended. The first end counts."""

    def __init__(self, largest: int) -> None:
        self.lines: list[str] = []
        self.largest, self.end = largest, ""

    def fill(self, work: Work) -> None:
        """Do the work."""
        with contextlib.suppress(BaseException):
            work_inside(work, self.send)
            self.close("done")
        self.close("ended")

    def send(self, record: Any) -> None:
        line = dumps(record)
        self.largest -= len(line)
        if self.end or self.largest < 0:
            self.stop("size")
        self.lines.append(line)

    def close(self, end: str) -> None:
        self.end = self.end or end

    def stop(self, end: str) -> NoReturn:
        """Close, and end the work from inside it."""
        self.close(end)
        raise TimeUp

    def leave(self, *_: object) -> NoReturn:
        self.stop("ended")

    def content(self) -> tuple[list[Any], str]:
        return [loads(line) for line in self.lines], self.end


def in_thread(work: Work, limits: Limits, largest: int) -> tuple[list[Any], str] | None:
    """What the work sent and how it ended; None where no thread can be started."""
    box, own = Box(largest), contextvars.copy_context()  # NumPy's settings are those of a context
    worker = threading.Thread(target=own.run, args=(box.fill, work), daemon=True)
    limits = limits.of(os.getpid())
    with restored(box.leave) as others:
        try:
            worker.start()
        except RuntimeError:
            return None
        while worker.is_alive():
            worker.join(_LOOK)
            if worker.is_alive() and (end := limits.reached()):
                box.close(end)
                break
        for thread in (*others, worker):  # the worker may wait for one of the others
            if isinstance(thread, threading.Timer):
                thread.cancel()
            if thread.ident is not None:
                _interrupt(thread)
    return box.content()


def _interrupt(thread: threading.Thread) -> None:
    """Raise TimeUp in a thread until it ends; code that catches it is asked again."""
    until = monotonic() + _GRACE
    while thread.is_alive() and monotonic() < until:
        _raise_time_up(thread.ident or 0)
        thread.join(0.01)
    # If it ended before it heard, a mark is left, with which Python 3.11 stands still in the next
    # function that is traced or profiled. Whoever hears takes it away.
    try:
        _raise_time_up(threading.get_ident())
        _hear()
    except TimeUp:
        pass
    except BaseException:  # a Ctrl-C came first
        with contextlib.suppress(TimeUp):
            _hear()
        raise


def _raise_time_up(thread: int) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TimeUp))


def _hear() -> NoReturn:
    while True:
        pass


def directly(work: Work, limits: Limits, largest: int) -> tuple[list[Any], str]:
    """What the work sent and how it ended."""
    box, next_look = Box(largest), 0.0
    limits = limits.of(os.getpid())

    def look(again: bool) -> None:
        nonlocal next_look
        if (again or limits.interrupts or monotonic() > next_look) and is_inside():
            next_look = monotonic() + _LOOK
            end = box.end or limits.reached()
            if end:
                box.stop(end)

    with restored(box.leave):
        try:
            with watched(look):
                box.fill(work)
        except TimeUp:  # it came between two steps of ours
            pass
        finally:
            end_inside()
    return box.content()
