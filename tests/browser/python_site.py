"""A book with Python in its pages, and with the stand-in for NumPy: numpy_stand_in/ tells why.

PYTHONPATH=book/_ext python -m tests.browser.python_site FOLDER     builds one, to look at it
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from python_in_page import write_static

from tools import book, python_in_page
from tools.page_wheel import write_wheel

STAND_IN = Path(__file__).with_name("numpy_stand_in")
VERSION = "0+stand.in"


def stand_in(folder: Path) -> dict[str, Any]:
    """Write a wheel of the stand-in into a folder, and return its entry of a lock file."""
    files = {
        path.relative_to(STAND_IN).as_posix(): path.read_bytes()
        for path in sorted(STAND_IN.rglob("*.py"))
    }
    wheel = write_wheel(folder, "numpy", VERSION, files, [])
    checksum = python_in_page.sha256(wheel.read_bytes())
    return {"file_name": wheel.name, "sha256": checksum, "version": VERSION}


def collect(folder: Path) -> Path:
    """Collect what runs Python, with the stand-in, below a folder. It is in the one returned."""
    npm = python_in_page.from_npm(folder / "npm")
    lock = json.loads((npm / "node_modules/pyodide" / python_in_page.LOCK).read_text("utf-8"))
    wheels = folder / "stand_in"
    wheels.mkdir(parents=True, exist_ok=True)
    lock["packages"]["numpy"] |= stand_in(wheels)
    return python_in_page.collect(folder, str(wheels), lock)


def python_folder(pages: Path) -> Path | None:
    """Where a built book has what runs Python; None for one without."""
    found = list((pages / "_static" / "python").glob("*/pyodide.mjs"))
    return found[0].parent if found else None


def build(output: Path) -> Path:
    """Build the book with the stand-in below ``output``; the folder with its pages."""
    return book.build(output, collect(output / "_build" / book.PYTHON))


def with_python(pages: Path, output: Path) -> Path:
    """The built book once more, in ``output``, with Python. Only files below _static differ."""
    shutil.copytree(pages, output / "html")
    write_static(
        output / "html" / "_static",
        book.ROOT / "notebooks",
        collect(output / book.PYTHON),
        "https://example.org/course/",
    )
    return output / "html"


if __name__ == "__main__":
    print(build(Path(sys.argv[1]).resolve()))
