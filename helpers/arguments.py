"""What a function is given, checked before it begins, so that its body is the bare formula."""

import inspect
import os
from collections.abc import Callable
from functools import wraps
from numbers import Integral, Real
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from helpers.layer import check_numbers, whole_number

Function = TypeVar("Function", bound=Callable[..., Any])
Sizes = dict[str, int]  # of the axes


def takes(
    dtype: Any = None, sizes: Callable[..., Sizes] = lambda known, given: {}, **expected: Any
) -> Callable[[Function], Function]:
    """Check a function's arguments; each error names the function, the argument and the cure.

    Several arrays are brought to one dtype that holds their products: whole numbers become int64.

    Args:
        dtype: what the arrays' dtype must be able to hold too, such as np.float32 for fractions.
        sizes: of the axes Ho and Wo, from the known sizes and the arguments by name.
        expected: for an array the names of its axes, such as "H W C": equal names are of equal
            length, at least 1 (N: 0), and "..." are any before them; for a whole number its
            minimum; for others a function of (value, name) that returns the value.
    """

    def checked(function: Any) -> Any:
        signature = inspect.signature(function)
        names = list(signature.parameters)
        first = sorted(expected.items(), key=lambda item: isinstance(item[1], str))
        checks = [(name, what, f"{function.__name__}'s {name}") for name, what in first]
        arrays = [name for name, what in first if isinstance(what, str)]

        @wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            given = dict(zip(names, arguments, strict=False))
            if options or len(arguments) != len(names):
                bound = signature.bind(*arguments, **options)
                bound.apply_defaults()
                given = bound.arguments
            known: Sizes = {}
            for name, what, owner in checks:
                if isinstance(what, str):
                    given[name] = check_numbers(given[name], owner)
                    if "Ho" in what:
                        known |= sizes(known, given)
                    known |= _sizes_of(given[name], what, known, owner)
                elif isinstance(what, int):
                    given[name] = whole_number(given[name], owner, what)
                else:
                    given[name] = what(given[name], owner)
            sizes(known, given)  # says where no window fits
            if len(arrays) > 1 or dtype:
                common = np.result_type(dtype or "b", *(_wide(given[name]) for name in arrays))
                given |= {name: given[name].astype(common, copy=False) for name in arrays}
            return function(**given)

        return call

    return checked


def _sizes_of(array: np.ndarray, names: str, known: Sizes, owner: str) -> Sizes:
    """The length of each axis; ValueError where the array does not have these axes."""
    axes, shape = names.split(), array.shape
    if axes[0] == "..." and len(shape) >= len(axes) - 1:
        axes = axes[1:]
        shape = shape[len(shape) - len(axes) :]
    found = dict(zip(axes, shape, strict=False))
    if len(shape) == len(axes) and all(
        known.get(axis, size) == size and (size or axis == "N") for axis, size in found.items()
    ):
        return found
    wanted = ", ".join(str(known.get(axis, axis)) for axis in names.split())
    raise ValueError(
        f"{owner} expects an array of shape ({wanted}), no size of it 0. Received "
        f"{array.shape}. Reshape it, or give the other arguments their sizes."
    )


def _wide(array: np.ndarray) -> np.dtype:
    """A dtype in which the products of such numbers do not overflow."""
    if array.dtype.kind == "f":
        return np.result_type(array.dtype, np.float32)
    return np.dtype(np.float64 if array.dtype == np.uint64 else np.int64)


def switch(value: Any, argument: str) -> bool:
    """`value` as a bool, if it is True or False, 1 or 0; ValueError else."""
    if isinstance(value, (bool, np.bool_)) or (isinstance(value, Integral) and value in (0, 1)):
        return bool(value)
    raise ValueError(f"{argument} expects True or False. Received {value!r}.")


def text(value: Any, argument: str) -> str:
    """`value`, if it is a text; ValueError else."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{argument} expects a text, such as 'loss'. Received {value!r}.")
    return value


def file_name(value: Any, argument: str) -> Path:
    """`value` as a path, if it is a text or a path; ValueError else."""
    if not isinstance(value, (str, os.PathLike)) or not str(value):
        raise ValueError(f"{argument} expects a name, such as 'name.npz'. Received {value!r}.")
    return Path(value)


def generator(value: Any, argument: str) -> np.random.Generator:
    """`value`, if it is a generator of random numbers; ValueError else."""
    if not isinstance(value, np.random.Generator):
        raise ValueError(
            f"{argument} expects a generator of random numbers. Received {value!r}. Make one: "
            "np.random.default_rng(0)."
        )
    return value


def same_shape(
    first: Any, second: Any, owner: str, names: str = "y_true y_pred", labels: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays of one shape, in a dtype that holds their differences.

    labels: whether the first are labels, which must be there, and may be (N,) beside (N, 1).
    """
    one, other = names.split()
    first = check_numbers(first, f"{owner}'s {one}")
    second = check_numbers(second, f"{owner}'s {other}")
    first = beside(first, second) if labels else first
    if first.shape != second.shape or first.size < labels:
        raise ValueError(
            f"{owner} expects {one} and {other} of one shape, and not empty. Received "
            f"{first.shape} and {second.shape}. Reshape one of them."
        )
    dtype = np.result_type(_wide(first), _wide(second))
    return first.astype(dtype, copy=False), second.astype(dtype, copy=False)


def beside(y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """Labels (N,) as (N, 1) beside predictions (N, 1), and back: else the two would broadcast."""
    short, long = sorted((y_true.shape, y_pred.shape), key=len)
    return y_true.reshape(y_pred.shape) if len(short) == 1 and long == (*short, 1) else y_true


def mean_of(values: Any, name: str) -> float:
    """The mean of what a loss or a metric returned: a number, or one for each example."""
    try:
        return float(np.mean(values))
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name!r} should return a number, or one for each example. Received a "
            f"{type(values).__name__} from it. End it with return and the number."
        ) from error


def function(value: Any, argument: str) -> Callable[..., Any]:
    """`value`, if it can be called; ValueError else."""
    if not callable(value):
        raise ValueError(
            f"{argument} expects a function. Received {value!r}. Give its name, "
            "without parentheses."
        )
    return value


def real_number(value: Any, argument: str, interval: str) -> float:
    """`value` as a float, if it is a number in an interval such as "[0, inf)"; ValueError else."""
    is_number = isinstance(value, Real) and not isinstance(value, (bool, np.bool_))
    try:
        number = float(value) if is_number or type(value) is np.ndarray else np.nan
    except (TypeError, ValueError, OverflowError):  # several numbers, or one that is too large
        number = np.nan
    low, high = (float(end) for end in interval[1:-1].split(","))
    inside = low < number < high or (number == low and interval[0] == "[")
    if not inside and not (number == high and interval[-1] == "]"):
        raise ValueError(f"{argument} expects a number in {interval}. Received {value!r}.")
    return number
