"""DrawingPad's traits, and what Python sees of a drawing."""

import json

import numpy as np
import pytest
import traitlets

from helpers import images
from helpers.weights import load_course_network
from helpers.widgets import DrawingPad
from helpers.widgets.drawing import POINTS, STROKES
from helpers.widgets.drawing_pad import SAMPLES

DIGITS = {"seven": 7, "crossed seven": 7, "four": 4, "one with flag": 1, "one with serif": 1}
INK = 40
PAPER = 230


def photographed(digit="four", ink=INK, paper=PAPER):
    """A sample as a photograph of 112 x 112 gray levels."""
    drawn = images.draw_strokes(SAMPLES[digit])
    return np.round(paper + (ink - paper) * drawn).astype(np.uint8)


def test_it_starts_with_a_drawing():
    pad = DrawingPad()
    assert pad.strokes == SAMPLES["seven"] and pad.photograph is None
    assert repr(pad) == (
        "DrawingPad(strokes=[[30, 26, 82, 23, 61, 63, 55, 78, 50, 94]], invert=True, fit=True, "
        "center=True, layer=1)"
    )
    assert "photograph" not in pad.static_state()
    json.dumps(pad.static_state())


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_read_as_what_they_are(name):
    pad = DrawingPad(name)
    digit = {"two": 2, "eight": 8, **DIGITS}[name]
    assert pad.answer == digit == pad.probabilities.argmax()
    assert len(json.dumps(pad.strokes)) < 1000


def test_what_python_sees_is_what_helpers_make():
    pad = DrawingPad("two")
    image = images.to_mnist(images.draw_strokes(SAMPLES["two"]))
    assert pad.image.dtype == np.float64
    np.testing.assert_array_equal(pad.image, image)
    assert pad.probabilities.shape == (10,)
    expected = load_course_network().predict(image[None, ..., None].astype(np.float32))[0]
    np.testing.assert_array_equal(pad.probabilities, expected)


def test_a_stroke_from_the_page_reaches_python():
    pad = DrawingPad(strokes=[])
    assert pad.answer is None and not pad.image.any()
    pad.set_state({"strokes": SAMPLES["four"]})
    assert pad.answer == 4


def test_a_blank_board_still_gets_probabilities():
    pad = DrawingPad(strokes=[])
    assert pad.probabilities.sum() == pytest.approx(1, abs=1e-5)
    pad.invert = False
    assert (pad.image == 1).all()


def test_each_step_can_be_left_out():
    pad = DrawingPad("one with flag")
    right = pad.image
    assert abs(center_of_mass(right) - 14).max() <= 0.5
    pad.center = False
    assert abs(center_of_mass(pad.image) - 14).max() > 1
    rows, columns = np.nonzero(pad.image)
    assert (rows.min(), rows.max()) == (4, 23), "the box stands in the middle"
    assert pad.answer == 7, "and a step that is left out can make a one a seven"
    pad.fit = False
    whole = images.area_average(images.draw_strokes(pad.strokes), 28, 28)
    np.testing.assert_array_equal(pad.image, whole)
    pad.center = True
    assert abs(center_of_mass(pad.image) - 14).max() <= 0.5
    assert pad.image.sum() == pytest.approx(whole.sum())
    pad.fit, pad.invert = True, False
    np.testing.assert_array_equal(pad.image, 1 - right)


def center_of_mass(image):
    places = np.indices(image.shape).reshape(2, -1)
    return places @ image.ravel() / image.sum()


# ---- photographs ----


def test_a_photograph_takes_the_place_of_the_strokes():
    pad = DrawingPad("seven")
    pad.photograph = photographed("four")
    assert pad.strokes == [] and pad.answer == 4
    np.testing.assert_array_equal(pad.image, images.to_mnist(images.find_ink(photographed("four"))))
    pad.strokes = SAMPLES["two"]
    assert pad.photograph is None and pad.answer == 2


def test_a_photograph_from_the_page_arrives_with_its_empty_board():
    pad = DrawingPad("seven")
    pad.set_state({"strokes": [], "photograph": photographed("four").tolist()})
    assert pad.answer == 4 and pad.strokes == []
    pad.set_state({"strokes": SAMPLES["two"], "photograph": None})
    assert pad.answer == 2
    pad.photograph = photographed("four")
    pad.photograph = None
    assert pad.answer is None


def test_a_large_photograph_is_shrunk():
    pad = DrawingPad()
    large = photographed("four", ink=240, paper=30).repeat(5, axis=0).repeat(5, axis=1)
    pad.photograph = large[:, 60:-60]
    assert np.shape(pad.photograph) == (112, 88)
    assert all(isinstance(level, int) for level in pad.photograph[0])
    assert pad.answer == 4


# ---- refusals ----


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("strokes", [[1, 2, 3]], "strokes should be a list of at most 30 strokes"),
        ("strokes", [[]], "Received"),
        ("strokes", [[1.5, 2]], "whole numbers"),
        ("strokes", [[0, 113]], "from 0 to 112"),
        ("strokes", [[-1, 5]], "from 0 to 112"),
        ("strokes", [[True, False]], "numbers or names"),
        ("strokes", [["1", "2"]], "whole numbers"),
        ("strokes", [[[1, 2], [3, 4]]], "flat list"),
        ("strokes", [[1, 2]] * (STROKES + 1), "at most 30 strokes"),
        ("strokes", [[1, 2] * (POINTS + 1)], "at most 60 points"),
        ("strokes", "seven", "Received seven"),
        ("strokes", 7, "Received 7"),
        ("strokes", None, "Received None"),
        ("strokes", [[[1], [2, 3]]], "flat list"),
        ("photograph", [[1, 2], [3]], "photograph should be a gray picture"),
        ("photograph", [1, 2, 3], "gray picture"),
        ("photograph", np.zeros((4, 4)), "whole numbers from 0 to 255"),
        ("photograph", [[0, 256]], "from 0 to 255"),
        ("photograph", [[-1, 5]], "from 0 to 255"),
        ("photograph", [[]], "gray picture"),
        ("photograph", "seven.png", "Take what helpers.images.read_picture returns"),
        ("photograph", np.full((50, 40), 200), "photograph should show a digit"),
        ("invert", "no", "invert"),
        ("fit", 2, "fit"),
        ("center", None, "center"),
        ("layer", 5, "layer"),
        ("layer", -1, "layer"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_and_changes_nothing(setting, value, message):
    pad = DrawingPad("four")
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(pad, setting, value)
    assert repr(pad) == repr(DrawingPad("four")) and pad.photograph is None


def test_an_unknown_sample_is_a_clear_error():
    with pytest.raises(ValueError, match=r"sample should be one of seven, .* Received 'eleven'"):
        DrawingPad("eleven")


def test_two_pads_share_no_strokes():
    first, second = DrawingPad(), DrawingPad()
    first.strokes.append([1, 1])
    assert second.strokes == SAMPLES["seven"] == DrawingPad().strokes
