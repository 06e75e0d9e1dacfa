"""Python in the page: the real Pyodide in Chromium, with a stand-in for NumPy.

Each start of Python takes seconds, so tests share the page of one reader where they can.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from helpers import check
from tests.browser.accessible import violations
from tests.browser.conftest import POLICY, PolicyHandler, served
from tests.browser.python_site import python_folder, with_python
from tests.browser.test_progress import REFUSED
from tests.browser.visits import PHONE
from tools.python_in_page import NotCollected

CHAPTER = "notebooks/02_convolution.html"
EXERCISE = "output_size"
KEY = f"convnets-by-hand/code/{EXERCISE}"
RIGHT = """def output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1
"""
WRONG = RIGHT.replace(" + 1", "")
A_START = 120_000  # milliseconds that a start of Python may take on a busy machine


# ---- a site with Python, and what a reader does in it ----


class Handler(PolicyHandler):
    """The policy of the book, and what Python needs beside it."""

    def send_header(self, keyword: str, value: str) -> None:
        if keyword == "Content-Security-Policy":
            value = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
        super().send_header(keyword, value)


@pytest.fixture(scope="module")
def python_book(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("npm"):
        pytest.skip("no npm, which brings Pyodide and the editor")
    try:
        return with_python(book, tmp_path_factory.mktemp("python"))
    except NotCollected as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def site(python_book: Path) -> Iterator[str]:
    """The address of the book with Python."""
    with served(python_book, Handler) as address:
        yield address


def opened(context: BrowserContext, address: str) -> Page:
    """A page, with all `requests` and `complaints`."""
    page = context.new_page()
    page.requests, page.complaints = [], []
    context.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: page.complaints.append(message.text) if message.type == "error" else None,
    )
    page.goto(address)
    return page


def here(page: Page, name: str = EXERCISE) -> Locator:
    return page.get_by_role("button", name=f"Write it here: {name}", exact=True)


class Panel:
    """The panel of an exercise or of a cell of the text."""

    def __init__(self, page: Page, label: str = f"Your answer: {EXERCISE}") -> None:
        self.page = page
        self.whole = page.get_by_role("group", name=label, exact=True)
        self.field = self.whole.get_by_role("textbox")
        self.status = self.whole.get_by_role("status")
        self.output = self.whole.locator(".python-output")
        self.card = self.output.locator(".check-card")
        self.error = self.output.locator(".python-error")

    def button(self, name: str) -> Locator:
        return self.whole.get_by_role("button", name=name, exact=True)

    def write(self, source: str) -> None:
        self.field.fill(source)

    def press(self, name: str, source: str | None = None) -> None:
        if source is not None:
            self.write(source)
        self.button(name).click()

    def done(self) -> None:
        """Wait until what was pressed has been answered."""
        expect(self.button("Stop")).to_be_hidden(timeout=A_START)

    def ask(self, name: str, source: str | None = None) -> None:
        self.press(name, source)
        self.done()

    def lines(self) -> str:
        return "\n".join(self.field.locator(".cm-line").all_text_contents())


def open_panel(page: Page, name: str = EXERCISE) -> Panel:
    here(page, name).click()
    panel = Panel(page, f"Your answer: {name}")
    expect(panel.field).to_be_focused()
    return panel


def stored(page: Page, key: str = KEY) -> Any:
    return json.loads(page.evaluate("key => localStorage.getItem(key)", key) or "null")


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody who opens the book for the first time."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def desk(browser: Browser, site: str) -> Iterator[Page]:
    """A page that several tests share. Its reader has pressed nothing yet."""
    context = browser.new_context()
    yield opened(context, site + CHAPTER)
    context.close()


@pytest.fixture
def panel(desk: Page) -> Panel:
    """The exercise's panel on the shared page, open, with Python ready or soon."""
    panel = Panel(desk)
    if not panel.whole.is_visible():
        open_panel(desk)
    return panel


# ---- starting ----


