"""Odd values for every setting of every widget: taken as they are meant, or refused in words.

What is taken must reach a page: as JSON without NaN, which a browser can read back.
"""

import json
import math

import numpy as np
import pytest
import traitlets

import helpers.widgets as widgets
import helpers.widgets.base
from helpers import Conv2D, Dense, Flatten, Input, Sequential, WeightRecorder
from helpers.widgets import values
from helpers.widgets.convolution import preset_kernel, random_kernel
from helpers.widgets.pictures import PICTURES, picture
from helpers.widgets.quiz import Quiz, quiz_names, read_quiz
from tests.torture.odd import faults_of, told

ODD = {
    "None": None, "True": True, "NumPy's True": np.True_, "text": "fancy", "empty": "", "bytes": b"a",
    "negative": -1, "huge": 10**30, "half": 0.5, "NaN": math.nan, "infinite": math.inf, "minus infinite": -math.inf,
    "NumPy's NaN": np.float32(np.nan), "NumPy's 2": np.int64(2), "a byte": np.uint8(2), "NumPy's 0.5": np.float32(0.5), "2.0": 2.0,
    "a number in text": "2", "complex": 1j, "a list": [1], "an empty list": [], "nested": [[1, 2]], "deep": [[[1]]], "an array": np.ones((3, 3)),
    "NaN inside": [math.nan] * 4, "NaN deep inside": [[math.nan] * 3] * 3, "infinite inside": [math.inf] * 3, "a dict": {"a": 1}, "a set": {1}, "an object": object(), "a class": int, "a function": len,
    "a generator": (i for i in range(3)), "script": "</script><script>alert(1)</script>", "long": "a" * 10**5, "many": list(range(10**4)), "texts": ["a"] * 4, "None inside": [None] * 3, "True inside": [True] * 3,
    "objects": np.array([object()] * 3), "an empty array": np.ones((0, 3)), "ragged": [[1], [1, 2]], "whole floats": [1.0, 2.0, 3.0], "NumPy's inside": [np.int64(1)] * 3, "big-endian": np.ones((3, 3), ">f8"),
    "a mask": np.ma.masked_all((3, 3)),
}  # fmt: skip
MADE = {"Quiz": lambda **settings: Quiz(**{"name": "convolution", **settings})}
NAMES = widgets.__all__
SETTINGS = [(name, setting) for name in NAMES for setting in (*getattr(widgets, name).state, "predict")]


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch):
    """The values that go along with a widget are tried elsewhere, and take their time."""
    monkeypatch.setattr(widgets.base.Widget, "_encoded", lambda self, names: iter(()))


def make(name, **settings):
    return MADE.get(name, getattr(widgets, name))(**settings)


def as_a_page_reads_it(widget):
    """Its state as JSON of a browser, which knows no NaN; the HTML that a page shows; its words."""
    state = json.loads(json.dumps(widget.static_state(), allow_nan=False))
    shown = widget._static_html()
    assert "<script>alert" not in shown
    assert isinstance(repr(widget), str)
    json.dumps(widget.get_state(), allow_nan=False, default=list)
    return state


def kinds(value):
    """The value with the types of its parts: 2 and 2.0 are one number to JSON, True is none."""
    if isinstance(value, dict):
        return {key: kinds(each) for key, each in value.items()}
    if isinstance(value, list):
        return [kinds(each) for each in value]
    return (isinstance(value, bool), isinstance(value, str), value)


@pytest.mark.parametrize(("name", "setting"), SETTINGS, ids="-".join)
def test_odd_settings(name, setting, tally):
    usual = make(name)
    plain_kind = kinds(usual.static_state().get(setting))
    faults, made = [], []
    for label, value in ODD.items():
        for way in ("made", "set"):
            if way == "made" or setting == "predict" and not usual.predicts:
                result, error = told(lambda v=value: make(name, **{setting: v}))
            else:
                result = made[0] if made else make(name)
                made[:] = [result]
                _, error = told(lambda v=value, w=result: setattr(w, setting, v))
            if error is not None:
                faults += [f"{label}, {way}: {fault}" for fault in wording(error, setting, value)]
                continue
            try:
                state = as_a_page_reads_it(result)
            except Exception as error:
                faults.append(f"{label}, {way}: taken, then {type(error).__name__}: {error}")
                continue
            new = kinds(state.get(setting))
            same_kind = isinstance(plain_kind, tuple) and isinstance(new, tuple) and plain_kind[:2] == new[:2]
            if isinstance(plain_kind, tuple) and not same_kind:
                faults.append(f"{label}, {way}: silently {state.get(setting)!r}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
    tally("odd input to widgets", cases=2 * len(ODD))


def wording(error, setting, value):
    """What the error lacks. traitlets' own say the setting, what it expects, and what came."""
    words = str(error)
    if isinstance(error, traitlets.TraitError) and "Received" not in words:
        theirs = setting in words and any(w in words for w in ("expected", "should", "must", "expects"))
        return [] if theirs else [f"TraitError {words!r} does not say what is expected"]
    return faults_of(error, rf"{setting}|settings|name")
