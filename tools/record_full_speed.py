"""Record for lab 13: how fast each step is, what each trick brings, how cost grows.

python -m tools.record_full_speed

Run it on a quiet machine; it takes half a minute. All in one thread.
"""

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.report import machine_facts
from helpers import Conv2D, Dense, Flatten, Input, MaxPooling2D, Sequential, one_hot
from helpers.buffers import LARGEST, empty_images
from helpers.controls import (
    CHANGED,
    COLUMNS,
    COPIED,
    FILTERS,
    WINDOW,
    changes,
    copies,
    nothing,
    products,
)
from helpers.convolution import conv2d_gradients_loops
from helpers.products import multiply, overlapping
from helpers.speed import (
    STEPS,
    channels_first,
    conv2d_flops,
    gradients_by_taps,
    in_pieces,
    kept,
    overlapping_windows,
    tiles,
)
from helpers.timing import page_faults, peak_bytes, product_peak, side_by_side
from helpers.tricks import SWITCHES, pairs
from helpers.weights import course_layers
from tools.records import digits, record

ROUNDS = 11
IMAGES = 128
BASE = {"batch": 32, "size": 24, "channels": 16, "filters": 16, "kernel": 3}
AXES = {
    "batch": [1, 2, 4, 8, 16, 32, 64, 128],
    "size": [8, 12, 16, 24, 32, 48],
    "channels": [1, 2, 4, 8, 16, 32, 64],
    "filters": [1, 2, 4, 8, 16, 32, 64],
    "kernel": [1, 3, 5, 7, 9, 11],
}


def spread(seconds: np.ndarray, unit: float) -> list[float]:
    """Median, and the range of the middle half, each in this unit of seconds."""
    return [float(f"{value / unit:.4g}") for value in np.quantile(seconds, [0.5, 0.25, 0.75])]


def compared(runs: Mapping[str, Callable[[], Any]], unit: float, **options: Any) -> dict[str, Any]:
    """For each run its seconds, and its ratio to the first of them: median and middle half."""
    seconds = side_by_side(runs, options.pop("rounds", ROUNDS), **options)
    first = seconds[next(iter(runs))]
    return {
        name: {"time": spread(each, unit), "ratio": spread(each / first, 1)}
        for name, each in seconds.items()
    }


def steps() -> dict[str, Any]:
    """Microseconds an image, for N's second convolution: `STEPS`, and the layer itself."""
    rng = np.random.default_rng(0)
    x = rng.random((IMAGES, 24, 24, 8), dtype=np.float32)
    kernel = rng.normal(size=(5, 5, 8, 8), scale=0.1).astype(np.float32)
    grad = rng.random((IMAGES, 20, 20, 8), dtype=np.float32)
    layer = Conv2D(8, 5)
    layer.build(x.shape)
    layer.params["kernel"] = kernel
    slow = {"all loops": lambda: STEPS["all loops"](x[:1], kernel)}
    fast = {name: _on(STEPS[name], x, kernel) for name in list(STEPS)[1:-1]}
    fast["the layer"] = lambda: layer.forward(x)
    loops_back = {"all loops": lambda: conv2d_gradients_loops(x[0], kernel, grad[0])}
    layer.forward(x)
    back = {
        "taps": lambda: gradients_by_taps(x, kernel, grad),
        "the layer": lambda: layer.backward(grad),
    }
    one = rng.random((IMAGES, 28, 28, 1), dtype=np.float32)
    flat = {
        name: _on(STEPS[name], one, kernel[:, :, :1]) for name in ("one product", "channels first")
    }
    few = {name: _on(STEPS[name], x[:16], kernel) for name in ("taps", "one product")}
    single = {name: _on(STEPS[name], x[:1], kernel) for name in ("overlapping windows", "tiles")}
    copying = {
        "memory reused": lambda: channels_first(x, kernel, kept, nothing),
        "short products": lambda: in_pieces(x, kernel, multiply=nothing),
        "overlapping windows": lambda: overlapping_windows(x, kernel, multiply=nothing),
        "tiles": lambda: tiles(x, kernel, multiply=nothing),
    }
    us = 1e-6 * IMAGES
    return {
        "forward": compared(slow, 1e-6, rounds=3) | compared(fast, us),
        "backward": compared(loops_back, 1e-6, rounds=3) | compared(back, us),
        "one channel": compared(flat, us),
        "16 images": compared(few, 16e-6),
        "1 image": compared(single, 1e-6),
        "without the product": compared(copying, us),
        "page faults": {
            "one product": page_faults(fast["one product"]),
            "memory reused": page_faults(fast["memory reused"]),
        },
    }


def by_filters() -> dict[int, float]:
    """GFLOP/s of the products of one table, a view of windows of 5 rows, by so many filters."""
    table = np.random.default_rng(0).random((24, 40, 2560), dtype=np.float32)
    windows = overlapping(table, 5, 1, 20)  # (20, 200, 2560)
    runs = {}
    for filters in (8, 16, 32):
        kernel = np.ones((filters, 200), np.float32)
        out = np.empty((20, filters, 2560), np.float32)
        runs[filters] = lambda kernel=kernel, out=out: multiply(kernel, windows, out=out)
    seconds = side_by_side(runs, ROUNDS)
    return {
        filters: float(f"{2e-9 * 200 * 20 * 2560 * filters / np.median(each):.4g}")
        for filters, each in seconds.items()
    }


def _on(step: Callable[..., Any], x: np.ndarray, kernel: np.ndarray) -> Callable[[], Any]:
    return lambda: step(x, kernel)


