"""WelcomeNetwork's trait, and what it shares with the DrawingPad."""

import json

import pytest
import traitlets

from helpers.widgets import WelcomeNetwork
from helpers.widgets.drawing_pad import SAMPLES
from helpers.widgets.modules import read_facts


def test_it_starts_with_an_empty_board():
    widget = WelcomeNetwork()
    assert widget.strokes == []
    assert repr(widget) == "WelcomeNetwork(strokes=[])"
    assert json.dumps(widget.static_state()) == '{"strokes": []}'
    assert "network/course" in widget._values


def test_the_faint_seven_is_the_seven_of_the_drawing_pad():
    assert read_facts("welcome") == {"guide": SAMPLES["seven"]}


def test_what_is_no_drawing_is_refused():
    with pytest.raises(traitlets.TraitError, match="strokes should be a list of at most"):
        WelcomeNetwork(strokes=[[1, 2, 3]])


def test_the_page_shows_what_it_is_given_until_it_is_live():
    html = WelcomeNetwork(strokes=[[1, 2]]).page_html("<p>A picture</p>")
    assert html == (
        '<div class="live-widget" data-module="welcome"><script type="application/json">'
        '{"strokes": [[1, 2]]}</script><p>A picture</p></div>'
    )
