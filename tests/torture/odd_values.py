"""What an answer by chance may return: junk, liars, the right result spoiled or kept otherwise."""

import functools
import itertools
import os
import random
import sys
import threading
import time
from collections import namedtuple
from fractions import Fraction
from typing import Any

import numpy as np


class Liar(np.ndarray):
    """An array whose every method lies."""

    __class__ = float

    def __eq__(self, other):
        return True

    def __array__(self, *args, **options):
        raise RuntimeError("no")

    def __array_ufunc__(self, *args, **options):
        return True

    def __array_function__(self, *args, **options):
        return True

    def __len__(self):
        return 10**9

    def __repr__(self):
        raise RuntimeError("no")

    def __reduce__(self):
        raise RuntimeError("no")

    shape = dtype = size = ndim = property(lambda self: None)
    astype = copy = tobytes = view = property(lambda self: 1 / 0)


class Yes:
    """Equal to everything, and an array by its own words."""

    __class__ = np.ndarray

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **options):
        return self

    def __eq__(self, other):
        return True

    def __array__(self, *args, **options):
        return np.zeros((2, 3))

    def __len__(self):
        return -1  # noqa: PLE0303

    def __iter__(self):
        return itertools.repeat(self)

    def __float__(self):
        return float("nan")

    def __bool__(self):
        raise RuntimeError("no")

    def __del__(self):
        raise RuntimeError("no")


class YesList(list):
    def __eq__(self, other):
        return True

    def __len__(self):
        return 3

    def __iter__(self):
        return itertools.repeat(0)

    def __getitem__(self, place):
        return self


class YesFloat(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        raise RuntimeError("no")

    __hash__ = None


class Meta(type):
    def __getattribute__(cls, name):
        raise RuntimeError("no")


class Untouchable(metaclass=Meta):
    def __getattribute__(self, name):
        raise RuntimeError("no")


async def later():
    return 0.0


def itself():
    made: list[Any] = []
    made.append(made)
    return made


def record_array():
    return np.rec.array([(1, 2.0)], names="a, b")


# None of these is what an exercise asks for, on all of its calls.
JUNK = [
    lambda: None,
    lambda: ...,
    lambda: NotImplemented,
    lambda: 0,
    lambda: -1,
    lambda: 1e308,
    lambda: True,
    lambda: "",
    lambda: "x" * 10**6,
    lambda: b"\x00\xff",
    lambda: "\ud800",
    lambda: 1j,
    lambda: 10**10_000,
    lambda: float("nan"),
    lambda: float("-inf"),
    lambda: Fraction(1, 3),
    lambda: np.float64("nan"),
    lambda: np.longdouble("1e4000"),
    lambda: np.bool_(False),
    lambda: np.datetime64("NaT"),
    lambda: np.str_("x"),
    lambda: np.void(b"abc"),
    lambda: np.zeros(()),
    lambda: np.zeros(0),
    lambda: np.zeros((0, 3, 0)),
    lambda: np.zeros((2, 3)),
    lambda: np.full((4, 4), np.nan),
    lambda: np.zeros((1,) * 60),
    lambda: np.zeros((3, 3), dtype=complex),
    lambda: np.zeros((3, 3), dtype="M8[s]"),
    lambda: np.array([[1, "x"], [None, Yes()]], dtype=object),
    lambda: np.array(["a", "b"]),
    record_array,
    lambda: np.ma.masked_all((2, 3)),
    lambda: np.ma.masked,
    lambda: np.matrix([[1, 2]]),  # noqa: NPY201
    lambda: np.broadcast_to(0.0, (10**6, 10**6)),
    lambda: np.zeros((2000, 2000)),
    lambda: np.zeros((2, 3)).view(Liar),
    lambda: np.zeros((2, 3)).tobytes(),
    lambda: np.nditer(np.zeros(3)),
    lambda: np.zeros,
    lambda: np,
    lambda: Yes(),
    lambda: Yes,
    lambda: [Yes()] * 3,
    lambda: Untouchable(),
    lambda: Untouchable,
    lambda: YesList([1, 2]),
    lambda: (YesList(), YesFloat(2.5)),
    lambda: YesFloat(3.7),
    lambda: itself(),
    lambda: functools.reduce(lambda inner, _: (inner,), range(3000), 0),
    lambda: [0] * 100_000,
    lambda: [np.zeros(1000)] * 9_000,
    lambda: {1: 2},
    lambda: {1, 2},
    lambda: range(3),
    lambda: (i for i in range(3)),
    lambda: itertools.count(),
    lambda: map(print, [1]),
    lambda: iter([]),
    lambda: later(),
    lambda: open(os.devnull),  # noqa: SIM115
    lambda: memoryview(b"abc"),
    lambda: sys.modules,
    lambda: sys._getframe(),
    lambda: threading.Lock(),
    lambda: ValueError("returned"),
    lambda: KeyboardInterrupt,
    lambda: time.sleep,
    lambda: "<img src=x onerror=alert(1)>",
]


def spoiled(value: Any, chance: random.Random) -> Any:
    """A right result with one of its numbers made wrong."""
    if isinstance(value, (list, tuple)) and len(value):
        parts = list(value)
        place = chance.randrange(len(parts))
        parts[place] = spoiled(parts[place], chance)
        return type(value)(parts) if type(value) in (list, tuple) else tuple(parts)
    if isinstance(value, np.ndarray) and value.size:
        made = np.array(value, dtype=float)
        place = chance.randrange(made.size)
        made.flat[place] = chance.choice([np.nan, made.flat[place] + 1 + np.abs(made).max()])
        return made
    if isinstance(value, (bool, np.bool_)):
        return not value
    if isinstance(value, (int, np.integer)):
        return int(value) + chance.choice([-1, 1])
    if isinstance(value, (float, np.floating)):
        return float(value) + chance.choice([float("nan"), 0.5 + abs(float(value))])
    return Yes()


def another_form(value: Any, chance: random.Random) -> Any:
    """The right result, kept in another way that is as good."""
    if isinstance(value, tuple) and value:
        parts = [another_form(part, chance) for part in value]
        several = namedtuple("several", [f"part{n}" for n in range(len(parts))])  # type: ignore[misc]
        return chance.choice([tuple, list, lambda parts: several(*parts)])(parts)
    if isinstance(value, list):
        return [another_form(part, chance) for part in value]
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return chance.choice(FORMS)(np.array(value))
    if isinstance(value, float):
        return chance.choice([np.float64, np.float32, np.array, np.longdouble])(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return chance.choice([np.int64, int])(value)
    return value


def mapped(value: np.ndarray) -> np.ndarray:
    if not value.size:
        return value
    with open(os.memfd_create("answer"), "w+b") as file:
        made = np.memmap(file, dtype=value.dtype, mode="w+", shape=value.shape or (1,))
        made[...] = value
        return made.reshape(value.shape)


def read_only(value: np.ndarray) -> np.ndarray:
    value.flags.writeable = False
    return value


FORMS = [
    np.asfortranarray,
    read_only,
    mapped,
    lambda value: np.repeat(value[..., None], 2, axis=-1)[..., 0],  # every second number
    lambda value: value[..., ::-1].copy()[..., ::-1] if value.ndim else value,
    lambda value: value.view(Liar),
    lambda value: value.astype(value.dtype.newbyteorder()),
    lambda value: np.ma.array(value),
]
