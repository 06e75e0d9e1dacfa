"""RocAuc."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from helpers import Dense, Input, RocAuc, Sequential


def classifier(classes, units):
    model = Sequential([Input(4), Dense(units, activation="softmax")], seed=0)
    model.compile("sgd", "mse")
    rng = np.random.default_rng(0)
    return model, rng.normal(size=(60, 4)).astype(np.float32), rng.integers(0, classes, 60)


@pytest.mark.parametrize("form", ["(N,)", "(N, 1)", "one-hot"])
def test_roc_auc_equals_scikit_learn(form):
    model, x, labels = classifier(3, 3)
    y = {"(N,)": labels, "(N, 1)": labels[:, None], "one-hot": np.eye(3)[labels]}[form]
    auc = RocAuc((x, y))
    history = model.fit(x, np.eye(3)[labels], epochs=2, verbose=0, callbacks=[auc])
    scores = model.predict(x)
    one_by_one = [roc_auc_score(labels == k, scores[:, k]) for k in range(3)]
    np.testing.assert_allclose(auc.per_class[-1], one_by_one, rtol=1e-12)
    assert auc.values[-1] == pytest.approx(
        roc_auc_score(labels, scores / scores.sum(1, keepdims=True), multi_class="ovr"), abs=1e-6
    )
    assert history.history["val_auc"] == auc.values
    model.fit(x, np.eye(3)[labels], epochs=1, verbose=0, callbacks=[auc])
    assert len(auc.values) == 1  # each fit starts anew


@pytest.mark.parametrize("shape", [(60,), (60, 1)])
def test_roc_auc_of_one_output_is_that_of_class_1(shape):
    model = Sequential([Input(4), Dense(1, activation="sigmoid")], seed=0)
    model.compile("sgd", "mse")
    _, x, labels = classifier(2, 2)
    auc = RocAuc((x, labels.reshape(shape)), name="auc")
    model.fit(x, labels, verbose=0, callbacks=auc)
    assert auc.values == [pytest.approx(roc_auc_score(labels, model.predict(x)[:, 0]))]


def test_roc_auc_wants_every_class():
    model, x, labels = classifier(2, 3)
    with pytest.raises(ValueError, match=r"every class among .*It has none of \[2\]"):
        model.fit(x, np.eye(3)[labels], verbose=0, callbacks=[RocAuc((x, labels))])
