"""Where the evidence lies: cover a square, and see what the score loses."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then


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


def _row_by_row(predict, image, size):
    height, width = image.shape
    loss = np.zeros((height - size + 1, width - size + 1))
    for row in range(height - size + 1):
        for col in range(width - size + 1):
            covered = image.copy()
            covered[row : row + size, col : col + size] = 0
            loss[row, col] = predict(image) - predict(covered)
    return loss


def _with_gray(gray: Answer) -> Answer:
    def with_gray(image, row, column, size):
        painted = image.copy()
        painted[row : row + size, column : column + size] = gray(image)
        return painted

    return _covered_with(with_gray)


def _to_the_size(image, row, column, size):
    covered = image.copy()
    covered[row:size, column:size] = 0
    return covered


def _rows_of_rows(image, row, column, size):
    covered = image.copy()
    covered[row : row + size][column : column + size] = 0
    return covered


def _over_the_edge(predict, image, size):
    room = np.pad(image, ((0, size - 1), (0, size - 1)))
    height, width = image.shape
    return occlusion_map(lambda padded: predict(padded[:height, :width].copy()), room, size)


def _square_alone(predict, image, size):
    loss = np.zeros(np.array(image.shape) - size + 1)
    for row, column in np.ndindex(loss.shape):
        loss[row, column] = predict(image[row : row + size, column : column + size])
    return loss


def _alone_on_paper(predict, image, size):
    loss = np.zeros(np.array(image.shape) - size + 1)
    for row, column in np.ndindex(loss.shape):
        loss[row, column] = predict(_kept_alone(image, row, column, size))
    return loss


def _share_of_the_score(predict, image, size):
    return occlusion_map(predict, image, size) / predict(image)


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
        (_sloping, np.array([[-1.0, -2.0], [1.0, -7.0], [-2.0, 0.0]]), 1),
        (_squared, _image(3, 7), 3),
    ],
    fresh=lambda rng: [(_sloping, rng.uniform(0.1, 0.9, rng.integers(4, 7, 2)), 2)],
    styles=[_row_by_row],
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
            "two-pairs-of-brackets",
            "What you covered is no square. `a[rows][columns]` takes rows twice: the second pair "
            "of brackets counts rows of what the first has left.",
            _covered_with(_rows_of_rows),
        ),
        Mistake(
            "square-too-small",
            "Your squares are one pixel too small. A slice ends before the number behind its "
            "colon.",
            lambda predict, image, size: occlusion_map(predict, image, size - 1)[
                : image.shape[0] - size + 1, : image.shape[1] - size + 1
            ],
        ),
        Mistake(
            "squares-side-by-side",
            "Your squares do not overlap. Move on by one pixel, as a convolution does.",
            _in_steps,
            lambda predict, image, size: _in_steps(predict, image, size)[
                : image.shape[0] // size, : image.shape[1] // size
            ],
        ),
        Mistake(
            "covers-with-gray",
            "You covered with gray. What number is paper?",
            _with_gray(np.mean),
            _with_gray(lambda image: 0.5),
        ),
        Mistake(
            "ends-at-the-size",
            "Your squares end at row `size` and column `size`, wherever they begin. A slice names "
            "where it begins and where it ends.",
            _covered_with(_to_the_size),
        ),
        Mistake(
            "over-the-edge",
            "Your squares run over the edge of the image, where they cover less. Only those that "
            "fit were asked for. How many places are there in a row?",
            _over_the_edge,
        ),
        Mistake(
            "one-place-too-few",
            "Your map is one row and one column too small. A square of 2 has two places in a row "
            "of 3.",
            then(occlusion_map, lambda loss: loss[:-1, :-1]),
        ),
        Mistake(
            "scores-the-square-alone",
            "You returned the score of the square alone, without the rest. What does the score "
            "lose when the square is covered?",
            _square_alone,
            _alone_on_paper,
        ),
        Mistake(
            "share-of-the-score",
            "You returned which share of the score is lost. Here it is the loss itself.",
            _share_of_the_score,
            then(_share_of_the_score, lambda loss: 100 * loss),
        ),
        Mistake(
            "never-below-zero",
            "Nothing in your map is below 0. Where the score rises when a square is covered, the "
            "number is negative.",
            then(occlusion_map, np.abs),
            then(occlusion_map, lambda loss: np.maximum(loss, 0)),
        ),
    ],
)
