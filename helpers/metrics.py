"""Chapter 7: numbers for people. They are watched, not trained on."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from helpers.arguments import beside, same_shape, switch
from helpers.keras_words import missing
from helpers.layer import check_numbers, whole_number
from helpers.losses import mean_squared_error

Logs = dict[str, float]  # what training and evaluation tell: the loss and the metrics, by name
MetricFunction = Callable[[np.ndarray, np.ndarray], Any]


def accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """The share of right answers, in [0, 1].

    y_true: whole-number labels (N,) or (N, 1), or one-hot (N, K). y_pred: probabilities (N, K),
    the largest is the answer; with one column, (N, 1) or (N,), above 0.5 means class 1.
    """
    y_true = check_numbers(y_true, "accuracy's y_true")
    y_pred = check_numbers(y_pred, "accuracy's y_pred")
    if y_pred.ndim <= 1 or y_pred.shape[-1] == 1:
        column = y_pred.ndim > 1 and y_true.shape == y_pred.shape[:-1]
        answers, truth = y_pred > 0.5, y_true[..., None] if column else beside(y_true, y_pred)
    elif y_pred.size:
        answers, one_hot = y_pred.argmax(axis=-1), y_true.shape == y_pred.shape
        truth = y_true.argmax(axis=-1) if one_hot else beside(y_true, answers)
    else:
        answers = truth = y_pred
    if truth.shape != answers.shape or not answers.size:
        raise ValueError(
            "accuracy expects one label for each prediction, at least one. Received y_true of "
            f"shape {y_true.shape} and y_pred of shape {y_pred.shape}. Take both from one batch."
        )
    return float(np.mean(answers == truth))


def binary_accuracy(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """The share of right answers where each output is a question of its own: above 0.5 is yes.

    y_true: 0 and 1, (N,) or (N, K). y_pred: probabilities of the same shape, or (N, 1) for (N,).
    """
    y_true, y_pred = same_shape(y_true, y_pred, "binary_accuracy")
    return float(np.mean(y_true == (y_pred > 0.5)))


def mean_absolute_error(y_true: np.ndarray, y_pred: np.ndarray) -> float:
    """The mean over all numbers of |y_pred - y_true|; both of one shape."""
    y_true, y_pred = same_shape(y_true, y_pred, "mean_absolute_error")
    return float(np.abs(y_pred - y_true).mean())


def roc_auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """The chance that a random positive scores above a random negative; a tie counts half.

    labels: (N,) of 0 and 1, both present. scores: (N,). Returns a float in [0, 1].

    Each score's rank says how many it beats; the positives' ranks add up to the pairs they win.
    Source: Hanley and McNeil, 1982; equal to the area under the ROC curve.
    """
    labels, scores = same_shape(labels, scores, "roc_auc", "labels scores")
    if labels.ndim != 1:
        raise ValueError(
            f"roc_auc expects labels and scores of one shape (N,). Received {labels.shape}. Give "
            "one class alone, such as scores[:, 0]."
        )
    if not np.isin(labels, (0, 1)).all():
        raise ValueError(
            f"roc_auc expects labels 0 and 1. Received {np.unique(labels)[:5]}. Make them so, "
            "such as labels == 3."
        )
    labels = labels.astype(bool)
    if np.isnan(scores).any():
        raise ValueError(
            "roc_auc expects scores that are numbers. Received NaN among them. Leave those out."
        )
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if positives == 0 or negatives == 0:
        raise ValueError(
            f"roc_auc needs both classes. Received {positives} positives and {negatives} "
            "negatives. Take more examples."
        )
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]  # equal scores share their mean rank
    won = ranks[labels].sum() - positives * (positives + 1) / 2
    return float(won / (positives * negatives))


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, num_classes: int) -> np.ndarray:
    """How often each true class (row) was answered as each class (column): (K, K) ints.

    labels, predictions: (N,) whole numbers from 0 to K-1. num_classes: K. The diagonal counts the
    right answers. Raises ValueError for other shapes and numbers.
    """
    num_classes = whole_number(num_classes, "confusion_matrix's num_classes", 1)
    labels = check_numbers(labels, "confusion_matrix's labels")
    predictions = check_numbers(predictions, "confusion_matrix's predictions")
    if labels.ndim != 1 or labels.shape != predictions.shape:
        raise ValueError(
            f"confusion_matrix expects labels and predictions of one shape (N,). Received "
            f"{labels.shape} and {predictions.shape}. Of probabilities (N, K), take "
            "probabilities.argmax(axis=1)."
        )
    for name, values in (("labels", labels), ("predictions", predictions)):
        fits = values.dtype.kind in "iu" and np.isin(values, np.arange(num_classes)).all()
        if not fits:
            raise ValueError(
                f"confusion_matrix's {name} expect whole numbers from 0 to {num_classes - 1}. "
                f"Received dtype {values.dtype}, such as {np.unique(values)[[0, -1]]}."
            )
    pairs = labels.astype(int) * num_classes + predictions.astype(int)  # one number a cell
    return np.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)


METRICS: dict[str, MetricFunction] = {
    "accuracy": accuracy,
    "acc": accuracy,
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": accuracy,
    "sparse_categorical_accuracy": accuracy,
    "mean_absolute_error": mean_absolute_error,
    "mae": mean_absolute_error,
    "mean_squared_error": mean_squared_error,
    "mse": mean_squared_error,
}


def get_metric(identifier: str | MetricFunction) -> tuple[str, MetricFunction]:
    """Key in the history, and function, for a name or a function of (y_true, y_pred)."""
    if isinstance(identifier, str) and identifier in METRICS:
        return identifier, METRICS[identifier]
    if callable(identifier) and not isinstance(identifier, type):
        return getattr(identifier, "__name__", type(identifier).__name__), identifier
    raise ValueError(
        f"metrics expects names among {sorted(METRICS)}, or functions of (y_true, y_pred). "
        f"Received {identifier!r}."
    )


def named_metrics(metrics: Iterable[str | MetricFunction]) -> dict[str, MetricFunction]:
    """Each metric by the name that it is logged under; ValueError where two would share one."""
    found: dict[str, MetricFunction] = {}
    for name, metric in map(get_metric, metrics):
        taken = name == "loss" or name.startswith("val_")
        if taken or found.get(name, metric) is not metric:
            raise ValueError(
                "metrics expects functions of different names, none of them 'loss' or beginning "
                f"with 'val_'. Received {name!r}, which is taken. Name it, with def or "
                "my_metric.__name__ = 'mine'."
            )
        found[name] = metric
    return found


def as_results(logs: Logs, return_dict: bool) -> Any:
    """Loss and metrics as a dict, or as a list; the loss alone where there is nothing else."""
    if switch(return_dict or False, "return_dict"):
        return logs
    values = list(logs.values())
    return values if len(values) > 1 else values[0]


class RunningMeans:
    """Means over the examples seen so far; each batch weighs by its size."""

    def __init__(self) -> None:
        self.totals: Logs = {}
        self.count = 0

    def add(self, logs: Logs, size: int) -> None:
        self.count += size
        for name, value in logs.items():
            self.totals[name] = self.totals.get(name, 0.0) + value * size

    def logs(self) -> Logs:
        return {name: total / self.count for name, total in self.totals.items()}


__getattr__ = missing(__name__)
