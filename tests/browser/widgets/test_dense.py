"""The SoftmaxExplorer: its arithmetic against `helpers`, and the hands of a reader."""

import math

import numpy as np
import pytest

from helpers.activations import softmax
from helpers.widgets import SoftmaxExplorer
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state


def rows(page):
    return page.locator(".lw-logit:not(.lw-titles)")


def lesson(page):
    return page.locator(".lw-lesson").inner_text()


def test_moving_a_logit_moves_its_probability(open_widgets):
    page = open_widgets(SoftmaxExplorer(logits=[0, 0, 0, 0]))
    assert rows(page).locator(".lw-share").all_inner_texts() == ["25 %"] * 4
    page.get_by_role("slider", name="Logit of four").fill("2")
    at_rest(page)
    share = math.exp(2) / (math.exp(2) + 3)
    assert rows(page).nth(1).locator(".lw-share").inner_text() == f"{100 * share:.1f} %"
    width = rows(page).nth(1).locator(".lw-share-bar").evaluate("bar => bar.style.width")
    assert float(width.removesuffix("%")) == pytest.approx(100 * share, abs=0.01)


def test_choosing_the_true_class_changes_the_loss(open_widgets):
    page = open_widgets(SoftmaxExplorer(logits=[0, 0, 0, 3], label=3))
    share = math.exp(3) / (math.exp(3) + 3)
    assert f"= {-math.log(share):.2f}"[:5] in lesson(page)
    page.get_by_role("radio", name="one").check()
    at_rest(page)
    assert "“one”" in lesson(page)
    assert f"= {-math.log((1 - share) / 3):.2f}"[:5] in lesson(page)


def test_arrows_point_downhill(open_widgets):
    page = open_widgets(SoftmaxExplorer(label=1))
    ways = rows(page).locator(".lw-arrow").evaluate_all("all => all.map(a => a.dataset.way)")
    assert ways == ["down", "up", "down", "down"]
    slopes = rows(page).locator(".lw-slope > span:first-child").all_inner_texts()
    assert [text[0] == "−" for text in slopes] == [False, True, False, False]


def test_a_step_downhill_makes_the_loss_smaller(open_widgets):
    page = open_widgets(SoftmaxExplorer(label=0))
    losses = []
    for _ in range(5):
        losses.append(float(lesson(page).split(" = ")[1].split(". ")[0]))
        page.get_by_role("button", name="One step downhill").click()
        at_rest(page)
    assert losses == sorted(losses, reverse=True) and len(set(losses)) == 5


def test_overflow_is_shown_and_cured(open_widgets):
    page = open_widgets(SoftmaxExplorer())
    healthy = rows(page).locator(".lw-share").all_inner_texts()
    page.get_by_role("group", name="Add to all logits").get_by_label("100", exact=True).check(
        force=True
    )
    page.get_by_label("subtract the largest logit first").uncheck()
    at_rest(page)
    assert rows(page).locator(".lw-power").all_inner_texts() == ["inf"] * 4
    assert rows(page).locator(".lw-share").all_inner_texts() == ["nan"] * 4
    assert "nan" in lesson(page)
    page.get_by_label("subtract the largest logit first").check()
    at_rest(page)
    assert rows(page).locator(".lw-share").all_inner_texts() == healthy


def test_temperature_sharpens_and_flattens(open_widgets):
    page = open_widgets(SoftmaxExplorer())
    seven = rows(page).nth(2).locator(".lw-share")
    shares = {}
    for temperature in ("0.2", "1", "5"):
        page.get_by_role("slider", name="temperature").fill(temperature)
        at_rest(page)
        shares[temperature] = float(seven.inner_text().removesuffix(" %"))
    assert shares["0.2"] > shares["1"] > shares["5"] > 25
    logits = np.array([[0.5, 1, 2, 1.5]])
    assert shares["5"] == pytest.approx(100 * softmax(logits / 5)[0, 2], abs=0.06)


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(SoftmaxExplorer())
    page.get_by_role("slider", name="Logit of nine").fill("-4.5")
    page.get_by_role("radio", name="four").check()
    page.get_by_label("subtract the largest logit first").uncheck()
    at_rest(page)
    state = link_state(page)
    assert (state["logits"], state["label"], state["shift"]) == ("0.5,1,2,-4.5", "1", "false")
    other = open_widgets(SoftmaxExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


@pytest.mark.parametrize(
    "fragment",
    [
        "#widget=dense&logits=1,2,3&label=x&temperature=cold&offset=7&shift=perhaps",
        "#widget=dense&logits=1,2,3,inf",
        "#widget=dense&logits=;;;",
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment):
    page = open_widgets(SoftmaxExplorer(), fragment=fragment)
    assert page.errors == []
    state = link_state(page)
    assert state["logits"] == "0.5,1,2,1.5"
    assert (state["label"], state["temperature"], state["offset"]) == ("2", "1", "0")


def test_numbers_out_of_range_are_brought_into_it(open_widgets):
    page = open_widgets(
        SoftmaxExplorer(), fragment="#widget=dense&logits=99,-99,0,0&temperature=0&label=17"
    )
    state = link_state(page)
    assert (state["logits"], state["temperature"], state["label"]) == ("10,-10,0,0", "0.1", "3")
