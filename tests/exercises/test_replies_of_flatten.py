"""What is said of wrong answers of chapter 4 must be so."""

import pytest

from helpers import check


def test_a_tuple_inside_a_shape_is_not_a_forgotten_batch():
    def unflatten(grad, shape):
        return grad.reshape(len(grad), shape)

    result = check(unflatten, record=False)
    assert not result.passed
    assert result.mistake != "drops-batch"
    assert "TypeError" in result.message


@pytest.mark.parametrize("back", [False, True])
def test_planes_are_named_whatever_shape_they_are_in(back):
    def unflatten(grad, shape):
        height, width, channels = shape
        maps = grad.reshape(len(grad), channels, height, width)
        return maps.transpose(0, 2, 3, 1) if back else maps

    result = check(unflatten, record=False)
    assert result.mistake == "channel-first"
    assert "shape is right" not in result.message
