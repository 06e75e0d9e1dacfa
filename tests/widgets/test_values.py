"""Pictures and other values that widgets ask for by name."""

import base64
import json
import zlib

import numpy as np
import pytest

from helpers.data import load_digits
from helpers.pixels import to_grayscale
from helpers.weights import load_course_network
from helpers.widgets import values
from helpers.widgets.pictures import PICTURES, picture


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_bytes_and_read_only(name):
    pixels = picture(name)
    assert pixels.dtype == np.uint8
    assert pixels.shape in {(28, 28), (64, 64), (64, 64, 3)}
    assert pixels.min() < 50 and pixels.max() > 200
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 1


def test_digits_come_from_the_embedded_data():
    digits = load_digits()
    for digit in range(10):
        same = (digits.x_train == picture(f"digit-{digit}")).all(axis=(1, 2))
        assert digits.y_train[same].tolist() == [digit]


def test_the_color_photograph_is_the_gray_one_in_color():
    color, gray = picture("color-photograph"), picture("photograph")
    assert np.abs(to_grayscale(color / 255) - gray / 255).max() < 1 / 255
    assert np.ptp(color.astype(int), axis=2).max() > 100, "it is colorful"


def test_patterns_are_what_their_names_say():
    stripes, board = picture("stripes"), picture("checkerboard")
    assert (stripes[:, :14] == stripes[0, :14]).all(), "upright on the left"
    assert (stripes[:, 14:] == stripes[:, 14:15]).all(), "lying on the right"
    assert (board == np.rot90(board, 2)).all()
    assert (board[:4, :4] == 255).all() and (board[:4, 4:8] == 0).all()


def test_an_unknown_picture_is_a_clear_error():
    with pytest.raises(ValueError, match=r"one of digit-0.*Received 'digit-10'"):
        picture("digit-10")


def test_every_value_can_be_had_and_encoded():
    for name in values.value_names():
        header, payload = values.encode(values.named_value(name))
        if payload:
            size = int(np.prod(header["shape"])) * np.dtype(header["dtype"]).itemsize
            assert len(payload[0]) == size
        else:
            assert header["json"]


def test_the_digits_travel_as_chapter_7_splits_them():
    packed = values.named_value("digits/course")
    digits = load_digits()
    raw = zlib.decompress(base64.b64decode(packed["pixels"]["deflate"]))
    assert (np.frombuffer(raw, np.uint8).reshape(4000, 28, 28) == digits.x_train).all()
    labels = np.frombuffer(base64.b64decode(packed["labels"]["base64"]), np.uint8)
    assert (labels == digits.y_train).all() and packed["held_out"] == 1000
    assert (np.bincount(labels[:1000]) == 100).all()
    assert len(json.dumps(packed)) < 900_000


@pytest.mark.parametrize("name", ["picture/unicorn", "quiz/../base", "", "weights", "quiz/"])
def test_an_unknown_value_is_missing_not_an_accident(name):
    with pytest.raises(values.MissingValue, match="There is no value named"):
        values.named_value(name)


def test_learned_filters_are_the_first_layer_of_the_course_network():
    filters = values.named_value("filters/course")
    kernel = load_course_network().layers[0].params["kernel"]
    assert "filters/course" in values.value_names()
    assert filters.shape == (8, 3, 3)
    assert filters.dtype == np.float32
    assert all((filters[i] == kernel[:, :, 0, i]).all() for i in range(8))


def test_without_weights_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.weights.WEIGHTS", tmp_path / "none.npz")
    assert "filters/course" not in values.value_names()
    with pytest.raises(values.MissingValue, match="not in helpers/weights"):
        values.named_value("filters/course")
