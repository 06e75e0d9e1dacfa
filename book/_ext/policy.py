"""Sphinx extension: pages for a Content-Security-Policy that allows no script inside a page.

The theme, Sphinx and this book write short scripts into their pages, and the theme has buttons that
name what they do in an attribute. Under such a policy a browser runs neither: it cannot tell them
from what somebody has smuggled in. So, when all pages are written, each script moves into a file,
loaded where it stood, and a button says in `data-call` which function `book.js` is to call.
"""

import ast
import hashlib
import re
from pathlib import Path

from light import pages_of
from sphinx.application import Sphinx

FOLDER = "inline"  # below _static
SCRIPT = r"<script(?![^>]*\s(?:src|type)=)[^>]*>(?P<text>.*?)</script>"
INSIDE = re.compile(SCRIPT, re.DOTALL)
# Scripts that follow one another go into one file.
TOGETHER = re.compile(rf"{SCRIPT.replace('?P<text>', '?:')}(?:\s*{SCRIPT})*", re.DOTALL)
PRESSED = re.compile(r'\sonclick="(?:window\.)?(\w+)\(\)"')
# For a choice among editions, a search while one types, and cells run elsewhere: there is no such.
UNUSED = re.compile(r"DOCUMENTATION_OPTIONS\.(?:pagename|search_as_you_type) = .*|kernelName = .*")
# Of reveal.js: the text of the window with the speaker's notes, in a string of its script.
NOTES = re.compile(r"<script>(.*?)<\\?/script>", re.DOTALL)


def without_scripts(page: str, root: str) -> tuple[str, dict[str, str]]:
    """The page with its scripts moved out, and the text of each file by name.

    `root` is the way from the page to the top of the book, as "../".
    """
    files: dict[str, str] = {}

    def moved(found: re.Match[str]) -> str:
        texts = [UNUSED.sub("", each["text"]).strip() for each in INSIDE.finditer(found[0])]
        text = "\n".join(filter(None, texts))
        if not text:
            return ""
        name = hashlib.sha256(text.encode()).hexdigest()[:12] + ".js"
        files[name] = text + "\n"
        return f'<script src="{root}_static/{FOLDER}/{name}"></script>'

    page = PRESSED.sub(r' data-call="\1"', page)
    return TOGETHER.sub(moved, page), files


def move_scripts(app: Sphinx, error: Exception | None) -> None:
    """Move the scripts out of every page that the last build has not changed."""
    if error is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    folder = site / "_static" / FOLDER
    folder.mkdir(exist_ok=True)
    for path in pages_of(site):
        page = path.read_text(encoding="utf-8")
        root = "../" * len(path.relative_to(site).parent.parts)
        better, files = without_scripts(page, root)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        if better != page:
            path.write_text(better, encoding="utf-8")
    move_notes(site / "_static" / "reveal", folder)


def move_notes(reveal: Path, folder: Path) -> None:
    """Let the window with the speaker's notes load its script from a file, too."""
    script = reveal / "notes.js"
    text = script.read_text(encoding="utf-8")
    (inside,) = NOTES.findall(text)
    (folder / "notes.js").write_text(ast.literal_eval(f'"{inside}"'), encoding="utf-8")
    tag = rf"<script src=\"../_static/{FOLDER}/notes.js\"></script>"
    script.write_text(NOTES.sub(lambda _: tag, text), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    # After all that writes pages, and before 404.html gets its links: a larger number is later.
    app.connect("build-finished", move_scripts, priority=800)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
