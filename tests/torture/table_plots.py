"""Odd input to plots: the rows."""

import math

import matplotlib

matplotlib.use("agg")

import numpy as np

from helpers import (
    Dense,
    pixels,
    plots,
)
from tests.torture.odd_tables import Row, content, number, whole
from tests.torture.table_pictures import BAD_SHAPES, BATCH, CHANCES, LABELS, SIX


def shown(make):
    return lambda value: content(make(value))


TITLES = {
    "too few": ["a"],
    "too many": ["a"] * 9,
    "a number": 5,
    "True": True,
    "a generator": (t for t in "abc"),
    "an object": object(),
    "a set": {"a", "b", "c"},
}
RANGES = {
    "one number": 3,
    "three": (0, 1, 2),
    "text": "ab",
    "turned": (1, 0),
    "NaN": (0, math.nan),
    "infinite": (0, math.inf),
    "equal": (1, 1),
    "None inside": (None, 1),
    "texts": ("a", "b"),
}
SIZES = (0, -1, 1e9)
NUMBERS = BATCH[0]
PLOTS = [
    Row(
        "show_images images",
        shown(plots.show_images),
        "show_images",
        BATCH,
        lambda x: content(plots.show_images(x.copy())),
        refused=BAD_SHAPES
        | {
            "one image": np.ones((4, 4)),
            "none": BATCH[:0],
            "no pixels": np.ones((2, 0, 4)),
            "NaN alone": BATCH * np.nan,
            "2 channels": np.ones((2, 4, 4, 2)),
            "4 channels": np.ones((2, 4, 4, 4)),
            "infinite": np.full((1, 2, 2), np.inf),
        },
        fine={
            "huge": (np.full((1, 2, 2), 1e300), ...),
            "a channel": (BATCH[..., None], content(plots.show_images(BATCH))),
        },
    ),
    Row(
        "show_images titles",
        lambda t: plots.show_images(BATCH, t),
        "title",
        refused=TITLES,
        fine={"an array": (np.arange(3), ...), "text": ("abc", ...)},
    ),
    whole("show_images columns", lambda n: plots.show_images(BATCH, columns=n), "columns"),
    Row(
        "show_images value_range",
        lambda v: plots.show_images(BATCH, value_range=v),
        "value_range",
        refused=RANGES,
        fine={"a list": ([0, 1], ...), "an array": (np.array([0, 1]), ...)},
    ),
    number("show_images size", lambda n: plots.show_images(BATCH, size=n), "size", *SIZES),
    Row(
        "show_kernels",
        shown(plots.show_kernels),
        "show_kernels",
        BATCH[0],
        lambda x: content(plots.show_kernels(x.copy())),
        refused=BAD_SHAPES
        | {
            "3 axes": BATCH,
            "none": np.ones((3, 3, 1, 0)),
            "no channels": np.ones((3, 3, 0, 2)),
            "no size": np.ones((0, 3)),
            "NaN": BATCH[0] * np.nan,
        },
    ),
    Row(
        "show_kernels titles",
        lambda t: plots.show_kernels(np.ones((3, 3, 1, 3)), t),
        "title",
        refused=TITLES,
    ),
    Row(
        "show_numbers",
        shown(plots.show_numbers),
        "show_numbers",
        NUMBERS,
        lambda x: content(plots.show_numbers(x.copy())),
        refused=BAD_SHAPES | {"3 axes": BATCH, "none": np.ones((0, 3)), "large": np.ones((31, 2))},
        fine={
            "NaN inside": (np.array([[1, np.nan]]), ...),
            "infinite": (np.array([[1, np.inf]]), ...),
            "all NaN": (np.full((2, 2), np.nan), ...),
            "huge": (np.array([[1e300, -1e300]]), ...),
        },
    ),
    number("show_numbers size", lambda n: plots.show_numbers(NUMBERS, size=n), "size", *SIZES),
    Row(
        "show_equation arrays",
        lambda a: plots.show_equation(a, ["="]),
        "show_equation",
        refused={
            "None": None,
            "a number": 3,
            "one": [NUMBERS],
            "three": [NUMBERS] * 3,
            "texts": ["a", "b"],
            "none": [],
            "3 axes": [BATCH, NUMBERS],
            "a class": int,
            "objects": [NUMBERS.astype(object), NUMBERS],
            "complex": [NUMBERS + 1j, NUMBERS],
        },
        fine={
            "a tuple": ((NUMBERS, NUMBERS), ...),
            "lists": ([[[1]], [[2]]], ...),
            "NaN": ([NUMBERS * np.nan] * 2, ...),
        },
    ),
    Row(
        "show_equation signs",
        lambda s: plots.show_equation([NUMBERS] * 2, s),
        "sign",
        refused={"None": None, "a number": 3, "none": [], "two": ["a", "b"], "True": True},
        fine={"text": ("=", ...)},
    ),
    Row(
        "show_equation titles",
        lambda t: plots.show_equation([NUMBERS] * 3, "x=", t),
        "title",
        refused=TITLES,
    ),
    number(
        "show_equation size",
        lambda n: plots.show_equation([NUMBERS] * 2, "=", size=n),
        "size",
        *SIZES,
    ),
    Row(
        "show_predictions images",
        shown(lambda x: plots.show_predictions(x, np.ones((3, 2)) / 2)),
        "show_predictions",
        BATCH,
        lambda x: content(plots.show_predictions(x.copy(), np.ones((3, 2)) / 2)),
        refused=BAD_SHAPES
        | {
            "too few": BATCH[:1],
            "none": BATCH[:0],
            "no pixels": np.ones((3, 0, 4)),
            "NaN alone": BATCH * np.nan,
        },
    ),
    Row(
        "show_predictions probabilities",
        shown(lambda p: plots.show_predictions(SIX, p)),
        "show_predictions",
        CHANCES,
        lambda p: content(plots.show_predictions(SIX, p)),
        refused=BAD_SHAPES
        | {
            "too few": CHANCES[:1],
            "no classes": np.ones((4, 0)),
            "NaN": CHANCES * np.nan,
            "logits": CHANCES * 9,
            "negative": -CHANCES,
        },
    ),
    Row(
        "show_predictions labels",
        lambda y: plots.show_predictions(SIX, CHANCES, y),
        "label",
        refused={
            "too few": [1],
            "one-hot": CHANCES,
            "texts": ["a"] * 4,
            "a number": 3,
            "NaN": [math.nan] * 4,
            "True": True,
            "None inside": [None] * 4,
            "fractions": [0.5] * 4,
            "an object": object(),
        },
        fine={
            "a list": ([0, 1, 2, 0], ...),
            "bytes": (LABELS.astype("u1"), ...),
            "whole floats": ([0.0, 1, 2, 0], ...),
            "a column": (LABELS[:, None], ...),
        },
    ),
    Row(
        "plot_history",
        lambda h: plots.plot_history(h),
        "plot_history",
        refused={
            "None": None,
            "text": "loss",
            "a list": [1, 2],
            "empty": {},
            "nothing recorded": {"loss": []},
            "a number": 3,
            "texts": {"loss": ["a", "b"]},
            "None inside": {"loss": [None, 1]},
            "a number inside": {"loss": 3},
            "ragged": {"loss": [[1], [1, 2]]},
            "an object": object(),
            "complex": {"loss": [1j]},
            "tables": {"loss": [[1, 2], [3, 4]]},
        },
        fine={
            "a name of a number": ({3: [1, 2]}, ...),
            "NaN": ({"loss": [1, math.nan]}, ...),
            "infinite": ({"loss": [1, math.inf]}, ...),
            "arrays": ({"loss": np.ones(3)}, ...),
            "all NaN": ({"loss": [math.nan]}, ...),
            "validation alone": ({"val_loss": [1, 2]}, ...),
            "of other length": ({"loss": [1, 2], "val_loss": [1]}, ...),
            "one empty": ({"loss": [1], "lr": []}, ...),
        },
    ),
    Row(
        "plot_runs runs",
        lambda r: plots.plot_runs(r, "epoch", "loss"),
        "plot_runs|runs",
        refused={
            "None": None,
            "a list": [[1, 2]],
            "empty": {},
            "five": dict.fromkeys("abcde", np.ones((1, 2))),
            "one axis": {"a": [1, 2]},
            "ragged": {"a": [[1], [1, 2]]},
            "texts": {"a": [["b", "c"]]},
            "of other lengths": {"a": [[1, 2]], "b": [[1]]},
            "no runs": {"a": np.ones((0, 3))},
            "objects": {"a": [[None, 1]]},
            "complex": {"a": [[1j]]},
            "no points": {"a": np.ones((1, 0))},
            "a number": 5,
            "None inside": {"a": None},
        },
        fine={
            "a name of a number": ({3: [[1, 2]]}, ...),
            "NaN": ({"a": [[1, math.nan]]}, ...),
            "lists": ({"a": [[1, 2]]}, ...),
            "bytes": ({"a": np.ones((2, 3), "u1")}, ...),
        },
    ),
    Row(
        "plot_runs x",
        lambda x: plots.plot_runs({"a": [[1, 2, 3]]}, "epoch", "loss", x),
        "plot_runs|x",
        refused={
            "too short": [1],
            "text": "abc",
            "texts": ["a", "b", "c"],
            "2 axes": np.ones((1, 3)),
            "a number": 3,
            "complex": [1j, 2, 3],
            "None inside": [None, 1, 2],
            "a dict": {},
        },
        fine={"a tuple": ((1, 2, 3), ...), "a range": (range(3), ...)},
    ),
    Row(
        "plot_runs ylim",
        lambda v: plots.plot_runs({"a": [[1, 2, 3]]}, "epoch", "loss", ylim=v),
        "ylim",
        refused={k: v for k, v in RANGES.items() if k not in ("turned", "None inside")},
        fine={"a list": ([0, 1], ...), "turned": ((1, 0), ...), "None inside": ((0, None), ...)},
    ),
    Row(
        "show_source",
        plots.show_source,
        "show_source",
        refused={
            "None": None,
            "text": "Dense",
            "a number": 3,
            "an array": NUMBERS,
            "an object": Dense(3),
            "built in": len,
            "a class of C": int,
        },
        fine={"a class": (Dense, ...), "a function": (pixels.one_hot, ...)},
    ),
]
