"""Keep a learner's code from changing NumPy, the random state and the output."""

import builtins
import contextlib
import io
import random
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

MODULES: tuple[ModuleType, ...] = (
    np, np.random, np.linalg, np.lib.stride_tricks, builtins, random
)  # fmt: skip
_HIDDEN = ("__import__", "__build_class__")  # what `import` and `class` call
Names = list[tuple[ModuleType, dict[str, Any]]]
Work = Callable[[Callable[[Any], None]], None]  # what is run inside: it is given `send`


def public_names(modules: tuple[ModuleType, ...] = MODULES) -> Names:
    """What the modules hold under names that a learner's code may replace."""
    return [
        (
            module,
            {
                name: value
                for name, value in vars(module).items()
                if name[:1] != "_" or name in _HIDDEN
            },
        )
        for module in modules
    ]


def put_back(names: Names) -> None:
    for module, values in names:
        current = vars(module)
        for name, value in values.items():
            if current.get(name) is not value and name != "input":  # `quiet` sees to that
                setattr(module, name, value)


_ORIGINALS = public_names()
# Taken at import, so that a learner's own do not reach us.
_errstate, _seed, _draw = np.errstate, np.random.seed, np.random.random_sample
_seed_python, _draw_python = random.seed, random.random
LONGEST_OUTPUT = 2000
_workers: set[int] = set()  # threads of this process that run a learner's code
_is_child = False  # whether this process was forked to run a learner's code


class TimeUp(BaseException):
    """Raised inside a learner's code when its time is up."""


def is_inside() -> bool:
    """True where a learner's code is running: `check` does not run it a second time there."""
    return _is_child or threading.get_ident() in _workers


def become_child() -> None:
    """Say that all of this process runs a learner's code."""
    global _is_child
    _is_child = True


@contextlib.contextmanager
def inside() -> Iterator[None]:
    """Say that this thread runs a learner's code."""
    me = threading.get_ident()
    _workers.add(me)
    try:
        yield
    finally:
        _workers.discard(me)


def end_inside() -> None:
    """Say that this thread does not run a learner's code any more."""
    _workers.discard(threading.get_ident())


def stop_inside() -> None:
    """End a learner's code where it runs in this thread."""
    if threading.get_ident() in _workers:
        raise TimeUp


class Output(io.TextIOBase):
    """Takes what is printed, keeps the beginning, forgets the rest."""

    text: str = ""

    def write(self, text: str) -> int:
        room = LONGEST_OUTPUT - len(self.text)
        if room > 0 and isinstance(text, str):
            self.text += str(text[:room])
        return len(text)


def _no_keyboard(prompt: object = "") -> NoReturn:
    raise EOFError(
        "check calls your function without a keyboard: take the values from the arguments"
    )


@contextlib.contextmanager
def quiet() -> Iterator[Output]:
    """Catch all output, switch warnings off, and let nothing wait for the keyboard."""
    output = Output()
    streams, ask = (sys.stdin, sys.stdout, sys.stderr), builtins.input
    sys.stdin, sys.stdout, sys.stderr = io.StringIO(), output, output
    builtins.input = _no_keyboard  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield output
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        builtins.input = ask


@contextlib.contextmanager
def one_call() -> Iterator[None]:
    """Around one call of a learner's function: what it replaces in NumPy is put back at once."""
    try:
        with _errstate(all="ignore"):
            yield
    finally:
        put_back(_ORIGINALS)


def seed_global_generators(seed: int) -> tuple[float, float]:
    """Let NumPy's and Python's global generators start from a seed; what they will draw first."""
    _seed(seed)
    _seed_python(seed)
    first = global_draws()
    _seed(seed)
    _seed_python(seed)
    return first


def global_draws() -> tuple[float, float]:
    """The next number of each global generator: another one where it was used since its seed."""
    return _draw(), _draw_python()


@contextlib.contextmanager
def pristine() -> Iterator[None]:
    """NumPy as it was when the course was imported, whatever the notebook did to it since.

    For the solutions and the comparisons. What the notebook did is put back afterwards.
    """
    changed = public_names()
    put_back(_ORIGINALS)
    try:
        with warnings.catch_warnings(), _errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        put_back(changed)


def work_inside(work: Work, send: Callable[[Any], None]) -> None:
    """Do the work as a learner's code is run: without output, and until its time is up."""
    limit, depth, frame = sys.getrecursionlimit(), 0, sys._getframe().f_back
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    me = threading.get_ident()
    _workers.add(me)
    try:
        sys.setrecursionlimit(limit + depth)  # as deep from here, whoever called
        with contextlib.suppress(TimeUp), quiet():
            work(send)
    finally:
        _workers.discard(me)  # no call and no jump, where `watched` might look
        sys.setrecursionlimit(limit)
