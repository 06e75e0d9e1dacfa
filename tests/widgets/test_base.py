"""What every widget does in Python: HTML for a static page, answers to its module, repr."""

import html.parser
import json
import re

import numpy as np
import pytest
import traitlets

import helpers.widgets
from helpers.widgets import ConvolutionExplorer, FlattenExplorer, Quiz
from helpers.widgets.base import Widget
from helpers.widgets.modules import part_names
from helpers.widgets.pictures import DIGITS


class Note(Widget):
    """A widget whose state can hold anything; it borrows a module, so it needs no file."""

    module = "convolution"
    summary = "Says <b>anything</b> & more."
    state = ("text", "size")
    text = traitlets.Unicode("").tag(sync=True)
    size = traitlets.Int(1).tag(sync=True)


def bundle(widget):
    return widget._repr_mimebundle_()[0]


def state_in(page):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page)[1])


def test_the_bundle_offers_the_live_view_text_and_html():
    data = bundle(Note())
    assert set(data) >= {"application/vnd.jupyter.widget-view+json", "text/plain", "text/html"}
    assert data["text/plain"] == "Note(text='', size=1)"


def test_where_anywidget_offers_nothing_neither_do_we(monkeypatch):
    monkeypatch.setattr("anywidget.AnyWidget._repr_mimebundle_", lambda self, **_: None)
    assert Note()._repr_mimebundle_() is None


def test_html_is_the_same_for_two_equal_widgets():
    assert bundle(Note(text="a"))["text/html"] == bundle(Note(text="a"))["text/html"]
    assert repr(Note(text="a")) == repr(Note(text="a"))


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!-- <script>", "&lt; 'ü' \u2028"]
)
def test_no_text_breaks_out_of_the_state(text):
    page = bundle(Note(text=text))["text/html"]
    assert state_in(page)["text"] == text

    tags = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append(tag)
    parser.feed(page)
    assert tags == ["div", "script", "p", "strong"]
    assert "Says &lt;b&gt;anything&lt;/b&gt; &amp; more." in page


def test_the_page_holds_names_and_no_values():
    page = bundle(ConvolutionExplorer(image="photograph", preset="curve"))["text/html"]
    assert len(page) < 1000
    assert state_in(page)["image"] == "photograph"


def test_a_misspelled_setting_is_a_clear_error():
    with pytest.raises(TypeError, match=r"expects settings among text, size. Received txet"):
        Note(txet="")


class Comm:
    """Stands for the line to the page and keeps what was sent."""

    def __init__(self, widget, monkeypatch):
        self.sent = []
        monkeypatch.setattr(
            widget, "send", lambda content, buffers: self.sent.append((content, buffers))
        )


def test_a_widget_answers_its_module(monkeypatch):
    widget = Note()
    comm = Comm(widget, monkeypatch)
    widget._answer(widget, {"ask": "picture/digit-3"}, [])
    [(content, [payload])] = comm.sent
    assert content == {"answer": "picture/digit-3", "dtype": "uint8", "shape": [28, 28]}
    assert (
        np.frombuffer(payload, np.uint8).reshape(28, 28) == widget.value("picture/digit-3")
    ).all()


def test_an_unknown_question_is_answered_in_words(monkeypatch):
    widget = Note()
    comm = Comm(widget, monkeypatch)
    widget._answer(widget, {"ask": "picture/unicorn"}, [])
    assert "There is no value named 'picture/unicorn'" in comm.sent[0][0]["error"]


def test_values_of_the_start_travel_with_the_widget_and_not_with_the_page():
    explorer = ConvolutionExplorer()
    sent = explorer._values["picture/digit-7"]
    assert (sent["dtype"], sent["shape"], len(sent["data"])) == ("uint8", [28, 28], 784)
    assert explorer._values.keys() >= {f"picture/{name}" for name in DIGITS}
    assert "_values" not in bundle(explorer)["text/html"]
    assert Quiz("convolution")._values["quiz/convolution"]["json"]["questions"]


@pytest.mark.parametrize("content", [None, "hello", {}, {"ask": 3}, {"other": "x"}])
def test_other_messages_are_left_alone(content, monkeypatch):
    widget = Note()
    comm = Comm(widget, monkeypatch)
    widget._answer(widget, content, [])
    assert comm.sent == []


# ---- a question before the answer ----


def test_a_question_reaches_the_page_and_no_state():
    question = ["It will be", "orange", "blue"]
    explorer = ConvolutionExplorer(predict=question)
    assert explorer.static_state()["predict"] == question
    assert "predict" not in ConvolutionExplorer().static_state()
    assert "predict" not in explorer.settings()


@pytest.mark.parametrize("question", [["It will be"], ["It will be", "one"], list("abcde")])
def test_a_question_has_two_or_three_choices(question):
    with pytest.raises(traitlets.TraitError, match="a question and two or three choices"):
        ConvolutionExplorer(predict=question)


def test_a_widget_asks_where_its_module_can():
    for name in helpers.widgets.__all__:
        cls = getattr(helpers.widgets, name)
        assert cls.predicts == ("predict" in part_names(cls.module)), name
    with pytest.raises(TypeError, match="Received predict"):
        FlattenExplorer(predict=["It will be", "one", "two"])
