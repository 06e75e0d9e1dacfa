"""The DropoutExplorer: its masks against `helpers.dropout`, and the hands of a reader."""

import numpy as np
import pytest

from helpers.widgets import DropoutExplorer
from helpers.widgets.dropout import FACTS, factors, mask_numbers
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state

ACTIVATIONS = np.array(FACTS["activations"])


def cells(page, row):
    return [
        float(text) for text in page.locator(".lw-units").nth(row).locator("b").all_inner_texts()
    ]


def texts(page):
    return [page.locator(f".lw-{name}").inner_text() for name in ("lesson", "received", "verdict")]


def test_mask_and_result_are_shown(open_widgets):
    page = open_widgets(DropoutExplorer())
    mask = DropoutExplorer().mask
    assert cells(page, 0) == ACTIVATIONS.tolist()
    assert cells(page, 1) == mask.tolist()
    assert cells(page, 2) == pytest.approx(mask * ACTIVATIONS, abs=0.006)
    assert f"receives: {mask @ ACTIVATIONS:.1f}. Without dropout: 9." in texts(page)[1]
    page.get_by_label("testing").check(force=True)
    at_rest(page)
    assert cells(page, 1) == [1] * 10
    assert "In testing nothing is dropped" in texts(page)[0]


def test_new_masks_move_the_mean(open_widgets):
    page = open_widgets(DropoutExplorer(rate=0.3))
    page.get_by_role("button", name="New mask").click()
    page.get_by_role("button", name="100 masks").click()
    at_rest(page)
    sums = factors(mask_numbers(102, 10), 0.3, "training", "right") @ ACTIVATIONS
    assert texts(page)[2].startswith(f"Mean in training over 102 masks: {sums.mean():.2f}")
    for _ in range(10):
        page.get_by_role("button", name="100 masks").click(force=True)
    at_rest(page)
    assert page.get_by_role("button", name="New mask").is_disabled()
    page.get_by_role("button", name="Start over").click()
    at_rest(page)
    assert link_state(page)["masks"] == "1"


@pytest.mark.parametrize(
    ("version", "rate", "said"),
    [
        ("right", 0.3, "In the long run it is 9, as without dropout"),
        ("no rescaling", 0.3, "In the long run it is 6.3: the next layer learns with too little"),
        ("keep and drop swapped", 0.3, "In the long run it is 3.86: 30 % are kept"),
        ("keep and drop swapped", 0.5, "the bug hides"),
        ("drops in testing too", 0.3, "in testing the passes differ too"),
    ],
)
def test_each_version_is_judged(open_widgets, version, rate, said):
    page = open_widgets(DropoutExplorer(rate=rate))
    page.get_by_label("Version").select_option(version)
    at_rest(page)
    assert said in texts(page)[2]


def test_the_rate_by_keyboard_and_in_words(open_widgets):
    page = open_widgets(DropoutExplorer())
    page.get_by_label("Rate").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.includes('55 %')"
    )
    assert link_state(page)["rate"] == "0.55"


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(DropoutExplorer(seed=9))
    page.get_by_label("Version").select_option("no rescaling")
    page.get_by_role("button", name="100 masks").click()
    at_rest(page)
    state = link_state(page)
    assert state == {
        "widget": "dropout", "rate": "0.5", "mode": "training", "version": "no rescaling",
        "masks": "101", "seed": "9",
    }  # fmt: skip
    other = open_widgets(DropoutExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


@pytest.mark.parametrize(
    ("fragment", "rate", "masks"),
    [
        ("#widget=dropout&rate=1&masks=99999&mode=asleep&version=none&seed=0", "0.9", "1000"),
        ("#widget=dropout&rate=-3&masks=-1&seed=NaN", "0", "1"),
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment, rate, masks):
    page = open_widgets(DropoutExplorer(), fragment=fragment)
    state = link_state(page)
    assert page.errors == []
    assert [state[name] for name in ("rate", "masks", "mode", "version", "seed")] == [
        rate, masks, "training", "right", "1",
    ]  # fmt: skip


def test_the_bars_of_the_layer_stand_still_when_only_the_rate_moves(open_widgets):
    page = open_widgets(DropoutExplorer(rate=0.1, masks=1000))
    before = "bars => bars.map(bar => bar.getBoundingClientRect().height)"
    heights = page.locator(".lw-units").nth(0).locator("i").evaluate_all(before)
    assert max(heights) > 20
    page.get_by_label("Rate").fill("0.9")
    at_rest(page)
    assert page.locator(".lw-units").nth(0).locator("i").evaluate_all(before) == heights
    assert page.locator(".lw-units i.lw-cut").count() > 0, "who is longer than the row is marked"


def test_it_says_why_no_more_masks_are_drawn(open_widgets):
    page = open_widgets(DropoutExplorer(masks=1000))
    assert page.get_by_role("button", name="100 masks").is_disabled()
    assert page.locator(".lw-note", has_text="1000 masks are the most").is_visible()
