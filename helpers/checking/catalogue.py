"""All exercises of the course, found by their place.

A chapter is a folder of `helpers/exercises`, and every file in it is the exercise whose name it
bears (`_shared.py` and its like are not). This is the one place where the engine looks at
`helpers.exercises`, and nothing there is loaded before `check` is called.
"""

import difflib
import functools
import pkgutil
from dataclasses import dataclass
from importlib import import_module

from helpers.checking.exercise import Exercise


@dataclass(frozen=True)
class Page:
    """A chapter or lab, and the names of its exercises, each with the module that holds it."""

    number: int
    heading: str
    modules: dict[str, str]

    def exercises(self) -> list[Exercise]:
        """The exercises of this page, in its order."""
        return [import_module(module).EXERCISE for module in self.modules.values()]


@functools.cache
def pages() -> list[Page]:
    """The pages that have exercises, in the order of the course. This loads no exercise.

    The numbers, headings and order are PAGES of a chapter's `__init__.py`. An exercise that is not
    named there stands last.
    """
    found = []
    course = import_module("helpers.exercises")
    for chapter in pkgutil.iter_modules(course.__path__, "helpers.exercises."):
        if not chapter.ispkg:
            continue
        package = import_module(chapter.name)
        files = [file.name for file in pkgutil.iter_modules(package.__path__)]
        named = [name for _, names in package.PAGES.values() for name in names]
        rest = [name for name in files if name not in named and name[0] != "_"]
        *_, last = package.PAGES
        for number, (heading, names) in package.PAGES.items():
            ordered = [*names, *rest] if number == last else names
            modules = {name: f"{chapter.name}.{name}" for name in ordered}
            found.append(Page(number, heading, modules))
    return sorted(found, key=lambda page: page.number)


def exercises() -> dict[str, Exercise]:
    """Every exercise by its name, in the order of the course."""
    return {each.name: each for page in pages() for each in page.exercises()}


def find_exercise(name: str) -> Exercise:
    """The exercise of this name. Raises LookupError, with the nearest names, if there is none."""
    for page in pages():
        if name in page.modules:
            exercise: Exercise = import_module(page.modules[name]).EXERCISE
            return exercise
    if name == "<lambda>":
        raise LookupError(
            "check finds an exercise by the name of your function, and a lambda has none. "
            "Write it with def and the name of the exercise."
        )
    known = exercises()
    nearest = [known[other] for other in difflib.get_close_matches(name, known, n=3, cutoff=0.4)]
    near = "".join(f"\n  {each}: {each.prompt}" for each in nearest)
    raise LookupError(
        f"There is no exercise named {name!r}. "
        + (f"Nearest names:{near}" if nearest else "check.list() shows all names.")
    )
