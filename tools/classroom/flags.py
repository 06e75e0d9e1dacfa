"""What a teacher may want to look at in an answer, read from its code. It takes no points."""

import ast
import functools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.classroom.needs import Cell, parsed

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SHORTEST = 4  # statements; two people write a shorter function alike

PUBLISHED = "the code is that of the published solution"
ASKS = "the code asks helpers.exercises, where the solutions are"
BORROWS = "the answer calls {names} of helpers"


def flags(name: str, cells: Sequence[Cell]) -> list[str]:
    """What stands out in the cells that an answer needs, in words."""
    trees = [tree for cell in cells if (tree := parsed(cell.source)) is not None]
    answer, solution = _definition(name, trees), published().get(name)
    found = [ASKS] if any(_asks(node) for tree in trees for node in ast.walk(tree)) else []
    if answer is None or solution is None:
        return found
    if _length(solution) >= SHORTEST and ast.dump(answer) == ast.dump(solution):
        found.append(PUBLISHED)
    borrowed = (_names(answer) - _names(solution)) & set(_imported(trees))
    return [*found, BORROWS.format(names=", ".join(sorted(borrowed)))] if borrowed else found


@functools.cache
def published() -> dict[str, ast.stmt]:
    """The solution of each exercise, as the chapters show it."""
    found = {}
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if "solution" in cell["metadata"].get("tags", []):
                for part in ast.parse("".join(cell["source"])).body:
                    if isinstance(part, ast.FunctionDef | ast.ClassDef):
                        found[part.name] = part
    return found


def _definition(name: str, trees: list[ast.Module]) -> ast.stmt | None:
    """The last definition of a name."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    parts = [part for tree in trees for part in tree.body if isinstance(part, kinds)]
    return next((part for part in reversed(parts) if part.name == name), None)


def _length(tree: ast.AST) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) - 1


def _asks(node: ast.AST) -> bool:
    """Whether a piece of code names the package of the exercises, in whatever way."""
    if isinstance(node, ast.ImportFrom):
        return f"{node.module}.{node.names[0].name}".startswith("helpers.exercises")
    if isinstance(node, ast.Import):
        return any(each.name.startswith("helpers.exercises") for each in node.names)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return "helpers.exercises" in node.value or "helpers/exercises" in node.value
    return False


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _imported(trees: list[ast.Module]) -> Iterator[str]:
    """The names that the cells take from helpers."""
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers"):
                yield from (each.asname or each.name for each in node.names)
