"""Edits of statements: where they stand, whether they stand there, and in which order."""

import ast
import copy
from collections.abc import Iterator
from typing import Any

from helpers.checking.slips.code import Place, is_counter, text
from helpers.checking.slips.formulas import SYMBOLS

Changes = Iterator[tuple[str, str, Any]]
_LOOPS = (ast.For, ast.While)


def _block(place: Place) -> list[ast.stmt]:
    """The statements at a place that holds a list of them, or none."""
    held = place.get()
    return held if place.item is None and isinstance(held, list) else []


def level(place: Place, names: list[str]) -> Changes:
    """A statement inside a loop that belongs beside it, or the reverse."""
    block = _block(place)
    for number, loop in enumerate(block):
        if not isinstance(loop, (*_LOOPS, ast.If)):
            continue
        before, after = block[:number], block[number + 1 :]
        for made, moved in _out_behind(loop):
            yield f"inside: {text(moved)}", "behind the loop", [*before, made, moved, *after]
        if not isinstance(loop, _LOOPS):
            continue
        for made, moved in _out_before(loop):
            yield f"inside: {text(moved)}", "before the loop", [*before, moved, made, *after]
        for made in _into_end(loop, after):
            yield f"behind: {text(after[0])}", "inside the loop", [*before, made, *after[1:]]
        if before and isinstance(before[-1], ast.Assign | ast.AugAssign):
            for made in _into_start(loop, before[-1]):
                whole = [*before[:-1], made, *after]
                yield f"before: {text(before[-1])}", "inside the loop", whole


def _own(block: list[ast.stmt]) -> list[ast.stmt]:
    return [part for part in block if not is_counter(part)]


def _out_behind(loop: Any) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """The loop without a last statement of one of its blocks, and that statement."""
    own = _own(loop.body)
    if len(own) > 1:
        made = copy.copy(loop)
        made.body = loop.body[:-1]
        yield made, loop.body[-1]
    if own and isinstance(own[-1], (*_LOOPS, ast.If)):
        for inner, moved in _out_behind(own[-1]):
            made = copy.copy(loop)
            made.body = [*loop.body[:-1], inner]
            yield made, moved


def _out_before(loop: Any) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    own = _own(loop.body)
    if len(own) > 1 and isinstance(own[0], ast.Assign):
        made = copy.copy(loop)
        made.body = [part for part in loop.body if part is not own[0]]
        yield made, own[0]


def _into_end(loop: Any, after: list[ast.stmt]) -> Iterator[ast.stmt]:
    if not after or isinstance(after[0], (*_LOOPS, ast.If)):
        return
    made = copy.copy(loop)
    made.body = [*loop.body, after[0]]
    yield made
    own = _own(loop.body)
    if own and isinstance(own[-1], _LOOPS):
        for inner in _into_end(own[-1], after):
            made = copy.copy(loop)
            made.body = [*loop.body[:-1], inner]
            yield made


def _into_start(loop: Any, moved: ast.stmt) -> Iterator[ast.stmt]:
    made = copy.copy(loop)
    made.body = [moved, *loop.body]
    yield made
    own = _own(loop.body)
    if own and isinstance(own[0], _LOOPS):
        for inner in _into_start(own[0], moved):
            made = copy.copy(loop)
            made.body = [inner if part is own[0] else part for part in loop.body]
            yield made


def gathering(place: Place, names: list[str]) -> Changes:
    """`=` where the loop should add, and the reverse."""
    node = place.get()
    if isinstance(node, ast.AugAssign) and type(node.op) in SYMBOLS:
        here = f"{SYMBOLS[type(node.op)]}="
        yield here, "=", ast.Assign([node.target], node.value)
        for kind, symbol in ((ast.Add, "+="), (ast.Sub, "-="), (ast.Mult, "*="), (ast.Div, "/=")):
            if not isinstance(node.op, kind):
                yield here, symbol, ast.AugAssign(node.target, kind(), node.value)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name | ast.Subscript):
            yield "=", "+=", ast.AugAssign(target, ast.Add(), node.value)


def returning(place: Place, names: list[str]) -> Changes:
    """What is printed, kept to itself or yielded, and should be returned; and the reverse."""
    node = place.get()
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and not is_counter(node):
        arguments = node.value.args
        if text(node.value.func) == "print" and len(arguments) == 1:
            yield "printed", "returned", ast.Return(arguments[0])
    if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
        yield "a value left lying", "returned", ast.Return(node.value)
    if isinstance(node, ast.Return) and node.value is not None:
        yield "returned", "yielded", ast.Expr(ast.Yield(node.value))
    block = _block(place)
    if isinstance(place.node, ast.FunctionDef) and block and not isinstance(block[-1], ast.Return):
        for name in names:
            back = ast.Return(ast.Name(name, ast.Load()))
            yield "nothing at the end", f"return {name}", [*block, back]


def breaking(place: Place, names: list[str]) -> Changes:
    """`break`, `continue`, or neither."""
    node = place.get()
    if isinstance(node, ast.Break):
        yield "break", "continue", ast.Continue()
        yield "break", "nothing", ast.Pass()
    if isinstance(node, ast.Continue):
        yield "continue", "nothing", ast.Pass()


def condition(place: Place, names: list[str]) -> Changes:
    """A condition turned round, or not asked."""
    node = place.get()
    if isinstance(place.node, ast.If | ast.IfExp) and place.field == "test":
        yield text(node), "turned round", ast.UnaryOp(ast.Not(), node)
        yield text(node), "always so", ast.Constant(True)
        yield text(node), "never so", ast.Constant(False)


def left_out(place: Place, names: list[str]) -> Changes:
    """A statement left out."""
    node = place.get()
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If) and not is_counter(node):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_docstring:
            yield text(node), "nothing", ast.Pass()


def sequence(place: Place, names: list[str]) -> Changes:
    """Two neighboring statements exchanged."""
    block = _block(place)
    for number in range(len(block) - 1):
        one, two = block[number : number + 2]
        if not is_counter(one) and not is_counter(two):
            yield text(one), text(two), [*block[:number], two, one, *block[number + 2 :]]
