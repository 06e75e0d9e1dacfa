"""Sphinx extension: pages that ask nothing of another host, and that weigh little.

MathJax comes out of the installed package ``sphinx-mathjax-offline``, in the parts that these pages
use: without its menu it is 0.9 MB, and not 1.3. Sphinx puts it on pages with formulas only. Scripts
that call other hosts are left out.
"""

from __future__ import annotations

import shutil
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

MATHJAX_PARTS = [
    "core",
    "input/tex-full",
    "output/chtml",
    "a11y/assistive-mml",  # each formula also as MathML, for screen readers
]
MATHJAX_FILES = ["startup", *MATHJAX_PARTS, "output/chtml/fonts/tex"]  # the last comes with chtml
MATHJAX_FONTS = "output/chtml/fonts/woff-v2"

# Scripts of the theme that are left out, by a part of their file name or of their text:
UNWANTED = [
    "thebe",  # runs cells on a remote machine, from a script on another host
    "THEBE_JS_URL",
    "require",  # the widget manager of ipywidgets and its loader, from another host
    "embed-amd",
]


def use_own_mathjax(app: Sphinx, config: Any) -> None:
    """Point Sphinx to MathJax's start file in _static, and tell that file which parts to load."""
    config.mathjax_path = "mathjax/startup.js"
    settings = config.mathjax3_config or {}
    config.mathjax3_config = settings | {"loader": {"load": MATHJAX_PARTS}}


def copy_mathjax(app: Sphinx, error: Exception | None) -> None:
    """Copy the parts of MathJax and its fonts into the built site."""
    if error is not None or app.builder.format != "html":
        return
    package = distribution("sphinx-mathjax-offline")
    source = Path(str(package.locate_file("sphinx-mathjax-offline/static/mathjax")))
    target = Path(app.outdir, "_static", "mathjax")
    for name in MATHJAX_FILES:
        file = target / f"{name}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / f"{name}.js", file)
    shutil.copytree(source / MATHJAX_FONTS, target / MATHJAX_FONTS, dirs_exist_ok=True)


def leave_scripts_out(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take the unwanted scripts and style sheets off the page's list."""
    # Sphinx counts the formulas of all pages below a page as its own: for the root, of all pages.
    no_math = "math notranslate" not in context.get("body", "")
    unwanted = [*UNWANTED, "mathjax/", "window.MathJax"] if no_math else UNWANTED

    def wanted(file: Any) -> bool:
        text = f"{file.filename or ''} {file.attributes.get('body') or ''}"
        return not any(word in text for word in unwanted)

    for key in ("script_files", "css_files"):
        context[key] = [file for file in context.get(key, []) if wanted(file)]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", use_own_mathjax)
    # After the extensions that add the scripts: a larger number comes later.
    app.connect("html-page-context", leave_scripts_out, priority=900)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
