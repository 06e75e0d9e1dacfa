"""List the slides of the built book: for each chapter how many, and the file to open.

    python tools/slides.py

`make slides` builds the book first. Which cells are slides, and how they look, is the matter of
book/_ext/slides.py.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLIDE = '<div class="page">'


def decks(pages: Path) -> dict[Path, int]:
    """The decks below a folder of built pages, each with the number of its slides."""
    files = sorted((pages / "slides").glob("*.html"))
    return {file: file.read_text(encoding="utf-8").count(SLIDE) for file in files}


def main() -> int:
    pages = ROOT / "_build" / "html"
    found = decks(pages)
    if not found:
        print(f"There are no slides in {pages}: make slides builds them.", file=sys.stderr)
        return 1
    print("\nThe slides (they need no server; press S for the notes, ? for the keys):")
    for file, count in found.items():
        print(f"  {count:3}  {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
