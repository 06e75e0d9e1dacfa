"""Record for lab 12: what a tutorial says of pooling and of dropout, tried on two data sets.

python -m tools.record_tutorial_k

Needs the official test files of MNIST and KMNIST, and the first 7,011 training images of KMNIST.
All networks are the course network, but for what makes its maps smaller, or where its dropout
stands.
"""

from typing import Any

from helpers import Sequential, add_channel_axis, load_digits, load_kmnist, load_mnist, scale_pixels
from tools import record_dropout, record_pooling
from tools.records import record

SEEDS = [0, 1, 2]
POOLING = ["max", "average", "stride", "none"]
EPOCHS = {"kmnist": 12, "mnist": 2, "digits": 1}


def pooled(kind: str, seed: int) -> Sequential:
    """The course network with another way to make maps smaller, or none."""
    model = record_pooling.build(kind, seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def dropped(place: str, seed: int) -> Sequential:
    """The course network with its dropout at other places."""
    return record_dropout.network(*record_dropout.PLACES[place], seed=seed)


def images(name: str) -> tuple[Any, ...]:
    data = {
        "kmnist": lambda: load_kmnist(partial=True),
        "mnist": load_mnist,
        "digits": load_digits,
    }[name]()
    x, x_test = (add_channel_axis(scale_pixels(x)) for x in (data.x_train, data.x_test))
    return x, data.y_train, x_test, data.y_test


def train(model: Sequential, name: str) -> dict[str, Any]:
    """Accuracy and loss on the test images after each epoch; on the training images at the end."""
    x, y, x_test, y_test = images(name)
    curves: dict[str, Any] = {"test": [], "test_loss": []}
    for _ in range(EPOCHS[name]):
        model.fit(x, y, batch_size=32, verbose=0)
        loss, accuracy = model.evaluate(x_test, y_test, batch_size=128)
        curves["test"].append(round(accuracy, 4))
        curves["test_loss"].append(round(loss, 4))
    loss, accuracy = model.evaluate(x[:7011], y[:7011], batch_size=128)  # dropout off
    return curves | {"train": round(accuracy, 4), "train_loss": round(loss, 4)}


def experiment() -> dict[str, Any]:
    figures: dict[str, Any] = {"pooling": {}, "dropout": {}}
    for name, kinds in {"digits": ["max"], "kmnist": POOLING, "mnist": POOLING[:2]}.items():
        figures["pooling"][name] = {}
        for kind in kinds:
            runs = [train(pooled(kind, seed), name) for seed in SEEDS]
            figures["pooling"][name][kind] = runs
            print(name, kind, [run["test"] for run in runs], flush=True)
    for place in record_dropout.PLACES:
        runs = [train(dropped(place, seed), "kmnist") for seed in SEEDS]
        figures["dropout"][place] = runs
        print(place, [(run["train"], run["test"][-1]) for run in runs], flush=True)
    return figures


if __name__ == "__main__":
    record(
        "tutorial_k",
        "KMNIST, the first 7,011 training images and the 10,000 test images, 12 epochs; MNIST, "
        "60,000 / 10,000, 2 epochs; 4,000 / 1,000 embedded digits, 1 epoch; batch 32",
        SEEDS,
        experiment,
    )
