"""Sphinx extension: where an exercise is written, and what `check` answers.

A page runs nothing by itself. So beneath the heading of each exercise stands a line with links to
where this very page runs. The directive ``{check-cards}`` shows the three answers of `check`: it
asks the check itself, so that they cannot differ.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import check
from helpers.convolution import convolve2d_loops

EXERCISE = re.compile(r"Exercise( \d+)?(,|$)")
CHECKED = re.compile(r"^check\((\w+)\)$", re.MULTILINE)


def addresses(app: Sphinx, docname: str) -> dict[str, str]:
    """Where the notebook of a page runs: the name of each place, and the link to it."""
    options = app.config.html_theme_options
    owner = options["repository_url"].removeprefix("https://github.com/")
    branch = options["repository_branch"]
    buttons = options["launch_buttons"]
    file = f"{docname}.ipynb"
    return {
        "Binder": f"{buttons['binderhub_url']}/v2/gh/{owner}/{branch}?urlpath=lab/tree/{file}",
        "Colab": f"{buttons['colab_url']}/github/{owner}/blob/{branch}/{file}",
    }


class Places(nodes.paragraph):
    """The line under an exercise's heading. Its `exercise` is known to the script of the page."""


def start_places(writer: Any, node: Places) -> None:
    name = node["exercise"]
    attributes = {"data-exercise": name} if name else {}
    writer.body.append(writer.starttag(node, "p", "", **attributes))


def end_places(writer: Any, node: Places) -> None:
    writer.body.append("</p>\n")


def place_line(app: Sphinx, docname: str, exercise: str) -> Places:
    """The line "Write it in Binder, in Colab, or on your own machine."."""
    line = Places(classes=["places"], exercise=exercise)
    line += [nodes.Text("Write it in "), *links(app, docname)]
    return line


def links(app: Sphinx, docname: str) -> list[nodes.Node]:
    """The words "Binder, in Colab, or on your own machine.", as links."""
    line = nodes.paragraph()
    for name, address in addresses(app, docname).items():
        line += [nodes.reference("", name, refuri=address), nodes.Text(", in ")]
    line[-1] = nodes.Text(", or ")
    setup = addnodes.pending_xref(
        "", refdomain="std", reftype="doc", reftarget="/book/setup", refexplicit=True,
        refwarn=True, refdoc=docname,
    )  # fmt: skip
    setup += nodes.inline("", "on your own machine")
    line += [setup, nodes.Text(".")]
    return list(line.children)


def add_places(app: Sphinx, doctree: nodes.document) -> None:
    docname = app.env.docname
    if Path(app.env.doc2path(docname)).suffix == ".ipynb":
        for section in doctree.findall(nodes.section):
            if EXERCISE.match(section[0].astext()):
                checked = CHECKED.search(section.astext())
                section.insert(1, place_line(app, docname, checked[1] if checked else ""))


# ---- the three answers ----


def not_attempted(image: np.ndarray, kernel: np.ndarray) -> None: ...


def not_yet(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return convolve2d_loops(image, kernel[::-1, ::-1])


def passed(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return convolve2d_loops(image, kernel)


def cards() -> list[str]:
    """The cards of `check` for three tries at the exercise ``convolve2d``, as HTML."""
    answers = []
    for attempt in (not_attempted, not_yet, passed):
        attempt.__name__ = "convolve2d"
        answers.append(check(attempt, record=False)._repr_html_())
    return answers


class CheckCards(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", f'<div class="check-card">{card}</div>', format="html")
                for card in cards()]  # fmt: skip


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("check-cards", CheckCards)
    app.add_node(Places, html=(start_places, end_places))
    app.connect("doctree-read", add_places)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
