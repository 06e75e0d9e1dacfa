"""The book where JavaScript is off: its text and figures are there, and no control that is dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visits import PAGES

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
            drawn = widget.locator("svg[aria-label], img[alt]").count()
            assert drawn or len(widget.inner_text()) > 80, path
    tally("pages without JavaScript", cases=len(some))


def test_the_menus_open_by_the_keyboard(page: Page, book: Path) -> None:
    page.goto(f"{book.as_uri()}/notebooks/02_convolution.html")
    menu = page.locator(".bd-header-article .dropdown").first
    menu.locator("button").focus()
    assert menu.locator("a").first.is_visible()
