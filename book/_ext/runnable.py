"""Which cells of a page can be run with NumPy and `helpers` alone, and what each needs before.

What a cell needs is read from its code: the names that it reads and binds, and the packages that
it and the functions of `helpers` import. A cell that can run here is shown by its test to give what
the page shows: tests/in_page/test_runnable.py runs every one of them.
"""

import ast
import builtins
import dis
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

from page_packages import imported, inside

Notebook = dict[str, Any]

_FILE = "a file of the course"
_OWN_MACHINE = "your own machine: what it shows differs from one machine to another"
_LEFT_OUT = ("remove-", "hide-input", "hide-cell", "solution")  # how tags of other cells begin
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_EXERCISE = re.compile(r"^#+ Exercise( \d+)?(,|$)", re.MULTILINE)
_CHECK = re.compile(r"^check\((\w+)", re.MULTILINE)
_SOLVED = re.compile(r"^check\((\w+), record=False", re.MULTILINE)
_DEFINED = re.compile(r"^(?:def|class) (\w+)", re.MULTILINE)
# Objects that change when they are used: random numbers, and layers and networks.
_CHANGES = re.compile(r"default_rng|load_course_network|[A-Z]\w*")


@dataclass(frozen=True)
class Cell:
    """A cell of the text that a reader may change and run.

    Attributes:
        id: that of the notebook's cell.
        source: its code.
        before: the code of the earlier cells that it needs, in order.
        runs: whether NumPy and `helpers` are enough for it and for them.
        why: if not, a sentence that says what is missing.
    """

    id: str
    source: str
    before: list[str]
    runs: bool
    why: str = ""


def imports(notebook: Notebook) -> str:
    """What the exercises of a page can use: the import statements of all cells that hold no other
    code, and the functions of the page that the solutions call.
    """
    return "\n".join([_import_statements(notebook), *_definitions(notebook)]).strip()


def _import_statements(notebook: Notebook) -> str:
    return "\n".join(source for source in _sources(notebook) if _only_imports(source))


def _definitions(notebook: Notebook) -> list[str]:
    """The functions that solutions call: those of the text, and solutions of other exercises."""
    solutions = [source for source in _sources(notebook) if _SOLVED.search(source)]
    exercises = {name for source in solutions for name in _SOLVED.findall(source)}
    known = _functions(_sources(notebook), without=exercises) | _functions(solutions)
    needed: list[str] = []
    for source in solutions:
        own = set(_DEFINED.findall(source))
        missing = _called(source) - own
        while missing := (missing & known.keys()) - set(needed):
            needed += sorted(missing)
            missing = {name for each in missing for name in _called(known[each])}
    return [known[name] for name in needed]


def _functions(sources: list[str], without: Collection[str] = ()) -> dict[str, str]:
    """The functions that code defines, by their names; of two the first."""
    found: dict[str, str] = {}
    for source in sources:
        for part in ast.parse(source).body:
            if isinstance(part, ast.FunctionDef) and part.name not in without:
                found.setdefault(part.name, ast.unparse(part))
    return found


def _called(source: str) -> set[str]:
    read, inner, _ = _names(compile(source, "", "exec"))
    return read | inner


def cells(notebook: Notebook) -> list[Cell]:
    """The cells that a reader may want to change: their code is shown, and gives text.

    Left out are the exercises, with what is below their headings that answers or checks them.
    """
    page, found = _Page(_import_statements(notebook)), []
    for cell, source in _code_of_the_text(notebook):
        if _only_imports(source):
            continue
        known = page.add(source)
        if _is_to_be_changed(cell):
            before = [page.cells[number].source for number in known.before]
            lacks = known.lacks or (_OWN_MACHINE if "nbval-ignore-output" in _tags(cell) else "")
            why = f"It needs {lacks}." if lacks else ""
            found.append(Cell(cell["id"], source, [] if why else before, not why, why))
    return found


def _sources(notebook: Notebook) -> list[str]:
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


def _only_imports(source: str) -> bool:
    body = ast.parse(source).body
    return bool(body) and all(isinstance(part, ast.Import | ast.ImportFrom) for part in body)


def _code_of_the_text(notebook: Notebook) -> Iterator[tuple[dict[str, Any], str]]:
    """The code cells but for an exercise's stub, its check and its solution."""
    exercises = {name for source in _sources(notebook) for name in _CHECK.findall(source)}
    in_exercise = False
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            if _HEADING.search(source):
                in_exercise = bool(_EXERCISE.search(source))
        elif cell["cell_type"] == "code" and source.strip():
            own = exercises & set(_DEFINED.findall(source))
            if not (_CHECK.search(source) or (in_exercise and own)):
                yield cell, source


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _is_to_be_changed(cell: dict[str, Any]) -> bool:
    if any(tag.startswith(_LEFT_OUT) for tag in _tags(cell)):
        return False
    kinds = {kind for output in cell["outputs"] for kind in output.get("data", {"text/plain": ""})}
    return "hide-output" in _tags(cell) or kinds == {"text/plain"}


