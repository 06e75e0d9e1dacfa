"""OptimizerRace's traits, valleys and paths, as a reader meets them in a notebook."""

import numpy as np
import pytest
import traitlets

from helpers.gradients import numerical_gradient
from helpers.widgets import OptimizerRace
from helpers.widgets.optimizer_race import VALLEYS, height, slope


def test_defaults():
    race = OptimizerRace()
    assert repr(race) == (
        "OptimizerRace(valley='long', learning_rate=0.2, momentum=0.9, x=-7.0, y=2.2, step=30)"
    )
    assert {name: path.shape for name, path in race.paths.items()} == dict.fromkeys(
        ("SGD", "momentum", "RMSprop", "Adam"), (101, 2)
    )


def test_each_valley_has_its_own_start():
    assert (OptimizerRace(valley="bent").x, OptimizerRace(valley="bent").y) == (-1.6, 0.4)
    race = OptimizerRace(valley="bent", x=1.5)
    assert (race.x, race.y) == (1.5, 0.4)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("valley", "deep"),
        ("learning_rate", 0.0),
        ("learning_rate", 3.0),
        ("momentum", 1.0),
        ("x", float("nan")),
        ("y", float("inf")),
        ("step", 101),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(setting, value):
    with pytest.raises(traitlets.TraitError, match=setting):
        OptimizerRace(**{setting: value})


@pytest.mark.parametrize("valley", VALLEYS)
def test_the_slope_is_the_valley_s(valley):
    rng = np.random.default_rng(0)
    for point in rng.uniform(-2, 2, size=(10, 2)):
        expected = numerical_gradient(lambda p: float(height(valley, p)), point)
        np.testing.assert_allclose(slope(valley, point), expected, atol=1e-6)


@pytest.mark.parametrize("valley", VALLEYS)
def test_the_lowest_point_is_where_the_map_shows_it(valley):
    minimum = np.array(VALLEYS[valley]["minimum"], dtype=float)
    assert height(valley, minimum) == 0
    np.testing.assert_array_equal(slope(valley, minimum), [0, 0])


def test_the_first_steps_by_hand():
    # slope at (-7, 2.2) is (-0.7, 4.4)
    paths = OptimizerRace(learning_rate=0.1).paths
    np.testing.assert_allclose(paths["SGD"][1], [-6.93, 1.76])
    np.testing.assert_allclose(paths["momentum"][1], [-6.93, 1.76])
    # slope there is (-0.693, 3.52): 0.9 of the last step, and a new one
    np.testing.assert_allclose(paths["momentum"][2], [-6.7977, 1.012])
    # from zero memory each axis moves by 0.1 / sqrt(1 - 0.9), whatever its slope
    np.testing.assert_allclose(paths["RMSprop"][1], [-7 + 0.1 / 0.1**0.5, 2.2 - 0.1 / 0.1**0.5])
    np.testing.assert_allclose(paths["Adam"][1], [-6.9, 2.1], atol=1e-4)


def test_what_the_chapter_says_of_the_race():
    slow = OptimizerRace(learning_rate=0.2).paths
    heights = {name: height("long", path[40]) for name, path in slow.items()}
    assert heights["SGD"] == max(heights.values()), "the flat direction holds it up"
    fast = OptimizerRace(learning_rate=1.2).paths
    assert height("long", fast["SGD"][20]) > 100 * height("long", fast["SGD"][0])
    assert height("long", fast["Adam"][100]) < 0.01


def test_a_start_beside_the_map_is_moved_to_its_edge():
    assert OptimizerRace(x=-100.0, y=50.0).paths["SGD"][0].tolist() == [-8, 3]
