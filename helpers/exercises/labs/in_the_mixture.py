"""What a score would be, if the kinds of images came in another mixture."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then


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


def _heap_by_heap(right, heap, shares):
    total = 0
    for h in range(len(shares)):
        if shares[h] > 0:
            total += shares[h] * right[heap == h].mean()
    return total


def _image_by_image(right, heap, shares):
    counts = np.zeros(len(shares))
    hits = np.zeros(len(shares))
    for i in range(len(right)):
        counts[heap[i]] += 1
        hits[heap[i]] += right[i]
    total = 0
    for h in range(len(shares)):
        if counts[h] > 0:
            total += shares[h] * hits[h] / counts[h]
    return total


def _weighed(counted: Answer) -> Answer:
    """The sum of share times something else of each heap than its rate."""
    return lambda right, heap, shares: float(
        sum(share * counted(right, heap, h) for h, share in enumerate(shares) if share > 0)
    )


def _products(right, heap, shares):
    return _rates(right, heap, shares) * shares


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
        _case("1110110001", "0000001111", 0.2, 0.8),
        _case("010111", "113200", 0.25, 0.25, 0.1, 0.4),
        _case("0110", "0112", 0.0, 1.0, 0.0),
        _case("110100111011", "000111111333", 0.3, 0.4, 0.0, 0.3),  # heap 2 is empty
    ],
    fresh=_fresh,
    styles=[_heap_by_heap, _image_by_image],
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
            lambda right, heap, shares: float(_rates(right, heap, shares).mean()),
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
        Mistake(
            "counts-not-rates",
            "A heap counts in your sum as often as it has images. The share of right answers in "
            "it lies between 0 and 1, however many images it has.",
            _weighed(lambda right, heap, h: right[heap == h].sum()),
        ),
        Mistake(
            "not-added-up",
            "You have one number for each heap. Together they make one.",
            _products,
            then(_products, list),
            lambda right, heap, shares: _products(right, heap, shares)[shares > 0],
            lambda right, heap, shares: list(_products(right, heap, shares)[shares > 0]),
            _rates,
        ),
        Mistake(
            "one-image-for-each-heap",
            "You took one image for each heap: `right[h]` is image number h. Heap number h is all "
            "images where `heap` is h.",
            _weighed(lambda right, heap, h: right[h]),
        ),
        Mistake(
            "compares-right-with-heap",
            "You compared `right` with numbers of heaps. `heap` says where an image lies, and "
            "`right` whether it was read.",
            _weighed(lambda right, heap, h: (right == heap).mean()),
            _weighed(lambda right, heap, h: (right == h).mean()),
            _weighed(lambda right, heap, h: heap[right == h].mean()),
        ),
        Mistake(
            "size-of-the-heap",
            "You took how large each heap is, and not how much of it was read: `right` plays no "
            "part.",
            _weighed(lambda right, heap, h: (heap == h).mean()),
            _weighed(lambda right, heap, h: (heap == h).sum()),
        ),
        Mistake(
            "divides-by-the-share",
            "You divided by the share. A heap that is asked for more often should count for more.",
            lambda right, heap, shares: float(
                sum(right[heap == h].mean() / share for h, share in enumerate(shares) if share > 0)
            ),
        ),
        Mistake(
            "divides-by-the-heaps",
            "You also divided by the number of heaps. The shares add up to 1: theirs is a mean "
            "already.",
            lambda right, heap, shares: in_the_mixture(right, heap, shares) / len(shares),
        ),
        Mistake(
            "percent",
            "You returned percents. A share lies between 0 and 1.",
            then(in_the_mixture, lambda share: 100 * share),
        ),
    ],
)
