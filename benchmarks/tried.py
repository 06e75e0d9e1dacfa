"""What was tried to make the dense network faster: each way beside what stands, with its ratio.

    python -m benchmarks.tried

Network C, 128 images. Three questions: can its matrix products be cut so that they get faster; can
Adam do with fewer rounds over the memory; and how much would be won if there were no layers, only
a step written out for this one network. A ratio above 1 means slower than what stands in `helpers`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.report import machine_facts
from helpers import Adam, Dense, Dropout, Flatten, Sequential, optimizers
from helpers.timing import side_by_side

Runs = dict[str, Callable[[], Any]]
IMAGES, SIZES = 128, (784, 512, 256, 128)
PARTS = (8, 14, 32, 64, 128, 256)
ROUNDS = 21


def products(inputs: int, units: int) -> dict[str, Runs]:
    """For a layer: its three products, whole and in parts. The first run of each is what stands."""
    rng = np.random.default_rng(0)
    x = rng.random((IMAGES, inputs), np.float32)
    kernel, grad = rng.random((inputs, units), np.float32), rng.random((IMAGES, units), np.float32)
    pairs = {
        "outputs": (x, kernel),
        "slopes of the kernel": (x.T, grad),
        "slopes of the inputs": (grad, kernel.T),
    }
    return {f"{name}, {a.shape} by {b.shape}": in_parts(a, b) for name, (a, b) in pairs.items()}


def in_parts(left: np.ndarray, right: np.ndarray) -> Runs:
    """left (R, K) @ right (K, M) as it stands, into turned memory, and cut along R or M."""
    (rows, inner), columns = left.shape, right.shape[1]
    out = np.empty((rows, columns), np.float32)
    turned = np.empty((columns, rows), np.float32).T
    runs: Runs = {
        "whole": lambda: np.matmul(left, right, out=out),
        "into turned memory": lambda: np.matmul(left, right, out=turned),
    }
    for part in PARTS:
        if rows > part and rows % part == 0:
            above = left.T.reshape(inner, -1, part).transpose(1, 2, 0)
            runs[f"{part} rows at a time"] = lambda above=above, part=part: np.matmul(
                above, right, out=out.reshape(-1, part, columns)
            ).reshape(rows, columns)
        if columns > part and columns % part == 0:
            beside = right.reshape(inner, -1, part).swapaxes(0, 1)
            runs[f"{part} columns at a time"] = lambda beside=beside, part=part: _joined(
                np.matmul(left, beside, out=out.reshape(rows, -1, part).swapaxes(0, 1)), out
            )
    return runs


def _joined(_: np.ndarray, out: np.ndarray) -> np.ndarray:
    return out


class FadingMeans(Adam):
    """Adam with the two means as they are written in the paper."""

    def update(self, grad, m, v, out):
        m *= self.beta_1
        np.multiply(grad, 1 - self.beta_1, out=out)
        m += out
        v *= self.beta_2
        np.multiply(grad, grad, out=out)
        out *= 1 - self.beta_2
        v += out
        self.step(m, v, out, 1, 1)

    def step(self, m, v, out, mean, root):
        np.sqrt(v, out=out)
        out += self.epsilon / root
        np.divide(m, out, out=out)
        t = self.iterations
        factor = (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t) * mean / root
        out *= -self.learning_rate * factor


class FadingSums(FadingMeans):
    """Adam whose slots are sums, not means: the factors (1 - beta) come in once, at the end."""

    def update(self, grad, m, v, out):
        m *= self.beta_1
        m += grad
        v *= self.beta_2
        np.multiply(grad, grad, out=out)
        v += out
        self.step(m, v, out, 1 - self.beta_1, (1 - self.beta_2) ** 0.5)


def adams() -> Runs:
    """One step on all parameters of C: as it stands, otherwise written, in other chunks."""
    rng = np.random.default_rng(0)
    shapes = [(a, b) for a, b in zip(SIZES, (*SIZES[1:], 10), strict=True)]
    grads = [rng.normal(size=shape).astype(np.float32) for shape in shapes]

    def step(kind: type[Adam], chunk: int = optimizers.CHUNK) -> Callable[[], Any]:
        params, optimizer = [grad.copy() for grad in grads], kind()

        def run() -> np.ndarray:
            before, optimizers.CHUNK = optimizers.CHUNK, chunk
            optimizer.apply(grads, params)
            optimizers.CHUNK = before
            return params[0]

        return run

    runs = {"as it stands": step(Adam), "fading means": step(FadingMeans)}
    runs["fading sums"] = step(FadingSums)
    return runs | {f"chunks of {n:,}": step(Adam, n) for n in (4096, 16384, 65536, 1 << 30)}


def network() -> Sequential:
    hidden = [Dense(units, activation="relu") for units in SIZES[1:]]
    model = Sequential([Flatten(), *hidden, Dropout(0.5), Dense(10, activation="softmax")], seed=0)
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    model.build((None, 28, 28, 1))
    return model


def steps() -> Runs:
    """A training step by layers, and the same written out, with no layer and no check."""
    rng = np.random.default_rng(0)
    x = rng.random((IMAGES, 28, 28, 1), np.float32)
    y = np.eye(10, dtype=np.float32)[rng.integers(0, 10, IMAGES)]
    model, other = network(), network()
    model.layers[-2].rng = np.random.default_rng(0)
    weights = [layer.params for layer in other.layers if layer.params]
    kernels, biases = ([each[name] for each in weights] for name in ("kernel", "bias"))
    dropout, optimizer = np.random.default_rng(0), Adam()
    ones = np.ones(IMAGES, np.float32)

    def written_out() -> np.ndarray:
        values = [x.reshape(IMAGES, -1)]
        for kernel, bias in zip(kernels[:-1], biases[:-1], strict=True):
            total = values[-1] @ kernel
            total += bias
            values.append(np.maximum(total, 0, out=total))
        mask = (dropout.random(values[-1].shape, np.float32) >= 0.5) * np.float32(2)
        kept = values[-1] * mask
        total = np.exp(kept @ kernels[-1] + biases[-1])
        grad = (total / total.sum(axis=1, keepdims=True) - y) / IMAGES
        grads = [kept.T @ grad, ones @ grad]
        grad = grad @ kernels[-1].T * mask
        for place in (2, 1, 0):
            grad = grad * (values[place + 1] > 0)
            grads = [values[place].T @ grad, ones @ grad, *grads]
            if place:
                grad = grad @ kernels[place].T
        pairs = zip(kernels, biases, strict=True)
        optimizer.apply(grads, [weight for pair in pairs for weight in pair])
        return kernels[0]

    def by_layers() -> np.ndarray:
        model.train_on_batch(x, y)
        return model.layers[1].params["kernel"]

    return {"by layers": by_layers, "written out": written_out}


def report(title: str, runs: Runs) -> None:
    seconds = side_by_side(runs, ROUNDS)
    first, *others = seconds
    print(f"\n{title}\n  {first}: {np.median(seconds[first]) * 1e3:.2f} ms")
    for name in others:
        low, ratio, high = np.quantile(seconds[name] / seconds[first], [0.25, 0.5, 0.75])
        print(f"  {name:22} {ratio:5.2f}  ({low:.2f} to {high:.2f})")


def main() -> None:
    print("machine:", machine_facts())
    for inputs, units in zip(SIZES, SIZES[1:], strict=False):
        for title, runs in products(inputs, units).items():
            report(title, runs)
    report("Adam, on all parameters", adams())
    report("a training step", steps())


if __name__ == "__main__":
    main()
