"""A link to the glossary shows its term's definition, under every hand and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.accessible import violations
from tests.browser.visits import (
    CHAPTERS,
    DESKTOP,
    PAGES,
    PHONE,
    WATCH,
    Visit,
    at_rest,
    settle,
    soup,
)

PAGE = "book/python.html"  # of those with cards the quickest to open; one test opens a chapter
CHAPTER = "notebooks/02_convolution.html"
DTYPE = "glossary.html#dtype"
WORDS = "The kind of the numbers in an array, short for data type: uint8, float32, float64."
KERNEL = "glossary.html#kernel"
NARROW = {"width": 320, "height": 640}


def link(page: Page, anchor: str = DTYPE) -> Locator:
    return page.locator(f'.bd-article a[href*="{anchor}"]').first


def card(page: Page) -> Locator:
    return page.locator(".glossary-card")


@pytest.fixture(params=["http", "file"])
def page(request: pytest.FixtureRequest, visit: Callable[..., Visit]) -> Iterator[Page]:
    """A page by the server and from the disk; it has nothing to complain about."""
    seen = visit(PAGE, scheme=request.param)
    yield seen.page
    assert seen.errors == []


def at_the_page(context: BrowserContext, book: Path) -> Page:
    """A page of its own, when nothing in it moves any more: no link runs from the pointer."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto((book / PAGE).as_uri())
    settle(page)
    link(page).scroll_into_view_if_needed()
    at_rest(page)
    return page


def hover(page: Page) -> None:
    """Come to the link with the pointer, from elsewhere, when nothing moves any more."""
    page.mouse.move(2, 2)
    link(page).scroll_into_view_if_needed()
    at_rest(page)
    link(page).hover()


def opened(page: Page) -> Locator:
    card(page).filter(has_text=WORDS).wait_for()
    return card(page)


def test_the_mouse_shows_the_card_and_takes_it_away(page: Page) -> None:
    assert not card(page).is_visible()
    hover(page)
    box = opened(page)
    assert box.get_by_role("tooltip").inner_text().startswith(WORDS)
    page.mouse.move(2, 2)
    expect(box).to_be_hidden()
    assert PAGE in page.url


def test_the_pointer_may_go_into_the_card(browser: Browser, book: Path) -> None:
    context = browser.new_context(viewport=DESKTOP)
    page = at_the_page(context, book)
    page.clock.install()
    page.mouse.move(2, 2)
    link(page).hover()
    page.clock.run_for(1000)
    opened(page).hover()
    page.clock.run_for(1000)
    assert card(page).is_visible()
    page.mouse.move(2, 2)
    page.clock.run_for(1000)
    assert not card(page).is_visible()
    context.close()


def test_a_click_on_a_link_whose_card_is_open_leads_to_the_glossary(page: Page) -> None:
    hover(page)
    opened(page)
    link(page).click()
    page.wait_for_url(f"**/book/{DTYPE}")


def test_the_link_in_the_card_leads_to_the_glossary(page: Page) -> None:
    hover(page)
    opened(page).get_by_role("link", name="Open the glossary").click()
    page.wait_for_url(f"**/book/{DTYPE}")


def test_with_the_keyboard_the_card_describes_the_link(page: Page) -> None:
    tab_to(page, link(page))
    opened(page)
    expect(link(page)).to_have_accessible_description(re.compile(re.escape(WORDS)))
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(link(page)).to_be_focused()
    assert link(page).get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    opened(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/book/{DTYPE}")


def tab_to(page: Page, target: Locator) -> None:
    """Come to the link with the tab key, from the place before it."""
    target.evaluate(
        """link => {
          const before = document.createElement("span");
          before.tabIndex = -1;
          link.before(before);
          before.focus();
          before.addEventListener("blur", () => before.remove());
        }"""
    )
    page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_in_a_chapter_the_next_link_takes_the_card_over(visit: Callable[..., Visit]) -> None:
    seen = visit(CHAPTER)
    page = seen.page
    tab_to(page, link(page, KERNEL))
    card(page).filter(has_text="The weights that are laid on each window").wait_for()
    page.keyboard.press("Tab")
    expect(link(page, "glossary.html#window")).to_be_focused()
    expect(card(page)).to_contain_text("The part of an image that lies under the kernel")
    assert link(page, KERNEL).get_attribute("aria-describedby") is None
    assert violations(page, ".glossary-card") == {}
    assert seen.errors == []


@pytest.fixture(params=[PHONE, NARROW], ids=["phone", "narrow"])
def touched(request: pytest.FixtureRequest, browser: Browser, book: Path) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param, has_touch=True, is_mobile=True)
    yield at_the_page(context, book)
    context.close()


