"""Edits of calls, indices and names. A rule takes a place and the names of the variables."""

import ast
import copy
import itertools
from collections.abc import Iterator
from typing import Any, TypeGuard

from helpers.checking.slips.code import Place, is_read, text

Changes = Iterator[tuple[str, str, Any]]

# Functions and methods that are taken for one another.
_FAMILIES = (
    ("sum", "mean", "max", "min", "prod", "median", "std", "var", "any", "all"),
    ("argmax", "argmin", "max", "min"),
    ("np.log", "np.log10", "np.log2", "np.log1p"),
    ("math.log", "math.log10", "math.log2", "math.log1p"),
    ("np.floor", "np.ceil", "np.round"),
    ("math.floor", "math.ceil", "round"),
    ("np.maximum", "np.max", "np.minimum", "max"),
    ("np.minimum", "np.min", "min"),
    ("np.sum", "sum"),
    ("np.abs", "np.square"),
    ("np.sqrt", "np.square", "np.abs"),
    ("np.exp", "np.exp2"),
    ("np.zeros", "np.ones"),
    ("np.zeros_like", "np.ones_like"),
    ("np.matmul", "np.multiply"),
    ("np.add", "np.subtract"),
    ("np.rot90", "np.flip"),
)
_DROPPED_METHODS = {
    "round",
    "copy",
    "T",
    "sum",
    "mean",
    "max",
    "abs",
    "clip",
    "transpose",
    "astype",
    "item",
    "ravel",
}
_DROPPED_FUNCTIONS = {
    "int",
    "float",
    "abs",
    "round",
    "list",
    "tuple",
    "max",
    "min",
    "np.round",
    "np.rint",
    "np.sqrt",
    "np.exp",
    "np.log",
    "np.array",
    "np.abs",
    "np.floor",
    "np.ceil",
    "np.clip",
    "np.maximum",
    "np.minimum",
    "np.transpose",
    "np.nan_to_num",
    "np.flip",
    "np.square",
    "math.floor",
    "math.ceil",
    "math.sqrt",
}
_REDUCTIONS = ("sum", "mean", "max", "min", "argmax", "argmin", "prod", "any", "all", "std", "var")
_MAKERS = ("zeros", "ones", "empty", "full", "array", "zeros_like", "empty_like")


def function(place: Place, names: list[str]) -> Changes:
    """A function or method that is easily taken for the one meant."""
    node = place.get()
    if not isinstance(node, ast.Call):
        return
    called, method = text(node.func), ""
    if isinstance(node.func, ast.Attribute):
        method = node.func.attr
    for family in _FAMILIES:
        for other in family:
            if called in family and other != called:
                made = ast.parse(other, mode="eval").body
                yield called, other, ast.Call(made, node.args, node.keywords)
            if called not in family and method in family and other != method:
                if "." in other:
                    continue
                made = ast.Attribute(node.func.value, other, ast.Load())  # type: ignore[attr-defined]
                yield method, other, ast.Call(made, node.args, node.keywords)


def axis(place: Place, names: list[str]) -> Changes:
    """Another axis, an axis where there was none, or none where there was one."""
    node = place.get()
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    others = [word for word in node.keywords if word.arg not in ("axis", "keepdims")]
    here = next((text(word.value) for word in node.keywords if word.arg == "axis"), "none")
    kept = any(word.arg == "keepdims" for word in node.keywords)
    arguments = node.args
    first = 0 if _is_method(node.func) else 1  # x.max((0, 1)), np.max(x, (0, 1))
    if node.func.attr in _REDUCTIONS and here == "none" and len(arguments) > first:
        here, arguments = text(arguments[first]), arguments[:first]
    if node.func.attr not in _REDUCTIONS and here == "none":
        return
    for other in ("none", "0", "1", "2", "-1", "(0, 1)", "(1, 2)"):
        for keep in (False, True):
            if (other, keep) == (here, kept) or (keep and other == "none"):
                continue
            words = list(others)
            if other != "none":
                words.append(ast.keyword("axis", ast.parse(other, mode="eval").body))
            if keep:
                words.append(ast.keyword("keepdims", ast.Constant(True)))
            before, after = here + " kept" * kept, other + " kept" * keep
            yield before, after, ast.Call(node.func, arguments, words)


def _is_method(called_node: ast.expr) -> TypeGuard[ast.Attribute]:
    """Whether this is `x.sum` and not `np.sum`."""
    return isinstance(called_node, ast.Attribute) and not (
        isinstance(called_node.value, ast.Name) and called_node.value.id in ("np", "numpy", "math")
    )


def called(place: Place, names: list[str]) -> Changes:
    """A call left out, or one put around a value."""
    node = place.get()
    if isinstance(node, ast.Call):
        name = text(node.func)
        if name in _DROPPED_FUNCTIONS and node.args:
            yield f"{name}(...)", "nothing", node.args[0]
        elif _is_method(node.func) and node.func.attr in _DROPPED_METHODS:
            yield f".{node.func.attr}(...)", "nothing", node.func.value
        if isinstance(node.func, ast.Attribute) and node.func.attr == "zeros_like" and node.args:
            word = ast.keyword("dtype", ast.Name("float", ast.Load()))
            yield "zeros_like", "zeros_like of floats", ast.Call(node.func, node.args, [word])
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield ".T", "nothing", node.value
    if isinstance(place.node, ast.Return | ast.Assign | ast.Tuple) and is_read(node):
        if isinstance(place.node, ast.Return):
            for name in ("np.array", "int", "float", "list", "np.sqrt"):
                made = ast.parse(name, mode="eval").body
                yield "nothing", f"{name}(...)", ast.Call(made, [node], [])
        if isinstance(node, ast.Attribute):
            yield "nothing", "a call", ast.Call(node, [], [])
        if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.BinOp):
            yield "nothing", ".T", ast.Attribute(node, "T", ast.Load())
            copied = ast.Attribute(node, "copy", ast.Load())
            yield "nothing", ".copy(...)", ast.Call(copied, [], [])
    if isinstance(place.node, ast.BinOp) and isinstance(node, ast.Name | ast.Call | ast.Attribute):
        for name in ("np.sqrt", "np.exp", "np.log", "np.abs"):
            made = ast.parse(name, mode="eval").body
            yield "nothing", f"{name}(...)", ast.Call(made, [node], [])
        if isinstance(place.node.op, ast.MatMult):
            yield "nothing", ".T", ast.Attribute(node, "T", ast.Load())


