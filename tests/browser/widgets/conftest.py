"""A small page with the widgets of one test, made by the same code as the book's pages."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from book._ext import live_widgets
from helpers.widgets.base import Widget
from tests.browser.conftest import POLICY
from tests.browser.visits import WATCH, at_rest, settle

PAGE = """<!doctype html>
<html lang="en"{theme}><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Widgets</title>
<style>html[data-theme=dark] {{ background: #14181e; color: #ced6dd; }}
body {{ margin: 0 auto; max-width: 48rem; padding: 0 1rem; font-family: sans-serif; }}</style>
<link rel="stylesheet" href="_static/live_widgets.css">
<script defer src="_static/live_widgets.js"></script></head>
<body><main><h1>Widgets</h1>{widgets}<p style="height: 40rem">The end.</p></main></body></html>
"""

VIEWPORT = {"width": 1280, "height": 720}
PERMISSIONS = ["clipboard-write"]  # a browser with windows gives it to who presses a button
numbers = itertools.count()


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `_static`, as the extension writes it into the book."""
    folder = tmp_path_factory.mktemp("widgets")
    live_widgets.write_static(folder / "_static")
    return folder


class Opened(Page):
    """Only for readers: the pages below also carry `errors`, all complaints of the browser."""

    errors: list[str]


def new_page(context: BrowserContext) -> Opened:
    page = context.new_page()
    page.add_init_script(WATCH)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on(
        "console",
        lambda message: page.errors.append(message.text) if message.type == "error" else None,
    )
    return page


def load(
    page: Opened,
    folder: Path,
    *widgets: Widget,
    theme: str = "light",
    fragment: str = "",
    extra: str = "",
    viewport: dict[str, int] = VIEWPORT,
) -> None:
    """Put these widgets (and `extra` HTML) into the page, and wait until they stand."""
    html = "".join(widget._repr_mimebundle_()[0]["text/html"] for widget in widgets) + extra
    path = folder / "page.html"
    path.write_text(
        PAGE.format(widgets=html, policy=POLICY, theme=f' data-theme="{theme}"'),
        encoding="utf-8",
    )
    page.bring_to_front()
    if page.url.startswith("file:"):  # no test finds what another one left
        page.evaluate(
            """() => {
              localStorage.clear();
              return document.fullscreenElement && document.exitFullscreen();
            }"""
        )
    if page.viewport_size != viewport:
        page.set_viewport_size(viewport)
    page.errors.clear()
    # Another address each time: to go from one fragment of a page to another loads nothing.
    page.goto(f"{path.as_uri()}?{next(numbers)}{fragment}")
    settle(page)


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`contexts(has_touch=True, ...)`: one context for each kind, kept for the tests of a module.

    A new context takes four times as long as a page in one that is there.
    """
    kept: dict[str, BrowserContext] = {}

    def context_with(**options: Any) -> BrowserContext:
        kind = repr(sorted(options.items()))
        if kind not in kept:
            kept[kind] = browser.new_context(permissions=PERMISSIONS, **options)
        return kept[kind]

    yield context_with
    for context in kept.values():
        context.close()


@pytest.fixture(scope="module")
def kept() -> dict[BrowserContext, list[Opened]]:
    """The pages that one test after the other uses."""
    return {}


@pytest.fixture
def open_widgets(
    browser: Browser,
    contexts: Callable[..., BrowserContext],
    kept: dict[BrowserContext, list[Opened]],
    static_folder: Path,
) -> Iterator[Callable[..., Opened]]:
    """`open_widgets(ConvolutionExplorer(), ..., theme="dark", fragment="#widget=...")`.

    Opens a page from the disk with these widgets (and `extra` HTML), waits until they are live and
    drawn, and returns it. `folder` holds the `_static` of a site. Arguments that are not named
    here go to Playwright's `new_context`. With `own` no other test has used the page, nor will: a
    test that puts another clock into it, say, asks for that.
    """
    taken: list[Opened] = []
    of_this_test: list[BrowserContext] = []

    def page_with(own: bool, options: dict[str, Any]) -> Opened:
        if own:
            of_this_test.append(browser.new_context(permissions=PERMISSIONS, **options))
            return new_page(of_this_test[-1])
        context = contexts(**options)
        pages = kept.setdefault(context, [])
        free = [page for page in pages if page not in taken]
        if not free:
            free = [new_page(context)]
            pages += free
        taken.append(free[-1])
        free[-1].mouse.move(0, 0)
        return free[-1]

    def open_page(
        *widgets: Widget,
        folder: Path = static_folder,
        own: bool = False,
        theme: str = "light",
        fragment: str = "",
        extra: str = "",
        viewport: dict[str, int] = VIEWPORT,
        **options: Any,
    ) -> Opened:
        page = page_with(own, options)
        load(page, folder, *widgets, theme=theme, fragment=fragment, extra=extra, viewport=viewport)
        return page

    yield open_page
    for context in of_this_test:
        context.close()


@pytest.fixture(scope="module")
def shown(contexts: Callable[..., BrowserContext], static_folder: Path) -> Callable[..., Opened]:
    """`shown(widget, theme="dark", viewport=..., has_touch=True)`: for tests that only look.

    The page stays for the next test that asks for the same widget in the same theme and kind of
    context; the size of its window may be another one.
    """
    pages: dict[BrowserContext, Opened] = {}
    there: dict[BrowserContext, tuple[Widget, str]] = {}

    def show(
        widget: Widget,
        theme: str = "light",
        viewport: dict[str, int] = VIEWPORT,
        **options: Any,
    ) -> Opened:
        context = contexts(**options)
        if context not in pages:
            pages[context] = new_page(context)
        page = pages[context]
        if there.get(context) == (widget, theme):
            page.bring_to_front()  # behind another page it is drawn but once in a second
            page.set_viewport_size(viewport)
            at_rest(page)
        else:
            load(page, static_folder, widget, theme=theme, viewport=viewport)
            there[context] = widget, theme
        return page

    return show