def test_a_tap_opens_a_dialog_within_the_screen(touched: Page) -> None:
    link(touched).tap()
    box = opened(touched)
    dialog = touched.get_by_role("dialog", name="Dtype")
    expect(dialog).to_be_focused()
    expect(dialog).to_have_accessible_description(re.compile(re.escape(WORDS)))
    edges = box.bounding_box()
    assert edges["x"] >= 0 and edges["x"] + edges["width"] <= touched.viewport_size["width"]
    assert edges["y"] >= 0 and edges["y"] + edges["height"] <= touched.viewport_size["height"]
    assert touched.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    touched.touchscreen.tap(5, edges["y"] - 60)
    expect(box).to_be_hidden()
    assert PAGE in touched.url


def test_a_second_tap_leads_to_the_glossary(touched: Page) -> None:
    link(touched).tap()
    opened(touched)
    link(touched).tap()
    touched.wait_for_url(f"**/book/{DTYPE}")


def test_keys_leave_the_dialog_for_where_it_came_from(touched: Page) -> None:
    for leave in (["Escape"], ["Shift+Tab", "Tab"], ["Tab", "Tab", "Shift+Tab"]):
        link(touched).tap()
        expect(touched.get_by_role("dialog", name="Dtype")).to_be_focused()
        for key in leave:
            touched.keyboard.press(key)
        expect(link(touched)).to_be_focused()
        assert touched.get_by_role("dialog", name="Dtype").count() == 0
        touched.keyboard.press("Escape")  # the card that came with the focus
        expect(card(touched)).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_card_is_accessible(visit: Callable[..., Visit], theme: str) -> None:
    page = visit(PAGE, theme=theme).page
    hover(page)
    opened(page)
    assert violations(page, ".glossary-card") == {}
    page.mouse.move(2, 2)
    expect(card(page)).to_be_hidden()
    link(page).evaluate("link => link.click()")  # as a screen reader presses it
    expect(page.get_by_role("dialog", name="Dtype")).to_be_focused()
    assert violations(page, ".glossary-card") == {}


def test_ctrl_and_a_click_open_a_tab_as_ever(page: Page) -> None:
    with page.context.expect_page() as other:
        link(page).evaluate(
            """link => link.dispatchEvent(new MouseEvent(
                 "click", { bubbles: true, cancelable: true, ctrlKey: true }))"""
        )
    other.value.wait_for_url(f"**/book/{DTYPE}")
    other.value.close()
    assert not card(page).is_visible()


def test_without_a_script_the_link_is_a_link(browser: Browser, book: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((book / PAGE).as_uri())
    link(page).click()
    page.wait_for_url(f"**/book/{DTYPE}")
    context.close()


def test_without_the_definitions_the_link_is_a_link(browser: Browser, book: Path) -> None:
    page = browser.new_page(viewport=DESKTOP)
    page.route("**/glossary_terms.js*", lambda route: route.abort())
    page.goto((book / PAGE).as_uri())
    link(page).evaluate("link => link.click()")
    page.wait_for_url(f"**/book/{DTYPE}")
    page.close()


def test_every_term_that_a_page_links_to_has_its_card(book: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((book / PAGE).as_uri())
    page.keyboard.press("Tab")
    terms = page.evaluate(
        """() => new Promise(done => {
             const script = document.createElement("script");
             globalThis.glossaryTerms = done;
             script.src = new URL("../_static/glossary_terms.js", location.href);
             document.head.append(script);
           })"""
    )
    page.close()
    glossary = soup(book, "book/glossary.html")
    for section in glossary.select("#glossary > section"):
        said = " ".join(part.get_text().rstrip("#") for part in section.find_all(["h2", "p"]))
        written = " ".join(terms[section["id"]]).replace("`", "")
        assert said.replace("\n", " ") == written
    linked = {
        anchor
        for path in PAGES
        for anchor in re.findall(r'glossary\.html#([^"]+)"', (book / path).read_text("utf-8"))
    }
    assert linked and linked <= set(terms)
    assert len([path for path in CHAPTERS if "glossary_cards.js" in (book / path).read_text()]) > 10
