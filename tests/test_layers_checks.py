"""The small checks of helpers/layer.py that all layers share."""

import re

import numpy as np
import pytest

from helpers.layer import as_float, as_images, pair, whole_number


@pytest.mark.parametrize("value", [0, -1, 1.0, "1", None, True, np.nan])
def test_whole_number_refuses(value):
    with pytest.raises(
        ValueError,
        match=re.escape(f"size expects a whole number of at least 1. Received {value!r}."),
    ):
        whole_number(value, "size", 1)


def test_whole_number_takes_numpy_integers():
    assert whole_number(np.int64(3), "size", 1) == 3
    assert type(whole_number(np.uint8(3), "size", 1)) is int


def test_pair():
    assert pair(3, "size") == (3, 3)
    assert pair([2, 5], "size") == (2, 5)
    for bad in [(1, 2, 3), (), (1,)]:
        with pytest.raises(ValueError, match=r"one whole number or a pair \(height, width\)"):
            pair(bad, "size")
    with pytest.raises(ValueError, match="at least 1"):
        pair((1, 0), "size")


def test_as_float_keeps_float_arrays_themselves():
    for dtype in (np.float32, np.float64):
        x = np.ones(3, dtype=dtype)
        assert as_float(x, "test") is x
    for x in ([1, 2], np.ones(2, dtype=bool), np.ones(2, dtype=np.float16)):
        assert as_float(x, "test").dtype == np.float32


@pytest.mark.parametrize(
    ("shape", "cure"),
    [
        ((32, 28, 28), r"Add the channel axis: x\[..., None\]."),
        ((28, 28), r"x\[None, ..., None\]"),
        ((784,), r"Received \(784,\)\.$"),
        ((1, 2, 3, 4, 5), r"Received \(1, 2, 3, 4, 5\)\.$"),
    ],
)
def test_images_of_another_rank_say_the_cure(shape, cure):
    with pytest.raises(ValueError, match=r"expects images of shape \(N, H, W, C\).*" + cure):
        as_images(np.zeros(shape), "Conv2D")
