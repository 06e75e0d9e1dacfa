"""Chapter 7: the data of a training, checked, weighed, split and dealt out in batches."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from helpers.arguments import real_number
from helpers.layer import check_numbers, whole_number

Examples = tuple[np.ndarray, np.ndarray, np.ndarray | None]  # x (N, ...), y, weights (N,) or None


def as_examples(x: Any, y: Any, sample_weight: Any = None) -> Examples:
    """Data as arrays of equal length; ValueError where they differ."""
    if y is None:
        raise TypeError(
            "y expects an array of real numbers. Received a NoneType. Keras takes datasets and "
            "generators too, this book does not. Give both, as fit(x, y)."
        )
    x, y = check_numbers(x, "x"), check_numbers(y, "y")
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"x and y expect equally many examples, at least one. Received shapes {x.shape} "
            f"and {y.shape}. Take both from the same rows."
        )
    if sample_weight is None:
        return x, y, None
    weights = check_numbers(sample_weight, "sample_weight")
    if weights.shape == (len(x), 1):
        weights = weights[:, 0]
    if not np.isfinite(weights).all():
        raise ValueError(
            f"sample_weight expects numbers. Received NaN or infinity among {weights.shape} of "
            "them. Take 0 for an example that should not count."
        )
    if weights.shape != (len(x),):
        raise ValueError(
            f"sample_weight expects one number for each example, shape {(len(x),)}. Received "
            f"{weights.shape}. Give one for each of x."
        )
    return x, y, weights


def as_pair(data: Any, argument: str) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and labels that a callback watches, as arrays."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise ValueError(f"{argument} expects a pair (x, y). Received {type(data).__name__}.")
    x, y, _ = as_examples(*data)
    return x, y


def as_classes(labels: np.ndarray) -> np.ndarray:
    """The class of each example, (N,), from whole numbers (N,) or (N, 1), or one-hot rows."""
    one_hot = labels.ndim > 1 and labels.shape[-1] > 1
    return labels.argmax(axis=-1) if one_hot else labels.reshape(len(labels))


def as_one_hot(labels: np.ndarray, shape: tuple[int, ...], owner: str) -> np.ndarray:
    """Labels of predictions of this `shape`, as True at the label and False elsewhere."""
    if labels.shape == (*shape[:-1], 1):
        labels = labels[..., 0]
    if labels.shape != shape[:-1]:
        cure = "Give each row of y_pred one label."
        if labels.shape == shape:
            cure = "One-hot labels belong to categorical_crossentropy: take that."
        raise ValueError(
            f"{owner} expects whole-number labels of shape {shape[:-1]}. "
            f"Received {labels.shape}. {cure}"
        )
    one_hot = labels[..., None] == np.arange(shape[-1])
    if not one_hot.any(axis=-1).all():
        raise ValueError(
            f"{owner} expects labels 0 to {shape[-1] - 1}, whole numbers. Received values from "
            f"{labels.min()} to {labels.max()}. Number the classes from 0, and give the model an "
            "output for each."
        )
    return one_hot


def as_validation(data: Any) -> Examples:
    """validation_data as examples: (x, y), or (x, y, sample_weight)."""
    fits = isinstance(data, (tuple, list)) and len(data) in (2, 3)
    if not fits or (len(data) == 3 and np.shape(data[2]) != np.shape(data[1])[:1]):
        raise ValueError(
            f"validation_data expects a pair (x_val, y_val). Received a {type(data).__name__}. A "
            "third array may follow: one weight for each example."
        )
    return as_examples(*data)


def split_off_last(data: Examples, share: float) -> tuple[Examples, Examples]:
    """The examples, and the last `share` of them taken off for validation: as Keras does."""
    count = len(data[0])
    place = int(np.floor(count * (1 - share)))
    if place == 0 or place == count:
        raise ValueError(
            f"validation_split={share} of {count} examples leaves one part empty. "
            "Take another share or more data."
        )
    return take(data, slice(place)), take(data, slice(place, None))


def with_validation(
    data: Examples, validation_data: Any, share: float
) -> tuple[Examples, Examples | None]:
    """The examples to learn from, and those to validate with: given, split off, or none."""
    share = real_number(share, "validation_split", "[0, 1)")
    if validation_data is not None:
        return data, as_validation(validation_data)
    return split_off_last(data, share) if share else (data, None)


def weigh_classes(data: Examples, class_weight: dict[int, float] | None) -> Examples:
    """The examples with the weights of their classes; a class that is not named weighs 1."""
    x, y, weights = data
    if class_weight is None:
        return data
    if not isinstance(class_weight, dict):
        raise ValueError(
            "class_weight expects a dict of class and weight, such as {0: 1.0, 1: 5.0}. Received "
            f"a {type(class_weight).__name__}."
        )
    if weights is not None:
        raise ValueError(
            "class_weight and sample_weight cannot both be given. Received both. Multiply "
            "them yourself, and give sample_weight alone."
        )
    classes = as_classes(y)
    for label, weight in class_weight.items():
        whole_number(label, "a class in class_weight", 0)
        real_number(weight, f"class_weight[{label!r}]", "[0, inf)")
    weights = np.array([class_weight.get(int(label), 1.0) for label in classes], np.float32)
    return x, y, weights


def weigh(sample_weight: Any, values: np.ndarray) -> np.ndarray:
    """The weights of N examples in a shape that multiplies `values` (N, ...)."""
    weights = check_numbers(sample_weight, "sample_weight")
    if weights.shape not in ((len(values),), (len(values), 1)):
        raise ValueError(
            "sample_weight expects one number for each example. Received shape "
            f"{weights.shape} for losses of shape {values.shape}. Give one for each."
        )
    return weights.reshape(-1, *(1,) * (values.ndim - 1)).astype(values.dtype, copy=False)


def take(data: Examples, part: Any) -> Examples:
    """Some of the examples: a slice, or an array of their numbers."""
    x, y, weights = data
    return x[part], y[part], None if weights is None else weights[part]


def batches(count: int, batch_size: int | None) -> Iterator[slice]:
    """Slices of `batch_size` examples that cover `count` of them; the last may be smaller."""
    size = whole_number(32 if batch_size is None else batch_size, "batch_size", 1)
    return (slice(start, start + size) for start in range(0, count, size))


def as_batch(x: Any) -> np.ndarray:
    """Inputs alone as an array (N, ...); ValueError where there is none, or no batch axis."""
    x = check_numbers(x, "predict's x")
    if x.ndim < 2 or len(x) == 0:
        raise ValueError(
            f"predict expects a batch with at least one example. Received shape {x.shape}. "
            "Add the batch axis to a single one: x[None]."
        )
    return x
