"""Time the TrainingLab: its accuracy on the held-out digits, by second, over five seeds.

    python -m benchmarks.training_lab
    python -m benchmarks.training_lab --seeds 1 2 --seconds 30

Each seed trains in a page of its own, opened from the disk in a Chromium, with the settings that
the lab starts with. A line gives the seconds on the clock and of the processor, the step, and the
accuracy that the page shows. On a busy machine the clock runs faster than the training: there the
processor's seconds tell more.
"""

import argparse
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from book._ext import live_widgets
from helpers.widgets import TrainingLab
from tools import chromium

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lab</title>
<link rel="stylesheet" href="_static/live_widgets.css">
<script defer src="_static/live_widgets.js"></script></head><body>{}</body></html>"""
SEEN = re.compile(r"step ([\d,]+):.*at step ([\d,]+): accuracy ([\d.]+) %")


def processor_seconds(session: Any) -> float:
    """What the pages of this browser have used so far, in all threads."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(process["cpuTime"] for process in processes if process["type"] == "renderer")


def measure(browser: Any, address: str, seed: int, seconds: float) -> list[tuple[float, ...]]:
    """Rows of seconds, processor seconds, step, accuracy in percent: one every five seconds."""
    session = browser.new_browser_cdp_session()
    page = browser.new_page()
    page.goto(f"{address}#widget=training_lab&seed={seed}")
    used, start = processor_seconds(session), time.perf_counter()
    page.get_by_role("button", name="Train", exact=True).click()
    rows: list[tuple[float, ...]] = []
    while (passed := time.perf_counter() - start) < seconds:
        page.wait_for_timeout(1000 * min(5, seconds - passed))
        found = SEEN.search(page.locator(".lw-lab-lesson").inner_text())
        if found:
            step, _, accuracy = (float(text.replace(",", "")) for text in found.groups())
            clock = time.perf_counter() - start
            rows.append((clock, processor_seconds(session) - used, step, accuracy))
    page.close()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        live_widgets.write_static(Path(folder) / "_static")
        html = TrainingLab()._repr_mimebundle_()[0]["text/html"]  # type: ignore[index]
        page = Path(folder) / "lab.html"
        page.write_text(PAGE.format(html), encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.ARGUMENTS
        )
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print("seed  clock s  processor s    step  accuracy %")
        for seed in given.seeds:
            for clock, used, step, accuracy in measure(browser, page.as_uri(), seed, given.seconds):
                print(f"{seed:4}  {clock:7.1f}  {used:11.1f}  {step:6.0f}  {accuracy:10.1f}")
        browser.close()


if __name__ == "__main__":
    main()
