"""Widgets that are live on a page without a kernel.

A notebook's widget leaves a `<div class="live-widget" data-module="NAME">` in its page, with its
state as JSON. This extension writes, once a site, one script with the small values that widgets ask
for (pictures), and one style sheet, and loads both on the pages that hold a widget, and only
there. `live_widgets.js` beside this file is what runs in the page. What most widgets are joined
of comes with that script; the JavaScript files of the others, and larger values (quizzes, weights),
become scripts of their own: a page loads each that it needs, once. Each is a round trip, so files
that only the same widgets need share a script.

The scripts are classic ones, not ES modules, because browsers refuse to load modules from a
disk. The modules are joined in the page and imported from Blob addresses.

On a page of prose the directive `{live-widget} NAME` puts a widget in the place of what it holds:
the page shows that until the widget is live, and where nothing is.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import widgets
from helpers.widgets.modules import own_text, part_names, style_text
from helpers.widgets.values import encode, named_value, value_names

RUNTIME = Path(__file__).with_name("live_widgets.js")
FOLDER = "live_values"
LARGE = 2_000  # characters; longer values are not written into the script of every page
MARK = 'class="live-widget"'


def site_script() -> tuple[str, dict[str, str]]:
    """The script of the site, and the scripts that pages load when they need them, by file name."""
    values = _values()
    homes = _homes_of_modules()
    files: dict[str, str] = {}
    file_of: dict[str, str] = {}
    for name, value in values.items():
        text = json.dumps(value)
        if (home := homes.get(name, name)) and len(text) > LARGE:
            file = file_of[name] = re.sub(r"[^a-z0-9_]+", "-", home) + ".js"
            line = f"liveWidgets.put({json.dumps(name)}, {text});\n"
            files[file] = files.get(file, "") + line
    for name, file in file_of.items():
        # The address changes with the content, so that no old copy is used.
        digest = hashlib.sha256(files[file].encode()).hexdigest()[:8]
        values[name] = {"file": f"{FOLDER}/{file}?v={digest}"}
    contents = {"parts": parts_of_widgets(), "values": values}
    runtime = RUNTIME.read_text(encoding="utf-8")
    return runtime.replace("LIVE_WIDGETS_CONTENTS", json.dumps(contents)), files


def _homes_of_modules() -> dict[str, str | None]:
    """For each module the one whose script it is in: None, if most widgets need it."""
    parts = parts_of_widgets()
    users: dict[str, list[str]] = {}
    for widget, names in parts.items():
        for name in names:
            users.setdefault(name, []).append(widget)
    homes: dict[str, str | None] = {}
    for names in parts.values():
        for name in names:
            same = [other for other in names if users[other] == users[name]]
            most = len(users[name]) > len(parts) / 2
            homes[f"module/{name}"] = None if most else f"module/{same[-1]}"
    return homes


def _values() -> dict[str, Any]:
    """What a page can ask for, as JSON: the values of widgets, and the files of their modules."""
    settings = {widget.module: widget.settings() for widget in _widgets()}
    files = {name for parts in parts_of_widgets().values() for name in parts}
    modules = {
        f"module/{name}": {"json": own_text(name, settings.get(name))} for name in sorted(files)
    }
    return modules | {name: _as_json(named_value(name)) for name in value_names()}


def parts_of_widgets() -> dict[str, list[str]]:
    """For each widget's module the files that it is joined of, in order."""
    return {widget.module: part_names(widget.module) for widget in _widgets()}


def _widgets() -> list[Any]:
    return [getattr(widgets, name) for name in widgets.__all__]


def _as_json(value: Any) -> dict[str, Any]:
    header, payload = encode(value)
    if payload:
        header["base64"] = base64.b64encode(payload[0]).decode("ascii")
    return header


def write_static(static: Path) -> None:
    """Write the scripts and the style sheet into the site's folder for static files."""
    (static / FOLDER).mkdir(parents=True, exist_ok=True)
    script, files = site_script()
    (static / "live_widgets.js").write_text(script, encoding="utf-8")
    (static / "live_widgets.css").write_text(style_text(), encoding="utf-8")
    for file, text in files.items():
        (static / FOLDER / file).write_text(text, encoding="utf-8")


def write_files(app: Sphinx) -> None:
    """Before the pages are written, so that Sphinx can add checksums to the addresses."""
    if app.builder.format == "html":
        write_static(Path(app.outdir) / "_static")


class LiveWidget(SphinxDirective):
    """`{live-widget} NAME`: the widget of that class, with its usual settings."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The widget's HTML around what the directive holds."""
        name = self.arguments[0]
        if name not in widgets.__all__:
            known = ", ".join(widgets.__all__)
            raise self.error(f"live-widget should name one of {known}. Received {name!r}.")
        start, end = getattr(widgets, name)().page_html("|||").split("|||")
        raw = [nodes.raw("", text, format="html") for text in (start, end)]
        return [raw[0], *self.parse_content_to_nodes(), raw[1]]


def load_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load script and style on pages that hold a widget."""
    if MARK in context.get("body", ""):
        app.add_js_file("live_widgets.js", loading_method="defer")
        app.add_css_file("live_widgets.css")


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.add_directive("live-widget", LiveWidget)
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", load_where_used)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
