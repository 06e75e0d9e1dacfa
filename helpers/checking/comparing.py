"""Compare a value with what was wanted: its kind in words, its numbers as float32 can tell."""

from typing import Any

from numpy import asarray, float64, isfinite, isnan, ndarray, where

from helpers.checking.values import count, kind_text

RELATIVE, OF_LARGEST, ABSOLUTE = 1e-4, 1e-5, 1e-9  # a tolerance that fits float32
_WHOLE = "biuO"  # kinds of dtype; an int of more than 64 bits becomes an object


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
    """Where two arrays of one shape differ by more than the tolerance; whole numbers, by any."""
    if want.dtype.kind in _WHOLE and got.dtype.kind in _WHOLE:
        return asarray(want != got)
    want, got = want.astype(float64), got.astype(float64)
    fine = isfinite(want)
    sizes = abs(want)
    all_fine = fine.all()
    largest = (sizes if all_fine else sizes[fine]).max(initial=0.0)
    near = abs(want - got) <= RELATIVE * sizes + OF_LARGEST * largest + ABSOLUTE
    if all_fine:
        return ~near
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
        return "Your function returned None."
    if isinstance(want, (list, tuple)):
        return _misfit_of_several(want, got)
    if isinstance(want, ndarray):
        fits, wanted = isinstance(got, ndarray), "A NumPy array was expected"
    elif isinstance(want, bool | int):
        fits, wanted = isinstance(got, int), "A whole number of type int was expected"
    elif isinstance(want, float):
        fits = isinstance(got, (int, float)) or (isinstance(got, ndarray) and got.ndim == 0)
        wanted = "One number was expected"
    else:
        fits = type(want) is type(got)
        wanted = f"{'None' if want is None else kind_text(want).capitalize()} was expected"
    if fits:
        return None
    numbers = isinstance(want, ndarray) and isinstance(got, (list, tuple)) and _is_table(got)
    cure = "; np.array(...) makes one" if numbers else ""
    return f"{wanted}, and {kind_text(got)} came{cure}."


def _misfit_of_several(want: list[Any] | tuple[Any, ...], got: Any) -> str | None:
    wanted = f"{count(len(want)).capitalize()} values were expected"
    if not isinstance(got, (list, tuple, ndarray)):
        return f"{wanted}, as a tuple; {kind_text(got)} came."
    parts = values_in(got)
    problems = [misfit(a, b) for a, b in zip(want, parts or [], strict=False)]
    fits = parts is not None and len(parts) == len(want)
    if isinstance(got, ndarray) and not (fits and set(problems) <= {None}):
        return f"{wanted}, as a tuple; {kind_text(got).replace('an', 'one', 1)} came."
    if not fits:
        return f"{wanted}, and {count(len(got))} came."
    for place, problem in enumerate(problems, start=1):
        if problem is not None:
            return f"Value {place} of {len(want)}: {problem}"
    return None


def _is_table(value: list[Any] | tuple[Any, ...]) -> bool:
    """Whether np.array makes numbers of it: numbers, or rows of one length."""
    lengths = {len(row) if isinstance(row, (list, tuple, ndarray)) else None for row in value}
    rows = [row for row in value if isinstance(row, (list, tuple))]
    known = all(isinstance(part, (bool, int, float, list, tuple, ndarray)) for part in value)
    return known and len(lengths) <= 1 and all(map(_is_table, rows))
