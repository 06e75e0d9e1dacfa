"""Time the TrainingLab: its accuracy on the held-out digits, by second, over several seeds.

    python -m benchmarks.training_lab
    python -m benchmarks.training_lab --seeds 1 2 --seconds 30

Each seed trains in a page of its own, opened from the disk in a Chromium, with the settings that
the lab starts with, and the digits come with the click. The page itself keeps the clock: the
seconds from the click to the sentence that tells an accuracy. On a busy machine, let the browser go
first, as benchmarks/latency.py tells.
"""

import argparse
import os
import re
import tempfile
from pathlib import Path
from typing import Any

from book._ext import live_widgets
from helpers.widgets import TrainingLab
from tools import chromium

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lab</title>
<link rel="stylesheet" href="_static/live_widgets.css">
<script defer src="_static/live_widgets.js"></script></head><body>{}</body></html>"""
SEEN = re.compile(r"step ([\d,]+):.*at step ([\d,]+): accuracy ([\d.]+) %")
SECONDS = [1, 2, 5, 10, 15, 20, 30, 45, 60]
GOAL = 96  # percent
TRAIN = """() => {
  const lesson = document.querySelector(".lw-lab-lesson");
  const train = [...document.querySelectorAll("button")].find((b) => b.textContent === "Train");
  const start = performance.now();
  window.told = [];
  window.clock = () => (performance.now() - start) / 1000;
  window.resting = () => train.textContent === "Train"; // after 60,000 images
  new MutationObserver(() => told.push([clock(), lesson.textContent]))
    .observe(lesson, { childList: true });
  train.click();
}"""


def measure(browser: Any, address: str, seed: int, seconds: float) -> list[tuple[float, ...]]:
    """Rows of seconds, the step of the last measurement, its accuracy in percent."""
    page = browser.new_page()
    page.goto(f"{address}#widget=training_lab&seed={seed}")
    page.wait_for_selector('.live-widget[data-state="ready"]')
    page.evaluate(TRAIN)
    page.wait_for_function("() => !resting()")
    page.wait_for_function(
        "seconds => resting() || clock() > seconds", arg=seconds, timeout=2000 * seconds
    )
    told = page.evaluate("told")
    page.close()
    found = [(clock, SEEN.search(text)) for clock, text in told]
    numbers = [(clock, match.group(2, 3)) for clock, match in found if match]
    return [(clock, int(step.replace(",", "")), float(share)) for clock, (step, share) in numbers]


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
        print("accuracy in % on 1,000 held-out digits, so many seconds after the click")
        seconds = [second for second in SECONDS if second <= given.seconds]
        heads = "".join(f"{f'{second} s':>7}" for second in seconds)
        print(f"seed{heads}{f'{GOAL} % at':>10}{'steps':>8}")
        for seed in given.seeds:
            rows = measure(browser, page.as_uri(), seed, given.seconds)
            at = [[share for clock, _, share in rows if clock <= s][-1:] for s in seconds]
            cells = "".join(f"{share[0]:7.1f}" if share else f"{'-':>7}" for share in at)
            first = next((f"{clock:8.1f} s" for clock, _, share in rows if share >= GOAL), "never")
            print(f"{seed:4}{cells}{first:>10}{rows[-1][1]:8}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
