"""Sphinx extension: how long a chapter takes, measured, beneath each of its headings.

A notebook is measured as it stands: 150 words a minute, of its text and of the code that it shows,
folded text half of that, and 8 minutes for each exercise, which is a cell with the tag
``solution``. A cell with the tag ``sitting`` begins, with its heading, the next sitting.
``python -m tools.minutes`` prints the same figures, and writes the line ``**Time:** ...`` in which
a chapter sums them up.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

WORDS_A_MINUTE = 150
MINUTES_AN_EXERCISE = 8
MOST_MINUTES_A_SITTING = 75  # without its exercises
MARK = "**Time:**"
NOT_SHOWN = {"hide-cell", "hide-input", "remove-cell", "remove-input"}

FENCE = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
FOLDED = re.compile(r"<details.*?>(.*?)</details>", re.DOTALL)
MARKUP = re.compile(r"</?(?!details)[a-z][^>]*>|(?<=\])\([^)]*\)")  # tags, where links lead
HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)


@dataclass
class Section:
    """A heading of the second level (of the page itself, at its start), and what is below it."""

    heading: str
    words: float = 0
    exercises: int = 0

    @property
    def minutes(self) -> float:
        return self.words / WORDS_A_MINUTE + self.exercises * MINUTES_AN_EXERCISE


@dataclass
class Sitting:
    """What is read in one go: the heading that it starts with, and how many words it has."""

    heading: str
    words: float = 0

    @property
    def minutes(self) -> float:
        return self.words / WORDS_A_MINUTE


@dataclass
class Measured:
    """A page: its sections and its sittings, both in order."""

    sections: list[Section]
    sittings: list[Sitting]

    @property
    def words(self) -> float:
        return sum(section.words for section in self.sections)

    @property
    def exercises(self) -> int:
        return sum(section.exercises for section in self.sections)

    @property
    def minutes(self) -> float:
        return sum(section.minutes for section in self.sections)


def words(text: str) -> float:
    """The words of a Markdown text: code left out, folded text counted half."""
    text = MARKUP.sub("", FENCE.sub("", text))
    folded = sum(_count(part) for part in FOLDED.findall(text))
    return _count(FOLDED.sub("", text)) + folded / 2


def _count(text: str) -> int:
    return sum(bool(re.search(r"\w", word)) for word in text.split())


def measure(cells: list[dict[str, Any]]) -> Measured:
    """Measure a page by the cells of its notebook, the first of which begins with its title."""
    title = _heading("".join(cells[0]["source"]))
    sections, sittings = [Section(title)], [Sitting(title)]
    for cell in cells:
        tags, text = cell["metadata"].get("tags", []), "".join(cell["source"])
        sections[-1].exercises += "solution" in tags
        if cell["cell_type"] != "markdown":
            shown = 0 if NOT_SHOWN & set(tags) else _count(text)
            sections[-1].words += shown
            sittings[-1].words += shown
            continue
        if "sitting" in tags:
            sittings.append(Sitting(_heading(text)))
        sittings[-1].words += words(text)
        before, *found = HEADING.split(FENCE.sub("", text))
        sections[-1].words += words(before)
        for heading, below in zip(found[::2], found[1::2], strict=True):
            sections.append(Section(heading.strip(), words(f"{heading}\n{below}")))
    return Measured(sections, sittings)


def _heading(text: str) -> str:
    return text.split("\n")[0].lstrip("# ")


def in_words(minutes: float) -> str:
    """About how long: "1 minute", "12 minutes", "2 hours 10 minutes"."""
    if minutes < 60:
        whole = max(round(minutes), 1)
        return f"{whole} minute{'s' * (whole > 1)}"
    hours, rest = divmod(5 * round(minutes / 5), 60)
    return f"{hours} hour{'s' * (hours > 1)}" + f" {rest} minutes" * (rest > 0)


def time_line(page: Measured) -> str:
    """The line in which a chapter says how long it takes: its sittings, and its exercises."""
    lengths = [str(max(5 * round(sitting.minutes / 5), 5)) for sitting in page.sittings]
    names = ["one", "two", "three", "four", "five"]
    several = "s" * (len(lengths) > 1)
    line = f"{MARK} {names[len(lengths) - 1]} sitting{several} of {_enumerated(lengths)} minutes"
    starts = [f"[{each.heading}](#{slug(each.heading)})" for each in page.sittings[1:]]
    for name, start in zip(["second", "third", "fourth", "fifth"], starts, strict=False):
        line += f"{',' if name != 'second' else '; the second starts at'} "
        line += start if name == "second" else f"the {name} at {start}"
    if page.exercises:
        more = 5 * round(page.exercises * MINUTES_AN_EXERCISE / 5)
        some = "exercise takes" if page.exercises == 1 else f"{page.exercises} exercises take"
        line += f". The {some} about {more} minutes more"
    return line + "."


def _enumerated(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def slug(heading: str) -> str:
    """The anchor of a heading, as MyST and GitHub make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# ---- in the book ----


def add_minutes(app: Sphinx, doctree: nodes.document) -> None:
    """Write beneath each heading of a notebook how long what follows takes."""
    path = Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".ipynb":
        return
    page = measure(json.loads(path.read_text(encoding="utf-8"))["cells"])
    title = next(doctree.findall(nodes.section))
    below = [section for section in title.findall(nodes.section) if section.parent is title]
    _write_beneath(title, f"{in_words(page.minutes)} in all")
    for node, section in zip(below, page.sections[1:], strict=True):
        more = f", {section.exercises * MINUTES_AN_EXERCISE} of them for exercises"
        _write_beneath(node, in_words(section.minutes) + more * (section.exercises > 0))


def _write_beneath(section: nodes.section, time: str) -> None:
    section.insert(1, nodes.paragraph("", f"about {time}", classes=["minutes"]))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", add_minutes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
