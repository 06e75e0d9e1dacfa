"""The controls of lab 13 do the same work on other memory."""

import numpy as np
import pytest

from helpers import controls


def written(monkeypatch, name: str) -> list[int]:
    """What a function of NumPy was given as output, by its size, while it does what it does."""
    sizes: list[int] = []
    real = getattr(np, name)

    def spy(*args, out=None):
        sizes.append((args[0] if out is None else out).size)
        return real(*args) if out is None else real(*args, out=out)

    monkeypatch.setattr(np, name, spy)
    return sizes


def test_copies_are_of_equally_many_numbers(monkeypatch) -> None:
    sizes = written(monkeypatch, "copyto")
    for run in controls.copies([1, 4, 1024]).values():
        run()
    assert sizes == 3 * [controls.COPIED]


def test_changes_are_of_equally_many_numbers(monkeypatch) -> None:
    sizes = written(monkeypatch, "multiply")
    for kilobytes, run in controls.changes([8, 1024, 32768]).items():
        run()
        assert set(sizes) == {kilobytes * 128}
        assert sum(sizes) == controls.CHANGED
        sizes.clear()


@pytest.mark.parametrize("count", [100, 2500])
def test_products_have_so_many_columns(monkeypatch, count) -> None:
    sizes = written(monkeypatch, "matmul")
    controls.products([count])[count]()
    assert set(sizes) == {controls.FILTERS * count}
    assert sum(sizes) == controls.FILTERS * controls.COLUMNS
