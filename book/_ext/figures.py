"""Sphinx extension: figures in the colors of the page, in light and in dark.

A notebook keeps a figure as a picture, and notebooks/figures/ holds the same figure as a drawing:
see helpers/drawings.py. Here the drawing takes the picture's place. It becomes a part of the page,
with the page's font, and a style sheet made of helpers/colors.py gives each of its colors the one
that stands for it on dark paper. A picture without a drawing stays as it is.
"""

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from helpers.colors import LINES, PALETTE
from helpers.drawings import AS_DRAWN, FOLDER

DRAWINGS = Path(__file__).resolve().parent.parent.parent / "notebooks" / FOLDER
POINT = 96 / 72 / 16  # figures are drawn in points; 1 rem are 16 pixels, more before a projector
PHONE = 350  # pixels of the text's width on a phone of 390
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

    Words are larger on a phone, by the style sheet, so that they shrink less than the drawing.
    """
    width = float(re.findall(r'viewBox="0 0 (\S+) ', svg)[0])
    style = f"width: {width * POINT:.2f}rem; --least: {SMALLEST * width / PHONE:.2f}px"
    head = f'<svg class="drawing" role="img" aria-label="{escape(alt)}" style="{style}" '
    crowded = svg.count("<text") > MOST_WORDS
    if not crowded:
        svg = re.sub(r'font-size="([\d.]+)"', r'style="--size: \1px"', svg)
    svg = svg.replace("<svg ", head, 1)
    return f'<div class="wide-drawing">{svg}</div>' if crowded else svg


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
