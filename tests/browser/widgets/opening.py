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


def link_state(page: Page) -> dict[str, str]:
    """The state of the first widget, as its copied link holds it."""
    page.get_by_role("button", name="Copy link").first.click()
    page.wait_for_function("() => location.hash.startsWith('#widget=')")
    return dict(parse_qsl(page.evaluate("location.hash.slice(1)"), keep_blank_values=True))


def stop_clock(page: Page) -> None:
    """From here on time passes in the page only when the test says so."""
    page.clock.install(time=0)
    page.clock.pause_at(10_000)


# Whether anything is drawn on a canvas.
INKED = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
             .data.some(x => x)"""
