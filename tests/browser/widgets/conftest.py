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
from tests.browser.visits import WATCH, settle

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


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[tuple[BrowserContext, list[Opened]]]:
    """The pages that one test after the other uses: a new context takes four times as long."""
    context = browser.new_context()
    yield context, []
    context.close()


@pytest.fixture
def open_widgets(
    browser: Browser, kept: tuple[BrowserContext, list[Opened]], static_folder: Path
) -> Iterator[Callable[..., Opened]]:
    """`open_widgets(ConvolutionExplorer(), ..., theme="dark", fragment="#widget=...")`.

    Opens a page from the disk with these widgets (and `extra` HTML), waits until they are live and
    drawn, and returns it. `folder` holds the `_static` of a site. With `own`, or where there are
    other arguments, which go to Playwright's `new_context`, no other test has used the page, nor
    will: a test that puts another clock into it, say, asks for that.
    """
    context, pages = kept
    free = list(pages)
    contexts: list[BrowserContext] = []

    def page_with(own: bool, options: dict[str, Any]) -> Opened:
        if own or options:
            contexts.append(browser.new_context(**options))
            return new_page(contexts[-1])
        if not free:
            pages.append(new_page(context))
            return pages[-1]
        page = free.pop()
        page.mouse.move(0, 0)
        return page

    def open_page(
        *widgets: Widget,
        theme: str = "light",
        fragment: str = "",
        extra: str = "",
        folder: Path = static_folder,
        viewport: dict[str, int] = VIEWPORT,
        own: bool = False,
        **options: Any,
    ) -> Opened:
        html = "".join(widget._repr_mimebundle_()[0]["text/html"] for widget in widgets) + extra
        path = folder / "page.html"
        path.write_text(
            PAGE.format(widgets=html, policy=POLICY, theme=f' data-theme="{theme}"'),
            encoding="utf-8",
        )
        page = page_with(own, options)
        page.set_viewport_size(viewport)
        if page.url.startswith("file:"):  # no test finds what another one left
            page.evaluate("() => localStorage.clear()")
        page.errors.clear()
        # Another address each time: to go from one fragment of a page to another loads nothing.
        page.goto(f"{path.as_uri()}?{next(numbers)}{fragment}")
        settle(page)
        return page

    yield open_page
    for own_context in contexts:
        own_context.close()
