"""Record for "Fair tests": one wide layer against three narrow ones, and two stories about ReLU.

python -m tools.record_depth

- `depth`: two networks of equally many parameters, in two sizes. Learning rate and epoch are
  chosen for each on 1,000 digits, and both are judged on 1,000 others.
- `slope`: ReLU's way back with the slope 1 at an output of 0, as a bug has it, against the right 0.
- `dead`: after how many steps a unit that was silent for every digit speaks again, in the first
  hidden layer and in the second.
"""

from typing import Any

import numpy as np

from helpers import Adam, Dense, Input, Sequential
from helpers.activations import ReLU
from helpers.losses import sparse_categorical_crossentropy
from helpers.metrics import accuracy
from tools.records import digits, record

SEEDS = list(range(10))
RATES = [0.0003, 0.001, 0.003]
EPOCHS = 20
SIZES = {
    "59,000": {"one wide": (74,), "three narrow": (64, 64, 64)},
    "20,000": {"one wide": (25,), "three narrow": (24, 24, 24)},
}


class OpenReLU(ReLU):
    """ReLU with a bug: its outputs are never below 0, so `>=` lets every slope through."""

    def slope_times(self, grad):
        return grad * (self.y >= 0)


def flat_digits() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """2,000 digits to learn from, 1,000 to choose on, 1,000 to judge on, as lists of 784."""
    parts = digits()
    x = parts.x.reshape(-1, 784)
    return {
        "learn": (x[:2000], parts.y[:2000]),
        "choose": (x[2000:], parts.y[2000:]),
        "judge": (parts.x_val.reshape(-1, 784), parts.y_val),
    }


def network(units: tuple[int, ...], rate: float, seed: int, activation: Any = ReLU) -> Sequential:
    hidden = [Dense(count, activation) for count in units]
    model = Sequential([Input((784,)), *hidden, Dense(10, "softmax")], seed=seed)
    model.compile(Adam(rate), "sparse_categorical_crossentropy")
    return model


def curves(model: Sequential, epochs: int = EPOCHS) -> dict[str, list[list[float]]]:
    """Loss and accuracy on each part of the digits, after each epoch."""
    parts = flat_digits()
    found: dict[str, list[list[float]]] = {name: [] for name in parts}
    for _ in range(epochs):
        model.fit(*parts["learn"], verbose=0)
        for name, (x, y) in parts.items():
            p = model.predict(x, batch_size=1000)
            found[name].append(
                [float(sparse_categorical_crossentropy(y, p)), float(accuracy(y, p))]
            )
    return found


def judged(units: tuple[int, ...]) -> dict[str, Any]:
    """Choose rate and epoch by the mean loss on `choose`, then report both measures on `judge`."""
    tables = {rate: [curves(network(units, rate, seed)) for seed in SEEDS] for rate in RATES}
    means = {
        rate: np.mean([run["choose"] for run in runs], axis=0)[:, 0]
        for rate, runs in tables.items()
    }
    rate = min(RATES, key=lambda rate: means[rate].min())
    epoch = int(means[rate].argmin())
    at = np.array([run["judge"][epoch] for run in tables[rate]])
    return {
        "parameters": network(units, rate, 0).count_params(),
        "rate": rate,
        "epoch": epoch + 1,
        "loss": np.round(at[:, 0], 4).tolist(),
        "accuracy": np.round(at[:, 1], 4).tolist(),
    }


def slopes() -> dict[str, Any]:
    """The two ways back at two rates: loss and accuracy on `judge`, and accuracy twice as late."""
    found: dict[str, Any] = {}
    for rate in RATES[1:]:
        for name, activation in (("right", ReLU), ("open", OpenReLU)):
            runs = [
                curves(network((64, 64, 64), rate, seed, activation), 2 * EPOCHS)["judge"]
                for seed in SEEDS
            ]
            by_epoch = np.round(runs, 4)  # (seeds, epochs, loss and accuracy)
            loss, right = by_epoch[:, EPOCHS - 1].T.tolist()
            later = by_epoch[:, -1, 1].tolist()
            row = {"loss": loss, "accuracy": right, "later": later}
            found.setdefault(f"{rate:g}", {})[name] = row
    return found


def steps_until_it_speaks(layer: int, seed: int, most: int = 2000) -> int | None:
    """Silence unit 0 of a hidden layer for every digit, train, and see when it answers again."""
    x, y = flat_digits()["learn"]
    model = network((64, 64), 0.001, seed)
    before = [lambda a: a, model.layers[0].forward][layer]
    kernel, bias = model.layers[layer].get_weights()

    def largest() -> float:
        kernel, bias = model.layers[layer].get_weights()
        return float((before(x) @ kernel[:, 0] + bias[0]).max())

    bias[0] -= largest() + 1
    model.layers[layer].set_weights([kernel, bias])
    rng = np.random.default_rng(seed)
    for step in range(1, most + 1):
        batch = rng.integers(0, len(x), 32)
        model.train_on_batch(x[batch], y[batch])
        if step % 10 == 0 and largest() > 0:
            return step
    return None


def experiment() -> dict[str, Any]:
    return {
        "depth": {
            size: {name: judged(units) for name, units in pair.items()}
            for size, pair in SIZES.items()
        },
        "slope": slopes(),
        "dead": {
            name: [steps_until_it_speaks(layer, seed) for seed in SEEDS]
            for layer, name in enumerate(["first hidden layer", "second hidden layer"])
        },
    }


if __name__ == "__main__":
    record(
        "depth",
        "2,000 embedded digits to learn from, 1,000 to choose, 1,000 to judge",
        SEEDS,
        experiment,
    )
