"""Windows that overlap in memory, and their products in pieces, equal plain ones."""

import numpy as np
import pytest

from helpers.products import AT_ONCE, PIECE, multiply, overlapping, sum_of_products


def test_overlapping_windows_are_rows_of_the_table():
    table = np.random.default_rng(0).normal(size=(11, 6, 5))
    windows = overlapping(table, 3, stride=2, count=5)
    assert np.shares_memory(windows, table)
    for number, window in enumerate(windows):
        np.testing.assert_array_equal(window, table[2 * number :][:3].reshape(18, 5))


@pytest.mark.parametrize("places", [1, PIECE * 100, 50 * 25, 3203])
@pytest.mark.parametrize(("rows", "inner"), [(8, 9), (16, 72), (64, 400)])
def test_pieces_equal_the_whole(rows, inner, places):
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(rows, inner)), rng.normal(size=(3, inner, places))
    out = multiply(left, right, np.empty((3, rows, places)))
    np.testing.assert_allclose(out, left @ right, atol=1e-11)
    total = sum_of_products(right, out)
    np.testing.assert_allclose(total, sum(a @ b.T for a, b in zip(right, out, strict=True)))


def test_what_is_short_is_left_whole(monkeypatch):
    shapes = []
    monkeypatch.setattr(np, "matmul", lambda left, right, out: shapes.append(right.shape))
    for inner in (9, 1000):
        multiply(np.ones((8, inner)), np.ones((3, inner, 384)), np.empty((3, 8, 384)))
    assert 8 * 9 * 384 <= AT_ONCE < 8 * 1000 * 384
    assert shapes == [(3, 1, 9, 384), (3, 384 // PIECE, 1000, PIECE)]
