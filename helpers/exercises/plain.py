"""Turn whatever a learner's function returned into plain data, and carry it between processes.

Nothing of the learner's is trusted here. Types are asked of `type(x)`, not of `x.__class__`;
NumPy's own methods read an array, not those of a subclass; and what crosses the pipe from the child
is JSON that holds numbers, text and the bytes of arrays. Nothing is ever unpickled.
"""

from __future__ import annotations

import base64
import itertools
import json
import operator
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

# Taken by name at import, so that a learner's `np.array = ...` does not reach us.
from numpy import array as make_array
from numpy import bool_, dtype, float64, frombuffer, integer, ndarray

LARGEST_ARRAY = 1_000_000  # numbers; the exercises need a few hundred
LONGEST_LIST = 10_000
DEEPEST_NESTING = 5
MOST_ITEMS = 500  # taken from an iterable, which may be endless
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Other:
    """Something that no exercise asks for: the name of its type, and what else can be said."""

    kind: str
    detail: str = ""


def plain(value: Any, unroll: bool = False) -> Any:
    """The value as bool, int, float, str, None, ndarray, list, tuple, or else an `Other`.

    With `unroll`, an iterable that is none of these becomes the list of its first items.
    """
    if unroll and not isinstance(value, (list, tuple, str, bytes, dict)):
        items = iter(value)
        return [plain(item) for item in itertools.islice(items, MOST_ITEMS)]
    return _plain(value, 0)


def _plain(value: Any, depth: int) -> Any:
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return value[:LONGEST_TEXT] if kind is str else value
    if issubclass(kind, ndarray):
        return _plain_array(value)
    if issubclass(kind, bool_):
        return bool(value)
    if issubclass(kind, int):
        return _short_integer(int.__index__(value))
    if issubclass(kind, (integer, Integral)):
        return _short_integer(operator.index(value))
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, Real):
        return float(value)
    if issubclass(kind, (list, tuple)):
        base = list if issubclass(kind, list) else tuple
        if base.__len__(value) > LONGEST_LIST or depth == DEEPEST_NESTING:
            return Other(base.__name__, "too long or too deep to read")
        parts = [_plain(part, depth + 1) for part in base.__iter__(value)]
        return parts if base is list else tuple(parts)
    if value is Ellipsis:
        return Other("Ellipsis", "the placeholder ...")
    return Other(str(kind.__name__)[:60])


def _short_integer(number: int) -> Any:
    # Python refuses to print integers of thousands of digits.
    return number if number.bit_length() < 256 else Other("int", "a number of over 75 digits")


def _plain_array(value: Any) -> Any:
    bare = ndarray.view(value, ndarray)  # the numbers themselves, whatever a subclass pretends
    if bare.dtype.kind not in "biuf":
        return Other("ndarray", f"with dtype {str(bare.dtype)[:60]}")
    if bare.size > LARGEST_ARRAY:
        return Other("ndarray", f"of shape {bare.shape}, far too large")
    if bare.dtype.kind == "f" and bare.dtype.itemsize > 8:
        return bare.astype(float64)
    return make_array(bare, order="C", copy=True)


def to_json(value: Any) -> Any:
    """Plain data as what JSON can hold: a list of a letter for the kind, and the content."""
    if isinstance(value, ndarray):
        content = base64.b64encode(value.tobytes()).decode("ascii")
        return ["array", value.dtype.str, list(value.shape), content]
    if isinstance(value, Other):
        return ["other", value.kind, value.detail]
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return [kind, *(to_json(part) for part in value)]
    if isinstance(value, float):
        return ["float", value.hex()]
    if isinstance(value, int) and not isinstance(value, bool):
        return ["int", str(value)]
    return ["plain", value]  # None, bool, str


def from_json(data: Any) -> Any:
    """Plain data again. Raises ValueError (or a kin of it) for anything malformed."""
    kind, *content = data
    if kind == "array":
        code, shape, encoded = content
        kind_of_number = dtype(str(code))
        if kind_of_number.kind not in "biuf":
            raise ValueError("an array of something else than numbers")
        numbers = frombuffer(base64.b64decode(encoded), dtype=kind_of_number)
        return numbers.reshape([int(n) for n in shape])
    if kind == "other":
        name, detail = content
        return Other(str(name), str(detail))
    if kind == "list":
        return [from_json(part) for part in content]
    if kind == "tuple":
        return tuple(from_json(part) for part in content)
    (single,) = content
    if kind == "float":
        return float.fromhex(single)
    if kind == "int":
        return int(single)
    if kind == "plain" and (single is None or isinstance(single, (bool, str))):
        return single
    raise ValueError(f"unknown kind {kind!r}")


def dumps(record: dict[str, Any]) -> bytes:
    """A record as one line of JSON."""
    return json.dumps(record).encode() + b"\n"
