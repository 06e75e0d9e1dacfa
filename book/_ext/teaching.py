"""Sphinx extension: what the pages for teachers show of widgets and of exercises.

The role ``{show}`` is a link to a state of a widget: ``{show}`text <02_convolution#widget=...>` ``.
The directive ``{known-mistake} convolve2d flipped-kernel`` quotes what `check` says about one;
``{known-mistakes} 2`` lists the names of all mistakes of chapter 2. They ask the exercises and the
widgets themselves, so what a page shows cannot be another thing than what a student sees.
"""

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, quote

from docutils import nodes
from docutils.statemachine import StringList
from minutes import slug
from sphinx.application import Sphinx
from sphinx.util.docutils import ReferenceRole, SphinxDirective

from helpers import widgets
from helpers.checking.catalogue import find_exercise, pages


def settings_of(module: str) -> tuple[str, ...]:
    """The names of the settings of the widget with this module. Raises LookupError if none has."""
    for name in widgets.__all__:
        if (widget := getattr(widgets, name)).module == module:
            return tuple(widget.state)
    raise LookupError(f"there is no widget {module!r}")


def widgets_on(notebook: Path) -> list[str]:
    """The widgets of a page as links name them: "convolution", then "convolution-2"."""
    found: list[str] = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            if 'data-module="' in html:
                found.append(html.split('data-module="')[1].split('"')[0])
    count = dict.fromkeys(found, 0)
    for place, module in enumerate(found):
        count[module] += 1
        if count[module] > 1:
            found[place] = f"{module}-{count[module]}"
    return found


def problem_of(notebook: Path, fragment: str) -> str | None:
    """What is wrong with a link to a widget's state, in words, or None."""
    if not notebook.is_file():
        return f"there is no page {notebook.stem!r}"
    given = dict(parse_qsl(fragment, keep_blank_values=True))
    widget = given.pop("widget", "")
    if widget not in (there := widgets_on(notebook)):
        return f"{notebook.stem} has the widgets {', '.join(there)}. Received {widget!r}"
    known = settings_of(widget.split("-")[0])
    unknown = [name for name in given if name not in (*known, "hide")]
    return f"{widget} has no setting {', '.join(unknown)}" if unknown else None


def exercise_place(name: str, notebooks: Path) -> str:
    """Where the book asks for an exercise: its page and the anchor of its heading."""
    [number] = [page.number for page in pages() if name in page.modules]
    file = next(notebooks.glob(f"{number:02}_*.ipynb"))
    heading = ""
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = (re.findall(r"^#{2,3} (.+)$", text, re.MULTILINE) or [heading])[-1]
        elif re.search(rf"^check\({name}\)$", text, re.MULTILINE):
            break
    return f"notebooks/{file.name}#{slug(heading)}"


class Show(ReferenceRole):
    """`{show}`: a link to a widget of a notebook's page, in a state of its own."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name, _, fragment = self.target.partition("#")
        problem = problem_of(Path(self.env.srcdir, "notebooks", f"{name}.ipynb"), fragment)
        if problem:
            message = self.inliner.reporter.error(f"show: {problem}.", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        page = self.env.app.builder.get_relative_uri(self.env.docname, f"notebooks/{name}")
        uri = f"{page}#{quote(fragment, safe='=&,;-.')}"
        return [nodes.reference("", self.title, refuri=uri, classes=["show"])], []


class KnownMistake(SphinxDirective):
    """`{known-mistake} exercise slug`: the exercise, and what `check` says about this mistake."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        name, mistake = self.arguments
        known = {each.slug: each.hint for each in find_exercise(name).mistakes}
        if mistake not in known:
            raise self.error(f"{name} should know the mistake. Received {mistake!r}.")
        page = exercise_place(name, Path(self.env.srcdir, "notebooks"))
        up = "../" * self.env.docname.count("/")
        hint = known[mistake].replace("*", r"\*")  # a bare star would slant what follows
        text = f"Exercise [`{name}`]({up}{page}). `check` says: \u201c{hint}\u201d (`{mistake}`)"
        return [parsed(self, [text], "known-mistake")]


class KnownMistakes(SphinxDirective):
    """`{known-mistakes} 2`: the names of all mistakes that the exercises of a chapter know."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        [page] = [page for page in pages() if str(page.number) == self.arguments[0]]
        lines = []
        for each in page.exercises():
            names = ", ".join(mistake.slug for mistake in each.mistakes)
            lines.append(f"- `{each.name}`: {names}")
        return [parsed(self, lines, "known-mistakes")]


def parsed(directive: SphinxDirective, lines: list[str], kind: str) -> nodes.Node:
    box = nodes.container(classes=[kind])
    directive.state.nested_parse(StringList(lines, __name__), directive.content_offset, box)
    return box


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_role("show", Show())
    app.add_directive("known-mistake", KnownMistake)
    app.add_directive("known-mistakes", KnownMistakes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
