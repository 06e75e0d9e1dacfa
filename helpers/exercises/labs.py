"""The exercises of the labs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.exercises.exercise import Exercise, Mistake

# --- receptive_field ----------------------------------------------------------------------------


def receptive_field(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * step
        step *= stride
    return field


def _step_too_early(layers):
    field, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        field += (kernel - 1) * step
    return field


def _last_stride_only(layers):
    field, before = 1, 1
    for kernel, stride in layers:
        field += (kernel - 1) * before
        before = stride
    return field


RECEPTIVE_FIELD = Exercise(
    name="receptive_field",
    chapter=9,
    prompt="Return how many pixels wide the part of the image is that one number at the end sees.",
    solution=receptive_field,
    cases=[
        ([(3, 1)],),
        ([(3, 1), (3, 1)],),
        ([(3, 1), (2, 2)],),
        ([(3, 1), (2, 2), (3, 1), (2, 2)],),
        ([(5, 2), (3, 2), (3, 1)],),
        ([(7, 3)],),
        ([(1, 1), (4, 3), (2, 2), (3, 2), (5, 1)],),
    ],
    fresh=lambda rng: [
        ([tuple(int(n) for n in rng.integers([2, 2], [6, 4])) for _ in range(4)],),
    ],
    mistakes=[
        Mistake(
            "adds-kernels",
            lambda layers: sum(kernel for kernel, _ in layers),
            "You added the kernels. Two kernels of 3 overlap: the second one starts on what the "
            "first has seen already.",
        ),
        Mistake(
            "forgets-strides",
            lambda layers: 1 + sum(kernel - 1 for kernel, _ in layers),
            "The strides make no difference in your answer. After a stride of 2, neighbors in the "
            "map are two pixels apart in the image.",
        ),
        Mistake(
            "counts-own-stride",
            _step_too_early,
            "A layer's stride widens its own view in your answer. It moves the kernel's positions "
            "apart, and so counts for the layers after it.",
        ),
        Mistake(
            "last-stride-only",
            _last_stride_only,
            "Only the stride of the layer before counts in your answer. Strides multiply.",
        ),
        Mistake(
            "multiplies-kernels",
            lambda layers: int(np.prod([kernel for kernel, _ in layers])),
            "You multiplied the kernels. Each layer adds a border to what is seen.",
        ),
        Mistake(
            "last-layer-first",
            lambda layers: receptive_field(layers[::-1]),
            "You went through the layers from the end. The list begins at the image.",
        ),
    ],
)


# --- center_by_mass -----------------------------------------------------------------------------


def center_by_mass(image):
    height, width = image.shape
    rows, cols = _center(image)
    return _shifted(image, round((height - 1) / 2 - rows), round((width - 1) / 2 - cols))


def _center(image: np.ndarray) -> tuple[float, float]:
    """Row and column of the centre of mass."""
    mass = image.sum()
    rows = (image.sum(axis=1) * np.arange(image.shape[0])).sum() / mass
    cols = (image.sum(axis=0) * np.arange(image.shape[1])).sum() / mass
    return float(rows), float(cols)


def _shifted(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """The image moved by whole pixels; zeros come in."""
    height, width = image.shape
    room = max(height, width) + max(abs(down), abs(right))
    padded = np.pad(image, room)
    top, left = room - down, room - right
    return padded[top : top + height, left : left + width]


def _rolled(image: np.ndarray, down: int, right: int) -> np.ndarray:
    return np.roll(image, (down, right), axis=(0, 1))


def _centered_by(
    steps: Callable[[float, float, int, int], tuple[float, float]],
    move: Callable[[np.ndarray, int, int], np.ndarray] = _shifted,
    whole: Callable[[float], int] = round,
) -> Callable[..., Any]:
    """Centring by other steps, another way of moving, or another way of rounding."""

    def centered(image):
        down, right = steps(*_center(image), *image.shape)
        return move(image, whole(down), whole(right))

    return centered


def _right(rows: float, cols: float, height: int, width: int) -> tuple[float, float]:
    return (height - 1) / 2 - rows, (width - 1) / 2 - cols


def _wrong_way(rows: float, cols: float, height: int, width: int) -> tuple[float, float]:
    return rows - (height - 1) / 2, cols - (width - 1) / 2


def _exchanged(rows: float, cols: float, height: int, width: int) -> tuple[float, float]:
    return (width - 1) / 2 - cols, (height - 1) / 2 - rows


def _exchanged_center(rows: float, cols: float, height: int, width: int) -> tuple[float, float]:
    return (height - 1) / 2 - cols, (width - 1) / 2 - rows


def _to_half(rows: float, cols: float, height: int, width: int) -> tuple[float, float]:
    return height / 2 - rows, width / 2 - cols


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
        steps = _right(*_center(image), *image.shape)
        if all(abs(step % 1 - 0.5) > 0.1 for step in steps):
            return [(image,)]


CENTER_BY_MASS = Exercise(
    name="center_by_mass",
    chapter=10,
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
            _centered_by(_right, _rolled),
            "What leaves your image on one side comes back on the other: np.roll does that. Zeros "
            "should come in.",
        ),
        Mistake(
            "shifts-the-wrong-way",
            _centered_by(_wrong_way),
            "You moved the image away from the middle. If its mass lies too far up, it must move "
            "down.",
            also=(_centered_by(_wrong_way, _rolled),),
        ),
        Mistake(
            "swaps-row-and-column",
            _centered_by(_exchanged),
            "You moved down by what was meant for the right. The first axis counts rows, from the "
            "top down.",
            also=(
                _centered_by(_exchanged_center),
                _centered_by(_exchanged, _rolled),
                _centered_by(_exchanged_center, _rolled),
            ),
        ),
        Mistake(
            "misses-the-middle",
            _centered_by(_to_half),
            "Your middle is half a pixel too far. In a row of 5 pixels, numbered 0 to 4, the "
            "middle is number 2.",
            also=(_centered_by(_to_half, _rolled),),
        ),
        Mistake(
            "rounds-down",
            _centered_by(_right, whole=lambda step: int(np.floor(step))),
            "You rounded down. The nearest whole pixel may be the next one.",
            also=(_centered_by(_right, whole=int),),
        ),
    ],
)


# --- confusion_matrix ---------------------------------------------------------------------------


def confusion_matrix(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    for label, prediction in zip(labels, predictions, strict=True):
        matrix[label, prediction] += 1
    return matrix


def _shares(axis: int | None, empty: float = np.nan) -> Callable[..., Any]:
    def shares(labels, predictions, num_classes):
        counts = confusion_matrix(labels, predictions, num_classes)
        total = counts.sum(axis=axis, keepdims=True)
        return np.where(total > 0, counts / np.maximum(total, 1), empty)

    return shares


def _fancy_index(labels, predictions, num_classes):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    matrix[labels, predictions] += 1
    return matrix


CONFUSION_MATRIX = Exercise(
    name="confusion_matrix",
    chapter=9,
    prompt="Count how often each true class (row) was predicted as each class (column).",
    solution=confusion_matrix,
    cases=[
        (np.array([0, 1, 1, 2, 2, 2]), np.array([0, 1, 0, 2, 2, 1]), 3),
        (np.array([1, 0, 1, 1]), np.array([0, 0, 0, 1]), 2),
        (np.array([0, 1, 3, 3, 0]), np.array([1, 1, 3, 0, 1]), 4),
        (np.array([2, 2, 0, 1]), np.array([0, 0, 1, 1]), 5),
        (np.array([0]), np.array([1]), 2),
    ],
    fresh=lambda rng: [(rng.integers(0, 6, size=40), rng.integers(0, 6, size=40), 6)],
    mistakes=[
        Mistake(
            "transposed",
            lambda labels, predictions, num_classes: confusion_matrix(
                predictions, labels, num_classes
            ),
            "Your rows are the predictions. Here a row is a true class: it shows what became of "
            "its examples.",
        ),
        Mistake(
            "normalised",
            _shares(1),
            "You returned shares. Here the matrix holds counts.",
            also=(_shares(1, 0.0), _shares(None), _shares(0), _shares(0, 0.0)),
        ),
        Mistake(
            "counts-once",
            _fancy_index,
            "A cell never holds more than 1 in your answer: NumPy adds once for each place, "
            "however often the place is named.",
        ),
        Mistake(
            "infers-classes-from-data",
            lambda labels, predictions, num_classes: confusion_matrix(
                labels, predictions, 1 + max(labels.max(), predictions.max())
            ),
            "The size of your matrix depends on the classes that happen to be there. It is "
            "num_classes by num_classes.",
        ),
    ],
)


EXERCISES = [RECEPTIVE_FIELD, CENTER_BY_MASS, CONFUSION_MATRIX]
