"""What is faint is found, though of all that looks alike axe measures one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessible import violations

CLEAR = "<p>clear</p><p>clear</p><div><p>clear</p></div>"
CODE = "<pre><span>def</span> <span>f</span> <span>def</span></pre>"
FAINT = {
    "a word of another color": f"{CLEAR}<p style='color: #ccc'>faint</p>",
    "the same color on other paper": f"{CLEAR}<div style='background: #333'><p>faint</p></div>",
    "a place that shines through": f"{CLEAR}<div style='opacity: 0.3'><p>faint</p></div>",
    "small words where large ones may": (
        "<h2 style='color: #888'>clear</h2><p style='color: #888'>faint</p>"
    ),
    "a word of a program": CODE.replace("<span>def</span></pre>", "<span id=x>faint</span></pre>"),
    "a link among words of its color": (
        "<style>a { color: #222; text-decoration: underline }</style>"
        "<p>clear <a href='#'>clear</a> words</p>"
        "<p>clear <a href='#' style='text-decoration: none'>faint</a> words</p>"
    ),
    "a program on other paper": f"{CODE}<div style='background: #333'>{CODE}</div>",
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def show(page: Page, words: str) -> None:
    style = "<style>body { color: #111; background: #fff } #x { color: #ccc }</style>"
    page.set_content(f"<html lang=en><title>t</title>{style}<main><h1>h</h1>{words}</main></html>")


def found(page: Page) -> str:
    return str(violations(page, colors_only=True))


@pytest.mark.parametrize("kind", FAINT)
def test_what_is_faint_is_found(page: Page, kind: str) -> None:
    show(page, FAINT[kind])
    rule = "link-in-text-block" if "link" in kind else "color-contrast"
    assert rule in found(page)


@pytest.mark.parametrize("words", [CLEAR, CODE])
def test_what_is_clear_is_passed(page: Page, words: str) -> None:
    show(page, words)
    assert found(page) == "{}"


def test_what_grows_faint_later_is_found(page: Page) -> None:
    show(page, CLEAR)
    assert found(page) == "{}"
    page.evaluate("document.querySelector('div p').style.color = '#ccc'")
    assert "color-contrast" in found(page)


def test_of_what_looks_alike_one_is_measured(page: Page) -> None:
    show(page, "<p style='color: #ccc'>faint</p>" * 3)
    (elements,) = violations(page, colors_only=True).values()
    assert len(elements) == 1
    assert "color-contrast" in found(page), "again, when it is asked again"
