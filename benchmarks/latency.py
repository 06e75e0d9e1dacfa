"""How long it takes from an input to the frame that shows its effect, in every widget.

    python -m benchmarks.latency              all widgets; a few minutes
    python -m benchmarks.latency flatten      one of them

Chromium's own trace tells when each key was pressed and when the frame that it changed was shown
(its EventLatency events). Keys go to the first parts of a widget that take arrow keys, at times
that no clock of the screen knows. At 60 frames a second two frames are 34 ms.
"""

import json
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
TARGETS = ".lw input[type=range], .lw [role=application], .lw [role=slider], .lw .lw-editor input"
KEYS = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"]
PARTS, PRESSES = 3, 25
KEY_EVENTS = {"KEY_PRESSED", "RAW_KEY_DOWN"}


def open_widget(browser: Browser, widget: Widget, folder: Path) -> Page:
    html = widget._repr_mimebundle_()[0]["text/html"]
    (folder / "page.html").write_text(PAGE.format(widget=html), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto((folder / "page.html").as_uri())
    page.wait_for_selector('.live-widget[data-state="ready"]')
    page.wait_for_function("() => document.querySelector('.lw-awaited') === null")
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


def measure(browser: Browser, page: Page, trace: Path) -> list[float]:
    """Press keys in up to `PARTS` parts of the widget; return the milliseconds of each press."""
    found = []
    for target in page.locator(TARGETS).all()[:PARTS]:
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
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"load before: {load}\n{'widget':18}{'n':>5}{'middle':>9}{'95 %':>9}   (milliseconds)")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        live_widgets.write_static(folder / "_static")
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        for kind in kinds:
            widget = kind()
            if chosen and widget.module not in chosen:
                continue
            page = open_widget(browser, widget, folder)
            found = measure(browser, page, folder / "trace.json")
            middle, high = np.quantile(found, [0.5, 0.95])
            print(f"{widget.module:18}{len(found):5}{middle:9.1f}{high:9.1f}", flush=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
