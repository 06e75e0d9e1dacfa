"""Edits of formulas: operators, brackets, numbers, terms. A rule takes a place and the names."""

import ast
from collections.abc import Iterator
from typing import Any

from helpers.checking.slips.code import Place, is_read, text

Changes = Iterator[tuple[str, str, Any]]

SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitXor: "^",
}
_OPERATORS = {symbol: kind for kind, symbol in SYMBOLS.items()}
_SWAPS = {
    "+": "- *",
    "-": "+ /",
    "*": "/ @ ** +",
    "/": "* // -",
    "//": "/ %",
    "%": "//",
    "**": "* ^",
    "@": "*",
    "^": "**",
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def operator(place: Place, names: list[str]) -> Changes:
    """Another operator, or its two sides exchanged."""
    node = place.get()
    if isinstance(node, ast.BinOp) and type(node.op) in SYMBOLS:
        symbol = SYMBOLS[type(node.op)]
        for other in _SWAPS[symbol].split():
            yield symbol, other, ast.BinOp(node.left, _OPERATORS[other](), node.right)
        if symbol in ("-", "/", "//", "**", "@"):
            yield f"a {symbol} b", f"b {symbol} a", ast.BinOp(node.right, node.op, node.left)
    whole = isinstance(place.node, ast.Return | ast.Assign | ast.AugAssign)
    if whole and place.field == "value" and "^" in ast.unparse(node):
        # `^` binds more weakly than `+`, `**` more strongly than `*`: the formula is read anew.
        yield "^", "**", ast.parse(ast.unparse(node).replace("^", "**"), mode="eval").body
    if isinstance(node, ast.BoolOp):
        other_way = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        yield (*words, ast.BoolOp(other_way, node.values))


def brackets(place: Place, names: list[str]) -> Changes:
    """The same numbers and operators with the brackets elsewhere."""
    node = place.get()
    if not isinstance(node, ast.BinOp) or isinstance(place.node, ast.BinOp):
        return
    operands, operators = _chain(node)
    if 3 <= len(operands) <= 6:
        here = ast.dump(node)
        for other in _bracketings(operands, operators):
            if ast.dump(other) != here:
                yield in_full(node), in_full(other), other


def in_full(node: ast.expr) -> str:
    """A formula with all the brackets that Python reads into it."""
    if not isinstance(node, ast.BinOp) or type(node.op) not in SYMBOLS:
        return text(node)
    sides = (
        f"({in_full(s)})" if isinstance(s, ast.BinOp) else text(s) for s in (node.left, node.right)
    )
    return f" {SYMBOLS[type(node.op)]} ".join(sides)


def _chain(node: ast.expr) -> tuple[list[ast.expr], list[ast.operator]]:
    if not isinstance(node, ast.BinOp) or type(node.op) not in SYMBOLS:
        return [node], []
    left, before = _chain(node.left)
    right, after = _chain(node.right)
    return [*left, *right], [*before, node.op, *after]


def _bracketings(operands: list[ast.expr], operators: list[ast.operator]) -> Iterator[ast.expr]:
    if len(operands) == 1:
        yield operands[0]
    for cut in range(1, len(operands)):
        for left in _bracketings(operands[:cut], operators[: cut - 1]):
            for right in _bracketings(operands[cut:], operators[cut:]):
                yield ast.BinOp(left, operators[cut - 1], right)


def comparison(place: Place, names: list[str]) -> Changes:
    """Another comparison."""
    node = place.get()
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        here = _COMPARISONS.get(type(node.ops[0]))
        for kind, symbol in _COMPARISONS.items():
            if here and symbol != here:
                yield here, symbol, ast.Compare(node.left, [kind()], node.comparators)


_ONE = ast.Constant(1)
_SHAPES = ("reshape", "zeros", "ones", "empty", "full", "arange", "range")


def off_by_one(place: Place, names: list[str]) -> Changes:
    """One more or one less, at a bound or in an index."""
    node = place.get()
    if isinstance(node, ast.Call) and text(node.func) == "range":
        if len(node.args) == 1:
            yield "range from 0", "range from 1", ast.Call(node.func, [_ONE, *node.args], [])
        elif len(node.args) == 2:
            yield "range from there", "range from 0", ast.Call(node.func, node.args[1:], [])
        elif len(node.args) == 3:
            yield "range in steps", "range one by one", ast.Call(node.func, node.args[:2], [])
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    if is_sum and _is_one(node.right):
        yield f"{SYMBOLS[type(node.op)]} 1", "nothing", node.left
    if _is_bound(place):
        yield from _next_to(node)


def one_more(place: Place, names: list[str]) -> Changes:
    """One more or one less in a sum, or of a value."""
    node, holder = place.get(), place.node
    in_sum = isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.Add | ast.Sub)
    is_value = isinstance(holder, ast.Return | ast.Tuple | ast.Assign | ast.BinOp)
    if _is_bound(place):
        return
    if isinstance(node, ast.Constant):
        if in_sum and place.field == "right":
            yield from _next_to(node)
    elif is_value and is_read(node) and not isinstance(node, ast.Slice | ast.Tuple):
        yield from _next_to(node)


