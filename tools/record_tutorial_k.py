"""Record for lab 12: what a tutorial says of pooling and of dropout, tried on KMNIST.

HELPERS_DATA_DIR=../shared/data python -m tools.record_tutorial_k

Of the first 7,011 training images of KMNIST, 1,000 are learned from, 500 say when to stop, and the
other 5,511 judge: they come from the same pack. All networks are the course network, but for what
makes its maps smaller, or where its dropout stands. Each learns until the loss on the 500 has not
improved for five epochs, and keeps the weights of its best epoch; at two learning rates. Noise is
added to 2,000 of the judging images as well, and 1,000 of the test images, which are another
mixture, are read after the first epoch and at the end.
"""

from functools import cache
from typing import Any

import numpy as np

from helpers import (
    Adam,
    AveragePooling2D,
    Conv2D,
    EarlyStopping,
    MaxPooling2D,
    Sequential,
    add_channel_axis,
    load_kmnist,
    scale_pixels,
)
from helpers.layer import Layer
from helpers.weights import course_layers
from tools import record_dropout
from tools.records import record

SEEDS = [0, 1, 2, 3, 4, 5]
RATES = [0.001, 0.003]
KNOWN, STOP = 1000, 1500  # learned from are images 0 to 999; the next 500 say when to stop
PATIENCE, MOST_EPOCHS = 5, 60
NOISE = 0.3  # standard deviation of what is added to each pixel

# The networks, each with the learning rates that it is trained at.
POOLING = {"max": RATES, "average": RATES, "stride": RATES[:1], "none": RATES[:1]}
DROPOUT = ["no dropout", "dropout 0.25 behind each pooling"]  # behind the dense layer: "max"

Part = tuple[np.ndarray, np.ndarray]


@cache
def parts() -> dict[str, Part]:
    data = load_kmnist(partial=True)
    x, y = add_channel_axis(scale_pixels(data.x_train)), data.y_train
    judging, some = x[STOP:], x[STOP : STOP + 2000]
    noise = np.random.default_rng(0).normal(0, NOISE, some.shape)
    return {
        "known": (x[:KNOWN], y[:KNOWN]),
        "stop": (x[KNOWN:STOP], y[KNOWN:STOP]),
        "new": (judging, y[STOP:]),
        "noisy": (np.clip(some + noise, 0, 1).astype(np.float32), y[STOP : STOP + 2000]),
        "clean": (some, y[STOP : STOP + 2000]),
        "test": (add_channel_axis(scale_pixels(data.x_test[:1000])), data.y_test[:1000]),
    }


def scores(model: Sequential, *names: str) -> dict[str, float]:
    """Accuracy and loss of some parts, dropout off."""
    found = {}
    for name in names:
        loss, accuracy = model.evaluate(*parts()[name], batch_size=128)
        found |= {name: round(accuracy, 4), f"{name}_loss": round(loss, 4)}
    return found


def train(
    model: Sequential, rate: float, *judges: str, epochs: int = MOST_EPOCHS
) -> dict[str, Any]:
    model.compile(Adam(rate), "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(*parts()["known"], batch_size=32, verbose=0)
    first = scores(model, "known", "new", "test") if "test" in judges else {}
    stopping = EarlyStopping(patience=PATIENCE, restore_best_weights=True)
    losses = model.fit(
        *parts()["known"],
        batch_size=32,
        epochs=epochs - 1,
        verbose=0,
        validation_data=parts()["stop"],
        callbacks=[stopping],
    ).history["loss"]
    best = stopping.best_epoch + 2  # counted from 1, and one epoch was before
    run = {"epochs": len(losses) + 1, "best": best} | scores(model, "known", *judges)
    return run | ({"first": first} if first else {})


def front(kind: str) -> list[Layer]:
    """The two convolutions, with pooling behind each; or with steps of 2; or with neither."""
    step = 2 if kind == "stride" else 1
    convolutions = [Conv2D(filters, 3, strides=step, activation="relu") for filters in (8, 16)]
    pool = {"max": MaxPooling2D, "average": AveragePooling2D}.get(kind)
    return [x for c in convolutions for x in ([c, pool(2)] if pool else [c])]


def pooled(kind: str, rate: float, seed: int, epochs: int = MOST_EPOCHS) -> dict[str, Any]:
    """The course network with another way to make maps smaller, or none."""
    images, *_, flatten, dense, dropout, last = course_layers()
    model = Sequential([images, *front(kind), flatten, dense, dropout, last], seed=seed)
    return train(model, rate, "new", "clean", "noisy", "test", epochs=epochs)


def dropped(place: str, rate: float, seed: int) -> dict[str, Any]:
    """The course network with its dropout at other places."""
    return train(record_dropout.network(*record_dropout.PLACES[place], seed=seed), rate, "new")


def experiment(seeds: list[int] = SEEDS) -> dict[str, Any]:
    pooling: dict[str, Any] = {kind: {str(r): [] for r in POOLING[kind]} for kind in POOLING}
    dropout: dict[str, Any] = {place: {str(r): [] for r in RATES} for place in DROPOUT}
    for seed in seeds:
        for kind, rates in pooling.items():
            for rate, runs in rates.items():
                runs.append(pooled(kind, float(rate), seed))
                print(seed, kind, rate, runs[-1], flush=True)
        for place, rates in dropout.items():
            for rate, runs in rates.items():
                runs.append(dropped(place, float(rate), seed))
                print(seed, place, rate, runs[-1], flush=True)
    return {"pooling": pooling, "dropout": dropout}


if __name__ == "__main__":
    record(
        "tutorial_k",
        "of KMNIST's first 7,011 training images 1,000 to learn from, 500 to stop by, 5,511 to "
        "judge; 1,000 of its test images; batch 32",
        SEEDS,
        experiment,
    )
