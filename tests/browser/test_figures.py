"""The figures of the built book. test_book_for_everyone.py has what holds for each page's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.browser.visits import CHAPTERS, PHONE, Visit, soup


def test_nearly_every_figure_is_a_drawing(book: Path) -> None:
    drawn, pictures = 0, 0
    for path in CHAPTERS:
        page = soup(book, path)
        drawn += len(page.select("article svg.drawing"))
        pictures += len(page.select("article .cell_output img:not(.still)"))
    assert drawn > 100
    assert pictures < 10  # those of very many parts


def test_a_picture_and_the_words_on_it_stay_in_the_dark(visit: Callable[..., Visit]) -> None:
    shown = {}
    for theme in ("light", "dark"):
        page = visit("notebooks/01_pixels_and_channels.html", theme=theme).page
        numbers = page.locator("svg.drawing .as-drawn text")
        assert numbers.count() > 400  # of the digit whose pixels are written out
        shown[theme] = numbers.evaluate_all("all => all.map(text => getComputedStyle(text).fill)")
        first = page.locator("svg.drawing:has(.as-drawn)").first
        assert first.evaluate("drawing => getComputedStyle(drawing).filter") == "none"
    assert shown["light"] == shown["dark"]
    assert set(shown["dark"]) == {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}


def test_a_figure_that_cannot_shrink_scrolls_by_the_keys(visit: Callable[..., Visit]) -> None:
    page = visit("notebooks/01_pixels_and_channels.html", scheme="file", viewport=PHONE).page
    wide = page.locator(".wide-drawing")
    assert wide.count() == 1
    wide.evaluate("part => { part.closest('details')?.setAttribute('open', ''); }")
    page.wait_for_function("() => document.querySelector('.wide-drawing').tabIndex === 0")
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.wide-drawing').scrollLeft > 0")
