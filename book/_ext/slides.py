"""Sphinx extension: each chapter as slides, made of the cells of its notebook.

A cell is on the slides if its metadata say so, as JupyterLab writes them (the gear at the top
right, "Slide Type"): ``"slideshow": {"slide_type": "slide"}``. CONTRIBUTING.md has the rule. The
decks stand in slides/ beside the pages. Reveal.js comes out of the installed package
``sphinx-revealjs``; widgets, figures and formulas are those of the pages.
"""

import base64
import json
import re
import shutil
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from docutils import nodes
from figures import DRAWINGS, for_page, light, too_heavy
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from offline import MATHJAX_PARTS
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from helpers.drawings import file_name

HERE = Path(__file__).parent
NOTEBOOKS = HERE.parent.parent / "notebooks"
FOLDER = "slides"
REVEAL = ("dist/reveal.js", "dist/reveal.css", "plugin/notes/notes.js")
OWN = ("slides.js", "slides.css")
STARTS = {"slide": "column", "subslide": "slide"}  # what a cell of this type begins
KINDS = (*STARTS, "fragment", "-", "notes", "skip")
SETTINGS = {"slide_type", "text", "show"}
MATHJAX = {
    "loader": {"load": MATHJAX_PARTS},
    "chtml": {"matchFontHeight": False},
    "options": {"ignoreHtmlClass": "notes", "processHtmlClass": "math"},
}
WIDGET = '<div class="live-widget"'
DETAILS = re.compile(r"<details.*?</details>\s*", re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")  # a click on a slide would lose the place


@dataclass
class Slide:
    """What stands on a slide, and what the speaker says to it, as HTML."""

    parts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def html(self) -> str:
        notes = f'<aside class="notes">{"".join(self.notes)}</aside>' if self.notes else ""
        page = f'<div class="page">{"".join(self.parts)}</div>'
        return f"<section>{page}{notes}</section>\n"


def decks() -> dict[str, Path]:
    """The notebooks that have slides, by the name of their page, in order."""
    files = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    return {path.stem: path for path in files if '"slide_type"' in path.read_text(encoding="utf-8")}


def columns_of(notebook: dict[str, Any]) -> list[list[Slide]]:
    """The slides of a notebook: columns, each with the slides of one section from top to bottom.

    Raises:
        ExtensionError: a cell asks for what slides do not know, or stands before the first slide.
    """
    columns: list[list[Slide]] = []
    for cell in notebook["cells"]:
        settings = cell["metadata"].get("slideshow", {})
        kind = settings.get("slide_type", "")
        check(cell["id"], settings, started=bool(columns))
        if STARTS.get(kind) == "column":
            columns.append([])
        if kind in STARTS:
            columns[-1].append(Slide())
        if columns:
            add(columns[-1][-1], cell, kind, settings)
    return columns


def check(name: str, settings: dict[str, str], started: bool) -> None:
    """Refuse what would be left out without a word."""
    kind = settings.get("slide_type", "")
    if set(settings) - SETTINGS or (settings and kind not in KINDS):
        raise ExtensionError(
            f'The cell {name} should have a "slideshow" with a slide_type, one of '
            f"{', '.join(KINDS)}, and perhaps text and show. Received {settings}."
        )
    if settings.get("show", "code") not in ("code", "output"):
        raise ExtensionError(f'The cell {name} should show "code" or "output": {settings}.')
    if not started and kind not in ("", "slide", "notes", "skip"):
        raise ExtensionError(f'The cell {name} is a {kind!r} before the first "slide".')


def add(slide: Slide, cell: dict[str, Any], kind: str, settings: dict[str, str]) -> None:
    """Put a cell on a slide, or into its notes, or nowhere."""
    source = "".join(cell["source"])
    is_text = cell["cell_type"] == "markdown"
    shown = kind in (*STARTS, "fragment", "-")
    parts = [markdown(settings["text"])] if "text" in settings else []
    if shown and is_text and not parts:
        parts = [markdown(DETAILS.sub("", source))]
        slide.notes += [markdown_of_notes(part) for part in DETAILS.findall(source)]
    elif is_text and kind != "skip":
        slide.notes.append(markdown_of_notes(source))
    if shown and not is_text:
        code = "".join(code_parts(cell, settings.get("show", "")))
        parts.append(f'<div class="cell">{code}</div>')
    if kind == "fragment":
        parts = [f'<div class="fragment">{"".join(parts)}</div>']
    slide.parts += parts


# ---- what a cell looks like ----


@cache
def parser() -> MarkdownIt:
    found = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_labels=False)
    found.add_render_rule("math_inline", lambda *given: formula(given, r"\({}\)"))
    found.add_render_rule("math_block", lambda *given: formula(given, r"\[{}\]"))
    return found


def formula(given: Any, brackets: str) -> str:
    _, tokens, index, *_ = given
    text = escape(tokens[index].content.strip())
    if brackets == r"\[{}\]":
        return f'<div class="math">{brackets.format(text)}</div>'
    return f'<span class="math">{brackets.format(text)}</span>'


def markdown(source: str) -> str:
    return f'<div class="words">{LINK.sub("", parser().render(source))}</div>'


def markdown_of_notes(source: str) -> str:
    """Text for the speaker: unfolded, its formulas as they are typed, its headings smaller."""
    source = re.sub(r"<details><summary>(.*?)</summary>", r"**\1**", source)
    source = re.sub(r"</details>", "", source)
    source = re.sub(r"^#+ (.+)$", r"**\1**", source, flags=re.MULTILINE)
    source = source.replace(r"\cdot", "\u00b7").replace(r"\times", "\u00d7")
    return LINK.sub("", MarkdownIt("commonmark").enable("table").render(source))


