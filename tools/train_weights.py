"""Train the course network for `helpers/weights/`: python tools/train_weights.py

It trains on the 55,000 images of MNIST's training set that are not among the 5,000 of
`load_digits()`, after proving that the two sets have no image in common, and measures the result
on MNIST's test set and on the 4,000 digits that are not sealed. The images are not shifted or
changed in any other way, so that chapter 3 can measure how much a shift harms. Needs the official
MNIST files: see `load_mnist`. With --write, the weights and their record replace the ones in
`helpers/weights/`.
"""

import argparse
import datetime
import json
import math
import time

import numpy as np

from helpers import (
    LearningRateScheduler,
    add_channel_axis,
    load_digits,
    load_mnist,
    one_hot,
    scale_pixels,
)
from helpers.data import Dataset
from helpers.weights import RECORD, WEIGHTS, course_network
from helpers.writing import write_whole

EPOCHS = 20
BATCH_SIZE = 32
FIRST_LEARNING_RATE = 0.002
EMBEDDED_PER_CLASS = 500


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the shipped weights of the course network.")
    parser.add_argument("--write", action="store_true", help="replace the files in helpers/weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()

    mnist, digits = load_mnist(), load_digits()
    chosen = not_embedded(mnist, digits)
    print(f"{chosen.sum():,} training images, none of them among the {(~chosen).sum():,} digits.")

    def cosine(epoch: int, _: float) -> float:
        return FIRST_LEARNING_RATE * 0.5 * (1 + math.cos(math.pi * epoch / options.epochs))

    model = course_network(seed=options.seed)
    start = time.perf_counter()
    model.fit(
        add_channel_axis(scale_pixels(mnist.x_train[chosen])),
        one_hot(mnist.y_train[chosen], 10),
        batch_size=BATCH_SIZE,
        epochs=options.epochs,
        callbacks=[LearningRateScheduler(cosine)],
        verbose=2,
    )
    seconds = time.perf_counter() - start

    record = {
        "network": "the course network, as in helpers/weights/__init__.py",
        "data": "MNIST's training images without the first 500 of each digit",
        "training_images": int(chosen.sum()),
        "mnist_test_accuracy": accuracy(model, mnist.x_test, mnist.y_test),
        "digits_accuracy": accuracy(model, digits.x_train, digits.y_train),
        "parameters": model.count_params(),
        "seed": options.seed,
        "epochs": options.epochs,
        "batch_size": BATCH_SIZE,
        "optimizer": "adam",
        "learning_rate": f"{FIRST_LEARNING_RATE}, falling to 0 along half a cosine, by epoch",
        "seconds": round(seconds),
        "numpy": np.__version__,
        "date": datetime.date.today().isoformat(),
    }
    text = json.dumps(record, indent=2) + "\n"
    print(text)
    if options.write:
        model.save_weights(WEIGHTS)
        write_whole(RECORD, text)
        print(f"Wrote {WEIGHTS.name} ({WEIGHTS.stat().st_size:,} bytes) and {RECORD.name}.")


def not_embedded(mnist: Dataset, digits: Dataset) -> np.ndarray:
    """Return which of MNIST's training images are not in `load_digits()`, (60000,) bools.

    Raises:
        SystemExit: the digits are not the first 500 of each class, or an image is in both sets.
    """
    embedded = np.zeros(len(mnist.y_train), bool)
    for digit in range(10):
        embedded[np.flatnonzero(mnist.y_train == digit)[:EMBEDDED_PER_CLASS]] = True

    def labeled_images(images: np.ndarray, labels: np.ndarray) -> set[tuple[int, bytes]]:
        return {(int(k), image.tobytes()) for image, k in zip(images, labels, strict=True)}

    firsts = labeled_images(mnist.x_train[embedded], mnist.y_train[embedded])
    ours = labeled_images(digits.x_train, digits.y_train) | labeled_images(
        digits.x_test, digits.y_test
    )
    if firsts != ours or len(ours) != 10 * EMBEDDED_PER_CLASS:
        raise SystemExit(
            "load_digits() is not the first 500 of each digit of MNIST's training set."
        )
    # Whatever their labels, no image of one set may be in the other.
    others = {image.tobytes() for image in mnist.x_train[~embedded]}
    common = {image for _, image in ours} & others
    if common:
        raise SystemExit(f"{len(common)} images are in both sets.")
    return ~embedded


def accuracy(model, images: np.ndarray, labels: np.ndarray) -> float:
    x = add_channel_axis(scale_pixels(images))
    predictions = model.predict(x, batch_size=128).argmax(axis=1)
    return float(np.mean(predictions == labels))


if __name__ == "__main__":
    main()
