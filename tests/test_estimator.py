"""The scikit-learn classifier: its own checks, the searches, and equality with `Sequential`."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import (
    GridSearchCV,
    HalvingRandomSearchCV,
    RandomizedSearchCV,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from helpers import Adam, Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D, Sequential
from helpers.estimator import ConvNetClassifier
from tools.records import Parts, digits

SMALL = {"filters": (4,), "units": 16, "epochs": 1, "random_state": 0}


@pytest.fixture(scope="module")
def parts() -> Parts:
    return digits(300)


def small(**settings) -> ConvNetClassifier:
    return ConvNetClassifier(**{**SMALL, **settings})


CLASSIFIERS = [
    ConvNetClassifier(),
    ConvNetClassifier(filters=(), units=(32, 16), dropout=0.0, learning_rate=0.01),
]
# It asks for the same sums to 1e-7, whatever the order of the examples. Where a row stands in a
# batch decides, on some processors, how BLAS adds it up; and floats of 32 bits end at 6e-8.
EXCEPTIONS = {"check_methods_sample_order_invariance": "the last bit of a float32; to 1e-6 below"}


# The one check that is skipped asks for SCIPY_ARRAY_API=1: arrays other than NumPy's.
@parametrize_with_checks(CLASSIFIERS, expected_failed_checks=lambda _: EXCEPTIONS)
def test_scikit_learns_own_checks(estimator, check) -> None:
    check(estimator)


@pytest.mark.parametrize("estimator", CLASSIFIERS)
def test_the_order_of_the_examples_changes_nothing(estimator, parts) -> None:
    x, y, _, _ = parts
    fitted = clone(estimator).set_params(epochs=1).fit(x, y)
    order = np.random.default_rng(0).permutation(len(x))
    right = fitted.predict_proba(x)[order]
    np.testing.assert_allclose(fitted.predict_proba(x[order]), right, rtol=0, atol=1e-6)


# ---- the same network ----


def test_it_is_the_course_network(parts) -> None:
    x, y, x_val, _ = parts
    model = Sequential(
        [
            Input((28, 28, 1)),
            *[Conv2D(8, 3, activation="relu"), MaxPooling2D(2)],
            *[Conv2D(16, 3, activation="relu"), MaxPooling2D(2)],
            *[Flatten(), Dense(64, "relu"), Dropout(0.5), Dense(10, "softmax")],
        ],
        seed=3,
    )
    model.compile(Adam(0.001), "sparse_categorical_crossentropy", ["accuracy"])
    history = model.fit(x, y, batch_size=32, epochs=2, verbose=0)
    fitted = ConvNetClassifier(epochs=2, random_state=3).fit(x, y)
    np.testing.assert_array_equal(fitted.predict_proba(x_val), model.predict(x_val))
    assert fitted.history_ == history.history
    assert fitted.n_features_in_ == 784


@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 1)])
def test_all_forms_of_images_give_one_network(parts, shape) -> None:
    x, y, x_val, _ = parts
    expected = small().fit(x, y).predict_proba(x_val)
    as_images = small().fit(x.reshape(-1, *shape), y)
    from_rows = small(input_shape=shape).fit(x.reshape(-1, 784), y)
    for fitted in (as_images, from_rows):
        assert fitted.input_shape_ == (28, 28, 1)
        for form in ((28, 28), (28, 28, 1), (784,)):
            given = x_val.reshape(-1, *form)
            np.testing.assert_array_equal(fitted.predict_proba(given), expected)


def test_a_table_gets_dense_layers_alone(parts) -> None:
    fitted = small(units=(8, 4)).fit(parts.x.reshape(-1, 784), parts.y)
    kinds = [type(layer).__name__ for layer in fitted.model_.layers]
    assert kinds == ["Dense", "Dense", "Dropout", "Dense"]
    assert fitted.model_.count_params() == 784 * 8 + 8 + 8 * 4 + 4 + 4 * 10 + 10


def test_labels_come_back_as_they_were_given(parts) -> None:
    names = np.array([f"digit {label}" for label in parts.y])
    fitted = small().fit(parts.x, names)
    assert fitted.classes_[0] == "digit 0"
    assert set(fitted.predict(parts.x_val)) <= set(names)


def test_it_learns_digits() -> None:
    x, y, x_val, y_val = digits(1000)
    assert ConvNetClassifier(random_state=0).fit(x, y).score(x_val, y_val) > 0.8


def test_a_seed_gives_one_network_and_none_another_each_time(parts) -> None:
    x, y, x_val, _ = parts

    def answers(random_state) -> np.ndarray:
        return small(random_state=random_state).fit(x, y).predict_proba(x_val)

    assert np.array_equal(answers(1), answers(1))
    states = [np.random.RandomState(1), np.random.RandomState(1)]
    assert np.array_equal(*map(answers, states))
    assert not np.array_equal(answers(1), answers(2))
    assert not np.array_equal(answers(None), answers(None))


# ---- copies ----


def test_a_clone_has_the_settings_and_nothing_learned(parts) -> None:
    fitted = small(dropout=0.25).fit(parts.x, parts.y)
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "model_")


def test_pickled_it_gives_the_same_answers(parts) -> None:
    fitted = small().fit(parts.x, parts.y)
    copy = pickle.loads(pickle.dumps(fitted))
    expected = fitted.predict_proba(parts.x_val)
    np.testing.assert_array_equal(copy.predict_proba(parts.x_val), expected)


# ---- scikit-learn's searches ----


def test_cross_val_score(parts) -> None:
    scores = cross_val_score(small(units=64, epochs=5), parts.x, parts.y, cv=3)
    assert scores.shape == (3,) and (scores > 0.4).all()


def test_grid_search_finds_the_better_rate(parts) -> None:
    search = GridSearchCV(small(epochs=3), {"learning_rate": [1e-6, 0.003]}, cv=2)
    search.fit(parts.x, parts.y)
    assert search.best_params_ == {"learning_rate": 0.003}
    assert search.score(parts.x_val, parts.y_val) > 0.3


def test_randomized_search(parts) -> None:
    settings = {"units": [4, 8, (8, 4)], "batch_size": [16, 64]}
    search = RandomizedSearchCV(small(), settings, n_iter=3, cv=2, random_state=0)
    search.fit(parts.x, parts.y)
    assert len(search.cv_results_["params"]) == 3
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_halving_search_gives_more_epochs_to_fewer(parts) -> None:
    search = HalvingRandomSearchCV(
        small(), {"learning_rate": [1e-6, 1e-5, 0.001, 0.003]}, n_candidates=4, factor=2,
        resource="epochs", min_resources=1, max_resources=4, cv=2, random_state=0,
    )  # fmt: skip
    search.fit(parts.x, parts.y)
    assert search.n_resources_ == [1, 2, 4]
    assert search.n_candidates_ == [4, 2, 1]
    assert search.best_params_["epochs"] == 4
    assert search.best_params_["learning_rate"] >= 0.001


def test_behind_a_scaler_rows_become_images_again(parts) -> None:
    chain = make_pipeline(StandardScaler(), small(input_shape=(28, 28)))
    chain.fit(parts.x.reshape(-1, 784), parts.y)
    assert chain[-1].input_shape_ == (28, 28, 1)
    assert chain.predict(parts.x_val.reshape(-1, 784)).shape == parts.y_val.shape


# ---- errors ----


@pytest.mark.parametrize(
    ("settings", "shape", "message"),
    [
        ({"input_shape": (20, 20)}, (784,), "input_shape expects a shape of 784 numbers"),
        ({"input_shape": (20, 20)}, (28, 28), None),  # the images say their shape themselves
        ({"filters": (4, 4, 4, 4)}, (28, 28, 1), "window should fit into the image"),
        ({"dropout": 1.5}, (28, 28), "rate"),
        ({"batch_size": 0}, (28, 28), "batch_size"),
        ({}, (7, 4, 28, 1), "expects a table"),
    ],
)
def test_what_fit_refuses(parts, settings, shape, message) -> None:
    estimator = small(**settings)
    if message is None:
        assert estimator.fit(parts.x.reshape(-1, *shape), parts.y).input_shape_ == (28, 28, 1)
        return
    with pytest.raises(ValueError, match=message):
        estimator.fit(parts.x.reshape(-1, *shape), parts.y)


def test_one_class_is_not_enough(parts) -> None:
    with pytest.raises(ValueError, match="two classes or more. Received one class"):
        small().fit(parts.x, np.zeros_like(parts.y))


def test_images_of_another_shape_are_refused(parts) -> None:
    fitted = small().fit(parts.x, parts.y)
    with pytest.raises(ValueError, match=r"shape \(28, 28, 1\), as in fit. Received \(14, 56\)"):
        fitted.predict(parts.x_val.reshape(-1, 14, 56))
