"""Sphinx extension: pages are read and written by several processes at once.

Sphinx does so only where every extension says that it may. Two that Jupyter Book brings along do
not say; neither has a part in this book: there are no numbered chapters, and there is no LaTeX.
"""

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

SILENT = ["sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"]


def allow(app: Sphinx, config: Any) -> None:
    for name in SILENT:
        app.extensions[name].parallel_read_safe = True


def prepare_highlighting(app: Sphinx, builder: Any) -> None:
    """Once for all processes that write pages: what colors code takes a while to set up."""
    if builder.format == "html":
        builder.highlighter.highlight_block("pass", "ipython3")


def all_are_written(app: Sphinx, error: Exception | None) -> None:
    """Sphinx does not always tell when a process that writes pages has ended with an error."""
    if error is None and app.builder.format == "html":
        names = sorted(app.env.found_docs)
        if lost := [name for name in names if not Path(app.outdir, f"{name}.html").is_file()]:
            raise SphinxError(f"These pages were not written: {', '.join(lost)}.")


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", allow)
    app.connect("write-started", prepare_highlighting)
    app.connect("build-finished", all_are_written)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
