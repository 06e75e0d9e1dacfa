"""The overview of a class, from a few graded answers."""

import csv
import json
import re

import pytest

from helpers.checking import CheckResult
from helpers.checking.catalogue import find_exercise
from tools.classroom import KEPT, overview
from tools.classroom.overview import answers, misconceptions, write_overview

SOLVED = {"status": "passed", "points": 4, "mistake": None, "said": "31 calls answered."}
AVERAGE = {"status": "not yet", "points": 1, "mistake": "average", "said": "You averaged."}
RAISED = {"status": "not yet", "points": 0, "mistake": None, "said": "It <raised>."}
MISSING = {"status": "not attempted yet", "points": 0, "mistake": None, "said": "Write it."}
BUG = {"status": "not yet", "points": 0, "mistake": "ties", "said": "Ties.", "hunted": True}
GIVEN = {
    "ann": {"max_pool": SOLVED, "max_pool_gradient": BUG},
    "bob": {"max_pool": AVERAGE, "max_pool_gradient": SOLVED},
    "cyd": {"max_pool": AVERAGE, "max_pool_gradient": SOLVED | {"flags": ["a copy"]}},
    "<dan>": {"max_pool": RAISED, "max_pool_gradient": MISSING},
}


@pytest.fixture
def course(tmp_path):
    for student, given in GIVEN.items():
        folder = tmp_path / "autograded" / student / "03_pooling"
        folder.mkdir(parents=True)
        cells = [
            {
                "outputs": [
                    {"metadata": {KEPT: {"hunted": False, "flags": [], "exercise": n} | kept}}
                ]
            }
            for n, kept in given.items()
        ]
        (folder / "03_pooling.ipynb").write_text(json.dumps({"cells": [{}, *cells]}))
    return tmp_path


def test_misconceptions_are_counted_with_the_words_of_the_exercise(course):
    found = [(m.mistake, m.students, m.of) for m in misconceptions(answers(course))]
    assert found == [("average", 2, 4), (overview.OTHER, 1, 4)]
    (hint,) = [m.hint for m in find_exercise("max_pool").mistakes if m.slug == "average"]
    assert [m.say for m in misconceptions(answers(course))] == [hint, "It <raised>."]


def test_what_an_exercise_begins_with_is_no_misconception(course):
    counts = overview.counts(answers(course))
    assert counts["max_pool_gradient"]["not attempted yet"] == 2
    assert list(counts["max_pool"].values()) == [1, 2, 1, 0]


def test_the_page_says_all_and_trusts_no_name(course):
    html = write_overview(course).read_text(encoding="utf-8")
    assert "4 students, 8 answers." in html
    assert "max_pool: 1 passed, 2 a misconception" in html
    assert "&lt;dan&gt;" not in html and "<dan>" not in html  # has nothing to look at
    assert "It &lt;raised&gt;." in html and "a copy" in html
    assert not re.search(r'(src|href)="https?:', html)
    assert "<svg" in html and html.count("<h2>") == 2


def test_the_tables_are_there_for_a_spreadsheet(course):
    folder = write_overview(course).parent
    with (folder / "answers.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert {row["student"] for row in rows} == set(GIVEN)
    assert sum(float(row["points"]) for row in rows) == 14
    assert (folder / "exercises.svg").read_text(encoding="utf-8").startswith("<svg")


def test_without_a_graded_answer_it_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="nbgrader autograde"):
        answers(tmp_path)


def test_the_words_for_a_status_are_those_of_check():
    assert CheckResult("f", SOLVED["status"]).passed
    assert not CheckResult("f", MISSING["status"]).attempted
