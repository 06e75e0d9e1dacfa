"""A session: a reader's names, the code that is run on them, and what `check` says of it."""

import ast
import builtins
import contextlib
import io
import json
import linecache
import os
import pprint
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NoReturn

from helpers.checking.catalogue import find_exercise
from helpers.checking.checker import check_answer
from helpers.checking.diagnosis import diagnose
from helpers.checking.exercise import Exercise
from helpers.checking.result import CheckResult
from helpers.checking.runner import stopped
from helpers.checking.sandbox import pristine, public_names, put_back
from helpers.checking.wording import reply
from helpers.in_page.errors import Told, raised, undefined, unreadable
from helpers.in_page.printing import Printer, shortened

Write = Callable[[str], object]
Value = dict[str, str | None]
_WIDTH = 79  # columns of a value
_CONTAINERS = (list, tuple, dict, set, frozenset)


class Session:
    """The names of one page, as a notebook has them.

    Args:
        imports: code whose import statements and definitions are run. What cannot be had here is
            left out.
    """

    def __init__(self, imports: str = "") -> None:
        self._main = ModuleType("__main__")
        self._names = vars(self._main)
        self._files: list[str] = []  # of all code that was run: tracebacks show no other
        for statement in _one_by_one(imports):
            with contextlib.suppress(Exception):
                exec(statement, self._names)

    def run(self, source: str, write: Write) -> str:
        """Run code, as a notebook runs a cell.

        Args:
            source: the code.
            write: is given what the code prints, piece by piece.

        Returns:
            JSON with "value", that of the last line if it is an expression: "text", and "html" or
            null; and "error": "words", "text", and "line" or null. Either may be null.
        """
        with self._at_work(write):
            value, error = self._run(source, "cell")
        return json.dumps({"value": value, "error": error})

    def check(self, name: str, source: str, write: Write) -> str:
        """Run code, then check the answer to an exercise that it defines.

        Args:
            name: the exercise.
            source: the code.
            write: is given what the code prints while it is run. What the answer prints when
                `check` calls it goes nowhere.

        Returns:
            JSON as from `run`, and "card" (HTML), "text" and "status", as `check` answers in a
            notebook; these are null where there is an error.

        Raises:
            LookupError: there is no exercise of this name.
        """
        exercise = find_exercise(name)
        result = None
        with self._at_work(write):
            before = self._names.pop(name, None)
            value, error = self._run(source, name)
            if error is None and name not in self._names:
                error = undefined(name, _first_line(exercise), _definitions(source))
            if error is not None and before is not None:
                self._names.setdefault(name, before)
            if error is None:
                with pristine():
                    result = check_answer(exercise, self._names[name])
        return json.dumps({"value": value, "error": error, **_card(result)})

    def stopped(self, name: str, end: str) -> str:
        """What is said of a check that the page had to end.

        Args:
            name: the exercise.
            end: "time" or "memory".

        Returns:
            JSON as from `check`.
        """
        exercise = find_exercise(name)
        with pristine():
            cases, answer = exercise.all_cases(), exercise.solution
            result = reply(exercise, answer, diagnose(exercise, answer, cases, [stopped(end)]))
        return json.dumps({"value": None, "error": None, **_card(result)})

    def _run(self, source: str, title: str) -> tuple[Value | None, Told | None]:
        """The value of the last expression, and what went wrong."""
        file = f"<{title} {len(self._files) + 1}>"
        self._files.append(file)
        # So that the source of a function is known, as that of a notebook's cell is.
        lines = source.splitlines(keepends=True)
        linecache.cache[file] = (len(source), None, lines, file)
        try:
            statements, last = _compiled(source, file)
        except Exception as error:  # SyntaxError, and what Python says of odd characters
            return None, unreadable(error, source)
        own = public_names((builtins,))
        try:
            try:
                exec(statements, self._names)
                value = eval(last, self._names) if last else None
            finally:
                put_back(own)
            return _shown(value), None
        except BaseException as error:  # a reader's code may raise anything
            return None, raised(error, self._files, file)

    @contextlib.contextmanager
    def _at_work(self, write: Write) -> Iterator[None]:
        """Python as the code finds it: this page's names, no keyboard, no way out."""
        printer = Printer(write)
        streams, main = (sys.stdin, sys.stdout, sys.stderr), sys.modules["__main__"]
        ways = [(builtins, "input"), (os, "_exit"), (os, "abort")]
        before = [(module, name, getattr(module, name)) for module, name in ways]
        sys.stdin, sys.stdout, sys.stderr = io.StringIO(), printer, printer
        sys.modules["__main__"] = self._main
        builtins.input = _no_keyboard  # type: ignore[assignment]
        os._exit = os.abort = _exit  # type: ignore[assignment]
        try:
            yield
        finally:
            for module, name, value in before:
                setattr(module, name, value)
            sys.modules["__main__"] = main
            sys.stdin, sys.stdout, sys.stderr = streams
            printer.flush()


def _one_by_one(imports: str) -> Iterator[str]:
    """Each name that is imported, and each definition, by a statement of its own."""
    for node in ast.parse(imports).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield ast.unparse(node)
        for name in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            alone = ast.copy_location(type(node)(**{**vars(node), "names": [name]}), node)
            yield ast.unparse(alone)


def _compiled(source: str, file: str) -> tuple[Any, Any]:
    """The code of all statements, and that of the last expression or None.

    A line that ends with a semicolon shows nothing, as in a notebook.
    """
    tree = ast.parse(source, file)
    end, last = tree.body[-1] if tree.body else None, None
    if isinstance(end, ast.Expr) and not source.rstrip().endswith(";"):
        tree.body.pop()
        last = compile(ast.Expression(end.value), file, "eval")
    return compile(tree, file, "exec"), last


def _shown(value: Any) -> Value | None:
    """A value as a notebook shows it; None is not shown."""
    if value is None:
        return None
    wide = isinstance(value, _CONTAINERS) and type(value).__repr__ in _PLAIN
    text = pprint.pformat(value, width=_WIDTH, sort_dicts=False) if wide else repr(value)
    to_html = getattr(value, "_repr_html_", None)
    html = to_html() if callable(to_html) and not isinstance(value, type) else None
    return {"text": shortened(text), "html": html if isinstance(html, str) else None}


_PLAIN = {kind.__repr__ for kind in _CONTAINERS}


def _card(result: CheckResult | None) -> dict[str, str | None]:
    if result is None:
        return {"card": None, "text": None, "status": None}
    return {"card": result._repr_html_(), "text": repr(result), "status": result.status}


def _first_line(exercise: Exercise) -> str:
    """How an answer begins: "def relu(x):"."""
    if isinstance(exercise.solution, type):
        return f"class {exercise.name}:"
    return f"def {exercise}:"


def _definitions(source: str) -> list[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [part.name for part in ast.parse(source).body if isinstance(part, kinds)]


def _no_keyboard(prompt: object = "") -> NoReturn:
    raise EOFError("input() cannot ask here: write the value into the code")


def _exit(*_: object) -> NoReturn:
    raise SystemExit
