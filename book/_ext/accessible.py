"""Sphinx extension: pages that everybody can use, measured with axe-core.

Two things happen here. Figures of notebooks get their alternative text: the ``alt`` that their
output's metadata holds, as in ``display(figure, metadata={"image/png": {"alt": "..."}})``. (The
other place for it, ``mystnb: {image: {alt: ...}}`` in the cell's metadata, MyST-NB reads itself.)
And when all pages are written, a few things of the theme are mended in each: see ``MENDS``.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from light import pages_of
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


def without(name: str, tag: str) -> str:
    return re.sub(rf'\s{name}="[^"]*"', "", tag)


def having(attributes: str, tag: str) -> str:
    return re.sub(r"\s*/?>$", f" {attributes}>", tag)


# What to look for in a tag, and what to make of the tag that has it. Each may be done twice.
MENDS: list[tuple[str, Callable[[str], str]]] = [
    # Its name must contain the text that is seen, "Search Ctrl+K": without a label it is that text.
    (r"\bsearch-button-field\b", lambda tag: without("aria-label", tag)),
    # Three icons, two of them not shown, each with a title: the button's own label is the name.
    (
        r"\btheme-switch(?= |\")",
        lambda tag: having('aria-hidden="true"', without("aria-hidden", without("title", tag))),
    ),
    # A folded cell: the label repeats, in other words, the text that the summary shows and changes.
    (r"^<summary\b", lambda tag: without("aria-label", tag)),
    # Without JavaScript nobody asks the system for its theme, and no theme has no colors.
    (r'^<html\b.*data-theme="auto"', lambda tag: tag.replace('"auto"', '"light"')),
    # All that a page holds should stand in a landmark.
    (
        r'id="pst-primary-sidebar"',
        lambda tag: having(
            'role="region" aria-label="Book"', without("role", without("aria-label", tag))
        ),
    ),
    # Roles that are out of use, or that do not fit the elements that bear them.
    (r'role="doc-(biblioentry|backlink)"', lambda tag: without("role", tag)),
    (r"\bcitation-list\b", lambda tag: without("role", tag)),
]
TAG = re.compile(r"<[a-z][^>]*>")
MENDED = re.compile("|".join(mark for mark, _ in MENDS))

# A table with headings at the top and at the left has an empty corner, which is no heading.
EMPTY_HEADING = re.compile(r"<th\b([^>]*)>((?:\s|</?p>)*)</th>")
# A place for advertisements, settings of a script that is not there, and a script of 1.5 MB for
# icons that the style sheet draws as well.
LEFTOVERS = re.compile(
    r'<div id="ethical-ad-placement"[^>]*>\s*</div>'
    r'|<script type="text/x-thebe-config">.*?</script>'
    r"|<script[^>]*scripts/fontawesome\.js[^>]*></script>",
    re.DOTALL,
)
# The index of the whole book is of use on the search page alone.
SEARCH = re.compile(r"<script[^>]*(?:searchtools|language_data|searchindex)\.js[^>]*></script>")


def mended_tag(tag: str) -> str:
    for mark, mend in MENDS:
        if re.search(mark, tag):
            tag = mend(tag)
    return tag


def mended(page: str) -> str:
    """The page with all mends. Its text is searched: to parse all pages takes 5 s."""
    page = TAG.sub(lambda tag: mended_tag(tag[0]) if MENDED.search(tag[0]) else tag[0], page)
    page = LEFTOVERS.sub("", EMPTY_HEADING.sub(r"<td\1>\2</td>", page))
    return page if 'id="search-results"' in page else SEARCH.sub("", page)


def mend_pages(app: Sphinx, error: Exception | None) -> None:
    """Apply every mend to every page of the built site that the last build has not mended."""
    if error is None and app.builder.format == "html":
        for path in pages_of(Path(app.outdir)):
            page = path.read_text(encoding="utf-8")
            if (better := mended(page)) != page:
                path.write_text(better, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", add_alternative_texts, priority=300)  # before figures.py
    app.connect("build-finished", mend_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
