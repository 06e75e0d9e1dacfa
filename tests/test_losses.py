"""helpers/losses.py: values by hand, gradients by nudging, clipping, and what is refused."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import Softmax, one_hot, softmax
from helpers.gradients import check_loss, numerical_gradient, relative_error
from helpers.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    get_loss,
    mean_squared_error,
    sparse_categorical_crossentropy,
)

BOTH = [categorical_crossentropy, sparse_categorical_crossentropy]


def labels_for(loss, labels, classes):
    return one_hot(labels, classes) if loss is categorical_crossentropy else labels


# ---- by hand ----


def test_crossentropy_by_hand():
    """-ln 0.5 and -ln 0.25 are ln 2 and 2 ln 2; their mean is 1.5 ln 2."""
    probabilities = np.array([[0.5, 0.3, 0.2], [0.5, 0.25, 0.25]])
    expected = pytest.approx(1.5 * np.log(2), rel=1e-12)
    assert categorical_crossentropy(np.eye(3)[[0, 2]], probabilities) == expected
    assert sparse_categorical_crossentropy(np.array([0, 2]), probabilities) == expected
    assert sparse_categorical_crossentropy(np.array([[0], [2]]), probabilities) == expected
    assert sparse_categorical_crossentropy(np.array([0.0, 2.0]), probabilities) == expected


@pytest.mark.parametrize("rows", [[[0.5, 0.9, 0.8]], [[0.2, 0.2, 0.2]], [[-1.0, 3.0, 2.0]]])
def test_a_row_counts_by_its_shares_of_its_sum(rows):
    rows = np.array(rows)
    shares = rows / rows.sum()
    expected = -np.log(shares[0, 1])
    assert categorical_crossentropy(np.eye(3)[[1]], rows) == pytest.approx(expected)
    assert sparse_categorical_crossentropy(np.array([1]), rows) == pytest.approx(expected)
    assert check_loss(categorical_crossentropy, np.eye(3)[[1]], rows) < 1e-7
    soft = np.array([[0.2, 0.5, 0.1]])
    assert check_loss(categorical_crossentropy, soft, np.abs(rows)) < 1e-7


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_slope_is_steady_around_a_sum_of_1(dtype):
    near = [np.array([[0.2, 0.5, 0.3 + extra]], dtype) for extra in (0, 9e-6, 1.1e-5, 1e-3)]
    slopes = [categorical_crossentropy.gradient(np.eye(3)[[1]], row) for row in near]
    np.testing.assert_allclose(slopes, [[[1, -1, 1]]] * 4, rtol=3e-3)
    p = softmax(np.random.default_rng(3).normal(size=(5, 4)))
    assert check_loss(categorical_crossentropy, np.eye(4)[[0, 1, 2, 3, 0]], p, eps=1e-5) < 1e-6


def test_soft_labels_weigh_the_surprises():
    """Half and half: (ln 2 + ln 4) / 2 = 1.5 ln 2."""
    value = categorical_crossentropy(np.array([[0.5, 0.5, 0]]), np.array([[0.5, 0.25, 0.25]]))
    assert value == pytest.approx(1.5 * np.log(2))


def test_ten_equal_chances_cost_2_30():
    value = categorical_crossentropy(np.eye(10), np.full((10, 10), 0.1))
    assert value == pytest.approx(2.302585, abs=1e-6)


def test_mean_squared_error_by_hand():
    """Squares 1, 4, 0, 9: mean 3.5."""
    y_true, y_pred = np.array([[0.0, 0], [0, 1]]), np.array([[1.0, -2], [0, 4]])
    assert mean_squared_error(y_true, y_pred) == 3.5
    np.testing.assert_array_equal(
        mean_squared_error.gradient(y_true, y_pred), [[0.5, -1], [0, 1.5]]
    )
    assert mean_squared_error(np.array([1, 2]), np.array([[1], [4]])) == 2  # (N,) as (N, 1)
    assert mean_squared_error(np.float64(1), np.float64(3)) == 4


@pytest.mark.parametrize("kind", [CategoricalCrossentropy, SparseCategoricalCrossentropy])
def test_crossentropy_of_scores_is_that_of_their_softmax(kind):
    of_scores, loss = kind(from_logits=True), kind()
    scores = np.array([[3.0, 0.5, -1], [0.0, 2.0, 2.0]])
    labels = labels_for(BOTH[kind is SparseCategoricalCrossentropy], np.array([1, 2]), 3)
    assert of_scores(labels, scores) == pytest.approx(loss(labels, softmax(scores)))
    assert check_loss(of_scores, labels, scores) < 1e-6
    assert of_scores(labels, scores * 1000) == pytest.approx((2500 + np.log(2)) / 2)
    assert of_scores.gradient_at_logits is None


def test_crossentropy_of_scores_for_labels_of_any_sum():
    rng = np.random.default_rng(1)
    y_true, scores = rng.random((3, 4)), rng.normal(size=(3, 4))
    assert check_loss(CategoricalCrossentropy(from_logits=True), y_true, scores) < 1e-6


def test_binary_crossentropy_by_hand():
    """-ln 0.5, -ln (1 - 0.75) and -ln 1/4: ln 2, 2 ln 2 and 2 ln 2; their mean is 5/3 ln 2."""
    y_true, y_pred = np.array([[1], [0], [1]]), np.array([[0.5], [0.75], [0.25]])
    assert binary_crossentropy(y_true, y_pred) == pytest.approx(5 / 3 * np.log(2))
    # (p - y) / (p (1 - p)) / 3: -0.5 / 0.25, 0.75 / 0.1875, -0.75 / 0.1875
    np.testing.assert_allclose(
        binary_crossentropy.gradient(y_true, y_pred), [[-2 / 3], [4 / 3], [-4 / 3]]
    )
    assert binary_crossentropy(0.5, 0.5) == pytest.approx(np.log(2))  # a soft label


def test_binary_crossentropy_of_scores_is_that_of_their_probabilities():
    scores = np.array([[-3.0, 0.5], [0.0, 2.0]])
    y_true = np.array([[0, 1], [1, 0.25]])
    of_scores, p = BinaryCrossentropy(from_logits=True), 1 / (1 + np.exp(-scores))
    assert of_scores(y_true, scores) == pytest.approx(binary_crossentropy(y_true, p))
    np.testing.assert_allclose(of_scores.gradient(y_true, scores), (p - y_true) / 4)
    assert check_loss(of_scores, y_true, scores) < 1e-6
    # A score of 1,000 is sure of it, and costs 1,000 where it is wrong: nothing overflows.
    far = np.array([[1000.0, -1000.0]])
    assert of_scores(np.array([[1.0, 0.0]]), far) == 0
    assert of_scores(np.array([[0.0, 1.0]]), far) == 1000


def test_binary_crossentropy_is_flat_where_it_is_clipped():
    """A probability of 0 costs -ln 1e-7, as in Keras, and no nudge of it changes that."""
    certain = np.array([[0.0], [1.0]])
    wrong, right = 1 - certain, certain
    assert binary_crossentropy(wrong, certain) == pytest.approx(16.118, rel=1e-3)
    assert binary_crossentropy(right, certain) == pytest.approx(1e-7, rel=1e-3)
    np.testing.assert_array_equal(binary_crossentropy.gradient(wrong, certain), [[0], [0]])


@pytest.mark.parametrize("labels", [[-1, 1], [0, 2]])
def test_binary_labels_outside_0_to_1(labels):
    with pytest.raises(ValueError, match=f"from 0 to 1. Received values from {min(labels)} to"):
        binary_crossentropy(np.array(labels), np.array([0.5, 0.5]))


@pytest.mark.parametrize("loss", BOTH)
def test_clipping_at_both_ends(loss):
    """A probability of 0 costs -ln 1e-7 = 16.118, and one of 1 costs about 1e-7, not 0."""
    certain = np.array([[0.0, 1.0]])
    wrong, right = (labels_for(loss, np.array([k]), 2) for k in (0, 1))
    assert loss(wrong, certain) == pytest.approx(16.11809565, rel=1e-8)
    assert loss(right, certain) == pytest.approx(1e-7, rel=1e-6)
    assert np.isfinite(loss(wrong, certain.astype(np.float32)))


@pytest.mark.parametrize("loss", BOTH)
def test_where_it_is_clipped_the_loss_is_flat(loss):
    """As in Keras: the slope of a clipped number is 0, by the probabilities and by the logits."""
    certain = np.array([[1e-9, 1 - 1e-9], [0.25, 0.75]])
    labels = labels_for(loss, np.array([0, 0]), 2)
    np.testing.assert_allclose(loss.gradient(labels, certain), [[0, 0], [-1.5, 0.5]])
    np.testing.assert_allclose(loss.gradient_at_logits(labels, certain), [[0, 0], [-0.375, 0.375]])


# ---- each example's own loss, and its weight ----


def test_the_value_is_each_example_s_own_loss():
    """A mean over the last axis alone, as Keras's functions return it."""
    rng = np.random.default_rng(0)
    y_true, y_pred = rng.random((2, 3, 4)), rng.random((2, 3, 4))
    expected = ((y_true - y_pred) ** 2).mean(axis=2)
    np.testing.assert_allclose(mean_squared_error.value(y_true, y_pred), expected)
    np.testing.assert_allclose(mean_squared_error.value(np.array([1, 2]), np.array([3, 5])), [4, 9])
    surprise = -np.log(np.where(y_true > 0.5, y_pred, 1 - y_pred)).mean(axis=2)
    yes = (y_true > 0.5).astype(float)
    np.testing.assert_allclose(binary_crossentropy.value(yes, y_pred), surprise)
    assert categorical_crossentropy.value(yes, y_pred).shape == (2, 3)
    of_scores = CategoricalCrossentropy(from_logits=True).value(yes, y_pred)
    np.testing.assert_allclose(of_scores, categorical_crossentropy.value(yes, softmax(y_pred)))


