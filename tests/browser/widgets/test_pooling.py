"""The PoolingExplorer: its arithmetic against `helpers`, and the hands of a reader."""

import numpy as np
import pytest

from helpers.convolution import convolve2d_loops
from helpers.pooling import max_pool_loops
from helpers.widgets import PoolingExplorer
from helpers.widgets.pictures import picture
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state


def result(page):
    return float(page.locator(".lw-sum").inner_text())


def window(page):
    cells = page.locator(".lw-table").first.locator(".lw-cells span")
    return [float(text) for text in cells.all_inner_texts()]


def test_the_window_and_what_it_keeps(open_widgets):
    page = open_widgets(PoolingExplorer(row=5, column=7))
    expected = picture("digit-7")[10:12, 14:16] / 255
    assert window(page) == pytest.approx(expected.ravel(), abs=0.006)
    assert result(page) == pytest.approx(expected.max(), abs=0.006)
    page.get_by_role("group", name="Keep").get_by_label("average").check(force=True)
    at_rest(page)
    assert result(page) == pytest.approx(expected.mean(), abs=0.006)


def test_the_edge_filter_comes_first_if_asked(open_widgets):
    page = open_widgets(PoolingExplorer(row=6, column=9))
    page.get_by_label("edge filter and ReLU first").check()
    at_rest(page)
    edges = convolve2d_loops(picture("digit-7") / 255, np.array([[-1, 0, 1]] * 3))
    assert result(page) == pytest.approx(max(0, edges[12:14, 18:20].max()), abs=0.006)
    assert "13 × 13" in page.locator(".lw-sizes").inner_text()


def test_the_way_back_shows_each_share(open_widgets):
    page = open_widgets(PoolingExplorer(row=0, column=0))
    shares = page.locator(".lw-table").nth(1)
    assert not shares.is_visible()
    page.get_by_label("way back").check(force=True)
    at_rest(page)
    assert shares.locator("span").all_inner_texts() == ["1", "0", "0", "0"], "the first of a tie"
    assert "the first of the largest ones" in page.locator(".lw-lesson").inner_text()
    page.get_by_label("average").check(force=True)
    at_rest(page)
    assert shares.locator("span").all_inner_texts() == ["0.25"] * 4


def test_a_shift_is_measured(open_widgets):
    page = open_widgets(PoolingExplorer())
    assert not page.locator(".lw-changes").is_visible()
    page.get_by_role("group", name="Shift the picture").get_by_label("1").check(force=True)
    at_rest(page)
    x = picture("digit-7") / 255
    moved = np.pad(x, ((0, 0), (1, 0)))[:, :28]
    before, after = (max_pool_loops(each[:, :, None], 2) for each in (x, moved))
    shares = [round(100 * np.abs(a - b).sum() / a.sum()) for a, b in ((x, moved), (before, after))]
    assert page.locator(".lw-changes").inner_text() == (
        f"Shifted by 1: the input changed by {shares[0]} %, the pooled map by {shares[1]} %."
    )
    assert shares[1] < shares[0]


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1), (4, 4), (2, 4), (3, 2)])
@pytest.mark.parametrize("index", [0, 1])
def test_arrow_keys_move_by_one_window(open_widgets, size, stride, index):
    page = open_widgets(PoolingExplorer(size=size, stride=stride, row=1, column=1))
    page.locator(".lw-pixels[tabindex]").nth(index).focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        at_rest(page)
    state = link_state(page)
    assert (state["row"], state["column"]) == ("2", "2")


def test_pointing_and_walking(open_widgets):
    page = open_widgets(PoolingExplorer())
    box = page.locator(".lw-pixels").nth(0).bounding_box()
    cell = box["width"] / 28
    page.mouse.move(box["x"] + 13.5 * cell, box["y"] + 6.5 * cell)
    at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("3", "6")
    for _ in range(2):
        page.get_by_role("button", name="Step", exact=True).click()
    at_rest(page)
    assert (link_state(page)["row"], link_state(page)["column"]) == ("0", "1")


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(PoolingExplorer())
    page.get_by_label("Picture").first.select_option("photograph")
    page.get_by_label("way back").check(force=True)
    page.get_by_role("group", name="Window").get_by_label("3").check(force=True)
    at_rest(page)
    state = link_state(page)
    assert (state["image"], state["view"], state["size"]) == ("photograph", "back", "3")
    other = open_widgets(PoolingExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


@pytest.mark.parametrize(
    "fragment",
    [
        "#widget=pooling&image=color-photograph&kind=median&size=9&stride=0&shift=-1&view=up",
        "#widget=pooling&row=NaN&column=1e99&edges=perhaps&size=two",
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment):
    page = open_widgets(PoolingExplorer(), fragment=fragment)
    state = link_state(page)
    assert page.errors == []
    assert [state[name] for name in ("image", "kind", "size", "stride", "shift", "view")] == [
        "digit-7", "max", "2", "2", "0", "forward",
    ]  # fmt: skip


def colored(page, index):
    """How many cells of a grid are orange, and its picture is of digits or of gradients."""
    return (
        page.locator(".lw-pixels canvas")
        .nth(index)
        .evaluate(
            """(canvas) => {
             const { width, height } = canvas;
             const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
             let count = 0;
             for (let y = 0.5; y < 28; y++) for (let x = 0.5; x < 28; x++) {
               const at = 4 * (Math.floor(y * height / 28) * width + Math.floor(x * width / 28));
               count += data[at] > data[at + 2] + 60;
             }
             return count; }"""
        )
    )


def test_on_the_way_back_the_gradient_grows_with_the_walk_and_the_digit_stays(open_widgets):
    page = open_widgets(PoolingExplorer(view="back"))
    names = page.locator(".lw-part .lw-caption:visible").all_inner_texts()
    assert {"input", "gradient of the input"} <= set(names)
    assert colored(page, 0) <= 4, "the digit, with at most the frame of the window"
    whole = colored(page, 1)
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    at_rest(page)
    part = colored(page, 1)
    page.get_by_role("button", name="Whole map").click()
    at_rest(page)
    assert part <= 3 + 4 < 100 < whole  # one winner a window; the frame of the last window is gold
    assert colored(page, 1) == pytest.approx(whole, abs=4)
