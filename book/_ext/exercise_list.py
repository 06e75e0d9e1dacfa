"""Sphinx extension: the directive ``{exercise-list}``, all exercises of the book by chapter.

It asks the catalogue that `check` asks, so that no exercise can be missing.
"""

from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.checking.catalogue import pages


def lines(notebooks: Path) -> list[str]:
    """The list in Markdown: for each chapter or lab a link to its page, and its exercises."""
    found = []
    for page in pages():
        file = next(notebooks.glob(f"{page.number:02}_*.ipynb")).name
        found += [f"**[{page.heading}](../notebooks/{file})**", ""]
        for each in page.exercises():  # in Markdown, two bare stars make what is between slanted
            prompt = " ".join(each.prompt.split()).replace("*", r"\*")
            found.append(f"- `{each.name}`: {prompt}")
        found.append("")
    return found


class ExerciseList(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        box = nodes.container()
        text = lines(Path(self.env.srcdir) / "notebooks")
        self.state.nested_parse(StringList(text, __name__), self.content_offset, box)
        return box.children


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("exercise-list", ExerciseList)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
