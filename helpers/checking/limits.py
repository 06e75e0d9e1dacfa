"""What ends a learner's code from outside: the time, the memory, a Ctrl-C."""

import ast
import contextlib
import copy
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

# Code of ours, and what our search for slips calls: it ends, and is long to look at line by line.
_OURS = (os.path.dirname(__file__), ast.__file__, copy.__file__)


class Limits:
    """The limits of one piece of work. `reached` says which of them is, in a word, or ""."""

    def __init__(self, seconds: float, memory: int, interrupts: list[Any]) -> None:
        self.deadline, self.memory, self.interrupts = monotonic() + seconds, memory, interrupts
        self.process = self.allowed = 0
        self.in_use: Callable[[], int] = int  # nothing yet

    def of(self, process: int) -> "Limits":
        """These limits for the process with this number; its memory counts from now on."""
        self.process, self.in_use = process, memory_of(process)
        self.allowed = self.in_use() + self.memory
        return self

    def reached(self) -> str:
        if self.interrupts:
            return "interrupt"
        if monotonic() > self.deadline:
            return "time"
        return "memory" if self.in_use() > self.allowed else ""


def memory_of(process: int) -> Callable[[], int]:
    """A function that says how many bytes of memory a process has; 0 where nobody can tell."""
    try:
        from psutil import Process
    except ImportError:
        return _memory_of_page

    def in_use() -> int:
        try:
            return int(Process(process).memory_info().rss)
        except Exception:  # it has ended; or a learner's code beside us has broken Python's `len`
            return 0

    return in_use


def _memory_of_page() -> int:
    """Bytes of memory that a browser's Python has ever held: it gives nothing back."""
    try:
        from pyodide_js import _module
    except ImportError:
        return 0
    return int(_module.HEAP8.length)


@contextlib.contextmanager
def ctrl_c_later(stop: Callable[[], None]) -> Iterator[list[Any]]:
    """A Ctrl-C that comes inside is noted, and does its work at the end, when all is tidied up.

    Args:
        stop: called when the first comes.
    """
    noted: list[Any] = []
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield noted  # nothing is raised here by a Ctrl-C
        return

    def note(*signal_and_frame: Any) -> None:
        noted.append(signal_and_frame)
        if len(noted) == 1:
            stop()

    signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, usual)
        if noted:
            usual(*noted[0])
            raise KeyboardInterrupt


def watched(look: Callable[[bool], None]) -> contextlib.AbstractContextManager[None]:
    """Call `look` wherever the Python code inside jumps or calls a function; it may raise there.

    So the thread that runs a loop written in Python can end it. `look(True)` is said in a function
    in which it has raised before: that function may have caught what was raised. Before Python 3.12
    `look` is called at each line but those of `_OURS`, and no more after it has raised.
    """
    return _monitored(look) if hasattr(sys, "monitoring") else _traced(look)


@contextlib.contextmanager
def _traced(look: Callable[[bool], None]) -> Iterator[None]:
    before = sys.gettrace()

    def at_line(*_: object) -> Any:
        look(False)
        return at_line

    def at_call(frame: Any, *_: object) -> Any:
        look(False)
        return None if frame.f_code.co_filename.startswith(_OURS) else at_line

    sys.settrace(at_call)
    try:
        yield
    finally:
        sys.settrace(before)


@contextlib.contextmanager
def _monitored(look: Callable[[bool], None]) -> Iterator[None]:
    monitoring: Any = getattr(sys, "monitoring")  # noqa: B009 (mypy reads 3.11)
    events = (monitoring.events.JUMP, monitoring.events.PY_START)
    tool = next((number for number in (4, 3) if monitoring.get_tool(number) is None), None)
    if tool is None:  # debuggers and profilers have taken all that are free for others
        yield
        return
    thread = threading.get_ident()
    raised_in: dict[int, Any] = {}  # code by its number

    def note(code: Any, *_: object) -> None:
        if threading.get_ident() != thread:  # the events of all threads come here
            return
        try:
            look(id(code) in raised_in)
        except BaseException:
            raised_in[id(code)] = code
            raise

    monitoring.use_tool_id(tool, "check")
    try:
        for event in events:
            monitoring.register_callback(tool, event, note)
        monitoring.set_events(tool, sum(events))
        yield
    finally:
        monitoring.set_events(tool, 0)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
