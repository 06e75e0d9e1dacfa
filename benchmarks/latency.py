"""How long it takes from an input to the frame that shows its effect, in every widget.

    python -m benchmarks.latency              all widgets; a few minutes
    python -m benchmarks.latency flatten      one of them

Chromium's own trace tells when each key was pressed and when the frame that it changed was shown
(its EventLatency events). Keys go to the first parts of a widget that take arrow keys, at times
that no clock of the screen knows. At 60 frames a second two frames are 34 ms. The first row, the
floor, is a page whose one key handler changes a color: what no widget can go below.

On a busy machine, let the browser go first: name in the variable CHROMIUM a script with the line
exec chrt -r 40 chromium "$@".
"""

import json
import math
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

import helpers.widgets
from book._ext import live_widgets
from helpers.widgets.base import Widget
from tools import chromium

PAGE = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<title>Widget</title><link rel="stylesheet" href="_static/live_widgets.css">
<script defer src="_static/live_widgets.js"></script>
<body style="margin: 0 auto; max-width: 48rem">{widget}</body></html>"""
FLOOR = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Floor</title>
<button class="floor">A key changes its color</button><script>
  let count = 0;
  document.querySelector("button").onkeydown = ({ target }) =>
    (target.style.background = (count += 1) % 2 ? "orange" : "white");
</script></html>"""
ARROWED = ".lw input[type=range], .lw [role=application], .lw [role=slider], .lw .lw-editor input"
TARGETS = {
    "floor": ".floor",
    "training_lab": ".lw-lab-settings :is(:nth-child(4), :nth-child(5)) > select, .lw .lw-drawing",
}
KEYS = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"]
PARTS, PRESSES = 3, 25
KEY_EVENTS = {"KEY_PRESSED", "RAW_KEY_DOWN"}


def open_page(browser: Browser, html: str, folder: Path) -> Page:
    (folder / "page.html").write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto((folder / "page.html").as_uri())
    return page


def open_widget(browser: Browser, widget: Widget, folder: Path) -> Page:
    html = widget._repr_mimebundle_()[0]["text/html"]
    page = open_page(browser, PAGE.format(widget=html), folder)
    page.wait_for_selector('.live-widget[data-state="ready"]')
    page.wait_for_function("() => document.querySelector('.lw-awaited') === null")
    if widget.module == "training_lab":  # it is to answer while it trains
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_role("button", name="Take it home").wait_for()
    page.wait_for_timeout(500)  # what a chapter loads and draws at first is over
    return page


def latencies(events: list[dict]) -> list[float]:
    """Return the milliseconds from each key to its frame, from the events of a trace."""
    begun, found = {}, []
    for event in events:
        if event["name"] != "EventLatency":
            continue
        key = json.dumps(event.get("id2", event.get("id")))
        if event["ph"] == "b":
            begun[key] = event
        elif key in begun:
            start = begun.pop(key)
            kind = start.get("args", {}).get("event_latency", {}).get("event_type")
            if kind in KEY_EVENTS:
                found.append((event["ts"] - start["ts"]) / 1000)
    return found


def measure(browser: Browser, page: Page, targets: str, trace: Path) -> list[float]:
    """Press keys in up to `PARTS` of these targets; return the milliseconds of each press."""
    found = []
    for target in page.locator(targets).all()[:PARTS]:
        if not target.is_visible():
            continue
        target.focus()
        browser.start_tracing(page=page, path=trace, categories=["input", "benchmark"])
        for i in range(PRESSES):
            page.keyboard.press(KEYS[i % len(KEYS)])
            time.sleep(0.08 + 0.03 * random.random())
        page.wait_for_timeout(100)
        browser.stop_tracing()
        found += latencies(json.loads(trace.read_text(encoding="utf-8"))["traceEvents"])
    return found


def main() -> None:
    chosen = sys.argv[1:]
    # A quiz has nothing that moves with the arrow keys.
    kinds = [getattr(helpers.widgets, n) for n in helpers.widgets.__all__ if n != "Quiz"]
    widgets = [kind() for kind in kinds]
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"load before: {load}   (milliseconds; the last column: the 95 % above the floor's)")
    print(f"{'widget':18}{'n':>5}{'middle':>9}{'95 %':>9}{'above':>9}")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        live_widgets.write_static(folder / "_static")
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )

        def row(name: str, page: Page, floor: float = math.nan) -> float:
            found = measure(browser, page, TARGETS.get(name, ARROWED), folder / "trace.json")
            page.close()
            middle, high = np.quantile(found, [0.5, 0.95])
            above = "" if math.isnan(floor) else f"{high - floor:9.1f}"
            print(f"{name:18}{len(found):5}{middle:9.1f}{high:9.1f}{above}", flush=True)
            return float(high)

        floor = row("floor", open_page(browser, FLOOR, folder))
        for widget in widgets:
            if not chosen or widget.module in chosen:
                row(widget.module, open_widget(browser, widget, folder), floor)
        browser.close()


if __name__ == "__main__":
    main()
