"""Which cells of a notebook a student's function needs, read from their code and never run here."""

import ast
import dis
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

LONGEST = 50_000  # characters of a cell; what is longer is no answer to an exercise
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)  # what only a notebook understands


@dataclass(frozen=True)
class Cell:
    """A code cell: what it is called in messages, and its code."""

    id: str
    source: str


@dataclass(frozen=True)
class _Names:
    """The names of the notebook that a cell deals with.

    Attributes:
        makes: those that it binds.
        changes: those whose objects it changes in place, as by `table[0] = 1`.
        reads: those that it reads when it runs, before it binds them itself.
        later: those that its functions read when they are called.
        uses: all those that it reads when it runs.
    """

    makes: set[str]
    changes: set[str]
    reads: set[str]
    later: set[str]
    uses: set[str]


def cells_for(name: str, cells: Sequence[Cell]) -> list[Cell]:
    """The cells that make what `name` is, and what that needs, in their order.

    So a cell that fails or loops elsewhere in the notebook costs nothing. Cells that are not Python
    are left out.
    """
    known = [(cell, read) for cell in cells if (read := _read(cell.source)) is not None]
    todo, asked, chosen = [(name, len(known))], set[tuple[str, int]](), set[int]()
    while todo:
        wanted, end = todo.pop()
        if (wanted, end) in asked:
            continue
        asked.add((wanted, end))
        for number in reversed(range(end)):
            names = known[number][1]
            if wanted in names.makes | names.changes:
                chosen.add(number)
                todo += [(each, number) for each in names.reads]
                todo += [(each, len(known)) for each in names.later]
                if wanted in names.makes - names.reads:
                    break
    wanted_names = {each for each, _ in asked}
    return [_bare(*known[number], wanted_names) for number in sorted(chosen)]


def _bare(cell: Cell, names: _Names, wanted: set[str]) -> Cell:
    return Cell(cell.id, _pruned(without_magics(cell.source), wanted | names.uses))


def without_magics(source: str) -> str:
    """The code with nothing in the place of lines such as `%timeit f(x)`."""
    return _MAGIC.sub(r"\1pass", source)


def parsed(source: str) -> ast.Module | None:
    """The tree of some code; None if it is not Python, or far too long."""
    try:
        return ast.parse(without_magics(source)) if len(source) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _pruned(source: str, wanted: set[str]) -> str:
    """The code without the imports that nobody wants, on as many lines: some take seconds."""
    lines, free = source.splitlines(), 0
    for node in ast.parse(source).body:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno)
        alone = first >= free and not lines[last - 1][node.end_col_offset :].strip()
        if isinstance(node, ast.Import | ast.ImportFrom) and alone:
            names = [(each.asname or each.name).split(".")[0] for each in node.names]
            pairs = zip(node.names, names, strict=True)
            always = getattr(node, "module", "") == "__future__"
            node.names = [each for each, name in pairs if always or name in {*wanted, "*"}]
            kept = [ast.unparse(node)] if node.names else []
            lines[first:last] = kept + [""] * (last - first - len(kept))
        free = last
    return "\n".join(lines)


def _read(source: str) -> _Names | None:
    """The names that a cell deals with; None if it is not Python."""
    tree = parsed(source)
    if tree is None:
        return None
    try:
        code = compile(tree, "", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    makes, reads, uses = set[str](), set[str](), set[str]()
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_NAME":
            uses.add(step.argval)
            reads |= {step.argval} - makes
        elif step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            makes.add(step.argval)
    inner = list(_inside(code))
    later = {each.argval for each in inner if each.opname in ("LOAD_NAME", "LOAD_GLOBAL")}
    makes |= {each.argval for each in inner if each.opname == "STORE_GLOBAL"}
    return _Names(makes, set(_changed(tree)), reads, later, uses)


def _inside(code: CodeType) -> Iterator[dis.Instruction]:
    """The steps of all functions and classes in some code."""
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from dis.get_instructions(part)
            yield from _inside(part)


def _changed(tree: ast.Module) -> Iterator[str]:
    """The names whose objects change in place, as by `table[0] = 1`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            base: ast.AST = node
            while isinstance(base, ast.Attribute | ast.Subscript):
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id
