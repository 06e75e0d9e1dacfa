"""Odd input to the classifier of scikit-learn, to sweeps, and to what else needs other packages."""

import math
import re
import traceback

import numpy as np
import pytest

from helpers import Dense, Input, Sequential, check, frameworks, load_kmnist, sweeps
from helpers.checking import progress
from helpers.estimator import ConvNetClassifier
from tests.torture.odd import (
    NOT_NUMBER,
    NOT_WHOLE,
    differs,
    faults_of,
    forms_of,
    no_arrays_like,
    told,
)

RNG = np.random.default_rng(1)
X = RNG.integers(0, 2, (12, 6, 6)).astype(float)
Y = np.arange(12) % 3
SMALL = {"filters": (2,), "units": 4, "epochs": 1, "random_state": 0}


def fit(x=X, y=Y, **settings):
    return ConvNetClassifier(**{**SMALL, **settings}).fit(x, y)


FITTED = fit()
EXPECTED = FITTED.predict_proba(X)
NOT_LAYERS = {
    "text": "8",
    "a dict": {},
    "None": None,
    "zero": (0,),
    "negative": (-1,),
    "halves": (2.5,),
    "texts": ("8",),
    "True": (True,),
    "nested": ((8,),),
    "too many": (2,) * 9,
    "NaN": (math.nan,),
}
SETTINGS = {
    "filters": NOT_LAYERS | {"a number": 8},
    "units": NOT_LAYERS | {"zero alone": 0, "half": 2.5, "too many": "x"},
    "dropout": NOT_NUMBER | {"1": 1, "-1": -1},
    "learning_rate": NOT_NUMBER | {"-1": -1},
    "batch_size": {k: v for k, v in NOT_WHOLE.items() if k != "None"} | {"zero": 0, "negative": -1},
    "epochs": NOT_WHOLE | {"negative": -1},
    "input_shape": {"text": "66", "a number": 5, "negative": (-6, -6), "zero": (0, 6), "one": (36,), "four": (6, 6, 1, 1), "halves": (6.0, 6), "of another size": (5, 5), "turned off": (), "a dict": {}, "True": True},
    "random_state": {"text": "a", "negative": -1, "half": 0.5, "NaN": math.nan, "True": True, "a list": [1], "a dict": {}},
}  # fmt: skip
BAD_X = {
    "NaN": X * np.nan,
    "infinite": np.where(X > 0, np.inf, X),
    "one axis": np.ones(12),
    "no axes": np.float64(1),
    "five axes": np.ones((12, 2, 2, 2, 2)),
    "too few": X[:5],
    "none": X[:0],
    "too small for the kernel": X[:, :2, :2],
    "no columns": np.ones((12, 0)),
}
BAD_Y = {"too few": Y[:5], "fractions": Y / 7, "NaN": Y * np.nan, "one class": Y * 0, "one-hot": np.eye(3)[Y], "None": None, "None inside": [None] * 12, "a number": 3, "text": "abcabcabcabc", "an object": object(), "a dict": {}, "complex": Y + 1j, "infinite": np.full(12, np.inf), "a set": {1, 2}}  # fmt: skip


def cases():
    for argument, values in SETTINGS.items():
        for name, value in values.items():
            x = X.reshape(12, -1) if argument == "input_shape" else X
            yield f"{argument}: {name}", lambda a=argument, v=value, x=x: fit(x, **{a: v}), None
    for name, value in [*BAD_X.items(), *no_arrays_like(X)]:
        yield f"fit X: {name}", lambda v=value: fit(v), None
        yield f"predict X: {name}", lambda v=value: FITTED.predict_proba(v), None
    for name, value in BAD_Y.items():
        yield f"fit y: {name}", lambda v=value: fit(y=v), None
    for name, value in forms_of(X):
        yield f"fit X as {name}", lambda v=value: fit(v).predict_proba(X), EXPECTED
        yield f"predict X as {name}", lambda v=value: FITTED.predict_proba(v), EXPECTED
    for name, value in forms_of(Y.astype(float)):
        if name not in ("float16", "long double", "a mask that hides nothing"):
            yield f"fit y as {name}", lambda v=value: fit(y=v).predict_proba(X), EXPECTED
    labels = np.array(["b", "a", "c"])
    yield "fit y of texts", lambda: fit(y=labels[Y]).classes_.tolist(), ...
    yield "fit y of truth values", lambda: fit(y=Y > 0).predict(X).dtype == bool, True
    yield "predict before fit", lambda: ConvNetClassifier().predict(X), None


CASES = list(cases())
MAY_REFUSE = ("fit X: too few", "predict X: too few", "predict X: none")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_odd_input_to_the_classifier(case, tally):
    name, call, expected = case
    result, error = told(call)
    if error is not None:
        assert expected is None, f"should work. {type(error).__name__}: {error}"
        assert ours_or_theirs(error), f"{type(error).__name__}: {error}"
    else:
        assert expected is not None or name == "predict X: too few", f"silent: {str(result)[:90]}"
        if expected is not None and expected is not ...:
            assert not differs(result, expected)
    tally("odd input elsewhere")


