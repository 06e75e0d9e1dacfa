"""What came of a call, as plain data that can be carried between processes.

Nothing of the learner's is trusted here. Types are asked of `type(x)`, not of `x.__class__`;
NumPy's own methods read an array, not those of a subclass; and what crosses the pipe from the child
is JSON that holds numbers, text and the bytes of arrays. Nothing is ever unpickled.
"""

import base64
import operator
import re
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Self

# Taken by name at import, so that a learner's `np.array = ...` does not reach us.
from numpy import array as make_array
from numpy import bool_, dtype, float64, frombuffer, integer, may_share_memory, ndarray

from helpers.checking.exercise import Seed

LARGEST_ARRAY = 1_000_000  # numbers; the exercises need a few hundred
LONGEST_LIST = 10_000
DEEPEST_NESTING = 5
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Other:
    """Something that no exercise asks for: the name of its type, and what else can be said."""

    kind: str
    detail: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one call led to.

    Attributes:
        returned: whether it ended with a value.
        value: what it returned, see `plain`.
        error: the exception that it raised, in words; "" if none.
        line: the line of the learner's code that raised it.
        broken: why there is nothing to compare, in words, if the call did not end by itself or
            could not be made.
        unwritten: whether it raised NotImplementedError, or returned the placeholder `...`.
        changed: the position of an argument that the call changed, None if it changed none.
        aliased: whether an array that was given was handed back.
        global_random: whether the call changed a global random state.
        printed: the beginning of what it printed.
    """

    returned: bool = False
    value: Any = None
    error: str = ""
    line: str = ""
    broken: str = ""
    unwritten: bool = False
    changed: int | None = None
    aliased: bool = False
    global_random: bool = False
    printed: str = ""

    def to_record(self) -> dict[str, Any]:
        """This outcome as JSON can hold it."""
        return {"call": {**vars(self), "value": to_json(self.value)}}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """An outcome again. Raises ValueError, TypeError or KeyError for anything malformed."""
        words = {name: str(record[name]) for name in ("error", "line", "broken", "printed")}
        flags = ("returned", "unwritten", "aliased", "global_random")
        changed = record["changed"]
        return cls(
            value=from_json(record["value"]),
            changed=None if changed is None else int(changed),
            **words,  # type: ignore[arg-type]
            **{name: bool(record[name]) for name in flags},  # type: ignore[arg-type]
        )


def plain(value: Any, depth: int = 0) -> Any:
    """The value as bool, int, float, str, None, ndarray, list, tuple, or else an `Other`."""
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
        parts = [plain(part, depth + 1) for part in base.__iter__(value)]
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


def changed_argument(original: Any, given: Any) -> int | None:
    """The position of the first argument that is no longer what it was."""
    for position, (was, now) in enumerate(zip(original, given, strict=True)):
        if not isinstance(was, Seed) and not callable(was) and not _is_unchanged(was, now):
            return position
    return None


def _is_unchanged(was: Any, now: Any) -> bool:
    if type(was) is not type(now):
        return False
    if isinstance(was, ndarray):
        alike = was.shape == now.shape and was.dtype == now.dtype
        return alike and was.tobytes() == now.tobytes()
    if isinstance(was, (list, tuple)):
        return len(was) == len(now) and all(map(_is_unchanged, was, now))
    return bool(was == now)


def hands_back(result: Any, given: Any) -> bool:
    """Whether an array of the result shares its memory with an argument."""
    results = [result] if isinstance(result, ndarray) else result
    if not isinstance(results, (list, tuple)):
        return False
    arrays = [a for part in given for a in (part if isinstance(part, list) else [part])]
    return any(
        isinstance(a, ndarray) and isinstance(b, ndarray) and may_share_memory(a, b)
        for a in arrays
        for b in results
    )


def clean(text: Any, longest: int = 200) -> str:
    """Text of a learner's making in one short line that can be printed, without addresses."""
    words = re.sub(r"0x[0-9a-fA-F]{4,}", "0x...", str(text)[: 4 * longest])
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return words if len(words) <= longest else words[: longest - 3] + "..."
