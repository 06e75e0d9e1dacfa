"""A digit to the middle of its image."""

import math

import numpy as np

from helpers.checking import Answer, Exercise, Mistake, then


def center_by_mass(image):
    down, right = _steps(*_center(image), *image.shape)
    return _shifted(image, round(down), round(right))


def _center(image: np.ndarray) -> tuple[float, float]:
    """Row and column of the centre of mass."""
    mass = image.sum()
    rows = (image.sum(axis=1) * np.arange(image.shape[0])).sum() / mass
    cols = (image.sum(axis=0) * np.arange(image.shape[1])).sum() / mass
    return float(rows), float(cols)


def _steps(rows: float, cols: float, height: int, width: int) -> tuple[float, float]:
    """How far the center of mass is from the middle, down and to the right."""
    return (height - 1) / 2 - rows, (width - 1) / 2 - cols


def _shifted(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """The image moved by whole pixels; zeros come in."""
    height, width = image.shape
    room = max(height, width) + max(abs(down), abs(right))
    padded = np.pad(image, room)
    top, left = room - down, room - right
    return padded[top : top + height, left : left + width]


def _rolled(image: np.ndarray, down: int, right: int) -> np.ndarray:
    return np.roll(image, (down, right), axis=(0, 1))


def _centered_by(steps: Answer, move: Answer = _shifted, whole: Answer = round) -> Answer:
    """Centering by other steps, another way of moving, or another way of rounding."""

    def centered(image):
        down, right = steps(*_center(image), *image.shape)
        return move(image, whole(down), whole(right))

    return centered


def _moved_and_rolled(steps: Answer) -> tuple[Answer, Answer]:
    """Centering by other steps, with zeros coming in and with np.roll."""
    return _centered_by(steps), _centered_by(steps, _rolled)


def _in_loops(image):
    height, width = image.shape
    mass = image.sum()
    row = (image.sum(axis=1) * np.arange(height)).sum() / mass
    col = (image.sum(axis=0) * np.arange(width)).sum() / mass
    down = round((height - 1) / 2 - row)
    right = round((width - 1) / 2 - col)
    result = np.zeros_like(image)
    for r in range(height):
        for c in range(width):
            if 0 <= r + down < height and 0 <= c + right < width:
                result[r + down, c + right] = image[r, c]
    return result


def _moved_to(center: Answer) -> Answer:
    """Centering another place of the image than its center of mass."""

    def centered(image):
        down, right = _steps(*center(image), *image.shape)
        return _shifted(image, round(down), round(right))

    return centered


def _ink_alike(image: np.ndarray) -> tuple[float, float]:
    return _center((image > 0).astype(float))


def _brightest(image: np.ndarray) -> tuple[float, float]:
    row, col = np.unravel_index(image.argmax(), image.shape)
    return float(row), float(col)


def _box(image: np.ndarray) -> tuple[float, float]:
    rows, cols = np.nonzero(image)
    return (rows.min() + rows.max()) / 2, (cols.min() + cols.max()) / 2


def _forgets_the_mass(image: np.ndarray) -> tuple[float, float]:
    row, col = _center(image)
    return row * image.sum(), col * image.sum()


def _whole_steps(image: np.ndarray) -> tuple[int, int]:
    down, right = _steps(*_center(image), *image.shape)
    return round(down), round(right)


def _cut(image):
    down, right = _whole_steps(image)
    return image[down:, right:]


def _over_the_edge(image):
    """Without a look whether a pixel still lies in the image."""
    (down, right), moved = _whole_steps(image), np.zeros_like(image)
    for row, col in np.ndindex(image.shape):
        moved[row + down, col + right] = image[row, col]
    return moved


def _on_the_old_image(image):
    (down, right), moved = _whole_steps(image), image.copy()
    for row, col in np.ndindex(image.shape):
        if 0 <= row + down < image.shape[0] and 0 <= col + right < image.shape[1]:
            moved[row + down, col + right] = image[row, col]
    return moved


def _image(height: int, width: int, *pixels: tuple[int, int, float]) -> np.ndarray:
    image = np.zeros((height, width))
    for row, col, value in pixels:
        image[row, col] = value
    return image


def _fresh_images(rng: np.random.Generator) -> list[tuple[np.ndarray]]:
    """An image whose mass lies to one side, and whose shift is not near one half."""
    while True:
        image = rng.random((9, 7))
        image[:, 4:] *= 0.05
        image[5:] *= 0.05
        steps = _steps(*_center(image), *image.shape)
        if all(abs(step % 1 - 0.5) > 0.1 for step in steps):
            return [(image,)]


EXERCISE = Exercise(
    prompt="Shift an image by whole pixels so that its center of mass is in the middle.",
    solution=center_by_mass,
    cases=[
        (_image(5, 5, (0, 0, 1.0), (0, 1, 1.0), (1, 0, 3.0), (4, 0, 0.5)),),
        (_image(5, 7, (1, 1, 2.0), (1, 2, 2.0), (2, 1, 1.0)),),
        (_image(6, 6, (4, 5, 4.0), (5, 5, 4.0), (5, 1, 1.0), (0, 4, 1.0)),),
        (_image(7, 5, (0, 4, 5.0), (1, 4, 3.0), (6, 2, 1.0)),),
        (_image(1, 4, (0, 0, 3.0), (0, 1, 1.0)),),
        (_image(8, 8, (6, 1, 9.0), (6, 2, 5.0), (7, 3, 2.0), (7, 7, 1.0)),),
        (_image(1, 1, (0, 0, 1.0)),),
        (_image(4, 1, (2, 0, 1.0), (3, 0, 3.0)),),
    ],
    fresh=_fresh_images,
    styles=[_in_loops],
    mistakes=[
        Mistake(
            "wraps-around",
            "What leaves your image on one side comes back on the other: np.roll does that. Zeros "
            "should come in.",
            _centered_by(_steps, _rolled),
        ),
        Mistake(
            "shifts-the-wrong-way",
            "You moved the image away from the middle. If its mass lies too far up, it must move "
            "down.",
            *_moved_and_rolled(then(_steps, np.negative)),
        ),
        Mistake(
            "swaps-row-and-column",
            "You moved down by what was meant for the right. The first axis counts rows, from the "
            "top down.",
            *_moved_and_rolled(then(_steps, np.flip)),
            *_moved_and_rolled(lambda rows, cols, *shape: _steps(cols, rows, *shape)),
        ),
        Mistake(
            "misses-the-middle",
            "Your middle is half a pixel too far. In a row of 5 pixels, numbered 0 to 4, the "
            "middle is number 2.",
            *_moved_and_rolled(
                lambda rows, cols, *shape: (shape[0] / 2 - rows, shape[1] / 2 - cols)
            ),
        ),
        Mistake(
            "rounds-down",
            "You rounded down. The nearest whole pixel may be the next one.",
            _centered_by(_steps, whole=math.floor),
            _centered_by(_steps, whole=int),
        ),
        Mistake(
            "all-ink-alike",
            "You took the mean of the places where there is ink. A place weighs as much as the ink "
            "there: a gray pixel counts for less.",
            _moved_to(_ink_alike),
        ),
        Mistake(
            "brightest-pixel",
            "You brought the brightest pixel to the middle. All the ink has a say in where the "
            "center of mass is.",
            _moved_to(_brightest),
        ),
        Mistake(
            "middle-of-the-box",
            "You brought the middle of the ink's box to the middle. The center of mass lies where "
            "most of the ink is.",
            _moved_to(_box),
        ),
        Mistake(
            "forgets-the-mass",
            "Your image is empty where ink should be: the sum of place times ink is not divided by "
            "the sum of the ink, so the center seems to lie far outside.",
            _moved_to(_forgets_the_mass),
        ),
        Mistake(
            "counts-from-one",
            "You numbered the rows and columns from 1 when you looked for the center, and the "
            "middle is counted from 0.",
            _moved_to(lambda image: tuple(place + 1 for place in _center(image))),
        ),
        Mistake(
            "one-axis-only",
            "You moved the image along one axis alone. Rows and columns have a center each.",
            _centered_by(then(_steps, lambda steps: (steps[0], 0))),
            _centered_by(then(_steps, lambda steps: (0, steps[1]))),
        ),
        Mistake(
            "keeps-the-old-ink",
            "The image was moved, and where nothing came in, the old ink is still there. Zeros "
            "should come in.",
            _on_the_old_image,
        ),
        Mistake(
            "leaves-the-image",
            "A pixel that is moved out of the image should be lost. Yours come back on the other "
            "side, as they do with an index below 0, or their index lies beyond the end.",
            _over_the_edge,
        ),
        Mistake(
            "cuts-off",
            "You cut a piece out of the image. It should keep its shape: what comes in is zeros.",
            _cut,
        ),
        Mistake(
            "returns-places",
            "You returned two numbers, of where the center is or how far to go. The moved image "
            "was asked for.",
            _center,
            _whole_steps,
            then(_center, np.array),
            lambda image: _steps(*_center(image), *image.shape),
        ),
    ],
)
