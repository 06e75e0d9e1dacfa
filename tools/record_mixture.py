"""Record for lab 11: what many shapes cost, and what their mixture does, with controls.

HELPERS_DATA_DIR=../shared/data python -m tools.record_mixture

Needs the first 7,011 training images of KMNIST, and its 10,000 test images. Each training image is
read by its four nearest others. The images of each class, of both sets, are sorted into heaps, and
each heap's share of right answers counts as much as its share of another set's images: of the test
images; or, as a control, of half of the training images, which the sum must leave as it is. The
second control changes what is *known* as well: neighbors know as many training images as before,
drawn in the mixture of the test.

Before that, one mean for each class is set beside eight, on Kuzushiji and on the embedded digits:
3,000 training images give the means, and the nearest mean names 1,000 others. Each seed draws them
anew.
"""

from functools import cache
from typing import Any

import numpy as np

from helpers import load_digits, load_kmnist, scale_pixels
from tools.records import record

SEEDS = [0, 1, 2, 3, 4]
HEAPS = [1, 4, 12, 25]
NEIGHBORS = 4


@cache
def images() -> tuple[np.ndarray, ...]:
    """Rows and labels of the training and of the test set."""
    data = load_kmnist(partial=True)
    x, x_test = (scale_pixels(a).reshape(len(a), -1) for a in (data.x_train, data.x_test))
    return x, data.y_train, x_test, data.y_test


def votes(distances: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The answer of each row of neighbors (N, 4); a near one has more to say than a far one."""
    weights = 1 / np.maximum(distances, 1e-9)
    return (weights[..., None] * (labels[..., None] == np.arange(10))).sum(axis=1).argmax(axis=1)


def nearest_mean(name: str, heaps: int, seed: int) -> float:
    """Share of 1,000 images that lie nearest to a mean of their class, with so many for each."""
    from sklearn.cluster import KMeans
    from sklearn.neighbors import KNeighborsClassifier

    data = load_digits() if name == "digits" else load_kmnist(partial=True)
    drawn = np.random.default_rng(seed).permutation(len(data.x_train))[:4000]
    x, y = scale_pixels(data.x_train[drawn]).reshape(4000, -1), data.y_train[drawn]
    sorted_ones = [
        KMeans(heaps, n_init=1, random_state=seed).fit(x[:3000][y[:3000] == k]) for k in range(10)
    ]
    centers = np.concatenate([sorter.cluster_centers_ for sorter in sorted_ones])
    finder = KNeighborsClassifier(1).fit(centers, np.repeat(np.arange(10), heaps))
    return round(finder.score(x[3000:], y[3000:]), 4)


@cache
def read_by_the_others() -> np.ndarray:
    """For each training image, whether its nearest *other* training images name it right."""
    from sklearn.neighbors import KNeighborsClassifier

    x, y, *_ = images()
    distances, nearest = KNeighborsClassifier(NEIGHBORS + 1).fit(x, y).kneighbors(x)
    return votes(distances[:, 1:], y[nearest[:, 1:]]) == y  # the first is the image itself


@cache
def sorted_into(heaps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The heap of each training and of each test image; heaps hold one class each."""
    from sklearn.cluster import KMeans

    x, y, x_test, y_test = images()
    train, test = np.empty(len(y), int), np.empty(len(y_test), int)
    for k in range(10):
        own = np.concatenate([x[y == k], x_test[y_test == k]])
        heap = k * heaps + KMeans(heaps, n_init=2, random_state=seed).fit_predict(own)
        count = (y == k).sum()
        train[y == k], test[y_test == k] = heap[:count], heap[count:]
    return train, test


def reweighted(train: np.ndarray, right: np.ndarray, wanted: np.ndarray, heaps: int) -> float:
    """The share of right answers, if heaps were as frequent as in `wanted`, class by class."""
    expected = []
    for k in range(10):
        here = np.arange(k * heaps, (k + 1) * heaps)
        known = [h for h in here if (train == h).any()]  # one without images says nothing
        shares = [right[train == h].mean() for h in known]
        expected.append(np.average(shares, weights=[(wanted == h).sum() for h in known]))
    return round(float(np.mean(expected)), 4)


def questions(heaps: int, seed: int) -> dict[str, float]:
    """The same answers, counted in the test's mixture, and in that of half of the training set."""
    train, test = sorted_into(heaps, seed)
    right = read_by_the_others()
    half = np.random.default_rng(seed).permutation(len(train)) < len(train) // 2
    return {
        "as the test": reweighted(train, right, test, heaps),
        "as the other half": reweighted(train[half], right[half], train[~half], heaps),
    }


def knowledge(heaps: int, seed: int) -> dict[str, float]:
    """Neighbors read all test images, and know 2,000 training images, drawn in one of two ways."""
    from sklearn.neighbors import KNeighborsClassifier

    x, y, x_test, y_test = images()
    train, test = sorted_into(heaps, seed)
    rng = np.random.default_rng(seed)
    sizes = [np.bincount(heap, minlength=10 * heaps) for heap in (test, train)]
    weights = (sizes[0] / np.maximum(sizes[1], 1))[train]
    drawn = {
        "as they come": rng.choice(len(x), 2000, replace=False),
        "as the test": rng.choice(len(x), 2000, replace=False, p=weights / weights.sum()),
    }
    return {
        how: round(
            KNeighborsClassifier(NEIGHBORS, weights="distance")
            .fit(x[chosen], y[chosen])
            .score(x_test, y_test),
            4,
        )
        for how, chosen in drawn.items()
    }


def experiment(seeds: list[int] = SEEDS) -> dict[str, Any]:
    figures = {
        "means": {
            name: {
                str(heaps): [nearest_mean(name, heaps, seed) for seed in seeds] for heaps in (1, 8)
            }
            for name in ("digits", "Kuzushiji")
        },
        "questions": {str(heaps): [questions(heaps, seed) for seed in seeds] for heaps in HEAPS},
        "knowledge": [knowledge(HEAPS[-1], seed) for seed in seeds],
        "read": round(float(read_by_the_others().mean()), 4),
    }
    print(figures, flush=True)
    return figures


if __name__ == "__main__":
    record(
        "mixture",
        "the first 7,011 training images of KMNIST, and its 10,000 test images; 4,000 embedded "
        "digits",
        SEEDS,
        experiment,
    )
