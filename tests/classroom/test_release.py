"""What students are given: the chapter, its exercises with points, and no solution."""

import json
import re

import nbformat
import pytest

from tests.classroom.conftest import CHAPTERS, EXERCISES, solutions, text
from tools.classroom.__main__ import write_course
from tools.classroom.grading import POINTS
from tools.classroom.release import assignment
from tools.notebooks import read

every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def settings(notebook):
    """What nbgrader is told of each cell, by its name."""
    told = [cell["metadata"].get("nbgrader") for cell in notebook["cells"]]
    return {each["grade_id"]: each for each in told if each}


def kinds_of_outputs(cells):
    return sorted(
        kind
        for cell in cells
        if cell["cell_type"] == "code" and "solution" not in cell["metadata"].get("tags", [])
        for output in cell["outputs"]
        for kind in output.get("data", {"text": ""})
    )


@every_chapter
def test_an_assignment_is_a_notebook_without_a_solution(path):
    made = assignment(read(path))
    nbformat.validate(nbformat.from_dict(made))
    whole = json.dumps(made)
    assert "record=False" not in whole
    code = "\n".join(text(cell) for cell in made["cells"] if cell["cell_type"] == "code")
    for name, solution in solutions().items():
        body = solution.split("\n\n\ncheck")[0].split("\n", 1)[1]
        assert len(body) < 60 or body not in code, name
    texts = "\n".join(text(cell) for cell in made["cells"] if cell["cell_type"] == "markdown")
    assert not re.search(r"folded\s+cells?\s+holds?\s+a\s+solution", texts)


@every_chapter
def test_each_exercise_is_written_checked_and_graded(path):
    made = assignment(read(path))
    told = settings(made)
    names = re.findall(r"^check\((\w+)\)", "\n".join(map(text, made["cells"])), re.MULTILINE)
    assert [name for name in told if name.startswith("grade-")] == [f"grade-{n}" for n in names]
    assert set(names) <= set(EXERCISES)
    for name in names:
        write, test = told[f"write-{name}"], told[f"grade-{name}"]
        assert (write["solution"], write["grade"], write["locked"]) == (True, False, False)
        assert (test["solution"], test["grade"], test["locked"]) == (False, True, True)
        assert test["points"] == POINTS
        places = [
            place
            for place, cell in enumerate(made["cells"])
            if cell["metadata"].get("nbgrader", {}).get("grade_id", "").endswith(f"-{name}")
            or text(cell).strip() == f"check({name})"
        ]
        assert places == list(range(places[0], places[0] + 3))


def test_all_exercises_are_in_some_assignment():
    found = [name for path in CHAPTERS for name in settings(assignment(read(path)))]
    assert sorted(found) == sorted(
        f"{kind}-{name}" for kind in ("grade", "write") for name in EXERCISES
    )


@every_chapter
def test_figures_and_widgets_stay(path):
    chapter = read(path)
    made = assignment(chapter)
    kept = kinds_of_outputs(made["cells"])
    assert kept == kinds_of_outputs(chapter["cells"])
    assert "text/html" in kept and "image/png" in kept


@every_chapter
def test_links_lead_somewhere(path):
    """An assignment lies in another folder than its chapter."""
    texts = [text(cell) for cell in assignment(read(path))["cells"]]
    links = [link for each in texts for link in re.findall(r"\]\(([^()\s]+)\)", each)]
    assert [link for link in links if not link.startswith(("http", "#"))] == []


@every_chapter
def test_a_graded_cell_earns_nothing_where_a_kernel_runs_it(path):
    cells = assignment(read(path))["cells"]
    graded = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade")]
    assert graded
    for cell in graded:
        with pytest.raises(RuntimeError, match="nbgrader_config"):
            exec(text(cell), {})
        released = re.sub(r"### BEGIN HIDDEN.*END HIDDEN TESTS", "", text(cell), flags=re.DOTALL)
        exec(released, {})


def test_an_exercise_without_a_cell_is_refused():
    cell = {"cell_type": "code", "metadata": {}, "source": ["check(max_pool)"], "outputs": []}
    with pytest.raises(ValueError, match="no cell begins it with def or class"):
        assignment({"cells": [cell]})


def test_a_course_keeps_what_is_there(tmp_path):
    course = tmp_path / "a course"
    names = write_course(course)
    assert names == [path.stem for path in CHAPTERS]
    assert (course / "source" / "03_pooling" / "results" / "pooling.json").is_file()
    settings_file, chapter = course / "nbgrader_config.py", course / "source" / names[0]
    before = settings_file.read_text()
    assert re.search(r'secret="\w{32}"', before)
    (chapter / f"{names[0]}.ipynb").write_text("a teacher's own")
    assert write_course(course) == []
    assert settings_file.read_text() == before
    assert (chapter / f"{names[0]}.ipynb").read_text() == "a teacher's own"


def test_two_courses_have_two_secrets(tmp_path):
    for name in "ab":
        write_course(tmp_path / name)
    one, other = ((tmp_path / name / "nbgrader_config.py").read_text() for name in "ab")
    assert one != other


def test_a_file_in_the_place_of_a_course_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError, match="COURSE must be a folder"):
        write_course(tmp_path / "file")
