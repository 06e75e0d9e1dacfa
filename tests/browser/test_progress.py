"""What the reader has read, answered, and where the reader was: kept, saved, loaded, forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from book._ext import progress
from helpers.widgets.quiz import quiz_names, read_quiz
from tests.browser.accessible import violations
from tests.browser.visits import CHAPTERS
from tools.book import ROOT

WELCOME = "book/welcome.html"
CHAPTER = "notebooks/04_flatten.html"
KEY = "convnets-by-hand/progress"
QUIZ = "convnets-by-hand/quiz/flatten"
REFUSED = """
  Object.defineProperty(window, "localStorage", {
    configurable: true, get() { throw new DOMException("refused", "SecurityError"); }
  });
"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody who opens the book for the first time."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(params=["http", "file"])
def start(request: pytest.FixtureRequest, book: Path, address: str) -> str:
    return address if request.param == "http" else f"{book.as_uri()}/"


@pytest.fixture
def disk(book: Path) -> str:
    return f"{book.as_uri()}/"


def visited(context: BrowserContext, address: str) -> Page:
    """A page, with `complaints`: all errors of its scripts."""
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


def in_sidebar(page: Page, title: str = "4. Flatten") -> Locator:
    return page.locator(".bd-links a", has_text=title)


def tick(page: Page) -> Locator:
    return page.get_by_label("I have read this page")


def onward(page: Page) -> Locator:
    return page.get_by_role("link", name="Continue where you were")


def pressed(right: int, wrong: int) -> dict[str, list[int]]:
    """What the self-test keeps: so many questions right at the first try, and so many not."""
    answers = {}
    for i, question in enumerate(read_quiz("flatten")["questions"][: right + wrong]):
        correct = [bool(answer.get("correct")) for answer in question["answers"]].index(True)
        answers[question["question"]] = [correct] if i < right else [1 - min(correct, 1), correct]
    return answers


def put(page: Page, key: str, value: object) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(value)])


def stored(page: Page) -> dict[str, object]:
    everything = page.evaluate("() => ({ ...localStorage })")
    own = [key for key in everything if key.startswith("convnets-by-hand/")]
    return {key: json.loads(everything[key]) for key in own}


def test_the_table_has_every_page_and_every_self_test() -> None:
    pages = progress.pages(ROOT)
    assert sorted(f"{name}.html" for name in pages) == sorted(CHAPTERS)
    assert sorted(page["quiz"] for page in pages.values() if page) == sorted(quiz_names())
    for page in filter(None, pages.values()):
        for question in read_quiz(page["quiz"])["questions"]:
            (place,) = [i for s, i in page["right"].items() if question["question"].startswith(s)]
            assert question["answers"][place]["correct"] is True


def test_questions_that_start_alike_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "START", 1)
    with pytest.raises(ValueError, match="share their first 1 letters"):
        progress.right_answers("pixels")


def test_a_tick_is_kept_and_taken_back(reader: BrowserContext, start: str) -> None:
    page = visited(reader, start + CHAPTER)
    assert in_sidebar(page).inner_text() == "4. Flatten"
    tick(page).check()
    expect(in_sidebar(page)).to_have_accessible_name("4. Flatten (read)")
    assert "✓" in in_sidebar(page).inner_text()
    page.goto(start + WELCOME)
    assert "✓" in in_sidebar(page).inner_text()
    assert "✓" not in in_sidebar(page, "3. Pooling").inner_text()
    page.goto(start + CHAPTER)
    expect(tick(page)).to_be_checked()
    tick(page).uncheck()
    assert in_sidebar(page).inner_text() == "4. Flatten"
    page.reload()
    expect(tick(page)).not_to_be_checked()
    assert page.complaints == []


def test_the_sidebar_tells_how_the_self_test_went(reader: BrowserContext, disk: str) -> None:
    page = visited(reader, disk + WELCOME)
    put(page, QUIZ, pressed(right=2, wrong=1))
    page.reload()
    expect(in_sidebar(page)).to_have_accessible_name(
        "4. Flatten (self-test: 2 of 5 right at the first try)"
    )
    assert "2/5" in in_sidebar(page).inner_text()
    page.get_by_text("Your progress").click()
    expect(page.locator("#your-progress")).to_contain_text(
        f"0 of {len(CHAPTERS)} chapters and labs read, 2 of "
    )


def test_answers_that_are_pressed_mark_the_sidebar(reader: BrowserContext, start: str) -> None:
    page = visited(reader, start + CHAPTER)
    page.locator(".lw-question").first.wait_for()
    wanted = pressed(right=2, wrong=1)
    marks = ["1 of 5", "2 of 5", "2 of 5", "2 of 5"]
    for card, answers in zip(page.locator(".lw-question").all(), wanted.values(), strict=False):
        for answer in answers:
            card.locator(".lw-answer").nth(answer).click()
            expect(in_sidebar(page)).to_have_accessible_name(
                f"4. Flatten (self-test: {marks.pop(0)} right at the first try)"
            )
    assert marks == []
    assert stored(page)[QUIZ] == wanted
    page.goto(start + WELCOME)
    assert "2/5" in in_sidebar(page).inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("broken", ["{", "null", "[1]", '{"read": 3, "place": {"page": "x"}}'])
def test_what_is_kept_may_be_broken(reader: BrowserContext, disk: str, broken: str) -> None:
    page = visited(reader, disk + WELCOME)
    for key in (KEY, QUIZ):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, broken])
    page.reload()
    assert onward(page).count() == 0
    page.goto(disk + CHAPTER)
    tick(page).check()
    expect(in_sidebar(page)).to_have_accessible_name("4. Flatten (read)")
    assert page.complaints == []


