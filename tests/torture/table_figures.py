"""Odd input to comparisons, timing, lab 13 and exports: the rows."""

import math

import matplotlib

matplotlib.use("agg")

import numpy as np

from helpers import (
    colors,
    comparison,
    controls,
    frameworks,
    speed,
    timing,
    tricks,
    weights,
)
from helpers.onnx_export import export_onnx
from tests.torture.odd_tables import Row, choice, number, whole
from tests.torture.table_pictures import MODEL

PAIRS = np.array([0.0, 1, 3, 4])
COMPARISON = [
    Row(
        "paired_difference first",
        lambda x: comparison.paired_difference(x, [1, 0, 0, 0]),
        "paired_difference",
        PAIRS,
        lambda x: comparison.paired_difference(x, [1.0, 0, 0, 0]),
        refused={
            "too few": [1, 2],
            "of another length": [1] * 5,
            "2 axes": np.ones((2, 2)),
            "NaN": [1, 2, 3, math.nan],
            "infinite": [1, 2, 3, math.inf],
            "none": [],
            "a number": np.array(3),
        },
    ),
    Row(
        "paired_difference second",
        lambda x: comparison.paired_difference([1, 0, 0, 0], x),
        "paired_difference",
        PAIRS,
        lambda x: comparison.paired_difference([1.0, 0, 0, 0], x),
    ),
    whole(
        "paired_difference comparisons",
        lambda n: comparison.paired_difference(PAIRS, PAIRS[::-1], n),
        "comparisons",
    ),
    Row(
        "accuracy_error accuracy",
        lambda p: comparison.accuracy_error(p, 4),
        "accuracy",
        np.array([0.0, 1, 1, 0]),
        lambda p: np.sqrt(p * (1 - p) / 4),
        refused={
            "percent": 97.5,
            "negative": -0.1,
            "NaN": math.nan,
            "one NaN": [0.5, math.nan],
            "infinite": math.inf,
        },
        fine={"one": (0.5, 0.25), "none": ([], np.zeros(0))},
    ),
    whole("accuracy_error images", lambda n: comparison.accuracy_error(0.5, n), "images"),
]
RUNS = {
    "None": None,
    "a list": [len],
    "empty": {},
    "no function": {"a": 3},
    "text": "run",
    "a function": len,
}
TIMING = [
    Row(
        "side_by_side runs", lambda r: timing.side_by_side(r, 2), "runs|side_by_side", refused=RUNS
    ),
    whole("side_by_side rounds", lambda n: timing.side_by_side({"a": int}, n), "rounds"),
    Row(
        "side_by_side clock",
        lambda c: timing.side_by_side({"a": int}, 2, c),
        "clock",
        refused={"None": None, "a number": 3, "text": "clock"},
    ),
    Row(
        "times_faster slow",
        lambda x: timing.times_faster(x, [1.0, 1, 2, 4]),
        "times_faster",
        PAIRS + 1,
        lambda x: np.median(x / [1.0, 1, 2, 4]),
        refused={
            "of another length": [1, 2],
            "NaN": [math.nan] * 4,
            "none": [],
            "zeros": [0] * 4,
            "a number": np.array(3),
            "negative": [-1] * 4,
        },
    ),
    Row(
        "times_faster fast",
        lambda x: timing.times_faster([1.0, 1, 2, 4], x),
        "times_faster",
        PAIRS + 1,
        lambda x: np.median([1.0, 1, 2, 4] / x),
        refused={
            "of another length": [1, 2],
            "NaN": [math.nan] * 4,
            "none": [],
            "zeros": [0] * 4,
            "a number": np.array(3),
        },
    ),
    whole("product_peak size", lambda n: timing.product_peak(n, 1), "size"),
    whole("product_peak rounds", lambda n: timing.product_peak(3, n), "rounds"),
    Row(
        "page_faults",
        timing.page_faults,
        "page_faults|run",
        refused={"None": None, "a number": 3, "text": "run", "a list": [len]},
    ),
    Row(
        "peak_bytes",
        timing.peak_bytes,
        "peak_bytes|run",
        refused={"None": None, "a number": 3, "text": "run", "a list": [len]},
    ),
    Row(
        "power_law x",
        lambda x: timing.power_law(x, [1, 2, 4, 8]),
        "power_law",
        PAIRS + 1,
        lambda x: timing.power_law(x, [1, 2, 4, 8]),
        refused={
            "too few": [1],
            "zeros": [0] * 4,
            "negative": [-1, 2, 3, 4],
            "NaN": [1, 2, 3, math.nan],
            "infinite": [1, 2, 3, math.inf],
            "equal": [2] * 4,
            "none": [],
            "a number": np.array(3),
            "2 axes": np.ones((4, 1)),
        },
    ),
    Row(
        "power_law y",
        lambda y: timing.power_law([1, 2, 4, 8], y),
        "power_law",
        PAIRS + 1,
        lambda y: timing.power_law([1, 2, 4, 8], y),
        refused={
            "2 axes": np.ones((4, 2)),
            "NaN": [1, 2, 3, math.nan],
            "infinite": [1, 2, 3, math.inf],
        },
    ),
]
COUNTS = {
    "None": None,
    "a number": 3,
    "text": "ab",
    "zero": [0],
    "negative": [-1],
    "a float": [2.5],
    "texts": ["a"],
    "None inside": [None],
    "True": [True],
    "huge": [10**30],
}
LAB13 = [
    Row(
        "copies lengths",
        controls.copies,
        "copies|lengths",
        refused=COUNTS | {"no part": [3]},
        fine={"a tuple": ((2, 4), ...), "an array": (np.array([2]), ...)},
    ),
    Row(
        "changes kilobytes",
        controls.changes,
        "changes|kilobytes",
        refused=COUNTS,
        fine={"a tuple": ((2, 4), ...)},
    ),
    Row(
        "products columns",
        controls.products,
        "products|columns",
        refused=COUNTS,
        fine={"a tuple": ((2, 4), ...)},
    ),
    whole("pairs n_images", tricks.pairs, "n_images"),
    whole(
        "conv2d_flops kernel_size",
        lambda n: speed.conv2d_flops((8, 8, 1), n, 2),
        "kernel_size|window",
        refused={"too large": 9},
    ),
    whole("conv2d_flops filters", lambda n: speed.conv2d_flops((8, 8, 1), 3, n), "filters"),
    Row(
        "conv2d_flops image_shape",
        lambda s: speed.conv2d_flops(s, 3, 2),
        "image_shape",
        refused={
            "None": None,
            "a number": 3,
            "two": (8, 8),
            "four": (1, 8, 8, 1),
            "floats": (8.0, 8, 1),
            "zero": (8, 8, 0),
            "text": "888",
            "negative": (-8, 8, 1),
        },
        fine={"a list": ([8, 8, 1], ...)},
    ),
]
REST = [
    choice("color name", colors.color, "name"),
    choice("color theme", lambda t: colors.color("blue", t), "theme"),
    number(
        "course_layers dropout", lambda n: weights.course_layers(dropout=n), "rate|dropout", 1, -0.1
    ),
    choice(
        "course_layers kernel_initializer",
        lambda n: weights.course_layers(kernel_initializer=n),
        "initializer",
        but=("a foreign class",),
    ),
    Row(
        "course_network seed",
        weights.course_network,
        "seed",
        refused={
            "negative": -1,
            "text": "a",
            "a float": 1.5,
            "NaN": math.nan,
            "True": True,
            "a dict": {},
        },
        fine={"NumPy's": (np.int64(3), ...), "None": (None, ...)},
    ),
    Row(
        "export_onnx filepath",
        lambda p: export_onnx(MODEL, p),
        "filepath",
        refused={
            "None": None,
            "a number": 3,
            "empty": "",
            "another ending": "a.txt",
            "bytes": b"a.onnx",
            "a list": ["a.onnx"],
            "a folder": ".",
        },
    ),
    Row(
        "in_our_layout tensors",
        lambda t: frameworks.in_our_layout(MODEL, t),
        "tensors|module|layers",
        refused={
            "None": None,
            "a number": 3,
            "none": [],
            "too few": [np.ones(3)],
            "texts": ["a"] * 4,
            "a dict": {},
        },
    ),
    *[
        Row(
            f"{f.__name__} theirs",
            lambda t, f=f: f(MODEL, t),
            "keras|Keras|theirs",
            refused={"None": None, "a number": 3, "a text": "model"},
        )
        for f in (frameworks.to_keras, frameworks.from_keras)
    ],
]
