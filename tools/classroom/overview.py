"""Which misconceptions a class has, from what nbgrader graded. Nothing leaves this machine.

    python -m tools.classroom.overview [COURSE]    default: build/classroom

Writes COURSE/overview/: index.html, misconceptions.csv (how many have each), answers.csv (one line
an answer, with what may deserve a look) and exercises.svg.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from helpers.checking.catalogue import find_exercise, pages
from helpers.checking.result import NOT_ATTEMPTED, PASSED
from tools.classroom import KEPT
from tools.classroom.__main__ import ROOT

OTHER = "no known misconception"
STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 1rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } caption, th, td { text-align: left; }
th, td { padding: 0.3em; border-bottom: 1px solid #8888; vertical-align: top; }
td { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  thead { display: none; } tr, td { display: block; } td { border: 0; padding: 0.1em 0; }
  tr { border-bottom: 1px solid #8888; padding: 0.4em 0; } td:first-child { font-weight: 600; }
}
figure { margin: 0; background: #fff; } figure svg { width: 100%; height: auto; }
"""


@dataclass(frozen=True)
class Answer:
    """One student's answer to one exercise, as it was graded."""

    student: str
    assignment: str
    exercise: str
    points: float
    status: str
    mistake: str
    said: str
    flags: str


@dataclass(frozen=True)
class Misconception:
    """How many of those who answered an exercise have a misconception, and what to say about it."""

    assignment: str
    exercise: str
    mistake: str
    students: int
    of: int
    say: str


def answers(course: Path) -> list[Answer]:
    """Every graded answer, in the order of the course.

    Raises:
        FileNotFoundError: nothing was graded yet.
    """
    found = [
        _answer(path, output["metadata"][KEPT])
        for path in sorted((course / "autograded").glob("*/*/*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if KEPT in output.get("metadata", {})
    ]
    if not found:
        raise FileNotFoundError(
            f"{course} holds no graded answer. Run `nbgrader autograde` in this folder first."
        )
    order = [name for page in pages() for name in page.modules]
    return sorted(found, key=lambda each: (order.index(each.exercise), each.student))


def _answer(path: Path, kept: dict[str, Any]) -> Answer:
    untouched = kept["hunted"] or kept["status"] == NOT_ATTEMPTED
    return Answer(
        student=path.parts[-3],
        assignment=path.parts[-2],
        exercise=kept["exercise"],
        points=kept["points"],
        status=NOT_ATTEMPTED if untouched else kept["status"],
        mistake="" if untouched else kept["mistake"] or "",
        said="" if untouched else kept["said"],
        flags="; ".join(kept["flags"]),
    )


def misconceptions(given: list[Answer]) -> list[Misconception]:
    """What went wrong in each exercise, the most frequent first."""
    found = []
    for name, group in by_exercise(given):
        hints = {mistake.slug: mistake.hint for mistake in find_exercise(name).mistakes}
        wrong = [each for each in group if each.status not in (PASSED, NOT_ATTEMPTED)]
        for slug, count in Counter(each.mistake or OTHER for each in wrong).most_common():
            said = next(each.said for each in wrong if (each.mistake or OTHER) == slug)
            where = group[0].assignment
            say = hints.get(slug, said)
            found.append(Misconception(where, name, slug, count, len(group), say))
    return found


def by_exercise(given: list[Answer]) -> Iterator[tuple[str, list[Answer]]]:
    for name, group in groupby(given, key=lambda each: each.exercise):
        yield name, list(group)


def counts(given: list[Answer]) -> dict[str, dict[str, int]]:
    """For each exercise how many answers there are of each kind."""
    found = {}
    for name, group in by_exercise(given):
        kinds = Counter(
            each.status
            if each.status in (PASSED, NOT_ATTEMPTED)
            else ("a misconception" if each.mistake else OTHER)
            for each in group
        )
        found[name] = {kind: kinds[kind] for kind in BARS}
    return found


BARS = {
    PASSED: "#1b7f3b",
    "a misconception": "#d55e00",
    OTHER: "#e6a817",
    NOT_ATTEMPTED: "#b0b4b8",
}


def drawing(given: list[Answer]) -> str:
    """The figure as SVG: a bar for each exercise."""
    from io import StringIO

    from matplotlib.figure import Figure

    found = counts(given)
    figure = Figure(figsize=(8, 1.2 + 0.3 * len(found)), layout="constrained")
    axes = figure.subplots()
    left = [0] * len(found)
    for kind, color in BARS.items():
        sizes = [each[kind] for each in found.values()]
        axes.barh(list(found), sizes, left=left, color=color, label=kind)
        left = [a + b for a, b in zip(left, sizes, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("students")
    axes.xaxis.get_major_locator().set_params(integer=True)
    figure.legend(loc="outside upper center", ncols=len(BARS), frameon=False)
    text = StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def page(given: list[Answer], svg: str) -> str:
    """The overview as one HTML page that asks no other host for anything."""
    students = len({each.student for each in given})
    found = misconceptions(given)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)
        for name, kinds in counts(given).items()
    )
    looks = [each for each in given if each.flags]
    rows = ([m.exercise, m.mistake, f"{m.students} of {m.of}", m.say] for m in found)
    noted = ([each.student, each.exercise, each.flags] for each in looks)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Misconceptions of the class</title><style>{STYLE}</style></head><body><main>"
        f"<h1>Misconceptions of the class</h1><p>{students} students, {len(given)} answers.</p>"
        f'<figure role="img" aria-label="{escape(told)}">{svg}</figure>'
        + _table("What went wrong", ["exercise", "misconception", "students", "say"], rows)
        + (_table("Worth a look", ["student", "exercise", "what"], noted) if looks else "")
        + "</main></body></html>\n"
    )


def _table(caption: str, heads: list[str], rows: Iterator[list[str]]) -> str:
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    return f"<h2>{caption}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def write_overview(course: Path) -> Path:
    """Write the overview of a course, and return its page."""
    given = answers(course)
    folder = course / "overview"
    folder.mkdir(exist_ok=True)
    for name, kind, rows in (
        ("misconceptions.csv", Misconception, misconceptions(given)),
        ("answers.csv", Answer, given),
    ):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(kind)])
            writer.writeheader()
            writer.writerows(asdict(row) for row in rows)
    svg = drawing(given)
    (folder / "exercises.svg").write_text(svg, encoding="utf-8")
    (folder / "index.html").write_text(page(given, svg), encoding="utf-8")
    return folder / "index.html"


def main() -> None:
    parser = argparse.ArgumentParser(description="Which misconceptions a class has.")
    parser.add_argument("course", nargs="?", type=Path, default=ROOT / "build" / "classroom")
    print(f"The overview is {write_overview(parser.parse_args().course)}")


if __name__ == "__main__":
    main()
