"""The pages for teachers: their minutes, goals and mistakes are those of the notebooks."""

import functools
import json
import re
from pathlib import Path

import pytest

from book._ext.minutes import MINUTES_AN_EXERCISE, WORDS_A_MINUTE, measure, slug
from book._ext.teaching import exercise_place, problem_of
from helpers.checking.catalogue import exercises, pages
from tools.book import ROOT

TEACHERS = ROOT / "book" / "teachers"
NOTEBOOKS = ROOT / "notebooks"
CHAPTERS = [page for page in pages() if page.number <= 8]
LINK = re.compile(r"\]\(\.\./\.\./notebooks/(\w+)\.ipynb(?:#([\w-]+))?\)")
NAME = re.compile(r"`(\w+)`")
OTHERS = "other exercises"


def text_of(page: str) -> str:
    return (TEACHERS / f"{page}.md").read_text(encoding="utf-8")


@functools.cache
def words_of(notebook: str) -> dict[str, float]:
    """The words of each section of a notebook by its anchor; of all of it by ''."""
    page = measure(json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text("utf-8"))["cells"])
    return {slug(section.heading): section.words for section in page.sections} | {"": page.words}


def exercises_of(notebook: str) -> list[str]:
    return next(list(page.modules) for page in pages() if notebook.startswith(f"{page.number:02}_"))


def minutes_of(cell: str, done: list[str]) -> int:
    """What a cell of a table names, in minutes; what it names is added to `done`."""
    links = LINK.findall(cell)
    words = sum(words_of(notebook)[anchor] for notebook, anchor in links)
    names = [name for name in NAME.findall(cell) if name in exercises()]
    if OTHERS in cell:  # of the page of this row's exercises
        chapter = next(page.modules for page in pages() if done[-1] in page.modules)
        names += [name for name in chapter if name not in [*done, *names]]
    done += names
    return round(words / WORDS_A_MINUTE + len(names) * MINUTES_AN_EXERCISE)


