"""`python -m helpers`: the main job at its smallest. Train the course network and look at it."""

import sys

import numpy as np

from helpers import add_channel_axis, load_digits, one_hot, scale_pixels
from helpers.weights import course_network

EPOCHS = 30
HELD_OUT = 1000  # training digits to validate on
SHADES = " .:-=+*#%@"


def drawn(image: np.ndarray) -> list[str]:
    """A gray image (H, W) of bytes as lines of text, every second row."""
    shades = image.astype(int) * len(SHADES) // 256  # as bytes the product would overflow
    return ["".join(SHADES[value] for value in row) for row in shades[::2]]


def main() -> int:
    data = load_digits()
    x, y = add_channel_axis(scale_pixels(data.x_train)), one_hot(data.y_train, 10)
    x_val, x_train, y_train = x[:HELD_OUT], x[HELD_OUT:], y[HELD_OUT:]  # the test set stays sealed

    model = course_network()
    model.summary()
    print(f"\nTraining on {len(x_train):,} digits, {EPOCHS} epochs.")
    model.fit(x_train, y_train, batch_size=32, epochs=EPOCHS)

    answers, labels = model.predict(x_val).argmax(axis=1), data.y_train[:HELD_OUT]
    for index in range(4):
        print("\n" + "\n".join(drawn(data.x_train[index])))
        print(f"Answer {answers[index]}, label {labels[index]}.")
    accuracy = np.mean(answers == labels)
    print(f"\nAccuracy on {HELD_OUT:,} digits that it did not train on: {100 * accuracy:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
