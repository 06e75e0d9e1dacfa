"""What a score would be, if the kinds of images came in another mixture."""

import numpy as np

from helpers.checking import Exercise, Mistake


def in_the_mixture(right, heap, shares):
    total = 0.0
    for h, share in enumerate(shares):
        if share > 0:
            total += share * np.mean(right[heap == h])
    return float(total)


def _rates(right: np.ndarray, heap: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The share of right answers in each heap (K,); 0 where a heap is empty."""
    counts = np.bincount(heap, minlength=len(shares))
    return np.bincount(heap, right, minlength=len(shares)) / np.maximum(counts, 1)


def _as_before(right, heap, shares):
    """Weights the images and not the heaps, so the old mixture stays in the sum."""
    weights = np.asarray(shares)[heap]
    return float((weights * right).sum() / weights.sum())


def _empty_heaps_too(right, heap, shares):
    with np.errstate(invalid="ignore"):
        counts = np.bincount(heap, minlength=len(shares))
        rates = np.bincount(heap, right, minlength=len(shares)) / counts
        return float((rates * shares).sum())


def _case(right: str, heap: str, *shares: float) -> tuple:
    return (
        np.array([float(mark) for mark in right]),
        np.array([int(digit) for digit in heap]),
        np.array(shares),
    )


def _fresh(rng: np.random.Generator) -> list[tuple]:
    heap = np.concatenate([np.arange(4), rng.integers(0, 4, size=36)])
    shares = rng.dirichlet(np.ones(4))
    return [((rng.random(40) < 0.7).astype(float), heap, shares)]


EXERCISE = Exercise(
    prompt="Return the share of right answers, if heaps were asked for by the given shares.",
    solution=in_the_mixture,
    cases=[
        _case("1110110001", "0000001111", 0.5, 0.5),
        _case("1110110001", "0000001111", 0.2, 0.8),
        _case("110100111011", "000111111222", 0.25, 0.25, 0.5),
        _case("110100111011", "000111111333", 0.3, 0.4, 0.0, 0.3),  # heap 2 is empty
    ],
    fresh=_fresh,
    mistakes=[
        Mistake(
            "ignores-shares",
            "That is the score as it is, in the mixture of the images at hand. Where do the "
            "shares come in?",
            lambda right, heap, shares: float(np.mean(right)),
        ),
        Mistake(
            "equal-heaps",
            "You give every heap the same weight. Which weight does the question give to each?",
            lambda right, heap, shares: float(_rates(right, heap, shares)[np.unique(heap)].mean()),
        ),
        Mistake(
            "the-old-mixture-stays",
            "A heap with many images still counts for more than a heap with few. What must be "
            "computed for each heap first, so that its size no longer matters?",
            _as_before,
        ),
        Mistake(
            "divides-by-all",
            "Within a heap you divide by the number of all images. How many images could have "
            "been right there?",
            lambda right, heap, shares: float(
                (np.bincount(heap, right, minlength=len(shares)) * shares).sum() / len(right)
            ),
        ),
        Mistake(
            "empty-heap",
            "The mean of no images is NaN, and NaN times 0 is NaN, not 0. A heap that nobody asks "
            "for needs no rate.",
            _empty_heaps_too,
        ),
    ],
)
