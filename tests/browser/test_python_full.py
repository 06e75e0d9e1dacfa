"""Every exercise in the pages of a full site: Pyodide with the real NumPy, in Chromium.

It needs a book that was built with Python inside, where there is a connection:

    make book PYTHON_IN_PAGE=1
    BOOK_HTML=_build/html python -m pytest tests/browser/test_python_full.py

The workflow that publishes the book does so, with PYTHON_IN_PAGE=1 for both, and publishes the site
without Python if one of these fails. Elsewhere they are skipped, and say why.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers import check
from helpers.checking.catalogue import exercises
from tests.browser.conftest import served
from tests.browser.python_site import python_folder
from tests.browser.test_python_in_page import Handler, open_panel
from tools.book import ROOT

STEMS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
PATIENCE = 300_000  # milliseconds for the answers of one page

# Asks a Worker for one thing after another, as engine.js does, and gives the results.
ASK = """
async ([python, messages, patience]) => {
  const results = [];
  for (const message of messages) {
    results.push(await new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error("no answer")), patience);
      python.onerror = (event) => failed(new Error(event.message));
      python.onmessage = ({ data }) => {
        if (data.type === "failed") failed(new Error(data.text));
        if (data.type !== "done") return;
        clearTimeout(late);
        done(data.result);
      };
      python.postMessage({ id: 1, ...message });
    }));
  }
  return results;
}
"""

# Runs in the page. Each known mistake, and what `check` calls it.
MISTAKES = """
from helpers.checking.catalogue import find_exercise
from helpers.checking.checker import check_answer

exercise = find_exercise("NAME")
[
    (mistake.slug, check_answer(exercise, way).mistake)
    for mistake in exercise.mistakes
    for way in mistake.ways
]
"""


@pytest.fixture(scope="module")
def full(book: Path) -> Path:
    """The built book, with Python and NumPy inside."""
    found = [*(python_folder(book) or book).glob("numpy-*.whl")]
    if any("stand.in" not in wheel.name for wheel in found):
        return book
    if os.environ.get("PYTHON_IN_PAGE") == "1":
        pytest.fail("this book was to have NumPy inside, and has not")
    pytest.skip("this book has no NumPy inside: its wheel is fetched where there is a connection")


@pytest.fixture(scope="module")
def site(full: Path) -> Iterator[str]:
    with served(full, Handler) as address:
        yield address


class Python:
    """Python in a page, as its script starts and asks it."""

    def __init__(self, page: Page, full: Path, site: str, imports: str) -> None:
        self.page = page
        folder = python_folder(full)
        assert folder
        files = {path.name: path.stat().st_size for path in folder.glob("*.*")}
        start = "address => new Worker(address, { type: 'module' })"
        self.worker = page.evaluate_handle(
            start, f"{site}{folder.relative_to(full).as_posix()}/worker.js"
        )
        self.ask({"do": "start", "imports": imports, "files": files})

    def ask(self, *messages: dict[str, Any]) -> list[dict[str, Any]]:
        answers: list[dict[str, Any]] = self.page.evaluate(ASK, [self.worker, messages, PATIENCE])
        return answers

    def end(self) -> None:
        self.worker.evaluate("worker => worker.terminate()")


@pytest.fixture(scope="module")
def start(browser: Browser, full: Path, site: str) -> Iterator[Callable[[str], Python]]:
    """A function that starts Python with these imports; what ran before is ended."""
    page = browser.new_page()
    page.goto(f"{site}book/setup.html")
    running: list[Python] = []

    def new(imports: str) -> Python:
        for python in running:
            python.end()
        running[:] = [Python(page, full, site, imports)]
        return running[0]

    yield new
    page.close()


def data_of(full: Path, stem: str) -> dict[str, Any]:
    folder = python_folder(full)
    assert folder
    path = folder / "pages" / f"{stem}.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("stem", STEMS)
def test_every_solution_of_a_page_passes_with_the_words_of_a_notebook(
    full: Path, start: Callable[[str], Python], stem: str
) -> None:
    page, known = data_of(full, stem), exercises()
    python = start(page["imports"])
    for exercise in page["exercises"]:
        name = exercise["name"]
        (answer,) = python.ask({"do": "check", "name": name, "source": exercise["solution"]})
        assert answer["error"] is None, name
        assert answer["text"] == repr(check(known[name].solution, record=False))


@pytest.mark.parametrize("stem", STEMS)
def test_every_cell_of_a_page_that_runs_here_runs(
    full: Path, start: Callable[[str], Python], stem: str
) -> None:
    page = data_of(full, stem)
    python = start(page["imports"])
    for cell in page["cells"]:
        (answer,) = python.ask({"do": "run", **cell})
        assert answer["error"] is None, cell["id"]


@pytest.fixture(scope="module")
def python(start: Callable[[str], Python]) -> Python:
    """For all known mistakes the same."""
    return start("import numpy as np")


@pytest.mark.parametrize("name", sorted(exercises()))
def test_every_known_mistake_is_refused_by_its_name(python: Python, name: str) -> None:
    (answer,) = python.ask({"do": "run", "source": MISTAKES.replace("NAME", name)})
    assert answer["error"] is None
    expected = [(m.slug, m.slug) for m in exercises()[name].mistakes for _ in m.ways]
    assert ast.literal_eval(answer["value"]["text"]) == expected


def test_a_reader_writes_an_array_and_passes(browser: Browser, full: Path, site: str) -> None:
    solution = next(
        exercise["solution"]
        for exercise in data_of(full, "02_convolution")["exercises"]
        if exercise["name"] == "convolve2d"
    )
    page: Page = browser.new_page()
    page.goto(f"{site}notebooks/02_convolution.html")
    panel = open_panel(page, "convolve2d")
    panel.ask("Check", solution)
    expect(panel.card).to_contain_text("passed")
    page.close()
