"""Record for "What is next": a network that sees color, against one that sees the same in gray.

    python -m tools.record_color

The images are pieces of 32 by 32 pixels of two photographs that come with scikit-learn: a temple
in China and a flower. The task is to say which photograph a piece is from.
"""

from typing import Any

import numpy as np

from helpers import Adam, Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Sequential
from helpers.pixels import to_grayscale
from tools.records import Parts, record

SEEDS = [0, 1, 2, 3, 4]
SIZE = 32
MIDDLE = 320  # columns: pieces to train on come from the left half, the others from the right
EPOCHS = 15


def pieces(photograph: np.ndarray) -> np.ndarray:
    """Cut (H, W, 3) into (N, 32, 32, 3), side by side; what is left at the border is dropped."""
    rows, columns = photograph.shape[0] // SIZE, photograph.shape[1] // SIZE
    grid = photograph[: rows * SIZE, : columns * SIZE].reshape(rows, SIZE, columns, SIZE, 3)
    return grid.swapaxes(1, 2).reshape(-1, SIZE, SIZE, 3)


def parts() -> Parts:
    """The pieces (N, 32, 32, 3) in [0, 1], labeled with the number of their photograph."""
    from sklearn.datasets import load_sample_images

    photographs = [photograph / np.float32(255) for photograph in load_sample_images().images]
    left = [pieces(photograph[:, :MIDDLE]) for photograph in photographs]
    right = [pieces(photograph[:, MIDDLE:]) for photograph in photographs]
    labels = [np.repeat([0, 1], [len(x) for x in half]) for half in (left, right)]
    return Parts(np.concatenate(left), labels[0], np.concatenate(right), labels[1])


def in_gray(x: np.ndarray) -> np.ndarray:
    """The same shape (N, H, W, 3) with the brightness in all three channels."""
    return np.repeat(np.stack([to_grayscale(image) for image in x])[..., None], 3, axis=-1)


def accuracy(data: Parts, seed: int, epochs: int = EPOCHS) -> float:
    """Train the course network with three channels and two classes; the share right on x_val."""
    model = Sequential(
        [
            Input((SIZE, SIZE, 3)),
            Conv2D(8, 3, activation="relu"),
            MaxPooling2D(2),
            Conv2D(16, 3, activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(64, activation="relu"),
            Dropout(0.5),
            Dense(2, activation="softmax"),
        ],
        seed=seed,
    )
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer=Adam(0.003), loss=loss, metrics=["accuracy"])
    model.fit(data.x, data.y, epochs=epochs, batch_size=16, verbose=0)
    return round(model.evaluate(data.x_val, data.y_val)[1], 4)


def experiment() -> dict[str, Any]:
    """The accuracy for each seed, in color and in gray."""
    color = parts()
    gray = color._replace(x=in_gray(color.x), x_val=in_gray(color.x_val))
    return {
        "pieces": [len(color.x), len(color.x_val)],
        "color": [accuracy(color, seed) for seed in SEEDS],
        "gray": [accuracy(gray, seed) for seed in SEEDS],
    }


if __name__ == "__main__":
    text = "pieces of two photographs of scikit-learn, 260 to train on and 260 to validate on"
    record("color", text, SEEDS, experiment)
