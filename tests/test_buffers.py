"""Memory is used again when nobody holds it, and never before."""

import threading

import numpy as np

from helpers import Conv2D, MaxPooling2D, Sequential, buffers
from helpers.buffers import empty, empty_like

LONG = (64, 1024)


def address(array):
    return array.__array_interface__["data"][0]


def test_memory_that_nobody_holds_is_used_again():
    first = empty(LONG, np.float32)
    place = address(first)
    del first
    assert address(empty(LONG, np.float32)) == place
    assert address(empty((128, 512), np.int32)) == place


def test_who_holds_an_array_or_a_view_of_it_keeps_it():
    first = empty(LONG, np.float32)
    first[...] = 7
    corner = first[:2, :2].T
    del first
    second = empty(LONG, np.float32)
    second[...] = 1
    assert (corner == 7).all()
    assert not np.shares_memory(corner, second)


def test_each_thread_has_memory_of_its_own():
    mine, theirs = empty(LONG, np.float32), []
    place = address(mine)
    del mine
    thread = threading.Thread(target=lambda: theirs.append(address(empty(LONG, np.float32))))
    thread.start()
    thread.join()
    assert theirs[0] != place


def test_what_is_kept_has_a_bound(monkeypatch):
    monkeypatch.setattr(buffers, "KEPT", 1 << 20)
    held = [empty((width, 1024), np.float32) for width in range(1, 65)]
    assert sum(map(len, buffers._own.blocks)) <= 1 << 20
    for width, array in enumerate(held):
        array[...] = width
    assert all((array == width).all() for width, array in enumerate(held))


def test_images_keep_their_order_in_memory():
    x = np.empty((40, 8, 40, 16), np.float32).transpose(3, 0, 2, 1)
    assert empty_like(x).strides == x.strides
    assert empty_like(x, bool).dtype == bool
    assert empty_like(np.empty((3, 40, 40, 16))).flags.c_contiguous


def test_outputs_of_two_batches_stand_side_by_side():
    """A reader who keeps one output while the next is computed keeps its numbers."""
    rng = np.random.default_rng(0)
    model = Sequential([Conv2D(8, 3, activation="relu"), MaxPooling2D(2)], seed=0)
    batches = [rng.random((16, 28, 28, 1), dtype=np.float32) for _ in range(3)]
    kept = [model.forward(batch) for batch in batches]
    copies = [output.copy() for output in kept]
    for batch in batches:
        model.forward(batch)
        model.backward(np.ones_like(kept[0]))
    for output, copy in zip(kept, copies, strict=True):
        np.testing.assert_array_equal(output, copy)
