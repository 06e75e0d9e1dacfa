"""Sphinx extension: pages that weigh little, so that they open fast on a phone and fit on a stick.

Three things are made smaller when all pages are written, and nothing that a reader sees changes.
Pictures of notebooks become lossless WebP files, pixel for pixel the same at half the size. The
icon fonts of the theme, 1,900 icons in 300 kB, keep the two dozen icons that the pages use. In
code, what has the color of the text around it is not marked: names, punctuation and spaces.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sphinx.application import Sphinx

ICON_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
PLAIN_CODE = re.compile(r'<span class="[npw]">([^<]*)</span>')
PRIVATE_USE = re.compile("[\ue000-\uf8ff]")  # where icon fonts keep their icons
WOFF2 = re.compile(r'url\([^)]*fontawesome[^)]*\.woff2\) format\("woff2"\),')


def pages_of(site: Path) -> list[Path]:
    return [path for path in site.rglob("*.html") if site / "_static" not in path.parents]


def shrink_pictures(site: Path) -> None:
    """Replace each PNG of the pages by a lossless WebP file, where that is smaller."""
    with ThreadPoolExecutor() as threads:
        smaller = threads.map(_smaller_picture, sorted((site / "_images").glob("*.png")))
    replaced = {f"_images/{old}": f"_images/{new}" for old, new in smaller if old != new}
    for page in pages_of(site) if replaced else []:
        text = page.read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old, new)
        page.write_text(text, encoding="utf-8")


def _smaller_picture(png: Path) -> tuple[str, str]:
    """Keep the smaller of the PNG and its WebP form; return the PNG's name, and what was kept."""
    from PIL import Image

    webp = png.with_suffix(".webp")
    if not webp.exists():  # the last build made it: pictures are named by their content
        with Image.open(png) as image:
            image.save(webp, lossless=True, exact=True)
    smaller, larger = sorted([png, webp], key=lambda path: path.stat().st_size)
    larger.unlink()
    return png.name, smaller.name


def shrink_icons(site: Path) -> None:
    """Keep of the icon fonts and their style sheet what the pages use."""
    from fontTools import subset

    text = "".join(page.read_text(encoding="utf-8") for page in pages_of(site))
    used = set(re.findall(r"\bfa-[\w-]+", text))
    sheet = site / "_static" / "styles" / "pydata-sphinx-theme.css"
    other_sheet = sheet.with_name("sphinx-book-theme.css").read_text(encoding="utf-8")
    css = sheet.read_text(encoding="utf-8")

    icons = {int(code, 16) for code in re.findall(r'"\\(f[0-9a-f]{3})"', other_sheet)}
    for names, code in ICON_RULE.findall(css):
        if used & set(re.findall(r"fa-[\w-]+", names)):
            icons.add(int(code, 16))
    css = ICON_RULE.sub(lambda rule: rule[0] if int(rule[2], 16) in icons else "", css)
    icons |= {ord(character) for character in PRIVATE_USE.findall(css)}
    # The TrueType files are the ones to be cut, so they must be the ones to be asked for.
    sheet.write_text(WOFF2.sub("", css), encoding="utf-8")

    fonts = site / "_static" / "vendor" / "fontawesome" / "webfonts"
    for compressed in fonts.glob("*.woff2"):
        compressed.unlink()
    for path in fonts.glob("*.ttf"):
        options = subset.Options()
        font = subset.load_font(str(path), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=icons)
        cutter.subset(font)
        subset.save_font(font, str(path), options)


def shrink_code(site: Path) -> None:
    """Take the marks off code that looks the same without."""
    for page in pages_of(site):
        text = page.read_text(encoding="utf-8")
        if (shorter := PLAIN_CODE.sub(r"\1", text)) != text:
            page.write_text(shorter, encoding="utf-8")


def shrink(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        site = Path(app.outdir)
        shrink_pictures(site)
        shrink_icons(site)
        shrink_code(site)
        for source_map in (site / "_static").rglob("*.map"):  # for those who work on the theme
            source_map.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", shrink)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