def test_nothing_comes_before_the_press_and_all_from_the_site(
    desk: Page, site: str, python_book: Path, record_testsuite_property: Callable[[str, Any], None]
) -> None:
    folder = f"{site}_static/python/"
    before = {url.split("?")[0] for url in desk.requests if url.startswith(folder)}
    assert before == {f"{folder}page.js", f"{folder}page.css"}
    start = time.monotonic()
    panel = open_panel(desk)
    expect(panel.whole.get_by_role("progressbar")).to_be_visible()
    expect(panel.whole.locator(".python-size")).to_contain_text("MB")
    expect(panel.status).to_have_text("Python is ready.", timeout=A_START)
    record_testsuite_property("first start, s", round(time.monotonic() - start, 1))
    expect(panel.whole.get_by_role("progressbar")).to_be_hidden()
    expect(panel.whole.locator(".python-size")).to_have_text(re.compile(r"^Python uses \d+ MB\.$"))
    after = {url.split("?")[0] for url in desk.requests} - before
    assert [url for url in after if not url.startswith((site, f"blob:{site[:12]}"))] == []
    inside = python_folder(python_book)
    assert f"{folder}{inside.name}/pyodide.asm.wasm" in after
    files = [file.read_bytes() for file in inside.glob("*.*")]
    record_testsuite_property("bytes of a start, without NumPy", sum(map(len, files)))
    record_testsuite_property(
        "the same, compressed", sum(len(gzip.compress(file)) for file in files)
    )
    assert desk.complaints == []


def test_an_answer_becomes_a_card(
    panel: Panel, record_testsuite_property: Callable[[str, Any], None]
) -> None:
    start = time.monotonic()
    panel.ask("Check")
    record_testsuite_property("a press while Python runs, s", round(time.monotonic() - start, 2))
    expect(panel.card).to_contain_text("not attempted yet")
    panel.ask("Check", WRONG)
    expect(panel.card).to_contain_text("(forgets-plus-one)")
    assert stored(panel.page) == {"source": WRONG, "status": "not yet"}
    assert not is_marked(panel.page)
    panel.ask("Check", RIGHT)
    expect(panel.card).to_contain_text("passed")
    assert stored(panel.page) == {"source": RIGHT, "status": "passed"}
    assert is_marked(panel.page)
    panel.field.press("Control+End")
    panel.field.type("#")
    assert not is_marked(panel.page)
    assert panel.page.complaints == []


def test_what_is_printed_and_the_last_value(panel: Panel) -> None:
    panel.ask("Run", "print('one')\nprint('two')\n[output_size(7, 3)] * 2")
    expect(panel.output.get_by_label("Printed")).to_have_text("one\ntwo\n")
    expect(panel.output.get_by_label("Value")).to_have_text("[5, 5]")
    assert panel.error.count() == panel.card.count() == 0


def test_html_shows_and_does_nothing(panel: Panel) -> None:
    html = "<b onclick='x()'>bold</b><img src='x' onerror='x()'><script>x()</script>"
    panel.ask("Run", f'class Shown:\n    def _repr_html_(self):\n        return "{html}"\nShown()')
    value = panel.output.locator(".python-value")
    assert value.inner_html() == "<b>bold</b>"
    # Under the policy the browser tells of each handler that it refuses, as soon as it reads one.
    told = panel.page.complaints
    assert [each for each in told if "Executing inline event handler violates" not in each] == []
    told.clear()


@pytest.mark.parametrize(
    ("task", "source", "line", "words"),
    [
        ("Run", "print(1)\nx = 0\n1 / x", 3, "zero"),
        ("Run", "def f(:\n    pass", 1, "Line 1"),
        ("Check", f"{RIGHT}\nprint(window_response)", 4, "`window_response` is an exercise"),
        ("Check", "x = 1", None, "There is no `output_size` in your code"),
    ],
    ids=["division", "syntax", "another exercise", "no answer"],
)
def test_an_error_in_plain_words_with_its_line(
    panel: Panel, task: str, source: str, line: int | None, words: str
) -> None:
    panel.ask(task, source)
    expect(panel.error).to_contain_text(words.replace("`", ""))
    assert panel.card.count() == 0
    marked = panel.field.locator(".python-wrong")
    if line:
        expect(panel.error).to_contain_text(f"Line {line}: ")
        assert marked.all_inner_texts() == [source.splitlines()[line - 1]]
    else:
        assert marked.count() == 0
    panel.field.press("Control+End")
    panel.field.type("\n1 + 1")
    panel.ask("Run", "1 + 1")
    assert panel.error.count() == marked.count() == 0


# ---- editing ----


def test_start_again_brings_the_stub_back(panel: Panel) -> None:
    panel.write(RIGHT)
    panel.press("Start again")
    assert "# your code" in panel.lines()
    assert stored(panel.page) is None
    panel.page.keyboard.press("Control+z")
    assert panel.lines() == RIGHT
    assert stored(panel.page)["source"] == RIGHT


