"""Answers as nobody would write them, made by chance: how they misbehave, and what they return.

Each is made of the right answer or of something else, something that it does to the world on its
way, and a way to end. What must come of it is known by how it was made: RIGHT, WRONG, or EITHER.
"""

import asyncio
import contextlib
import copy
import functools
import itertools
import os
import random
import signal
import sys
import threading
import time
from collections import namedtuple
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from helpers.checking.catalogue import exercises
from helpers.checking.exercise import Exercise
from helpers.checking.sandbox import one_call, pristine, quiet
from helpers.checking.slips.code import Workshop, definition_of
from helpers.checking.slips.edits import edits
from helpers.checking.trial import value_of
from tests.exercises.test_mutants import LEGAL, agrees
from tests.torture.misdeeds import MISDEEDS, ONLY_IN_A_CHILD

RIGHT, WRONG, EITHER = "right", "wrong", "either"


@dataclass(frozen=True)
class Answer:
    """An answer, how it was made, and what `check` must say of it."""

    exercise: Exercise
    function: Any
    verdict: str
    words: str
    slow: bool = False


# ---- what comes back ----


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


# ---- how it ends ----


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
    lambda: asyncio.run(later()) + "x",
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


# ---- what it is written as ----


class Called:
    """A right answer as an object that can be called."""

    def __init__(self, function, name):
        self.function, self.__name__ = function, name

    def __call__(self, *args):
        return self.function(*args)

    def method(self, *args):
        return self.function(*args)


def as_it_is(function):
    return lambda *args: function(*args)


def as_partial(function):
    return functools.partial(lambda flag, *args: function(*args), True)


def as_a_generator_s_first(function):
    def steps(*args):
        yield function(*args)

    return lambda *args: next(steps(*args))


def as_a_coroutine(function):
    async def wait(*args):
        await asyncio.sleep(0)
        return function(*args)

    return lambda *args: asyncio.run(wait(*args))


def as_deep_recursion(function):
    def deep(depth, *args):
        return deep(depth - 1, *args) if depth else function(*args)

    return lambda *args: deep(400, *args)


def as_closure_with_memory(function):
    kept = []

    def answer(*args):
        kept.append(copy.copy(args))
        return function(*args)

    return answer


def with_more_arguments(function):
    return lambda *args, verbose=False, **options: function(*args)


def in_a_thread(function):
    def answer(*args):
        box: list[Any] = []
        worker = threading.Thread(target=lambda: box.append(function(*args)))
        worker.start()
        worker.join()
        return box[0]

    return answer


STYLES = [
    as_it_is, as_partial, as_a_generator_s_first, as_a_coroutine, as_deep_recursion,
    as_closure_with_memory, with_more_arguments, in_a_thread,
]  # fmt: skip


# ---- put together ----

ALL = [each for each in exercises().values() if each.arguments]
PLAIN = [each for each in ALL if each.call is None and each.judge is None]


def answers(chance: random.Random, count: int, way: str) -> list[Answer]:
    """So many answers for a way of running them ("fork", "thread" or "directly")."""
    kinds = [junk, ending, right, wrong, wrong_once, changing, mutated, mutated]
    made = [chance.choice(kinds)(chance, way) for _ in range(count - 1)]
    return [*made, slow(chance, way)]


def misdeed(chance: random.Random, way: str) -> Any:
    names = [name for name in MISDEEDS if way == "fork" or name not in ONLY_IN_A_CHILD]
    return MISDEEDS[chance.choice(names)] if chance.random() < 0.6 else _nothing


def _nothing():
    pass


def _named(exercise, function, verdict, *words):
    with contextlib.suppress(Exception):
        function.__name__ = exercise.name
    said = ", ".join(str(getattr(word, "__name__", word)) for word in words)
    return Answer(exercise, function, verdict, f"{exercise.name}: {said}")


def junk(chance, way):
    exercise, number, act = chance.choice(ALL), chance.randrange(len(JUNK)), misdeed(chance, way)

    def function(*args):
        act()
        return JUNK[number]()

    return _named(exercise, function, WRONG, "junk", number, act)


def ending(chance, way, ends=None):
    exercise, act = chance.choice(ALL), misdeed(chance, way)
    ends = ends or (ENDS + ENDS_OF_A_CHILD if way == "fork" else ENDS)
    end = chance.choice(ends)

    def function(*args):
        act()
        end()

    return _named(exercise, function, WRONG, "ends", ends.index(end), end, act)


