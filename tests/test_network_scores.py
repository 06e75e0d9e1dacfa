"""helpers/network.py: train_on_batch, evaluate and predict."""

import numpy as np
import pytest

from helpers import BatchNormalization, Dense, Flatten, Input, ReLU, Sequential
from tests.network_cases import X, Y, small


def test_train_on_batch_returns_the_batch_s_own_scores():
    model = small()
    expected = model.evaluate(X, Y)
    assert model.train_on_batch(X, Y) == pytest.approx(expected, rel=1e-6)
    second = model.evaluate(X, Y)
    assert model.train_on_batch(X, Y) == pytest.approx(second, rel=1e-6)  # no mean of the two
    assert set(model.train_on_batch(X, Y, return_dict=True)) == {"loss", "accuracy"}


def test_forms_of_evaluate(capsys):
    model = small()
    loss, accuracy = model.evaluate(X, Y)
    assert model.evaluate(X, Y, return_dict=True) == {"loss": loss, "accuracy": accuracy}
    assert capsys.readouterr().out == ""
    model.evaluate(X, Y, verbose=1)
    assert capsys.readouterr().out == f"loss: {loss:.4f}  accuracy: {accuracy:.4f}\n"
    model.compile("sgd", "categorical_crossentropy")
    assert model.evaluate(X, Y) == loss


def test_metrics_by_name_and_function():
    def highest(y_true, y_pred):
        return y_pred.max(axis=1)  # one number an example: its mean is logged

    model = small()
    model.compile("sgd", "mse", metrics=["accuracy", "mae", highest])
    scores = model.evaluate(X, Y, return_dict=True)
    probabilities = model.predict(X)
    assert list(scores) == ["loss", "accuracy", "mae", "highest"]
    assert scores["mae"] == pytest.approx(np.abs(Y - probabilities).mean(), rel=1e-5)
    assert scores["highest"] == pytest.approx(probabilities.max(axis=1).mean(), rel=1e-5)
    model.compile("sgd", "mse", metrics="accuracy")
    assert list(model.evaluate(X, Y, return_dict=True)) == ["loss", "accuracy"]
    model.compile("sgd", "mse", metrics=None)
    assert isinstance(model.evaluate(X, Y), float)


def test_predict_needs_no_compile_and_no_certain_batch_size():
    model = small(compiled=False)
    whole = model.predict(X, batch_size=100)
    assert whole.shape == (23, 3)
    for size in (1, 4, 23, None):
        np.testing.assert_allclose(model.predict(X, batch_size=size), whole, atol=1e-6)


def test_batch_normalization_learns_statistics_in_fit_only():
    model = Sequential([Input((6, 5, 1)), Flatten(), BatchNormalization(momentum=0.5), Dense(3)])
    model.compile("sgd", "mse")
    before = model.get_weights()[2]
    model.evaluate(X, Y)
    model.predict(X)
    np.testing.assert_array_equal(model.get_weights()[2], before)
    model.fit(X, Y, verbose=0)
    np.testing.assert_allclose(
        model.get_weights()[2], X.reshape(23, -1).mean(axis=0) / 2, rtol=1e-5
    )


def test_empty_stack_and_stack_without_weights():
    model = Sequential([Input((6, 5, 1)), Flatten(), ReLU()])
    model.compile("adam", "mse")
    target = np.zeros((23, 30))
    assert model.fit(X, target, epochs=2, verbose=0).history["loss"][0] == pytest.approx(
        (X**2).mean()
    )
    np.testing.assert_array_equal(Sequential().predict(X), X)


def test_repr():
    assert repr(small()) == "<Sequential of 6 layers, output (None, 3)>"
