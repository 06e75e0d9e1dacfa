"""How long the pages take: measured, and never another time stated than the one measured."""

import json
import re
import sys
from pathlib import Path

import pytest

from book._ext.minutes import MARK, MOST_MINUTES_A_SITTING, in_words, measure, time_line
from book._ext.minutes import words as count
from tools import minutes
from tools.book import ROOT
from tools.colab_cell import with_colab_cell

PAGES = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def cells_of(path: Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def cell(text: str, *tags: str, kind: str = "markdown") -> dict:
    metadata = {"tags": list(tags)} if tags else {}
    return {"cell_type": kind, "metadata": metadata, "source": text.splitlines(keepends=True)}


# ---- every page ----


@every_page
def test_a_page_states_the_time_that_is_measured(path: Path) -> None:
    cells = cells_of(path)
    assert minutes.stated(cells) is not None, f"write {MARK} into the first cell"
    assert minutes.stated(cells) == time_line(measure(cells)), "python -m tools.minutes --write"


@every_page
def test_no_other_time_is_stated_at_the_start(path: Path) -> None:
    opening = minutes.LINE.sub("", "".join(cells_of(path)[0]["source"]))
    assert re.findall(r".*\b(?:hours?|minutes?|sittings?)\b.*", opening) == []


@every_page
def test_no_sitting_is_too_long(path: Path) -> None:
    for sitting in measure(cells_of(path)).sittings:
        assert sitting.minutes <= MOST_MINUTES_A_SITTING, sitting.heading


@every_page
def test_a_sitting_starts_with_a_heading(path: Path) -> None:
    for each in cells_of(path):
        if "sitting" in each["metadata"].get("tags", []):
            assert each["cell_type"] == "markdown"
            assert re.match(r"##+ \w", "".join(each["source"]))


# ---- the measure ----


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two words", 2),
        ("a [link of five words](../book/glossary.md#shape) counts", 6),
        ("| a | table |\n|---|---|\n| 1 | **two** |", 4),
        ("```python\nnot a word\n```\nthree `words + here`", 3),
        ("- a list - and a dash", 5),
        ("one\n\n<details><summary>Fold</summary>\n\nthree words more\n\n</details>\n\ntwo", 4),
        ("if a < b then c > d", 6),
        ("", 0),
    ],
)
def test_words_are_counted(text: str, expected: float) -> None:
    assert count(text) == expected


PAGE = [
    cell("# A page\n\n" + "word " * 298),
    cell("## See it\n\n" + "word " * 148),
    cell("a = b + c  # seven words in all", kind="code"),
    cell("not shown", "hide-input", kind="code"),
    cell("```\n## no heading\n```\n" + "word " * 150),
    cell("### Below\n\n" + "word " * 149 + "\n\n## Exercises\n\nword", "sitting"),
    cell("def f():\n    return 1", "hide-cell", "solution", kind="code"),
]


def test_a_page_is_measured_by_section_and_by_sitting() -> None:
    page = measure(PAGE)
    assert [(s.heading, s.words, s.exercises) for s in page.sections] == [
        ("A page", 300, 0),
        ("See it", 457, 0),
        ("Exercises", 2, 1),
    ]
    assert [(s.heading, s.words) for s in page.sittings] == [("A page", 607), ("Below", 152)]
    assert page.minutes == pytest.approx(759 / 150 + 8)
    report = minutes.report(page)
    assert "    457        3  See it" in report
    assert "the page, with 1 exercises" in report


def test_the_line_names_sittings_and_exercises() -> None:
    assert time_line(measure(PAGE)) == (
        "**Time:** two sittings of 5 and 5 minutes; the second starts at [Below](#below). "
        "The exercise takes about 10 minutes more."
    )
    three = [*PAGE[:6], cell("## *No*, not: yet?\n\n" + "word " * 9000, "sitting")]
    assert time_line(measure(three)) == (
        "**Time:** three sittings of 5, 5 and 60 minutes; the second starts at [Below](#below), "
        "the third at [*No*, not: yet?](#no-not-yet)."
    )
    assert time_line(measure(PAGE[:5])) == "**Time:** one sitting of 5 minutes."


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (0.2, "1 minute"),
        (12.4, "12 minutes"),
        (61, "1 hour"),
        (102, "1 hour 40 minutes"),
        (118, "2 hours"),
        (125.1, "2 hours 5 minutes"),
    ],
)
def test_minutes_in_words(time: float, expected: str) -> None:
    assert in_words(time) == expected


def test_the_line_is_brought_up_to_date(tmp_path, monkeypatch, capsys) -> None:
    old = "# A page\n\n**Time:** a year\nor two.\n\nAnd now."
    notebook = {"cells": [cell(old), *PAGE[1:]], "metadata": {}}
    file = tmp_path / "01_page.ipynb"
    file.write_text(json.dumps(notebook))
    monkeypatch.setattr(sys, "argv", ["minutes", str(file)])
    minutes.main()
    assert json.loads(file.read_text()) == notebook
    monkeypatch.setattr(sys, "argv", ["minutes", "--write", str(file)])
    minutes.main()
    cells = json.loads(file.read_text())["cells"]
    assert "".join(cells[0]["source"]) == f"# A page\n\n{time_line(measure(cells))}\n\nAnd now."
    assert cells[1:] == with_colab_cell(PAGE)[1:]
    assert "rewritten" in capsys.readouterr().out


def test_a_page_without_a_line_gets_none() -> None:
    assert minutes.with_time_line(PAGE) == PAGE
