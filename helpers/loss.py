"""The contract that every loss keeps, and how examples are weighed."""

from typing import Any

import numpy as np

from helpers.keras_words import refuse_options
from helpers.layer import check_numbers


class Loss:
    """A measure of error: `loss(y_true, y_pred)` is one number, the mean over the batch.

    With a `sample_weight` (N,) each example counts more or less; the mean is still over N, as in
    Keras. `gradient(y_true, y_pred)` is the slope by each number of y_pred, with its shape. A
    subclass says `value`, each example's own loss, and `slope`, that of the mean of them all.
    """

    name = "loss"

    def __init__(self, **options: Any) -> None:
        refuse_options(type(self), {key: v for key, v in options.items() if key != "name"})

    def __call__(
        self, y_true: np.ndarray, y_pred: np.ndarray, sample_weight: np.ndarray | None = None
    ) -> float:
        values = np.asarray(self.value(*self.check(y_true, y_pred)))
        if sample_weight is not None and values.ndim == 0:
            raise ValueError(
                "sample_weight and class_weight need each example's own loss. "
                f"{type(self).__name__}.value gives one number for the whole batch. Return them "
                "before their mean."
            )
        if sample_weight is not None:
            values = values * weigh(sample_weight, values)
        return float(np.mean(values))

    def gradient(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        y_true, y_pred = self.check(y_true, y_pred)
        slope = self.slope(y_true, y_pred)
        if np.shape(slope) != y_pred.shape:
            raise ValueError(
                f"{type(self).__name__} should give a gradient of y_pred's shape {y_pred.shape}. "
                f"Received {'None' if slope is None else np.shape(slope)}. Mend its slope."
            )
        return slope

    def check(self, y_true: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Both as arrays of equal shape, y_true of y_pred's dtype; ValueError where they differ."""
        y_true, y_pred = check_numbers(np.asarray(y_true), self.name), as_floats(y_pred, self.name)
        if y_true.ndim == 1 and y_pred.shape == (len(y_true), 1):
            y_true = y_true[:, None]
        if y_true.shape != y_pred.shape:
            raise ValueError(
                f"{self.name} expects y_true and y_pred of one shape. Received {y_true.shape} "
                f"and {y_pred.shape}.{self.cure(y_true, y_pred)}"
            )
        if y_pred.size == 0:
            raise ValueError(f"{self.name} expects at least one example. Received none.")
        return y_true.astype(y_pred.dtype, copy=False), y_pred

    def cure(self, y_true: np.ndarray, y_pred: np.ndarray) -> str:
        return ""

    def value(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no value(y_true, y_pred). Write it.")

    def slope(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no slope(y_true, y_pred). Write it.")

    def __repr__(self) -> str:
        return f"<loss {self.name}>"


class CustomLoss(Loss):
    """A loss of the reader's own: a function of (y_true, y_pred) with a `gradient` attribute."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function
        self.name = getattr(function, "__name__", "loss")

    def check(self, y_true, y_pred):
        return np.asarray(y_true), np.asarray(y_pred)

    def value(self, y_true, y_pred):
        return self.function(y_true, y_pred)

    def slope(self, y_true, y_pred):
        return self.function.gradient(y_true, y_pred)


def as_floats(y_pred: Any, owner: str) -> np.ndarray:
    y_pred = check_numbers(np.asarray(y_pred), owner)
    return y_pred if np.issubdtype(y_pred.dtype, np.floating) else y_pred.astype(np.float64)


def weigh(sample_weight: Any, values: np.ndarray) -> np.ndarray:
    """The weights of N examples in a shape that multiplies `values` (N, ...)."""
    weights = check_numbers(np.asarray(sample_weight), "sample_weight")
    if weights.shape not in ((len(values),), (len(values), 1)):
        raise ValueError(
            "sample_weight expects one number for each example. Received shape "
            f"{weights.shape} for losses of shape {values.shape}."
        )
    return weights.reshape(-1, *(1,) * (values.ndim - 1)).astype(values.dtype, copy=False)
