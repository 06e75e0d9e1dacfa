"""Sphinx extension: pages that everybody can use, measured with axe-core.

Two things happen here. Figures of notebooks get their alternative text: the ``alt`` that their
output's metadata holds, as in ``display(figure, metadata={"image/png": {"alt": "..."}})``. (The
other place for it, ``mystnb: {image: {alt: ...}}`` in the cell's metadata, MyST-NB reads itself.)
And when all pages are written, a few things of the theme are mended in each: see ``MENDS``.
"""

import json
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx

# ---- figures of notebooks ----


def add_alternative_texts(app: Sphinx, doctree: nodes.document) -> None:
    """Give each picture that a notebook's cell made the ``alt`` of its output."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for container in doctree.findall(nodes.container):
        if container.get("nb_element") == "cell_code":
            pictures = container.findall(nodes.image)
            texts = _alternative_texts(cells[container["cell_index"]])
            for picture, text in zip(pictures, texts, strict=False):
                if text and not picture.get("alt"):
                    picture["alt"] = text


def _alternative_texts(cell: dict[str, Any]) -> list[str]:
    """Return one text for each picture of the cell, empty where it has none."""
    texts = []
    for output in cell.get("outputs", []):
        for mime in output.get("data", {}):
            if mime.startswith("image/"):
                texts.append(output.get("metadata", {}).get(mime, {}).get("alt", ""))
                break  # the page shows one form of an output
    return texts


# ---- the theme's pages ----


def _search_button(page: BeautifulSoup) -> None:
    # Its name must contain the text that is seen, "Search Ctrl+K": without a label it is that text.
    for button in page.select("button.search-button-field"):
        del button["aria-label"]


def _theme_switch(page: BeautifulSoup) -> None:
    # Three icons, two of them not shown, each with a title: the button's own label is the name.
    for icon in page.select(".theme-switch-button .theme-switch"):
        icon["aria-hidden"] = "true"
        del icon["title"]


def _folded_cells(page: BeautifulSoup) -> None:
    # The label repeats, in other words, the text that the summary shows and changes.
    for summary in page.select("details summary[aria-label]"):
        del summary["aria-label"]


def _sidebar(page: BeautifulSoup) -> None:
    # All that a page holds should stand in a landmark.
    for sidebar in page.select("#pst-primary-sidebar"):
        sidebar["role"] = "region"
        sidebar["aria-label"] = "Book"


def _bibliography(page: BeautifulSoup) -> None:
    # Roles that are out of use, or that do not fit the elements that bear them.
    for role in ("doc-biblioentry", "doc-backlink"):
        for element in page.select(f'[role="{role}"]'):
            del element["role"]
    for element in page.select('.citation-list[role="list"]'):
        del element["role"]


def _table_corners(page: BeautifulSoup) -> None:
    # A table with headings at the top and at the left has an empty corner, which is no heading.
    for cell in page.select("th"):
        if not cell.get_text(strip=True):
            cell.name = "td"


def _leftovers(page: BeautifulSoup) -> None:
    # A place for advertisements, settings of a script that is not there, and a script of 1.5 MB for
    # icons that the style sheet draws as well.
    for selector in (
        "#ethical-ad-placement",
        'script[type="text/x-thebe-config"]',
        'script[src*="scripts/fontawesome.js"]',
    ):
        for element in page.select(selector):
            element.decompose()


def _search_index(page: BeautifulSoup) -> None:
    # The index of the whole book is of use on the search page alone.
    if page.select_one("#search-results") is None:
        for name in ("searchtools.js", "language_data.js", "searchindex.js"):
            for script in page.select(f'script[src$="{name}"]'):
                script.decompose()


MENDS = [
    _search_button,
    _theme_switch,
    _folded_cells,
    _sidebar,
    _bibliography,
    _table_corners,
    _leftovers,
    _search_index,
]


def mend_pages(app: Sphinx, error: Exception | None) -> None:
    """Apply every mend to every page of the built site."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in sorted(out.rglob("*.html")):
        if out / "_static" in path.parents:
            continue
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for mend in MENDS:
            mend(page)
        path.write_text(str(page), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", add_alternative_texts)
    app.connect("build-finished", mend_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
