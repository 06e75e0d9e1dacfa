"""Odd values, what a call may answer to them, and what an error of ours looks like.

A call is either right (equal to a reference that was computed apart, in float64), or refused by a
`raise` of ours whose text says the argument, what was expected, what came, and the cure. A warning
counts as a fault.
"""

from __future__ import annotations

import ast
import datetime
import re
import traceback
import warnings
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tools.book import ROOT

HELPERS = ROOT / "helpers"


class WithArray:
    """What other libraries hand over: no array, but it can become one."""

    def __init__(self, values: np.ndarray):
        self.values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.asarray(self.values, dtype)


class BrokenArray:
    """As a tensor that stands on another device."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise RuntimeError("this tensor is on another device")


class Subclass(np.ndarray):
    pass


def _read_only(a: np.ndarray) -> np.ndarray:
    a = a.copy()
    a.flags.writeable = False
    return a


def _strided(a: np.ndarray) -> np.ndarray:
    return np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a


def _reversed(a: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(a[::-1])[::-1]


def _tuples(a: Any) -> Any:
    return tuple(map(_tuples, a)) if isinstance(a, list) else a


# Other forms of an array: what comes out must be the same. Integers only where the numbers are.
FORMS: dict[str, Callable[[np.ndarray], Any]] = {
    "float64": lambda a: a.astype(np.float64),
    "float32": lambda a: a.astype(np.float32),
    "list": lambda a: a.tolist(),
    "tuple": lambda a: _tuples(a.tolist()),
    "list of arrays": list,
    "read-only": _read_only,
    "Fortran order": np.asfortranarray,
    "every second number of another": _strided,
    "backwards in memory": _reversed,
    "big-endian": lambda a: a.astype(">f8"),
    "big-endian float32": lambda a: a.astype(">f4"),
    "float16": lambda a: a.astype(np.float16),
    "long double": lambda a: a.astype(np.longdouble),
    "a mask that hides nothing": lambda a: np.ma.array(a, mask=np.zeros(a.shape, bool)),
    "subclass": lambda a: a.view(Subclass),
    "with __array__": WithArray,
    "seen twice": lambda a: np.broadcast_to(a, (2, *a.shape))[1],
}
WHOLE_FORMS: dict[str, Callable[[np.ndarray], Any]] = {
    "whole numbers": lambda a: a.astype(np.int64),
    "int8": lambda a: a.astype(np.int8),
    "bytes of a picture": lambda a: a.astype(np.uint8),
    "uint16": lambda a: a.astype(np.uint16),
    "uint64": lambda a: a.astype(np.uint64),
    "big-endian whole numbers": lambda a: a.astype(">i4"),
}
TABLE_FORMS: dict[str, Callable[[np.ndarray], Any]] = {
    "data frame": pd.DataFrame,
    "matrix": lambda a: a.view(np.matrix),
}


def forms_of(a: np.ndarray) -> Iterator[tuple[str, Any]]:
    """Every form of `a` that holds the same numbers, with its name."""
    forms = dict(FORMS)
    if a.size and (a == np.floor(a)).all() and a.min() >= 0:
        forms |= WHOLE_FORMS
        if a.max() <= 1:
            forms["true and false"] = lambda a: a.astype(bool)
    if a.ndim == 2:
        forms |= TABLE_FORMS
    if a.ndim == 1:
        forms["series"] = pd.Series
    return ((name, form(a)) for name, form in forms.items())


def no_arrays_like(a: np.ndarray) -> Iterator[tuple[str, Any]]:
    """What stands where an array of `a`'s shape belongs and is no array of real numbers."""
    yield "None", None
    yield "text", "3"
    yield "bytes", b"\x01\x02"
    yield "a dict", {0: 1.0}
    yield "a set", {1.0, 2.0}
    yield "a generator", (row for row in a)
    yield "an object", object()
    yield "a class", WithArray
    yield "a function", np.sum
    yield "a date", datetime.date(2026, 1, 1)
    yield "on another device", BrokenArray()
    yield "ragged", [[1.0], [1.0, 2.0]]
    yield "objects", a.astype(object)
    yield "None inside", np.where(np.zeros(a.shape, bool), a, None)
    yield "complex", a + 0j
    yield "texts", a.astype(str)
    yield "dates", np.zeros(a.shape, "datetime64[s]")
    yield "spans of time", np.zeros(a.shape, "timedelta64[s]")
    yield "records", np.zeros(a.shape, [("r", "f4"), ("g", "f4")])
    yield "fractions", np.full(a.shape, Fraction(1, 3))
    yield "a mask that hides", np.ma.masked_greater(np.ma.array(a), a.min() - 1)


# ---- settings ----

WHOLE = {"NumPy's": np.int64(3), "a byte": np.uint8(3), "big-endian": np.array(3, ">i4")[()]}
NOT_WHOLE: dict[str, Any] = {
    "True": True,
    "NumPy's True": np.True_,
    "half": 2.5,
    "3.0": 3.0,
    "NumPy's 3.0": np.float32(3),
    "text": "3",
    "bytes": b"3",
    "empty text": "",
    "None": None,
    "NaN": np.nan,
    "infinite": np.inf,
    "complex": 3 + 0j,
    "a dict": {},
    "a set": {3},
    "an array": np.array([3, 3, 3]),
    "an object": object(),
    "a class": int,
    "a function": len,
    "a fraction": Fraction(3),
    "long": [3] * 5,
}
NOT_NUMBER: dict[str, Any] = {
    "NaN": np.nan,
    "NumPy's NaN": np.float32(np.nan),
    "infinite": np.inf,
    "minus infinite": -np.inf,
    "text": "0.5",
    "bytes": b"0.5",
    "empty text": "",
    "None": None,
    "complex": 0.5 + 0j,
    "a list": [0.5],
    "an array": np.array([0.5, 0.5]),
    "a dict": {},
    "an object": object(),
    "a class": float,
    "a function": len,
    "True": True,
}
NOT_NAME: dict[str, Any] = {
    "unknown": "Fancy",
    "empty": "",
    "bytes": b"relu",
    "a number": 3,
    "NaN": np.nan,
    "True": True,
    "a list": ["relu"],
    "an array": np.array(["relu"]),
    "a dict": {"relu": 1},
    "an object": object(),
    "a foreign class": dict,
}


