"""Where a learner's code runs in this very process: put back what it leaves behind."""

import builtins
import contextlib
import functools
import locale
import math
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from helpers.checking.sandbox import MODULES, TimeUp, is_inside, public_names, put_back

_ALL = (*MODULES, math, os, sys, time)
_environ = os.environ


def _fill(mapping: Any, content: Any) -> None:
    for name in set(mapping) - set(content):
        del mapping[name]
    for name, value in content.items():
        if name not in mapping or mapping[name] is not value:
            mapping[name] = value


def _main() -> dict[str, Any]:
    """The names of the notebook."""
    return vars(sys.modules["__main__"])


def _handlers() -> dict[int, Any]:
    return {number: signal.getsignal(number) for number in signal.valid_signals()}


def _set_handlers(handlers: dict[int, Any]) -> None:
    for number, handler in handlers.items():
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)


def _generators() -> list[tuple[np.random.Generator, Any]]:
    """The notebook's own generators of random numbers, and where each of them stands."""
    own = [value for value in _main().values() if isinstance(value, np.random.Generator)]
    return [(generator, generator.bit_generator.state) for generator in own]


def _set_generators(states: list[tuple[np.random.Generator, Any]]) -> None:
    for generator, state in states:
        generator.bit_generator.state = state


def _timer() -> Any:
    return signal.getitimer(signal.ITIMER_REAL)


def _set_timer(timer: Any) -> None:
    if not any(timer):
        signal.setitimer(signal.ITIMER_REAL, 0)


# How each of these is read, and how it is put back. Functions are those of the import.
_WORLD: tuple[tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (os.getcwd, os.chdir),
    (_environ.copy, lambda variables: _fill(_environ, variables)),
    (lambda: list(sys.path), lambda path: sys.path.__setitem__(slice(None), path)),
    (lambda: dict(sys.modules), lambda modules: sys.modules.update(modules)),
    (lambda: builtins.input, lambda ask: setattr(builtins, "input", ask)),
    (lambda: dict(_main()), lambda names: _fill(_main(), names)),
    (_generators, _set_generators),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.gettrace, sys.settrace),
    (np.get_printoptions, lambda options: np.set_printoptions(**options)),
    (np.random.get_state, np.random.set_state),
    (random.getstate, random.setstate),
    (lambda: locale.setlocale(locale.LC_ALL), lambda was: locale.setlocale(locale.LC_ALL, was)),
    (_handlers, _set_handlers),
    (_timer, _set_timer),
)


@contextlib.contextmanager
def restored(leave: Callable[..., Any]) -> Iterator[list[threading.Thread]]:
    """Put back whatever the code inside changes in this process, also where it was given up.

    Args:
        leave: stands for the ways to end Python at once while the code runs.

    Yields:
        The threads that the code inside has started so far.
    """
    threads: list[threading.Thread] = []
    files: list[tuple[int, Any]] = []
    names = public_names(_ALL) + [(os, {"_exit": os._exit})]
    states = [(put, _or_none(get)) for get, put in _WORLD]
    standard = [(number, _or_none(os.dup, number)) for number in (0, 1, 2)]
    start = threading.Thread.start
    try:
        with warnings.catch_warnings(), np.errstate():
            os._exit = os.abort = leave  # type: ignore[assignment]
            for name in ("open", "dup", "pipe"):
                setattr(os, name, _noting(getattr(os, name), files))
            threading.Thread.start = _noting_thread(start, threads)  # type: ignore
            yield threads
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]
        put_back(names)
        for put, state in states:
            if state is not None or put is sys.settrace:
                _or_none(put, state)
        for number, copy in standard:
            if copy is not None:
                os.dup2(copy, number)
                os.close(copy)
        for number, file in files:
            if _or_none(_identity, number) == file:
                _or_none(os.close, number)


def _or_none(function: Callable[..., Any], *args: Any) -> Any:
    """What the function returns; None where the system cannot do it, or not now."""
    try:
        return function(*args)
    except (OSError, ValueError, TypeError, AttributeError, locale.Error):
        return None


def _identity(number: int) -> tuple[int, int]:
    """Which file has this number: another one may have got it since."""
    status = os.fstat(number)
    return status.st_dev, status.st_ino


def _noting(function: Callable[..., Any], files: list[tuple[int, Any]]) -> Callable[..., Any]:
    """One of os's functions, which notes what a learner's code opens by it."""

    @functools.wraps(function)
    def noting(*args: Any, **options: Any) -> Any:
        opened = function(*args, **options)
        if is_inside():
            numbers = opened if isinstance(opened, tuple) else (opened,)
            files.extend((number, _identity(number)) for number in numbers)
        return opened

    return noting


def _noting_thread(
    start: Callable[[threading.Thread], None], threads: list[threading.Thread]
) -> Callable[[threading.Thread], None]:
    @functools.wraps(start)
    def noting(thread: threading.Thread) -> None:
        if is_inside():
            run = thread.run

            def silently() -> None:
                with contextlib.suppress(TimeUp):
                    run()

            thread.run = silently  # type: ignore[method-assign]
            threads.append(thread)
        start(thread)

    return noting
