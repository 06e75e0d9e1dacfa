"""Compare a value with what was wanted: its kind in words, its numbers as float32 can tell."""

from typing import Any

from numpy import asarray, float64, isfinite, isnan, ndarray, where

from helpers.checking.outcome import Other

RELATIVE, OF_LARGEST, ABSOLUTE = 1e-4, 1e-5, 1e-9  # a tolerance that fits float32


def same(want: Any, got: Any, strict: bool = True) -> bool:
    """Whether a value is what was wanted, within float32's precision.

    With strict=False, for telling mistakes apart, ints and floats are told apart by value alone.
    """
    if isinstance(want, (list, tuple)):
        parts = values_in(got)
        return (
            parts is not None
            and len(parts) == len(want)
            and all(same(a, b, strict) for a, b in zip(want, parts, strict=True))
        )
    if strict and misfit(want, got) is not None:
        return False
    if isinstance(want, (ndarray, bool, int, float)):
        if not isinstance(got, (ndarray, bool, int, float)):
            return False
        want, got = asarray(want), asarray(got)
        return want.shape == got.shape and not differing(want, got).any()
    return type(want) is type(got) and bool(want == got)


def differing(want: ndarray, got: ndarray) -> ndarray:
    """Where two arrays of one shape differ by more than the tolerance."""
    want, got = want.astype(float64), got.astype(float64)
    fine = isfinite(want)
    largest = abs(want[fine]).max(initial=0.0)
    near = abs(want - got) <= RELATIVE * abs(want) + OF_LARGEST * largest + ABSOLUTE
    alike = (want == got) | (isnan(want) & isnan(got))
    return ~where(fine, near, alike)


def values_in(value: Any) -> list[Any] | None:
    """Several values: the items of a list or a tuple, or an array along its first axis."""
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, ndarray) and value.ndim > 0:
        return value.tolist() if value.ndim == 1 else list(value)  # plain numbers, or arrays
    return None


def misfit(want: Any, got: Any) -> str | None:
    """What is wrong with the kind of a value (not its numbers), in words; None if it fits."""
    if got is None and want is not None:
        return "Your function returned None, as a function without a return does."
    if isinstance(got, Other) and got.kind == "ndarray":
        return f"Your function returned an array {got.detail}."
    if isinstance(want, ndarray):
        if isinstance(got, (list, tuple)):
            kind = type(got).__name__
            return (
                f"Your function returned a {kind}. Return a NumPy array: np.array(...) makes one."
            )
        return None if isinstance(got, ndarray) else "A NumPy array was expected."
    if isinstance(want, bool | int):
        if isinstance(got, float):
            return "A whole number of type int was expected, and a float came back."
        return None if isinstance(got, int) else "A whole number of type int was expected."
    if isinstance(want, float):
        fits = isinstance(got, (int, float)) or (isinstance(got, ndarray) and got.ndim == 0)
        return None if fits else "One number was expected."
    if isinstance(want, (list, tuple)):
        parts = values_in(got)
        if parts is None:
            return f"{len(want)} values were expected, as a tuple or a list."
        if len(parts) != len(want):
            return f"{len(want)} values were expected, and {len(parts)} came back."
        problems = (misfit(a, b) for a, b in zip(want, parts, strict=True))
        return next((problem for problem in problems if problem), None)
    return None if type(want) is type(got) else "Something else was expected."
