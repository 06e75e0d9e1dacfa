"""Keep a learner's code from changing NumPy, the global random state and the output for others."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

_MODULES: tuple[ModuleType, ...] = (np, np.random, np.linalg, np.lib.stride_tricks, builtins)


def _public(module: ModuleType) -> dict[str, Any]:
    """The module's public names; `input` is seen to by `quiet`."""
    names = vars(module).items()
    return {name: value for name, value in names if name[0] != "_" and name != "input"}


_ORIGINALS = [(module, _public(module)) for module in _MODULES]
_errstate, _get_state, _set_state = np.errstate, np.random.get_state, np.random.set_state
_seed = np.random.seed
LONGEST_OUTPUT = 2000


class Output(io.TextIOBase):
    """Takes what is printed, keeps the beginning, forgets the rest."""

    text = ""

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
    stdout, stderr, ask = sys.stdout, sys.stderr, builtins.input
    sys.stdout = sys.stderr = output
    builtins.input = _no_keyboard  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield output
    finally:
        sys.stdout, sys.stderr, builtins.input = stdout, stderr, ask


@contextlib.contextmanager
def one_call() -> Iterator[None]:
    """Around one call of a learner's function: what it replaces in NumPy is put back at once."""
    try:
        with _errstate(all="ignore"):
            yield
    finally:
        for module, names in _ORIGINALS:
            _set_names(module, names)


def global_random_state() -> tuple[Any, ...]:
    """The state of NumPy's and Python's global generators, as something that compares with ==."""
    name, keys, *rest = _get_state(legacy=True)
    return (name, bytes(keys), tuple(rest), random.getstate())  # type: ignore[arg-type]


def seed_global_random_state(seed: int) -> None:
    """Give the global generators another state, to show whether an answer depends on them."""
    _seed(seed)
    random.seed(seed)


@contextlib.contextmanager
def restored() -> Iterator[None]:
    """Put back whatever the code inside changes in NumPy, the random state and the interpreter.

    Also what a thread that could not be stopped would have put back itself.
    """
    stdout, stderr, ask = sys.stdout, sys.stderr, builtins.input
    state, python_state, limit = _get_state(), random.getstate(), sys.getrecursionlimit()
    leave, abort = os._exit, os.abort
    namespaces = [(module, _public(module)) for module in _MODULES]
    os._exit = os.abort = _no_exit  # type: ignore[assignment]
    try:
        with warnings.catch_warnings(), _errstate():
            yield
    finally:
        for module, names in namespaces:
            _set_names(module, names)
        sys.stdout, sys.stderr, builtins.input = stdout, stderr, ask
        os._exit, os.abort = leave, abort
        sys.setrecursionlimit(limit)
        _set_state(state)
        random.setstate(python_state)


def _no_exit(*_: object) -> NoReturn:
    raise SystemExit


@contextlib.contextmanager
def pristine() -> Iterator[None]:
    """NumPy as it was when the course was imported, whatever the notebook did to it since.

    For the solutions and the comparisons. What the notebook did is put back afterwards.
    """
    changed = [(module, _public(module)) for module in _MODULES]
    for module, names in _ORIGINALS:
        _set_names(module, names)
    try:
        with warnings.catch_warnings(), _errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        for module, names in changed:
            _set_names(module, names)


def _set_names(module: ModuleType, names: dict[str, Any]) -> None:
    current = vars(module)
    for name, value in names.items():
        if current.get(name) is not value:
            setattr(module, name, value)