def slow(chance, way):
    made = ending(chance, way, SLOW_ENDS + SLOW_ENDS_OF_A_CHILD if way == "fork" else SLOW_ENDS)
    return replace(made, slow=True)


def right(chance, way):
    exercise, act, seed = chance.choice(PLAIN), misdeed(chance, way), chance.random()
    style = chance.choice(STYLES)
    solution = chance.choice([exercise.solution, *exercise.styles])

    def computed(*args):
        value = solution(*args)
        if exercise.dtype is None and not exercise.new_arrays:
            value = another_form(value, random.Random(seed))
        act()
        return value

    function = style(computed)
    if chance.random() < 0.2:
        function = Called(function, exercise.name)
    # Whatever it does to the world is its own affair, if only the results are right.
    harmless = act is _nothing or act.__name__ in HARMLESS
    threads = style is in_a_thread and way == "directly"
    return _named(exercise, function, RIGHT if harmless and not threads else EITHER,
                  "right", style, act, seed)  # fmt: skip


HARMLESS = {
    "replaces_the_streams", "prints", "warns", "changes_the_folder", "sets_the_errors_to_raise",
    "breaks_numpy", "sets_the_recursion_limit", "clears_the_variables", "sets_the_umask",
    "stops_collecting", "imports_again",
}  # fmt: skip


def wrong(chance, way):
    exercise, act, seed = chance.choice(PLAIN), misdeed(chance, way), chance.random()
    style = chance.choice(STYLES)

    def computed(*args):
        value = exercise.solution(*args)
        act()
        return spoiled(value, random.Random(seed))

    return _named(exercise, style(computed), WRONG, "wrong", style, act, seed)


def mutated(chance, way):
    """A solution with up to two slips: right if it agrees with the solution on all legal inputs."""
    exercise = chance.choice([each for each in ALL if not isinstance(each.solution, type)])
    solutions = (exercise.solution, *exercise.also_right, *exercise.styles)
    solution = chance.choice([each for each in solutions if definition_of(each) is not None])
    workshop = Workshop(copy.deepcopy(definition_of(solution)), solution)
    slips = [slip(workshop.tree, chance) for _ in range(chance.randrange(3))]
    try:
        made = workshop.build()
    except (SyntaxError, ValueError, TypeError, RecursionError, NameError):
        return mutated(chance, way)  # not every edit makes sense

    def function(*args):
        workshop.start_call()
        return made(*args)

    legal = [case for seed in (0, 1) for case in LEGAL[exercise.name](np.random.default_rng(seed))]
    solutions = (exercise.solution, *exercise.also_right)
    with pristine(), quiet(), one_call():
        rights = [[value_of(exercise, each, case) for case in legal] for each in solutions]
        is_right = agrees(exercise, workshop, made, legal, rights)
    return _named(exercise, function, RIGHT if is_right else WRONG, *slips)


def slip(tree, chance):
    """Make one of all edits in a tree, for good."""
    number = chance.randrange(sum(1 for _ in edits(tree)))
    return next(itertools.islice(edits(tree), number, None))


def wrong_once(chance, way):
    """Right on every call but one of the fixed cases."""
    exercise, act, seed = chance.choice(PLAIN), misdeed(chance, way), chance.random()
    turn, calls = chance.randrange(len(exercise.cases)), itertools.count()

    def function(*args):
        value = exercise.solution(*args)
        if next(calls) != turn:
            return value
        act()
        return spoiled(value, random.Random(seed))

    return _named(exercise, function, WRONG, "wrong on call", turn, act, seed)


def changing(chance, way):
    """Right, and an array that it was given is another one now."""
    exercise, act = chance.choice(PLAIN), misdeed(chance, way)

    def function(*args):
        value = copy.deepcopy(exercise.solution(*args))
        for arg in args:
            if isinstance(arg, np.ndarray) and arg.size:
                arg += arg.dtype.type(1)
                act()
        return value

    has_arrays = any(isinstance(arg, np.ndarray) for case in exercise.cases for arg in case)
    return _named(exercise, function, WRONG if has_arrays else EITHER, "changes", act)
