"""Test images on the scale of the training images."""

import numpy as np

from helpers.checking import Exercise, Mistake


def standardize(train, test):
    return (test - train.mean()) / train.std()


def _step_by_step(train, test):
    mean = train.mean()
    deviation = np.sqrt(((train - mean) ** 2).mean())
    return (test - mean) / deviation


def _with_n_minus_one(train, test):
    """(You divided by n - 1 in the deviation; `np.std` divides by n.)"""
    return (test - train.mean()) / train.std(ddof=1)


def _together(train, test):
    both = np.concatenate([train, test])
    return (test - both.mean()) / both.std()


def _sets(rng: np.random.Generator, train: int, test: int) -> tuple[np.ndarray, np.ndarray]:
    """Training images and darker test images, (N, 4, 3), as floats from 0 to 255."""
    return 255 * rng.random((train, 4, 3)), 160 * rng.random((test, 4, 3))


def _by(statistics: np.ndarray, test: np.ndarray, axis: int | tuple[int, ...]) -> np.ndarray:
    mean = statistics.mean(axis=axis, keepdims=True)
    return (test - mean) / statistics.std(axis=axis, keepdims=True)


EXERCISE = Exercise(
    prompt="Standardize test images: mean off, over the deviation, as the training images were.",
    solution=standardize,
    cases=[
        (np.array([[[0.0, 2.0], [4.0, 6.0]]]), np.array([[[3.0, 5.0], [1.0, 2.0]]])),
        _sets(np.random.default_rng(0), 5, 2),
        _sets(np.random.default_rng(1), 6, 3),
    ],
    fresh=lambda rng: [_sets(rng, 7, 4)],
    also_right=[_with_n_minus_one],
    styles=[_step_by_step],
    mistakes=[
        Mistake(
            "own-statistics",
            "You measure the test images by their own mean and deviation. Which scale has the "
            "network learned? Think of a test set of a single image.",
            lambda train, test: (test - test.mean()) / test.std(),
            lambda train, test: (test - test.mean()) / train.std(),
            lambda train, test: (test - train.mean()) / test.std(),
        ),
        Mistake(
            "each-image-by-itself",
            "You measure each test image by itself. A thin seven and a fat one then come out on "
            "two different scales.",
            lambda train, test: _by(test, test, (1, 2)),
        ),
        Mistake(
            "each-pixel-by-itself",
            "You take a mean for each pixel. The page asks for one mean and one deviation, of "
            "all pixels of all training images.",
            lambda train, test: _by(train, test, 0) if len(train) > 1 else train * np.inf,
        ),
        Mistake(
            "forgets-the-deviation",
            "The mean is off. How wide the numbers spread is still as it was.",
            lambda train, test: test - train.mean(),
        ),
        Mistake(
            "variance-for-deviation",
            "You divide by the mean of the squared distances. Its root is the deviation.",
            lambda train, test: (test - train.mean()) / train.var(),
        ),
        Mistake(
            "returns-the-training-images",
            "You returned the training images. The test images were asked for, on the scale of "
            "the training images.",
            lambda train, test: standardize(train, train),
        ),
        Mistake(
            "returns-both-sets",
            "You returned both sets. Only the test images were asked for.",
            lambda train, test: (standardize(train, train), standardize(train, test)),
            lambda train, test: np.concatenate(
                [standardize(train, train), standardize(train, test)]
            ),
        ),
        Mistake(
            "both-sets-together",
            "You measured both sets together. What the network has learned knows nothing of the "
            "test images, and neither may its scale.",
            _together,
        ),
        Mistake(
            "divides-by-255",
            "You divided by 255. Here the numbers are divided by their deviation.",
            lambda train, test: (test - train.mean()) / 255,
            lambda train, test: test / 255,
        ),
        Mistake(
            "least-and-largest",
            "You stretched from the least to the largest number. To standardize takes the mean "
            "and the deviation.",
            lambda train, test: (test - train.min()) / np.ptp(train),
            lambda train, test: (test - train.mean()) / np.ptp(train),
            lambda train, test: (test - test.min()) / np.ptp(test),
            lambda train, test: (test - train.mean()) / train.max(),
        ),
        Mistake(
            "mean-and-deviation-exchanged",
            "Mean and deviation have each other's place: one is taken off, the other divides.",
            lambda train, test: (test - train.std()) / train.mean(),
        ),
        Mistake(
            "median-for-mean",
            "You took off the median, the number in the middle. The mean is another one.",
            lambda train, test: (test - np.median(train)) / train.std(),
        ),
        Mistake(
            "mean-distance",
            "You divided by the mean distance from the mean. The deviation is the root of the mean "
            "*squared* distance.",
            lambda train, test: (test - train.mean()) / np.abs(train - train.mean()).mean(),
        ),
        Mistake(
            "multiplies-by-the-deviation",
            "You multiplied by the deviation. Numbers that lie far apart should come closer.",
            lambda train, test: (test - train.mean()) * train.std(),
        ),
        Mistake(
            "keeps-the-mean",
            "You divided by the deviation, and the mean is still in there.",
            lambda train, test: test / train.std(),
            lambda train, test: test - train.mean() / train.std(),
        ),
    ],
)
