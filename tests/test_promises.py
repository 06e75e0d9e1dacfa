"""What the house promises of its files: short ones, and texts that name what is there."""

import re
import subprocess
from pathlib import Path

import pytest

from tools.book import ROOT

MOST_LINES = 300
# Files of guides and of tests.
EXAMPLES = (
    "invert",
    "scale",
    "tides",
    "nowhere",
    "nbgrader_config",
    "book/one",
    "book/two",
)
CODE = ("helpers", "tools", "book/_ext", "benchmarks")
FILE = r"(?:[\w<>{}*-]+/)*[\w<>{}*-]+\.(?:py|js|css|json|ipynb|md|sh|yml|toml|txt|npz)\b"
NAMED = re.compile(
    # a path from the root, anywhere, or a file between backticks
    rf"(?<![\w./-])((?:helpers|tests|tools|book|benchmarks|notebooks)/{FILE})|`({FILE})`"
)
PLACEHOLDER = re.compile(r"<.*?>|\{.*?\}|[A-Z]{4,}")  # <chapter>, {name} and NAME


def files() -> list[Path]:
    """All files of the project, those that git knows and new ones, seen from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if answer.returncode:
        pytest.skip("not a clone")
    return [Path(name) for name in answer.stdout.splitlines() if (ROOT / name).is_file()]


def texts(*suffixes: str) -> dict[Path, str]:
    """The files with these suffixes, but for what tells of the past and this test."""
    return {
        path: (ROOT / path).read_text(encoding="utf-8")
        for path in files()
        if path.suffix in suffixes and path.name not in ("CHANGELOG.md", Path(__file__).name)
    }


def test_no_file_of_code_is_too_long() -> None:
    long = {
        str(path): len(text.splitlines())
        for path, text in texts(".py", ".js", ".css", ".sh").items()
        if str(path).startswith(CODE) and len(text.splitlines()) > MOST_LINES
    }
    assert long == {}, "make two files of it"


def missing(text: str, there: list[Path]) -> list[str]:
    """The files that a text names and that are not there."""
    names = {match[1] or match[2] for match in NAMED.finditer(text)}
    patterns = {name: PLACEHOLDER.sub("*", name) for name in names}
    return sorted(
        name for name, pattern in patterns.items() if not any(path.match(pattern) for path in there)
    )


def test_files_named_in_texts_are_there() -> None:
    there = files()
    found = {
        str(path): [
            name for name in missing(text, there) if not any(word in name for word in EXAMPLES)
        ]
        for path, text in texts(".py", ".js", ".md").items()
    }
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see `dense.py` and helpers/dense.py", []),
        ("tools/record_NAME.py, helpers/widgets/quizzes/<room>.json", []),
        ("see helpers/dens.py", ["helpers/dens.py"]),
        ("`tests/test_{name}.py` and `nowhere.js`", ["nowhere.js"]),
        ("../helpers/lost.py is of another place; `x / 2`", []),
    ],
)
def test_a_name_without_a_file_is_found(text: str, expected: list[str]) -> None:
    assert missing(text, files()) == expected


def test_pages_named_in_code_are_there() -> None:
    pages = {int(path.name[:2]) for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    found = {
        str(path): sorted({int(n) for n in re.findall(r"\b(?:chapter|lab) (\d+)", text)} - pages)
        for path, text in texts(".py", ".js").items()
        if str(path).startswith(CODE)
    }
    assert {path: numbers for path, numbers in found.items() if numbers} == {}


def test_sections_have_one_kind_of_ruler() -> None:
    ruler = re.compile(r"^ *# ?-{3,}.*$", re.MULTILINE)
    found = {
        str(path): [
            line for line in ruler.findall(text) if not re.match(r" *# ---- .+ ----$", line)
        ]
        for path, text in texts(".py").items()
    }
    assert {path: lines for path, lines in found.items() if lines} == {}
