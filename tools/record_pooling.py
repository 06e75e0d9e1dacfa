"""Record for chapter 3 and the page of fair tests: five ways to a smaller map, and none.

python -m tools.record_pooling

The networks are alike but for what makes their maps smaller. "max", "average" and "corner" have
the same sizes and the same number of parameters, so that nothing but the choice within a window
differs: its largest number, its mean, or the one at its top left. "learned" puts a convolution of
2x2 with stride 2 there, and "none" keeps its maps as large as they are.

Each learns 3,000 digits from several seeds, at three learning rates. Recorded are the accuracy on
1,000 validation digits after each epoch, the accuracy on the digits it learned from, and that on
validation digits which were shifted, or had noise added: gray noise (normal, of some standard
deviation) or specks (a share of all pixels made white). In the end the first half of the validation
digits serves to choose a network's rate, and the other half to judge it there.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from helpers import Adam, AveragePooling2D, Conv2D, MaxPooling2D, Sequential
from helpers.layer import Layer, Shape
from helpers.weights import course_layers
from tools.records import Parts, digits, record

SEEDS = [0, 1, 2, 3, 4]
EPOCHS = 12
RATES = [0.001, 0.003, 0.006]
NETWORKS = ["max", "average", "corner", "learned", "none"]
SHIFTS = [0, 1, 2, 3, 4]
DIRECTIONS = [(-1, 0), (1, 0), (0, -1), (0, 1)]  # up, down, left, right
GRAY = [0.1, 0.2, 0.3, 0.4]
SPECKS = [0.02, 0.05, 0.1]


class Corner(Layer):
    """Keep the pixel at the top left of each 2x2 window, whatever the others are."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], input_shape[1] // 2, input_shape[2] // 2, input_shape[3])

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        self.built, self.x_shape = True, x.shape
        return x[:, : x.shape[1] // 2 * 2 : 2, : x.shape[2] // 2 * 2 : 2]

    def backward(self, grad: np.ndarray) -> np.ndarray:
        grad_x = np.zeros(self.x_shape, dtype=grad.dtype)
        grad_x[:, : 2 * grad.shape[1] : 2, : 2 * grad.shape[2] : 2] = grad
        return grad_x


def experiment() -> dict[str, Any]:
    runs = []
    for network in NETWORKS:
        for rate in RATES:
            for seed in SEEDS:
                runs.append(train(network, rate, seed))
                print(network, rate, seed, runs[-1]["accuracy_by_shift"], flush=True)
    return {
        "shifts": SHIFTS,
        "gray": GRAY,
        "specks": SPECKS,
        "parameters": {network: build(network).count_params() for network in NETWORKS},
        "runs": runs,
    }


def front(network: str) -> list[Layer]:
    """Return the half of a network with its convolutions: all differ in nothing else."""
    first, second = Conv2D(8, 3, activation="relu"), Conv2D(16, 3, activation="relu")
    if network == "none":
        return [first, second]
    smaller: dict[str, list[Layer]] = {
        "max": [MaxPooling2D(2), MaxPooling2D(2)],
        "average": [AveragePooling2D(2), AveragePooling2D(2)],
        "corner": [Corner(), Corner()],
        "learned": [Conv2D(count, 2, strides=2, activation="relu") for count in (8, 16)],
    }
    return [first, smaller[network][0], second, smaller[network][1]]


def build(network: str, seed: int = 0) -> Sequential:
    """Return an untrained network. "max" is the course network."""
    images, *_, flatten, dense, dropout, last = course_layers()
    return Sequential([images, *front(network), flatten, dense, dropout, last], seed=seed)


def fit(model: Sequential, optimizer: Any, parts: Parts, epochs: int) -> list[float]:
    """Train a network; return its accuracy on the validation digits after each epoch."""
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    watched = (parts.x_val, parts.y_val)  # never learned from
    history = model.fit(parts.x, parts.y, epochs=epochs, validation_data=watched, verbose=0)
    return rounded(history.history["val_accuracy"])


def train(network: str, rate: float, seed: int, epochs: int = EPOCHS) -> dict[str, Any]:
    """Train one network on the embedded digits; return what it reaches."""
    parts = digits()
    model = build(network, seed)
    by_epoch = fit(model, Adam(rate), parts, epochs)
    x, y = parts.x_val, parts.y_val
    half = len(y) // 2
    return {
        "network": network,
        "learning_rate": rate,
        "seed": seed,
        "accuracy_by_epoch": by_epoch,
        "train_accuracy": round(accuracy(model, parts.x, parts.y), 5),
        "choose": round(accuracy(model, x[:half], y[:half]), 5),
        "judge": round(accuracy(model, x[half:], y[half:]), 5),
        "accuracy_by_shift": rounded(accuracy_when_shifted(model, x, y, n) for n in SHIFTS),
        "accuracy_by_gray": rounded(accuracy(model, with_gray(x, s), y) for s in GRAY),
        "accuracy_by_specks": rounded(accuracy(model, with_specks(x, s), y) for s in SPECKS),
    }


def accuracy_when_shifted(
    model: Sequential, images: np.ndarray, labels: np.ndarray, pixels: int
) -> float:
    """Return the mean accuracy on images shifted up, down, left and right by some pixels."""
    if pixels == 0:
        return accuracy(model, images, labels)
    shares = [
        accuracy(model, shift(images, down * pixels, right * pixels), labels)
        for down, right in DIRECTIONS
    ]
    return float(np.mean(shares))


def shift(images: np.ndarray, down: int, right: int) -> np.ndarray:
    """Return images (N, H, W, C) moved down and to the right; zeros come in from outside."""
    height, width = images.shape[1:3]
    edge = max(abs(down), abs(right))
    framed = np.pad(images, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    top, left = edge - down, edge - right
    return framed[:, top : top + height, left : left + width]


def with_gray(images: np.ndarray, deviation: float) -> np.ndarray:
    """Return images with normal noise added, the same for each network."""
    noise = np.random.default_rng(0).normal(size=images.shape)
    return (images + deviation * noise).astype(np.float32)


def with_specks(images: np.ndarray, share: float) -> np.ndarray:
    """Return images with a share of all pixels made white, the same for each network."""
    return np.where(np.random.default_rng(0).random(images.shape) < share, 1, images).astype(
        np.float32
    )


def accuracy(model: Sequential, images: np.ndarray, labels: np.ndarray) -> float:
    return float(np.mean(model.predict(images, batch_size=128).argmax(axis=1) == labels))


def rounded(values: Iterable[float]) -> list[float]:
    return [round(float(value), 5) for value in values]


if __name__ == "__main__":
    record("pooling", "3,000 digits to train, 1,000 to validate, 12 epochs", SEEDS, experiment)
