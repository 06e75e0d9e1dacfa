"""What the tests of single widgets share."""

from __future__ import annotations

from urllib.parse import parse_qsl

from playwright.sync_api import Page


def time_frames(page: Page) -> None:
    """From now on, keep in `times` how many milliseconds each frame's drawing takes."""
    page.evaluate(
        """() => {
             window.times = [];
             const before = window.requestAnimationFrame;
             window.requestAnimationFrame = (paint) => before((time) => {
               const start = performance.now();
               paint(time);
               times.push(performance.now() - start);
             }); }"""
    )


def time_moves(page: Page) -> None:
    """From now on, keep in `times` how many milliseconds each move of the pointer takes.

    That is with all that is drawn for it: a widget draws while it hears of its input.
    """
    page.evaluate(
        """() => {
             window.times = [];
             let start = 0;
             addEventListener("pointermove", () => (start = performance.now()), true);
             addEventListener("pointermove", () => times.push(performance.now() - start)); }"""
    )


def link_state(page: Page) -> dict[str, str]:
    """The state of the first widget, as its copied link holds it."""
    link = page.evaluate(
        """() => {
             const buttons = [...document.querySelectorAll(".lw button")];
             buttons.find((button) => button.textContent === "Copy link").click();
             return location.hash; }"""
    )
    assert link.startswith("#widget=")
    return dict(parse_qsl(link[1:], keep_blank_values=True))


def stop_clock(page: Page) -> None:
    """From here on time passes in the page only when the test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(10_000)


# Whether anything is drawn on a canvas.
INKED = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
             .data.some(x => x)"""
