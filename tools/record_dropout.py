"""Record for chapter 6: few digits, many epochs, with dropout in several places and without.

python -m tools.record_dropout
"""

from typing import Any

import numpy as np

from helpers import Dropout, Sequential
from helpers.metrics import accuracy
from helpers.weights import course_layers
from tools.records import Parts, digits, record

SEEDS = list(range(10))
DIGITS = 300
EPOCHS = 40
# where dropout stands: rate after each pooling, rate behind the dense layer
PLACES = {
    "no dropout": (0.0, 0.0),
    "dropout 0.5 behind the dense layer": (0.0, 0.5),
    "dropout 0.25 behind each pooling": (0.25, 0.0),
    "both": (0.25, 0.5),
}
# the same two places with the rates exchanged: else a place could not be told from a rate
EXCHANGED = {
    "dropout 0.25 behind the dense layer": (0.0, 0.25),
    "dropout 0.5 behind each pooling": (0.5, 0.0),
}


def network(after_pooling: float, after_dense: float, seed: int) -> Sequential:
    """The course network with dropout at chosen places."""
    layers = course_layers(dropout=after_dense)
    for behind in (5, 3):  # the second pooling, then the first, so that its place stays
        layers.insert(behind, Dropout(after_pooling))
    model = Sequential(layers, seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def surest_mistakes(model: Sequential, parts: Parts) -> float:
    """The mean probability that the network gives to its answer where the answer is wrong."""
    p = model.predict(parts.x_val, batch_size=500)
    return float(p.max(axis=1)[p.argmax(axis=1) != parts.y_val].mean())


def curves(
    places: tuple[float, float], seeds: list[int] = SEEDS, epochs: int = EPOCHS
) -> dict[str, Any]:
    """Means over the seeds of each epoch's losses and accuracies, and each seed's own losses.

    `seed_loss` and `seed_val_loss` are lists with a curve for each seed. One number for each seed
    have `last_val_accuracy` and `last_val_loss`; `accuracy_left_on`, the last accuracy with dropout
    left on in testing; and `sure_and_wrong`, pairs: how sure it is of its wrong answers at half of
    the epochs, and in the end. The training figures are measured after the epoch and with dropout
    off, like the validation figures, so that the two can be compared.
    """
    parts = digits(DIGITS)
    runs, left_on, sure = [], [], []
    for seed in seeds:
        model = network(*places, seed=seed)
        rows, sureness = [], []
        for epoch in range(1, epochs + 1):
            model.fit(parts.x, parts.y, verbose=0)
            known = model.evaluate(parts.x, parts.y, batch_size=500)
            rows.append(known + model.evaluate(parts.x_val, parts.y_val, batch_size=500))
            if epoch in (epochs // 2, epochs):
                sureness.append(round(surest_mistakes(model, parts), 4))
        runs.append(rows)
        sure.append(sureness)
        left_on.append(float(accuracy(parts.y_val, model.forward(parts.x_val, training=True))))
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
        "accuracy_left_on": np.round(left_on, 4).tolist(),
        "sure_and_wrong": sure,
    }


if __name__ == "__main__":
    record(
        "dropout",
        f"{DIGITS} embedded digits to train on, 1,000 others to validate, {EPOCHS} epochs",
        SEEDS,
        lambda: {name: curves(places) for name, places in (PLACES | EXCHANGED).items()},
    )
