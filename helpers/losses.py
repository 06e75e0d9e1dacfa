"""Chapter 5: how wrong was the answer? One number to make small, and its gradient."""

from typing import Any

import numpy as np

from helpers.activations import softmax
from helpers.arguments import beside, mean_of, switch
from helpers.examples import as_one_hot, weigh
from helpers.keras_words import Derived, missing, refuse_options
from helpers.layer import check_numbers

SMALLEST = 1e-7  # probabilities are clipped to [1e-7, 1 - 1e-7], so that no logarithm is infinite


class Loss(Derived):
    """A measure of error: `loss(y_true, y_pred)` is one number, the mean over the batch.

    With a `sample_weight` (N,) each example counts more or less; the mean is still over N, as in
    Keras. `gradient(y_true, y_pred)` is the slope with respect to each number of y_pred. A
    subclass says `value`, each example's own loss, which Keras's functions return, and `slope`,
    that of the mean of them all.
    """

    name = "loss"

    def __init__(self, **options: Any) -> None:
        refuse_options(type(self), {key: v for key, v in options.items() if key != "name"})

    def __call__(
        self,
        y_true: np.ndarray,
        y_pred: np.ndarray,
        sample_weight: np.ndarray | None = None,
        **options: Any,
    ) -> float:
        if options:  # such as from_logits=True, which Keras's functions take too
            return type(self)(**options)(y_true, y_pred, sample_weight)
        values = np.asarray(self.value(*self.check(y_true, y_pred)))
        if sample_weight is not None:
            if values.ndim == 0:
                raise ValueError(
                    "sample_weight and class_weight need each example's own loss. "
                    f"{type(self).__name__}.value gives one number for the whole batch. Return "
                    "them before their mean."
                )
            values = values * weigh(sample_weight, values)
        return mean_of(values, self.name)

    def gradient(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        y_true, y_pred = self.check(y_true, y_pred)
        slope = self.slope(y_true, y_pred)
        if np.shape(slope) != y_pred.shape:
            raise ValueError(
                f"{type(self).__name__} should give a gradient of y_pred's shape {y_pred.shape}. "
                f"Received {'None' if slope is None else np.shape(slope)}. Make its slope so."
            )
        return check_numbers(slope, f"{type(self).__name__}'s slope")

    def check(self, y_true: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Both as arrays of equal shape, y_true of y_pred's dtype; ValueError where they differ."""
        y_true, y_pred = self.arrays(y_true, y_pred)
        if y_pred.dtype not in (np.float32, np.float64):
            y_pred = y_pred.astype(np.float64)
        y_true = beside(y_true, y_pred)
        if y_true.shape != y_pred.shape:
            raise ValueError(
                f"{self.name} expects y_true and y_pred of one shape. Received {y_true.shape} "
                f"and {y_pred.shape}. {self.cure(y_true, y_pred)}"
            )
        if y_pred.size == 0:
            raise ValueError(
                f"{self.name} expects at least one example. Received shape {y_pred.shape}. Leave "
                "out what is empty."
            )
        return y_true.astype(y_pred.dtype, copy=False), y_pred

    def arrays(self, y_true: Any, y_pred: Any) -> tuple[np.ndarray, np.ndarray]:
        """Both as arrays of real numbers; an error says which is none."""
        y_true = check_numbers(y_true, f"{self.name}'s y_true")
        return y_true, check_numbers(y_pred, f"{self.name}'s y_pred")

    def cure(self, y_true: np.ndarray, y_pred: np.ndarray) -> str:
        return "Reshape one of them."

    def value(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no value(y_true, y_pred). Write it.")

    def slope(self, y_true: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
        raise NotImplementedError(f"{type(self).__name__} has no slope(y_true, y_pred). Write it.")

    def __repr__(self) -> str:
        return f"<loss {self.name}>"


class CategoricalCrossentropy(Loss):
    """The surprise at the true class, -ln p, mean over the batch. Labels are one-hot.

    Shapes: y_true and y_pred (N, K), or (..., K). A row of y_pred is divided by its sum.

    Gradient: only the true class counts, and -ln p falls with slope -1/p; in the row's sum, each
    number counts: grad = (1 - y_true / y_pred) / N, where that is 1. After a softmax the two
    gradients multiply out to (probabilities - y_true) / N by the logits: `gradient_at_logits`.
    Where a probability is clipped, the loss is flat: its slope is 0, as in Keras.

    from_logits: whether y_pred are scores, as of a last layer without softmax.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.
    """

    name = "categorical_crossentropy"

    def __init__(self, from_logits: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.from_logits = switch(from_logits, f"{self.name}'s from_logits")

    def check(self, y_true, y_pred):
        y_true, y_pred = self.arrays(y_true, y_pred)
        if y_pred.shape[-1:] == (1,):
            raise ValueError(
                f"{self.name} expects one output for each class, (N, K) with K of at least 2. "
                f"Received y_pred of shape {y_pred.shape}: a single output would learn to say "
                "1 always. For two classes write Dense(1, activation='sigmoid') and "
                "loss='binary_crossentropy'."
            )
        return super().check(y_true, y_pred)

    def cure(self, y_true, y_pred):
        if y_true.ndim == y_pred.ndim - 1 or y_true.shape[-1:] == (1,):
            return "For whole-number labels take sparse_categorical_crossentropy, or one_hot."
        return super().cure(y_true, y_pred)

    def value(self, y_true, y_pred):
        if self.from_logits:
            scores = y_pred - y_pred.max(axis=-1, keepdims=True)
            return (y_true * (np.log(np.exp(scores).sum(-1, keepdims=True)) - scores)).sum(axis=-1)
        return -(y_true * np.log(_clip(_shares(y_pred)[0]))).sum(axis=-1)

    def slope(self, y_true, y_pred):
        if self.from_logits:
            pull = softmax(y_pred) * y_true.sum(axis=-1, keepdims=True) - y_true
            return pull / _rows(y_pred)
        shares, total = _shares(y_pred)
        clipped = _clip(shares)
        felt = y_true * (shares == clipped)
        pull = felt.sum(axis=-1, keepdims=True) - felt / clipped  # by the sum, and by its own share
        return pull / total / _rows(y_pred)

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
        y_true, y_pred = self.arrays(y_true, y_pred)
        if y_pred.shape[-1:] != (1,):
            y_true = as_one_hot(y_true, y_pred.shape, self.name)
        return super().check(y_true, y_pred)


class BinaryCrossentropy(Loss):
    """The surprise at a yes or no: -ln p where it is yes, -ln (1 - p) where it is no.

    Shapes: y_true and y_pred (N, 1), (N,) or (N, K), from 0 to 1; mean over all numbers.
    from_logits: whether y_pred are scores, as of a last layer without sigmoid.

    Gradient: grad = (p - y) / (p (1 - p)) / count; by the score before the sigmoid it is
    (p - y) / count. Where a probability is clipped, the loss is flat, as in Keras.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.
    """

    name = "binary_crossentropy"

    def __init__(self, from_logits: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.from_logits = switch(from_logits, f"{self.name}'s from_logits")

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


class CustomLoss(Loss):
    """A loss of the reader's own: a function of (y_true, y_pred) with a `gradient` attribute."""

    def __init__(self, function: Any) -> None:
        super().__init__()
        self.function = function
        self.name = getattr(function, "__name__", "loss")

    def check(self, y_true, y_pred):
        return beside(np.asarray(y_true), y_pred), y_pred

    def value(self, y_true, y_pred):
        return self.function(y_true, y_pred)

    def slope(self, y_true, y_pred):
        return self.function.gradient(y_true, y_pred)


def _shares(y_pred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each row divided by its sum, and that sum: 1 where it is so but for rounding, or is 0."""
    total = y_pred.sum(axis=-1, keepdims=True)
    total[(np.abs(total - 1) <= 8 * np.finfo(total.dtype).eps) | (total == 0)] = 1
    return y_pred / total, total


def _clip(probabilities: np.ndarray) -> np.ndarray:
    return np.clip(probabilities, SMALLEST, 1 - SMALLEST)


def _mean_of_example(values: np.ndarray) -> np.ndarray:
    """The mean over the last axis, where there is one beside the batch's."""
    return values.mean(axis=-1) if values.ndim > 1 else values


def _rows(y_pred: np.ndarray) -> int:
    """How many distributions there are: all axes but the last."""
    return y_pred.size // y_pred.shape[-1]


categorical_crossentropy = CategoricalCrossentropy()
sparse_categorical_crossentropy = SparseCategoricalCrossentropy()
binary_crossentropy = bce = BinaryCrossentropy()
mean_squared_error = mse = MeanSquaredError()

_ALL: tuple[Loss, ...] = (categorical_crossentropy, sparse_categorical_crossentropy, bce, mse)
LOSSES: dict[str, Loss] = {loss.name: loss for loss in _ALL} | {"bce": bce, "mse": mse}


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
