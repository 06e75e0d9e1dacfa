"""helpers/gradients.py: slopes by nudging, and the checks made of them."""

import numpy as np
import pytest

from helpers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Input,
    MaxPooling2D,
    ReLU,
    Sequential,
)
from helpers.gradients import (
    check_layer,
    check_loss,
    check_model,
    numerical_gradient,
    relative_error,
)
from helpers.losses import MeanSquaredError, mean_squared_error


def test_slope_of_a_parabola():
    """f(x) = x0^2 + 3 x1, so the slopes at (2, 5) are 4 and 3."""
    x = np.array([2.0, 5.0])
    np.testing.assert_allclose(numerical_gradient(lambda v: v[0] ** 2 + 3 * v[1], x), [4, 3])


def test_central_differences_err_by_eps_squared():
    """(f(x + e) - f(x - e)) / 2e of x^3 is 3 x^2 + e^2: at 1, with e = 0.1, 3.01."""
    x = np.array([1.0])
    assert numerical_gradient(lambda v: float(v[0] ** 3), x, eps=0.1)[0] == pytest.approx(3.01)


def test_any_shape_and_x_is_put_back():
    x = np.random.default_rng(0).normal(size=(2, 1, 3))
    before = x.copy()
    slope = numerical_gradient(lambda v: (v**2).sum(), x)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_allclose(slope, 2 * x, rtol=1e-8)


def test_x_is_put_back_when_f_fails():
    x = np.array([1.0, 2.0])

    def fails(v):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        numerical_gradient(fails, x)
    np.testing.assert_array_equal(x, [1, 2])


@pytest.mark.parametrize("x", [np.ones(2, np.float32), np.ones(2, int), [1.0, 2.0], 1.0])
def test_too_few_digits_are_refused(x):
    with pytest.raises(ValueError, match=r"expects x as a float64 array.*astype\(np.float64\)"):
        numerical_gradient(lambda v: 0.0, x)


@pytest.mark.parametrize("eps", [0, -1e-5, 1.1, np.nan, "small"])
def test_a_nudge_is_above_0_and_at_most_1(eps):
    x = np.ones(2)
    with pytest.raises(ValueError, match=r"^numerical_gradient's eps expects a number in \(0, 1\]"):
        numerical_gradient(lambda v: v.sum(), x, eps)
    with pytest.raises(ValueError, match="^check_layer's eps expects"):
        check_layer(Dense(2), np.ones((2, 3)), eps=eps)
    with pytest.raises(ValueError, match="^check_loss's eps expects"):
        check_loss(mean_squared_error, x, x, eps=eps)
    with pytest.raises(ValueError, match="^check_model's eps expects"):
        check_model(small_network("mse", dtype="float64"), x, x, eps=eps)
    np.testing.assert_allclose(numerical_gradient(lambda v: (v**2).sum(), x, 1), [2, 2])


def test_f_is_a_function_that_returns_one_number():
    x = np.ones((2, 3))
    words = r"f expects a function that returns one number. Received a ndarray of shape \(2, 3\)"
    with pytest.raises(ValueError, match=words):
        numerical_gradient(lambda v: v * 2, x)
    with pytest.raises(ValueError, match="Received a NoneType of shape"):
        numerical_gradient(lambda v: None, x)
    with pytest.raises(ValueError, match="f expects a function. Received 3.0"):
        numerical_gradient(3.0, x)
    for one in (lambda v: np.array(v.sum()), lambda v: float(v.sum()), lambda v: v.sum()):
        np.testing.assert_allclose(numerical_gradient(one, x), np.ones((2, 3)))


def test_x_must_be_writable():
    x = np.ones(2)
    x.flags.writeable = False
    with pytest.raises(ValueError, match=r"x expects an array to write to.*x.copy\(\)"):
        numerical_gradient(lambda v: v.sum(), x)


