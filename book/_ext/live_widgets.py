"""Widgets that are live on a page without a kernel.

A notebook's widget leaves a `<div class="live-widget" data-module="NAME">` in its page, with its
state as JSON. This extension writes, once a site, one script with the text of all modules and the
small values that they ask for (pictures, quizzes), and one style sheet, and loads both on the
pages that hold a widget, and only there. `live_widgets.js` beside this file is what runs in
the page.

The script is a classic one, not an ES module, because browsers refuse to load modules from a
disk. The modules inside it are imported from Blob addresses. Values too large for every page
(weights) become scripts of their own, loaded when a widget asks.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from helpers.widgets.modules import module_names, own_text, shared_text, style_text
from helpers.widgets.values import encode, named_value, value_names

RUNTIME = Path(__file__).with_name("live_widgets.js")
LARGE = 24_000  # characters; longer values are not written into the script of every page
MARK = 'class="live-widget"'


def site_script() -> tuple[str, dict[str, str]]:
    """The script of the site, and the large values by file name (in `live_values/`)."""
    values, large = {}, {}
    for name in value_names():
        value = _as_json(named_value(name))
        if len(json.dumps(value)) <= LARGE:
            values[name] = value
        else:
            file = re.sub(r"[^a-z0-9]+", "-", name) + ".js"
            values[name] = {"file": f"live_values/{file}"}
            large[file] = f"liveWidgets.put({json.dumps(name)}, {json.dumps(value)});\n"
    contents = {
        "shared": shared_text(),
        "modules": {name: own_text(name) for name in module_names()},
        "values": values,
    }
    runtime = RUNTIME.read_text(encoding="utf-8")
    return runtime.replace("LIVE_WIDGETS_CONTENTS", json.dumps(contents)), large


def _as_json(value: Any) -> dict[str, Any]:
    header, payload = encode(value)
    if payload:
        header["base64"] = base64.b64encode(payload[0]).decode("ascii")
    return header


def write_static(static: Path) -> None:
    """Write script, style sheet and large values into the site's folder for static files."""
    (static / "live_values").mkdir(parents=True, exist_ok=True)
    script, large = site_script()
    (static / "live_widgets.js").write_text(script, encoding="utf-8")
    (static / "live_widgets.css").write_text(style_text(), encoding="utf-8")
    for file, text in large.items():
        (static / "live_values" / file).write_text(text, encoding="utf-8")


def write_files(app: Sphinx) -> None:
    """Before the pages are written, so that Sphinx can add checksums to the addresses."""
    if app.builder.format == "html":
        write_static(Path(app.outdir) / "_static")


def load_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load script and style on pages that hold a widget."""
    if MARK in context.get("body", ""):
        app.add_js_file("live_widgets.js", loading_method="defer")
        app.add_css_file("live_widgets.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", load_where_used)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