@dataclass(frozen=True)
class _Known:
    """What is known of a cell.

    Attributes:
        source: its code.
        before: the numbers of the cells that it needs.
        lacks: what a page lacks for it, or "".
        later: names that its functions read, and that no cell so far makes.
    """

    source: str
    before: list[int]
    lacks: str
    later: set[str]


class _Page:
    """The cells of a page one after the other, and which of them made each name what it is."""

    def __init__(self, imports: str) -> None:
        self.cells: list[_Known] = []
        self._lacking = dict(imported(ast.parse(imports)))  # name: what a page lacks for it
        self._makers: dict[str, list[int]] = {}
        self._changing: set[str] = set()  # names of objects that change when they are used

    def add(self, source: str) -> _Known:
        """Read the next cell."""
        tree = ast.parse(source)
        read, inner, bound = _names(compile(tree, "", "exec"))
        later = {name for name in inner - read if self._is_unknown(name)}
        before, lacks = self._needs(read | (inner - later))
        lacking = [*dict(imported(tree)).values(), *lacks]
        known = _Known(source, before, next(filter(None, lacking), ""), later)
        self.cells.append(known)
        self._note(tree, read | inner, bound, runs=not known.lacks)
        return known

    def _is_unknown(self, name: str) -> bool:
        return not (name in self._makers or name in self._lacking or hasattr(builtins, name))

    def _needs(self, read: set[str]) -> tuple[list[int], list[str]]:
        """The cells that are needed for these names, and what a page lacks for them."""
        numbers: set[int] = set()
        lacks, names, seen = [], sorted(read), set[str]()
        while names:
            name = names.pop(0)
            seen.add(name)
            makers = self._makers.get(name, [])
            if self._is_unknown(name):
                lacks.append(f"`{name}`")
            elif not makers:
                lacks.append(_FILE if name == "open" else self._lacking.get(name, ""))
            for maker in {number for each in makers for number in (*self.cells[each].before, each)}:
                numbers.add(maker)
                lacks.append(self.cells[maker].lacks)
                names += sorted(self.cells[maker].later - seen)
        return sorted(numbers), lacks

    def _note(self, tree: ast.Module, read: set[str], bound: set[str], runs: bool) -> None:
        """Note which names this cell makes, and which objects it may change."""
        number = len(self.cells) - 1
        changed = _changed(tree) | (read & self._changing)
        for name in bound:
            self._makers[name] = [*(self._makers.get(name, []) if name in read else []), number]
        self._changing = (self._changing - bound) | _made_to_change(tree)
        # What cannot run here has changed nothing here.
        for name in changed & self._makers.keys() - bound if runs else ():
            self._makers[name] = [*self._makers[name], number]


def _names(code: CodeType) -> tuple[set[str], set[str], set[str]]:
    """The names that code reads before it binds them, that its functions read, that it binds."""
    read: set[str] = set()
    bound: set[str] = set()
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_NAME" and step.argval not in bound:
            read.add(step.argval)
        elif step.opname == "STORE_NAME":
            bound.add(step.argval)
    inner = {name for part in inside(code) for name in _globals(part)}
    return read, inner - bound, bound


def _globals(code: CodeType) -> set[str]:
    steps = list(dis.get_instructions(code))
    own = {step.argval for step in steps if step.opname == "STORE_NAME"}  # of a class
    names = {step.argval for step in steps if step.opname in ("LOAD_NAME", "LOAD_GLOBAL")}
    return {name for name in names - own if not name.startswith("__")}


def _changed(tree: ast.Module) -> set[str]:
    """The names whose objects are changed in place: by `x[0] = 1`, `x.n = 1`, `x.append(1)`."""
    places = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load)
    ]
    calls = [part.value for part in ast.walk(tree) if isinstance(part, ast.Expr)]
    methods = [call.func for call in calls if isinstance(call, ast.Call)]
    return {name for node in (*places, *methods) if (name := _base(node))}


def _base(node: ast.AST) -> str | None:
    """The name x of `x.n[0].m`."""
    start = node
    while isinstance(start, ast.Attribute | ast.Subscript):
        start = start.value
    return start.id if isinstance(start, ast.Name) and start is not node else None


def _made_to_change(tree: ast.Module) -> set[str]:
    """The names that are given an object which changes when it is used."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if _CHANGES.fullmatch(ast.unparse(node.value.func).rpartition(".")[2])
        for target in node.targets
        if isinstance(target, ast.Name)
    }
