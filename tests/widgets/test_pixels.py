"""PixelExplorer's traits, as a reader meets them in a notebook."""

import numpy as np
import pytest
import traitlets

from helpers.widgets import PixelExplorer
from helpers.widgets.pictures import picture


def test_defaults():
    explorer = PixelExplorer()
    assert repr(explorer) == (
        "PixelExplorer(image='color-photograph', channels='rgb', unit='bytes', row=20, column=28, "
        "color=[230, 120, 40])"
    )
    assert explorer.pixels.shape == (64, 64, 3)
    assert explorer.pixels.dtype == np.uint8


def test_the_picture_follows_its_name():
    explorer = PixelExplorer(image="digit-4")
    assert (explorer.pixels == picture("digit-4")).all()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("image", "unicorn"),
        ("channels", "bgr"),
        ("unit", "percent"),
        ("row", -1),
        ("color", [1, 2]),
        ("color", [1, 2, 256]),
        ("color", [1, 2, 0.5]),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(setting, value):
    with pytest.raises(traitlets.TraitError, match=setting):
        PixelExplorer(**{setting: value})
