"""DropoutExplorer's traits and masks, as a reader meets them in a notebook."""

import numpy as np
import pytest
import traitlets

from helpers.widgets import DropoutExplorer
from helpers.widgets.dropout import VERSIONS, factors, mask_numbers


def test_defaults():
    explorer = DropoutExplorer()
    assert repr(explorer) == (
        "DropoutExplorer(rate=0.5, mode='training', version='right', masks=1, seed=1)"
    )
    assert explorer.activations.shape == explorer.mask.shape == (10,)
    assert set(explorer.mask) == {0, 2}
    explorer.mode = "testing"
    assert set(explorer.mask) == {1}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("rate", 1.0),
        ("rate", -0.1),
        ("mode", "sleeping"),
        ("version", "wrong"),
        ("masks", 0),
        ("masks", 1001),
        ("seed", 0),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(setting, value):
    with pytest.raises(traitlets.TraitError, match=setting):
        DropoutExplorer(**{setting: value})


def test_numbers_are_even_and_repeatable():
    numbers = mask_numbers(1000, 10, seed=3)
    assert (numbers[:5] == mask_numbers(5, 10, seed=3)).all()
    assert (numbers[0] != mask_numbers(1, 10, seed=4)[0]).any()
    # 10,000 numbers: the share below a rate stands within 5 standard errors of the rate.
    for rate in (0.1, 0.5, 0.9):
        error = np.sqrt(rate * (1 - rate) / numbers.size)
        assert abs((numbers < rate).mean() - rate) < 5 * error
    # no unit is favored: each has 1,000 numbers
    assert np.abs(numbers.mean(axis=0) - 0.5).max() < 5 * np.sqrt(1 / 12 / 1000)


def test_a_higher_rate_drops_more_of_the_same_units():
    numbers = mask_numbers(100, 10)
    low, high = (factors(numbers, rate, "training", "right") == 0 for rate in (0.2, 0.6))
    assert (high | ~low).all() and high.sum() > low.sum()


@pytest.mark.parametrize("rate", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("version", VERSIONS)
def test_what_each_version_does_to_the_mean(version, rate):
    numbers = mask_numbers(1000, 10)
    mean = factors(numbers, rate, "training", version).mean()
    expected = {"no rescaling": 1 - rate, "keep and drop swapped": rate / (1 - rate)}
    assert mean == pytest.approx(expected.get(version, 1), rel=0.06)
    in_testing = factors(numbers, rate, "testing", version)
    assert (in_testing == 1).all() == (version != "drops in testing too")
