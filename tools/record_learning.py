"""Record for chapter 7: learning rates, how to find one, and four optimizers on digits.

python -m tools.record_learning
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import SGD, Adam, Callback, RMSprop, Sequential, one_hot
from helpers.initializers import Initializer
from helpers.optimizers import Optimizer
from helpers.weights import course_layers
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
SHORT: dict[str, Any] = {"epochs": 3, "count": 1000}  # the trainings of the sweep
RATES = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
OPTIMIZERS: dict[str, Callable[[float], Optimizer]] = {
    "SGD": SGD,
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "RMSprop": RMSprop,
    "Adam": Adam,
}
TEST_RATES = np.geomspace(1e-5, 10, 121)
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
) -> dict[str, list[float]]:
    """Train the course network; returns training loss, validation loss and accuracy by epoch."""
    data = digits(count)
    model = network(optimizer, seed, kernel_initializer)
    # Steps that are far too long overflow on purpose here: the record says what comes of it.
    with np.errstate(over="ignore", invalid="ignore"):
        history = model.fit(
            data.x,
            one_hot(data.y, 10),
            batch_size=batch_size,
            epochs=epochs,
            validation_data=(data.x_val, one_hot(data.y_val, 10)),
            verbose=0,
            callbacks=callbacks,
        )
    names = ("loss", "val_loss", "val_accuracy")
    return {name: np.round(history.history[name], 4).tolist() for name in names}


def learning_rates() -> dict[str, dict[str, list[list[float]]]]:
    """Accuracy after a short training, and its mean ratio: optimizer, (seeds, rates)."""
    figures: dict[str, Any] = {}
    for name, make in OPTIMIZERS.items():
        accuracies, ratios = [], []
        for seed in SEEDS:
            watchers = [Ratios() for _ in RATES]
            runs = [
                train(make(rate), seed, **SHORT, callbacks=[watcher])
                for rate, watcher in zip(RATES, watchers, strict=True)
            ]
            accuracies.append([run["val_accuracy"][-1] for run in runs])
            ratios.append([float(f"{np.mean(watcher.ratios):.3g}") for watcher in watchers])
        figures[name] = {"accuracy": accuracies, "ratio": ratios}
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
                rule: [
                    train(make(found[rule]), seed, **SHORT)["val_accuracy"][-1]
                    for seed, found in zip(SEEDS, rules, strict=True)
                ]
                for rule in rules[0]
            },
        }
    return figures


def experiment() -> dict[str, Any]:
    sweep = learning_rates()
    best = {
        name: RATES[int(np.mean(figures["accuracy"], axis=0).argmax())]
        for name, figures in sweep.items()
    }
    return {
        "rates": RATES,
        "learning_rates": sweep,
        "best_rates": best,
        "test_rates": [float(f"{rate:.3g}") for rate in TEST_RATES],
        "rate_tests": rate_tests(),
        "optimizers": {
            name: [train(make(best[name]), seed, epochs=12) for seed in SEEDS]
            for name, make in OPTIMIZERS.items()
        },
    }


if __name__ == "__main__":
    record(
        "learning",
        "3,000 embedded digits to train on (1,000 in learning_rates and rate_tests), "
        "1,000 to validate",
        SEEDS,
        experiment,
    )
