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
        (_image(4, 9, (3, 1, 6.0), (2, 0, 3.0), (3, 8, 0.5)),),
        (_image(8, 8, (6, 1, 9.0), (6, 2, 5.0), (7, 3, 2.0), (7, 7, 1.0)),),
        (_image(3, 3, (1, 1, 1.0)),),
        (_image(6, 9, (1, 2, 3.0), (2, 2, 4.0)),),
    ],
    fresh=_fresh_images,
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
    ],
)
