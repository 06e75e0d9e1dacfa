"""The room that widgets take: nothing jumps, nothing is too small, and what drives is at hand."""

import pytest

from helpers.widgets import (
    ConvolutionExplorer,
    FeatureMapExplorer,
    OptimizerRace,
    PoolingExplorer,
    SoftmaxExplorer,
    TrainingReplay,
)
from tests.browser.visits import at_rest
from tests.browser.widgets.test_every_widget import SMALL_TEXTS, SMALLEST

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("size", [5, 7])
@pytest.mark.parametrize("view", ["forward", "back", "kernel"])
def test_the_numbers_of_a_large_kernel_have_room(shown, size, view):
    explorer = ConvolutionExplorer(kernel=[[-0.5] * size] * size, view=view, slopes="loss")
    for width in (390, 620, 720, 1280):
        page = shown(explorer, viewport={**PHONE, "width": width})
        assert page.evaluate(SMALL_TEXTS, SMALLEST) == [], width
        cut = page.evaluate(
            """() => [...document.querySelectorAll(".lw-table .lw-cells span")]
                       .filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"""
        )
        assert cut == [], width


def back_to(view):
    return lambda: ConvolutionExplorer(view=view, slopes="loss")


@pytest.mark.parametrize(
    "widget",
    [ConvolutionExplorer, back_to("back"), back_to("kernel"), FeatureMapExplorer, PoolingExplorer],
)
@pytest.mark.parametrize("width", [720, 390])
def test_pointing_moves_nothing_below(open_widgets, widget, width):
    page = open_widgets(widget(), viewport={"width": width, "height": 900})
    page.wait_for_selector(".lw-pixels")
    at_rest(page)
    heights = set()
    grid = page.locator(".lw-pixels:visible").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    for i in range(5):
        for j in range(5):
            share = ((i + 0.5) / 5, (j + 0.5) / 5)
            page.mouse.move(box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"])
            at_rest(page)
            heights.add(round(page.locator(".lw").bounding_box()["height"]))
    assert max(heights) - min(heights) <= 1


def test_the_columns_of_the_confusion_are_equal_in_every_frame(open_widgets):
    page = open_widgets(TrainingReplay())
    for frame in ("Home", "PageUp", "End"):
        page.get_by_role("slider", name="Frame", exact=True).press(frame)
        at_rest(page)
        widths = page.locator(".lw-confusion thead tr > *").evaluate_all(
            "cells => cells.map(cell => cell.getBoundingClientRect().width)"
        )
        assert max(widths) - min(widths) < 1


@pytest.mark.parametrize(
    ("widget", "seen"),
    [
        (ConvolutionExplorer(), ".lw-stage"),
        (ConvolutionExplorer(view="back"), ".lw-stage"),
        (PoolingExplorer(view="back"), ".lw-stage"),
        (TrainingReplay(), ".lw-sheet"),
        (OptimizerRace(), ".lw-valley"),
    ],
)
def test_on_a_phone_play_is_beside_the_picture_that_it_drives(open_widgets, widget, seen):
    page = open_widgets(widget, viewport=PHONE)
    page.wait_for_selector(seen)
    page.evaluate("(name) => document.querySelector(name).scrollIntoView()", seen)
    play = page.get_by_role("button", name="Play")
    box = play.bounding_box()
    assert 0 <= box["y"] <= PHONE["height"] - box["height"]
    play.click()  # and nothing lies on it
    page.wait_for_selector("button:text('Pause')")


@pytest.mark.parametrize("width", [600, 760, 1280])
def test_the_sliders_of_logits_have_a_pixel_for_each_value(open_widgets, width):
    page = open_widgets(SoftmaxExplorer(), viewport={"width": width, "height": 900})
    slider = page.locator(".lw-knob input").first
    values = slider.evaluate("input => (input.max - input.min) / input.step")
    assert slider.bounding_box()["width"] >= values
