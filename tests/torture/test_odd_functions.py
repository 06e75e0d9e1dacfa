"""Odd arrays for the functions of the network's rooms, and for the model's own methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from helpers import ReLU, RocAuc, WeightRecorder, one_hot, softmax, to_categorical
from helpers.convolution import conv2d_gradients_loops, conv2d_loops, convolve2d_loops, im2col
from helpers.dense import dense_loops
from helpers.dropout import dropout_loops
from helpers.flatten import flatten_loops
from helpers.gradients import check_layer, check_loss, check_model, relative_error
from helpers.losses import bce, categorical_crossentropy, mse, sparse_categorical_crossentropy
from helpers.metrics import (
    accuracy,
    binary_accuracy,
    confusion_matrix,
    mean_absolute_error,
    roc_auc,
)
from helpers.pooling import average_pool_loops, max_pool_gradient_loops, max_pool_loops
from tests.network_cases import small
from tests.torture import odd, reference

RNG = np.random.default_rng(5)


def quarters(*shape: int) -> np.ndarray:
    return RNG.integers(-8, 9, shape) / 4


def whole(*shape: int) -> np.ndarray:
    return RNG.integers(0, 12, shape).astype(float)


IMAGE, KERNEL, BIAS, GRAD = quarters(5, 4, 2), quarters(3, 2, 2, 2), quarters(2), quarters(3, 3, 2)
PLANE, SMALL = whole(5, 4), whole(2, 3)
ROWS, MATRIX, UNITS = quarters(3, 4), quarters(4, 2), quarters(2)
LABELS = np.array([0, 1, 1, 2, 0, 2])
HOT = np.eye(3)[LABELS]
CHANCES = np.array([8, 4, 4, 2, 10, 4, 4, 8, 4, 1, 1, 14, 6, 6, 4, 12, 2, 2]).reshape(6, 3) / 16
YES = np.array([0, 1, 1, 0, 1, 0])
SCORES = np.array([1, 12, 8, 9, 4, 2]) / 16
X, Y = whole(6, 6, 5, 1), HOT
MODEL = small(dtype="float64")
WEIGHTS = [np.round(w * 8) / 8 for w in MODEL.get_weights()]


@dataclass(frozen=True)
class Array:
    """One argument that is an array: how it is given, a right one, and what then comes out."""

    name: str  # as the error says it
    give: Callable[[Any], Any]
    right: np.ndarray
    expected: Any
    free: bool = False  # whether nothing else says its shape


def compiled(x: Any, y: Any, method: str, **options: Any) -> Any:
    model = small(seed=0)
    model.set_weights(WEIGHTS)
    if method == "fit":
        return model.fit(x, y, verbose=0, **options).history["loss"]
    return getattr(model, method)(x, y, **options)


def scores(weights: np.ndarray | None = None) -> Any:
    """Loss and accuracy of the model on X and Y, with the plain formulas."""
    model = small(seed=0)
    model.set_weights(WEIGHTS)
    chances = reference.network(model, X)
    p = np.clip(chances, reference.TINY, 1 - reference.TINY)
    each = -(Y * np.log(p)).sum(axis=1) * (1 if weights is None else weights)
    return each.mean(), (chances.argmax(1) == LABELS).mean()


def set_one(value: Any) -> Any:
    model = small()
    model.set_weights([*WEIGHTS[:-1], value])
    return model.get_weights()[-1]


def set_all(value: Any) -> Any:
    model = small()
    model.set_weights([WEIGHTS[0], *value])
    return model.get_weights()[1]


def grown(arrays: list[np.ndarray], axis: int) -> np.ndarray:
    return np.stack(arrays, axis)


def pool_slopes() -> np.ndarray:
    """Every window's first maximum gets its slope."""
    slopes = np.zeros((4, 4, 1))
    for row, col in np.ndindex(2, 2):
        part = PLANE[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
        i, j = np.unravel_index(part.argmax(), (2, 2))
        slopes[2 * row + i, 2 * col + j] = SMALL[row, col]
    return slopes


def kernel_slopes() -> tuple[np.ndarray, ...]:
    """The gradients of sum(conv(image) * grad) by nudging, which is exact for a product."""
    found = []
    for array in (IMAGE, KERNEL):
        slopes = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            nudge = np.zeros(array.shape)
            nudge[place] = 1.0
            image, kernel = (IMAGE + nudge, KERNEL) if array is IMAGE else (IMAGE, KERNEL + nudge)
            more = reference.conv(image, kernel) - reference.conv(IMAGE, KERNEL)
            slopes[place] = (more * GRAD).sum()
        found.append(slopes)
    return (*found, GRAD.sum((0, 1)))


conv, slopes = reference.conv(IMAGE, KERNEL, BIAS), kernel_slopes()
plane = reference.conv(PLANE[..., None], SMALL[:, :, None, None])[..., 0]
pooled = reference.pooled(IMAGE, 2, np.max), reference.pooled(IMAGE, 2, np.mean)
POOLED, SQUARE = SMALL[:, :2, None], PLANE[:4, :, None]

FUNCTIONS = [
    Array("softmax's logits", softmax, ROWS, reference.softmax(ROWS)),
    Array("convolve2d_loops's image", lambda a: convolve2d_loops(a, SMALL), PLANE, plane),
    Array("convolve2d_loops's kernel", lambda a: convolve2d_loops(PLANE, a), SMALL, plane),
    Array("conv2d_loops's image", lambda a: conv2d_loops(a, KERNEL, BIAS), IMAGE, conv),
    Array("conv2d_loops's kernel", lambda a: conv2d_loops(IMAGE, a, BIAS), KERNEL, conv),
    Array("conv2d_loops's bias", lambda a: conv2d_loops(IMAGE, KERNEL, a), BIAS, conv),
    Array("image", lambda a: conv2d_gradients_loops(a, KERNEL, GRAD), IMAGE, slopes),
    Array("kernel", lambda a: conv2d_gradients_loops(IMAGE, a, GRAD), KERNEL, slopes),
    Array("grad", lambda a: conv2d_gradients_loops(IMAGE, KERNEL, a), GRAD, slopes),
    Array(
        "im2col's image", lambda a: im2col(a, 1), IMAGE, IMAGE.reshape(-1, 2)
    ),
    Array("max_pool_loops's x", lambda a: max_pool_loops(a, 2), IMAGE, pooled[0]),
    Array("average_pool_loops's x", lambda a: average_pool_loops(a, 2), IMAGE, pooled[1]),
    Array("max_pool_gradient_loops", lambda a: max_pool_gradient_loops(a, POOLED, 2), SQUARE,
          pool_slopes()),
    Array("grad", lambda a: max_pool_gradient_loops(SQUARE, a, 2), POOLED, pool_slopes()),
    Array("dense_loops's x", lambda a: dense_loops(a, MATRIX, UNITS), ROWS, ROWS @ MATRIX + UNITS),
    Array("dense_loops's kernel", lambda a: dense_loops(ROWS, a, UNITS), MATRIX,
          ROWS @ MATRIX + UNITS),
    Array("dense_loops's bias", lambda a: dense_loops(ROWS, MATRIX, a), UNITS,
          ROWS @ MATRIX + UNITS),
    Array("flatten_loops's x", flatten_loops, IMAGE[None], IMAGE.reshape(1, -1)),
    Array("dropout_loops's x", lambda a: dropout_loops(a, 0.0, RNG), ROWS, ROWS),
    Array("categorical_crossentropy", lambda a: categorical_crossentropy(a, CHANCES), HOT,
          reference.crossentropy(HOT, CHANCES)),
    Array("categorical_crossentropy", lambda a: categorical_crossentropy(HOT, a), CHANCES,
          reference.crossentropy(HOT, CHANCES)),
    Array("categorical_crossentropy", lambda a: categorical_crossentropy.gradient(a, CHANCES), HOT,
          reference.crossentropy_slope(HOT, CHANCES)),
    Array("categorical_crossentropy", lambda a: categorical_crossentropy.gradient(HOT, a), CHANCES,
          reference.crossentropy_slope(HOT, CHANCES)),
    Array("sparse", lambda a: sparse_categorical_crossentropy(a, CHANCES), LABELS.astype(float),
          reference.crossentropy(HOT, CHANCES)),
    Array("sparse", lambda a: sparse_categorical_crossentropy(LABELS, a), CHANCES,
          reference.crossentropy(HOT, CHANCES)),
    Array("sparse", lambda a: sparse_categorical_crossentropy.gradient(LABELS, a), CHANCES,
          reference.crossentropy_slope(HOT, CHANCES)),
    Array("binary", lambda a: bce(a, SCORES), YES.astype(float),
          reference.binary_crossentropy(YES, SCORES)),
    Array("binary", lambda a: bce(YES, a), SCORES, reference.binary_crossentropy(YES, SCORES)),
    Array("binary", lambda a: bce.gradient(a, SCORES), YES.astype(float),
          reference.binary_crossentropy_slope(YES, SCORES)),
    Array("binary", lambda a: bce.gradient(YES, a), SCORES,
          reference.binary_crossentropy_slope(YES, SCORES)),
    Array("mean_squared_error", lambda a: mse(a, ROWS), np.abs(np.round(ROWS)),
          ((np.abs(np.round(ROWS)) - ROWS) ** 2).mean()),
    Array("mean_squared_error", lambda a: mse(ROWS, a), np.abs(np.round(ROWS)),
          ((np.abs(np.round(ROWS)) - ROWS) ** 2).mean()),
    Array("mean_squared_error", lambda a: mse.gradient(ROWS, a), np.abs(np.round(ROWS)),
          2 * (np.abs(np.round(ROWS)) - ROWS) / ROWS.size),
    Array("sample_weight", lambda a: mse(ROWS, MATRIX.T[:1].repeat(3, 0), a), np.array([2.0, 0, 1]),
          (((ROWS - MATRIX.T[:1]) ** 2).mean(1) * [2, 0, 1]).mean()),
    Array("accuracy", lambda a: accuracy(a, CHANCES), LABELS.astype(float),
          (CHANCES.argmax(1) == LABELS).mean()),
    Array("accuracy", lambda a: accuracy(a, CHANCES), HOT, (CHANCES.argmax(1) == LABELS).mean()),
    Array("accuracy", lambda a: accuracy(LABELS, a), CHANCES,
          (CHANCES.argmax(1) == LABELS).mean()),
    Array("binary_accuracy", lambda a: binary_accuracy(a, SCORES), YES.astype(float),
          ((SCORES > 0.5) == YES).mean()),
    Array("binary_accuracy", lambda a: binary_accuracy(YES, a), SCORES,
          ((SCORES > 0.5) == YES).mean()),
    Array("mean_absolute_error", lambda a: mean_absolute_error(a, 12 - SMALL), SMALL,
          np.abs(12 - 2 * SMALL).mean()),
    Array("mean_absolute_error", lambda a: mean_absolute_error(12 - SMALL, a), SMALL,
          np.abs(12 - 2 * SMALL).mean()),
    Array("roc_auc", lambda a: roc_auc(a, SCORES), YES.astype(float), 7 / 9),
    Array("roc_auc", lambda a: roc_auc(YES, a), SCORES, 7 / 9),
    Array("relative_error", lambda a: relative_error(a, 12 - SMALL), SMALL,
          np.abs(12 - 2 * SMALL).max() / max(SMALL.max(), (12 - SMALL).max())),
    Array("relative_error", lambda a: relative_error(12 - SMALL, a), SMALL,
          np.abs(12 - 2 * SMALL).max() / max(SMALL.max(), (12 - SMALL).max())),
    Array("check_layer|ReLU", lambda a: check_layer(ReLU(), a)["x"] < 1e-6, whole(2, 3) + 1, True),
    Array("mean_squared", lambda a: check_loss(mse, SMALL, a) < 1e-6, 12 - SMALL, True),
    Array("mean_squared", lambda a: check_loss(mse, a, 11 - SMALL) < 1e-6, SMALL, True),
]  # fmt: skip

TRAINING = [
    *(
        Array("x", lambda a, m=m: compiled(a, Y, m), X, scores())
        for m in ("evaluate", "train_on_batch")
    ),
    *(
        Array("y", lambda a, m=m: compiled(X, a, m), Y, scores())
        for m in ("evaluate", "train_on_batch")
    ),
    Array("x", lambda a: compiled(a, Y, "fit"), X, [scores()[0]]),
    Array("y", lambda a: compiled(X, a, "fit"), Y, [scores()[0]]),
    *(
        Array(
            "sample_weight",
            lambda a, m=m: compiled(X, Y, m, sample_weight=a),
            np.array([1.0, 0, 2, 3, 0, 1]),
            [scores([1, 0, 2, 3, 0, 1])[0]] if m == "fit" else scores([1, 0, 2, 3, 0, 1]),
        )
        for m in ("evaluate", "train_on_batch", "fit")
    ),
    Array("x", lambda a: compiled(X, Y, "fit", validation_data=(a, Y)), X, [scores()[0]]),
    Array("y", lambda a: compiled(X, Y, "fit", validation_data=(X, a)), Y, [scores()[0]]),
    Array("set_weights", set_one, np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0])),
    Array("check_model|a model|x", lambda a: max(check_model(MODEL, a, Y, 1).values()) < 1e-4, X,
          True),
    Array("check_model|y|categorical", lambda a: max(check_model(MODEL, X, a, 1).values()) < 1e-4,
          Y, True),
    Array("x", lambda a: RocAuc((a, LABELS)).x, X, X, True),
    Array("y", lambda a: RocAuc((X, a)).y, LABELS.astype(float), LABELS),
    Array("x", lambda a: WeightRecorder((a, LABELS)).examples, X, X[[0, 1, 3]], True),
    Array("y", lambda a: WeightRecorder((X, a)).labels, LABELS.astype(float), LABELS),
]  # fmt: skip

