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
from tests.torture.odd_tables import some

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
SETTINGS = [
    (name, setting) for name in NAMES for setting in (*getattr(widgets, name).state, "predict")
]
SETTINGS.remove(("Quiz", "predict"))  # it takes a name alone


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch):
    """The values that go along with a widget are tried elsewhere, and take their time."""
    monkeypatch.setattr(widgets.base.Widget, "_encoded", lambda self, names: iter(()))


def make(kind, /, **settings):
    return MADE.get(kind, getattr(widgets, kind))(**settings)


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


@pytest.mark.parametrize(("name", "setting"), SETTINGS, ids=lambda word: word)
def test_odd_settings(name, setting, trials, tally):
    chosen = some(list(ODD.items()), trials, name + setting)
    usual = make(name)
    plain_kind = kinds(usual.static_state().get(setting))
    faults, made = [], []
    for label, value in chosen:
        for way in ("made", "set") if name != "Quiz" else ("made",):
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
            same_kind = (
                isinstance(plain_kind, tuple)
                and isinstance(new, tuple)
                and plain_kind[:2] == new[:2]
            )
            if (
                usual.static_state().get(setting) is not None
                and isinstance(plain_kind, tuple)
                and not same_kind
            ):
                faults.append(f"{label}, {way}: silently {state.get(setting)!r}")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
    tally("odd input to widgets", cases=2 * len(chosen))


def wording(error, setting, value):
    """What the error lacks. traitlets' own say the setting, what it expects, and what came."""
    words = str(error)
    if isinstance(error, traitlets.TraitError) and "Received" not in words:
        theirs = setting in words and any(
            w in words for w in ("expected", "should", "must", "expects")
        )
        return [] if theirs else [f"TraitError {words!r} does not say what is expected"]
    return faults_of(error, rf"{setting}|settings|name")


# ---- what the constructors take beside settings ----