def code_parts(cell: dict[str, Any], show: str) -> list[str]:
    """A cell's code and what it gave; what the page folds comes with the next key, or never."""
    tags = set(cell["metadata"].get("tags", []))
    parts = []
    if show != "output" and not tags & {"hide-input", "remove-input", "hide-cell"}:
        parts.append(python("".join(cell["source"])))
    results = "".join(output(each, cell) for each in cell["outputs"]) if show != "code" else ""
    if results:
        late = " fragment" if tags & {"hide-output"} else ""
        parts.append(f'<div class="result{late}">{results}</div>')
    return parts


def python(source: str) -> str:
    return highlight(source, PythonLexer(), HtmlFormatter(cssclass="highlight"))


def output(result: dict[str, Any], cell: dict[str, Any]) -> str:
    data = result.get("data", {})
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            own = result.get("metadata", {}).get(kind, {}).get("alt", "")
            whole = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
            return picture(base64.b64decode("".join(data[kind])), kind, own or whole)
    if "text/html" in data:
        return "".join(data["text/html"]).replace(
            WIDGET, '<div class="live-widget lw-pane" data-prevent-swipe'
        )
    if "text/markdown" in data:  # the source of a function
        lines = "".join(data["text/markdown"]).strip().splitlines()
        return python(without_docstring("\n".join(lines[1:-1])))
    text = "".join(result.get("text") or data.get("text/plain", ""))
    return f"<pre>{escape(text.rstrip())}</pre>"


def without_docstring(source: str) -> str:
    """The code alone: the notes and the page tell what it does."""
    return re.sub(r'\n +"""(?:.|\n)*?"""(?=\n)', "", source, count=1)


def picture(content: bytes, kind: str, alt: str) -> str:
    drawing = DRAWINGS / file_name(content)
    if drawing.is_file():
        svg = drawing.read_text(encoding="utf-8")
        if not too_heavy(svg):
            return for_page(light(svg), alt)
    address = f"data:{kind};base64,{base64.b64encode(content).decode()}"
    return f'<img src="{address}" alt="{escape(alt)}">'


# ---- the deck and the site ----


def deck_html(notebook: dict[str, Any]) -> str:
    """The page of a deck."""
    title = re.search(r"^# (.+)$", "".join(notebook["cells"][0]["source"]), re.MULTILINE)
    columns = columns_of(notebook)
    slides = "".join(f"<section>\n{''.join(s.html() for s in c)}</section>\n" for c in columns)
    scripts, styles = [], ["reveal/reveal.css", "pygments.css", "figures.css"]
    if 'class="math"' in slides:
        scripts.append("mathjax/startup.js")
    if "live-widget" in slides:
        scripts.append("live_widgets.js")
        styles.append("live_widgets.css")
    scripts += ["reveal/reveal.js", "reveal/notes.js", "slides.js"]
    head = [f'<link rel="stylesheet" href="../_static/{name}">' for name in [*styles, "slides.css"]]
    head += [f'<script defer src="../_static/{name}"></script>' for name in scripts]
    values = {
        "TITLE": escape(title[1] if title else "Slides"),
        "MATHJAX": json.dumps(MATHJAX),
        "HEAD": "\n".join(head),
        "SLIDES": slides,
    }
    page = (HERE / "slides.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], page)


def reveal(name: str) -> Path:
    """A file or a folder of the installed reveal.js."""
    package = distribution("sphinx-revealjs")
    return Path(str(package.locate_file(f"sphinx_revealjs/_static/revealjs/{name}")))


def write_decks(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    static, folder = Path(app.outdir, "_static"), Path(app.outdir, FOLDER)
    (static / "reveal").mkdir(exist_ok=True)
    for name in REVEAL:
        shutil.copyfile(reveal(name), static / "reveal" / Path(name).name)
    for name in OWN:
        shutil.copyfile(HERE / name, static / name)
    folder.mkdir(exist_ok=True)
    for name, path in decks().items():
        notebook = json.loads(path.read_text(encoding="utf-8"))
        (folder / f"{name}.html").write_text(deck_html(notebook), encoding="utf-8")


def link_to(app: Sphinx, docname: str, deck: str, text: str) -> nodes.raw:
    address = app.builder.get_relative_uri(docname, f"{FOLDER}/{deck}")
    return nodes.raw("", f'<a href="{address}">{escape(text)}</a>', format="html")


def add_link(app: Sphinx, doctree: nodes.document) -> None:
    """The line that leads from a chapter to its slides, at the end of its introduction."""
    deck = app.env.docname.removeprefix("notebooks/")
    if deck in decks():
        chapter = next(iter(doctree.findall(nodes.section)))
        place = next(i for i, part in enumerate(chapter) if isinstance(part, nodes.section))
        line = nodes.paragraph(classes=["to-slides"])
        line += [
            nodes.Text("For a class: "),
            link_to(app, app.env.docname, deck, "the slides of this chapter"),
            nodes.Text("."),
        ]
        chapter.insert(place, line)


class DeckList(SphinxDirective):
    """`{deck-list}`: links to all decks."""

    def run(self) -> list[nodes.Node]:
        items = nodes.bullet_list()
        for name, path in decks().items():
            source = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
            title = source.splitlines()[0].removeprefix("# ")
            link = link_to(self.env.app, self.env.docname, name, title)
            items += nodes.list_item("", nodes.paragraph("", "", link))
        return [items]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("deck-list", DeckList)
    app.connect("doctree-read", add_link)
    # Before what mends and shrinks all pages: a smaller number comes earlier.
    app.connect("build-finished", write_decks, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