def test_relative_error():
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0
    assert relative_error(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 0.5  # 1 apart, size 2
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.zeros((0, 2)), np.zeros((0, 2))) == 0
    with pytest.raises(ValueError, match="a and b of one shape"):
        relative_error(np.ones(2), np.ones((2, 1)))


def test_nan_is_never_small():
    """An error that is NaN fails every comparison "< limit"."""
    nan = np.array([np.nan, 1.0])
    for a, b in [(nan, np.ones(2)), (np.ones(2), nan), (nan, nan)]:
        assert not relative_error(a, b) < 1e-2


def test_check_layer_makes_the_layer_float64_and_leaves_x():
    layer, x = Dense(2), np.ones((3, 4), dtype=np.float32)
    errors = check_layer(layer, x)
    assert set(errors) == {"x", "kernel", "bias"}
    assert max(errors.values()) < 1e-9
    assert {weight.dtype for weight in layer.weights} == {np.dtype(np.float64)}
    assert x.dtype == np.float32


def test_check_layer_builds_the_layer_for_the_images_that_it_gets():
    layer = Conv2D(2, 3)
    errors = check_layer(layer, np.random.default_rng(0).normal(size=(4, 5, 6, 2)))
    assert layer.params["kernel"].shape == (3, 3, 2, 2)
    assert max(errors.values()) < 1e-7


def test_check_layer_draws_the_slopes_above_by_the_seed():
    """A layer whose way back is wrong: how wrong it looks depends on them alone."""

    class Doubled(ReLU):
        def slope_times(self, grad):
            return grad * [[1.0, 2.0]]

    x = np.random.default_rng(0).normal(size=(3, 2)) + 5
    errors = [check_layer(Doubled(), x, **seed)["x"] for seed in ({}, {"seed": 0}, {"seed": 1})]
    assert errors[0] == errors[1] != errors[2]


@pytest.mark.parametrize("layer", [Dense, "dense", None])
def test_check_layer_wants_a_layer(layer):
    with pytest.raises(ValueError, match="check_layer expects a layer.*Received") as caught:
        check_layer(layer, np.ones((2, 3)))
    assert ("Add parentheses" in str(caught.value)) == (layer is Dense)


def test_seeds_and_counts_of_a_check_are_whole_numbers():
    x, y = np.ones((2, 6, 5, 2)), np.eye(3)[:2]
    with pytest.raises(ValueError, match="check_layer's seed expects .* at least 0. Received -1"):
        check_layer(ReLU(), x, seed=-1)
    with pytest.raises(ValueError, match="check_model's seed expects .* at least 0. Received -1"):
        check_model(small_network("mse", dtype="float64"), x, y, seed=-1)
    with pytest.raises(ValueError, match="per_weight expects a whole number of at least 1"):
        check_model(small_network("mse", dtype="float64"), x, y, per_weight=0)
    assert check_model(small_network("mse", dtype="float64"), x, y, per_weight=1)


def test_check_layer_runs_without_dropout_unless_told():
    layer = Dropout(0.5)
    check_layer(layer, np.ones((2, 3)))
    assert layer.mask is None
    check_layer(layer, np.ones((2, 3)), training=True)
    assert layer.mask is not None


def test_a_check_leaves_moving_statistics_and_dice_as_they_were():
    """BatchNormalization moves its statistics in training, Dropout draws: a check does neither."""
    x = np.random.default_rng(0).normal(3, 2, (6, 4))
    layers = [Input(4), Dense(3), BatchNormalization(), Dropout(0.5), Dense(2)]
    model = Sequential(layers, seed=0, dtype="float64")
    model.compile("sgd", "mse")

    def state():
        kept = [value for layer in model.layers for value in layer.state.values()]
        return [kept[0].tolist(), kept[1].tolist(), str(model.rng.bit_generator.state)]

    before = state()
    check_model(model, x, x[:, :2])
    assert state() == before
    normalization = model.layers[1]
    check_layer(normalization, x[:, :3], training=True)
    assert state() == before
    assert normalization.state["moving_mean"].tolist() == [0, 0, 0]


