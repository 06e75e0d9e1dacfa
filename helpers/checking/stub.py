"""Tell from the code of a function, without running it, whether its body is still empty."""

import ast
import dis
import inspect
import textwrap
from types import CodeType, FunctionType
from typing import Any

from helpers.callbacks import Callback

# What `...`, `pass` or a docstring alone compile to, in Python 3.11 and later.
_EMPTY = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "CACHE"}
_RAISING = {"RESUME", "LOAD_GLOBAL", "LOAD_CONST", "PUSH_NULL", "PRECALL", "CALL", "RAISE_VARARGS"}


def is_stub(answer: Any) -> bool:
    """True if a function, or every method of a class, has a body of `...`, `pass`, a docstring, or
    `raise NotImplementedError`. `return None` is an answer, not a stub."""
    if type(answer) is FunctionType:
        return _is_stub_code(answer.__code__)
    if type(answer) is type:
        given = (object, Callback)
        own = [base for base in answer.__mro__ if base not in given]
        parts = [part for base in own for part in vars(base).values()]
        return all(_is_stub_code(part.__code__) for part in parts if type(part) is FunctionType)
    return False


def _is_stub_code(code: CodeType) -> bool:
    if code.co_name == "<lambda>":
        return False  # `lambda: None` says None; there is no empty lambda
    steps = list(dis.get_instructions(code))
    names = {step.opname for step in steps}
    if "RAISE_VARARGS" in names:
        return names <= _RAISING and code.co_names == ("NotImplementedError",)
    if not names <= _EMPTY or any(
        step.argval is not None for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")
    ):
        return False
    # `return None` compiles to the same steps as `pass`: look at the source for the difference.
    source = _source_of(code)
    if source is None:
        return not _returns_in_words(steps[-1])
    return not any(isinstance(node, ast.Return) for node in ast.walk(source))


def _source_of(code: CodeType) -> ast.AST | None:
    """The definition of a function as it was written; None if it is not at hand."""
    try:
        found = ast.parse(textwrap.dedent(inspect.getsource(code))).body[0]
    except (OSError, SyntaxError, TypeError, ValueError, IndexError):
        return None
    # From 3.13 on, code made by exec is given the lines of the program that `python -c` runs.
    if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) and found.name == code.co_name:
        return found
    return None


def _returns_in_words(last: dis.Instruction) -> bool:
    """Without source (code made by exec): was the last instruction written as a return?

    The instruction keeps its columns. `...` is 3 wide, `pass` 4. The None of `return None` is 4
    wide too, but stands 7 columns after an indentation, which is even: on an odd column.
    """
    place = last.positions
    if place is None or place.col_offset is None or place.end_col_offset is None:
        return False
    width = place.end_col_offset - place.col_offset
    if width == 4:
        return place.col_offset % 2 == 1
    return width in (6, 11)  # `return`, `return None`
