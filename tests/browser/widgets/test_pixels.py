"""The PixelExplorer: its arithmetic against `helpers`, and the hands of a reader."""

import pytest

from helpers.widgets import PixelExplorer
from helpers.widgets.pictures import picture
from tests.browser.visits import at_rest
from tests.browser.widgets.opening import link_state


def numbers(page, index):
    """The numbers of one visible table."""
    cells = page.locator(".lw-table:visible").nth(index).locator(".lw-cells span")
    return [float(text) for text in cells.all_inner_texts()]


def test_the_tables_show_the_picture_s_own_numbers(open_widgets):
    page = open_widgets(PixelExplorer(row=30, column=40))
    around = picture("color-photograph")[29:32, 39:42]
    for channel in range(3):
        assert numbers(page, channel) == around[:, :, channel].ravel().tolist()
    page.get_by_label("0 to 1").check(force=True)
    at_rest(page)
    assert numbers(page, 0) == pytest.approx(around[:, :, 0].ravel() / 255, abs=0.006)


def test_at_the_border_the_table_stays_inside(open_widgets):
    page = open_widgets(PixelExplorer(image="digit-7", row=27, column=0))
    assert numbers(page, 0) == picture("digit-7")[21:28, 0:7].ravel().tolist()
    marked = page.locator(".lw-marked:visible")
    assert marked.count() == 1
    assert (
        page.locator(".lw-cells:visible span").evaluate_all(
            "cells => cells.findIndex(cell => cell.className === 'lw-marked')"
        )
        == 6 * 7
    )


@pytest.mark.parametrize("way", ["mouse", "keys", "second picture"])
def test_pointing_at_a_pixel_shows_its_color(open_widgets, way):
    page = open_widgets(PixelExplorer(row=0, column=0))
    if way == "keys":
        page.locator(".lw-pixels").first.focus()
        for key in ["ArrowDown"] * 2 + ["ArrowRight"] * 3:
            page.keyboard.press(key)
            at_rest(page)
        row, column = 2, 3
    else:
        box = page.locator(".lw-pixels").nth(0 if way == "mouse" else 2).bounding_box()
        cell = box["width"] / 64
        page.mouse.move(box["x"] + 50.5 * cell, box["y"] + 40.5 * cell)
        row, column = 40, 50
    at_rest(page)
    red, green, blue = picture("color-photograph")[row, column]
    assert page.locator(".lw-color dd").first.inner_text() == f"{red}, {green}, {blue}"
    assert page.locator(".lw-patch").first.evaluate("patch => patch.style.background") == (
        f"rgb({red}, {green}, {blue})"
    )


def shown(page, row, column):
    return page.evaluate(
        """([row, column]) => { const canvas = document.querySelector(".lw-pixels canvas");
             const cell = canvas.width / 64;
             return [...canvas.getContext("2d").getImageData(
               (column + 0.5) * cell, (row + 0.5) * cell, 1, 1).data].slice(0, 3); }""",
        [row, column],
    )


def test_channels_switch_off_and_on(open_widgets):
    page = open_widgets(PixelExplorer())
    red, green, blue = picture("color-photograph")[5, 60].tolist()
    assert shown(page, 5, 60) == [red, green, blue]
    page.get_by_role("checkbox", name="red").uncheck()
    at_rest(page)
    assert shown(page, 5, 60) == [0, green, blue]
    page.get_by_role("checkbox", name="blue").uncheck()
    page.get_by_role("checkbox", name="green").uncheck()
    at_rest(page)
    assert shown(page, 5, 60) == [0, 0, 0]
    page.get_by_role("checkbox", name="red").check()
    at_rest(page)
    assert shown(page, 5, 60) == [red, 0, 0]
    assert link_state(page)["channels"] == "r"


def test_a_gray_picture_has_no_channels_to_switch(open_widgets):
    page = open_widgets(PixelExplorer(image="digit-3"))
    assert page.get_by_role("checkbox").count() == 0
    assert "shape (28, 28): 784 numbers of type uint8" in page.locator(".lw-shape").inner_text()
    page.get_by_label("Picture").first.select_option("color-photograph")
    at_rest(page)
    assert "shape (64, 64, 3): 12,288 numbers" in page.locator(".lw-shape").inner_text()
    assert page.get_by_role("checkbox").count() == 3


def test_mixing_a_color(open_widgets):
    page = open_widgets(PixelExplorer(color=[0, 0, 0]))
    page.get_by_role("slider", name="blue").fill("255")
    at_rest(page)
    own = page.locator(".lw-color").nth(1)
    assert own.locator("dd").all_inner_texts() == [
        "0, 0, 255", "#0000ff", "240°, 100 %, 100 %", "100 %, 100 %, 0 %, 0 %", "29",
    ]  # fmt: skip
    page.get_by_role("button", name="Try 5, 1, 4").click()
    at_rest(page)
    assert own.locator("dd").first.inner_text() == "5, 1, 4"
    page.get_by_role("button", name="Take this pixel").click()
    at_rest(page)
    taken = ",".join(map(str, picture("color-photograph")[20, 28]))
    assert link_state(page)["color"] == taken


def test_the_link_carries_the_state(open_widgets):
    page = open_widgets(PixelExplorer())
    page.get_by_label("Picture").first.select_option("stripes")
    page.get_by_role("slider", name="red").fill("77")
    at_rest(page)
    state = link_state(page)
    other = open_widgets(PixelExplorer(), fragment=page.evaluate("location.hash"))
    assert link_state(other) == state
    assert (state["image"], state["color"]) == ("stripes", "77,120,40")


@pytest.mark.parametrize(
    "fragment",
    [
        "#widget=pixels&image=unicorn&channels=bgr&unit=percent&color=1,2",
        "#widget=pixels&color=1,2,256",
        "#widget=pixels&color=,,&row=&column=x",
        "#widget=pixels&color=0.5,1,1",
    ],
)
def test_no_link_breaks_the_widget(open_widgets, fragment):
    page = open_widgets(PixelExplorer(), fragment=fragment)
    assert page.errors == []
    assert link_state(page)["color"] == "230,120,40"
    assert link_state(page)["image"] == "color-photograph"


def test_the_own_color_is_a_color_and_its_sliders_read_in_the_unit(open_widgets):
    page = open_widgets(PixelExplorer(unit="floats"))
    own = [int(level) for level in link_state(page)["color"].split(",")]
    assert max(own) - min(own) > 100, "not black, as the one of the text"
    shown = page.locator(".lw-slider output").all_inner_texts()
    assert shown == [f"{round(level / 255, 3):g}" for level in own]
