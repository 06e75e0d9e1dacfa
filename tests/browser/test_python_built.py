"""What the builder wrote for Python in the page: marks in the pages, data, and the files' table."""

from __future__ import annotations

import functools
import json
import re
import shutil
from pathlib import Path

import pytest
from python_in_page import page_data

from helpers.checking.catalogue import exercises
from tests.browser.python_site import with_python
from tests.browser.visits import soup
from tools.book import ROOT
from tools.python_in_page import LOCK, NotCollected, from_npm

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ADDRESS = "https://web/book/notebooks/page.html"
data_of = functools.cache(lambda path: page_data(path, ADDRESS))  # read once
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@every_notebook
def test_the_marks_of_a_page_are_those_of_its_data(book: Path, path: Path) -> None:
    page = soup(book, f"notebooks/{path.stem}.html")
    data = data_of(path)
    marked = [line["data-exercise"] for line in page.select("p.places")]
    assert marked == [exercise["name"] for exercise in data["exercises"]]
    assert all(page.find(id=exercise["anchor"]) for exercise in data["exercises"])
    cells = [cell["data-cell"] for cell in page.select(".cell[data-cell]")]
    assert cells == [cell["id"] for cell in data["cells"]]
    for line in page.select("p.python-elsewhere"):
        before = line.find_previous_sibling()
        assert "cell" in before["class"] and "data-cell" not in before.attrs
        assert [link.get_text() for link in line.select("a")][:2] == ["Binder", "Colab"]


def test_the_pages_have_all_exercises() -> None:
    found = [each for path in NOTEBOOKS for each in data_of(path)["exercises"]]
    assert sorted(each["name"] for each in found) == sorted(exercises())
    for each in found:
        start = rf"^(def|class) {each['name']}\b"
        assert re.search(start, each["stub"], re.MULTILINE), each["stub"]
        assert re.search(start, each["solution"], re.MULTILINE)
        assert "check(" not in each["solution"]
        assert not re.search(r"\]\((?!https://|#)", each["prompt"]), each["prompt"]


def test_a_relative_link_leads_to_the_book_on_the_web(tmp_path: Path) -> None:
    text = "A [term](../book/glossary.md#pixel), [lab](13_full_speed.ipynb), [web](https://a.b/c)."
    cells = [
        {"cell_type": kind, "id": str(number), "source": source, "metadata": {}, "outputs": []}
        for number, (kind, source) in enumerate(
            [
                ("markdown", "# 1. A page"),
                ("markdown", f"## Exercises\n\n### Exercise 1\n\n{text}"),
                ("code", "def relu(x):\n    ..."),
                ("code", "check(relu)"),
                ("code", "def relu(x):\n    return x\n\n\ncheck(relu, record=False)"),
            ]
        )
    ]
    path = tmp_path / "page.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    data = page_data(path, ADDRESS)
    (exercise,) = data["exercises"]
    assert data["title"] == "1. A page" and exercise["heading"] == "Exercise 1"
    assert exercise["solution"] == "def relu(x):\n    return x"
    assert exercise["prompt"] == (
        "A [term](https://web/book/book/glossary.html#pixel), "
        "[lab](https://web/book/notebooks/13_full_speed.html), [web](https://a.b/c)."
    )


def facts(site: Path) -> dict[str, object]:
    """What page.js was told."""
    script = (site / "_static" / "python" / "page.js").read_text(encoding="utf-8")
    told: dict[str, object] = json.loads(re.findall(r'= (\{"inside".*\});', script)[0])
    return told


def test_a_book_without_python_has_two_small_files_more(book: Path) -> None:
    folder = book / "_static" / "python"
    assert facts(book)["inside"] is False
    assert {path.name for path in folder.iterdir()} == {"page.js", "page.css"}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 16_000


def test_a_book_with_python_knows_its_files(book: Path, tmp_path: Path) -> None:
    if not shutil.which("npm"):
        pytest.skip("no npm, which brings Pyodide and the editor")
    try:
        site = with_python(book, tmp_path)
    except NotCollected as error:
        pytest.skip(str(error))
    told = facts(site)
    folder = site / "_static" / "python" / str(told["folder"])
    assert told["inside"] is True
    sizes = {path.name: path.stat().st_size for path in folder.glob("*.*")}
    assert told["files"] == sizes
    assert {path.stem for path in (folder / "pages").iterdir()} == {p.stem for p in NOTEBOOKS}
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    assert {each["file_name"] for each in lock["packages"].values()} <= set(sizes)
    licenses = (folder / "LICENSES.txt").read_text(encoding="utf-8")
    assert "pyodide 314." in licenses and "(MPL-2.0)" in licenses
    assert "Permission is hereby granted" in licenses.partition("@codemirror/view")[2]
    assert "import" not in (folder / "editor.js").read_text(encoding="utf-8")[:200]


def test_the_page_has_the_numpy_of_the_book(tmp_path: Path) -> None:
    """Pyodide's own table names it, before the stand-in takes its place."""
    if not shutil.which("npm"):
        pytest.skip("no npm, which brings Pyodide")
    try:
        npm = from_npm(tmp_path)
    except NotCollected as error:
        pytest.skip(str(error))
    table = json.loads((npm / "node_modules" / "pyodide" / LOCK).read_text(encoding="utf-8"))
    version = table["packages"]["numpy"]["version"]
    pins = (ROOT / "requirements-course.txt").read_text(encoding="utf-8")
    assert f"numpy=={version}\n" in pins
