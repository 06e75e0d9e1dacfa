"""What can be seen of the drawings of a page."""

from __future__ import annotations

from playwright.sync_api import Page

from helpers.colors import LINES, PALETTE
from tests.test_colors import contrast

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


def faint(page: Page) -> list[tuple[str, str]]:
    """The words and lines that hardly stand out from their paper: their figure and color."""
    known = {PALETTE[name][0] for name in (*LINES, "ink")} | {"#000000"}
    found = []
    for figure in drawings(page):
        paper = hexadecimal(figure["paper"])
        words = {word for word in figure["words"] if contrast(hexadecimal(word), paper) < 4.5}
        lines = {
            drawn
            for drawn, shown in figure["strokes"]
            if drawn in known and contrast(hexadecimal(shown), paper) < 3
        }
        found += [(figure["name"], color) for color in sorted(words | lines)]
    return found


def hard_to_read(page: Page) -> list[str]:
    """The figures with words of less than 11 pixels, or parts outside of the screen."""
    return [
        figure["name"]
        for figure in drawings(page)
        if min(figure["sizes"], default=11) <= 10.9 or not figure["inside"]
    ]
