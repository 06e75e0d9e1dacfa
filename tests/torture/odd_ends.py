"""How an answer by chance may end, if not by returning something."""

import asyncio
import contextlib
import itertools
import os
import signal
import sys
import threading
import time

import numpy as np


class Unspeakable(Exception):
    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__


class Outside(BaseException):
    @property
    def __traceback__(self):
        raise SystemExit

    __class__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


def endless_recursion():
    return endless_recursion()


def endless_loop():
    while True:
        pass


def swallows():
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(BaseException):
            while time.monotonic() < end:
                time.sleep(0.001)


def raising(error):
    def end():
        raise error

    return end


def from_within():
    try:
        raise ValueError("first")
    except ValueError as error:
        raise ExceptionGroup("both", [error, KeyError("second")]) from error


ENDS = [
    *map(raising, (
        ValueError("x" * 10**6), ValueError("\ud800\x1b[31m\n"), Unspeakable(), Unspeakable,
        Outside,
        SystemExit(0), SystemExit("enough"), KeyboardInterrupt(), GeneratorExit(), MemoryError(),
        StopIteration(3), StopAsyncIteration(), RecursionError(), NotImplementedError("later"),
        OSError(28, "No space left on device"), asyncio.CancelledError(), Warning("careful"),
        TimeoutError(), BrokenPipeError(), EOFError(), AssertionError(), BaseException("base"),
    )),
    endless_recursion,
    from_within,
    sys.exit,
    lambda: os._exit(0),
    lambda: input("? "),
    lambda: np.ones((10**7, 10**7)),
    lambda: asyncio.run(asyncio.sleep(0)) + "x",
    lambda: eval("(" * 300),
    lambda: exec("raise SyntaxError('no', ('f', 1, 2, 'text'))"),
]  # fmt: skip
SLOW_ENDS = [endless_loop]
ENDS_OF_A_CHILD = [
    lambda: os.kill(os.getpid(), signal.SIGKILL),
    lambda: os.kill(os.getpid(), signal.SIGSEGV),
    lambda: os.kill(os.getpid(), signal.SIGTERM),
    lambda: os.abort(),
    lambda: os.closerange(0, 100),
    lambda: os.write(1, b"x" * 10**5),
    lambda: os.fork(),
]
SLOW_ENDS_OF_A_CHILD = [
    swallows,
    lambda: sum(itertools.count()),
    lambda: time.sleep(99),
    lambda: threading.Event().wait(),
    lambda: os.kill(os.getpid(), signal.SIGSTOP),
]
