"""One slope for each pixel of an image, by nudging one after the other."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then
from helpers.exercises.arrays import forgive_rounding


def pixel_slopes(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row in range(image.shape[0]):
        for col in range(image.shape[1]):
            nudged = image.copy()
            nudged[row, col] = image[row, col] + eps
            above = measure(nudged)
            nudged[row, col] = image[row, col] - eps
            slopes[row, col] = (above - measure(nudged)) / (2 * eps)
    return slopes


def _differences(ahead, behind, divisor):
    def slopes(measure, image, eps):
        out = np.zeros(image.shape)
        for place in np.ndindex(image.shape):
            step = np.zeros(image.shape)
            step[place] = eps
            out[place] = measure(image + ahead * step) - measure(image - behind * step)
        return out / (divisor * eps)

    return slopes


def _never_puts_back(measure, image, eps):
    image, out = image.copy(), np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        image[place] += eps
        above = measure(image)
        image[place] -= 2 * eps
        out[place] = (above - measure(image)) / (2 * eps)
    return out


def _changes_the_image(measure, image, eps):
    image[...] = image + eps
    return pixel_slopes(measure, image - eps, eps)


def _row_by_row(measure, image, eps):
    out = np.zeros(image.shape)
    for row in range(len(image)):
        step = np.zeros(image.shape)
        step[row] = eps
        out[row] = (measure(image + step) - measure(image - step)) / (2 * eps)
    return out


def _there_and_back(measure, image, eps):
    slopes = np.zeros(image.shape)
    for row in range(image.shape[0]):
        for col in range(image.shape[1]):
            nudged = image.copy()
            nudged[row, col] += eps
            above = measure(nudged)
            nudged[row, col] -= 2 * eps
            below = measure(nudged)
            slopes[row, col] = (above - below) / (2 * eps)
    return slopes


def _around(start: Answer, nudge: Answer) -> Answer:
    """Slopes by other images than those nudged up and down: made from a start, pixel by pixel."""

    def slopes(measure, image, eps):
        out = np.zeros(image.shape)
        for place in np.ndindex(image.shape):
            above, below = start(image).copy(), start(image).copy()
            above[place], below[place] = nudge(image[place], eps), nudge(image[place], -eps)
            out[place] = (measure(above) - measure(below)) / (2 * eps)
        return out

    return slopes


def _each_number_alone(measure, image, eps):
    out = np.zeros(image.shape)
    for place, pixel in np.ndenumerate(image):
        out[place] = (measure(pixel + eps) - measure(pixel - eps)) / (2 * eps)
    return out


def _all_at_once(measure, image, eps):
    return (measure(image + eps) - measure(image - eps)) / (2 * eps)


def _transposed(measure, image, eps):
    return np.ascontiguousarray(pixel_slopes(measure, image, eps).T)


def _cubes(image):
    """measure(image) = sum of image ** 3"""
    return float((image**3).sum())


def _contrast(image):
    """measure(image) = sum of (the top left pixel times each pixel) ** 2"""
    return float(((image[0, 0] * image) ** 2).sum())


def _waves(image):
    """measure(image) = sum of sin(3 image) + product of image"""
    return float(np.sin(3 * image).sum() + image.prod())


def _by_place(image):
    """measure(image) = sum of 0, 1, 2, ... times each pixel ** 2, row by row"""
    return float((np.arange(image.size).reshape(image.shape) * image**2).sum())


def _called(answer, measure, image, eps):
    before = image.copy()
    slopes = answer(measure, image, eps)
    forgive_rounding(image, before)
    return slopes


EXERCISE = Exercise(
    prompt="Return an array like image: how fast measure(image) changes when each pixel is nudged.",
    solution=pixel_slopes,
    cases=[
        (_cubes, np.array([[1.0, -2.0, 0.5]]), 0.1),
        (_cubes, np.array([[1.0, 2.0], [0.5, 3.0], [-1.0, 1.5]]), 0.1),
        (_contrast, np.array([[0.5, 1.0, 2.0], [1.5, 0.25, 1.0]]), 0.1),
        (_waves, np.array([[0.5, 1.5], [-1.0, 0.75]]), 0.05),
        (_by_place, np.array([[2.0, 0.5, 1.0], [0.25, 1.5, 1.0]]), 0.1),
    ],
    fresh=lambda rng: [(_cubes, rng.uniform(1, 2, size=(3, 2)), 0.1)],
    call=_called,
    styles=[_there_and_back],
    mistakes=[
        Mistake(
            "nudges-everything",
            "All your slopes are equal: you nudged all pixels at once. Each pixel has a slope of "
            "its own, so only one may move at a time.",
            lambda measure, image, eps: np.full(
                image.shape, (measure(image + eps) - measure(image - eps)) / (2 * eps)
            ),
        ),
        Mistake(
            "nudges-whole-rows",
            "Within a row your slopes are equal: you nudged the whole row. One index picks a row. "
            "How many pick a pixel?",
            _row_by_row,
        ),
        Mistake(
            "nudges-whole-columns",
            "Within a column your slopes are equal: you nudged the whole column. How many indices "
            "pick a pixel?",
            lambda measure, image, eps: _row_by_row(lambda x: measure(x.T), image.T, eps).T,
        ),
        Mistake(
            "never-puts-back",
            "Your first slope is right, and the later ones drift: each pixel that you nudged is "
            "still nudged when you come to the next.",
            _never_puts_back,
        ),
        Mistake(
            "one-sided",
            "You nudged each pixel to one side. Nudge it up and down, and compare the two.",
            _differences(1, 0, 1),
            _differences(0, 1, 1),
        ),
        Mistake(
            "forgets-two",
            "Your slopes are twice too steep. How far is it from a nudge down to a nudge up?",
            _differences(1, 1, 1),
        ),
        Mistake(
            "halves-one-sided",
            "You made one nudge, to one side, and divided by the distance of two.",
            _differences(1, 0, 2),
            _differences(0, 1, 2),
        ),
        Mistake(
            "one-number-for-all-pixels",
            "One number came. Every pixel has a slope of its own: each has its place in an array "
            "like `image`.",
            _all_at_once,
            then(pixel_slopes, lambda slopes: float(slopes[-1, -1])),
            then(pixel_slopes, lambda slopes: float(slopes[0, 0])),
        ),
        Mistake(
            "pixel-without-its-image",
            "You measured the nudged pixel without the others. The measure takes a whole image, in "
            "which all other pixels are as they were.",
            _each_number_alone,
            _around(np.zeros_like, lambda pixel, eps: pixel + eps),
            _around(np.zeros_like, lambda pixel, eps: eps),
        ),
        Mistake(
            "replaces-the-pixel",
            "You put the nudge in the pixel's place. A nudge is added to what is there.",
            _around(np.asarray, lambda pixel, eps: eps),
        ),
        Mistake(
            "reversed-sign",
            "Your signs are reversed. A slope is positive where a brighter pixel makes the measure "
            "grow.",
            _differences(-1, -1, 2),
        ),
        Mistake(
            "swaps-row-and-column",
            "Each slope stands at the mirrored place: row first, then column, both when you nudge "
            "and when you write the slope down.",
            _transposed,
        ),
        Mistake(
            "mutates-input",
            "Your function changed its argument",
            _changes_the_image,
        ),
    ],
)