def controls() -> dict[str, Any]:
    """The same count of numbers on other memory, the same table with more filters."""

    def each(runs: Mapping[Any, Callable[[], Any]]) -> dict[Any, np.ndarray]:
        return side_by_side(runs, ROUNDS)

    copied = each(copies([1, 2, 4, 8, 16, 32, 64, 128, 512, 2048]))
    changed = each(changes([8 * 2**power for power in range(13)]))
    multiplied = each(products([156, 312, 468, 624, 632, 700, 1250, 2500, 5000]))
    return {
        "ns a number, by run": {
            run: spread(each, 1e-9 * COPIED)[0] for run, each in copied.items()
        },
        "ns a number, by kB": {
            size: spread(each, 1e-9 * CHANGED)[0] for size, each in changed.items()
        },
        "GFLOP/s, by filters": by_filters(),
        "GFLOP/s, by multiplications": {
            FILTERS * WINDOW * count: float(
                f"{2e-9 * FILTERS * WINDOW * (COLUMNS // count * count) / np.median(each):.4g}"
            )
            for count, each in multiplied.items()
        },
    }


def networks() -> dict[str, Sequential]:
    """The course network, and that of tutorial N, as `benchmarks` has it."""
    n_layers = [
        Input((28, 28, 1)),
        Conv2D(8, 5, activation="relu"),
        Conv2D(8, 5, activation="relu"),
        MaxPooling2D(2),
        Flatten(),
        Dense(128, activation="relu"),
        Dense(10, activation="softmax"),
    ]
    models = {
        "course": Sequential(course_layers(), seed=0),
        "N": Sequential(n_layers, seed=0),
    }
    for model in models.values():
        model.compile(optimizer="adam", loss="categorical_crossentropy")
    return models


def tricks() -> dict[str, Any]:
    """How many times as long a step takes without each trick: ratios to all of them."""
    x, labels, *_ = digits()
    y = one_hot(labels, 10)
    found: dict[str, Any] = {}
    for name, model in networks().items():
        for batch in (32, 128):

            def step(model: Sequential = model, batch: int = batch) -> None:
                model.train_on_batch(x[:batch], y[:batch])

            # A switch takes time by itself, so one that changes nothing is entered here.
            runs = {"all tricks": _without(lambda: patch("helpers.buffers.LARGEST", LARGEST), step)}
            runs |= {trick: _without(switch, step) for trick, switch in SWITCHES.items()}
            found[f"{name}, {batch}"] = compared(runs, 1e-3)
    parts = {}
    for name, (with_it, without) in pairs().items():
        parts[name] = compared({"with": with_it, "without": without}, 1e-3)
    return {"step": found, "part": parts}


def _without(switch: Callable[[], Any], step: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        with switch():
            step()

    return run


def layer_run(**sizes: int) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Forward and backward of one convolution: with a layer that has run before, and a new one."""
    of = BASE | sizes
    rng = np.random.default_rng(0)
    x = empty_images((of["batch"], of["size"], of["size"], of["channels"]), np.float32)
    x[...] = rng.random(x.shape, dtype=np.float32)
    layer = Conv2D(of["filters"], of["kernel"])
    grad = empty_images(layer.forward(x).shape, np.float32)
    grad[...] = 1

    def run() -> None:
        layer.forward(x)
        layer.backward(grad)

    def anew() -> None:
        new = Conv2D(of["filters"], of["kernel"])
        new.forward(x)
        new.backward(grad)

    return run, anew


def grown(axis: str) -> dict[str, Any]:
    """Time, memory and FLOPs an image along one axis."""
    values = AXES[axis]
    runs = {value: layer_run(**{axis: value}) for value in values}
    seconds = side_by_side({value: run for value, (run, _) in runs.items()}, 7)
    images = [(BASE | {axis: value})["batch"] for value in values]
    counts = list(zip(values, images, strict=True))
    return {
        "values": values,
        "us": [float(f"{np.median(seconds[v]) / n * 1e6:.4g}") for v, n in counts],
        "kB": [float(f"{peak_bytes(runs[v][1]) / n / 1e3:.4g}") for v, n in counts],
        "flops": [flops(BASE | {axis: v}) for v in values],
    }


def flops(of: Mapping[str, int]) -> int:
    """Of the way forward, for one image; the way back has twice as many."""
    return conv2d_flops((of["size"], of["size"], of["channels"]), of["kernel"], of["filters"])


def growth() -> dict[str, Any]:
    found = {axis: grown(axis) for axis in AXES}
    found["filters, copies alone"] = copies_alone()
    return found


def copies_alone() -> dict[str, Any]:
    """The part of `grown("filters")` that writes the table."""
    x = empty_images((BASE["batch"], BASE["size"], BASE["size"], BASE["channels"]), np.float32)
    x[...] = 1
    layers = [Conv2D(filters, BASE["kernel"]) for filters in AXES["filters"]]
    for layer in layers:
        layer.forward(x)  # it knows then where its windows stand
        layer.table = None
    runs = {str(layer.filters): (lambda layer=layer: layer._rows_of_windows(x)) for layer in layers}
    seconds = side_by_side(runs, 7)
    times = [float(f"{np.median(each) / len(x) * 1e6:.4g}") for each in seconds.values()]
    return {"values": AXES["filters"], "us": times}


def experiment() -> dict[str, Any]:
    return {
        "machine": machine_facts() | {"numpy": np.__version__},
        "GFLOP/s of a large product": float(f"{product_peak() / 1e9:.4g}"),
        "steps": steps(),
        "controls": controls(),
        "tricks": tricks(),
        "growth": growth(),
    }


if __name__ == "__main__":
    record("full_speed", "random numbers, and embedded digits", [0], experiment)