def ours_or_theirs(error):
    """An error that helpers raises, or scikit-learn, whose checks a classifier of its kind calls."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    if "sklearn" in last.filename:
        return last.line.startswith("raise ") or "raise" in last.line or len(str(error)) > 40
    return not faults_of(error, ".")


# ---- sweeps, and what else ----

DATA = (X, Y)
JUDGES = {"judge": DATA}


def sweep(**given):
    usual = {"estimator": ConvNetClassifier(**SMALL), "settings": [{}], "train": DATA}
    usual |= {"judges": JUDGES, "seeds": (0,), "progress": False}
    return sweeps.sweep(**(usual | given))


SWEEPS = {
    "estimator": {"None": None, "a class": ConvNetClassifier, "text": "net", "no random_state": __import__("sklearn.dummy").dummy.DummyRegressor()},
    "settings": {"None": None, "a number": 3, "none": [], "text": "ab", "a dict": {"units": 4}, "of None": [None], "an unknown name": [{"unit": 3}], "names of numbers": [{3: 3}]},
    "train": {"None": None, "one array": X, "three": (X, Y, Y), "text": "ab", "of other lengths": (X, Y[:3])},
    "judges": {"None": None, "a pair": DATA, "empty": {}, "of None": {"judge": None}, "of one": {"judge": X}, "text": "ab"},
    "seeds": {"None": None, "a number": 3, "none": (), "text": "ab", "negative": (-1,), "halves": (0.5,), "True": (True,), "of None": (None,)},
    "scoring": {"unknown": "fancy", "a number": 3, "None": None, "empty": ""},
    "client": {"text": "tcp://", "a number": 3},
}  # fmt: skip
ELSEWHERE = [
    *[(f"sweep {a}: {name}", lambda a=a, v=v: sweep(**{a: v})) for a, vs in SWEEPS.items() for name, v in vs.items()],
    *[(f"dask_client workers: {name}", lambda v=v: sweeps.dask_client(workers=v).__enter__()) for name, v in (NOT_WHOLE | {"zero": 0, "negative": -1}).items()],
    *[(f"dask_client address: {name}", lambda v=v: sweeps.dask_client(v, timeout=0.3).__enter__()) for name, v in {"a number": 3, "text": "nowhere", "empty": "", "a port of letters": "tcp://127.0.0.1:x", "closed": "tcp://127.0.0.1:1", "bytes": b"tcp://127.0.0.1:1"}.items()],
    *[(f"dask_client timeout: {name}", lambda v=v: sweeps.dask_client("tcp://127.0.0.1:1", timeout=v).__enter__()) for name, v in (NOT_NUMBER | {"zero": 0, "-1": -1}).items()],
    *[(f"load_kmnist partial: {name}", lambda v=v: load_kmnist(v)) for name, v in {"text": "yes", "a number": 7011, "None": None, "an array": np.ones(2)}.items()],
    *[(f"{f.__name__} without its package", f) for f in (frameworks.keras_course_network, frameworks.torch_course_network)],
    *[(f"{f.__name__} without its package", lambda f=f: f(FITTED.model_, None)) for f in (frameworks.to_torch,)],
]  # fmt: skip


@pytest.mark.parametrize("case", ELSEWHERE, ids=lambda case: case[0])
def test_odd_input_to_sweeps_and_others(case, tally, monkeypatch, tmp_path):
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(tmp_path))
    name, call = case
    if "package" in name:
        package = "keras" if "keras" in name else "torch"
        if __import__("importlib.util").util.find_spec(package):
            pytest.skip(f"what is said without {package} is tried where it is missing")
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path))
    result, error = told(call)
    assert error is not None, f"silent: {str(result)[:90]}"
    if "package" in name:
        assert "which is not installed. Install it: pip install" in str(error)
    else:
        argument = re.split(r"[ :]", name)[1]
        assert not faults_of(error, f"{argument}|sweep|seed|address|ConvNetClassifier")
    tally("odd input elsewhere")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "3", '"passed"', '{"a": 1}', '{"a": ["passed"]}', '{"a": {"b": "passed"}}',
     "{" * 99999, "\0" * 50, "\xff", '{"relu": "PASSED"}', '{"relu": "passed", "relu": "tried"}',
     '{"' + "a" * 10**6 + '": "passed"}', "NaN", '{"relu": NaN}', "\ufeff{}"],
    ids=range(17),
)  # fmt: skip
def test_a_file_of_progress_may_hold_anything(text, tally, monkeypatch, tmp_path):
    path = tmp_path / "progress.json"
    path.write_text(text, "utf-8", newline="")
    monkeypatch.setenv(progress.VARIABLE, str(path))
    words = repr(check.list()) + check.list()._repr_html_()
    assert "All exercises" in words
    progress.keep("relu", True)
    assert progress.read_progress()["relu"] == "passed"
    tally("damaged files", faults=1)