def test_check_loss():
    y_true, y_pred = np.eye(3), np.random.default_rng(0).normal(size=(3, 3))
    assert check_loss(mean_squared_error, y_true, y_pred) < 1e-7

    class ForgetsTheTwo(MeanSquaredError):
        def slope(self, y_true, y_pred):
            return super().slope(y_true, y_pred) / 2

    assert check_loss(ForgetsTheTwo(), y_true, y_pred) == pytest.approx(0.5)
    for bad in ("mse", MeanSquaredError, lambda a, b: 0.0):
        with pytest.raises(ValueError, match="check_loss expects a Loss, such as.* Received"):
            check_loss(bad, y_true, y_pred)


def small_network(loss: str, **options) -> Sequential:
    layers = [
        Input((6, 5, 2)),
        Conv2D(3, 2, activation="tanh"),
        MaxPooling2D(2),
        Conv2D(2, 2, padding="same", activation="sigmoid"),
        Flatten(),
        Dense(4, activation="tanh"),
        Dropout(0.5),
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, seed=0, **options)
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "mean_squared_error"])
def test_the_whole_network_hands_its_gradient_down(loss):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(4, 6, 5, 2)), np.eye(3)[[0, 1, 2, 1]]
    errors = check_model(small_network(loss, dtype="float64"), x, y, per_weight=8)
    assert len(errors) == 8
    assert "conv2d_1/kernel" in errors
    assert max(errors.values()) < 1e-6, errors


def test_a_crossentropy_without_a_softmax_before_it_goes_the_long_way():
    rng = np.random.default_rng(0)
    layers = [Input(4), Dense(5, activation="tanh"), Dense(3, activation="sigmoid")]
    model = Sequential(layers, seed=0, dtype="float64")
    model.compile("sgd", "categorical_crossentropy")
    errors = check_model(model, rng.normal(size=(6, 4)), np.eye(3)[[0, 1, 2, 0, 1, 2]])
    assert max(errors.values()) < 1e-6


def test_a_wrong_layer_in_a_network_is_found_above_it():
    class Doubled(ReLU):
        def slope_times(self, grad):
            return 2 * super().slope_times(grad)

    model = Sequential([Input(4), Dense(5), Doubled(), Dense(2)], seed=0, dtype="float64")
    model.compile("sgd", "mse")
    rng = np.random.default_rng(0)
    errors = check_model(model, rng.normal(size=(6, 4)), rng.normal(size=(6, 2)))
    assert errors["dense_1/kernel"] < 1e-6  # behind the fault
    assert errors["dense/kernel"] > 0.1  # before it


def test_check_model_changes_no_weight():
    model = small_network("mse", dtype="float64")
    before = model.get_weights()
    check_model(model, np.ones((2, 6, 5, 2)), np.eye(3)[:2], per_weight=3)
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(("options", "nudged"), [({}, 10 + 2), ({"per_weight": 3}, 3 + 2)])
def test_so_many_numbers_of_each_array_are_nudged(options, nudged):
    """Up and down, each with the loss of the whole network; an array of two has no more."""
    model = Sequential([Input(6), Dense(2)], seed=0, dtype="float64")
    model.compile("sgd", "mse")
    total_loss, calls = model.total_loss, []
    model.total_loss = lambda *given: calls.append(given) or total_loss(*given)
    check_model(model, np.ones((4, 6)), np.ones((4, 2)), **options)
    assert len(calls) == 2 * nudged


def test_check_model_wants_a_compiled_model():
    for bad in (Sequential([Input(3), Dense(2)], dtype="float64"), Dense(3), None):
        with pytest.raises(ValueError, match="check_model expects a compiled model. Received"):
            check_model(bad, np.ones((2, 3)), np.ones((2, 2)))


def test_check_model_wants_float64():
    with pytest.raises(ValueError, match="expects a model with dtype='float64'"):
        check_model(small_network("mse"), np.ones((2, 6, 5, 2)), np.eye(3)[:2])
