"""PoolingExplorer's traits, as a reader meets them in a notebook."""

import pytest
import traitlets

from helpers.widgets import PoolingExplorer


def test_defaults():
    explorer = PoolingExplorer()
    assert repr(explorer) == (
        "PoolingExplorer(image='digit-7', edges=False, kind='max', size=2, stride=2, shift=0, "
        "view='forward', row=5, column=5)"
    )
    assert explorer.pixels.shape == (28, 28)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("image", "color-photograph"),
        ("edges", "yes"),
        ("kind", "median"),
        ("size", 1),
        ("stride", 5),
        ("shift", -1),
        ("view", "sideways"),
        ("row", -1),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(setting, value):
    with pytest.raises(traitlets.TraitError, match=setting):
        PoolingExplorer(**{setting: value})