# Whole numbers alone: their forms are those of whole numbers.
LABELED = [
    Array("one_hot", lambda a: one_hot(a, 3), LABELS, HOT),
    Array("to_categorical", to_categorical, LABELS, HOT),
    Array("labels", lambda a: confusion_matrix(a, LABELS, 3), LABELS, np.diag([2, 2, 2])),
    Array("predictions", lambda a: confusion_matrix(LABELS, a, 3), LABELS, np.diag([2, 2, 2])),
]
ALL = [*FUNCTIONS, *TRAINING]


def each(arrays: list[Array]) -> Any:
    names = [f"{index}: {array.name}" for index, array in enumerate(arrays)]
    return pytest.mark.parametrize("array", arrays, ids=names)


@each(ALL)
def test_every_form_of_an_array_gives_the_same(array, tally, some):
    faults, count = [], 0
    for name, form in some(odd.forms_of(array.right)):
        count += 1
        kept = np.array(form)
        faults += odd.judge(name, lambda a=form: array.give(a), "", expected=array.expected)
        if not np.array_equal(kept, np.array(form)):
            faults.append(f"{name}: it was changed")
    tally("odd input: forms of an array", cases=count)
    assert not faults, "\n".join(faults)


@each(LABELED)
def test_every_form_of_labels_gives_the_same(array, tally, some):
    faults, count, forms = (
        [],
        0,
        ["list", "tuple", "read-only", "every second number of another", "series"],
    )
    forms += [*odd.WHOLE_FORMS, "backwards in memory", "with __array__", "subclass", "seen twice"]
    for name, form in some(odd.forms_of(array.right)):
        if name in forms:
            count += 1
            faults += odd.judge(name, lambda a=form: array.give(a), "", expected=array.expected)
    tally("odd input: forms of an array", cases=count)
    assert not faults, "\n".join(faults)


