"""The pages of the built book as one page, to be printed: tools/pdf.py does that.

What a reader would click is moved or named: a widget is a picture with the address where it is
live, folded answers and solutions stand at the back, and a link to them says the page. The number
of a page is not known before it is printed: `<b data-page="ID"></b>` stands for it.
"""

import json
import os
import re
from collections import Counter
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import matplotlib
import yaml
from bs4 import BeautifulSoup, Tag

from book._ext.offline import MATHJAX_PARTS
from book._ext.stills import HERE
from tools.book import ROOT

STYLE = Path(__file__).with_suffix(".css")
LEFT_OUT = (
    "script, noscript, style, .headerlink, .places, .minutes, .start-here, .python-elsewhere, "
    "button, input, .to-slides, #your-progress, figure:has(img.narrow-page)"
)
HEADINGS = ["h1", "h2", "h3", "h4", "h5"]
LONG_ROW = 300  # characters: rows of a table with more become cards
LIVE = f" {HERE}"
MATHJAX = {
    "loader": {"load": MATHJAX_PARTS},
    "chtml": {"matchFontHeight": False},
    "options": {"ignoreHtmlClass": "tex2jax_ignore", "processHtmlClass": "math"},
}
MOST_SECTIONS = 20  # of a page in the contents; the terms of the glossary are in order anyway
ABOUT = """
<h1 id="about">About this edition</h1>
<p>This is the whole book on paper. On a screen it does more, at <a href="{0}">{0}</a>, and so do
its notebooks.</p>
<ul>
<li>A <strong>widget</strong> is a picture here. Below it stands the address where it is live.</li>
<li><strong>Folded answers and solutions</strong> stand at the back, under
<a href="#answers">Answers and solutions</a>. A line in the text leads there.</li>
<li><strong>Code that only draws</strong> a figure or a widget is left out. The notebooks have
it.</li>
</ul>
"""


