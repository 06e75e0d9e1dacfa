"""All exercises of the course, by name and by chapter."""

from __future__ import annotations

import difflib
import functools
import importlib
import importlib.util

from helpers.exercises.exercise import Exercise

# The module that holds a chapter's exercises, and the headings of `check.list()`.
MODULES = (
    "pixels",
    "convolution",
    "pooling",
    "flatten",
    "dense",
    "dropout",
    "training",
    "callbacks",
    "labs",
)
HEADINGS = {
    1: "Chapter 1, pixels and channels",
    2: "Chapter 2, convolution",
    3: "Chapter 3, pooling",
    4: "Chapter 4, flatten",
    5: "Chapter 5, dense",
    6: "Chapter 6, dropout",
    7: "Chapter 7, training",
    8: "Chapter 8, callbacks",
    9: "Lab 9, looking inside",
    10: "Lab 10, your handwriting",
}


@functools.cache
def exercises() -> dict[str, Exercise]:
    """Every exercise by its name, in the order of the course."""
    found: dict[str, Exercise] = {}
    for module in MODULES:
        for exercise in importlib.import_module(f"helpers.exercises.{module}").EXERCISES:
            found[exercise.name] = exercise
    return dict(sorted(found.items(), key=lambda item: item[1].chapter))


def find_exercise(name: str) -> Exercise:
    """The exercise of this name. Raises LookupError, with the nearest names, if there is none."""
    known = exercises()
    if name in known:
        return known[name]
    if name == "<lambda>":
        raise LookupError(
            "check finds an exercise by the name of your function, and a lambda has none. "
            "Write it with def and the name of the exercise."
        )
    nearest = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    near = "".join(f"\n  {_heading(known[other])}" for other in nearest)
    raise LookupError(
        f"There is no exercise named {name!r}. "
        + (f"Nearest names:{near}" if nearest else "check.list() shows all names.")
    )


def _heading(exercise: Exercise) -> str:
    return f"{exercise.name}({', '.join(exercise.arguments)}): {exercise.prompt}"
