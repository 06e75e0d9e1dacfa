"""Take the still pictures of the widgets: book/assets/stills, for browsers without JavaScript.

    make book && python -m tools.stills

A Chromium opens each page of the built book and pictures each widget as it is printed: without
the row beneath it, and without the question that covers it. The words of a picture are what the
widget says to a screen reader.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

from book._ext.stills import FOLDER, WIDGET, name_of
from helpers.writing import write_whole
from tools import chromium
from tools.book import ROOT

SITE = ROOT / "_build" / "html"
WINDOW = {"width": 1280, "height": 900}
FINENESS = 1.5  # pixels of the picture for one of the page
QUALITY = 50  # of WebP
READY = """() => [...document.querySelectorAll("[data-module]")]
  .every(({ dataset }) => ["ready", "failed"].includes(dataset.state))"""


def widgets_of(page: str) -> list[tuple[str, dict[str, Any]]]:
    """The widgets of a built page: each with its module and its state."""
    return [(found["module"], json.loads(found["state"])) for found in WIDGET.finditer(page)]


def words_of(widget: Locator) -> str:
    """What a widget says of what it shows as it stands, once its question is answered."""
    guess = widget.locator(".lw-predict button")
    if guess.count():
        guess.first.evaluate("(button) => button.click()")
    if (lesson := widget.locator(".lw-lab-lesson")).count():
        return lesson.inner_text()  # it says nothing before it trains
    status = widget.locator(".lw > [role=status]")
    again = widget.locator(".lw-linkbar button", has_text="Start again")
    again.evaluate("(button) => button.click()")  # it speaks only to who has done something
    widget.page.wait_for_function("(line) => line.textContent", arg=status.element_handle())
    return status.inner_text()


def pages(site: Path) -> list[Path]:
    """The pages of a built book with a widget that is no self-test."""
    found = [path for path in sorted(site.glob("**/*.html")) if path.parent.name != "slides"]
    return [
        path
        for path in found
        if any(module != "quiz" for module, _ in widgets_of(path.read_text("utf-8")))
    ]


def take(page: Page, path: Path) -> Iterator[tuple[str, str, bytes]]:
    """Of each widget of a page but the self-test the name of its picture, its words and a PNG."""
    page.goto(path.as_uri())
    page.wait_for_function(READY)
    page.add_style_tag(content=".lw-guessed { display: none !important; }")
    widgets = widgets_of(path.read_text(encoding="utf-8"))
    for place, (module, state) in zip(page.locator(".live-widget").all(), widgets, strict=True):
        if module != "quiz":
            words = words_of(place)
            page.emulate_media(media="print")
            yield name_of(module, state), words, place.locator(".lw").screenshot()
            page.emulate_media(media="screen")


def main() -> int:
    path = chromium.find()
    if path is None:
        print("The stills need a Chromium: python tools/chromium.py --install", file=sys.stderr)
        return 1
    index = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        context = browser.new_context(
            viewport=WINDOW, color_scheme="light", device_scale_factor=FINENESS,
            reduced_motion="reduce",
        )  # fmt: skip
        page = context.new_page()
        for name, words, shot in (still for path in pages(SITE) for still in take(page, path)):
            image, file = Image.open(io.BytesIO(shot)).convert("RGB"), io.BytesIO()
            image.save(file, format="WebP", quality=QUALITY, method=6)
            write_whole(FOLDER / f"{name}.webp", file.getvalue())
            width, height = (round(side / FINENESS) for side in image.size)
            index[name] = {"words": words, "width": width, "height": height}
            print(f"{name}.webp: {len(file.getvalue()):,} bytes. {words}")
        browser.close()
    for old in FOLDER.glob("*.webp"):
        if old.stem not in index:
            old.unlink()
    text = json.dumps(index, indent=1, sort_keys=True, ensure_ascii=False)
    write_whole(FOLDER / "index.json", f"{text}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
