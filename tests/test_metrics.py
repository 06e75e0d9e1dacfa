"""helpers/metrics.py: accuracy, errors and ROC AUC."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics
from sklearn.metrics import roc_auc_score

from helpers.losses import mean_squared_error
from helpers.metrics import (
    RunningMeans,
    accuracy,
    as_results,
    binary_accuracy,
    confusion_matrix,
    get_metric,
    mean_absolute_error,
    named_metrics,
    roc_auc,
)

PROBABILITIES = np.array([[0.7, 0.2, 0.1], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3], [0.4, 0.4, 0.2]])


@pytest.mark.parametrize("form", ["(N,)", "(N, 1)", "one-hot", "float", "int8"])
def test_accuracy_takes_every_form_of_labels(form):
    """Answers 0, 2, 1, 0 (a tie goes to the first) against 0, 2, 2, 1: half are right."""
    labels = np.array([0, 2, 2, 1])
    forms = {
        "(N,)": labels,
        "(N, 1)": labels[:, None],
        "one-hot": np.eye(3)[labels],
        "float": labels.astype(float),
        "int8": labels.astype(np.int8),
    }
    assert accuracy(forms[form], PROBABILITIES) == 0.5


def test_accuracy_of_one_column_is_above_one_half():
    scores = np.array([[0.2], [0.5], [0.51], [0.9]])  # answers 0, 0, 1, 1
    assert accuracy(np.array([[0], [1], [1], [1]]), scores) == 0.75
    assert accuracy(np.array([0, 1, 1, 1]), scores[:, 0]) == 0.75


def test_accuracy_of_sequences():
    assert accuracy(np.array([[0, 2], [1, 1]]), PROBABILITIES.reshape(2, 2, 3)) == 0.75
    assert accuracy(np.array([[0], [2], [1], [1]]), PROBABILITIES[:, None]) == 0.75  # of length 1


def test_accuracy_of_sequences_of_one_column():
    """Answers 0, 0, 1 and 1, 0, 1, a row each."""
    scores = np.array([[0.2, 0.5, 0.51], [0.9, 0.1, 0.7]])[..., None]  # (2, 3, 1)
    labels = np.array([[0, 1, 1], [1, 0, 0]])
    assert accuracy(labels, scores) == accuracy(labels[..., None], scores) == 4 / 6


@pytest.mark.parametrize(
    ("y_true", "y_pred"),
    [(np.zeros(3), np.zeros((4, 2))), (np.zeros((4, 3)), np.zeros((4, 2))), ([], np.zeros((0, 2)))],
)
def test_accuracy_refuses(y_true, y_pred):
    with pytest.raises(ValueError, match="one label for each prediction"):
        accuracy(y_true, y_pred)


def test_binary_accuracy_asks_each_output():
    """Three of four: 0.5 itself is no."""
    y_pred = np.array([[0.9, 0.5], [0.2, 0.7]])
    assert binary_accuracy(np.array([[1, 0], [1, 1]]), y_pred) == 0.75
    assert binary_accuracy(np.array([1, 0]), np.array([[0.9], [0.2]])) == 1  # (N,) and (N, 1)
    for y_true in (np.ones(3), np.ones((4, 1)), np.ones((1, 4))):
        with pytest.raises(ValueError, match="binary_accuracy expects y_true and y_pred of one"):
            binary_accuracy(y_true, y_pred)
    with pytest.raises(ValueError, match="binary_accuracy expects"):
        binary_accuracy(np.ones((0, 2)), np.ones((0, 2)))


def test_running_means_weigh_each_batch_by_its_size():
    """(3 * 1 + 1 * 5) / 4 = 2."""
    means = RunningMeans()
    means.add({"loss": 1.0}, 3)
    means.add({"loss": 5.0}, 1)
    assert means.logs() == {"loss": 2}


def test_mean_absolute_error():
    assert mean_absolute_error(np.array([[1.0, 2]]), np.array([[2.0, 5]])) == 2
    assert mean_absolute_error(np.array([1.0, 2]), np.array([[2.0], [5]])) == 2
    with pytest.raises(ValueError, match="y_true and y_pred of one shape"):
        mean_absolute_error(np.ones(3), np.ones((3, 2)))


def test_roc_auc_by_hand():
    """Positives 0.8, 0.4; negatives 0.6, 0.4. Pairs won: 2, 0.5 (a tie): 2.5 of 4."""
    assert roc_auc(np.array([1, 1, 0, 0]), np.array([0.8, 0.4, 0.6, 0.4])) == 0.625
    assert roc_auc([0, 1], [0.1, 0.9]) == 1
    assert roc_auc([True, False], [0.1, 0.9]) == 0
    assert roc_auc([0, 1, 1], [3, 3, 3]) == 0.5


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=30))
def test_roc_auc_equals_scikit_learn_with_many_ties(pairs):
    labels, scores = (np.array(part) for part in zip(*pairs, strict=True))
    labels[:2] = [False, True]
    assert roc_auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


@pytest.mark.parametrize(
    ("labels", "scores", "message"),
    [
        ([1, 1], [0.1, 0.2], "needs both classes. Received 2 positives and 0 negatives"),
        ([0, 1], [0.1], "of one shape"),
        ([[0, 1]], [[0.1, 0.2]], "of one shape"),
        ([0, 1, 2], [0.1, 0.2, 0.3], "labels 0 and 1"),
        (range(7), range(7), r"Received \[0 1 2 3 4\]\. Make them so"),  # the first five
        ([0, 0, 0], [0.1, 0.2, 0.3], "needs both classes. Received 0 positives and 3 negatives"),
        ([0, 1], [0.1, np.nan], "Received NaN"),
    ],
)
def test_roc_auc_refuses(labels, scores, message):
    with pytest.raises(ValueError, match=message):
        roc_auc(np.array(labels), np.array(scores))


def test_confusion_matrix_by_hand():
    """Two ones read as zeros: row 1, column 0. Class 2 never occurs and has its row and column."""
    matrix = confusion_matrix([0, 1, 1, 1], [0, 0, 0, 1], 3)
    np.testing.assert_array_equal(matrix, [[1, 0, 0], [2, 1, 0], [0, 0, 0]])
    assert matrix.dtype.kind == "i"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_confusion_matrix_equals_scikit_learn(pairs):
    labels, predictions = np.array(pairs, dtype=np.uint8).T
    expected = sklearn_metrics.confusion_matrix(labels, predictions, labels=range(4))
    np.testing.assert_array_equal(confusion_matrix(labels, predictions, 4), expected)


def test_confusion_matrix_of_nothing_is_zero():
    nothing = np.array([], dtype=int)
    np.testing.assert_array_equal(confusion_matrix(nothing, nothing, 2), np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("labels", "predictions", "classes", "message"),
    [
        ([0, 1], [0], 2, "of one shape"),
        ([0, 1], [[0.1, 0.9], [0.2, 0.8]], 2, r"probabilities.argmax\(axis=1\)"),
        ([0, 2], [0, 1], 2, r"labels expect whole numbers from 0 to 1.*\[0 2\]"),
        ([0, 1], [-1, 1], 2, r"predictions expect whole numbers from 0 to 1.*\[-1  1\]"),
        ([0.0, 1.0], [0, 1], 2, "labels expect whole numbers.* float64"),
        ([0, 1], [0, 1], 0, "num_classes expects a whole number of at least 1"),
    ],
)
def test_confusion_matrix_refuses(labels, predictions, classes, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(np.array(labels), np.array(predictions), classes)


def test_get_metric():
    assert get_metric("accuracy") == ("accuracy", accuracy)
    assert get_metric("acc") == ("acc", accuracy)
    assert get_metric("mae") == ("mae", mean_absolute_error)
    assert get_metric("mse") == ("mse", mean_squared_error)

    def share_of_ones(y_true, y_pred):
        return y_pred.mean()

    class Callable:
        def __call__(self, y_true, y_pred):
            return 0.0

    assert get_metric(share_of_ones) == ("share_of_ones", share_of_ones)
    assert get_metric(Callable())[0] == "Callable"
    for bad in ("auc", None, 3):
        with pytest.raises(ValueError, match="metrics expects names among"):
            get_metric(bad)


def test_metrics_have_names_of_their_own():
    def accuracy_of_mine(y_true, y_pred):
        return 0.0

    named = named_metrics(["acc", "accuracy", "mse", accuracy_of_mine, accuracy_of_mine])
    assert list(named) == ["acc", "accuracy", "mse", "accuracy_of_mine"]
    assert named["accuracy_of_mine"] is accuracy_of_mine
    accuracy_of_mine.__name__ = "accuracy"
    with pytest.raises(ValueError, match="different names.* Received 'accuracy', which is taken"):
        named_metrics(["accuracy", accuracy_of_mine])
    for name in ("loss", "val_loss", "val_accuracy"):
        accuracy_of_mine.__name__ = name
        with pytest.raises(ValueError, match=f"none of them 'loss' .* Received '{name}', which"):
            named_metrics([accuracy_of_mine])


def test_forms_of_results():
    logs = {"loss": 2.0, "accuracy": 0.5}
    assert as_results(logs, return_dict=True) is logs
    assert as_results(logs, return_dict=False) == [2.0, 0.5]
    assert as_results({"loss": 2.0}, return_dict=False) == 2.0
    assert as_results({"loss": 2.0}, return_dict=True) == {"loss": 2.0}
