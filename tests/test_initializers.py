"""helpers/initializers.py: spreads, limits, and what a reader's own function may return."""

import numpy as np
import pytest

from helpers import Conv2D, Dense
from helpers.initializers import INITIALIZERS, fans, get_initializer, truncated_normal

SHAPES = [(300, 200), (3, 3, 16, 400), (5, 2, 1, 6000)]


def draw(name, shape, seed=0):
    return get_initializer(name)(shape, np.random.default_rng(seed))


def test_fans():
    assert fans((300, 200)) == (300, 200)
    assert fans((3, 5, 4, 8)) == (60, 120)  # the window counts
    assert fans((7,)) == (7, 7)


@pytest.mark.parametrize("shape", SHAPES)
def test_glorot_uniform_fills_its_limits(shape):
    """Uniform in +-L: standard deviation L / sqrt(3). 57,600 draws or more: 1 % is many errors."""
    fan_in, fan_out = fans(shape)
    limit = np.sqrt(6 / (fan_in + fan_out))
    values = draw("glorot_uniform", shape)
    assert limit * 0.999 < np.abs(values).max() <= limit
    assert values.std() == pytest.approx(limit / np.sqrt(3), rel=0.01)
    assert abs(values.mean()) < 0.01 * limit


@pytest.mark.parametrize("shape", SHAPES)
def test_he_normal_has_variance_two_by_fan_in(shape):
    """Variance 2 / fan_in after the cut; the cut is at 2 standard deviations of 1 / 0.87963."""
    std = np.sqrt(2 / fans(shape)[0])
    values = draw("he_normal", shape)
    assert values.std() == pytest.approx(std, rel=0.01)
    assert 1.98 / 0.87963 < np.abs(values).max() / std < 2 / 0.87962


@pytest.mark.parametrize("shape", SHAPES)
def test_truncated_normal_is_cut_at_two_deviations(shape):
    """What is left has 0.87963 of the spread 0.05, as in Keras."""
    values = draw("truncated_normal", shape)
    assert values.std() == pytest.approx(0.05 * 0.87963, rel=0.01)
    assert 0.099 < np.abs(values).max() <= 0.1


def test_random_normal_and_uniform_as_wide_as_in_keras():
    normal, uniform = draw("random_normal", (300, 200)), draw("random_uniform", (300, 200))
    assert normal.std() == pytest.approx(0.05, rel=0.01)
    assert np.abs(normal).max() > 0.15  # not cut
    assert uniform.std() == pytest.approx(0.05 / np.sqrt(3), rel=0.01)
    assert 0.0499 < np.abs(uniform).max() <= 0.05
    assert abs(normal.mean()) < 1e-3
    assert abs(uniform.mean()) < 1e-3


@pytest.mark.parametrize("shape", SHAPES)
def test_he_uniform_fills_its_limits(shape):
    limit = np.sqrt(6 / fans(shape)[0])
    values = draw("he_uniform", shape)
    assert limit * 0.999 < np.abs(values).max() <= limit
    assert abs(values.mean()) < 0.01 * limit


@pytest.mark.parametrize("shape", SHAPES)
def test_glorot_normal_has_variance_two_by_both_fans(shape):
    std = np.sqrt(2 / sum(fans(shape)))
    values = draw("glorot_normal", shape)
    assert values.std() == pytest.approx(std, rel=0.01)
    assert 1.98 / 0.87963 < np.abs(values).max() / std < 2 / 0.87962


def test_a_truncated_normal_as_wide_as_it_is_told():
    rng = np.random.default_rng(0)
    assert truncated_normal((300, 200), rng, stddev=3).std() == pytest.approx(3 * 0.87963, rel=0.01)
    assert truncated_normal(5, rng, stddev=0).tolist() == [0] * 5
    with pytest.raises(ValueError, match=r"stddev expects a number in \[0, inf\). Received -1"):
        truncated_normal((3, 2), rng, stddev=-1)


def test_zeros_and_ones():
    np.testing.assert_array_equal(draw("zeros", (2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(draw("ones", (2, 3)), np.ones((2, 3)))


@pytest.mark.parametrize("name", INITIALIZERS)
def test_float32_and_decided_by_the_seed(name):
    assert draw(name, (4, 5)).dtype == np.float32
    np.testing.assert_array_equal(draw(name, (4, 5)), draw(name, (4, 5)))
    random = name not in ("zeros", "ones")
    assert np.array_equal(draw(name, (4, 5), 0), draw(name, (4, 5), 1)) != random


def test_a_function_of_the_reader():
    def counting(shape, rng):
        return np.arange(np.prod(shape)).reshape(shape)

    layer = Dense(2, kernel_initializer=counting, bias_initializer="ones")
    layer.build((None, 3))
    np.testing.assert_array_equal(layer.params["kernel"], [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(layer.params["bias"], [1, 1])
    assert layer.params["kernel"].dtype == np.float32


def test_what_it_returns_is_checked_and_copied():
    shared = np.ones((3, 2))
    layer = Dense(2, kernel_initializer=lambda shape, rng: shared)
    layer.build((None, 3))
    layer.params["kernel"] += 1
    np.testing.assert_array_equal(shared, np.ones((3, 2)))

    with pytest.raises(ValueError, match=r"array of shape \(3, 2\). It returned \(3,\)"):
        Dense(2, kernel_initializer=lambda shape, rng: np.ones(3)).build((None, 3))
    with pytest.raises(TypeError, match="a weight expects an array of real numbers"):
        Dense(2, kernel_initializer=lambda shape, rng: np.full(shape, 1j)).build((None, 3))


def test_default_is_glorot_uniform_with_biases_of_zero():
    for layer, shape in ((Dense(50), (None, 40)), (Conv2D(50, 3), (None, 8, 8, 5))):
        layer.build(shape)
        limit = np.sqrt(6 / sum(fans(layer.params["kernel"].shape)))
        assert 0.9 * limit < np.abs(layer.params["kernel"]).max() <= limit
        np.testing.assert_array_equal(layer.params["bias"], np.zeros(50))


@pytest.mark.parametrize("bad", ["he", None, 3, ["zeros"]])
def test_unknown_names_are_refused(bad):
    with pytest.raises(ValueError, match="initializer expects one of .*glorot_uniform"):
        get_initializer(bad)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_shape_is_one_or_several_sizes(name):
    assert draw(name, 4).shape == (4,)
    assert draw(name, [2, 1]).shape == (2, 1)
    with pytest.raises(ValueError, match=r"shape expects the sizes of an array.* Received \(\)"):
        draw(name, ())
    for bad in ((3, 0), (-1,), (2.0, 2), "33", None, 0):
        with pytest.raises(ValueError, match="shape expects a whole number of at least 1"):
            draw(name, bad)
    with pytest.raises(ValueError, match="shape expects"):
        fans(())


@pytest.mark.parametrize("name", sorted(set(INITIALIZERS) - {"zeros", "ones"}))
def test_what_is_drawn_needs_a_generator(name):
    with pytest.raises(ValueError, match="rng expects a generator of random numbers. Received 0"):
        get_initializer(name)((3, 2), 0)
