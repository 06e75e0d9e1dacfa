"""What the browser tests share: the built book, a server with the strict policy, a Chromium.

The book is built once a test run, by whichever process comes first. It is read in two ways: over
HTTP on the loopback address, in a sub-folder and under the Content-Security-Policy that the book
promises to keep, and from the disk, as from a USB stick. Set BOOK_HTML to a folder of built pages
to use these and build none.
"""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.visits import DESKTOP, PHONE, WATCH, Visit, settle
from tools import book as book_tool
from tools import chromium

POLICY = (
    "default-src 'self'; script-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:"
)
SUBFOLDER = "/convnets-by-hand/"  # as where it is published: 404.html knows the path

# A busy machine may take long for what is awaited: as long as Playwright waits for anything else.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder with the pages of the book, built without a warning."""
    if ready := os.environ.get("BOOK_HTML"):
        return Path(ready).resolve()
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":  # under xdist each process has its own folder in the shared one
        shared = shared.parent
    output = shared / "book"
    with FileLock(shared / "book.lock"):
        if not (output / "done").exists():
            try:
                book_tool.build(output)
            except subprocess.CalledProcessError:
                pytest.fail("the book does not build; `make book` shows why", pytrace=False)
            (output / "done").touch()
    return output / "_build" / "html"


class PolicyHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the book in a sub-folder, with the Content-Security-Policy on every answer."""

    protocol_version = "HTTP/1.1"  # a connection stays for the next file

    def translate_path(self, path: str) -> str:
        if not path.startswith(SUBFOLDER):
            return str(Path(self.directory) / "no-such-file")
        return super().translate_path(path[len(SUBFOLDER) - 1 :])

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "max-age=600")  # as where it is published
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def served(pages: Path, handler: type[PolicyHandler] = PolicyHandler) -> Iterator[str]:
    """The address of a built book while it is served, with a slash at its end."""
    of_book = functools.partial(handler, directory=str(pages))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), of_book)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{SUBFOLDER}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(book: Path) -> Iterator[str]:
    with served(book) as site:
        yield site


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = chromium.find()
    if path is None:
        reason = "no Chromium: `make test` says how to get one"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


# Not for the whole session: while it runs, Playwright keeps an event loop in this thread, and what
# the same process tests afterwards would stumble over it.
@pytest.fixture(scope="package")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=chromium.ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def visit(browser: Browser, book: Path, address: str) -> Iterator[Callable[..., Visit]]:
    """A function that opens a page and waits until it stands still.

    ``visit("book/welcome.html", scheme="http" or "file", theme="light" or "dark", viewport=DESKTOP,
    fragment="")`` returns a ``Visit``. The next call with the same scheme, theme and viewport goes
    on from there, as a reader does: a new context for each takes longer than the page.
    """
    pages: dict[tuple[object, ...], Page] = {}

    def new_page(theme: str, viewport: dict[str, int]) -> Page:
        context = browser.new_context(
            viewport=viewport, color_scheme=theme, has_touch=viewport is PHONE
        )
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("request", lambda request: page.seen.requests.append(request.url))
        page.on("pageerror", lambda error: page.seen.page_errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                page.seen.console_errors.append(message.text) if message.type == "error" else None
            ),
        )
        return page

    def open_page(
        path: str,
        scheme: str = "http",
        theme: str = "light",
        viewport: dict[str, int] = DESKTOP,
        fragment: str = "",
    ) -> Visit:
        kind = (scheme, theme, *viewport.values())
        if kind not in pages:
            pages[kind] = new_page(theme, viewport)
        page = pages[kind]
        page.bring_to_front()  # behind another page it is drawn but once in a second
        page.seen = Visit(page)
        start = address if scheme == "http" else f"{book.as_uri()}/"
        page.goto(f"{start}{path}{fragment}", wait_until="load")
        settle(page)
        return page.seen

    yield open_page
    for page in pages.values():
        page.context.close()
