"""Print the whole book as one PDF: _build/pdf/convnets-by-hand.pdf.

    python -m tools.pdf

`make pdf` builds the book first. tools/print_book.py puts the pages together. A browser takes a
picture of each widget, prints, is told on which pages all links arrived, and prints again.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader, PdfWriter

from tools import chromium
from tools.print_book import ROOT, Paper, contents, settings, slug

NAME = "convnets-by-hand.pdf"
PAGE_WIDTH = 860  # pixels of a page of the book: a widget is 640 wide then, as on paper
MOST_PASSES = 4
LEVELS = ["part", "chapter", "section"]
READY = """() => [...document.querySelectorAll('[data-module]')]
                 .every(div => ['ready', 'failed'].includes(div.dataset.state))"""
SETTLED = """async () => {
  await MathJax?.startup?.promise;
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode()));
}"""
FILL = """(pages) => {
  let changed = 0;
  for (const place of document.querySelectorAll("[data-page]")) {
    const text = String(pages[place.dataset.page] ?? "?");
    if (place.textContent !== text) changed += 1;
    place.textContent = text;
  }
  return changed;
}"""


class NotPrinted(Exception):
    """The book cannot be printed. The text says why, and the cure."""


@contextmanager
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        raise NotPrinted(
            "A Chromium prints the book, and none was found. `python tools/chromium.py --install` "
            "gets one."
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield running
        running.close()


def take_pictures(running: Browser, site: Path, pages: list[str], folder: Path) -> int:
    """Write a picture of every widget of these pages into the folder; return how many."""
    context = running.new_context(
        viewport={"width": PAGE_WIDTH, "height": 1100}, device_scale_factor=2
    )
    page, count = context.new_page(), 0
    for name in pages:
        page.goto((site / f"{name}.html").as_uri())
        widgets = page.locator(".live-widget")
        if not widgets.count():
            continue
        page.emulate_media(
            media="print"
        )  # what is to be guessed is shown, buttons of links are not
        page.wait_for_function(READY)
        for number in range(widgets.count()):
            widget = widgets.nth(number)
            if widget.get_attribute("data-state") != "ready":
                raise NotPrinted(
                    f"A widget of the page {name} could not start: open it to see why."
                )
            widget.scroll_into_view_if_needed()
            page.wait_for_timeout(300)  # for what it draws when it is seen
            widget.screenshot(path=folder / f"{slug(name)}-{number + 1}.png")
            count += 1
        page.emulate_media(media="screen")
    context.close()
    return count


def pages_of_names(pdf: Path) -> dict[str, int]:
    """On which page each name that a link leads to stands, the first page being 1."""
    reader = PdfReader(pdf)
    numbers = {page.indirect_reference.idnum: i for i, page in enumerate(reader.pages, start=1)}
    return {
        name.removeprefix("/"): numbers[target.page.idnum]
        for name, target in reader.named_destinations.items()
    }


def print_paper(page: Page, pdf: Path) -> None:
    """Print until every number of a page is the one on which its place stands."""
    for _ in range(MOST_PASSES):
        page.pdf(path=pdf, prefer_css_page_size=True, print_background=True, tagged=True)
        if not page.evaluate(FILL, pages_of_names(pdf)):
            return
    raise NotPrinted(f"After {MOST_PASSES} times of printing, numbers of pages still change.")


def add_bookmarks(paper: Paper, pdf: Path) -> None:
    """Give the PDF the contents as bookmarks. (Chromium's own have some titles twice.)"""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it counts what Chromium wrote otherwise
    pages, writer = pages_of_names(pdf), PdfWriter(clone_from=pdf)
    parents: dict[str, Any] = {"part": None, "chapter": None, "section": None}
    for kind, name, title in paper.entries:
        mark = writer.add_outline_item(
            title=title, page_number=pages[name] - 1, parent=parents[kind], is_open=False
        )
        for below in LEVELS[LEVELS.index(kind) + 1 :]:
            parents[below] = mark
    writer.add_metadata({"/Author": str(settings()["author"])})
    whole = pdf.with_suffix(".part")
    writer.write(whole)
    whole.replace(pdf)


@contextmanager
def laid_out(paper: Paper) -> Iterator[tuple[Page, int]]:
    """A browser's page with all that is to be printed, and how many pictures of widgets it has."""
    html = paper.target / "book.html"
    with browser() as running:
        html.write_text(paper.html(), encoding="utf-8")
        count = take_pictures(running, paper.site, paper.pages, paper.target)
        page = running.new_page()
        page.goto(html.as_uri())
        page.evaluate(SETTLED)
        yield page, count
    for file in (html, *paper.target.glob("*.png")):
        file.unlink()


def make(site: Path, output: Path) -> Path:
    """Print the built book into a folder, and return the PDF.

    Raises:
        NotPrinted: there is no browser, or a widget could not start.
    """
    output.mkdir(parents=True, exist_ok=True)
    pdf = output / NAME
    paper = Paper(site.resolve(), output.resolve(), contents())
    with laid_out(paper) as (page, count):
        print_paper(page, pdf)
    add_bookmarks(paper, pdf)
    print(f"{len(PdfReader(pdf).pages)} pages, {count} pictures of widgets, ", end="")
    print(f"{pdf.stat().st_size / 1e6:.1f} MB: {pdf}")
    return pdf


def main() -> int:
    try:
        make(ROOT / "_build" / "html", ROOT / "_build" / "pdf")
    except NotPrinted as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
