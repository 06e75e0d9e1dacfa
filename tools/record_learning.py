"""Record for chapter 7: learning rates, how to find one, and four optimizers on digits.

python -m tools.record_learning

Rates are chosen on one half of the validation digits, and judged on the other.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import SGD, Adam, Callback, RMSprop, Sequential, one_hot
from helpers.initializers import Initializer
from helpers.losses import categorical_crossentropy
from helpers.metrics import accuracy
from helpers.optimizers import Optimizer
from helpers.weights import course_layers
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
HALVES = {"choose": slice(0, 500), "judge": slice(500, 1000)}
SHORT: dict[str, Any] = {"epochs": 3, "count": 1000}  # the trainings of the sweep
LONG: dict[str, Any] = {"epochs": 12, "count": 3000}
RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
OPTIMIZERS: dict[str, Callable[[float], Optimizer]] = {
    "SGD": SGD,
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "RMSprop": RMSprop,
    "Adam": Adam,
}
TEST_RATES = np.geomspace(1e-5, 10, 121)
Run = dict[str, list[dict[str, float]]]  # half: what `measure` found there, time after time
SMOOTHING = 0.8  # how much of the running mean of the losses stays in each step of a rate test


def normal(stddev: float) -> Initializer:
    """First weights from a normal distribution of this spread, whatever the layer."""
    return lambda shape, rng: rng.normal(0, stddev, shape)


class Ratios(Callback):
    """The update-to-weight ratio of each step of the first epoch: mean of the four kernels."""

    def on_train_begin(self, logs=None):
        self.ratios, self.before = [], self.kernels()

    def kernels(self) -> list[np.ndarray]:
        layers = self.model.layers
        return [layer.params["kernel"].copy() for layer in layers if "kernel" in layer.params]

    def on_train_batch_end(self, batch, logs=None):
        if len(self.ratios) > batch:
            return  # a later epoch
        after = self.kernels()
        pairs = zip(self.before, after, strict=True)
        ratios = [np.linalg.norm(new - old) / np.linalg.norm(old) for old, new in pairs]
        self.ratios.append(float(np.mean(ratios)))
        self.before = after


def network(optimizer: Optimizer, seed: int, start: str | Initializer = "glorot_uniform") -> Any:
    model = Sequential(course_layers(kernel_initializer=start), seed=seed)
    model.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    return model


def train(
    optimizer: Optimizer,
    seed: int,
    epochs: int,
    count: int = 3000,
    batch_size: int = 32,
    kernel_initializer: str | Initializer = "glorot_uniform",
    callbacks: list[Callback] | None = None,
    every: int | None = None,
) -> Run:
    """Train the course network; measure it after each `every` epochs, else after the last one."""
    data = digits(count)
    x, y = data.x, one_hot(data.y, 10)
    model = network(optimizer, seed, kernel_initializer)
    every = every or epochs
    measures = []
    # Steps that are far too long overflow on purpose here: the record says what comes of it.
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs // every):
            model.fit(x, y, batch_size, every, verbose=0, callbacks=callbacks)
            measures.append(measure(model))
    return {half: [figures[half] for figures in measures] for half in HALVES}


def measure(model: Sequential) -> dict[str, dict[str, float]]:
    """Loss, accuracy, and the largest difference of two answers, on each half."""
    data = digits()
    p, y = model.predict(data.x_val), one_hot(data.y_val, 10)
    return {
        half: {
            "loss": round(float(categorical_crossentropy(y[part], p[part])), 4),
            "accuracy": round(float(accuracy(y[part], p[part])), 4),
            "differ": round(float(np.ptp(p[part], axis=0).max()), 4),
        }
        for half, part in HALVES.items()
    }


def ends(runs: list[Run], name: str = "accuracy") -> dict[str, list[float]]:
    """The last figure of each run on both halves, (runs,)."""
    return {half: [run[half][-1][name] for run in runs] for half in HALVES}


def best_rate(tables: dict[str, Any]) -> str:
    """The rate with the highest mean accuracy on the digits to choose on."""
    return max(tables, key=lambda rate: np.mean(tables[rate]["choose"]))


def learning_rates() -> dict[str, dict[str, Any]]:
    """What comes of a short training: optimizer, rate, each figure (seeds,)."""
    figures: dict[str, Any] = {}
    for name, make in OPTIMIZERS.items():
        figures[name] = {}
        for rate in RATES:
            watchers = [Ratios() for _ in SEEDS]
            runs = [
                train(make(rate), seed, **SHORT, callbacks=[watcher])
                for seed, watcher in zip(SEEDS, watchers, strict=True)
            ]
            figures[name][str(rate)] = {
                **ends(runs),
                "differ": ends(runs, "differ")["judge"],
                "ratio": [float(f"{np.mean(watcher.ratios):.3g}") for watcher in watchers],
            }
    return figures


def rate_test(optimizer: Optimizer, seed: int) -> list[float]:
    """One step at each of TEST_RATES; returns the smoothed losses, until they explode."""
    data = digits(SHORT["count"])
    x, y = data.x, one_hot(data.y, 10)
    model = network(optimizer, seed)
    rng = np.random.default_rng(seed)
    mean, losses = 0.0, []
    for step, rate in enumerate(TEST_RATES, start=1):
        batch = rng.choice(len(x), 32, replace=False)
        model.optimizer.learning_rate = rate
        with np.errstate(over="ignore", invalid="ignore"):
            loss = model.train_on_batch(x[batch], y[batch])[0]
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        losses.append(mean / (1 - SMOOTHING**step))
        if not np.isfinite(loss) or losses[-1] > 4 * min(losses):
            break
    return [float(f"{loss:.4g}") for loss in losses]


def suggestions(losses: list[float]) -> dict[str, float]:
    """What three rules make of a rate test: the rates that they would take."""
    low = int(np.argmin(losses))
    steepest = 1 + int(np.argmin(np.diff(losses)[: max(low, 1)]))
    rates = {
        "a tenth of the lowest": TEST_RATES[low] / 10,
        "a third of the lowest": TEST_RATES[low] / 3,
        "the steepest fall": TEST_RATES[steepest],
    }
    return {rule: float(f"{rate:.3g}") for rule, rate in rates.items()}


def rate_tests() -> dict[str, Any]:
    """One rate test for each seed, and the accuracy of a short training at each suggestion."""
    figures: dict[str, Any] = {}
    for name, make in OPTIMIZERS.items():
        tests = [rate_test(make(0.1), seed) for seed in SEEDS]
        rules = [suggestions(losses) for losses in tests]
        figures[name] = {
            "losses": tests,
            "rates": {rule: [found[rule] for found in rules] for rule in rules[0]},
            "accuracy": {
                rule: ends(
                    [
                        train(make(found[rule]), seed, **SHORT)
                        for seed, found in zip(SEEDS, rules, strict=True)
                    ]
                )["judge"]
                for rule in rules[0]
            },
        }
    return figures


def optimizers(sweep: dict[str, Any]) -> dict[str, Any]:
    """Accuracy after LONG, at the best rate of the sweep and the next lower: optimizer, rate."""
    figures: dict[str, Any] = {}
    for name, make in OPTIMIZERS.items():
        place = RATES.index(float(best_rate(sweep[name])))
        figures[name] = {
            str(rate): ends([train(make(rate), seed, **LONG) for seed in SEEDS])
            for rate in RATES[place - 1 : place + 1]
        }
    return figures


def experiment() -> dict[str, Any]:
    sweep = learning_rates()
    return {
        "learning_rates": sweep,
        "test_rates": [float(f"{rate:.3g}") for rate in TEST_RATES],
        "rate_tests": rate_tests(),
        "optimizers": optimizers(sweep),
    }


if __name__ == "__main__":
    record(
        "learning",
        "3,000 embedded digits to train on (1,000 in learning_rates and rate_tests), "
        "500 to choose on, 500 to judge on",
        SEEDS,
        experiment,
    )
