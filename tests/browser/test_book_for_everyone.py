"""Every page of the built book, as its readers open it. One visit serves several tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.accessible import violations
from tests.browser.drawn import faint, hard_to_read
from tests.browser.visits import PAGES, PHONE, Visit

HEAVIEST_PAGE = 2_500_000  # bytes
READERS = ["light", "dark", "phone"]


@pytest.fixture(scope="module", params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def light(visit: Callable[..., Visit], path: str) -> Visit:
    return visit(path)


@pytest.fixture(scope="module")
def dark(visit: Callable[..., Visit], path: str) -> Visit:
    return visit(path, theme="dark")


@pytest.fixture(scope="module")
def phone(visit: Callable[..., Visit], path: str) -> Visit:
    """From the disk, as from a USB stick."""
    return visit(path, scheme="file", viewport=PHONE)


@pytest.fixture
def seen(request: pytest.FixtureRequest, path: str) -> Visit:
    visit: Visit = request.getfixturevalue(request.param)
    visit.page.bring_to_front()
    return visit


def unfold(page: Page) -> None:
    """Open all that is folded, since that too must be accessible and fit, at once."""
    page.evaluate(
        """() => {
          document.querySelectorAll("details").forEach((details) => { details.open = true; });
          document.getAnimations().forEach((animation) => animation.finish());
        }"""
    )


@pytest.mark.parametrize("seen", READERS, indirect=True)
def test_no_other_host_and_no_error(seen: Visit, address: str) -> None:
    assert seen.foreign_requests(address) == []
    assert seen.errors == []
    assert seen.page.locator("mjx-merror, .mjx-merror").count() == 0
    states = seen.page.locator("[data-module]").evaluate_all(
        "all => all.map(div => [div.dataset.module, div.dataset.state])"
    )
    assert [module for module, state in states if state != "ready"] == []


def test_a_page_is_light(light: Visit) -> None:
    # Pictures below the fold are part of the page: ask for them, so that nothing is left out.
    light.page.evaluate("() => { for (const image of document.images) image.loading = 'eager'; }")
    light.page.wait_for_function("() => [...document.images].every(image => image.complete)")
    sizes = light.bytes_by_url()
    assert len(sizes) > 10 and 0 < sum(sizes.values()) < HEAVIEST_PAGE, sizes


# Before the tests that unfold what is folded.
def test_prints_on_white_paper_and_unfolded(dark: Visit) -> None:
    page = dark.page
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert page.locator("details:not([open])").count() == 0
    for name in ("#pst-primary-sidebar", ".bd-header-article", ".prev-next-area", ".headerlink"):
        assert page.locator(f"{name}:visible").count() == 0, name
    assert page.locator("h1:visible").count() == 1
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    page.emulate_media(media="screen")


@pytest.mark.parametrize("seen", ["light", "dark"], indirect=True)
def test_accessible(seen: Visit, request: pytest.FixtureRequest) -> None:
    page = seen.page
    theme = request.node.callspec.params["seen"]
    assert page.evaluate("() => document.documentElement.dataset.theme") == theme
    unfold(page)
    # In the dark it is the same page as in the light but for its colors.
    assert violations(page, colors_only=theme == "dark") == {}


@pytest.mark.parametrize("seen", ["light", "dark"], indirect=True)
def test_words_and_lines_of_figures_stand_out(seen: Visit) -> None:
    assert faint(seen.page) == []


def test_fits_a_phone(phone: Visit) -> None:
    page = phone.page
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


def test_words_of_figures_can_be_read_on_a_phone(phone: Visit) -> None:
    assert hard_to_read(phone.page) == []
