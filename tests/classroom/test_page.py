"""What the page for teachers says of grading is what the code does."""

from helpers.checking.runner import MEMORY_LIMIT
from tests.classroom.conftest import ROOT
from tools.classroom import flags
from tools.classroom.grading import PARTS, POINTS, SECONDS

PAGE = (ROOT / "book" / "teachers" / "assignments.md").read_text(encoding="utf-8")


def test_the_points_are_those_of_the_grading():
    assert f"Each exercise has {POINTS} points" in PAGE
    assert [part for part in PARTS if f"| {part} |" not in PAGE] == []


def test_the_limits_are_those_of_the_grading():
    assert f"{SECONDS:g} seconds and {MEMORY_LIMIT / 1e9:g} GB" in PAGE


def test_what_deserves_a_look_is_named():
    assert flags.PUBLISHED in PAGE and flags.ASKS in PAGE.replace("`", "")
    assert flags.SHORTEST == 4 and "of four statements or more" in PAGE