def test_the_keyboard_is_enough(panel: Panel) -> None:
    keys = panel.page.keyboard
    panel.write("")
    panel.field.focus()
    keys.type("def output_size(size, kernel, stride=1, padding=0):\nreturn (size - kernel")
    assert panel.lines().splitlines()[1] == "    return (size - kernel)"  # indented, and closed
    keys.press("End")
    keys.type(" // stride + 1")  # "/" would lead to the search elsewhere in the book
    keys.press("Enter")
    keys.press("Tab")
    assert panel.lines().splitlines()[2] == " " * 8
    keys.press("Shift+Tab")
    assert panel.lines().splitlines()[2] == " " * 4
    keys.press("Escape")
    keys.press("Tab")
    expect(panel.button("Check")).to_be_focused()
    keys.press("Enter")
    panel.done()
    expect(panel.card).to_contain_text("ignores-padding")
    keys.press("Shift+Tab")
    expect(panel.field).to_be_focused()
    keys.press("Tab")  # it indents again
    expect(panel.field).to_be_focused()
    keys.press("Control+z")
    panel.write(RIGHT)
    keys.press("Control+Enter")
    expect(panel.card).to_contain_text("passed")


def test_the_field_is_told_to_screen_readers(panel: Panel) -> None:
    expect(panel.field).to_have_accessible_name(f"Your answer: {EXERCISE}")
    expect(panel.field).to_have_accessible_description(
        "Tab indents; Escape, then Tab, leaves the editor. Ctrl+Enter (on a Mac: Cmd+Enter) checks."
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_accessible(panel: Panel, theme: str) -> None:
    page = panel.page
    page.emulate_media(color_scheme=theme)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    for task, source in [("Check", f"# a comment\nprint('x')\n{WRONG}"), ("Run", "print(2)\nx y")]:
        panel.ask(task, source)
        for fold in panel.output.locator("summary").all():
            fold.click()
        assert violations(page, ".python-panel, .places") == {}
    page.emulate_media(color_scheme="light")


# ---- ending what does not end ----


def test_a_check_that_never_ends_is_ended_by_python(panel: Panel) -> None:
    panel.ask("Run", "kept = 1")
    panel.ask("Check", RIGHT.splitlines()[0] + "\n    while True:\n        pass\n")
    expect(panel.card).to_contain_text("did not come back within 4 seconds")
    panel.ask("Run", "kept")
    expect(panel.output.get_by_label("Value")).to_have_text("1")  # it is the same Python


def test_a_check_that_never_ends_inside_c_is_ended_by_the_page(panel: Panel) -> None:
    endless = "    import itertools\n    return sum(itertools.count())\n"
    panel.ask("Check", RIGHT.splitlines()[0] + "\n" + endless)
    expect(panel.card).to_contain_text("did not come back within 4 seconds")
    assert stored(panel.page)["status"] == "not yet"
    panel.ask("Run", "kept")
    expect(panel.error).to_contain_text("kept")  # it is another Python


def test_stop_ends_a_run(panel: Panel) -> None:
    panel.press("Run", "print('begun')\nwhile True:\n    pass")
    expect(panel.output).to_contain_text("begun")
    panel.button("Check").click()
    expect(panel.status).to_contain_text("Python is busy")
    panel.button("Stop").focus()
    panel.page.keyboard.press("Enter")
    expect(panel.status).to_have_text("Stopped. Python starts again by itself.")
    expect(panel.button("Check")).to_be_focused()
    panel.ask("Check", RIGHT)
    expect(panel.card).to_contain_text("passed")


def test_a_crash_is_told_and_the_answer_stays(panel: Panel) -> None:
    source = "import ctypes\nctypes.memset(4_000_000_000, 1, 8)"
    panel.ask("Run", source)
    expect(panel.status).to_contain_text("Python crashed and was ended")
    assert panel.lines() == source
    panel.page.complaints.clear()  # the browser tells of it too


def test_a_worker_that_dies_of_memory_says_so(panel: Panel) -> None:
    """The browser's own error, thrown where nobody in Python can catch it."""
    source = (
        "from js import Array, ArrayBuffer, Reflect, setTimeout\n"
        "setTimeout(Reflect.construct.bind(None, ArrayBuffer, Array.of(2.0**40)))"
    )
    panel.ask("Run", source)
    expect(panel.status).to_contain_text("The memory of this page was full")
    assert panel.lines() == source
    panel.page.complaints.clear()  # the browser tells of it too
    panel.ask("Run", "6 * 7")
    expect(panel.output.get_by_label("Value")).to_have_text("42")


# ---- what is kept ----


def test_answers_outlast_a_reload_and_serve_later_exercises(
    panel: Panel, record_testsuite_property: Callable[[str, Any], None]
) -> None:
    page = panel.page
    keep_passed(page)
    page.reload()
    assert is_marked(page)
    start = time.monotonic()
    later = open_panel(page, "window_response")
    expect(later.status).to_have_text("Python is ready.", timeout=A_START)
    record_testsuite_property("second start, s", round(time.monotonic() - start, 1))
    later.ask("Run", "output_size(7, 3, 2)")
    expect(later.output.get_by_label("Value")).to_have_text("3")
    first = open_panel(page)
    assert first.lines() == RIGHT
    here(page).click()
    expect(first.whole).to_be_hidden()
    assert page.complaints == []


def keep_passed(page: Page) -> None:
    text = json.dumps({"source": RIGHT, "status": "passed"})
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])


