"""The steps of nbgrader that this course changes.

nbgrader runs a submission in a kernel and reads the points from what a cell shows there. A
student's code runs in the same kernel, and can show whatever it likes. So no kernel is started
here: each graded cell gets its output from grading.py.
"""

from html import escape
from pathlib import Path
from typing import Any

import nbgrader
from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ComputeChecksums,
    DeduplicateIds,
    GetGrades,
    LockCells,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from traitlets import Unicode

from tools.classroom import KEPT
from tools.classroom.flags import flags
from tools.classroom.grading import PARTS, POINTS, Grade, grade
from tools.classroom.needs import Cell, cells_for
from tools.classroom.release import GRADED, settings

Step = tuple[NotebookNode, Any]


class GradedCellsBack(OverwriteCells):
    """Every graded cell as it was released, once, whatever a student did to it.

    Other cells are for nbgrader what they were, too: to be written in, or nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> Step:
        told = resources["nbgrader"]
        with Gradebook(told["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(told["notebook"], told["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            written = {cell.name for cell in notebook.source_cells if cell.name not in points}
            released = [cell for cell in notebook.source_cells if cell.name in points]
            cells = {
                cell.name: from_dict(
                    self.missing_cell_transform(cell, points[cell.name])
                    | {"id": cell.name[:64], "source": cell.source}
                )
                for cell in released
            }
        kept = []
        for cell in nb.cells:
            name = grade_id(cell)
            if name not in points:
                cell.metadata.pop("nbgrader", None)
                if name in written:
                    cell.metadata["nbgrader"] = from_dict(settings(name))
                kept.append(cell)
            elif name in cells:
                kept.append(cells.pop(name))
        nb.cells = [*kept, *cells.values()]
        return nb, resources


class GradeExercises(NbGraderPreprocessor):
    """Give each graded cell its output: what was found, and last the points.

    Of several definitions of a function the last in the notebook counts, wherever it stands.
    """

    secret = Unicode(help="What the numbers of the hidden tests follow from.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> Step:
        if not self.secret:
            raise ValueError(
                "The course has no secret for its hidden tests. nbgrader_config.py names one: "
                'configure(c, course="...", secret="any long text").'
            )
        written = [each for each in nb.cells if not grade_id(each).startswith(GRADED)]
        code = [each.source for each in written if each.cell_type == "code"]
        cells = [Cell(f"{number}", source) for number, source in enumerate(code, start=1)]
        for cell in nb.cells:
            name = grade_id(cell).removeprefix(GRADED)
            if not grade_id(cell).startswith(GRADED):
                continue
            given = grade(name, cells, self.secret)
            noted = flags(name, cells_for(name, cells))
            self.log.info("%s: %d of %d points", name, given.points, POINTS)
            cell.outputs = outputs(given, noted, cell.metadata.nbgrader["points"])
        return nb, resources


class OnlyExercises(NbGraderPreprocessor):
    """Leave of a chapter its title and the exercises: what a student wants to read of a grade."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Step:
        own = [place for place, cell in enumerate(nb.cells) if grade_id(cell)]
        begins = (place for place, cell in enumerate(nb.cells) if _is_heading(cell))
        first = next(begins, own[0] if own else 0)
        nb.cells = [*nb.cells[:1], *nb.cells[max(first, 1) : own[-1] + 1 if own else None]]
        return nb, resources


def grade_id(cell: NotebookNode) -> str:
    """The name under which nbgrader knows a cell; "" if it knows none."""
    told = cell.metadata.get("nbgrader", {})
    return str(told.get("grade_id", "")) if isinstance(told, dict) else ""


def _is_heading(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and cell.source.startswith("## Exercises")


def outputs(given: Grade, noted: list[str], most: float = POINTS) -> list[NotebookNode]:
    """What a graded cell shows: the words of `check`, the parts of the grade, and the points.

    Args:
        given: the grade.
        noted: what a teacher may want to look at. Students are not shown it.
        most: the points that nbgrader gives for all parts.
    """
    result = given.result
    marks = [
        f"{'1' if got else '0'} · {part}" for got, part in zip(given.earned, PARTS, strict=True)
    ]
    html = "".join(f"<li>{escape(mark)}</li>" for mark in marks)
    points = given.points * most / POINTS
    kept = {
        "exercise": result.name,
        "status": result.status,
        "mistake": result.mistake,
        "hunted": result.hunted,
        "points": points,
        "said": result.message.splitlines()[0] if result.message else "",
        "flags": noted,
    }
    data = {
        "text/plain": "\n".join([repr(result), *marks]),
        "text/html": f"{result._repr_html_()}<ul>{html}</ul>",
    }
    return [
        new_output("display_data", data=data, metadata={KEPT: kept}),
        new_output("execute_result", data={"text/plain": f"{points:g}"}, execution_count=1),
    ]


def configure(c: Any, course: str, secret: str) -> None:
    """Set nbgrader up for this course. nbgrader_config.py of a course calls it.

    Args:
        c: nbgrader's configuration.
        course: the name of the course.
        secret: what the numbers of the hidden tests follow from.
    """
    c.CourseDirectory.course_id = course
    c.GradeExercises.secret = secret
    # Figures and widgets stay. No solution has to be cut out: the source holds none.
    checked = [ComputeChecksums, CheckCellMetadata]
    c.GenerateAssignment.preprocessors = [
        LockCells, CheckCellMetadata, ComputeChecksums, SaveCells, ClearHiddenTests, *checked
    ]  # fmt: skip
    c.Autograde.sanitize_preprocessors = [
        ClearOutput, GradedCellsBack, DeduplicateIds, OverwriteKernelspec, OverwriteCells,
        CheckCellMetadata,
    ]  # fmt: skip
    c.Autograde.autograde_preprocessors = [
        GradeExercises, ClearMetadataPreprocessor, SaveAutoGrades, AssignLatePenalties,
        CheckCellMetadata,
    ]  # fmt: skip
    c.GenerateFeedback.preprocessors = [GetGrades, OnlyExercises, CSSHTMLHeaderPreprocessor]
    # The first folder takes from nbgrader's pages what they ask of another host.
    theirs = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
    ours = Path(__file__).parent / "templates"
    c.HTMLExporter.extra_template_basedirs = [str(ours), str(theirs)]
