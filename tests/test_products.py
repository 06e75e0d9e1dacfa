"""Products in pieces equal the product in one."""

import numpy as np
import pytest

from helpers.products import AT_ONCE, columns_at_once, multiply, multiply_along


@pytest.mark.parametrize("width", [1, 700, 20_001])
@pytest.mark.parametrize(("rows", "inner"), [(8, 9), (16, 72), (64, 400)])
def test_pieces_equal_the_whole(rows, inner, width):
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(rows, inner)), rng.normal(size=(inner, width))
    np.testing.assert_allclose(multiply(left, right, np.empty((rows, width))), left @ right)
    np.testing.assert_allclose(multiply_along(right, left @ right), right @ (left @ right).T)


def test_a_piece_is_as_long_as_the_library_multiplies_as_it_lies():
    assert columns_at_once(8, 9) * 8 * 9 <= AT_ONCE
    assert columns_at_once(64, 400) is None  # short pieces would cost more
