"""Lab 14: the network as a scikit-learn classifier, for its searches, pipelines and scores.

It lives in a module of its own because it needs scikit-learn: `from helpers.estimator import
ConvNetClassifier`.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from helpers.convolution import Conv2D
from helpers.dense import Dense
from helpers.dropout import Dropout
from helpers.flatten import Flatten
from helpers.layer import Input, Layer, check_numbers, whole_number
from helpers.network import Sequential
from helpers.optimizers import Adam
from helpers.pooling import MaxPooling2D

__all__ = ["ConvNetClassifier"]


class ConvNetClassifier(ClassifierMixin, BaseEstimator):
    """The course network with its settings as arguments, trained by Adam on cross-entropy.

    Images (N, H, W) or (N, H, W, C) go through convolutions, a table (N, D) through dense layers
    alone. Steps of a pipeline, such as StandardScaler, know tables only: behind them, `input_shape`
    turns the rows back into images. Numbers are taken as they come: scale pixels to [0, 1] before.

    Args:
        filters: of each convolution (3x3, ReLU); a max pooling (2x2) follows each. () for none.
            A table has no neighbors, so there they are left out.
        units: of the hidden dense layers (ReLU): a number for one layer, or one for each layer,
            as in (512, 256, 128). () for none.
        dropout: share of the last hidden layer's outputs that training drops, in [0, 1).
        learning_rate: of Adam.
        batch_size, epochs: as in `fit` of Sequential.
        input_shape: (H, W) or (H, W, C) of the images that the rows of a table hold; None: none.
        random_state: seed of first weights, shuffling and dropout. A number gives the network of
            `Sequential(..., seed=number)`; None another one in each fit.

    Attributes, after `fit`:
        classes_: (K,) the labels, sorted. n_features_in_: numbers in one example.
        input_shape_: what the first layer gets: (D,) or (H, W, C).
        model_: the trained Sequential. history_: its loss and accuracy by epoch, a dict of lists.

    Raises ValueError in `fit`: fewer than two classes, NaN, images too small for the convolutions,
    or a setting that a layer refuses.
    """

    def __init__(
        self,
        filters: tuple[int, ...] = (8, 16),
        units: int | tuple[int, ...] = 64,
        dropout: float = 0.5,
        learning_rate: float = 0.001,
        batch_size: int = 32,
        epochs: int = 5,
        input_shape: tuple[int, ...] | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.filters = filters
        self.units = units
        self.dropout = dropout
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.input_shape = input_shape
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> "ConvNetClassifier":
        """Train a new network on X, (N, D), (N, H, W) or (N, H, W, C), and labels y (N,)."""
        rows, shape = _as_rows(X)
        rows, y = validate_data(self, rows, y, dtype=np.float32)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"ConvNetClassifier expects labels of two classes or more. Received one class: "
                f"{self.classes_[0]!r}. Check how y was cut."
            )
        self.input_shape_ = self._shape_of_one(shape)
        self.model_ = self._network()
        self.model_.compile(
            Adam(self.learning_rate), "sparse_categorical_crossentropy", ["accuracy"]
        )
        history = self.model_.fit(
            rows.reshape(-1, *self.input_shape_), labels, self.batch_size, self.epochs, verbose=0
        )
        self.history_ = history.history
        if self.model_.interrupted:  # a search must not take it for one that was trained
            raise KeyboardInterrupt
        return self

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """Probabilities (N, K), in the order of `classes_`."""
        check_is_fitted(self)
        rows, shape = _as_rows(X)
        if len(shape) > 1 and _with_channel(shape) != self.input_shape_:
            raise ValueError(
                f"ConvNetClassifier expects images of shape {self.input_shape_}, as in fit. "
                f"Received {shape}. Resize them as you did before fit."
            )
        rows = validate_data(self, rows, reset=False, dtype=np.float32)
        return self.model_.predict(rows.reshape(-1, *self.input_shape_))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """The most probable label of each example, (N,)."""
        best = self.predict_proba(X).argmax(axis=1)
        return self.classes_[best]

    def _shape_of_one(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """What the first layer gets, from the shape of one example in X."""
        if self.input_shape is None or len(shape) > 1:
            return _with_channel(shape)
        given = self.input_shape if isinstance(self.input_shape, (tuple, list)) else ()
        sizes = tuple(whole_number(size, "ConvNetClassifier's input_shape", 1) for size in given)
        if len(sizes) not in (2, 3) or math.prod(sizes) != shape[0]:
            raise ValueError(
                f"ConvNetClassifier's input_shape expects a shape of {shape[0]} numbers, as a row "
                f"of X has. Received {self.input_shape!r}. Give the (H, W, C) of your images."
            )
        return _with_channel(sizes)

    def _network(self) -> Sequential:
        layers: list[Layer | Input] = [Input(self.input_shape_)]
        if len(self.input_shape_) == 3:
            if not isinstance(self.filters, (tuple, list)):
                raise ValueError(
                    f"ConvNetClassifier's filters expects a tuple, a number for each convolution. "
                    f"Received {self.filters!r}. Write for example (8, 16)."
                )
            for filters in self.filters:
                layers += [Conv2D(filters, 3, activation="relu"), MaxPooling2D(2)]
            layers.append(Flatten())
        hidden = self.units if isinstance(self.units, (tuple, list)) else (self.units,)
        layers += [Dense(units, "relu") for units in hidden]
        layers += [Dropout(self.dropout), Dense(len(self.classes_), "softmax")]
        seed: Any = self.random_state
        if isinstance(seed, np.random.RandomState):
            seed = int(seed.randint(2**31))
        return Sequential(layers, seed=seed)


def _as_rows(X: Any) -> tuple[Any, tuple[int, ...]]:
    """Images (N, ...) as rows (N, D), a table as it is; and the shape of one example."""
    if getattr(X, "ndim", None) != 2:  # a table, which may be a frame, is scikit-learn's to check
        X = check_numbers(X, "ConvNetClassifier")
    if X.ndim > 4:
        raise ValueError(
            f"ConvNetClassifier expects a table (N, D) or images (N, H, W) or (N, H, W, C). "
            f"Received shape {X.shape}. Reshape it."
        )
    return (X.reshape(len(X), math.prod(X.shape[1:])) if X.ndim > 2 else X), X.shape[1:]


def _with_channel(shape: tuple[int, ...]) -> tuple[int, ...]:
    """(H, W) becomes (H, W, 1)."""
    return (*shape, 1) if len(shape) == 2 else tuple(shape)
