"""Lab 13's steps: all compute what the loops compute, and so do their gradients."""

import numpy as np
import pytest

from helpers.controls import nothing
from helpers.convolution import conv2d_gradients_loops, conv2d_loops
from helpers.exercises.labs import conv2d_flops as exercise
from helpers.speed import (
    STEPS,
    channels_first,
    conv2d_flops,
    gradients_by_taps,
    neighbors,
    overlapping_windows,
    tiles,
)


def example(n_images, height, width, channels, kernel_size, filters):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n_images, height, width, channels)).astype(np.float32)
    kernel = rng.normal(size=(*kernel_size, channels, filters)).astype(np.float32)
    return x, kernel


SHAPES = [
    (1, 3, 3, 1, (3, 3), 1),
    (5, 7, 6, 2, (3, 2), 4),
    (20, 8, 9, 3, (5, 5), 2),  # neighbors at once
    (3, 9, 5, 1, (5, 1), 3),
    (2, 6, 6, 4, (1, 1), 20),
]


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_step_gives_what_the_loops_give(name, shape) -> None:
    x, kernel = example(*shape)
    bias = np.zeros(kernel.shape[3], np.float32)
    expected = np.array([conv2d_loops(image, kernel, bias) for image in x])
    for _ in range(2):  # memory that is used again holds old numbers
        y = STEPS[name](x, kernel)
        assert y.dtype == np.float32
        np.testing.assert_allclose(y, expected, atol=1e-5)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_leaves_its_last_output_alone(name) -> None:
    x, kernel = example(*SHAPES[2])
    y = STEPS[name](x, kernel)
    before = y.copy()
    STEPS[name](-x, kernel)
    np.testing.assert_array_equal(y, before)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_gradients_are_those_of_the_loops(shape) -> None:
    x, kernel = (each.astype(float) for each in example(*shape))
    grad = np.random.default_rng(1).normal(size=STEPS["taps"](x, kernel).shape)
    grad_x, grad_kernel = gradients_by_taps(x, kernel, grad)
    loops = [conv2d_gradients_loops(*pair) for pair in zip(x, [kernel] * len(x), grad, strict=True)]
    np.testing.assert_allclose(grad_x, [each[0] for each in loops])
    np.testing.assert_allclose(grad_kernel, sum(each[1] for each in loops))


class Counting(float):
    """A number that counts how often it is multiplied or added to."""

    count = 0

    def __mul__(self, other):
        Counting.count += 1
        return Counting(float(self) * float(other))

    def __add__(self, other):
        Counting.count += 1
        return Counting(float(self) + float(other))

    __rmul__, __radd__ = __mul__, __add__


@pytest.mark.parametrize(("size", "kernel_size", "filters"), [((4, 5, 2), 3, 2), ((3, 3, 1), 1, 3)])
def test_flops_are_those_that_the_loops_do(size, kernel_size, filters) -> None:
    numbers = np.frompyfunc(Counting, 1, 1)
    image = numbers(np.ones(size))
    kernel = numbers(np.ones((kernel_size, kernel_size, size[2], filters)))
    Counting.count = 0
    conv2d_loops.__wrapped__(image, kernel, numbers(np.zeros(filters)))
    assert Counting.count == conv2d_flops(size, kernel_size, filters)


def test_the_exercise_counts_the_same() -> None:
    for image_shape, kernel_size, filters in exercise.EXERCISE.cases:
        expected = conv2d_flops(image_shape, kernel_size, filters)
        assert exercise.conv2d_flops(image_shape, kernel_size, filters) == expected


def test_flops_of_no_window() -> None:
    with pytest.raises(ValueError, match="fit into the image"):
        conv2d_flops((2, 5, 1), 3, 1)


@pytest.mark.parametrize(
    ("step", "copied"), [(channels_first, 200), (overlapping_windows, 48), (tiles, 19.2)]
)
def test_a_step_copies_as_many_numbers_as_the_page_says(step, copied) -> None:
    x, kernel = example(3, 24, 24, 8, (5, 5), 8)
    asked = []

    def empty(shape, dtype):
        asked.append(np.prod(shape))
        return np.empty(shape, dtype)

    y = step(x, kernel, empty=empty)
    assert sum(asked) == pytest.approx(copied * y[..., 0].size)
    assert step(x, kernel, empty=empty, multiply=nothing).shape == y.shape


def test_neighbors_divide_the_width() -> None:
    assert [neighbors(width, 8) for width in (20, 24, 27, 23)] == [4, 4, 3, 1]
    assert neighbors(20, 32) == 1
