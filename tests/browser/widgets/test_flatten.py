"""The FlattenExplorer: its arithmetic against NumPy and `helpers`, and the hands of a reader."""

import numpy as np
import pytest

from helpers import Conv2D, MaxPooling2D
from helpers.widgets import FlattenExplorer
from helpers.widgets.flatten import FACTS, shuffle_order
from helpers.widgets.pictures import picture
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state, stop_clock


def maps_in_helpers(image, height, width, channels):
    """What the widget shows, made by the network's layers: (height, width, channels)."""
    layer = Conv2D(channels, 3, padding="same", activation="relu")
    layer.build((None, 28, 28, 1))
    kernel = np.array(FACTS["kernels"], dtype=float)[:channels]
    layer.set_weights([kernel.transpose(1, 2, 0)[:, :, None], np.zeros(channels)])
    answers = layer.forward(picture(image)[None, :, :, None] / 255)
    return MaxPooling2D((28 // height, 28 // width)).forward(answers)[0]


def formula(page):
    return page.locator(".lw-formula").inner_text()


def point(page, grid, row, column, height, width):
    box = page.locator(".lw-pixels").nth(grid).bounding_box()
    page.mouse.move(
        box["x"] + (column + 0.5) * box["width"] / width,
        box["y"] + (row + 0.5) * box["height"] / height,
    )
    at_rest(page)


def test_from_the_maps_to_the_list(open_widgets):
    page = open_widgets(FlattenExplorer(index=0))
    point(page, 2, 1, 3, 4, 4)
    number = maps_in_helpers("digit-7", 4, 4, 3)[1, 3, 2]
    assert formula(page).startswith(f"Row 1, column 3, channel 2 holds {number:.2f}".rstrip("0"))
    assert formula(page).endswith("(1·4 + 3)·3 + 2 = 23.")
    assert link_state(page)["index"] == "23"
    page.get_by_label("channels first").check(force=True)
    at_rest(page)
    assert "Row 1, column 3, channel 1" in formula(page), "place 23 is another number now"
    point(page, 2, 1, 3, 4, 4)
    assert formula(page).endswith("(2·4 + 1)·4 + 3 = 39.")


def test_from_the_list_to_the_maps(open_widgets):
    page = open_widgets(FlattenExplorer(index=0))
    point(page, 3, 1, 4, 3, 21)  # the list stands after the three maps
    assert link_state(page)["index"] == "25"
    assert "Row 2, column 0, channel 1" in formula(page)
    page.locator(".lw-pixels").nth(3).focus()
    page.keyboard.press("ArrowRight")
    at_rest(page)
    assert link_state(page)["index"] == "26"
    page.locator(".lw-pixels").nth(3).focus()
    page.keyboard.press("Control+End")
    at_rest(page)
    assert link_state(page)["index"] == "47", "beyond the last number there is none"


def test_a_shuffle_moves_the_number_and_folding_back_shows_it(open_widgets):
    page = open_widgets(FlattenExplorer(index=0))
    page.get_by_label("shuffle the list").check()
    at_rest(page)
    point(page, 0, 1, 1, 4, 4)
    place = shuffle_order(48).tolist().index(15)
    page.wait_for_function(
        "() => document.querySelector('.lw [role=status]').textContent.includes('Folded back')"
    )
    row, column, channel = np.unravel_index(place, (4, 4, 3))
    assert (
        page.locator(".lw [role=status]")
        .inner_text()
        .endswith(f"Folded back it stands in row {row}, column {column}, channel {channel}.")
    )
    assert link_state(page)["index"] == str(place)
    assert formula(page).endswith(f"(1·4 + 1)·3 + 0 = 15, and after the shuffle {place}.")
    assert "neighbors are torn apart" in page.locator(".lw-sizes").inner_text()


def test_fewer_channels_show_fewer_maps(open_widgets):
    page = open_widgets(FlattenExplorer())
    assert page.locator(".lw-pixels:visible").count() == 7
    page.get_by_role("group", name="Channels").get_by_label("1").check(force=True)
    at_rest(page)
    assert page.locator(".lw-pixels:visible").count() == 3
    assert page.locator(".lw-sizes").inner_text().startswith("Shape (4, 4, 1) becomes (16,).")


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(FlattenExplorer())
    page.get_by_role("group", name="Height").get_by_label("7").check(force=True)
    page.get_by_label("channels first").check(force=True)
    at_rest(page)
    state = link_state(page)
    assert (state["height"], state["order"]) == ("7", "channels first")
    other = open_widgets(FlattenExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert other.errors == []


@pytest.mark.parametrize(
    ("fragment", "index"),
    [
        ("#widget=flatten&height=3&width=&channels=9&order=fortran&index=999", "47"),
        ("#widget=flatten&image=photograph&index=-5&shuffle=perhaps", "0"),
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment, index):
    page = open_widgets(FlattenExplorer(), fragment=fragment)
    state = link_state(page)
    assert page.errors == []
    assert [state[name] for name in ("image", "height", "width", "channels", "index")] == [
        "digit-7", "4", "4", "3", index,
    ]  # fmt: skip


# ---- play ----


def test_play_lets_the_rows_fly_into_the_list_one_by_one(open_widgets):
    height = 7
    page = open_widgets(FlattenExplorer(height=height, width=7, channels=3), own=True)
    stop_clock(page)
    blank = """(rows) => {
      const canvas = document.querySelectorAll(".lw-pixels canvas")[3];
      const pen = canvas.getContext("2d");
      const isBlank = (row) => {
        const y = Math.floor(((row + 0.3) * canvas.height) / rows);
        return [...pen.getImageData(3, y, 1, 1).data].slice(0, 3).join() === "205,208,214";
      };
      return Array.from({ length: rows }, (_, row) => row).filter(isBlank).length; }"""
    assert page.evaluate(blank, height) == 0
    page.get_by_role("button", name="Play").click()
    left = []
    for _ in range(height + 1):
        page.clock.run_for(600)
        left.append(page.evaluate(blank, height))
        page.clock.run_for(600)
    assert left == [*range(height, 0, -1), 0]
    assert page.get_by_role("button", name="Play").is_visible(), "at most ten seconds"
    assert page.locator(".lw-flight").is_hidden() and page.errors == []


def test_with_less_motion_a_press_fills_the_next_row(open_widgets):
    page = open_widgets(FlattenExplorer(), reduced_motion="reduce")
    list_of = "() => document.querySelectorAll('.lw-pixels canvas')[3].toDataURL()"
    seen = [page.evaluate(list_of)]
    for _ in range(3):
        page.get_by_role("button", name="Next row").click()
        at_rest(page)
        seen.append(page.evaluate(list_of))
    assert len(set(seen)) == 4 and page.locator(".lw-flight").is_hidden()
    page.get_by_role("button", name="Whole list").click()
    at_rest(page)
    assert page.evaluate(list_of) == seen[0]
