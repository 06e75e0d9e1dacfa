"""Code as a tree with places in it that can be filled otherwise, and back again as a function."""

import ast
import linecache
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

Tree = ast.FunctionDef | ast.ClassDef

LONGEST_CALL = 0.5  # seconds: numbers or lists that grow with every turn end there
MOST_TURNS = 50_000  # of all loops of one call: a variant that loops for ever ends here
_LEFT_OUT = {"decorator_list", "returns", "annotation", "ctx", "type_params", "bases"}


class TooManyTurns(Exception):
    """Raised inside a variant that has turned in its loops for too long."""


@dataclass(frozen=True)
class Place:
    """A place in a tree: a field of a node, or one item of a field that is a list."""

    node: ast.AST
    field: str
    item: int | None = None

    def get(self) -> Any:
        """What stands there."""
        held = getattr(self.node, self.field)
        return held if self.item is None else held[self.item]

    def put(self, new: Any) -> None:
        """Let something else stand there."""
        if self.item is None:
            setattr(self.node, self.field, new)
        else:
            getattr(self.node, self.field)[self.item] = new


def definition_of(answer: Any) -> Tree | None:
    """The function or class as it was written; None if its code is not at hand."""
    own = answer if isinstance(answer, FunctionType) else _first_method(answer)
    if own is None:
        return None
    code = own.__code__
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename, own.__globals__)))
    except (SyntaxError, ValueError, RecursionError):
        return None
    name = code.co_name if own is answer else answer.__name__
    for found in ast.walk(tree):
        if isinstance(found, Tree) and found.name == name:
            inner = [found] if own is answer else found.body
            if any(_is_code_of(part, code) for part in inner):
                return found
    return None


def _is_code_of(tree: ast.AST, code: CodeType) -> bool:
    """Whether a definition compiles to this code: lines of a file may have changed since."""
    if not isinstance(tree, ast.FunctionDef) or tree.name != code.co_name:
        return False
    lines = [tree.lineno, *(part.lineno for part in tree.decorator_list)]
    return code.co_firstlineno in lines and code.co_varnames == _variables_of(tree, code)


def _variables_of(tree: ast.FunctionDef, code: CodeType) -> tuple[str, ...]:
    module = compile(ast.Module(body=[tree], type_ignores=[]), code.co_filename, "exec")
    made = (part for part in module.co_consts if isinstance(part, CodeType))
    return next((part.co_varnames for part in made if part.co_name == code.co_name), ())


def places(tree: ast.AST) -> Iterator[Place]:
    """Every place of a tree that holds an expression, a statement or a list of statements."""
    for field, held in ast.iter_fields(tree):
        if field in _LEFT_OUT:
            continue
        if isinstance(held, ast.arguments):
            continue
        if isinstance(held, ast.AST):
            yield Place(tree, field)
            yield from places(held)
        elif isinstance(held, list):
            if held and isinstance(held[0], ast.stmt):
                yield Place(tree, field)
            for number, part in enumerate(held):
                if isinstance(part, ast.AST):  # and not None, as the key of `**x` in a dict
                    yield Place(tree, field, number)
                    yield from places(part)


def variables(tree: ast.AST) -> list[str]:
    """The names of a function's arguments and variables, in the order of their appearance."""
    names = [part.arg for part in ast.walk(tree) if isinstance(part, ast.arg)]
    stored = (
        part.id
        for part in ast.walk(tree)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    )
    return list(dict.fromkeys(name for name in [*names, *stored] if name not in ("self", "_")))


class Workshop:
    """Makes functions of the variants of one tree.

    Args:
        tree: the definition. It is changed, and counts the turns of its loops from now on.
        answer: the function or class that it defines: its global names serve the variants.
    """

    def __init__(self, tree: Tree, answer: Any) -> None:
        self.tree = tree
        self._turns = 0
        self._begun = time.monotonic()
        holder = answer if isinstance(answer, FunctionType) else _first_method(answer)
        self._names = dict(holder.__globals__)
        for name, cell in zip(holder.__code__.co_freevars, holder.__closure__ or (), strict=True):
            try:
                self._names[name] = cell.cell_contents
            except ValueError:  # not filled yet
                continue
        self._names["__turn__"] = self._turn
        tree.decorator_list = []
        for loop in list(ast.walk(tree)):
            if isinstance(loop, ast.For | ast.While):
                loop.body.insert(0, _settled(ast.Expr(_counting()), loop))
            elif isinstance(loop, ast.comprehension):
                loop.ifs.insert(0, _settled(_counting(), loop.iter))

    def start_call(self) -> None:
        """Count the turns of the loops from 0 again."""
        self._turns = 0
        self._begun = time.monotonic()

    def _turn(self) -> bool:
        self._turns += 1
        if self._turns > MOST_TURNS or time.monotonic() - self._begun > LONGEST_CALL:
            raise TooManyTurns
        return True

    def build(self) -> Callable[..., Any]:
        """The function or class as the tree defines it now. Raises SyntaxError and its kin."""
        module = ast.Module(body=[self.tree], type_ignores=[])
        names = dict(self._names)
        exec(compile(module, "<variant>", "exec"), names)
        made: Callable[..., Any] = names[self.tree.name]
        return made


def _first_method(answer: Any) -> Any:
    parts = getattr(answer, "__dict__", {}).values()  # Python's own functions have none
    methods = (part for part in parts if isinstance(part, FunctionType))
    return next(methods, None)


def _counting() -> ast.expr:
    return ast.Call(ast.Name("__turn__", ast.Load()), [], [])


def _settled(made: ast.AST, near: ast.AST) -> Any:
    return ast.fix_missing_locations(ast.copy_location(made, near))


def is_counter(part: Any) -> bool:
    """Whether this counts the turns of a loop, so that no edit touches it."""
    call = part.value if isinstance(part, ast.Expr) else part
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "__turn__"
    )


def text(node: ast.AST) -> str:
    """A piece of code as it is written, in one line of at most 60 characters."""
    try:
        line = " ".join(ast.unparse(node).split())
    except Exception:  # a tree that no code can have
        return "..."
    return line if len(line) <= 60 else line[:57] + "..."


def is_read(node: Any) -> bool:
    """Whether this is an expression whose value is used, not one that is assigned to."""
    return isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", _LOAD), ast.Load)


_LOAD = ast.Load()
