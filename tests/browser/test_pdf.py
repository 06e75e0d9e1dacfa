"""The printed book: a part of it, or the PDF that the variable PDF names, as `make pdf` made it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from pypdf import PageObject, PdfReader

from tests.browser.visits import soup
from tools import pdf as tool
from tools.print_book import Paper, address, contents, slug

pytestmark = pytest.mark.slow

PARTS = [
    ("", ["book/welcome"]),
    ("Two chapters", ["notebooks/01_pixels_and_channels", "notebooks/04_flatten"]),
    ("Back of the book", ["book/notation", "book/glossary"]),
]
POINT, MILLIMETER = 1.0, 72 / 25.4
TOP, BOTTOM, SIDE = 22 * MILLIMETER, 20 * MILLIMETER, 20 * MILLIMETER
PIXELS_WIDE, PIXELS_HIGH = 170 * 96 / 25.4, 255 * 96 / 25.4  # what a page of A4 holds


@dataclass
class Printed:
    """The PDF, what it was printed from, and what a browser measured before.

    No test may change what is here.
    """

    source: BeautifulSoup
    reader: PdfReader
    texts: Sequence[str]
    pictures: Sequence[list[tuple[float, float]]]
    pages: dict[str, int]
    measured: dict[str, Any]
    size: int

    def text_from(self, name: str) -> str:
        """All text from the page on which a name stands."""
        return "\n".join(self.texts[self.pages[name] - 1 :])


MEASURE = """() => ({
  spilling: [...document.querySelectorAll("pre, table, svg.drawing, img, .math, p")]
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 ||
                      part.matches("pre") && part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.outerHTML.slice(0, 200)),
  tall: [...document.querySelectorAll("svg.drawing, img, pre, tr")]
    .filter((part) => part.getBoundingClientRect().height > HIGH && !part.closest(".cover"))
    .map((part) => part.outerHTML.slice(0, 200)),
  divided: [...document.querySelectorAll("svg.drawing, img, pre, figure")]
    .filter((part) => getComputedStyle(part).breakInside !== "avoid").length,
  wrong: document.querySelectorAll("mjx-merror, .mjx-merror").length,
  formulas: document.querySelectorAll("mjx-container").length,
})""".replace("HIGH", f"{PIXELS_HIGH:.0f}")


@pytest.fixture(scope="module")
def printed(
    book: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Printed]:
    ready = os.environ.get("PDF")
    folder = tmp_path_factory.mktemp("pdf")
    paper = Paper(book.resolve(), folder, contents() if ready else PARTS)
    file = Path(ready) if ready else folder / tool.NAME
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(tool, "browser", lambda: nullcontext(browser))  # one runs already
    with tool.laid_out(paper) as (page, count):
        monkeypatch.undo()
        page.set_viewport_size({"width": round(PIXELS_WIDE), "height": round(PIXELS_HIGH)})
        page.emulate_media(media="print")
        measured = page.evaluate(MEASURE)
        measured["widgets"] = count
        source = soup(folder, "book.html")
        if not ready:
            tool.print_paper(page, file)
            tool.add_bookmarks(paper, file)
    reader = PdfReader(file)
    texts, pictures = zip(*map(read, reader.pages), strict=True)
    names = tool.pages_of_names(file)
    yield Printed(source, reader, texts, pictures, names, measured, file.stat().st_size)


def read(page: PageObject) -> tuple[str, list[tuple[float, float]]]:
    """The text of a page, and the lower and upper edge of each picture on it."""
    edges = []

    def note(operator: bytes, operands: Any, matrix: Any, _: Any) -> None:
        if operator == b"Do":
            a, b, c, d, x, y = matrix
            edges.append((min(y, y + b + d), max(y, y + b + d)))

    return page.extract_text(visitor_operand_before=note), edges


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_numbers_in_the_contents_are_right(printed: Printed) -> None:
    entries = printed.source.select("#contents a")
    assert len(entries) > 20
    listed = squeezed("".join(printed.texts[1 : printed.pages["book-welcome"] - 1]))
    for entry in entries:
        title, name = entry.span.get_text(), str(entry["href"]).removeprefix("#")
        number = printed.pages[name]
        is_part = entry.parent["class"] == ["part"] and name != "answers"
        assert is_part or squeezed(title) in squeezed(printed.texts[number - 1]), (title, number)
        assert squeezed(f"{title}{number}") in listed, (title, number)
        assert f"\n{number}\n" in f"\n{printed.texts[number - 1]}\n"  # at the foot of the page


def test_every_link_inside_leads_somewhere(printed: Printed) -> None:
    wanted = {str(link["href"])[1:] for link in printed.source.select("a[href^='#']")}
    assert wanted <= set(printed.pages)
    assert len(wanted) > 100


def test_all_answers_and_solutions_are_at_the_back(printed: Printed, book: Path) -> None:
    page = printed.source
    assert page.select("details, summary, .tag_solution .cell_input") == []
    back = page.select_one("#answers")
    at_the_back = squeezed(back.get_text())
    printed_there = squeezed(printed.text_from("answers"))
    pages = [each for _, some in (contents() if os.environ.get("PDF") else PARTS) for each in some]
    count = 0
    for name in pages:
        built = soup(book, f"{name}.html")
        for cell in built.select("div.tag_solution .cell_input pre:not(noscript *)"):
            assert squeezed(cell.get_text()) in at_the_back
            assert squeezed(cell.get_text()) in printed_there
            count += 1
        count += len(built.select("article details:not(.hide, noscript *)"))
    assert len(back.select("h3")) == count > 10
    assert len(page.select(".see:not(#answers *)")) == count
    for line in page.select(".see:not(#answers *)"):
        there = str(line.a["href"]).removeprefix("#")
        asked, answered = printed.pages[str(line["id"])], printed.pages[there]
        assert asked < printed.pages["answers"] <= answered
        assert f"page{answered}" in squeezed(printed.texts[asked - 1])
        assert f"frompage{asked}" in squeezed(printed.texts[answered - 1])


def test_widgets_are_pictures_that_say_where_they_live(printed: Printed) -> None:
    figures = printed.source.select("figure.widget")
    assert len(figures) == printed.measured["widgets"] > 3
    for figure in figures:
        assert figure.img["alt"] in figure.get_text()
        assert str(figure.a["href"]).startswith(address())
    text = "\n".join(printed.texts)
    assert not re.search(r"enable JavaScript|comes alive in the built book", text, re.IGNORECASE)
    assert squeezed("Live at") in squeezed(text)


def test_no_picture_is_cut(printed: Printed) -> None:
    """Each picture stands within the margins of its page. A cut one would be drawn beyond them."""
    assert printed.measured["divided"] == 0
    assert printed.measured["tall"] == []
    count = 0
    pages = zip(printed.reader.pages[1:], printed.pictures[1:], strict=True)
    for number, (page, pictures) in enumerate(pages, start=2):  # the cover has no margins
        height = float(page.mediabox.height)
        for low, high in pictures:
            assert low > BOTTOM - POINT and high < height - TOP + POINT, number
            count += 1
    assert count > 10


def test_no_code_is_cut(printed: Printed) -> None:
    pages = [squeezed(text) for text in printed.texts]
    code = printed.source.select("pre")
    assert len(code) > 50
    cut = [
        each.get_text()
        for each in code
        if not any(squeezed(each.get_text()) in page for page in pages)
    ]
    assert cut == []


def test_code_tables_and_formulas_fit(printed: Printed) -> None:
    assert printed.measured["spilling"] == []
    assert printed.measured["wrong"] == 0
    formulas = printed.source.select(".math")
    assert printed.measured["formulas"] == len(formulas) > 0


def test_fonts_are_embedded(printed: Printed) -> None:
    names = set()
    for page in printed.reader.pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            font = font.get_object()
            if font["/Subtype"] == "/Type3":  # drawn by the file itself
                continue
            [inner] = font["/DescendantFonts"]
            described = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described), font["/BaseFont"]
            names.add(str(font["/BaseFont"]).split("+")[-1])
    assert {"SourceSansPro-Regular", "DejaVuSansMono"} <= names


def bookmarks(outline: list[Any]) -> list[str]:
    """The titles of all bookmarks, in order."""
    found: list[str] = []
    for each in outline:
        found += bookmarks(each) if isinstance(each, list) else [str(each["/Title"])]
    return found


def test_it_is_a_book(printed: Printed) -> None:
    assert 30 < len(printed.reader.pages) < 700
    assert printed.size < 30_000_000
    entries = printed.source.select("#contents a span")
    assert bookmarks(printed.reader.outline) == [entry.get_text() for entry in entries]
    assert printed.reader.metadata.title == "Convnets by Hand"
    assert printed.reader.metadata.author
    chapter = printed.texts[printed.pages[slug("notebooks/04_flatten")] - 1]
    assert "Convnets by Hand" in chapter and "4. Flatten" in chapter  # the running heads


def test_without_a_browser_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool.chromium, "find", lambda: None)
    with pytest.raises(tool.NotPrinted, match="chromium.py --install"), tool.browser():
        pass
