"""SoftmaxExplorer's traits, as a reader meets them in a notebook."""

import pytest
import traitlets

from helpers.widgets import SoftmaxExplorer


def test_defaults():
    assert repr(SoftmaxExplorer()) == (
        "SoftmaxExplorer(logits=[0.5, 1.0, 2.0, 1.5], label=2, temperature=1.0, offset=0, "
        "shift=True)"
    )


def test_whole_numbers_are_numbers():
    explorer = SoftmaxExplorer(logits=[1, 2, 3, 4])
    explorer.set_state({"logits": [0, -10, 10, 0.5]})
    assert explorer.logits == [0, -10, 10, 0.5]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("logits", [1.0, 2.0, 3.0]),
        ("logits", [1.0, 2.0, 3.0, 11.0]),
        ("logits", [1.0, 2.0, 3.0, "4"]),
        ("label", 4),
        ("temperature", 0.0),
        ("temperature", 6.0),
        ("offset", 10),
        ("shift", "yes"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(setting, value):
    with pytest.raises(traitlets.TraitError, match=setting):
        SoftmaxExplorer(**{setting: value})
