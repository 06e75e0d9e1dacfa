"""What a page shows of its widgets without JavaScript: a picture of each, and quizzes in words."""

import json

import nbformat
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from book._ext import stills
from helpers import widgets
from helpers.widgets.quiz import quiz_names, read_quiz
from tools.book import ROOT

INDEX = stills.read_index()


def widgets_of_the_book():
    """Module and state of each widget that a page of the book shows, but the self-tests."""
    texts = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        texts += [output.get("data", {}).get("text/html", "") for output in outputs]
    found = [each for text in texts for each in stills.WIDGET.finditer(text)]
    return [(each["module"], json.loads(each["state"])) for each in found if each[1] != "quiz"]


def test_every_widget_of_a_page_has_its_picture_and_no_other_is_kept():
    wanted = {stills.name_of(module, state) for module, state in widgets_of_the_book()}
    assert {"convolution", "pixels", "training-lab"} <= {name.rpartition("-")[0] for name in wanted}
    assert wanted == set(INDEX), "make book && python -m tools.stills"
    assert {path.stem for path in stills.FOLDER.glob("*.webp")} == set(INDEX)


@pytest.mark.parametrize("name", INDEX)
def test_a_picture_is_small_and_says_what_it_shows(name):
    path = stills.FOLDER / f"{name}.webp"
    assert path.stat().st_size < 80_000
    with Image.open(path) as image:
        width, height = image.size
    assert width / height == pytest.approx(INDEX[name]["width"] / INDEX[name]["height"], rel=0.01)
    assert len(INDEX[name]["words"].split()) > 8


def test_a_picture_belongs_to_a_state_and_not_to_the_question_before_it():
    state = {"stride": 1, "image": "digit-7"}
    name = stills.name_of("feature_maps", state)
    assert name.startswith("feature-maps-") and "_" not in name
    assert stills.name_of("feature_maps", {"image": "digit-7", "stride": 1}) == name
    assert stills.name_of("feature_maps", state | {"predict": ["a", "b", "c"]}) == name
    assert stills.name_of("feature_maps", state | {"stride": 2}) != name


def page_with(widget):
    html = widget._repr_mimebundle_()[0]["text/html"]
    return BeautifulSoup(stills.with_stills(f"<p>Before</p>{html}", "../"), "html.parser")


def test_a_page_shows_the_picture_and_says_how_to_bring_it_to_life():
    [module, state] = next(each for each in widgets_of_the_book() if each[0] == "pooling")
    page = page_with(widgets.PoolingExplorer(**{k: v for k, v in state.items() if k != "predict"}))
    name = stills.name_of(module, state)
    image = page.select_one(".live-widget noscript img")
    assert image["src"] == f"../_static/stills/{name}.webp"
    assert image["alt"] == INDEX[name]["words"]
    assert stills.HERE in page.text and stills.ELSEWHERE not in page.text


def test_a_widget_without_a_picture_keeps_its_line_of_words():
    page = page_with(widgets.PoolingExplorer(row=1, column=2))
    assert not page.select("noscript")
    assert stills.HERE in page.text


@pytest.mark.parametrize("name", quiz_names())
def test_a_quiz_is_there_in_words_and_each_answer_is_folded(name):
    page = page_with(widgets.Quiz(name))
    questions = read_quiz(name)["questions"]
    items = page.select("noscript > ol > li")
    assert len(items) == len(questions)
    for item, question in zip(items, questions, strict=True):
        assert item.p.text == question["question"].replace("`", "")
        answers = [answer["text"].replace("`", "") for answer in question["answers"]]
        assert [each.text for each in item.select("ul > li")] == answers
        [right] = [answer for answer in question["answers"] if answer.get("correct")]
        told = [right["text"].replace("`", ""), right["reply"].replace("`", "")]
        assert [each.text for each in item.select("details p")] == told


def test_what_a_page_of_prose_shows_stays_as_it_is():
    html = widgets.WelcomeNetwork().page_html("<p>A drawing</p>")
    assert stills.with_stills(html, "") == html


def test_signs_of_a_question_are_no_html():
    assert stills._text("is `a < b` & c?") == "is <code>a &lt; b</code> &amp; c?"
