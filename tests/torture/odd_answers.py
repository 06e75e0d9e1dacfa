"""Answers as nobody would write them, made by chance: how they misbehave, and what they return.

Each is made of the right answer or of something else, something that it does to the world on its
way, and a way to end. What must come of it is known by how it was made: RIGHT, WRONG, or EITHER.
"""

import asyncio
import contextlib
import copy
import functools
import itertools
import random
import threading
from dataclasses import dataclass, replace
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
from tests.torture.odd_ends import ENDS, ENDS_OF_A_CHILD, SLOW_ENDS, SLOW_ENDS_OF_A_CHILD
from tests.torture.odd_values import JUNK, another_form, spoiled

RIGHT, WRONG, EITHER = "right", "wrong", "either"


@dataclass(frozen=True)
class Answer:
    """An answer, how it was made, and what `check` must say of it."""

    exercise: Exercise
    function: Any
    verdict: str
    words: str
    slow: bool = False


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
