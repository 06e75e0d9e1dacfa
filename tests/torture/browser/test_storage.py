"""What a browser keeps for the book may be rubbish, from another edition, or have no room left."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

WELCOME, CHAPTER = "book/welcome.html", "notebooks/02_convolution.html"
OWN = "convnets-by-hand/"
KEYS = ["mode", "theme", *(f"{OWN}{key}" for key in ("progress", "quiz/convolution", "answer/x"))]
SEED = 16
DEEP = "[" * 5_000 + "]" * 5_000
RUBBISH = [
    *(
        "",
        "{",
        "null",
        "undefined",
        "NaN",
        "0",
        "-1e999",
        '"text"',
        "[]",
        "[[1]]",
        "true",
        "\ud800",
    ),
    *("dark light", "<script>seen=1</script>", '"><img src=x onerror=seen=1>', "javascript:seen=1"),
    *('{"__proto__": {"seen": 1}}', '{"constructor": {"prototype": {"seen": 1}}}', DEEP),
    *('{"read": 3, "place": 7}', '{"read": [true], "place": {"page": "__proto__"}}'),
    '{"read": {"notebooks/02_convolution": "yes"}, "place": {"page": "notebooks/02_convolution"}}',
    '{"place": {"page": "notebooks/02_convolution", "anchor": {"a": 1}, "title": "<b>t</b>"}}',
    '{"place": {"page": "notebooks/02_convolution", "anchor": "\\" onclick=seen=1", "title": []}}',
    '{"place": {"page": "javascript:seen=1", "title": "t"}}',
    json.dumps({"a" * 100_000: ["b" * 100_000] * 5}),
    json.dumps({"What does the kernel": [1e9, -1, None, "0", {}], "": [0]}),
]
FULL = """Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); }"""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    opened.complaints = []
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    opened.evaluate("() => localStorage.clear()")
    opened.close()


def lives(page: Page, path: str) -> str:
    """What is wrong with a page of the book; empty if it does all that it should."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-module]')].every((div) => div.dataset.state)"
    )
    found = page.evaluate(
        """() => ({
          seen: typeof seen + typeof ({}).seen,
          failed: document.querySelectorAll('[data-state=failed]').length,
          theme: document.documentElement.dataset.theme,
          mode: document.documentElement.dataset.mode,
          links: [...document.querySelectorAll(".progress-continue a")].map((a) => a.protocol),
          foreign: document.querySelectorAll("img[onerror], [onclick]").length,
          text: document.querySelector("article").innerText.length,
        })"""
    )
    wrong = [name for name in ("failed", "foreign") if found[name]]
    wrong += ["seen"] if found["seen"] != "undefinedundefined" else []
    wrong += ["theme"] if found["theme"] not in ("light", "dark") else []
    wrong += ["mode"] if found["mode"] not in ("light", "dark", "auto") else []
    wrong += ["links"] if set(found["links"]) - {"http:", "file:"} else []
    wrong += ["text"] if found["text"] < 500 else []
    return f"{wrong} {found} {page.complaints}" if wrong or page.complaints else ""


@pytest.mark.parametrize("path", [WELCOME, CHAPTER])
def test_rubbish_is_kept(
    page: Page, book: Path, path: str, trials: Callable[[int], int], tally: Callable[..., None]
) -> None:
    rng = random.Random(SEED)
    cases = [{key: text} for key in KEYS for text in RUBBISH]
    cases += [{key: rng.choice(RUBBISH) for key in KEYS} for _ in range(20)]
    rng.shuffle(cases)
    cases = cases[: trials(40)]
    page.goto(f"{book.as_uri()}/{path}")
    lost = 0
    for case in cases:
        page.evaluate(
            "(kept) => { localStorage.clear(); Object.assign(localStorage, kept); }", case
        )
        page.reload()
        if wrong := lives(page, path):
            lost += 1
            print(f"seed {SEED}:", {key: text[:80] for key, text in case.items()}, wrong[:600])
        page.complaints.clear()
    tally("rubbish in the browser's storage", cases=len(cases), faults=len(cases), lost=lost)


def test_a_browser_without_room_loses_nothing(
    page: Page, book: Path, tmp_path: Path, tally: Callable[..., None]
) -> None:
    page.goto(f"{book.as_uri()}/{WELCOME}")
    kept = {f"{OWN}progress": '{"read":{"notebooks/02_convolution":true}}', "other": "x"}
    page.evaluate("(kept) => Object.assign(localStorage, kept)", kept)
    page.reload()
    page.get_by_text("Your progress").click()
    large = {"a": "b" * 6_000_000}
    ours = {f"{OWN}progress": {"read": {}}, f"{OWN}quiz/pixels": large}
    file = tmp_path / "large.json"
    file.write_text(json.dumps({"convnets-by-hand": 1, "kept": ours}), encoding="utf-8")
    page.locator("#your-progress input[type=file]").set_input_files(file)
    expect(page.locator(".progress-message")).to_have_text(
        "Your browser has no room for large.json. Nothing has changed."
    )
    assert page.evaluate("() => ({ ...localStorage })").items() >= kept.items()
    assert page.evaluate("() => localStorage.getItem('convnets-by-hand/quiz/pixels')") is None
    assert page.complaints == []
    tally("a browser without room", faults=1)


@pytest.mark.parametrize("path", [WELCOME, CHAPTER])
def test_nothing_can_be_kept_any_more(
    context: BrowserContext, book: Path, path: str, tally: Callable[..., None]
) -> None:
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.add_init_script(FULL)
    page.goto(f"{book.as_uri()}/{path}")
    assert lives(page, path) == ""
    page.locator(".theme-switch-button:visible").first.click()
    if path == CHAPTER:
        page.locator(".lw-answer").first.click()
        expect(page.locator(".lw-reply").first).not_to_be_empty()
        page.get_by_label("I have read this page").click()
    page.close()
    tally("a browser without room", faults=1)
    assert page.complaints == []
