"""Answers to exercises as code that a reader would write, and what `check` says in a notebook."""

import builtins
import inspect
import json
import linecache
import os
import re
import subprocess
import sys

from helpers import check
from helpers.checking.exercise import Exercise
from tests.exercises.test_answers import TABLES
from tools.book import ROOT

KNOWN = """
from helpers.checking.catalogue import find_exercise

known = find_exercise({name!r}).{way}


"""
CALLS = "def {name}(*args):\n    return known(*args)\n"
INHERITS = "class {name}(known):\n    pass\n"


def page(imports, *sessions, first_on_path=None, **options):
    """What each session of a page replies to its calls: see in_a_page.py.

    Packages in the folder `first_on_path` take the place of those that are installed.
    """
    task = {"imports": imports, "sessions": sessions, **options}
    environment = os.environ | ({"PYTHONPATH": str(first_on_path)} if first_on_path else {})
    process = subprocess.run(
        [sys.executable, "-m", "tests.in_page.in_a_page"],
        input=json.dumps(task), capture_output=True, text=True, check=True, cwd=ROOT,
        env=environment,
    )  # fmt: skip
    return json.loads(process.stdout)


def notebook(name, source):
    """The text and the card of `check(name)`, below a cell with this source."""
    file = f"<cell {name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    names = {"__name__": "__main__", "__builtins__": builtins}
    exec(compile("import numpy as np", "", "exec"), names)
    exec(compile(source, file, "exec"), names)
    result = check(names[name], record=False)
    return repr(result), result._repr_html_()


def stub(exercise: Exercise) -> str:
    head = f"class {exercise.name}" if isinstance(exercise.solution, type) else f"def {exercise}"
    body = "def method(self):\n        ..." if isinstance(exercise.solution, type) else "..."
    return f"{head}:\n    {body}\n"


def known(exercise: Exercise, way: str) -> str:
    """An answer that is the solution, or a known mistake of an exercise."""
    made = INHERITS if isinstance(exercise.solution, type) else CALLS
    return KNOWN.format(name=exercise.name, way=way) + made.format(name=exercise.name)


def known_answers(exercise: Exercise, ways: int | None = None):
    """The solution, and each known mistake in so many ways (None: in all)."""
    yield known(exercise, "solution")
    for number, mistake in enumerate(exercise.mistakes):
        for way, _ in list(enumerate(mistake.ways))[:ways]:
            yield known(exercise, f"mistakes[{number}].ways[{way}]")


def written_answers(exercise: Exercise):
    """The wrong answers of tests/exercises/answers; those that are whole functions as written."""
    for module in TABLES:
        for number, answer in enumerate(module.UNLISTED.get(exercise.name, ())):
            code = getattr(answer, "__code__", None)
            text = inspect.getsource(code) if code else ""
            if text.startswith("def "):
                names = f"from {module.__name__} import *\n\n\n"
                yield names + re.sub(r"^def \w+", f"def {exercise.name}", text)
            else:
                made = INHERITS if isinstance(answer, type) else CALLS
                place = f"UNLISTED[{exercise.name!r}][{number}]"
                names = f"from {module.__name__} import *\n\nknown = {place}\n\n\n"
                yield names + made.format(name=exercise.name)