# ---- judgement ----


def told(call: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """What a call returned, or raised; a warning is raised."""
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        # What ipywidgets 7 uses itself.
        warnings.filterwarnings("ignore", "Deprecated in traitlets|The .ipykernel.comm.Comm. class")
        try:
            return call(), None
        except Exception as error:
            return None, error


CURE = re.compile(
    r"\b(Add|Begin|Build|Call|Check|Choose|Compile|Convert|Divide|End|Fill|For|Give|Is|Keep|Leave"
    r"|Let|Make|Mend|Move|Multiply|Name|Number|Of|One|Pass|Put|Remove|Rename|Reshape|Resize|Resume"
    r"|Return|Save|Say|Scale|Set|Start|Swap|Cut|Draw|Train|Take|Use|Work|Write|Did you mean)\b"
)
# What says the legal values says what to write.
LEGAL = re.compile(
    r"one of|among \[|It takes|such as|for example|from -?[\d.]+ |at least|in [(\[]\d|'valid' or"
    r"|or None|a pair|above 0|0, 1, 2|number from|number in [(\[]|True or False|' or '|ending in"
    r"|, or \("
)


EXPECTED = re.compile(r"\b(expects?|should|needs?|takes?|was built for|cannot|is no)\b")
CAME = re.compile(r"Received|returned|It has|knows")
# Of a state, no value came: the text says which state it is, and which one it should be.
STATE = re.compile(
    r"\b(already|yet|since|cannot|changes|is given|was to|belongs first|takes no argument|has no"
    r"|No such file)\b"
)


def faults_of(
    error: BaseException, argument: str, value: Any = None, state: bool = False
) -> list[str]:
    """What an error lacks to be one of ours: empty where it says all.

    state: whether it may tell of a state, and no value that came.
    """
    text, name = str(error), type(error).__name__
    lacks = []
    if not _raised_by_us(error):
        lacks.append("it is no error of ours")
    if isinstance(error, Warning):
        lacks.append("it is a warning")
    if not re.search(argument, text, re.IGNORECASE):
        lacks.append(f"the argument, {argument!r}")
    told_state = state and STATE.search(text)
    if not told_state and not re.search(
        r"\bexpects?\b|should|needs?\b|takes?\b|was built for|cannot|is no\b", text
    ):
        lacks.append("what was expected")
    if not told_state and not any(
        word in text for word in ("Received", "returned", "It has", "knows")
    ):
        lacks.append("what came")
    if value is not None and not any(word in text for word in _words_for(value)):
        lacks.append(f"which value came, as one of {_words_for(value)}")
    after = text.partition("Received")[2]
    if not CURE.search(after or text) and not LEGAL.search(text):
        lacks.append("the cure")
    return [f"{name} {text!r} lacks {', '.join(lacks)}"] if lacks else []


def _words_for(value: Any) -> list[str]:
    words = [repr(value)[:60], type(value).__name__]
    if isinstance(value, (np.ndarray, np.generic)):
        words += [str(value.shape), str(value.dtype), str(value)]
    if isinstance(value, (list, tuple)) and value:
        words += [word for item in value for word in _words_for(item)]
    return words


def _raised_by_us(error: BaseException) -> bool:
    """Whether a `raise` in helpers/ made it: not an operation that failed there."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    path = Path(last.filename)
    return HELPERS in path.parents and last.lineno in _raises(path)


@cache
def _raises(path: Path) -> set[int]:
    """The lines of a file that a `raise` covers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def differs(result: Any, expected: Any, exact: bool = False) -> str:
    """How a result differs from its reference; "" where it does not."""
    if isinstance(expected, (tuple, list)):
        if len(result) != len(expected):
            return f"{len(result)} results, not {len(expected)}"
        return "; ".join(
            filter(None, (differs(*both, exact) for both in zip(result, expected, strict=True)))
        )
    if np.shape(result) != np.shape(expected):
        return f"shape {np.shape(result)}, not {np.shape(expected)}"
    bound = 0 if exact else 3e-5
    try:
        np.testing.assert_allclose(np.asarray(result, np.float64), expected, rtol=bound, atol=bound)
    except AssertionError as error:
        return " ".join(str(error).split())[:200]
    return ""


def judge(
    name: str,
    call: Callable[[], Any],
    argument: str,
    value: Any = None,
    expected: Any = None,
    state: bool = False,
) -> list[str]:
    """The faults of one case. `expected`: the reference where it must work; None: it is refused."""
    result, error = told(call)
    if error is not None:
        if expected is not None:
            return [f"{name}: should work, {type(error).__name__}: {error}"]
        return [f"{name}: {fault}" for fault in faults_of(error, argument, value, state)]
    if expected is None:
        return [f"{name}: silent, returned {str(result)[:80]!r}"]
    difference = differs(result, expected)
    return [f"{name}: wrong, {difference}"] if difference else []
