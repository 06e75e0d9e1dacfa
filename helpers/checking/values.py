"""A value in words, as a table of numbers, and as the Python that makes it.

Text is the same in every run, whatever print options a notebook has set, and never a learner's own
repr. NumPy prints the arrays.
"""

import sys
from textwrap import wrap
from typing import Any

# Taken by name at import, so that a learner's `np.array = ...` does not reach us.
from numpy import array as make_array
from numpy import array2string, ndarray, printoptions

from helpers.checking.exercise import Seed
from helpers.checking.outcome import Other, clean

SHOWN = 60  # arrays of up to this many numbers are written out
WIDTH = 78  # columns of a reply
DIGITS = (4, 9, None)  # a number is written with the first that tells it from another; None: all

_KINDS = {
    list: "list",
    tuple: "tuple",
    ndarray: "array",
    bool: "bool",
    int: "number",
    float: "number",
    str: "text",
}
_COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_OPTIONS: dict[str, Any] = {
    "floatmode": "unique",  # as many digits as bring the very same number back
    "suppress": True,
    "threshold": sys.maxsize,
    "linewidth": WIDTH - 2,
    "sign": "-",
    "nanstr": "np.nan",
    "infstr": "np.inf",
    "legacy": False,
}


def number(value: Any, digits: int | None = 4) -> str:
    """A number in so many significant digits (None: all of them); -0.0 as 0."""
    if isinstance(value, (bool, int)):
        return str(value)
    value = float(value) + 0.0
    return repr(value) if digits is None else f"{value:.{digits}g}"


def listed(names: list[str]) -> str:
    """Words in a row: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def count(number_of: int) -> str:
    """A count in a sentence: "three"."""
    return _COUNTS[number_of] if number_of < len(_COUNTS) else str(number_of)


def kind_text(value: Any) -> str:
    """What kind of thing a value is, without its numbers: "a list of 3 arrays"."""
    if isinstance(value, ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (list, tuple)):
        kind, *others = {_KINDS.get(type(part), "item") for part in value} or {"item"}
        kind = "item" if others else kind
        return f"a {type(value).__name__} of {len(value)} {kind}{'s' * (len(value) != 1)}"
    if isinstance(value, bool):
        return "one bool"
    if isinstance(value, (int, float)):
        return f"one number of type {type(value).__name__}"
    if isinstance(value, Other):
        kind = "array" if value.kind == "ndarray" else f"object of type {value.kind}"
        return clean(f"an {kind} {value.detail}", 160)
    if isinstance(value, str):
        return "a text"
    return "None" if value is None else "something else"


def is_shown(value: Any) -> bool:
    """Whether an array is small enough to be written out."""
    return isinstance(value, ndarray) and 0 < value.size <= SHOWN


def as_table(array: ndarray) -> ndarray:
    """An array of three or more axes, of which at most two are longer than 1, with no others."""
    longer = [length for length in array.shape if length > 1]
    return array.reshape(longer or 1) if array.ndim > 2 >= len(longer) else array


def table(cells: ndarray, separator: str = "  ") -> list[str]:
    """The lines of an array of texts, in NumPy's brackets."""
    with printoptions(**_OPTIONS):
        text = array2string(cells, separator=separator, formatter={"all": str})
    return [line.rstrip() for line in text.splitlines() if line]


def cells_of(arrays: list[ndarray], digits: int | None = 4) -> list[ndarray]:
    """The numbers of some arrays as texts, all of one length."""
    texts = [[number(value, digits) for value in array.ravel().tolist()] for array in arrays]
    width = max((len(text) for row in texts for text in row), default=0)
    padded = [make_array([text.rjust(width) for text in row], dtype=object) for row in texts]
    return [row.reshape(array.shape) for row, array in zip(padded, arrays, strict=True)]


def value_lines(value: Any, digits: int | None = 4) -> list[str]:
    """What came back, in words or numbers."""
    if is_shown(value):
        return table(cells_of([value], digits)[0])
    if isinstance(value, (list, tuple)) and value:
        text = _numbers_text(value, digits)
        if text is not None and len(text) <= WIDTH - 20:
            return [text]
        if all(isinstance(part, ndarray) for part in value[:4]) and 1 < len(value) <= 4:
            shapes = listed([str(part.shape) for part in value])
            return wrap(f"{kind_text(value)}, of shapes {shapes}", WIDTH - 11)
        inner = ", ".join(kind_text(part) for part in value[:4])
        more = ", ..." if len(value) > 4 else ""
        return wrap(f"{kind_text(value)}: {inner}{more}", WIDTH - 11)
    if isinstance(value, (bool, int, float)):
        return [number(value, digits)]
    return [repr(clean(value, 40)) if isinstance(value, str) else kind_text(value)]


def _numbers_text(value: Any, digits: int | None) -> str | None:
    """A list or tuple as Python writes it, if it holds numbers alone, at any depth."""
    if isinstance(value, (bool, int, float)):
        return number(value, digits)
    if not isinstance(value, (list, tuple)):
        return None
    parts = [_numbers_text(part, digits) for part in value[: SHOWN + 1]]
    if len(parts) > SHOWN or None in parts:
        return None
    inner = ", ".join(filter(None, parts))
    if isinstance(value, list):
        return f"[{inner}]"
    return f"({inner},)" if len(parts) == 1 else f"({inner})"


def code(value: Any, before: str = "") -> str:
    """The Python that makes a value; further lines stand below the end of what is before it."""
    if isinstance(value, Seed):
        return f"np.random.default_rng({value.value})"
    if isinstance(value, ndarray):
        return _array_code(value, before)
    if isinstance(value, list) and any(isinstance(part, ndarray) for part in value):
        margin = " " * (len(before) + 1)
        return "[" + f",\n{margin}".join(code(part, margin) for part in value) + "]"
    return repr(value)


def _array_code(array: ndarray, before: str) -> str:
    start = "np.array("
    with printoptions(**_OPTIONS):
        numbers = array2string(as_table(array), separator=", ", prefix=before + start)
    numbers = "\n".join(line for line in numbers.splitlines() if line)
    understood = make_array(array.tolist()).dtype == array.dtype
    kind = "" if understood else f", dtype=np.{array.dtype.name}"
    shape = "" if as_table(array).shape == array.shape else f".reshape{array.shape}"
    return f"{start}{numbers}{kind}){shape}"