def test_weights_multiply_each_example_s_loss():
    """(3 * 1 + 1 * 4) / 2 = 3.5: the mean is over the examples, not over their weights."""
    y_true, y_pred = np.zeros((2, 2)), np.array([[1.0, 1], [2, 2]])
    assert mean_squared_error(y_true, y_pred, np.array([3, 1])) == 3.5
    assert mean_squared_error(y_true, y_pred, sample_weight=[3, 1]) == 3.5
    assert mean_squared_error(y_true, y_pred) == 2.5  # (1 + 4) / 2


def test_weights_need_each_example_s_loss():
    class Total(MeanSquaredError):
        def value(self, y_true, y_pred):
            return super().value(y_true, y_pred).sum()

    assert Total()(np.zeros((2, 1)), np.ones((2, 1))) == 2
    with pytest.raises(ValueError, match="Total.value gives one number for the whole batch"):
        Total()(np.zeros((2, 1)), np.ones((2, 1)), np.ones(2))


def test_the_options_of_the_class_may_be_given_to_the_call():
    scores, labels = np.array([[3.0, 0.5, -1]]), np.array([1])
    expected = SparseCategoricalCrossentropy(from_logits=True)(labels, scores)
    assert sparse_categorical_crossentropy(labels, scores, from_logits=True) == expected
    twice = sparse_categorical_crossentropy(labels, scores, np.array([2.0]), from_logits=True)
    assert twice == pytest.approx(2 * expected)
    with pytest.raises(TypeError, match="from_logit"):
        sparse_categorical_crossentropy(labels, scores, from_logit=True)
    assert repr(MeanSquaredError(name="mine")) == "<loss mean_squared_error>"  # as Keras allows it