def is_marked(page: Page) -> bool:
    return here(page).locator("..").get_by_text("\u2713 passed").count() == 1


def test_the_answers_as_a_notebook_that_runs(panel: Panel, tmp_path: Path) -> None:
    panel.write(RIGHT)
    later = {"source": "output_size(7, 3, 2)", "status": ""}
    panel.page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)",
        [KEY.replace(EXERCISE, "window_response"), json.dumps(later)],
    )
    with panel.page.expect_download() as download:
        panel.press("Download as a notebook")
    assert download.value.suggested_filename == "02_convolution-answers.ipynb"
    file = tmp_path / "answers.ipynb"
    download.value.save_as(file)
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert texts[0] == "# 2. Convolution: my answers"
    assert texts[1].startswith("## Exercise 1, on paper and in code\n\nHow many windows fit")
    NotebookClient(notebook, kernel_name="python3").execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    _, answer, checked, other = code  # of the later exercise nothing is there yet to be checked
    assert answer.source == RIGHT
    assert other.source == later["source"]
    assert checked.outputs[0]["data"]["text/plain"].startswith("output_size: passed")


def test_a_cell_of_the_text_is_changed_and_run(desk: Page) -> None:
    cell = desk.locator(".cell", has=desk.get_by_text("starts[-1] + 5"))
    cell.get_by_role("button", name="Change and run it").click()
    panel = Panel(desk, "A cell to change and run")
    expect(panel.field).to_be_focused()
    panel.ask("Run")
    expect(panel.output.get_by_label("Value")).to_have_text("(12, 26)")
    panel.ask("Run", panel.lines().replace(", 2)", ", 3)"))
    expect(panel.output.get_by_label("Value")).to_have_text("(8, 25)")
    close = cell.get_by_role("button", name="Close the editor")
    assert close.get_attribute("aria-expanded") == "true"
    close.click()
    expect(panel.whole).to_be_hidden()
    expect(cell.locator(".cell_input")).to_be_visible()
    desk.reload()
    cell.get_by_role("button", name="Change and run it").click()
    expect(panel.field).to_contain_text(", 3)")
    panel.press("Start again")
    assert ", 2)" in panel.lines()


FULL = """
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (key.includes("/code/")) throw new DOMException("full", "QuotaExceededError");
    put.call(this, key, value);
  };
"""


@pytest.mark.parametrize("storage", [REFUSED, FULL], ids=["refused", "full"])
def test_a_browser_that_keeps_nothing(reader: BrowserContext, site: str, storage: str) -> None:
    reader.add_init_script(storage)
    page = opened(reader, site + CHAPTER)
    panel = open_panel(page)
    panel.write(RIGHT)
    expect(panel.status).to_contain_text("This browser keeps no answers")
    panel.press("Start again")
    assert "# your code" in panel.lines()
    assert page.complaints == []


# ---- to the card, in the real Pyodide ----

# The exercises whose answers are plain numbers: a part of the solution, and what stands there in
# a wrong answer.
PLAIN = {
    "output_size": ("02_convolution", " + 1", ""),
    "conv2d_parameters": ("02_convolution", " + filters", ""),
    "size_after": ("03_pooling", " + 1", ""),
    "flat_index": ("04_flatten", "row * width + col", "col * width + row"),
    "dense_parameters_after_flatten": ("04_flatten", " + units", ""),
    "step_decay": ("08_callbacks", "//", "/"),
}


def in_a_notebook(name: str, source: str) -> str:
    """The card that `check` shows in a notebook."""
    names: dict[str, Any] = {}
    exec(source, names)
    return check(names[name], record=False)._repr_html_()


