"""Draw the picture that a link to the book shows elsewhere: book/assets/card.png.

    python -m tools.card

It is drawn by a Chromium, from the book's own picture of the network (tools/picture.py).
"""

import io
import sys

from PIL import Image
from playwright.sync_api import sync_playwright

from helpers.writing import write_whole
from tools import chromium
from tools.book import ROOT

ASSETS = ROOT / "book" / "assets"
WIDTH, HEIGHT = 1200, 630  # what chats and feeds ask for
COLORS = 128
PAGE = """<style>
body { margin: 0; height: 630px; display: grid; align-content: center; gap: 36px; background: #fff;
  font-family: system-ui, "DejaVu Sans", sans-serif; color: #0f2747; text-align: center; }
h1 { margin: 0; font-size: 76px; } p { margin: 0; font-size: 33px; color: #3b4a5e; }
svg { width: 1120px; height: auto; margin: auto; }
</style><h1>Convnets by Hand</h1>%s
<p>Build a network from nothing but NumPy, chapter by chapter</p>"""


def main() -> int:
    path = chromium.find()
    if path is None:
        print("The card needs a Chromium: python tools/chromium.py --install", file=sys.stderr)
        return 1
    drawing = (ASSETS / "network.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.set_content(PAGE % drawing[drawing.index("<svg") :])
        shot = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    file = io.BytesIO()
    shot.convert("RGB").quantize(COLORS).save(file, format="PNG", optimize=True)
    write_whole(ASSETS / "card.png", file.getvalue())
    print(f"{ASSETS / 'card.png'}: {len(file.getvalue()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
