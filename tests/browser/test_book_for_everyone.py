"""Every page of the built book for every reader: assistive tools, both themes, a phone, paper."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.visits import CHAPTERS, PAGES, PHONE, Visit

every_page = pytest.mark.parametrize("path", PAGES)


def unfold(page: Page) -> None:
    """Open all that is folded, since that too must be accessible and fit; wait until it stands."""
    page.evaluate(
        """async () => {
          document.querySelectorAll("details").forEach((details) => { details.open = true; });
          await Promise.all(document.getAnimations().map((animation) => animation.finished));
        }"""
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@every_page
def test_accessible(visit: Callable[..., Visit], path: str, theme: str) -> None:
    page = visit(path, theme=theme).page
    assert page.evaluate("() => document.documentElement.dataset.theme") == theme
    unfold(page)
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]})
    wrong = {
        f"{violation['id']}: {violation['help']}": [node["html"] for node in violation["nodes"]]
        for violation in found.response["violations"]
    }
    assert wrong == {}, json.dumps(wrong, indent=1)


@every_page
def test_fits_a_phone(visit: Callable[..., Visit], path: str) -> None:
    page = visit(path, viewport=PHONE).page
    unfold(page)
    width = page.evaluate("() => document.documentElement.scrollWidth")
    # What stands out to the right, unless something around it scrolls or cuts it off by itself.
    beyond = page.evaluate(
        """() => {
          const held = (element) => {
            for (let e = element.parentElement; e && e !== document.body; e = e.parentElement)
              if (getComputedStyle(e).overflowX !== "visible") return true;
            return false;
          };
          return [...document.querySelectorAll("article *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !held(e))
            .map(e => e.outerHTML.slice(0, 120));
        }"""
    )
    assert beyond == []
    assert width <= PHONE["width"]


@pytest.mark.parametrize("path", ["book/notation.html", *CHAPTERS])
def test_prints_on_white_paper_and_unfolded(visit: Callable[..., Visit], path: str) -> None:
    page = visit(path, theme="dark").page
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert page.locator("details:not([open])").count() == 0
    for name in ("#pst-primary-sidebar", ".bd-header-article", ".prev-next-area", ".headerlink"):
        assert page.locator(f"{name}:visible").count() == 0, name
    assert page.locator("h1:visible").count() == 1
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
