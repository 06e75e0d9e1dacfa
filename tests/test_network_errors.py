"""helpers/network.py: what is refused, and in which words."""

import numpy as np
import pytest

from helpers import Activation, Conv2D, Dense, EarlyStopping, Input, Sequential, Softmax, one_hot
from helpers.activations import softmax
from tests.network_cases import LABELS, X, Y, small


def test_weights_before_they_exist():
    model = Sequential([Dense(3)])
    for use in (model.summary, model.get_weights, model.count_params):
        with pytest.raises(ValueError, match=r"no weights yet. Start its list with Input\(shape\)"):
            use()


def test_training_before_compile():
    model = small(compiled=False)
    for use in (model.fit, model.evaluate, model.train_on_batch):
        with pytest.raises(RuntimeError, match=r"not compiled yet.*Call model.compile\("):
            use(X, Y)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Sequential(Dense(3)), "expects a list of layers"),
        (lambda: Sequential([Dense]), "Add parentheses to make one"),
        (lambda: Sequential(["dense"]), "expects layers, such as Dense"),
        (lambda: Sequential([Dense(3), Input(4)]), "Input belongs first"),
        (lambda: Sequential([Input(4), Input(4)]), "Input belongs first"),
        (lambda: Sequential(dtype="float16"), "dtype expects 'float32' or 'float64'"),
        (lambda: Sequential(dtype=np.float16), "dtype expects 'float32' or 'float64'"),
        (lambda: Sequential(dtype=np.zeros(2)), "dtype expects 'float32' or 'float64'"),
        (lambda: Sequential(seed=-1), "Sequential's seed expects a whole number of at least 0"),
        (lambda: Sequential(name=""), "Sequential's name expects a text"),
        (lambda: Sequential([Dense(3, name="a"), Dense(3, name="a")]), "layer named 'a' already"),
        (lambda: Input((28, None, 1)), "Input's shape expects a whole number"),
        (lambda: Input("28"), "Input's shape expects a whole number"),
        (lambda: Sequential([Dense(3)]).build(28), "build expects the shape of a batch"),
        (lambda: Sequential([Dense(3)]).build((None,)), "build expects the shape of a batch"),
        (lambda: Sequential([Dense(3)]).build((None, None, 3)), "build's input_shape expects"),
        (lambda: Sequential([Dense(3)]).build((None, 0)), "build's input_shape expects .* least 1"),
        (lambda: Sequential([Input((2, 2, 1)), Conv2D(1, 3)]), "the window should fit"),
        (lambda: small().build((None, 7, 5, 1)), "built for inputs of shape"),
        (lambda: small().compile("sgd"), "compile expects a loss"),
        (lambda: small().compile("sgd", "mse", metrics=3), "metrics expects names among"),
        (lambda: small().compile("adagrad", "mse"), "optimizer expects one of"),
    ],
)
def test_bad_models_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    "given",
    [{}, {"name": "last"}, {"index": 2}, {"index": -3}, {"index": True}, {"index": 1.0}]
    + [{"name": "dense", "index": 0}, {"index": "dense"}],
)
def test_a_layer_that_is_not_there(given):
    words = r"get_layer expects one of \['dense', 'dense_1'\], or index=0 to 1\. Received "
    came = ", ".join(repr(value) for value in given.values()) or "None"
    with pytest.raises(ValueError, match=f"^{words}{came}\\.$"):
        Sequential([Dense(4), Dense(3)]).get_layer(**given)


def test_a_gradient_at_the_logits_needs_a_softmax_at_the_end():
    model = Sequential([Input(4), Dense(3, activation="softmax"), Dense(2)])
    y = model.forward(np.ones((1, 4)))
    words = r"ends in a softmax\. Received <Dense 'dense_1', 8 parameters>\. Leave at_logits out"
    with pytest.raises(ValueError, match=words):
        model.backward(y, at_logits=True)
    assert not model.ends_in_softmax


class Warm(Softmax):
    """A reader's softmax, at a temperature of 2."""

    def value(self, x, out=None):
        return softmax(x / 2)


