"""The book where JavaScript is off: its text and figures are there, and no control that is dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from book._ext.stills import read_index
from tests.browser.visits import PAGES
from tools import stills

# What a reader can press on a page, but links, folded parts and menus, which need no script.
DEAD = "button:visible:not(.dropdown-toggle), input:visible, select:visible, textarea:visible"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_text_is_there_and_nothing_dead(
    page: Page, book: Path, trials: Callable[[int], int], tally: Callable[..., None]
) -> None:
    some = PAGES[:: max(1, len(PAGES) // trials(180))]
    for path in some:
        page.goto(f"{book.as_uri()}/{path}")
        assert page.locator(DEAD).all_inner_texts() == [], path
        assert page.locator("html").get_attribute("data-theme") == "light"
        place = page.locator("main" if path == "search.html" else "article")
        assert len(place.inner_text()) > (500 if path in PAGES[1:-1] else 20)
        for widget in page.locator(".live-widget").all():
            kind = widget.get_attribute("data-module")
            if kind == "quiz":
                assert widget.locator("ol > li details").count() >= 5, path
            elif kind == "welcome":
                assert widget.locator("svg[aria-label], img[alt]").count(), path
            else:
                picture = widget.locator("img.still:visible")
                assert picture.evaluate("(image) => image.decode().then(() => image.alt)"), path
                assert picture.bounding_box()["width"] > 300, path
    tally("pages without JavaScript", cases=len(some))


def test_a_still_picture_says_what_the_widget_says(
    browser: Browser, book: Path, trials: Callable[[int], int], tally: Callable[..., None]
) -> None:
    index = read_index()
    page = browser.new_page(viewport=stills.WINDOW)
    some = [page for page in stills.pages(book) if trials(60) == 60 or "02_" in page.name]
    found = {name: words for path in some for name, words, _ in stills.take(page, path)}
    page.context.close()
    told = "what a widget shows has changed: make book && python -m tools.stills"
    assert found == {name: index[name]["words"] for name in found}, told
    tally("still pictures", cases=len(found))


def test_the_menus_open_by_the_keyboard(page: Page, book: Path) -> None:
    page.goto(f"{book.as_uri()}/notebooks/02_convolution.html")
    menu = page.locator(".bd-header-article .dropdown").first
    menu.locator("button").focus()
    assert menu.locator("a").first.is_visible()
