"""Sphinx extension: figures in the colors of the page, in light and in dark.

A notebook keeps a figure as a picture, and notebooks/figures/ holds the same figure as a drawing:
see helpers/drawings.py. Here the drawing takes the picture's place. It becomes a part of the page,
with the page's font, and a style sheet made of helpers/colors.py gives each of its colors the one
that stands for it on dark paper. A picture without a drawing stays as it is.
"""

import re
from html import escape, unescape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from helpers.colors import LINES, PALETTE
from helpers.drawings import AS_DRAWN, FOLDER

DRAWINGS = Path(__file__).resolve().parent.parent.parent / "notebooks" / FOLDER
POINT = 96 / 72  # figures are drawn in points
REM = 16  # pixels; more before a projector, where figures grow with the text
PHONE = 336  # pixels that a phone of 390 has for a figure, if it is folded
SMALLEST = 11  # pixels of the smallest words there
MOST_WORDS = 300  # more do not fit a phone: such a figure scrolls


def put_drawings(app: Sphinx, doctree: nodes.document) -> None:
    """Put drawings in the place of pictures, before Sphinx collects the pictures of a page."""
    for picture in list(doctree.findall(nodes.image)):
        drawing = DRAWINGS / Path(picture["uri"]).with_suffix(".svg").name
        if app.builder.format == "html" and drawing.is_file():
            html = for_page(drawing.read_text(encoding="utf-8"), picture.get("alt", ""))
            picture.replace_self(nodes.raw("", html, format="html"))


def for_page(svg: str, alt: str) -> str:
    """Return a drawing as a part of a page, with a text for those who do not see it.

    On a phone its words are as large as they must be, beside a drawing that is smaller. Where they
    would stand out at the left or right, there is room for them; where one would cover another,
    the drawing keeps its size and scrolls.
    """
    words = [Word(*found) for found in WORD.findall(svg)]
    width = float(re.findall(r'viewBox="0 0 (\S+) ', svg)[0])
    left = right = 0.0
    for _ in range(4):  # the more room there is, the larger the words are beside the rest
        least = SMALLEST * (left + width + right) / min(width * POINT, PHONE)
        ends = [word.ends(least) for word in words if not word.turned]
        left = max([0.0, *(-start for start, _ in ends)])
        right = max([0.0, *(end - width for _, end in ends)])
    style = {
        "width": f"{width * POINT / REM:.2f}rem",
        "--least": f"{least:.2f}px",
        "--left": f"{left / (left + width + right):.2%}",
        "--right": f"{right / (left + width + right):.2%}",
    }
    crowded = len(words) > MOST_WORDS or cover_each_other(words, least)
    if crowded:
        smallest = min(float(word.size) for word in words)
        style["--wide"] = f"{width * max(POINT, SMALLEST / smallest):.0f}px"
    else:
        svg = re.sub(r'font-size="([\d.]+)"', r'style="--size: \1px"', svg)
    looks = "; ".join(f"{name}: {value}" for name, value in style.items())
    head = f'<svg class="drawing" role="img" aria-label="{escape(alt)}" style="{looks}" '
    svg = svg.replace("<svg ", head, 1)
    return f'<div class="wide-drawing">{svg}</div>' if crowded else svg


WORD = re.compile(
    r'<text font-size="([\d.]+)"(?: text-anchor="(\w+)")?(?: fill="[^"]+")?'
    r' x="(\S+)" y="(\S+)"( transform="[^"]+")?>([^<]+)</text>'
)


class Word(NamedTuple):
    """A text of a drawing, as its attributes say."""

    size: str
    anchor: str
    x: str
    y: str
    turned: str
    text: str

    def ends(self, least: float) -> tuple[float, float]:
        """Left and right end, in letters that are at least so high and of a wide font."""
        length = 0.55 * max(float(self.size), least) * len(unescape(self.text))
        start = float(self.x) - length * {"": 0, "middle": 0.5, "end": 1}[self.anchor]
        return start, start + length


def cover_each_other(words: list[Word], least: float) -> bool:
    """Whether two words of one line would overlap by more than a letter."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for word in words:
        if not word.turned:
            lines.setdefault(word.y, []).append(word.ends(least))
    neighbors = [pair for line in lines.values() for pair in pairwise(sorted(line))]
    return any(before[1] - after[0] > 0.55 * least for before, after in neighbors)


def style_text() -> str:
    """The colors of drawings in the page; book.css has the rest."""
    page = {"#000000": "var(--pst-color-text-base)", "#ffffff": "var(--pst-color-background)"}
    rules = [rule for old, new in page.items() for rule in _rules("", old, new)]
    for name in (*LINES, "line", "ink"):
        rules += _rules('html[data-theme="dark"] ', *PALETTE[name])
    return "\n".join(rules) + "\n"


def _rules(theme: str, old: str, new: str) -> list[str]:
    return [
        f'{theme}.drawing [{what}="{old}"]:not(.{AS_DRAWN} *) {{ {what}: {new}; }}'
        for what in ("fill", "stroke")
    ]


def write_style(app: Sphinx) -> None:
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "figures.css").write_text(style_text(), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_css_file("figures.css")
    app.connect("builder-inited", write_style)
    app.connect("doctree-read", put_drawings, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
