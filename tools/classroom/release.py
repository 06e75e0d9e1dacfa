"""A chapter as an assignment: its text and figures, exercises to be graded, and no solution."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from helpers.checking.catalogue import find_exercise
from tools.classroom.grading import POINTS

Notebook = dict[str, Any]

GRADED = "grade-"  # how the grade_id of a graded cell begins; an exercise's name follows
_CHECK = re.compile(r"^check\((\w+)\)", re.MULTILINE)
_FOLDED = re.compile(r"The folded\s+cell\s+holds\s+a\s+solution(?: \(\[.*?\]\(.*?\)\))?\.")
_SAID = "Your teacher's grading calls it with other numbers than `check` does."
# A link into the repository; those to other hosts and to a heading of this page stay.
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\((?!https?:|#)[^()\s]*\)")
_TEST = """\
# {points} points. The grading calls {name} with other numbers than check does.
### BEGIN HIDDEN TESTS
raise RuntimeError("{name} is graded by the steps that nbgrader_config.py of the course names.")
### END HIDDEN TESTS"""


def assignment(chapter: Notebook) -> Notebook:
    """A chapter as nbgrader's source version. It holds no solution, so the release is like it.

    Args:
        chapter: the JSON object of a chapter's .ipynb file.

    Raises:
        ValueError: an exercise of the chapter has no cell to be written in.
    """
    made = copy.deepcopy(chapter)
    cells = [cell for cell in made["cells"] if "solution" not in cell["metadata"].get("tags", [])]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            text = _LINK.sub(r"\1", _FOLDED.sub(_SAID, "".join(cell["source"])))
            cell["source"] = text.splitlines(keepends=True)
    for name, cell in list(_checks(cells)):
        _written_in(name, cells)["metadata"]["nbgrader"] = settings(f"write-{name}")
        cells.insert(cells.index(cell) + 1, _test(name))
    made["cells"] = cells
    return made


def _checks(cells: list[Notebook]) -> Iterator[tuple[str, Notebook]]:
    """The exercises of a page, each with the cell that checks it."""
    for cell in cells:
        if cell["cell_type"] == "code" and (found := _CHECK.search("".join(cell["source"]))):
            yield found[1], cell


def _written_in(name: str, cells: list[Notebook]) -> Notebook:
    """The cell that a student writes an exercise in."""
    begins = re.compile(rf"^(def|class) {name}\b", re.MULTILINE)
    for cell in reversed(cells):
        if cell["cell_type"] == "code" and begins.search("".join(cell["source"])):
            return cell
    raise ValueError(f"The chapter checks {name}, and no cell begins it with def or class.")


def settings(grade_id: str, **changes: Any) -> dict[str, Any]:
    """What nbgrader is told of a cell: one that a student writes in, but for the changes."""
    written = {"grade": False, "solution": True, "locked": False, "task": False}
    return {**written, "grade_id": grade_id, "schema_version": 3, **changes}


def _test(name: str) -> Notebook:
    """The cell that bears the points of an exercise."""
    told = settings(f"{GRADED}{name}", grade=True, solution=False, locked=True, points=POINTS)
    source = _TEST.format(name=find_exercise(name).name, points=POINTS)
    return {
        "cell_type": "code",
        "id": told["grade_id"][:64],
        "metadata": {"nbgrader": told},
        "outputs": [],
        "execution_count": None,
        "source": source.splitlines(keepends=True),
    }