def test_the_welcome_page_leads_back_to_the_place(reader: BrowserContext, start: str) -> None:
    page = visited(reader, start + WELCOME)
    assert onward(page).count() == 0
    page.goto(f"{start}{CHAPTER}#build-it")
    page.wait_for_function("() => scrollY > 1000")
    page.goto(start + "book/glossary.html")  # looking a word up is no reading place
    page.goto(start + WELCOME)
    assert onward(page).inner_text() == "Continue where you were: 4. Flatten, Build it"
    onward(page).click()
    page.wait_for_url(f"**/{CHAPTER}#build-it")
    page.evaluate("() => scrollTo(0, 0)")
    page.goto(start + WELCOME)
    assert onward(page).inner_text() == "Continue where you were: 4. Flatten"
    assert page.complaints == []


def test_a_file_carries_it_to_another_browser(
    reader: BrowserContext, browser: Browser, start: str, tmp_path: Path
) -> None:
    page = visited(reader, start + CHAPTER)
    tick(page).check()
    put(page, QUIZ, pressed(right=4, wrong=0))
    page.goto(start + WELCOME)
    page.get_by_text("Your progress").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "convnets-by-hand-progress.json"

    other = browser.new_context()
    there = visited(other, start + WELCOME)
    put(there, "convnets-by-hand/quiz/pixels", {"old": [1]})
    there.get_by_text("Your progress").click()
    load(there, file)
    expect(there.locator("#your-progress")).to_contain_text("Loaded.")
    expect(in_sidebar(there)).to_have_accessible_name(
        "4. Flatten (read, self-test: 4 of 5 right at the first try)"
    )
    expect(onward(there)).to_be_visible()
    assert stored(there) == stored(page)
    assert there.complaints == []
    other.close()


def load(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load a file").click()
    chooser.value.set_files(file)


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "{}", '{"convnets-by-hand": 2, "kept": {}}', '{"convnets-by-hand": 1}']
    + [json.dumps({"convnets-by-hand": 1, "kept": {"theme": {}}})]
    + [json.dumps({"convnets-by-hand": 1, "kept": {KEY: "dark"}})],
)
def test_another_file_changes_nothing(
    reader: BrowserContext, disk: str, tmp_path: Path, text: str
) -> None:
    page = visited(reader, disk + WELCOME)
    put(page, KEY, {"read": {"notebooks/04_flatten": True}})
    before = stored(page)
    (tmp_path / "other.json").write_text(text)
    page.get_by_text("Your progress").click()
    load(page, tmp_path / "other.json")
    expect(page.locator("#your-progress")).to_contain_text(
        "Received other.json, which is something"
    )
    assert stored(page) == before
    assert page.complaints == []


def test_all_is_forgotten_but_what_belongs_to_others(reader: BrowserContext, disk: str) -> None:
    page = visited(reader, disk + CHAPTER)
    tick(page).check()
    page.evaluate("() => localStorage.setItem('mode', 'dark')")
    page.goto(disk + WELCOME)
    page.get_by_text("Your progress").click()
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Forget all").click()
    assert KEY in stored(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget all").click()
    expect(page.locator("#your-progress")).to_contain_text("Forgotten.")
    assert stored(page) == {}
    assert page.evaluate("() => localStorage.getItem('mode')") == "dark"
    assert in_sidebar(page).inner_text() == "4. Flatten"
    assert onward(page).count() == 0


@pytest.mark.parametrize("path", [WELCOME, CHAPTER, "search.html"])
def test_a_browser_that_keeps_nothing(reader: BrowserContext, disk: str, path: str) -> None:
    reader.add_init_script(REFUSED)
    page = visited(reader, disk + path)
    assert tick(page).count() == onward(page).count() == page.locator(".progress-mark").count() == 0
    if path == WELCOME:
        expect(page.locator("#your-progress")).to_contain_text("Your browser keeps nothing")
    theme = page.locator("html")
    expect(theme).to_have_attribute("data-theme", "light")
    page.locator(".theme-switch-button:visible").first.click()
    expect(theme).not_to_have_attribute("data-mode", "auto")
    page.goto(disk + CHAPTER)
    page.wait_for_function(
        "() => document.querySelector('[data-module=quiz]').dataset.state === 'ready'"
    )
    page.locator(".lw-answer").first.click()
    expect(page.locator(".lw-reply").first).not_to_be_empty()
    assert page.complaints == []


def test_without_a_script_nothing_is_offered(browser: Browser, disk: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in (WELCOME, CHAPTER):
        page.goto(disk + path)
        assert page.locator("article h1").count() == 1
        assert page.locator("#your-progress *, .progress-read, .progress-mark").count() == 0
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_are_accessible_and_fit(browser: Browser, disk: str, theme: str) -> None:
    context = browser.new_context(color_scheme=theme, viewport={"width": 1280, "height": 900})
    page = visited(context, disk + CHAPTER)
    tick(page).check()
    put(page, QUIZ, pressed(right=2, wrong=1))
    page.goto(disk + WELCOME)
    page.get_by_text("Your progress").click()
    assert in_sidebar(page).locator(".progress-mark").is_visible()
    for place in (".bd-links", "#your-progress", ".progress-continue"):
        assert violations(page, place) == {}
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
    context.close()


def test_the_keyboard_is_enough(reader: BrowserContext, disk: str) -> None:
    page = visited(reader, disk + CHAPTER)
    tick(page).focus()
    page.keyboard.press("Space")
    expect(in_sidebar(page)).to_have_accessible_name("4. Flatten (read)")
    page.goto(disk + WELCOME)
    page.locator("#your-progress summary").focus()
    page.keyboard.press("Enter")
    for name in ("Save as a file", "Load a file", "Forget all"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
