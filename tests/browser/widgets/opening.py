"""What the tests of single widgets share."""

from __future__ import annotations

from urllib.parse import parse_qsl

from playwright.sync_api import Page


def next_frame(page: Page) -> None:
    """Wait until what changed has been drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def link_state(page: Page) -> dict[str, str]:
    """The state of the first widget, as its copied link holds it."""
    page.get_by_role("button", name="Copy link").first.click()
    page.wait_for_function("() => location.hash.startsWith('#widget=')")
    return dict(parse_qsl(page.evaluate("location.hash.slice(1)"), keep_blank_values=True))
