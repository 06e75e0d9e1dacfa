"""The PoolingExplorer: its arithmetic against `helpers`, and the hands of a reader."""

import numpy as np
import pytest

from helpers.convolution import convolve2d_loops
from helpers.pooling import max_pool_loops
from helpers.widgets import PoolingExplorer
from helpers.widgets.pictures import picture
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import INKED, link_state, stop_clock


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
    page.locator(".lw-pixels").nth(index).focus()
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


# ---- play ----


def colored_cells(page, grid, size, blank):
    """How many cells of a picture do not have that color."""
    return page.evaluate(
        """([grid, size, blank]) => {
          const canvas = document.querySelectorAll(".lw-pixels canvas")[grid];
          const pen = canvas.getContext("2d");
          const cell = canvas.width / size;
          let count = 0;
          for (let i = 0; i < size * size; i++) {
            const [x, y] = [(i % size) + 0.3, Math.floor(i / size) + 0.3].map((k) => k * cell);
            const color = [...pen.getImageData(Math.floor(x), Math.floor(y), 1, 1).data];
            count += color.slice(0, 3).join() !== blank;
          }
          return count; }""",
        [grid, size, blank],
    )


@pytest.mark.parametrize("kind", ["max", "average"])
def test_play_forward_shows_what_is_kept_and_fills_the_map(open_widgets, kind):
    page = open_widgets(PoolingExplorer(kind=kind), own=True)
    stop_clock(page)
    page.get_by_role("button", name="Play").click()
    seen = []
    for _ in range(12):
        page.clock.run_for(1000)
        seen.append(colored_cells(page, 1, 14, "205,208,214"))
    assert seen[0] < seen[3] < seen[6] < seen[8] and seen[-1] == 14 * 14
    assert page.get_by_role("button", name="Play").is_visible() and page.errors == []


def test_play_on_the_way_back_lets_slopes_land_and_add_up(open_widgets):
    page = open_widgets(PoolingExplorer(view="back", size=3, stride=2), own=True)
    whole = colored_cells(page, 0, 28, "247,247,245")
    stop_clock(page)
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(300)
    assert page.locator(".lw-flight").evaluate(INKED)
    before = colored_cells(page, 0, 28, "247,247,245")
    page.clock.run_for(850)
    assert colored_cells(page, 0, 28, "247,247,245") == before + 1, "one pixel won"
    seen = []
    for _ in range(11):
        page.clock.run_for(1000)
        seen.append(colored_cells(page, 0, 28, "247,247,245"))
    assert before < seen[2] < seen[5] < seen[-1] == whole
    assert page.locator(".lw-flight").is_hidden() and page.errors == []
