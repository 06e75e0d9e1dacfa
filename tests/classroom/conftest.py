"""What the tests of assignments share: the chapters, and the environment that has nbgrader."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from helpers.checking.catalogue import pages
from tools.book import ROOT
from tools.classroom.needs import Cell
from tools.notebooks import read

CHAPTERS = sorted((ROOT / "notebooks").glob("0[1-8]_*.ipynb"))
ENVIRONMENT = ROOT / ".venv-classroom"
EXERCISES = [name for page in pages() if page.number <= 8 for name in page.modules]


def text(cell):
    return "".join(cell["source"])


def solutions():
    """The published solution of each exercise: the whole cell."""
    cells = [cell for path in CHAPTERS for cell in read(path)["cells"]]
    cells = [cell for cell in cells if "solution" in cell["metadata"].get("tags", [])]
    return {re.search(r"check\((\w+), record", text(cell))[1]: text(cell) for cell in cells}


def code_of(name):
    """All code of the chapter that an exercise stands in."""
    for path in CHAPTERS:
        cells = [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]
        if any(f"check({name})" in text(cell) for cell in cells):
            return [Cell(cell["id"], text(cell)) for cell in cells]
    raise LookupError(name)


@pytest.fixture(scope="session")
def commands():
    """Run lines of a shell as a teacher would, in the project's root."""
    if not (ENVIRONMENT / "installed").exists():
        pytest.skip("nbgrader is not there. Run `make classroom`, then these tests again.")

    def run(lines: str) -> str:
        path = f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}"
        told = subprocess.run(
            ["sh", "-e", "-c", lines],
            cwd=ROOT,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )
        assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
        return told.stdout + told.stderr

    return run


def submissions(course: Path, student: str, assignment: str) -> Path:
    """The place of what a student handed in."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    return folder / f"{assignment}.ipynb"
