"""The welcome page: light, alive, and whole without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import DESKTOP, PHONE, WATCH, Visit, at_rest, settle

PAGE = "book/welcome.html"
HEAVIEST = 1_000_000  # bytes
CHAPTERS = {
    "pixels": "01_pixels_and_channels",
    "convolution": "02_convolution",
    "pooling": "03_pooling",
    "flatten": "04_flatten",
    "dense": "05_dense",
}


def test_it_is_light_with_all_that_it_loads(visit: Callable[..., Visit]) -> None:
    seen = visit(PAGE)
    assert seen.page.locator(".lw-winner b").inner_text() == "7"
    sizes = seen.bytes_by_url()
    assert len(sizes) > 10 and 0 < sum(sizes.values()) < HEAVIEST, sizes


def test_each_layer_leads_to_its_chapter(visit: Callable[..., Visit]) -> None:
    page = visit(PAGE).page
    layers = page.locator(".lw-layer").evaluate_all(
        "all => all.map(a => [a.tagName, a.querySelector('b').textContent, a.href])"
    )
    assert len(layers) == 8
    for tag, name, address in layers:
        assert tag == "A" and address.endswith(f"/notebooks/{CHAPTERS[name]}.html")
    page.locator(".lw-layer canvas").nth(2).click()
    page.wait_for_url("**/notebooks/03_pooling.html")


def test_chapter_1_comes_first_and_setup_second(visit: Callable[..., Visit]) -> None:
    page = visit(PAGE).page
    ways = page.locator(".start-here a")
    assert ways.all_inner_texts() == ["Start with chapter 1", "Set up"]
    ways.first.click()
    page.wait_for_url("**/notebooks/01_pixels_and_channels.html")


def test_the_board_is_on_the_first_screen(visit: Callable[..., Visit]) -> None:
    for viewport in (PHONE, DESKTOP):
        page = visit(PAGE, viewport=viewport).page
        box = page.locator(".lw-drawing").bounding_box()
        assert box is not None and box["y"] + box["height"] < viewport["height"]


@pytest.mark.parametrize("width", [320, 390, 600, 768, 1200, 1280, 1920])
def test_nothing_moves_when_the_network_comes(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.add_init_script(WATCH)
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) {
            const own = sources.filter(({ node }) => node?.parentElement?.closest("article"));
            if (own.length) shifts.push([value, own.map(({ node }) => node.className)]);
          }
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(f"{address}{PAGE}")
    settle(page)
    assert page.locator(".live-widget").get_attribute("data-state") == "ready"
    assert sum(value for value, _ in page.evaluate("shifts")) < 0.005, page.evaluate("shifts")
    page.close()


@pytest.mark.parametrize(("width", "shown"), [(390, "network_tall"), (1280, "network")])
def test_without_javascript_the_picture_and_the_links_are_there(
    browser: Browser, book: Path, width: int, shown: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto((book / PAGE).as_uri())
    visible = [image for image in page.locator("article figure img").all() if image.is_visible()]
    sources = [image.get_attribute("src") or "" for image in visible]
    assert [source.split("/")[-1] for source in sources if "network" in source] == [f"{shown}.svg"]
    links = page.locator(".live-widget p a").all_inner_texts()
    assert links == list(CHAPTERS)
    figure = page.locator("article figure:visible").first.bounding_box()
    text = page.locator(".live-widget > p").bounding_box()
    ways = page.locator(".start-here").bounding_box()
    assert figure and text and ways
    assert text["y"] - (figure["y"] + figure["height"]) < 60, "no empty room is kept"
    assert ways["y"] - (text["y"] + text["height"]) < 60
    context.close()


def test_labels_of_the_picture_can_be_read_on_a_phone(browser: Browser, book: Path) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto((book / PAGE).as_uri())
    image = page.locator("figure:visible img").first
    box = image.bounding_box()
    assert box is not None
    width = page.locator("figure:visible img").first.evaluate("image => image.naturalWidth")
    assert 14 * box["width"] / width >= 11, "the picture's text is 14 units high"
    context.close()


def test_it_is_drawn_on_in_the_book(visit: Callable[..., Visit]) -> None:
    page = visit(PAGE, scheme="file", viewport=PHONE).page
    board = page.locator(".lw-drawing")
    board.focus()
    for key in ["Space"] + ["Shift+ArrowDown"] * 7 + ["Space"]:
        board.press(key)
    at_rest(page)
    assert page.locator(".lw-winner.lw-arrived b").inner_text() == "1"
