"""The book on a phone and before a projector, and its exercises: found, and where to write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from helpers.checking.catalogue import exercises
from tests.browser.visits import CHAPTERS, PHONE, Visit, at_rest, soup

PROJECTOR = {"width": 1920, "height": 1080}
WITH_WIDGETS = ["notebooks/02_convolution.html", "notebooks/07_training.html"]

every_chapter = pytest.mark.parametrize("path", CHAPTERS)


def headings(page: BeautifulSoup) -> list[str]:
    found = [heading.get_text().rstrip("#") for heading in page.select("article :is(h3, h4)")]
    return [text for text in found if re.match(r"Exercise( \d+)?(,|$)", text)]


def test_every_exercise_has_a_heading(book: Path) -> None:
    found = [heading for path in CHAPTERS for heading in headings(soup(book, path))]
    assert len(found) == len(exercises())


@every_chapter
def test_every_exercise_says_where_to_write_it(book: Path, path: str) -> None:
    page = soup(book, path)
    lines = page.select("p.places")
    assert len(lines) == len(headings(page))
    places = {link["href"] for link in page.select(".dropdown-launch-buttons a[href]")}
    for line in lines:
        links = [link["href"] for link in line.select("a")]
        assert set(links[:2]) == places
        assert links[2].endswith("setup.html")


@pytest.mark.parametrize("path", WITH_WIDGETS)
def test_contents_lists_the_exercises_from_the_start(
    visit: Callable[..., Visit], book: Path, path: str
) -> None:
    page = visit(path).page
    listed = page.locator(".bd-sidebar-secondary a:visible").all_inner_texts()
    expected = headings(soup(book, path))
    assert expected and set(expected) <= {text.strip() for text in listed}


def test_the_three_answers_of_the_check_are_shown(visit: Callable[..., Visit]) -> None:
    cards = visit("book/exercises.html").page.locator(".check-card")
    texts = cards.all_inner_texts()
    assert len(texts) == 3
    states = zip(texts, ["not attempted yet", "not yet", "passed"], strict=True)
    assert all(state in text for text, state in states)
    marked = cards.nth(1).locator("pre strong").all_inner_texts()
    assert marked and all(text.endswith("*") for text in marked)


def test_the_code_of_a_picture_is_folded_below_it(visit: Callable[..., Visit]) -> None:
    page = visit("notebooks/07_training.html").page
    places = page.evaluate(
        """() => [...document.querySelectorAll("div.cell.tag_hide-input")]
             .filter(cell => cell.querySelector(":scope > .cell_output"))
             .map(cell => [cell.querySelector(":scope > .cell_output"),
                           cell.querySelector(":scope > details")]
               .map(part => part.getBoundingClientRect())
               .map(({ top, bottom }) => [top, bottom])) """
    )
    assert len(places) >= 5
    assert all(code[0] >= output[1] - 1 for output, code in places)


@every_chapter
def test_no_code_stands_open_before_a_widget(book: Path, path: str) -> None:
    for widget in soup(book, path).select(".live-widget"):
        assert not widget.find_parent("div", class_="cell").select(":scope > .cell_input")


@pytest.mark.parametrize("opening", ["page", "dialog"])
def test_the_magnifier_lies_beside_the_text(visit: Callable[..., Visit], opening: str) -> None:
    page = visit("search.html", fragment="?q=padding").page
    if opening == "dialog":
        page.keyboard.press("Control+k")
    form = page.locator("form.bd-search:visible").last
    icon = form.locator("i").bounding_box()
    text = form.locator("input").evaluate(
        "e => e.getBoundingClientRect().left + parseFloat(getComputedStyle(e).paddingLeft)"
    )
    assert icon["x"] + icon["width"] <= text


@pytest.mark.parametrize("path", WITH_WIDGETS)
def test_code_fits_a_phone(visit: Callable[..., Visit], path: str) -> None:
    page = visit(path, scheme="file", viewport=PHONE).page
    found = page.evaluate(
        """() => [...document.querySelectorAll("div.cell_input pre")]
             .filter(pre => pre.checkVisibility())
             .map(pre => [pre.scrollWidth - pre.clientWidth,
                          parseFloat(getComputedStyle(pre).fontSize)])"""
    )
    assert len(found) > 20
    assert max(beyond for beyond, _ in found) <= 0
    assert min(size for _, size in found) >= 11


def test_a_formula_that_scrolls_is_reached_by_the_keys(visit: Callable[..., Visit]) -> None:
    page = visit("notebooks/03_pooling.html", scheme="file", viewport=PHONE).page
    out_of_reach = """() => [...document.querySelectorAll("div.math, div.math mjx-container")]
      .filter(e => e.scrollWidth > e.clientWidth && e.tabIndex !== 0).length"""
    scrolling = out_of_reach.replace(" && e.tabIndex !== 0", "")
    at_rest(page)
    assert page.evaluate(out_of_reach) == 0
    page.locator("div.math").first.evaluate("e => { e.style.width = '90px'; }")
    at_rest(page)
    assert page.evaluate(scrolling) > 0
    assert page.evaluate(out_of_reach) == 0


@pytest.mark.parametrize("path", WITH_WIDGETS)
def test_on_a_phone_play_stays_under_the_bar_of_the_page(
    visit: Callable[..., Visit], path: str
) -> None:
    page = visit(path, scheme="file", viewport=PHONE).page
    part = ".lw-stage" if "convolution" in path else ".lw-sheet"
    if "convolution" in path:  # Play waits for a prediction
        page.locator(".lw-predict button").first.click()
    page.evaluate("(part) => document.querySelector(part).scrollIntoView()", part)
    page.get_by_role("button", name="Play").first.click()  # nothing lies on it
    page.locator("button:text('Pause')").first.click()


def test_text_of_widgets_grows_before_a_projector(visit: Callable[..., Visit]) -> None:
    sizes = []
    for options in ({}, {"viewport": PROJECTOR}):
        widget = visit("notebooks/07_training.html", **options).page.locator(".lw").first
        sizes.append(
            widget.evaluate("e => [parseFloat(getComputedStyle(e).fontSize), e.clientWidth]")
        )
        ticks = widget.locator(".lw-chart text").first
        sizes[-1].append(ticks.evaluate("e => e.getBoundingClientRect().height"))
    growth = [large / usual for usual, large in zip(*sizes, strict=True)]
    assert min(growth) > 1.2


def test_all_links_have_one_color(visit: Callable[..., Visit]) -> None:
    page = visit("notebooks/07_training.html").page
    blues = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("article p a:not(.headerlink)")]
                     .map(a => getComputedStyle(a).color))]"""
    )
    assert len(blues) == 1
