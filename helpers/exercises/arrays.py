"""Arrays for the cases of exercises: small whole numbers, which a reader can follow by eye."""

import numpy as np

from helpers.checking import Answer, Case


def whole_numbers(*shape: int, seed: int = 0, low: int = -9, high: int = 10) -> np.ndarray:
    """Random whole numbers from low to high - 1, as floats, without symmetry."""
    return np.random.default_rng(seed).integers(low, high, size=shape).astype(float)


def shuffled_numbers(*shape: int, seed: int = 0) -> np.ndarray:
    """0, 1, 2 and so on as floats, in random order."""
    order = np.random.default_rng(seed).permutation(int(np.prod(shape)))
    return order.reshape(shape).astype(float)


def distinct_numbers(*shape: int, seed: int = 0, shift: float = 0.0) -> np.ndarray:
    """Whole numbers as floats in random order, no two alike, about half of them negative."""
    return shuffled_numbers(*shape, seed=seed) - int(np.prod(shape)) // 2 + shift


def random_bytes(*shape: int, seed: int = 0, highest: int = 256) -> np.ndarray:
    """Random pixels, uint8 in [0, highest)."""
    return np.random.default_rng(seed).integers(0, highest, size=shape).astype(np.uint8)


def each(make: Answer, *shapes: tuple[int, ...], seed: int) -> tuple[np.ndarray, ...]:
    """Arrays made by `make`, such as `whole_numbers`, each from the next seed."""
    return tuple(make(*shape, seed=seed + i) for i, shape in enumerate(shapes))


def normals(rng: np.random.Generator, *shapes: tuple[int, ...]) -> tuple[np.ndarray, ...]:
    """Arrays of normal numbers, for fresh cases."""
    return tuple(rng.normal(size=shape) for shape in shapes)


def whole_cases(
    rng: np.random.Generator, low: list[int], high: list[int], count: int
) -> list[Case]:
    """Fresh cases of ints, each argument from its low to its high - 1."""
    return [tuple(case) for case in rng.integers(low, high, size=(count, len(low))).tolist()]


def numbered_examples(count: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Examples x (count, width) and labels y that can be told apart: x[i, 0] is 10 i, y[i] is i."""
    numbers = np.arange(count)
    return 10.0 * numbers[:, None] + np.arange(width), numbers


def forgive_rounding(array: np.ndarray, before: np.ndarray) -> None:
    """Undo what a nudge there and back may leave: a change that no learner meant."""
    if array.shape == before.shape and abs(array - before).max() <= 1e-9:
        array[...] = before