def contents() -> list[tuple[str, list[str]]]:
    """The parts of the book, each with its pages: addresses in the site without the ending."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts = [
        (part["caption"], [each["file"] for each in part["chapters"]]) for part in toc["parts"]
    ]
    return [("", [toc["root"]]), *parts]


def settings() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def address() -> str:
    """Where the book is published, with a slash at the end."""
    config = settings()
    known = config.get("html", {}).get("baseurl", "")
    owner, name = config["repository"]["url"].rstrip("/").split("/")[-2:]
    return (known or f"https://{owner}.github.io/{name}").rstrip("/") + "/"


def fonts() -> Path:
    """The fonts that come with reveal.js."""
    place = "sphinx_revealjs/_static/revealjs/dist/theme/fonts"
    return Path(str(distribution("sphinx-revealjs").locate_file(place)))


def slug(page: str) -> str:
    return re.sub(r"\W+", "-", page)


class Paper:
    """Pages of the built site below `site`, put together for a file in the folder `target`."""

    def __init__(self, site: Path, target: Path, parts: list[tuple[str, list[str]]]) -> None:
        self.site, self.target, self.parts = site, target, parts
        self.pages = [page for _, pages in parts for page in pages]
        self.titles: dict[str, str] = {}
        self.answers: dict[str, list[str]] = {}
        self.entries: list[tuple[str, str, str]] = []  # of the contents: kind, name, title

    def html(self) -> str:
        """The whole page."""
        chapters = {page: self.chapter(page) for page in self.pages}
        pages = [("answers", "Answers and solutions"), ("contents", "Contents")]
        pages += [(slug(page), self.titles[page]) for page in self.pages]
        heads = "".join(
            f'#{name} {{ page: {name}; }} @page {name} {{ @top-right {{ content: "{title}"; }} }}\n'
            for name, title in ((name, title.replace('"', r"\"")) for name, title in pages)
        )
        where = {"SITE": self.relative(self.site), "REVEAL": fonts().as_uri()}
        where["MONO"] = Path(matplotlib.get_data_path(), "fonts", "ttf").as_uri()
        style = STYLE.read_text(encoding="utf-8")
        for name, place in where.items():
            style = style.replace(f"{{{{{name}}}}}", place)
        title = settings()["title"]
        styles = "".join(
            f'<link rel="stylesheet" href="{where["SITE"]}/_static/{name}">'
            for name in ("pygments.css", "figures.css")
        )
        body = "".join(chapters.values())
        return (
            f'<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
            f"<title>{title}</title>{styles}<style>{style}{heads}</style>"
            f"<script>window.MathJax = {json.dumps(MATHJAX)}</script>"
            f'<script defer src="{where["SITE"]}/_static/mathjax/startup.js"></script></head>'
            f"<body>{self.cover()}{self.table(chapters)}"
            f'<section class="page">{ABOUT.format(address())}</section>{body}{self.back()}'
            "</body></html>"
        )

    # ---- before and after the pages ----

    def cover(self) -> str:
        config = settings()
        picture = (ROOT / "book" / "assets" / "network.svg").as_uri()
        return (
            f'<section class="cover"><p class="title">{config["title"]}</p>'
            "<p>A convolutional neural network from nothing but NumPy</p>"
            f'<img src="{picture}" alt="The course network">'
            f"<p>{config['author']}</p><p class='small'>{config['copyright']}</p>"
            f'<p class="small"><a href="{address()}">{address()}</a></p></section>'
        )

    def table(self, chapters: dict[str, str]) -> str:
        for caption, pages in self.parts:
            if caption:
                self.entries.append(("part", slug(pages[0]), caption))
            for page in pages:
                self.entries.append(("chapter", slug(page), self.titles[page]))
                sections = BeautifulSoup(chapters[page], "html.parser").select("h2[id]")
                for part in sections if len(sections) <= MOST_SECTIONS else []:
                    self.entries.append(("section", str(part["id"]), part.get_text()))
        self.entries.append(("part", "answers", "Answers and solutions"))
        rows = "".join(entry(*each) for each in self.entries)
        return f'<nav id="contents" class="page"><h1>Contents</h1>{rows}</nav>'

    def back(self) -> str:
        parts = [
            f"<h2>{escape(self.titles[page])}</h2>{''.join(found)}"
            for page, found in self.answers.items()
            if found
        ]
        intro = "<h1>Answers and solutions</h1>"
        return f'<section class="page" id="answers">{intro}{"".join(parts)}</section>'

    # ---- a page ----

    def chapter(self, page: str) -> str:
        file = self.site / f"{page}.html"
        article = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").select_one(
            "article.bd-article"
        )
        kinds: Counter[str] = Counter()
        for number, widget in enumerate(article.select(".live-widget"), start=1):
            kind = str(widget["data-module"])
            kinds[kind] += 1  # the second of a kind is "convolution-2" in links
            name = kind if kinds[kind] == 1 else f"{kind}-{kinds[kind]}"
            widget.replace_with(self.picture(page, number, name, widget))
        for part in article.select(LEFT_OUT):
            part.decompose()
        self.titles[page] = article.h1.get_text()
        self.rename(page, article)
        self.fold(page, article)
        for table in article.select("table"):
            if any(len(row.get_text()) > LONG_ROW for row in table.select("tr")):
                make_cards(table)
        for heading in article.select("section > h2"):  # what the contents lead to
            heading["id"] = heading.parent.attrs.pop("id")
        self.answers.setdefault(page, [])
        return f'<section class="page" id="{slug(page)}">{article.decode_contents()}</section>'

    def picture(self, page: str, number: int, name: str, widget: Tag) -> BeautifulSoup:
        """What stands in a widget's place: a picture, which tools/pdf.py takes, and its address."""
        words = widget.select_one(".live-widget-fallback")
        text = words.get_text().replace(LIVE, "") if words else "The course network, live."
        link = f"{address()}{page}.html#widget={name}"
        return BeautifulSoup(
            f'<figure class="widget"><img src="{slug(page)}-{number}.png" alt="{escape(text)}">'
            f'<figcaption>{escape(text)} Live at <a href="{link}">{link}</a></figcaption></figure>',
            "html.parser",
        )

    def rename(self, page: str, article: Tag) -> None:
        """Make names and links those of the one page."""
        for part in article.select("[id]:not(svg [id])"):
            part["id"] = f"{slug(page)}--{part['id']}"
        start = (self.site / f"{page}.html").as_uri()
        for link in article.select("a[href]"):
            target, fragment = urldefrag(urljoin(start, str(link["href"])))
            inside = target.removeprefix(f"{self.site.as_uri()}/").removesuffix(".html")
            if inside in self.pages:
                end = f"--{unquote(fragment)}" if fragment and "=" not in fragment else ""
                link["href"] = f"#{slug(inside)}{end}"
            elif target.startswith("file:"):
                link["href"] = f"{address()}{inside}.html"
        for image in article.select("img[src]:not(.widget img)"):
            file = Path(unquote(urljoin(start, str(image["src"])).removeprefix("file://")))
            image["src"] = self.relative(file)

    def fold(self, page: str, article: Tag) -> None:
        """Solutions and answers go to the back; what else is folded is shown, or left out."""
        for cell in article.select("div.tag_hide-input"):
            for code in cell.select(".cell_input"):
                code.decompose()
        for folded in article.select("details"):
            summary = folded.summary.extract()
            cell = folded.find_parent("div", class_="tag_solution")
            if cell or "hide" not in folded.get("class", []):
                self.move(page, cell or folded, folded, summary, bool(cell))
            folded.unwrap()
        for cell in article.select("div.cell"):
            if not cell.get_text(strip=True) and not cell.select("img, svg"):
                cell.decompose()

    def move(self, page: str, place: Tag, folded: Tag, summary: Tag, solution: bool) -> None:
        found = self.answers.setdefault(page, [])
        number = len(found) + 1
        there, here = f"answer-{slug(page)}-{number}", f"asked-{slug(page)}-{number}"
        heading = place.find_previous(HEADINGS).get_text()
        if solution:
            words = "Solution"
            name = re.search(r"check\((\w+), record=False\)", folded.get_text())
            title = f"{heading}: {name[1]}" if name else heading
            for answer in folded.select(".cell_output"):  # it says "passed"
                answer.decompose()
        else:
            words = summary.get_text().strip()
            title = f"{words} ({heading})"
        link = f'<a href="#{there}">page {number_of(there)}</a>'
        line = f'<p class="see" id="{here}">{escape(words)}: {link}</p>'
        place.insert_before(BeautifulSoup(line, "html.parser"))
        back = f'<a class="back" href="#{here}">from page {number_of(here)}</a>'
        content = folded.decode_contents()
        found.append(
            f'<h3 id="{there}">{escape(title)} {back}</h3><div class="answer">{content}</div>'
        )
        folded.clear()

    def relative(self, path: Path) -> str:
        return Path(os.path.relpath(path, self.target)).as_posix()


def make_cards(table: Tag) -> None:
    """Make a card of each row, with the heading of its column before each cell."""
    table["class"] = [*table.get("class", []), "cards"]
    names = [cell.get_text().strip() for cell in table.select("thead th")]
    for row in table.select("tbody tr"):
        for name, cell in zip(names, row.select("td"), strict=False):
            cell["data-name"] = f"{name}: "


def number_of(name: str) -> str:
    return f'<b data-page="{name}">000</b>'


def entry(kind: str, name: str, title: str) -> str:
    words = f"<span>{escape(title)}</span>{number_of(name)}"
    return f'<p class="{kind}"><a href="#{name}">{words}</a></p>'
