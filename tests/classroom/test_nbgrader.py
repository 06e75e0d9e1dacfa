"""A class hands in, and nbgrader's own commands grade it: the lines of the page for teachers."""

import csv
import json
import re

import pytest

from tests.classroom.cheats import CHEATS, HARD_CODED, LOOPS
from tests.classroom.conftest import ROOT, solutions, submissions, text
from tools.classroom.grading import POINTS
from tools.notebooks import read

pytestmark = pytest.mark.slow

ASSIGNMENTS = ("02_convolution", "03_pooling")
PAGE = (ROOT / "book" / "teachers" / "assignments.md").read_text(encoding="utf-8")
LINES = re.search(r"```bash\n(make classroom.*?)```", PAGE, re.DOTALL)[1]
HAND_IN = re.search(r"^# hand out .*\n", LINES, re.MULTILINE)[0]


def names_of(release):
    found = [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in release["cells"]]
    return [name.removeprefix("write-") for name in found if name.startswith("write-")]


def filled(release, answers):
    """What a student hands in: the release with some answers written in."""
    made = json.loads(json.dumps(release))
    for cell in made["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "").removeprefix("write-")
        if name in answers:
            cell["source"] = answers[name].splitlines(keepends=True)
    return made


def right(names):
    return {name: solutions()[name].replace(", record=False", "") for name in names}


def half(names):
    """Every other answer; and two that show a misconception each."""
    answers = right(names[::2])
    found = {
        "convolve2d": ("* kernel\n", "* kernel[::-1, ::-1]\n"),
        "max_pool": (".max(", ".mean("),
    }
    for name, (good, bad) in found.items():
        if name in names:
            answers[name] = right([name])[name].replace(good, bad)
            assert answers[name] != right([name])[name]
    return answers


def cheating(release, folder):
    """All the ways of cheats.py."""
    ways = [HARD_CODED, *CHEATS.values()]
    answers = {
        name: ways[place % len(ways)].replace("max_pool", name).replace("pooling", folder)
        for place, name in enumerate(names_of(release))
    }
    if "max_pool" in answers:
        answers["max_pool"] = CHEATS["an import of the solution"]
    return filled(release, answers)


def tampered(notebook):
    """Graded cells that are changed, copied, moved and deleted."""
    graded = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    graded[0]["source"] = ["4.0"]
    data = {"text/plain": "4.0"}
    graded[0]["outputs"] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
    ]
    graded[1]["metadata"]["nbgrader"] |= {"locked": False, "points": 400}
    graded[2]["metadata"]["nbgrader"] |= {"grade": False}
    notebook["cells"].remove(graded[3])
    notebook["cells"].remove(graded[0])
    notebook["cells"].insert(0, graded[0])
    copy = json.loads(json.dumps(graded[4])) | {"id": "a-copy"}
    notebook["cells"].append(copy)
    graded[5]["metadata"] = {"nbgrader": "nothing"}
    written = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}) != "nothing"]
    written = [c for c in written if c["metadata"].get("nbgrader", {}).get("solution")]
    written[0]["metadata"]["nbgrader"] |= {"grade": True, "points": 100}
    invented = json.loads(json.dumps(graded[0])) | {"id": "invented"}
    invented["metadata"]["nbgrader"] |= {"grade_id": "grade-invented", "points": 100}
    notebook["cells"].append(invented)
    return notebook


def looping(names):
    return right(names) | {names[1]: LOOPS["a loop"].replace("max_pool", names[1])}