# ---- gradients ----


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(1, 5), st.integers(2, 6), st.integers(0, 10**6))
def test_gradients_equal_slopes_by_nudging(rows, classes, seed):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(classes), rows) * 0.9 + 0.05
    labels = rng.integers(0, classes, rows)
    assert check_loss(sparse_categorical_crossentropy, labels, probabilities) < 1e-6
    for y_true in (one_hot(labels, classes), rng.dirichlet(np.ones(classes), rows)):
        assert check_loss(categorical_crossentropy, y_true, probabilities) < 1e-6
    some = rng.random((rows, classes))
    assert check_loss(binary_crossentropy, some, some[::-1] * 0.9 + 0.05) < 1e-6
    shape = (rows, classes, 2)
    assert check_loss(mean_squared_error, rng.normal(size=shape), rng.normal(size=shape)) < 1e-6


@pytest.mark.parametrize("loss", BOTH)
@pytest.mark.parametrize("scale", [1, 5, 40])
def test_gradient_at_the_logits_equals_the_long_way(loss, scale):
    """Through softmax and loss apart, also where large logits are clipped."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(30, 4)) * scale
    labels = labels_for(loss, rng.integers(0, 4, 30), 4)
    layer = Softmax()
    long_way = layer.backward(loss.gradient(labels, layer.forward(logits)))
    short_way = loss.gradient_at_logits(labels, softmax(logits))
    np.testing.assert_allclose(short_way, long_way, atol=1e-9)


def test_gradient_at_the_logits_equals_nudging_for_labels_of_any_sum():
    rng = np.random.default_rng(1)
    y_true, logits = rng.random((3, 4)), rng.normal(size=(3, 4))
    nudged = numerical_gradient(lambda z: categorical_crossentropy(y_true, softmax(z)), logits)
    derived = categorical_crossentropy.gradient_at_logits(y_true, softmax(logits))
    assert relative_error(derived, nudged) < 1e-6


def test_for_one_hot_labels_it_is_probabilities_minus_labels():
    probabilities = softmax(np.random.default_rng(0).normal(size=(5, 3)))
    labels = np.eye(3)[[0, 1, 2, 0, 1]]
    derived = categorical_crossentropy.gradient_at_logits(labels, probabilities)
    np.testing.assert_allclose(derived, (probabilities - labels) / 5, rtol=1e-12)


@pytest.mark.parametrize("loss", [*BOTH, mean_squared_error])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_arguments_stay(loss, dtype):
    y_pred = np.full((2, 3), 1 / 3, dtype=dtype)
    y_true = np.array([0, 2]) if loss is sparse_categorical_crossentropy else np.eye(3)[:2]
    before = y_true.copy(), y_pred.copy()
    assert isinstance(loss(y_true, y_pred), float)
    assert loss.gradient(y_true, y_pred).dtype == dtype
    np.testing.assert_array_equal(y_true, before[0])
    np.testing.assert_array_equal(y_pred, before[1])


@pytest.mark.parametrize("loss", [*BOTH, mean_squared_error])
def test_nan_is_not_hidden(loss):
    y_pred = np.array([[np.nan, 0.5]])
    y_true = np.array([0]) if loss is sparse_categorical_crossentropy else np.array([[1.0, 0.0]])
    assert np.isnan(loss(y_true, y_pred))
    assert np.isnan(loss.gradient(y_true, y_pred)).any()


# ---- what is refused ----


@pytest.mark.parametrize(
    ("loss", "y_true", "y_pred", "message"),
    [
        (categorical_crossentropy, [0, 1], np.ones((2, 3)), "take sparse_categorical_crossentropy"),
        (categorical_crossentropy, [[0], [1]], np.ones((2, 3)), "or one_hot"),
        (
            categorical_crossentropy,
            np.ones((2, 4)),
            np.ones((2, 3)),
            r"\(2, 4\) and \(2, 3\)\. Reshape",
        ),
        (categorical_crossentropy, np.ones((0, 3)), np.ones((0, 3)), "at least one example"),
        (sparse_categorical_crossentropy, np.eye(3), np.ones((3, 3)), "One-hot labels belong to"),
        (sparse_categorical_crossentropy, [0, 3], np.ones((2, 3)), "labels 0 to 2.*from 0 to 3"),
        (sparse_categorical_crossentropy, [-1, 0], np.ones((2, 3)), "labels 0 to 2"),
        (sparse_categorical_crossentropy, [0.5, 1], np.ones((2, 3)), "whole numbers"),
        (sparse_categorical_crossentropy, [np.nan, 1], np.ones((2, 3)), "whole numbers"),
        (sparse_categorical_crossentropy, [0, 1, 2], np.ones((2, 3)), r"Received \(3,\)\. Give"),
        (mean_squared_error, np.ones((3, 2)), np.ones((2, 3)), "of one shape"),
        (categorical_crossentropy, [[1]], np.ones((1, 1)), r"with K of at least 2.*\(1, 1\)"),
        (sparse_categorical_crossentropy, [0], np.ones((1, 1)), "a single output would learn"),
        (sparse_categorical_crossentropy, [[0] * 3], np.ones((1, 3, 1)), r"shape \(1, 3, 1\): a"),
    ],
)
def test_labels_that_do_not_fit(loss, y_true, y_pred, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        loss(np.array(y_true), y_pred)


@pytest.mark.parametrize("loss", [*BOTH, mean_squared_error])
@pytest.mark.parametrize("bad", ["a", 1j, None])
def test_labels_and_predictions_are_real_numbers(loss, bad):
    sparse = loss is sparse_categorical_crossentropy
    good = np.zeros(2, dtype=int) if sparse else np.zeros((2, 3))
    with pytest.raises(TypeError, match=f"{loss.name}.* expects an array of real numbers"):
        loss(np.full(good.shape, bad), np.ones((2, 3)))
    with pytest.raises(TypeError, match=f"{loss.name}.* expects an array of real numbers"):
        loss(good, np.full((2, 3), bad))


@pytest.mark.parametrize("slope", [None, np.ones((2, 2)), np.ones((2, 4)), np.ones(2), 1.0])
def test_a_slope_of_another_shape_is_refused(slope):
    class Odd(MeanSquaredError):
        def slope(self, y_true, y_pred):
            return slope

    came = "None" if slope is None else re.escape(str(np.shape(slope)))
    words = rf"Odd should give a gradient of y_pred's shape \(2, 3\). Received {came}\. Make"
    with pytest.raises(ValueError, match=words):
        Odd().gradient(np.ones((2, 3)), np.ones((2, 3)))


def test_get_loss():
    assert get_loss("mse") is get_loss("mean_squared_error") is mean_squared_error
    assert get_loss(mean_squared_error) is mean_squared_error
    assert isinstance(get_loss(MeanSquaredError), MeanSquaredError)
    assert repr(mean_squared_error) == "<loss mean_squared_error>"
    for bad in ("hinge", None, 3, [], lambda a, b: 0):
        with pytest.raises(ValueError, match="loss expects one of .*Received"):
            get_loss(bad)


def test_a_loss_of_the_reader():
    def absolute(y_true, y_pred):
        return np.abs(y_pred - y_true)

    absolute.gradient = lambda y_true, y_pred: np.sign(y_pred - y_true) / y_pred.size
    loss = get_loss(absolute)
    assert loss.name == "absolute"
    assert loss(np.zeros((2, 2)), np.array([[1.0, -2], [3, 0]])) == 1.5
    y_pred = np.random.default_rng(0).normal(size=(3, 2))
    assert check_loss(loss, np.zeros((3, 2)), y_pred) < 1e-6


def test_the_bare_loss_asks_for_its_methods():
    with pytest.raises(NotImplementedError):
        Loss()(np.ones(2), np.ones(2))
    with pytest.raises(NotImplementedError):
        Loss().gradient(np.ones(2), np.ones(2))


@pytest.mark.parametrize("loss", [mean_squared_error, binary_crossentropy])
def test_one_number_for_each_example_is_the_loss_of_that_example(loss):
    right, told = np.array([1.0, 0.0, 1.0]), np.array([0.75, 0.25, 0.5])
    each = [loss(right[i : i + 1], told[i : i + 1]) for i in range(3)]
    assert len(set(each)) == 2, "the first two are as far off as each other, the third is not"
    for i, weights in enumerate(np.eye(3)):
        assert loss(right, told, sample_weight=weights) == pytest.approx(each[i] / 3)