def negative_end(place: Place, names: list[str]) -> Changes:
    """`[:-n]` and `[-n:]`, which fail where n is 0, and what is meant by them."""
    node = place.get()
    if not isinstance(node, ast.Subscript):
        return
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for number_of, part in enumerate(parts):
        if not isinstance(part, ast.Slice):
            continue
        for end in ("lower", "upper"):
            bound = getattr(part, end)
            if not isinstance(bound, ast.UnaryOp) or not isinstance(bound.op, ast.USub):
                continue
            if isinstance(bound.operand, ast.Constant):
                continue
            made = copy.deepcopy(node)
            shape = ast.Attribute(copy.deepcopy(node.value), "shape", ast.Load())
            length = ast.Subscript(shape, ast.Constant(number_of), ast.Load())
            whole = ast.BinOp(length, ast.Sub(), bound.operand)
            inner = made.slice.elts if isinstance(made.slice, ast.Tuple) else [made.slice]
            setattr(inner[number_of], end, whole)
            yield text(bound), "counted from the front", made


def whole_numbers(place: Place, names: list[str]) -> Changes:
    """An array of whole numbers or bytes where fractions are due, and the reverse."""
    node = place.get()
    if isinstance(node, ast.keyword) and node.arg == "dtype":
        here = text(node.value)
        for other in ("float", "int"):
            if other not in here:
                yield here, other, ast.keyword("dtype", ast.Name(other, ast.Load()))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.func.attr
        if name == "astype" and node.args and "float" not in text(node.args[0]):
            yield (
                f"astype({text(node.args[0])})",
                "float",
                ast.Call(node.func, [ast.Name("float", ast.Load())], []),
            )
        has_dtype = any(word.arg == "dtype" for word in node.keywords)
        if name in _MAKERS and not has_dtype:
            count = 2 if name == "full" else 1  # a dtype may come after so many
            here = text(node.args[count]) if node.args[count:] else "as it is"
            for other in ("int", "float"):
                if other not in here:
                    words = [*node.keywords, ast.keyword("dtype", ast.Name(other, ast.Load()))]
                    yield here, other, ast.Call(node.func, node.args[:count], words)


def order(place: Place, names: list[str]) -> Changes:
    """Two things exchanged: arguments, indices, axes, or values that are returned."""
    node = place.get()
    if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
        for one, two in itertools.combinations(range(min(len(node.elts), 6)), 2):
            parts = list(node.elts)
            parts[one], parts[two] = parts[two], parts[one]
            if text(parts[one]) != text(parts[two]):
                yield text(node), "exchanged", type(node)(parts, ast.Load())
        if len(node.elts) > 2:
            for turn in (1, len(node.elts) - 1):
                parts = [*node.elts[turn:], *node.elts[:turn]]
                yield text(node), "exchanged", type(node)(parts, ast.Load())
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store) and len(node.elts) == 2:
        yield text(node), "exchanged", ast.Tuple(node.elts[::-1], ast.Store())
    if isinstance(node, ast.Call) and len(node.args) > 1:
        for one, two in itertools.combinations(range(min(len(node.args), 5)), 2):
            parts = list(node.args)
            parts[one], parts[two] = parts[two], parts[one]
            yield text(node), "exchanged", ast.Call(node.func, parts, node.keywords)
    if isinstance(node, ast.IfExp):
        yield text(node), "exchanged", ast.IfExp(node.test, node.orelse, node.body)


def variable(place: Place, names: list[str]) -> Changes:
    """Another of the variables at hand."""
    node = place.get()
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other != node.id:
                yield node.id, other, ast.Name(other, ast.Load())


def index(place: Place, names: list[str]) -> Changes:
    """A part of a thing for the whole, or the whole for a part."""
    node = place.get()
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield f"[{text(node.slice)}]", "the whole", node.value
        for number_after in range(3):
            other = ast.Constant(number_after)
            if text(node.slice) != str(number_after) and not isinstance(node.slice, ast.Slice):
                made = ast.Subscript(node.value, other, ast.Load())
                yield f"[{text(node.slice)}]", f"[{number_after}]", made
    elif (
        isinstance(node, ast.Name)
        and isinstance(place.node, ast.BinOp | ast.AugAssign)
        and is_read(node)
        and node.id in names
    ):
        for name in names:
            if name != node.id:
                made = ast.Subscript(node, ast.Name(name, ast.Load()), ast.Load())
                yield "the whole", f"[{name}]", made
    if isinstance(node, ast.Slice) and node.step is not None:
        yield f"::{text(node.step)}", "no step", ast.Slice(node.lower, node.upper, None)
