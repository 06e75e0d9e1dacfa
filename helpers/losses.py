"""Chapter 5: how wrong was the answer? One number to make small, and its gradient."""

from typing import Any

import numpy as np

from helpers.activations import softmax
from helpers.keras_words import missing
from helpers.layer import check_numbers
from helpers.loss import CustomLoss, Loss, as_floats

SMALLEST = 1e-7  # probabilities are clipped to [1e-7, 1 - 1e-7], so that no logarithm is infinite


class CategoricalCrossentropy(Loss):
    """The surprise at the true class, -ln p, mean over the batch. Labels are one-hot.

    Shapes: y_true and y_pred (N, K), or (..., K); each row of y_pred sums to 1.

    Gradient: only the true class counts, and -ln p falls with slope -1/p:
    grad = -y_true / y_pred / N. Where the prediction comes from a softmax, the two gradients
    multiply out to (probabilities - y_true) / N by the logits: `gradient_at_logits`.
    Where a probability is clipped, the loss is flat: its slope is 0, as in Keras.

    Args:
        from_logits: whether y_pred are scores, as of a last layer without softmax.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.
    """

    name = "categorical_crossentropy"

    def __init__(self, from_logits: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.from_logits = bool(from_logits)

    def check(self, y_true, y_pred):
        if np.shape(y_pred)[-1:] == (1,):
            raise ValueError(
                f"{self.name} expects one output for each class, (N, K) with K of at least 2. "
                f"Received y_pred of shape {np.shape(y_pred)}: a single output would learn to say "
                "1 always. For two classes write Dense(1, activation='sigmoid') and "
                "loss='binary_crossentropy'."
            )
        return super().check(y_true, y_pred)

    def cure(self, y_true, y_pred):
        if y_true.ndim == y_pred.ndim - 1 or y_true.shape[-1:] == (1,):
            return " For whole-number labels take sparse_categorical_crossentropy, or one_hot."
        return ""

    def value(self, y_true, y_pred):
        if self.from_logits:
            scores = y_pred - y_pred.max(axis=-1, keepdims=True)
            return (y_true * (np.log(np.exp(scores).sum(-1, keepdims=True)) - scores)).sum(axis=-1)
        return -(y_true * np.log(_clip(y_pred))).sum(axis=-1)

    def slope(self, y_true, y_pred):
        if self.from_logits:
            pull = softmax(y_pred) * y_true.sum(axis=-1, keepdims=True) - y_true
            return pull / _rows(y_pred)
        clipped = _clip(y_pred)
        return -y_true * (y_pred == clipped) / clipped / _rows(y_pred)

    @property
    def gradient_at_logits(self) -> Any:
        """(y_true, probabilities) to the slope by the logits that the softmax turned into
        `probabilities`; None where y_pred are logits anyway."""
        return None if self.from_logits else self._gradient_at_logits

    def _gradient_at_logits(self, y_true, probabilities):
        y_true, probabilities = self.check(y_true, probabilities)
        felt = y_true * (probabilities == _clip(probabilities))  # y_true; 0 where the loss is flat
        return (probabilities * felt.sum(axis=-1, keepdims=True) - felt) / _rows(probabilities)


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """The same loss for whole-number labels 0 to K-1.

    Shapes: y_true (N,) or (N, 1), y_pred (N, K). ValueError for a label outside 0 to K-1.
    """

    name = "sparse_categorical_crossentropy"

    def check(self, y_true, y_pred):
        y_pred = as_floats(y_pred, self.name)
        if y_pred.shape[-1:] != (1,):
            y_true = _one_hot_like(np.asarray(y_true), y_pred, self.name)
        return super().check(y_true, y_pred)


class BinaryCrossentropy(Loss):
    """The surprise at a yes or no: -ln p where it is yes, -ln (1 - p) where it is no.

    Args:
        from_logits: whether y_pred are scores, as of a last layer without sigmoid.

    Shapes: y_true and y_pred (N, 1), (N,) or (N, K), from 0 to 1; mean over all numbers.

    Gradient: grad = (p - y) / (p (1 - p)) / count; by the score before the sigmoid it is
    (p - y) / count. Where a probability is clipped, the loss is flat, as in Keras.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.
    """

    name = "binary_crossentropy"

    def __init__(self, from_logits: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.from_logits = bool(from_logits)

    def check(self, y_true, y_pred):
        y_true, y_pred = super().check(y_true, y_pred)
        if y_true.min() < 0 or y_true.max() > 1:
            raise ValueError(
                f"{self.name} expects labels from 0 to 1. Received values from {y_true.min():g} "
                f"to {y_true.max():g}. For labels of several classes write Dense(K, "
                "activation='softmax') and loss='sparse_categorical_crossentropy'."
            )
        return y_true, y_pred

    def value(self, y_true, y_pred):
        if self.from_logits:
            return _mean_of_example(
                np.maximum(y_pred, 0) - y_pred * y_true + np.log1p(np.exp(-np.abs(y_pred)))
            )
        p = _clip(y_pred)
        return _mean_of_example(-(y_true * np.log(p) + (1 - y_true) * np.log(1 - p)))

    def slope(self, y_true, y_pred):
        if self.from_logits:
            return ((1 + np.tanh(y_pred / 2)) / 2 - y_true) / y_pred.size
        p = _clip(y_pred)
        return (p - y_true) * (p == y_pred) / (p * (1 - p)) / y_pred.size


class MeanSquaredError(Loss):
    """The mean over all numbers of (y_pred - y_true)^2.

    Shapes: y_true and y_pred of any one shape.

    Gradient: a square's slope is twice its root: grad = 2 (y_pred - y_true) / count.
    """

    name = "mean_squared_error"

    def value(self, y_true, y_pred):
        return _mean_of_example((y_pred - y_true) ** 2)

    def slope(self, y_true, y_pred):
        return 2 * (y_pred - y_true) / y_pred.size


def _clip(probabilities: np.ndarray) -> np.ndarray:
    return np.clip(probabilities, SMALLEST, 1 - SMALLEST)


def _mean_of_example(values: np.ndarray) -> np.ndarray:
    """The mean over the last axis, where there is one beside the batch's."""
    return values.mean(axis=-1) if values.ndim > 1 else values


def _rows(y_pred: np.ndarray) -> int:
    """How many distributions there are: all axes but the last."""
    return y_pred.size // y_pred.shape[-1]


def _one_hot_like(labels: np.ndarray, y_pred: np.ndarray, owner: str) -> np.ndarray:
    if labels.shape == (*y_pred.shape[:-1], 1):
        labels = labels[..., 0]
    if labels.shape != y_pred.shape[:-1]:
        cure = " One-hot labels belong to categorical_crossentropy." * (
            labels.shape == y_pred.shape
        )
        raise ValueError(
            f"{owner} expects whole-number labels of shape {y_pred.shape[:-1]}. "
            f"Received {labels.shape}.{cure}"
        )
    classes = y_pred.shape[-1]
    whole = check_numbers(labels, owner).astype(np.int64)
    if (whole != labels).any() or (whole < 0).any() or (whole >= classes).any():
        raise ValueError(
            f"{owner} expects labels 0 to {classes - 1}, whole numbers. Received values from "
            f"{labels.min()} to {labels.max()}."
        )
    return (whole[..., None] == np.arange(classes)).astype(y_pred.dtype)


categorical_crossentropy = CategoricalCrossentropy()
sparse_categorical_crossentropy = SparseCategoricalCrossentropy()
binary_crossentropy = bce = BinaryCrossentropy()
mean_squared_error = mse = MeanSquaredError()

LOSSES: dict[str, Loss] = {
    "categorical_crossentropy": categorical_crossentropy,
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "binary_crossentropy": binary_crossentropy,
    "bce": binary_crossentropy,
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
}


def get_loss(identifier: Any) -> Loss:
    """The loss of that name, or the Loss itself, or a function with a `gradient`."""
    if isinstance(identifier, type) and issubclass(identifier, Loss):
        identifier = identifier()
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, str) and identifier in LOSSES:
        return LOSSES[identifier]
    if callable(identifier) and hasattr(identifier, "gradient"):
        return CustomLoss(identifier)
    raise ValueError(
        f"loss expects one of {sorted(LOSSES)}, or a function of (y_true, y_pred) with an "
        f"attribute `gradient`, a function too. Received {identifier!r}."
    )


__getattr__ = missing(__name__)
