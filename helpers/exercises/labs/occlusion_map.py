"""Where the evidence lies: cover a square, and see what the score loses."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake


def occlusion_map(predict, image, size):
    height, width = image.shape
    score = predict(image)
    loss = np.zeros((height - size + 1, width - size + 1))
    for row, column in np.ndindex(loss.shape):
        covered = image.copy()
        covered[row : row + size, column : column + size] = 0
        loss[row, column] = score - predict(covered)
    return loss


def _weighed(image):
    """predict(image) = sum of image * place, with the places 1, 2, 3, ... row by row"""
    return float((image * np.arange(1, image.size + 1).reshape(image.shape)).sum())


def _squared(image):
    """predict(image) = (sum of the image's first column) ** 2 + its largest pixel"""
    return float(image[:, 0].sum() ** 2 + image.max())


def _sloping(image):
    """predict(image) = sum of image * (3 * row - 2 * column + 1)"""
    rows, columns = np.indices(image.shape)
    return float((image * (3 * rows - 2 * columns + 1)).sum())


def _one_square_after_another(predict, image, size):
    left, loss = image.copy(), np.zeros(np.array(image.shape) - size + 1)
    for row, column in np.ndindex(loss.shape):
        left[row : row + size, column : column + size] = 0
        loss[row, column] = predict(image) - predict(left)
    return loss


def _covered_with(change: Answer) -> Answer:
    def answer(predict, image, size):
        loss = np.zeros(np.array(image.shape) - size + 1)
        for row, column in np.ndindex(loss.shape):
            loss[row, column] = predict(image) - predict(change(image, row, column, size))
        return loss

    return answer


def _kept_alone(image, row, column, size):
    square = slice(row, row + size), slice(column, column + size)
    alone = np.zeros_like(image)
    alone[square] = image[square]
    return alone


def _with_ink(image, row, column, size):
    inked = image.copy()
    inked[row : row + size, column : column + size] = 1
    return inked


def _one_pixel(image, row, column, size):
    covered = image.copy()
    covered[row, column] = 0
    return covered


def _in_steps(predict, image, size):
    return occlusion_map(predict, image, size)[::size, ::size]


def _what_is_left(predict, image, size):
    return predict(image) - occlusion_map(predict, image, size)


def _image(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).uniform(0.1, 0.9, shape).round(2)


EXERCISE = Exercise(
    prompt="Cover each square of an image with paper in turn; return how much the score falls.",
    solution=occlusion_map,
    cases=[
        (_weighed, np.array([[0.0, 1.0, 0.5], [0.25, 0.75, 1.0]]), 2),
        (_weighed, _image(4, 6), 2),
        (_squared, _image(5, 4), 3),
        (_sloping, _image(4, 4), 2),
        (_sloping, _image(6, 5), 1),
        (_squared, _image(3, 7), 3),
    ],
    fresh=lambda rng: [(_sloping, rng.uniform(0.1, 0.9, rng.integers(4, 7, 2)), 2)],
    mistakes=[
        Mistake(
            "one-square-after-another",
            "Your squares add up: from the second one on, more than one is covered. Where does "
            "each new try have to start from?",
            _one_square_after_another,
        ),
        Mistake(
            "what-is-left",
            "You returned the score with the square covered. The map shows what the square was "
            "worth.",
            _what_is_left,
        ),
        Mistake(
            "turned-around",
            "Your signs are the wrong way around: a square that the score needs has a number "
            "above 0.",
            lambda predict, image, size: -occlusion_map(predict, image, size),
        ),
        Mistake(
            "keeps-the-square-alone",
            "You covered all but the square. Which of the two is to become paper?",
            _covered_with(_kept_alone),
        ),
        Mistake(
            "covers-with-ink",
            "You covered with ink. What number is paper?",
            _covered_with(_with_ink),
        ),
        Mistake(
            "one-pixel",
            "Only one pixel is covered, whatever the size. How do you name a whole square of an "
            "array?",
            _covered_with(_one_pixel),
        ),
        Mistake(
            "squares-side-by-side",
            "Your squares do not overlap. Move on by one pixel, as a convolution does.",
            _in_steps,
        ),
    ],
)
