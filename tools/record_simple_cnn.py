"""Record for lab 12: the simple CNN of KMNIST's authors, in `helpers` and in Keras, side by side.

HELPERS_DATA_DIR=../shared/data python -m tools.record_simple_cnn          both, where Keras is
HELPERS_DATA_DIR=../shared/data python -m tools.record_simple_cnn helpers  one side
HELPERS_DATA_DIR=../shared/data python -m tools.record_simple_cnn keras    the other

The network, batch and epochs are those of the authors' script; Adadelta has the rate 1.0 that was
Keras 2's default. It learns the first 7,011 training images of KMNIST (the authors: all 60,000)
and is tested on the 10,000 test images. A side that is not run keeps its figures in the record.
Keras is no part of this project: `pip install keras torch` into an environment of its own, install
this project's requirements there too, and set KERAS_BACKEND=torch. About 3 minutes of one core a
seed and side.
"""

import json
import sys
import time
from typing import Any

import numpy as np

from helpers import (
    Adadelta,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    MaxPooling2D,
    Sequential,
    add_channel_axis,
    load_kmnist,
    scale_pixels,
)
from tools.records import RESULTS, record

SEEDS = {"helpers": [0, 1, 2], "keras": [0, 1]}
BATCH, EPOCHS = 128, 12
LOSS = "sparse_categorical_crossentropy"


def with_helpers(seed: int) -> tuple[Any, str]:
    layers = [
        Conv2D(32, 3, activation="relu"),
        Conv2D(64, 3, activation="relu"),
        MaxPooling2D(2),
        Dropout(0.25),
        Flatten(),
        Dense(128, activation="relu"),
        Dropout(0.5),
        Dense(10, activation="softmax"),
    ]
    model = Sequential([Input((28, 28, 1)), *layers], seed=seed)
    model.compile(Adadelta(1.0), LOSS, ["accuracy"])
    return model, f"NumPy {np.__version__}"


def with_keras(seed: int) -> tuple[Any, str]:
    try:
        import keras
        import torch
    except ImportError as error:
        raise SystemExit("This side needs Keras: pip install keras torch") from error

    torch.set_num_threads(1)
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adadelta(1.0), LOSS, metrics=["accuracy"])
    return model, f"Keras {keras.__version__}, {keras.backend.backend()} {torch.__version__}"


BUILD = {"helpers": with_helpers, "keras": with_keras}


def run(side: str, seed: int) -> dict[str, Any]:
    """Train and test one network."""
    data = load_kmnist(partial=True)
    x, x_test = (add_channel_axis(scale_pixels(a)) for a in (data.x_train, data.x_test))
    model, made_with = BUILD[side](seed)
    start = time.process_time()
    model.fit(x, data.y_train, batch_size=BATCH, epochs=EPOCHS, verbose=0)
    seconds = time.process_time() - start
    figures = {
        "seed": seed,
        "known": round(float(model.evaluate(x, data.y_train, batch_size=BATCH, verbose=0)[1]), 4),
        "test": round(
            float(model.evaluate(x_test, data.y_test, batch_size=BATCH, verbose=0)[1]), 4
        ),
        "parameters": int(model.count_params()),
        "processor_seconds": round(seconds),
        "made_with": made_with,
    }
    print(side, figures, flush=True)
    return figures


def recorded() -> dict[str, Any]:
    file = RESULTS / "simple_cnn.json"
    return json.loads(file.read_text("utf-8"))["figures"] if file.exists() else {}


def experiment(sides: list[str]) -> dict[str, Any]:
    return recorded() | {side: [run(side, seed) for seed in SEEDS[side]] for side in sides}


if __name__ == "__main__":
    record(
        "simple_cnn",
        "KMNIST, the first 7,011 training images and the 10,000 test images; 12 epochs, batch 128",
        sorted({seed for seeds in SEEDS.values() for seed in seeds}),
        lambda: experiment(sys.argv[1:] or list(SEEDS)),
    )