@each([*ALL, *LABELED])
def test_what_is_no_array_is_refused(array, tally, some):
    faults, count = [], 0
    for name, value in some(odd.no_arrays_like(array.right)):
        if name == "None" and "sample_weight" in array.name:
            continue
        count += 1
        faults += odd.judge(name, lambda a=value: array.give(a), array.name)
    tally("odd input: no array", cases=count)
    assert not faults, "\n".join(faults)


# What one argument may be, another does not decide, or several shapes are meant.
FREE = ("softmax", "im2col", "pool_loops's x", "flatten_loops", "dropout_loops", "check_layer|ReLU")
SEVERAL = {
    "convolve2d_loops's image": ("a row less", "a row more", "last"),
    "convolve2d_loops's kernel": ("a row less", "a row more", "last"),
    "conv2d_loops's image": ("a row less", "a row more"),
    "conv2d_loops's kernel": ("a row less", "a row more"),
    "dense_loops's x": ("none", "a row less", "a row more"),
    "sparse": ("one axis more", "last axis longer"),
    "accuracy": ("one axis more", "flat", "last axis"),
    "max_pool_gradient_loops": ("a row more",),
    "roc_auc": ("one axis more",),
    "one_hot": ("none", "a row", "last axis"),
    "binary": ("one axis more",),
    "binary_accuracy": ("one axis more",),
    "sample_weight": ("one axis more",),
    "y": ("flat", "one axis more"),
    "to_categorical": ("one axis more", "a batch more", "a row", "axis less", "last", "single"),
}
SHAPED = [a for a in [*ALL, *LABELED] if not a.free and not any(f in a.name for f in FREE)]


@each(SHAPED)
def test_an_array_of_another_shape_is_refused(array, tally, some):
    """Where another argument, or the model, says what it must be: nothing is broadcast."""
    faults, right = [], array.right
    shapes = {
        "one axis less": right[0],
        "one axis more": right[..., None],
        "a batch more": right[None],
        "none": right[:0],
        "a row less": right[:-1],
        "a row more": np.concatenate([right, right[:1]]),
        "last axis shorter": right[..., :-1],
        "last axis longer": np.concatenate([right, right[..., :1]], -1),
        "single number": right.reshape(-1)[0],
        "flat": right.reshape(-1),
    }
    tried = some(shapes.items())
    for name, value in tried:
        if np.shape(value) == right.shape:
            continue
        result, error = odd.told(lambda a=value: array.give(a))
        if error is not None:
            words = f"{array.name}|_loops's|model|built for|the window|batch|x and y|labels"
            faults += [f"{name}: {fault}" for fault in odd.faults_of(error, words)]
        elif not any(part in name for part in SEVERAL.get(array.name, ())):
            faults.append(f"{name}, {np.shape(value)}: silent, {str(result)[:80]}")
    tally("odd input: another shape", cases=len(tried))
    assert not faults, "\n".join(faults)
