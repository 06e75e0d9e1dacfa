"""Print how long each section, each sitting and each page takes, measured by its notebook.

    python -m tools.minutes                  all of notebooks/
    python -m tools.minutes notebooks/02*    these
    python -m tools.minutes --write [FILES]  also bring the line **Time:** of each page up to date

Words count as `book/_ext/minutes.py` says: 150 a minute, 8 minutes an exercise, folded text half.
"""

import argparse
import re
from pathlib import Path
from typing import Any

from book._ext.minutes import MARK, Measured, measure, time_line
from tools import notebooks

LINE = re.compile(rf"^{re.escape(MARK)}.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)


def stated(cells: list[dict[str, Any]]) -> str | None:
    """The line in which the page says how long it takes, None where it has none."""
    line = LINE.search("".join(cells[0]["source"]))
    return line and line[0]


def with_time_line(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells with the page's line up to date, if it has one: "**Time:**" alone is enough."""
    # The line is part of what it measures, so it is written twice.
    for _ in range(2):
        line = time_line(measure(cells)).replace("\\", r"\\")
        text = LINE.sub(line, "".join(cells[0]["source"]))
        cells = [cells[0] | {"source": text.splitlines(keepends=True)}, *cells[1:]]
    return cells


def report(page: Measured) -> str:
    """A line for each section and each sitting, and one for the page."""
    lines = ["  words  minutes"]
    for section in page.sections:
        lines.append(f"{section.words:7.0f}  {section.minutes:7.0f}  {section.heading}")
    for number, sitting in enumerate(page.sittings, 1):
        where = f"sitting {number}, from {sitting.heading} (without exercises)"
        lines.append(f"{sitting.words:7.0f}  {sitting.minutes:7.0f}  {where}")
    whole = f"the page, with {page.exercises} exercises"
    return "\n".join([*lines, f"{page.words:7.0f}  {page.minutes:7.0f}  {whole}"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how long the pages take.")
    parser.add_argument("--write", action="store_true", help="bring the line **Time:** up to date")
    parser.add_argument("files", nargs="*", type=Path, help="default: all of notebooks/, in order")
    arguments = parser.parse_args()
    for file in arguments.files or sorted(notebooks.NOTEBOOKS.glob("[0-9]*.ipynb")):
        page = notebooks.read(file)
        print(f"{file.name}\n{report(measure(page['cells']))}\n")
        if arguments.write:
            page["cells"] = with_time_line(page["cells"])
            if notebooks.write_if_changed(file, page):
                print(f"rewritten: {file}\n")


if __name__ == "__main__":
    main()
