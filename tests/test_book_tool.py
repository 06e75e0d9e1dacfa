"""`make book` a second time: as quick as can be, and never another result than from nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import book

# More than five pages are read and written by several processes.
MORE = ["three", "four", "five", "six"]
FIGURE = "```{figure} assets/logo.svg\n:name: mark\n:alt: A mark.\nThe mark.\n```\n"
PAGES = {
    "_toc.yml": "format: jb-book\nroot: book/welcome\nparts:\n- caption: All\n  chapters:\n"
    + "".join(f"  - file: book/{name}\n" for name in ["one", "two", *MORE]),
    "book/welcome.md": f"# Welcome\n\nGo to [the middle](one.md#the-middle).\n\n{FIGURE}",
    **{f"book/{name}.md": f"# {name.title()}\n\nMore.\n" for name in MORE},
    "book/one.md": "# One\n\n## The middle\n\nA word.\n",
    "book/two.md": "# Two\n\nNothing else.\n",
}


@pytest.fixture(scope="module")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of seven pages with this book's settings and extensions, built once."""
    root = tmp_path_factory.mktemp("small")
    for name in ("book/_ext", "book/assets"):
        shutil.copytree(book.ROOT / name, root / name)
    for name in ("_config.yml", "constraints.txt", "book/references.bib"):
        shutil.copy(book.ROOT / name, root / name)
    for name in ("widgets/convolution.js", "widgets/base.py", "weights/course.npz"):
        (root / "helpers" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "helpers" / name).write_text("as it was")
    for name, text in PAGES.items():
        (root / name).write_text(text)
    return root


TEXTS: dict[Path, dict[str, str]] = {}  # what the pages of a book were last built from


def texts(root: Path) -> dict[str, str]:
    return {name: (root / name).read_text() for name in PAGES}


def build(root: Path) -> Path:
    pages = book.build(root)
    TEXTS[root] = texts(root)
    return pages


@pytest.fixture
def built(small_book: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the pages of the small book, as its files stand.

    A test goes on from where the one before has ended, unless that one has failed.
    """
    monkeypatch.setattr(book, "ROOT", small_book)
    if TEXTS.get(small_book) != texts(small_book):
        for name, text in PAGES.items():
            if (small_book / name).read_text() != text:
                (small_book / name).write_text(text)
        build(small_book)
    return small_book / "_build" / "html"


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))


def times(folder: Path) -> dict[str, int]:
    """For each page, when the file that was made of it was last written."""
    files = [*folder.glob("*.html"), *folder.glob("*.doctree")]
    return {file.stem: file.stat().st_mtime_ns for file in files}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "old", "new"),
    [("one", "A word.", "Another word."), ("welcome", "Go to", "Go on to")],  # the second: the root
)
def test_a_changed_word_is_seen_and_no_other_page_is_read_or_written(
    small_book: Path, built: Path, page: str, old: str, new: str
) -> None:
    doctrees = small_book / "_build/.doctrees/book"
    was_read, was_written = times(doctrees), times(built / "book")
    change(small_book, f"book/{page}.md", old, new)
    build(small_book)
    assert new in (built / f"book/{page}.html").read_text()
    assert {name for name, time in times(doctrees).items() if time != was_read[name]} == {page}
    # Sphinx always writes the root again.
    rewritten = {name for name, time in times(built / "book").items() if time != was_written[name]}
    assert rewritten == {page, "welcome"}


@pytest.mark.slow
def test_a_changed_title_is_seen_on_the_other_pages(small_book: Path, built: Path) -> None:
    assert "Eleven" not in (built / "book/two.html").read_text()
    change(small_book, "book/one.md", "# One", "# Eleven")
    build(small_book)
    assert "Eleven" in (built / "book/two.html").read_text()


@pytest.mark.slow
def test_a_warning_fails_each_time_until_it_is_mended(small_book: Path, built: Path) -> None:
    # The link to this heading stands on a page that does not change.
    change(small_book, "book/one.md", "## The middle", "## The end")
    with pytest.raises(subprocess.CalledProcessError):
        build(small_book)
    change(small_book, "book/one.md", "## The end", "## The middle")
    change(small_book, "book/two.md", "Nothing", "```{no-such-directive}\n```\nNothing")
    for _ in range(2):
        with pytest.raises(subprocess.CalledProcessError):
            build(small_book)
    change(small_book, "book/two.md", "```{no-such-directive}\n```\nNothing", "Nothing")
    assert "Nothing else." in (build(small_book) / "book/two.html").read_text()


@pytest.mark.slow
def test_a_changed_style_is_seen(small_book: Path, built: Path) -> None:
    before = (built / "book/two.html").read_text()
    with (small_book / "book/assets/book.css").open("a") as sheet:
        sheet.write("/* a change */")
    build(small_book)
    assert "/* a change */" in (built / "_static/book.css").read_text()
    assert (built / "book/two.html").read_text() != before  # the address names the content


@pytest.mark.parametrize(
    "name",
    [
        "_config.yml",
        "_toc.yml",
        "constraints.txt",
        "book/references.bib",
        "book/assets/book.js",
        "book/_ext/accessible.py",
        "book/_ext/live_widgets.js",
        "helpers/widgets/convolution.js",
        "helpers/widgets/base.py",
        "helpers/weights/course.npz",
    ],
)
def test_a_change_of_anything_but_a_page_builds_from_nothing(
    small_book: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(book, "ROOT", small_book)
    before = book.fingerprint()
    assert book.fingerprint() == before
    kept = (small_book / name).read_bytes()
    (small_book / name).write_bytes(kept + b"\n")
    assert book.fingerprint() != before
    (small_book / name).write_bytes(kept)
    assert book.fingerprint() == before
