"""FlattenExplorer's traits, as a reader meets them in a notebook."""

import pytest
import traitlets

from helpers.widgets import FlattenExplorer
from helpers.widgets.flatten import shuffle_order


def test_defaults():
    assert repr(FlattenExplorer()) == (
        "FlattenExplorer(image='digit-7', height=4, width=4, channels=3, order='channels last', "
        "shuffle=False, index=19)"
    )


@pytest.mark.parametrize("count", [1, 2, 8, 48, 147])
def test_a_shuffle_loses_nothing_and_is_always_the_same(count):
    order = shuffle_order(count)
    assert sorted(order) == list(range(count))
    assert (shuffle_order(count) == order).all()


def test_a_shuffle_leaves_almost_nothing_in_its_place():
    order = shuffle_order(147)
    assert sum(order == range(147)) < 5


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("image", "photograph"),
        ("height", 3),
        ("width", 28),
        ("channels", 4),
        ("order", "fortran"),
        ("shuffle", "yes"),
        ("index", -1),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(setting, value):
    with pytest.raises(traitlets.TraitError, match=setting):
        FlattenExplorer(**{setting: value})
