"""`python -m helpers`: the main job at its smallest. Train the course network and look at it."""

import sys

import numpy as np

from helpers import add_channel_axis, load_digits, one_hot, scale_pixels
from helpers.weights import course_network

EPOCHS = 15
SHADES = " .:-=+*#%@"


def drawn(image: np.ndarray) -> list[str]:
    """A gray image (H, W) of bytes as lines of text, every second row."""
    shades = image.astype(int) * len(SHADES) // 256  # as bytes the product would overflow
    return ["".join(SHADES[value] for value in row) for row in shades[::2]]


def main() -> int:
    data = load_digits()
    x_train, x_test = (add_channel_axis(scale_pixels(x)) for x in (data.x_train, data.x_test))
    y_train, y_test = (one_hot(y, 10) for y in (data.y_train, data.y_test))

    model = course_network()
    model.summary()
    print(f"\nTraining on {len(x_train):,} digits, {EPOCHS} epochs.")
    model.fit(x_train, y_train, batch_size=32, epochs=EPOCHS)

    probabilities = model.predict(x_test)
    answers = probabilities.argmax(axis=1)
    for index in range(4):
        print("\n" + "\n".join(drawn(data.x_test[index])))
        print(f"Answer {answers[index]}, label {data.y_test[index]}.")
    accuracy = np.mean(answers == data.y_test)
    print(f"\nAccuracy on {len(x_test):,} digits it has never seen: {100 * accuracy:.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