@pytest.fixture(scope="module")
def graded(commands, tmp_path_factory):
    """The course after all lines of the page, for both chapters, and what nbgrader said."""
    course = tmp_path_factory.mktemp("classroom") / "course"
    lines = LINES.replace("make classroom", f"make -s classroom COURSE='{course}'")
    lines = lines.replace("cd build/classroom", f"cd '{course}'")
    before, after = lines.split(HAND_IN)
    move, *rest = after.partition("nbgrader export")
    said = ""
    for assignment in ASSIGNMENTS:
        said += commands(before.replace(ASSIGNMENTS[0], assignment))
        release = read(course / "release" / assignment / f"{assignment}.ipynb")
        names = names_of(release)
        class_ = {
            "right": filled(release, right(names)),
            "half": filled(release, half(names)),
            "empty": release,
            "cheating": tampered(cheating(release, assignment[3:])),
            "clumsy": tampered(filled(release, right(names))),
            "looping": filled(release, looping(names)),
        }
        for student, notebook in class_.items():
            submissions(course, student, assignment).write_text(json.dumps(notebook))
        enter = f". .venv-classroom/bin/activate\ncd '{course}'\n"
        said += commands(enter + move.replace(ASSIGNMENTS[0], assignment))
    said += commands(enter + "".join(rest))
    return course, said


def scores(course):
    with (course / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["student_id"], row["assignment"]): (float(row["score"]), float(row["max_score"]))
        for row in rows
    }


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_right_is_full_half_is_partial_empty_and_cheating_are_nothing(graded, assignment):
    found = scores(graded[0])
    release = read(graded[0] / "release" / assignment / f"{assignment}.ipynb")
    most = POINTS * len(names_of(release))
    assert {found[student, assignment][1] for student in ("right", "cheating")} == {most}
    assert found["right", assignment][0] == most
    assert 0.3 * most < found["half", assignment][0] < 0.7 * most
    assert found["empty", assignment][0] == 0
    assert found["cheating", assignment][0] == 0
    assert found["clumsy", assignment][0] == most
    assert found["looping", assignment][0] == most - POINTS


@pytest.mark.parametrize(
    ("assignment", "slug", "words"),
    [
        ("02_convolution", "flipped-kernel", "turned"),
        ("03_pooling", "average", "You averaged the window."),
    ],
)
def test_feedback_names_the_misconception(graded, assignment, slug, words):
    page = graded[0] / "feedback" / "half" / assignment / f"{assignment}.html"
    html = page.read_text(encoding="utf-8")
    assert f"({slug})" in html and words in html
    assert "Exercises" in html and "See it" not in html


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_feedback_asks_no_other_host(graded, assignment):
    for page in graded[0].glob(f"feedback/*/{assignment}/*.html"):
        html = page.read_text(encoding="utf-8")
        assert not re.search(r"<(script|link|img)[^>]*https?:", html)
        assert "published solution" not in html  # what a teacher alone is told


def test_a_release_holds_no_hidden_test_and_no_secret(graded):
    secret = re.search(r'secret="(\w+)"', (graded[0] / "nbgrader_config.py").read_text())[1]
    for assignment in ASSIGNMENTS:
        release = graded[0] / "release" / assignment / f"{assignment}.ipynb"
        code = "\n".join(text(cell) for cell in read(release)["cells"])
        assert "HIDDEN" not in code and "RuntimeError" not in code
        assert secret not in release.read_text()
        outputs = [output for cell in read(release)["cells"] for output in cell.get("outputs", [])]
        assert any("image/png" in output.get("data", {}) for output in outputs)


def test_the_overview_counts_the_class(graded):
    with (graded[0] / "overview" / "misconceptions.csv").open(newline="") as file:
        found = {(row["exercise"], row["mistake"]): row for row in csv.DictReader(file)}
    assert found["max_pool", "average"]["students"] == "1"
    assert found["max_pool", "average"]["of"] == "6"
    assert "largest number" in found["max_pool", "average"]["say"]
    assert ("convolve2d", "flipped-kernel") in found
    with (graded[0] / "overview" / "answers.csv").open(newline="") as file:
        flagged = {(r["student"], r["exercise"]): r["flags"] for r in csv.DictReader(file)}
    assert "helpers.exercises" in flagged["cheating", "max_pool"]
    assert flagged["empty", "max_pool"] == ""
