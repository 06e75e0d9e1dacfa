"""Record for lab 12: what a tutorial says of pooling and of dropout, tried on KMNIST.

HELPERS_DATA_DIR=../shared/data python -m tools.record_tutorial_k

Of the first 7,011 training images of KMNIST, 1,000 are learned from, 500 say when to stop, and the
other 5,511 judge: they come from the same pack. All networks are the course network, but for what
makes its maps smaller, or where its dropout stands. Each learns until the loss on the 500 has not
improved for five epochs, and keeps the weights of its best epoch; at two learning rates. Noise is
added to 2,000 of the judging images as well, and 1,000 of the test images, which are another
mixture, are read after the first epoch and at the end.

Whether pooling controls over-fitting is asked at three learning rates for each side: 2,756 of the
5,511 choose one, and the other 2,755 judge. Of the sides, "wide" is a control: it pools, and has as
many parameters as the network without pooling.
"""

from functools import cache
from typing import Any

import numpy as np

from helpers import (
    Adam,
    AveragePooling2D,
    Conv2D,
    Dense,
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

JUDGE = STOP + 2755  # those up to here judge where the rest have chosen a rate
POOLING = ["max", "average"]
DROPOUT = ["no dropout", "dropout 0.25 behind each pooling"]  # behind the dense layer: "max"

# The sides of the question of over-fitting: learning rates, and units of the dense layer.
OVER_FITTING: dict[str, tuple[list[float], int]] = {
    "max": ([0.001, 0.003, 0.01], 64),
    "stride": ([0.001, 0.003, 0.01], 64),
    "none": ([0.001, 0.003, 0.01], 64),
    "wide": ([0.0003, 0.001, 0.003], 1437),
}

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
        "judge": (x[STOP:JUDGE], y[STOP:JUDGE]),
        "choose": (x[JUDGE:], y[JUDGE:]),
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
    first = scores(model, "known", judges[0], "test") if "test" in judges else {}
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
    pools = {"max": MaxPooling2D, "wide": MaxPooling2D, "average": AveragePooling2D}
    pool = pools.get(kind)
    return [x for c in convolutions for x in ([c, pool(2)] if pool else [c])]


def network(kind: str, units: int, seed: int) -> Sequential:
    """The course network with another way to make maps smaller, or none."""
    images, *_, flatten, _, dropout, last = course_layers()
    dense = Dense(units, activation="relu")
    return Sequential([images, *front(kind), flatten, dense, dropout, last], seed=seed)


def pooled(kind: str, rate: float, seed: int, epochs: int = MOST_EPOCHS) -> dict[str, Any]:
    model = network(kind, 64, seed)
    return train(model, rate, "new", "clean", "noisy", "test", epochs=epochs)


def over_fitted(kind: str, rate: float, seed: int) -> dict[str, Any]:
    model = network(kind, OVER_FITTING[kind][1], seed)
    run = train(model, rate, "judge", "choose", "test")
    return {"parameters": model.count_params()} | run


def dropped(place: str, rate: float, seed: int) -> dict[str, Any]:
    """The course network with its dropout at other places."""
    return train(record_dropout.network(*record_dropout.PLACES[place], seed=seed), rate, "new")


def experiment(seeds: list[int] = SEEDS) -> dict[str, Any]:
    sides = {
        "over_fitting": (over_fitted, {kind: rates for kind, (rates, _) in OVER_FITTING.items()}),
        "pooling": (pooled, dict.fromkeys(POOLING, RATES)),
        "dropout": (dropped, dict.fromkeys(DROPOUT, RATES)),
    }
    figures: dict[str, Any] = {
        part: {kind: {str(rate): [] for rate in rates[kind]} for kind in rates}
        for part, (_, rates) in sides.items()
    }
    for seed in seeds:
        for part, (run, rates) in sides.items():
            for kind in rates:
                for rate in rates[kind]:
                    figures[part][kind][str(rate)].append(run(kind, rate, seed))
                    print(seed, part, kind, rate, flush=True)
    return figures


if __name__ == "__main__":
    record(
        "tutorial_k",
        "of KMNIST's first 7,011 training images 1,000 to learn from, 500 to stop by, 5,511 to "
        "judge, or half to choose by and half to judge; 1,000 of its test images; batch 32",
        SEEDS,
        experiment,
    )