@pytest.mark.parametrize("loss", ["binary_crossentropy", "mse"])
@pytest.mark.parametrize(
    "last",
    [
        lambda: [Dense(1, activation="softmax")],
        lambda: [Dense(1), Activation("softmax")],
        lambda: [Dense(1, activation=Warm)],
        lambda: [Dense(1), Warm()],
    ],
)
@pytest.mark.parametrize("begins", [True, False])
def test_one_output_with_a_softmax_would_say_1_always(loss, last, begins):
    model = Sequential([Input(4), *last()] if begins else last())
    model.compile("sgd", loss)
    words = "(Softmax|Warm) expects at least 2 numbers to a row. Received 1, .*'sigmoid'"
    with pytest.raises(ValueError, match=words):
        model.fit(np.ones((2, 4)), np.ones((2, 1)), verbose=0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "^batch_size expects a whole number of at least 1"),
        ({"batch_size": 2.5}, "^batch_size expects"),
        ({"epochs": -1}, "^epochs expects a whole number of at least 0"),
        ({"initial_epoch": -1}, "initial_epoch expects"),
        ({"verbose": 3}, "verbose expects 0, 1, 2 or 'auto'"),
        ({"verbose": None}, "verbose expects"),
        ({"validation_split": 1.0}, r"validation_split expects a number in \[0, 1\)"),
        ({"validation_split": -0.1}, "validation_split expects"),
        ({"validation_split": 0.99}, "leaves one part empty"),
        ({"validation_data": X}, r"expects a pair \(x_val, y_val\). Received a ndarray"),
        ({"validation_data": (X, Y, Y)}, "expects a pair"),
        ({"validation_data": (X, Y[:3])}, "equally many examples"),
        ({"validation_data": (X[:, :5], Y)}, "built for inputs of shape"),
        ({"validation_data": (X, Y[:, :2])}, "of one shape. Received"),
        ({"validation_data": (X, Y.argmax(axis=1))}, "take sparse_categorical_crossentropy"),
        ({"validation_split": 0.2, "validation_batch_size": 0}, "validation_batch_size expects"),
        ({"callbacks": 3}, r"callbacks expects Callbacks, such as EarlyStopping\(\). Received 3"),
        ({"callbacks": [EarlyStopping]}, "Add parentheses to make one"),
    ],
)
def test_bad_options_of_fit_are_refused_before_any_step(options, message):
    model = small()
    before = model.get_weights()
    with pytest.raises(ValueError, match=message):
        model.fit(X, Y, **{"verbose": 0, "epochs": 2, **options})
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        (X[..., 0], Y, ValueError, "built for inputs of shape"),
        (X, Y[:5], ValueError, r"equally many examples.*\(23, 6, 5, 1\) and \(5, 3\)"),
        (X[:0], Y[:0], ValueError, "at least one"),
        (None, Y, TypeError, "x expects an array of real numbers. Received a NoneType"),
        (X, None, TypeError, "y expects an array of real numbers. Received a NoneType"),
        (X, LABELS, ValueError, "take sparse_categorical_crossentropy"),
        (X, one_hot(LABELS, 4), ValueError, "of one shape"),
        (X + 1j, Y, TypeError, "x expects an array of real numbers. Received dtype complex64"),
        (X.astype(str), Y, TypeError, "x expects an array of real numbers"),
        (X, Y.astype(str), TypeError, "y expects an array of real numbers"),
    ],
)
def test_bad_data_is_refused(x, y, error, message):
    for use in ("fit", "evaluate", "train_on_batch"):
        with pytest.raises(error, match=message):
            getattr(small(), use)(x, y)


def test_bad_data_for_predict():
    for x in (X[0, 0, 0], X[:0], 3):
        with pytest.raises(ValueError, match="predict expects a batch with at least one example"):
            small().predict(x)
    with pytest.raises(ValueError, match=r"Add the batch axis: x\[None\]"):
        small().forward(np.ones(5))
    with pytest.raises(ValueError, match="batch_size expects"):
        small().predict(X, batch_size=0)
