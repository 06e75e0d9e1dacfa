"""Sphinx extension: pages that ask nothing of another host.

MathJax comes out of the installed package ``sphinx-mathjax-offline``, in parts: what every formula
needs is 0.8 MB (the usual single file has 1.3), and rare commands such as ``\\cancel`` fetch their
part when a formula uses them. Pages without a formula load none of it. Scripts that call other
hosts are left out.
"""

import shutil
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

MATHJAX_PARTS = [
    "core",
    "input/tex",
    "output/chtml",
    "a11y/assistive-mml",  # each formula also as MathML, for screen readers
]
MATHJAX_FILES = ["startup", *MATHJAX_PARTS, "output/chtml/fonts/tex"]  # the last comes with chtml
# Fetched by MathJax when a page needs them: the letters, and the rare commands.
MATHJAX_FOLDERS = ["output/chtml/fonts/woff-v2", "input/tex/extensions"]

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
    for folder in MATHJAX_FOLDERS:
        shutil.copytree(source / folder, target / folder, dirs_exist_ok=True)


def leave_scripts_out(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take the unwanted scripts and style sheets off the page's list."""
    # Sphinx counts the formulas of all pages below a page as its own: for the root, of all pages.
    body = context.get("body", "")
    unwanted = list(UNWANTED)
    if "math notranslate" not in body:
        unwanted += ["mathjax/", "window.MathJax"]
    if 'class="sd-' not in body:  # cards, grids and tabs
        unwanted += ["sphinx-design", "design-tabs"]

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
