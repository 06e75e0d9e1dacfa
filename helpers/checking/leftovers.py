"""Where a learner's code runs in this very process: put back what it leaves behind."""

import builtins
import contextlib
import decimal
import functools
import gc
import locale
import logging
import math
import os
import random
import signal
import socket
import sys
import threading
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from helpers.checking.sandbox import (
    MODULES,
    TimeUp,
    inside,
    is_inside,
    public_names,
    put_back,
)

_ALL = (*MODULES, math, os, sys, threading, time, warnings)
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


def _put_into(kept: list[Any]) -> tuple[Callable[[], Any], Callable[[Any], Any]]:
    """How a list that must stay the same object is read and put back."""
    return (lambda: list(kept), lambda content: kept.__setitem__(slice(None), content))


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask


def _logging() -> tuple[Any, ...]:
    return (list(logging.root.handlers), logging.root.level, logging.root.manager.disable)


def _set_logging(state: tuple[Any, ...]) -> None:
    logging.root.handlers[:], level, disabled = state
    logging.root.setLevel(level)
    logging.disable(disabled)


# How each of these is read, and how it is put back. Functions are those of the import.
_WORLD: tuple[tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (os.getcwd, os.chdir),
    (_environ.copy, lambda variables: _fill(_environ, variables)),
    (lambda: True, lambda _: time.tzset()),  # by the variables, which are as they were
    _put_into(sys.path),
    _put_into(sys.meta_path),
    _put_into(sys.path_hooks),
    _put_into(gc.callbacks),
    (lambda: dict(sys.modules), lambda modules: sys.modules.update(modules)),
    (lambda: builtins.input, lambda ask: setattr(builtins, "input", ask)),
    (lambda: dict(_main()), lambda names: _fill(_main(), names)),
    (_generators, _set_generators),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (sys.gettrace, sys.settrace),
    (sys.getprofile, sys.setprofile),
    (threading.gettrace, threading.settrace),  # type: ignore[arg-type]
    (threading.getprofile, threading.setprofile),  # type: ignore[arg-type]
    (tracemalloc.is_tracing, lambda was: None if was else tracemalloc.stop()),
    (gc.isenabled, lambda was: gc.enable() if was else gc.disable()),
    (gc.get_threshold, lambda numbers: gc.set_threshold(*numbers)),
    (_umask, os.umask),
    (_logging, _set_logging),
    (socket.getdefaulttimeout, socket.setdefaulttimeout),
    (lambda: decimal.getcontext().copy(), decimal.setcontext),
    (np.get_printoptions, lambda options: np.set_printoptions(**options)),
    (np.random.get_state, np.random.set_state),
    (random.getstate, random.setstate),
    (lambda: locale.setlocale(locale.LC_ALL), lambda was: locale.setlocale(locale.LC_ALL, was)),
    (_handlers, _set_handlers),
    (_timer, _set_timer),
    (
        lambda: signal.pthread_sigmask(signal.SIG_BLOCK, []),
        lambda mask: signal.pthread_sigmask(signal.SIG_SETMASK, mask),
    ),
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
    own = [module for name, module in sys.modules.items() if name.split(".")[0] == "helpers"]
    names = public_names((*_ALL, *own)) + [(os, {"_exit": os._exit})]
    states = [(put, _tried(get)) for get, put in _WORLD]
    standard = [(number, _tried(os.dup, number)) for number in (0, 1, 2)]
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
            if state is not _CANNOT:
                _tried(put, state)
        for number, copy in standard:
            if copy is not _CANNOT:
                os.dup2(copy, number)
                os.close(copy)
        for number, file in files:
            if _tried(_identity, number) == file:
                _tried(os.close, number)


_CANNOT = object()


def _tried(function: Callable[..., Any], *args: Any) -> Any:
    """What the function returns; _CANNOT where the system cannot do it, or not now."""
    try:
        return function(*args)
    except (OSError, ValueError, TypeError, AttributeError, locale.Error):
        return _CANNOT


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
                with contextlib.suppress(TimeUp), inside():
                    run()

            thread.run = silently  # type: ignore[method-assign]
            threads.append(thread)
        start(thread)

    return noting