MODEL = Sequential([Input((8, 8, 1)), Conv2D(2, 3), Flatten(), Dense(3, "softmax")], seed=0)
IMAGES = np.random.default_rng(0).integers(0, 256, (6, 8, 8, 1), np.uint8)
LABELS = np.array([0, 1, 2, 0, 1, 2])
UNTRAINED = WeightRecorder((IMAGES / 255, LABELS))
NO_MODELS = {"text": "model", "a class": Sequential, "unbuilt": Sequential([Dense(3)]), "empty": Sequential([]), "a layer": MODEL.layers[0], "flat": Sequential([Input((8,)), Dense(3)]), "2 channels": Sequential([Input((8, 8, 2)), Conv2D(1, 3)]), "an array": IMAGES}  # fmt: skip
NO_IMAGES = {"text": "a", "a number": 3, "one": IMAGES[0], "none": IMAGES[:0], "of another size": IMAGES[:, :5], "3 channels": np.repeat(IMAGES, 3, 3), "whole": IMAGES.astype(int), "above 1": IMAGES / 100, "negative": -IMAGES / 255, "NaN": IMAGES * np.nan, "infinite": IMAGES * 0 + np.inf, "objects": IMAGES.astype(object), "texts": IMAGES.astype(str), "complex": IMAGES * 1j, "ragged": [[1], [1, 2]], "a mask": np.ma.masked_all(IMAGES.shape), "an object": object(), "a dict": {}, "a generator": (i for i in IMAGES)}  # fmt: skip
NO_LABELS = {"text": "a", "a number": 3, "too few": [1], "one-hot": np.eye(3)[LABELS], "fractions": LABELS / 2, "texts": list("abcabc"), "NaN": LABELS * np.nan, "objects": LABELS.astype(object), "None inside": [None] * 6, "a dict": {}, "an object": object(), "ragged": [[1], [1, 2]]}  # fmt: skip
NO_PICTURES = {"text": "a", "a number": 3, "floats": np.ones((9, 9)), "blank": np.full((9, 9), 7), "too bright": np.full((9, 9), 256), "negative": np.full((9, 9), -1), "3 axes": np.ones((9, 9, 3), int), "one axis": [1, 2], "none": [], "ragged": [[1], [1, 2]], "texts": [["a"]], "True": True, "an object": object(), "a dict": {}, "huge": [[10**30]]}  # fmt: skip
OTHERS = [
    *[("FeatureMapExplorer", "model", n, lambda v=v: widgets.FeatureMapExplorer(v)) for n, v in NO_MODELS.items()],
    *[("FeatureMapExplorer", "images", n, lambda v=v: widgets.FeatureMapExplorer(MODEL, v)) for n, v in NO_IMAGES.items()],
    *[("FeatureMapExplorer", "labels", n, lambda v=v: widgets.FeatureMapExplorer(MODEL, IMAGES, v)) for n, v in NO_LABELS.items()],
    ("FeatureMapExplorer", "images", "not given", lambda: widgets.FeatureMapExplorer(MODEL)),
    ("FeatureMapExplorer", "labels", "alone", lambda: widgets.FeatureMapExplorer(MODEL, labels=LABELS)),
    *[("TrainingReplay", "recorder", n, lambda v=v: widgets.TrainingReplay(v)) for n, v in {"text": "a", "a number": 3, "untrained": UNTRAINED, "a class": WeightRecorder, "an object": object()}.items()],
    *[("DrawingPad", "sample", str(v)[:9], lambda v=v: widgets.DrawingPad(v)) for v in ["eleven", "", None, 7, 7.0, True, ["seven"], {}, object()]],
    *[("DrawingPad", "photograph", n, lambda v=v: setattr(widgets.DrawingPad(), "photograph", v)) for n, v in NO_PICTURES.items()],
    *[("preset_kernel", "preset", str(v)[:9], lambda v=v: preset_kernel(v)) for v in ["", "custom", "random-0", "random-1000", "random-x", "learned-9", "learned-0", "learned-", "RANDOM-1", "random-1\n"]],
    *[("picture", "name", str(v)[:9], lambda v=v: picture(v)) for v in ["", "digit-10", "digit-", "../digit-1", "drawing", "digit-1 "]],
    *[("read_quiz", "name", str(v)[:9], lambda v=v: read_quiz(v)) for v in ["", "../quiz", "convolution.json", None, 3, ["pooling"], "POOLING"]],
    *[(name, "settings", "an unknown one", lambda n=name: make(n, sped=3)) for name in NAMES if name != "Quiz"],
    *[("named_value", "value", str(v)[:9], lambda v=v: values.named_value(v)) for v in ["", "/", "quiz/", "quiz/../x", "picture/x", "quiz/a/b", "network/", "../etc/passwd", "quiz/%2e%2e"]],
]  # fmt: skip


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: ", ".join(case[:3]))
def test_what_constructors_take(case, tally):
    kind, argument, label, call = case
    result, error = told(call)
    assert error is not None, f"silent: {result!r:.90}"
    if kind == "named_value":
        assert isinstance(error, values.MissingValue) and "There is no value named" in str(error)
    else:
        assert not faults_of(error, f"{argument}|model|sample"), error
    tally("odd input to widgets")


@pytest.mark.parametrize("content", [None, 3, "ask", [], {}, {"ask": None}, {"ask": 3}, {"ask": ["a"]}, {"ask": "../a"}, {"ask": "quiz/x"}, {"ask": "a" * 10**5}], ids=range(11))  # fmt: skip
def test_a_page_may_ask_for_anything(content, tally, monkeypatch):
    widget, sent = make("PoolingExplorer"), []
    monkeypatch.setattr(widget, "send", lambda *message: sent.append(message))
    widget._answer(widget, content, [])
    is_question = isinstance(content, dict) and isinstance(content.get("ask"), str)
    assert len(sent) == is_question
    assert all("There is no value named" in answer["error"] for answer, _ in sent)
    tally("odd input to widgets")


def test_every_widget_is_in_the_table():
    assert {name for name, _ in SETTINGS} == set(NAMES)
    assert quiz_names() and PICTURES and random_kernel(1).shape == (3, 3)
