"""Record for chapter 6: few digits, many epochs, with dropout in several places and without.

python -m tools.record_dropout
"""

from typing import Any

import numpy as np

from helpers import Dropout, Sequential, add_channel_axis, load_digits, scale_pixels
from helpers.weights import course_layers
from tools.records import record

SEEDS = [0, 1, 2, 3, 4]
DIGITS = 300
EPOCHS = 40
# where dropout stands: rate after each pooling, rate behind the dense layer
PLACES = {
    "no dropout": (0.0, 0.0),
    "dropout 0.5 behind the dense layer": (0.0, 0.5),
    "dropout 0.25 behind each pooling": (0.25, 0.0),
    "both": (0.25, 0.5),
}


def network(after_pooling: float, after_dense: float, seed: int) -> Sequential:
    """The course network with dropout at chosen places."""
    layers = course_layers(dropout=after_dense)
    for behind in (5, 3):  # the second pooling, then the first, so that its place stays
        layers.insert(behind, Dropout(after_pooling))
    model = Sequential(layers, seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def curves(
    places: tuple[float, float], seeds: list[int] = SEEDS, epochs: int = EPOCHS
) -> dict[str, Any]:
    """Means over the seeds of each epoch's losses and accuracies, and each seed's own losses.

    `seed_loss` and `seed_val_loss` are lists with a curve for each seed; `last_val_accuracy` and
    `last_val_loss` have one number for each seed.
    The training figures are measured after the epoch and with dropout off, like the validation
    figures, so that the two can be compared.
    """
    data = load_digits()
    x, x_val = (add_channel_axis(scale_pixels(images)) for images in (data.x_train, data.x_test))
    x, y = x[:DIGITS], data.y_train[:DIGITS]
    runs = []
    for seed in seeds:
        model = network(*places, seed=seed)
        rows = []
        for _ in range(epochs):
            model.fit(x, y, verbose=0)
            rows.append(model.evaluate(x, y) + model.evaluate(x_val, data.y_test))
        runs.append(rows)
    table = np.array(runs)  # (seeds, epochs, 4)
    means = np.round(table.mean(axis=0), 4)
    losses = np.round(table[:, :, [0, 2]], 3)
    return {
        "loss": means[:, 0].tolist(),
        "accuracy": means[:, 1].tolist(),
        "val_loss": means[:, 2].tolist(),
        "val_accuracy": means[:, 3].tolist(),
        "seed_loss": losses[:, :, 0].tolist(),
        "seed_val_loss": losses[:, :, 1].tolist(),
        "last_val_accuracy": np.round(table[:, -1, 3], 4).tolist(),
        "last_val_loss": np.round(table[:, -1, 2], 4).tolist(),
    }


if __name__ == "__main__":
    record(
        "dropout",
        f"{DIGITS} embedded digits to train on, 1,000 to validate, {EPOCHS} epochs",
        SEEDS,
        lambda: {name: curves(places) for name, places in PLACES.items()},
    )