def _is_bound(place: Place) -> bool:
    """Whether a number stands at the bound of a loop, a slice or a shape, or is an index."""
    node, holder = place.get(), place.node
    if not is_read(node) or isinstance(node, ast.Slice | ast.Tuple):
        return False
    if isinstance(holder, ast.Call):
        return place.field == "args" and text(holder.func).split(".")[-1] in _SHAPES
    is_index = isinstance(holder, ast.Subscript) and place.field == "slice"
    return is_index or isinstance(holder, ast.Slice)


def _next_to(node: Any) -> Changes:
    if not isinstance(node, ast.Constant):
        yield "nothing", "+ 1", ast.BinOp(node, ast.Add(), _ONE)
        yield "nothing", "- 1", ast.BinOp(node, ast.Sub(), _ONE)
    elif type(node.value) is int:
        for value in (node.value + 1, node.value - 1):
            yield str(node.value), str(value), ast.Constant(value)


def _is_one(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 1


def sign(place: Place, names: list[str]) -> Changes:
    """A minus too many or too few."""
    node = place.get()
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus", "nothing", node.operand
    elif isinstance(place.node, ast.Return | ast.Assign | ast.AugAssign) and place.field == "value":
        yield "nothing", "minus", ast.UnaryOp(ast.USub(), node)


def hard_coded(place: Place, names: list[str]) -> Changes:
    """A number that is written down, for something that the arguments say."""
    node = place.get()
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for name in names:
            yield str(node.value), name, ast.Name(name, ast.Load())
        for name in names[:4]:
            for made in (f"len({name})", *(f"{name}.shape[{k}]" for k in range(4))):
                yield str(node.value), made, ast.parse(made, mode="eval").body


def number(place: Place, names: list[str]) -> Changes:
    """Another number: twice, half, a tenth, ten times, 1 minus it, none."""
    node = place.get()
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value: Any = node.value
        for other in (0, 1, 2, 0.5 * value, 2 * value, 1 - value, -value, 10 * value, value / 10):
            if other != value:
                yield str(value), str(other), ast.Constant(other)
        if isinstance(place.node, ast.Assign):  # where a search may start
            infinity = ast.parse("float('inf')", mode="eval").body
            yield str(value), "infinity", infinity
            yield str(value), "minus infinity", ast.UnaryOp(ast.USub(), infinity)
            yield str(value), "None", ast.Constant(None)


def term(place: Place, names: list[str]) -> Changes:
    """One side of an operation left out."""
    node = place.get()
    if isinstance(node, ast.BinOp) and type(node.op) in SYMBOLS:
        symbol = SYMBOLS[type(node.op)]
        yield f"{symbol} {text(node.right)}", "nothing", node.left
        yield f"{text(node.left)} {symbol}", "nothing", node.right


def missing_term(place: Place, names: list[str]) -> Changes:
    """An operation with a variable or with 2 put where there was none."""
    node, holder = place.get(), place.node
    whole = isinstance(holder, ast.Return | ast.Assign | ast.AugAssign) and place.field == "value"
    within = isinstance(holder, ast.Tuple | ast.BinOp) or (
        isinstance(holder, ast.Return) and isinstance(node, ast.Tuple)
    )
    if not isinstance(node, ast.expr) or not (whole or within) or isinstance(node, ast.Tuple):
        return
    if not is_read(node):
        return
    lengths = [f"len({name})" for name in names[:2]]
    for other in [*names, "2", *lengths] if whole else [*names[:8], "2", *lengths]:
        if other == text(node):
            continue
        made = ast.parse(other, mode="eval").body
        for symbol in ("*", "/", "+", "-"):
            yield "nothing", f"{symbol} {other}", ast.BinOp(node, _OPERATORS[symbol](), made)
