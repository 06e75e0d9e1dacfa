"""ConvolutionExplorer's traits, as a reader meets them in a notebook."""

import json

import numpy as np
import pytest
import traitlets

from helpers.weights import load_course_network
from helpers.widgets import ConvolutionExplorer, DrawingPad
from helpers.widgets.convolution import FACTS, preset_kernel, preset_names, random_kernel


def test_defaults_are_legal_and_consistent():
    explorer = ConvolutionExplorer()
    assert explorer.preset == "vertical-edges"
    assert explorer.kernel.tolist() == [[-1, 0, 1]] * 3
    assert explorer.pixels.shape == (28, 28)
    assert explorer.pixels.max() <= 1.0
    assert repr(explorer) == (
        "ConvolutionExplorer(image='digit-7', preset='vertical-edges', kernel=<array 3x3>, "
        "stride=1, padding=0, flip=False, row=10, column=10, strokes=[], view='forward', "
        "slopes='ones', hidden='horizontal-edges', learning_rate=1, tap=0)"
    )


@pytest.mark.parametrize("name", FACTS["presets"])
def test_a_preset_sets_the_kernel_at_once_and_later(name):
    assert (ConvolutionExplorer(preset=name).kernel == FACTS["presets"][name]).all()
    explorer = ConvolutionExplorer()
    explorer.preset = name
    assert (explorer.kernel == FACTS["presets"][name]).all()


def test_an_own_kernel_makes_the_preset_custom():
    given = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert ConvolutionExplorer(kernel=given).preset == "custom"
    explorer = ConvolutionExplorer(preset="blur")
    explorer.kernel = np.array(given)
    assert explorer.preset == "custom"
    assert explorer.kernel.tolist() == given
    assert explorer.static_state()["kernel"] == given


def test_the_kernel_of_a_preset_stays_out_of_the_page():
    assert ConvolutionExplorer(preset="blur").static_state()["kernel"] is None
    json.dumps(ConvolutionExplorer(preset="random-7").static_state())


def test_the_kernel_is_a_copy_that_cannot_be_changed_in_place():
    given = np.eye(3)
    explorer = ConvolutionExplorer(kernel=given)
    given[0, 0] = 5
    assert explorer.kernel[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        explorer.kernel[0, 0] = 5


def test_a_change_from_the_page_reaches_python():
    explorer = ConvolutionExplorer()
    explorer.set_state({"preset": "custom", "kernel": [[0, 0, 0], [0, 2, 0], [0, 0, 0]]})
    assert explorer.kernel[1, 1] == 2 and explorer.preset == "custom"
    explorer.set_state({"preset": "sharpen"})
    assert explorer.kernel[1, 1] == 5


def test_a_drawing_is_a_picture_too():
    explorer = ConvolutionExplorer(image="drawing")
    assert explorer.strokes == [] and not explorer.pixels.any()
    assert explorer.strokes is not ConvolutionExplorer().strokes
    assert explorer.pixels.shape == (28, 28)
    explorer.set_state({"strokes": [[30, 26, 82, 23, 50, 94], [40, 60, 70, 60]]})
    np.testing.assert_array_equal(explorer.pixels, DrawingPad(strokes=explorer.strokes).image)
    assert explorer.static_state()["strokes"] == explorer.strokes
    assert "picture/drawing" not in explorer._values


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("kernel", [[1, 2], [3, 4]], r"sizes \(1, 3, 5, 7\).*Received the shape \(2, 2\)"),
        ("kernel", [[1, 2, 3]], r"Received the shape \(1, 3\)"),
        ("kernel", [[1, 2, 3], [4, 5], [6]], "rows of equal length"),
        ("kernel", "blur", "square array of numbers"),
        ("kernel", None, "square array of numbers"),
        ("kernel", [[float("nan")]], "finite numbers"),
        ("kernel", [[1e9]], "numbers from -1000 to 1000"),
        ("preset", "fuzzy", "preset should be one of identity, blur.*Received 'fuzzy'"),
        ("preset", "random-0", "Received 'random-0'"),
        ("preset", "learned-9", "Received 'learned-9'"),
        ("image", "digit-10", "digit-10"),
        ("stride", 0, "stride"),
        ("padding", 4, "padding"),
        ("flip", "yes", "flip"),
        ("row", -1, "row"),
        ("view", "sideways", "view"),
        ("slopes", "none", "slopes"),
        ("hidden", "curve", "hidden"),
        ("learning_rate", 2, "learning_rate"),
        ("tap", 49, "tap"),
        ("strokes", [[1, 2, 3]], "strokes should be a list of at most 30 strokes"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_and_changes_nothing(setting, value, message):
    explorer = ConvolutionExplorer()
    before = repr(explorer)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(explorer, setting, value)
    assert repr(explorer) == before
    with pytest.raises(traitlets.TraitError, match=message):
        ConvolutionExplorer(**{setting: value})


def test_random_kernels_differ_by_number_and_repeat():
    assert (random_kernel(5) == random_kernel(5)).all()
    assert (random_kernel(5) != random_kernel(6)).any()
    many = np.array([random_kernel(number) for number in range(1, 1000)])
    assert many.min() == -1 and many.max() == 1
    assert abs(many.mean()) < 0.05
    assert ConvolutionExplorer(preset="random").preset == "random-1"


def test_learned_kernels_are_those_of_the_course_network():
    explorer = ConvolutionExplorer(preset="learned-3")
    kernel = load_course_network().layers[0].params["kernel"]
    assert np.allclose(explorer.kernel, kernel[:, :, 0, 2], rtol=0, atol=0.0005)
    assert explorer.static_state()["kernel"] is None
    assert ConvolutionExplorer(preset="learned").preset == "learned-1"
    assert "learned-8" in preset_names()


def test_without_weights_learned_kernels_are_refused_clearly(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.weights.WEIGHTS", tmp_path / "none.npz")
    with pytest.raises(traitlets.TraitError, match="not in helpers/weights"):
        ConvolutionExplorer(preset="learned-1")
    assert "filters/course" not in ConvolutionExplorer()._values


def test_custom_names_no_kernel():
    with pytest.raises(ValueError, match="Received 'custom'"):
        preset_kernel("custom")
