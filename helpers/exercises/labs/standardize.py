"""Test images on the scale of the training images."""

import numpy as np

from helpers.checking import Exercise, Mistake


def standardize(train, test):
    return (test - train.mean()) / train.std()


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
    ],
)
