"""The pages for teachers: each link shows its widget in the state that it names, and what is said
of it there is so. What stands in “such quotes” are the words of the widget."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visits import Visit, at_rest
from tools.book import ROOT

TEACHERS = ROOT / "book" / "teachers"
SHOW = r"\{show\}`[^`]*<(?P<link>[^>]*)>`"
QUOTE = r"“(?P<quote>[^”]*)”"
BUTTON = r"\*\*(?P<button>[^*]*)\*\*"
KEY = r"`(?P<key>Space|→|←|Esc)`(?: (?P<times>\d+) times)?"
KEYS = {"Space": "Space", "→": "ArrowRight", "←": "ArrowLeft", "Esc": "Escape"}
numbers = itertools.count()


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", (TEACHERS / f"{page}.md").read_text(encoding="utf-8"))


def states(page: str) -> list[tuple[str, list[str]]]:
    """Each link to a widget with what is quoted after it, up to the next link or heading."""
    parts = re.split(rf"{SHOW}|(?: #+ )|(?:```)", text_of(page))
    # split() with one group: text, link or None, text, ...
    return [
        (link, re.findall(QUOTE, after))
        for link, after in zip(parts[1::2], parts[2::2], strict=True)
        if link
    ]


def widget_of(page: Page, link: str) -> Locator:
    kind, _, number = re.search(r"widget=([a-z_]+)(-?)(\d*)", link).groups()  # type: ignore[union-attr]
    return page.locator(f'[data-module="{kind}"]').nth(int(number or 1) - 1)


def open_link(visit: Callable[..., Visit], link: str, anew: bool = False) -> tuple[Visit, Locator]:
    """The first link to a chapter opens it, and from there one leads to the next, unless `anew`."""
    path, _, fragment = link.partition("#")
    query = f"?{next(numbers)}" if anew else ""  # with another address, all is loaded again
    seen = visit(f"notebooks/{path}.html", fragment=f"{query}#{fragment}")
    return seen, widget_of(seen.page, link)


def words_of(widget: Locator) -> str:
    """All that the widget says, as one line, and the words beside its pictures."""
    return re.sub(r"\s+", " ", widget.inner_text())


def like(value: str) -> str:
    """A value of a link, so that 0.50 and 0.5 are the same, and names have no order."""
    try:
        return str([[float(x) for x in row.split(",")] for row in value.split(";")])
    except ValueError:
        return str(sorted(value.split(",")))


def demonstrations() -> list[tuple[str, str]]:
    """The heading and the steps of each demonstration."""
    text = (TEACHERS / "demonstrations.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    return [(part.split("\n")[0], re.sub(r"\s+", " ", part)) for part in parts]


LINKS = [
    pytest.param(link, quotes, id=f"{page}: {link}")
    for page in ("misconceptions", "index")
    for link, quotes in sorted(states(page))  # by chapter
]


def test_every_link_of_the_pages_is_tested_here() -> None:
    for page in TEACHERS.glob("*.md"):
        written = len(re.findall(SHOW, text_of(page.stem)))
        tested = len(states(page.stem))
        assert written == tested, page
        assert not written or page.stem in ("misconceptions", "index", "demonstrations"), page


@pytest.mark.parametrize(("link", "quotes"), LINKS)
def test_a_link_shows_what_the_page_says(
    visit: Callable[..., Visit], link: str, quotes: list[str]
) -> None:
    seen, widget = open_link(visit, link)
    page = seen.page
    expect(widget).to_be_in_viewport()
    assert widget.locator(".lw-covered").count() == 0, "a question covers what is to be seen"
    given = dict(parse_qsl(link.partition("#")[2], keep_blank_values=True))
    # What is said now, before anything else is pressed; a button that the text names comes first.
    for quote in quotes:
        words = words_of(widget)
        if quote not in words and widget.get_by_role("button", name="Learning step").count():
            for _ in range(2):
                widget.get_by_role("button", name="Learning step").click()
                at_rest(page)
            words = words_of(widget)
        assert quote in words, words
    away = widget.locator(".lw-away")
    assert away.count() > 0
    assert [part for part in away.all() if part.is_visible()] == []
    if given["hide"] == "controls":
        assert widget.locator("select:visible, .lw-select:visible").count() == 0
    widget.get_by_role("button", name="Copy link").click()
    page.wait_for_function("() => location.hash.startsWith('#widget=')")
    told = dict(parse_qsl(page.evaluate("location.hash.slice(1)"), keep_blank_values=True))
    assert {name: like(told[name]) for name in given} == {
        name: like(value) for name, value in given.items()
    }
    assert seen.errors == []


@pytest.mark.parametrize(("heading", "steps"), demonstrations(), ids=lambda text: text[:9])
def test_a_demonstration_goes_as_it_is_written(
    visit: Callable[..., Visit], heading: str, steps: str
) -> None:
    """Every link is opened, every button and key pressed, and what is in quotes is to be read."""
    widget = None
    for step in re.finditer("|".join([SHOW, QUOTE, BUTTON, KEY]), steps):
        kind, what = step.lastgroup, step.group()
        if link := step["link"]:
            seen, widget = open_link(visit, link, anew=True)
            expect(widget).to_be_in_viewport()
            continue
        assert widget is not None, f"{heading}: a link comes first"
        enlarged = seen.page.locator("dialog.lw-pane[open]")
        section = enlarged if enlarged.count() else widget
        if quote := step["quote"]:
            assert quote in words_of(section), (what, words_of(section))
        elif name := step["button"]:
            section.get_by_role("button", name=name, exact=True).first.click()
        elif key := step["key"]:
            for _ in range(int(step["times"] or 1)):
                seen.page.keyboard.press(KEYS[key])
        at_rest(seen.page)
        assert seen.errors == [], (kind, what)
    assert widget is not None