@functools.cache
def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page, each as rows of cells, the first row its headings."""
    found = re.findall(r"(?:^\|.*\|\n)+", text_of(page), re.MULTILINE)
    split = [[row.strip("|\n").split("|") for row in table.splitlines()] for table in found]
    return [
        [[cell.strip() for cell in row] for row in table if set(row[0]) - set("-")]
        for table in split
    ]


CLASS, EACH, DAY_1, DAY_2, WEEKS, LEFT_OUT = tables("timetables")


# ---- timetables ----


@pytest.mark.parametrize(
    ("table", "length"), [(CLASS, 90), (DAY_1, 360), (DAY_2, 360)], ids=["class", "day 1", "day 2"]
)
def test_a_plan_gives_the_minutes_that_are_measured(table: list[list[str]], length: int) -> None:
    _, *rows, (total, measured, _) = table
    found = [minutes_of(what, []) for _, _, what in rows]
    assert [int(stated or 0) for _, stated, _ in rows] == found
    assert all(int(planned) >= time for (planned, *_), time in zip(rows, found, strict=True))
    assert total == f"**{length}**" and sum(int(planned) for planned, *_ in rows) == length
    assert measured == f"**{sum(found)}**"


def test_each_chapter_fits_a_class() -> None:
    _, *rows = EACH
    assert [row[0][1] for row in rows] == [str(page.number) for page in CHAPTERS]
    for what, stated, named, _ in rows:
        found = minutes_of(what + named, [])
        assert int(stated) == found <= 80, what


def test_six_weeks_hold_everything_once() -> None:
    _, *rows = WEEKS
    done: list[str] = []
    found = []
    for _, _, lesson, _, home in rows:
        found.append((minutes_of(lesson, done), minutes_of(home, done)))
    assert [(int(row[1]), int(row[3])) for row in rows] == found
    assert max(lesson for lesson, _ in found) <= 80
    assert sorted(done) == sorted(name for page in CHAPTERS for name in page.modules)
    read = [link for row in rows for link in LINK.findall(row[2] + row[4])]
    assert len(read) == len(set(read))
    for page in CHAPTERS:
        [notebook] = {name for name, _ in read if name.startswith(f"{page.number:02}_")}
        anchors = {anchor for name, anchor in read if name == notebook}
        assert anchors in ({""}, set(words_of(notebook)) - {""}), notebook


def test_the_table_of_what_is_missed_says_who_speaks_of_a_chapter() -> None:
    texts = {}
    for path in NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        name = str(int(path.stem[:2])) if path.stem[0].isdigit() else "fair tests"
        texts[name] = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    _, *rows = LEFT_OUT
    assert [row[0] for row in rows] == [str(page.number) for page in CHAPTERS]
    for chapter, named, _ in rows:
        later = [n for n in texts if not n.isdigit() or int(n) > int(chapter)]
        speaking = [n for n in later if re.search(rf"\bchapters? {chapter}\b", texts[n])]
        speaking.sort(key=lambda n: int(n) if n.isdigit() else 99)
        assert named == ", ".join(speaking), chapter


def test_no_page_needs_what_is_written_on_another() -> None:
    """So that a chapter can be left out: the code of a page imports helpers, and no notebook."""
    stems = [path.stem for path in NOTEBOOKS.glob("*.ipynb")]
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            code = "".join(cell["source"]) if cell["cell_type"] == "code" else ""
            assert not re.search(r"^\s*%run|\bnbimporter\b", code, re.MULTILINE), path
            assert not [stem for stem in stems if re.search(rf"import {stem}\b", code)], path


# ---- goals and questions ----


def chapters_of(page: str) -> dict[int, str]:
    """The text below each heading "Chapter 2, convolution" of a page, by its number."""
    parts = re.split(r"^## (Chapter (\d+), .*)$", text_of(page), flags=re.MULTILINE)
    headings = [page.heading for page in CHAPTERS]
    assert parts[1::3] == headings, "the chapters, in their order, by their names"
    return {int(number): text for number, text in zip(parts[2::3], parts[3::3], strict=True)}


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.heading)
def test_each_goal_says_what_shows_it(page) -> None:
    text = chapters_of("goals")[page.number]
    goals, questions = text.split("**To discuss**")
    room = next(iter(page.modules.values())).split(".")[2]
    quiz = json.loads((ROOT / f"helpers/widgets/quizzes/{room}.json").read_text("utf-8"))
    named: set[str] = set()
    for goal in goals.split("\n- ")[1:]:
        _, shown_by = goal.rsplit("*Shown by*", 1)
        names = NAME.findall(shown_by)
        asked = [int(n) for n in re.findall(r"\d+", NAME.sub("", shown_by))]
        assert names or asked, goal
        assert set(names) <= set(page.modules), goal
        assert all(1 <= number <= len(quiz["questions"]) for number in asked), goal
        named |= set(names)
    assert named == set(page.modules), "each exercise shows some goal"
    assert len(re.findall(r"^- \*\*.+\?\*\*", questions, re.MULTILINE)) >= 2


# ---- misconceptions ----


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.heading)
def test_each_misconception_has_a_widget_and_an_exercise(page) -> None:
    text = chapters_of("misconceptions")[page.number]
    _, *entries = re.split(r"^### ", text, flags=re.MULTILINE)
    assert len(entries) >= 4
    for entry in entries:
        assert "{show}`" in entry, entry
        [(name, mistake)] = re.findall(r"\{known-mistake\} (\w+) ([\w-]+)\n", entry)
        assert name in page.modules, "an exercise of this chapter"
        assert mistake in [known.slug for known in exercises()[name].mistakes]
    assert text.count(f"{{known-mistakes}} {page.number}\n") == 1


def test_the_page_counts_the_mistakes_that_check_knows() -> None:
    count = sum(len(each.mistakes) for each in exercises().values())
    assert f"`check` knows {count:,} wrong answers" in text_of("misconceptions")


def test_a_bug_to_find_is_told_as_one() -> None:
    entries = re.split(r"^### ", text_of("misconceptions"), flags=re.MULTILINE)
    for entry in entries[1:]:
        name, mistake = re.search(r"\{known-mistake\} (\w+) ([\w-]+)\n", entry).groups()
        told = "This is the bug of the exercise." in entry
        assert told == (exercises()[name].bug == mistake), entry


@pytest.mark.parametrize(
    ("notebook", "fragment", "problem"),
    [
        ("02_convolution", "widget=convolution-3&view=kernel&hide=controls", None),
        ("02_convolution", "widget=convolution-4", "has the widgets convolution, convolution-2"),
        ("02_convolution", "widget=pooling", "Received 'pooling'"),
        ("02_convolution", "widget=convolution&strid=2", "has no setting strid"),
        ("02_convolutions", "widget=convolution", "there is no page '02_convolutions'"),
    ],
)
def test_a_link_to_a_widget_is_checked_when_the_book_is_built(
    notebook: str, fragment: str, problem: str | None
) -> None:
    found = problem_of(Path(NOTEBOOKS, f"{notebook}.ipynb"), fragment)
    assert found is None if problem is None else problem in (found or "")


def test_an_exercise_is_linked_where_the_book_asks_for_it() -> None:
    assert exercise_place("flat_index", NOTEBOOKS) == "notebooks/04_flatten.ipynb#exercise-1"
    for name in exercises():
        file, anchor = exercise_place(name, NOTEBOOKS).split("#")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"check({name})" in text
        assert anchor in [slug(found) for found in re.findall(r'"#{2,3} ([^"\\]+)', text)]