def test_plain_numbers_get_the_card_of_a_notebook(desk: Page, site: str, python_book: Path) -> None:
    asked, folder = [], python_folder(python_book)
    for name, (page, right, wrong) in PLAIN.items():
        data = json.loads((folder / "pages" / f"{page}.json").read_text("utf-8"))
        (exercise,) = [each for each in data["exercises"] if each["name"] == name]
        mistaken = exercise["solution"].replace(right, wrong)
        assert mistaken != exercise["solution"]
        asked += [(name, exercise[kind]) for kind in ("stub", "solution")] + [(name, mistaken)]
    result = desk.evaluate(
        """async ([address, asked]) => {
          const start = new URL("_static/python/page.js", address);
          const script = await (await fetch(start)).text();
          const { files, folder } = JSON.parse(script.match(/(\\{"inside".*\\});/)[1]);
          const base = new URL(`${folder}/`, start);
          const { Engine } = await import(new URL("engine.js", base));
          const engine = new Engine(base, files, "import numpy as np", () => {});
          const cards = [];
          for (const [name, source] of asked) {
            cards.push((await engine.ask({ do: "check", name, source }, () => {})).card);
          }
          const run = async (source, ...before) =>
            await engine.ask({ do: "run", source, before }, () => {});
          const after = await run("b + 1", "a = 1", "print(a)\\nb = a + 1");
          const failed = await run("b + 1", "a = 1", "1 / 0");
          engine.end("stop");
          return { cards, after: after.value.text, failed: failed.error.earlier };
        }""",
        [site, asked],
    )
    answers = result["cards"]
    assert answers == [in_a_notebook(name, source) for name, source in asked]
    badges = ["not attempted yet", "passed", "not yet"] * len(PLAIN)
    assert all(badge in card for badge, card in zip(badges, answers, strict=True))
    assert (result["after"], result["failed"]) == ("3", True)  # what earlier cells leave


# ---- on a phone ----


def test_on_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = opened(context, site + CHAPTER)
    here(page).tap()
    panel = Panel(page)
    expect(panel.field).to_be_focused()
    for name, value in {
        "autocorrect": "off",
        "autocapitalize": "off",
        "spellcheck": "false",
    }.items():
        assert panel.field.get_attribute(name) == value
    assert panel.field.evaluate("field => getComputedStyle(field).fontSize") == "16px"
    panel.write("")
    for key in ("Tab: indent", "( ) parentheses", "= equals", "\u21b6 undo", "* star"):
        panel.button(key).tap()
        expect(panel.field).to_be_focused()
    assert panel.lines() == "    (*)"
    panel.write(WRONG)
    top = "field => field.getBoundingClientRect().top + scrollY"
    before = panel.field.evaluate(top)
    panel.button("Check").tap()
    panel.done()
    expect(panel.card).to_contain_text("not yet")
    assert panel.field.evaluate(top) == before
    small = page.locator(".python-panel, .places").evaluate_all(
        """places => places.flatMap((place) => [...place.querySelectorAll("button, summary")])
             .filter((e) => e.checkVisibility())
             .map((e) => [e.textContent, e.getBoundingClientRect()])
             .filter(([, { width, height }]) => Math.min(width, height) < 44)
             .map(([text]) => text)"""
    )
    assert small == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.complaints == []
    context.close()


# ---- where there is no Python ----


def test_a_copy_without_python_says_where_to_go(reader: BrowserContext, address: str) -> None:
    page = opened(reader, address + CHAPTER)
    here(page).click()
    box = page.locator(".python-box")
    expect(box).to_be_focused()
    expect(box).to_contain_text("This copy of the book has no Python inside.")
    places = ["the online book", "Binder", "Colab", "on your own machine"]
    assert box.get_by_role("link").all_inner_texts() == places
    online = box.get_by_role("link", name="the online book").get_attribute("href")
    assert online.startswith("https://")
    assert online.endswith(f"/{CHAPTER}")
    assert violations(page, ".python-box") == {}
    assert page.get_by_role("button", name="Change and run it").count() == 0
    here(page).click()
    expect(box).to_be_hidden()
    assert page.complaints == []


def test_from_a_disk_no_python_starts(reader: BrowserContext, python_book: Path) -> None:
    page = opened(reader, f"{python_book.as_uri()}/{CHAPTER}")
    here(page).click()
    expect(page.locator(".python-box")).to_contain_text("A browser starts no Python from a disk.")
    expect(page.locator(".python-box code")).to_have_text("make serve PYTHON_IN_PAGE=1")
    assert page.complaints == []


def test_without_a_script_nothing_is_offered(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + CHAPTER)
    expect(page.locator(".places").first).to_contain_text("Write it in Binder, in Colab, or on")
    assert page.locator(".places button").count() == 0
    context.close()
