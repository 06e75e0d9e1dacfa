"""helpers/pixels.py: pictures as arrays of numbers."""

import numpy as np
import pytest

from helpers import add_channel_axis, one_hot, scale_pixels, split_channels, to_grayscale


def test_scale_pixels():
    images = np.array([[0, 51], [128, 255]], dtype=np.uint8)
    scaled = scale_pixels(images)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled, [[0, 0.2], [128 / 255, 1]], rtol=1e-7)
    np.testing.assert_array_equal(images, [[0, 51], [128, 255]])
    assert scale_pixels(np.zeros((2, 3, 4, 1), np.uint8)).shape == (2, 3, 4, 1)


@pytest.mark.parametrize("dtype", [np.float32, np.int64, bool])
def test_scale_pixels_takes_bytes_only(dtype):
    with pytest.raises(ValueError, match="expects bytes, dtype uint8"):
        scale_pixels(np.zeros((2, 2), dtype))


def test_add_channel_axis():
    assert add_channel_axis(np.zeros((5, 4, 3))).shape == (5, 4, 3, 1)
    for shape in [(4, 3), (5, 4, 3, 1)]:
        with pytest.raises(ValueError, match=r"images of shape \(N, H, W\). Received"):
            add_channel_axis(np.zeros(shape))


def test_channels_and_brightness():
    """Pure red, green, blue and white pixels: weights 0.299, 0.587, 0.114, and their sum 1."""
    rgb = np.array([[[1.0, 0, 0], [0, 1, 0]], [[0, 0, 1], [1, 1, 1]]])
    red, green, blue = split_channels(rgb)
    np.testing.assert_array_equal(red, [[1, 0], [0, 1]])
    np.testing.assert_array_equal(green, [[0, 1], [0, 1]])
    np.testing.assert_array_equal(blue, [[0, 0], [1, 1]])
    np.testing.assert_allclose(to_grayscale(rgb), [[0.299, 0.587], [0.114, 1]], rtol=1e-12)
    assert to_grayscale(rgb.astype(np.float32)).dtype == np.float32
    assert to_grayscale(np.full((1, 1, 3), 255, np.uint8))[0, 0] == pytest.approx(
        255
    )  # no overflow
    np.testing.assert_allclose(to_grayscale([[[1, 0, 0]]]), [[0.299]], rtol=1e-6)


@pytest.mark.parametrize("function", [split_channels, to_grayscale])
def test_color_pictures_have_three_channels(function):
    for shape in [(4, 4), (4, 4, 4), (2, 4, 4, 3)]:
        with pytest.raises(ValueError, match=r"a color picture of shape \(H, W, 3\)"):
            function(np.zeros(shape))
    with pytest.raises(TypeError, match="real numbers"):
        function(np.full((2, 2, 3), "red"))


def test_one_hot():
    rows = one_hot(np.array([2, 0, 2]), 4)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows, [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]])
    assert one_hot(np.array([0], dtype=np.uint8), 3).shape == (1, 3)
    assert one_hot(np.zeros(0, dtype=int), 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("labels", "classes", "message"),
    [
        ([3], 3, "labels from 0 to 2. Received 3 to 3"),
        ([-1, 1], 3, "labels from 0 to 2. Received -1 to 1"),
        ([[1]], 3, r"whole-number labels of shape \(N,\)"),
        ([1.0], 3, "whole-number labels"),
        ([-0.0], 3, "whole-number labels"),
        ([True], 3, "whole-number labels"),
        ([0], 0, "num_classes expects a whole number of at least 1"),
        ([0], 2.0, "num_classes expects"),
    ],
)
def test_one_hot_refuses(labels, classes, message):
    with pytest.raises(ValueError, match=message):
        one_hot(np.array(labels), classes)
