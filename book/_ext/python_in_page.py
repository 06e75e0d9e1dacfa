"""Sphinx extension: Python in the page.

Under its heading each exercise has a line that says where it can be written (exercise_help.py).
`python/page.js` puts the word "here" into it. This extension gives the script what it needs: which
files there are and how large (or that this copy of the book has no Python inside), and for each
page its exercises and the cells that can be changed and run there (runnable.py). Beneath other
cells that a text says "Predict" before stands where they run. The files themselves are collected by
tools/python_in_page.py, whose folder the setting `python_in_page` names; it is empty in a book
without.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from exercise_help import links
from runnable import cells as cells_to_change
from runnable import imports
from sphinx.application import Sphinx

OURS = Path(__file__).with_name("python")
FOLDER = "python"  # in the site, below _static
ALWAYS = ("page.js", "page.css")
MARKS = ("data-exercise=", "data-cell=")
LINK = re.compile(r"\]\((?!\w+:|#)([^)]+)\)")


def online(app: Sphinx) -> str:
    """The address of the book on the web, with a slash at its end."""
    owner, name = app.config.html_theme_options["repository_url"].split("/")[-2:]
    return f"https://{owner}.github.io/{name}/"


# ---- the data of a page ----


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def source_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def page_data(path: Path, address: str) -> dict[str, Any]:
    """What the script in the page asks for about one notebook.

    Args:
        path: the notebook. Each exercise is four cells in a row: text, stub, check, solution.
        address: where the notebook's page is in the book on the web.
    """
    notebook = read(path)
    cells = notebook["cells"]
    texts = [source_of(cell) for cell in cells]
    exercises = []
    for at, text in enumerate(texts):
        if cells[at]["cell_type"] == "code" and (name := re.fullmatch(r"check\((\w+)\)", text)):
            last = re.split(r"^#+ ", texts[at - 2], flags=re.MULTILINE)[-1]
            heading, _, prompt = last.partition("\n")
            exercises.append(
                {
                    "name": name[1],
                    "heading": heading,
                    "prompt": with_whole_links(prompt.strip(), address),
                    "stub": texts[at - 1],
                    "solution": texts[at + 1].split("\n\n\ncheck(")[0],
                    "anchor": nodes.make_id(heading),
                }
            )
    title = re.search(r"^# (.*)", texts[0], re.MULTILINE)
    return {
        "title": title[1] if title else path.stem,
        "imports": imports(notebook),
        "exercises": exercises,
        "cells": [
            {"id": cell.id, "source": cell.source, "before": cell.before}
            for cell in cells_to_change(notebook)
            if cell.runs
        ],
    }


def with_whole_links(text: str, address: str) -> str:
    """The text with links that work from anywhere: relative ones lead to the book on the web."""

    def whole(link: re.Match[str]) -> str:
        page = re.sub(r"[.](ipynb|md)(#|$)", r".html\2", link[1])
        return f"]({urljoin(address, page)})"

    return LINK.sub(whole, text)


# ---- the cells of a page ----


class RunnableCell(nodes.container):
    """A cell that can be changed and run in the page. The script knows it by its `cell_id`."""


def start_cell(writer: Any, node: RunnableCell) -> None:
    attributes = {"CLASS": "docutils container", "data-cell": node["cell_id"]}
    writer.body.append(writer.starttag(node, "div", **attributes))


def end_cell(writer: Any, node: RunnableCell) -> None:
    writer.body.append("</div>\n")


def mark_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Mark the cells that run in the page, and say of predictions where the others run."""
    docname = app.env.docname
    path = Path(app.env.doc2path(docname))
    if path.suffix != ".ipynb":
        return
    notebook = read(path)
    runs = {cell.id for cell in cells_to_change(notebook) if cell.runs}
    predicted = cells_after_predictions(notebook)
    for container in list(doctree.findall(nodes.container)):
        if container.get("nb_element") == "cell_code":
            name = notebook["cells"][container["cell_index"]]["id"]
            if name in runs:
                cell = RunnableCell("", *container.children, **container.attributes, cell_id=name)
                container.replace_self(cell)
            elif name in predicted:
                line = nodes.paragraph(classes=["python-elsewhere"])
                line += [nodes.Text("Change and run it in "), *links(app, docname)]
                container.parent.insert(container.parent.index(container) + 1, line)


def cells_after_predictions(notebook: dict[str, Any]) -> set[str]:
    """The cells that come next after a text that says "Predict", and whose code is shown."""
    cells = notebook["cells"]
    return {
        cell["id"]
        for before, cell in zip(cells, cells[1:], strict=False)
        if before["cell_type"] == "markdown" and "**Predict" in source_of(before)
        if cell["cell_type"] == "code"
        if not {"hide-cell", "hide-input", "remove-input"} & set(cell["metadata"].get("tags", []))
    }


# ---- the files of the site ----


def write_files(app: Sphinx) -> None:
    """Before the pages are written, so that Sphinx can add checksums to the addresses."""
    if app.builder.format == "html":
        notebooks = Path(app.srcdir) / "notebooks"
        static = Path(app.outdir) / "_static"
        write_static(static, notebooks, app.config.python_in_page, online(app))


def write_static(static: Path, notebooks: Path, python: str | Path, address: str) -> None:
    """Write what the pages load into the site's folder for static files.

    Args:
        static: that folder.
        notebooks: the folder with the sources of the pages.
        python: the folder that tools/python_in_page.py has filled; empty for a book without.
        address: of the book on the web.
    """
    target = static / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    facts: dict[str, Any] = {"inside": bool(python), "online": address}
    if python:
        own = target / "new"
        shutil.copytree(python, own)
        (own / "pages").mkdir()
        for path in sorted(notebooks.glob("*.ipynb")):
            data = page_data(path, f"{address}notebooks/{path.stem}.html")
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            (own / "pages" / f"{path.stem}.json").write_text(text, encoding="utf-8")
        facts["files"] = {path.name: path.stat().st_size for path in sorted(own.glob("*.*"))}
        facts["folder"] = digest_of(own)
        own.rename(target / facts["folder"])
    script = (OURS / "page.js").read_text(encoding="utf-8")
    script = script.replace("PYTHON_IN_PAGE", json.dumps(facts), 1)
    (target / "page.js").write_text(script, encoding="utf-8")
    shutil.copyfile(OURS / "page.css", target / "page.css")


def digest_of(folder: Path) -> str:
    """A name for what the files of a folder hold: no reader's cache mixes two editions."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def load_where_used(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load script and style on pages with something to write."""
    if any(mark in context.get("body", "") for mark in MARKS):
        app.add_js_file(f"{FOLDER}/page.js", loading_method="defer")
        app.add_css_file(f"{FOLDER}/page.css")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("python_in_page", "", "html")
    app.add_node(RunnableCell, html=(start_cell, end_cell))
    app.connect("doctree-read", mark_cells)
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", load_where_used)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
