"""Record for lab 11: Kuzushiji with and without dropout, and with more and more images.

HELPERS_DATA_DIR=../shared/data python -m tools.record_kuzushiji

Known are the first images of the official training set, at most 7,011: 80 % to learn from, the
rest to validate. The score is that of all 10,000 test images, with the weights of the lowest
validation loss. Beside it stands a search for the nearest neighbors, which knows the same images,
all of them. Then the two sets change places: what does a network that learned from test images
make of the training images? Why they differ is asked by record_mixture.
"""

import time
from functools import cache
from typing import Any

import numpy as np

from helpers import (
    Adam,
    Conv2D,
    Dense,
    Dropout,
    EarlyStopping,
    Flatten,
    Input,
    MaxPooling2D,
    Sequential,
    add_channel_axis,
    load_kmnist,
    one_hot,
    scale_pixels,
)
from tools.records import record

SEEDS = [0, 1, 2]
SIZES = [1000, 2000, 4000, 7011]
MOST_EPOCHS = 100
PATIENCE = 8

Part = tuple[np.ndarray, np.ndarray]


def network(rate: float, seed: int) -> Sequential:
    """The network of the page; at a rate of 0, without its dropout."""
    model = Sequential(seed=seed)
    model.add(Input((28, 28, 1)))
    model.add(Conv2D(16, 3, activation="relu"))
    model.add(MaxPooling2D(2))
    model.add(Conv2D(32, 3, activation="relu"))
    model.add(MaxPooling2D(2))
    model.add(Flatten())
    model.add(Dense(128, activation="relu"))
    if rate:
        model.add(Dropout(rate))
    model.add(Dense(10, activation="softmax"))
    model.compile(Adam(0.003), "categorical_crossentropy", ["accuracy"])
    return model


@cache
def parts() -> tuple[Part, Part]:
    """The 7,011 training and the 10,000 test images with their labels, ready for a network."""
    data = load_kmnist(partial=True)
    return (
        (add_channel_axis(scale_pixels(data.x_train)), one_hot(data.y_train, 10)),
        (add_channel_axis(scale_pixels(data.x_test)), one_hot(data.y_test, 10)),
    )


def run(
    known: Part, new: Part, rate: float, seed: int, epochs: int = MOST_EPOCHS
) -> dict[str, Any]:
    """Train on 80 % of what is known, validate on the rest, and score what is new."""
    x, y = known
    count = int(0.8 * len(x))
    model = network(rate, seed)
    stopping = EarlyStopping(patience=PATIENCE, restore_best_weights=True)
    start = time.perf_counter()
    history = model.fit(
        x[:count],
        y[:count],
        batch_size=64,
        epochs=epochs,
        verbose=0,
        validation_data=(x[count:], y[count:]),
        callbacks=[stopping],
    ).history
    seconds = time.perf_counter() - start
    best = stopping.best_epoch
    return {
        "seed": seed,
        "epochs": len(history["loss"]),
        "best_epoch": best,
        "val_loss": [round(loss, 4) for loss in history["val_loss"]],
        "val_accuracy": round(history["val_accuracy"][best], 4),
        "test_accuracy": round(model.evaluate(*new)[1], 4),
        "seconds": round(seconds, 1),
    }


def first(size: int) -> Part:
    x, y = parts()[0]
    return x[:size], y[:size]


def flat(part: Part) -> Part:
    """Images as rows, and whole-number labels."""
    x, y = part
    return x.reshape(len(x), -1), y.argmax(axis=1)


def neighbors(size: int) -> float:
    """Share of right answers of 4 nearest neighbors; a near one has more to say than a far one."""
    from sklearn.neighbors import KNeighborsClassifier

    finder = KNeighborsClassifier(4, weights="distance").fit(*flat(first(size)))
    return round(finder.score(*flat(parts()[1])), 4)


def experiment() -> dict[str, Any]:
    train, test = parts()
    x_test, y_test = test
    swapped = (x_test[:7011], y_test[:7011])
    sizes = {
        str(size): {
            "network": [run(first(size), test, 0.5, seed) for seed in SEEDS],
            "neighbors": neighbors(size),
        }
        for size in SIZES
    }
    return {
        "sizes": sizes,
        "no dropout": [run(train, test, 0.0, seed) for seed in SEEDS],
        # Here "test" is the training set, and "val" the part of the test set kept for validation.
        "swapped": [run(swapped, train, 0.5, seed) for seed in SEEDS],
    }


if __name__ == "__main__":
    record(
        "kuzushiji",
        "the first 1,000 to 7,011 training images of KMNIST, and its 10,000 test images",
        SEEDS,
        experiment,
    )
