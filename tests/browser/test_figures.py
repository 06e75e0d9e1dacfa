"""The figures of the built book: what can be seen of them in both themes, and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from helpers.colors import LINES, PALETTE
from tests.browser.visits import CHAPTERS, PHONE, Visit
from tests.test_colors import contrast

every_chapter = pytest.mark.parametrize("path", CHAPTERS)

# Of each drawing: its words and strokes as they are shown, and what they stand on.
SEEN = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const paper = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (!color.endsWith(", 0)")) return color;
    }
  };
  return [...document.querySelectorAll("svg.drawing")].map((drawing) => {
    const box = drawing.getBoundingClientRect();
    const scale = box.width / drawing.viewBox.baseVal.width;
    const own = (element) => !element.closest(".as-drawn");
    const look = (element) => getComputedStyle(element);
    return {
      name: drawing.getAttribute("aria-label"),
      paper: paper(drawing.parentElement),
      words: [...drawing.querySelectorAll("text")].filter(own).map((text) => look(text).fill),
      strokes: [...drawing.querySelectorAll("[stroke]")]
        .filter(own).map((line) => [line.getAttribute("stroke"), look(line).stroke]),
      sizes: [...drawing.querySelectorAll("text")]
        .map((text) => parseFloat(look(text).fontSize) * scale),
      inside: box.left >= 0 && (box.right <= innerWidth || !!drawing.closest(".wide-drawing")),
    };
  });
}"""


def drawings(page: Page) -> list[dict]:
    return page.evaluate(SEEN)


def hexadecimal(rgb: str) -> str:
    """ "rgb(1, 2, 3)" as "#010203"."""
    return "#" + "".join(f"{int(part):02x}" for part in rgb.strip("rgb()").split(","))


def test_nearly_every_figure_is_a_drawing(book: Path) -> None:
    drawn, pictures = 0, 0
    for path in CHAPTERS:
        page = BeautifulSoup((book / path).read_text(encoding="utf-8"), "html.parser")
        drawn += len(page.select("article svg.drawing"))
        pictures += len(page.select("article .cell_output img"))
    assert drawn > 100
    assert pictures < 10  # those of very many parts


@pytest.mark.parametrize("theme", ["light", "dark"])
@every_chapter
def test_words_and_lines_stand_out_from_the_page(
    visit: Callable[..., Visit], path: str, theme: str
) -> None:
    known = {PALETTE[name][0] for name in (*LINES, "ink")} | {"#000000"}
    for figure in drawings(visit(path, theme=theme).page):
        paper = hexadecimal(figure["paper"])
        for word in set(figure["words"]):
            assert contrast(hexadecimal(word), paper) >= 4.5, (figure["name"], word)
        for drawn, shown in {tuple(pair) for pair in figure["strokes"]}:
            if drawn in known:
                assert contrast(hexadecimal(shown), paper) >= 3, (figure["name"], drawn)


@every_chapter
def test_words_can_be_read_on_a_phone(visit: Callable[..., Visit], path: str) -> None:
    for figure in drawings(visit(path, scheme="file", viewport=PHONE).page):
        assert min(figure["sizes"], default=11) > 10.9, figure["name"]
        assert figure["inside"], figure["name"]


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
