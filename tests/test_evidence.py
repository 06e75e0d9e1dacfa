"""The page "How we know": each claim has its row, its control, and a cell that can fail."""

import ast
import json
import re
from typing import Any

import pytest

from tools.book import ROOT

COLUMNS = ["name", "claim", "control or source", "n", "figure", "false if"]
RECORD = re.compile(r"record `(\w+)`")
EVIDENCE = (ROOT / "book" / "evidence.md").read_text("utf-8")
RECORDS = {path.stem for path in (ROOT / "notebooks" / "results").glob("*.json")}


def pages() -> dict[str, list[dict[str, Any]]]:
    """The title of each page, and its cells; a page of Markdown counts as one cell."""
    found = {}
    for path in sorted((ROOT / "book").glob("*.md")):
        text = path.read_text("utf-8")
        title = "Welcome" if path.stem == "welcome" else text.split("\n")[0].removeprefix("# ")
        found[title] = [{"cell_type": "code", "metadata": {}, "source": [text]}]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        found["".join(cells[0]["source"]).split("\n")[0].removeprefix("# ")] = cells
    return found


def rows() -> list[tuple[str, dict[str, str]]]:
    """The section of each row, and its cells by column."""
    found, section = [], ""
    for line in EVIDENCE.split("\n"):
        if line.startswith("## "):
            section = line[3:]
        elif line.startswith("| ") and not line.startswith("| name |"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            found.append((section, dict(zip(COLUMNS, cells, strict=True))))
    return found


def claims() -> list[tuple[str, str, str]]:
    """The page, the name and the code of each cell that checks a claim."""
    return [
        (title, tag.removeprefix("claim:"), "".join(cell["source"]))
        for title, cells in pages().items()
        for cell in cells
        for tag in cell["metadata"].get("tags", [])
        if tag.startswith("claim:")
    ]


PAGES, ROWS, CLAIMS = pages(), rows(), claims()
every_row = pytest.mark.parametrize(
    ("section", "row"), ROWS, ids=[row["name"].strip("`") for _, row in ROWS]
)
every_claim = pytest.mark.parametrize(
    ("title", "name", "code"), CLAIMS, ids=[name for _, name, _ in CLAIMS]
)


@every_row
def test_a_row_is_full(section, row) -> None:
    assert section in PAGES, f"no page has the title {section!r}"
    assert all(row.values()), f"an empty cell in the row of {row['name']}"
    assert re.fullmatch(r"`[a-z0-9-]+`", row["name"])


def test_names_are_unique() -> None:
    names = [row["name"] for _, row in ROWS]
    assert len(names) == len(set(names))


@every_row
def test_a_row_has_a_cell_that_can_fail_or_a_source(section, row) -> None:
    checked = (section, row["name"].strip("`")) in {(title, name) for title, name, _ in CLAIMS}
    cited = "](" in row["control or source"]
    assert checked or cited, "tag the cell that checks it `claim:...`, or link its source"


@every_row
def test_a_row_names_records_that_its_page_reads(section, row) -> None:
    code = "".join("".join(c["source"]) for c in PAGES[section] if c["cell_type"] == "code")
    for name in RECORD.findall(row["control or source"]):
        assert name in RECORDS
        assert f"results/{name}.json" in code


@every_claim
def test_a_claim_has_its_row(title, name, code) -> None:
    assert (title, f"`{name}`") in {(section, row["name"]) for section, row in ROWS}


@every_claim
def test_a_claim_is_asserted(title, name, code) -> None:
    code = re.sub(r"^[%!].*$", "", code, flags=re.M)
    assert any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize("record", sorted(RECORDS))
def test_a_record_has_a_row(record) -> None:
    named = {name for _, row in ROWS for name in RECORD.findall(row["control or source"])}
    assert record in named


# ---- the sealed digits ----

SEALED = re.compile(r"digits\.[xy]_test|load_digits\(\)\.[xy]_test|_, _, \w+, \w+ = load_digits")
# what may open them: the page that opens them once, and the proof that two sets differ
OPENS = {"07_training.ipynb", "train_weights.py"}


def sources() -> list[tuple[str, str]]:
    """Each file that looks at digits, and its code."""
    found = []
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("tools/*.py")]:
        found.append((path.name, path.read_text("utf-8")))
    for path in ROOT.glob("helpers/**/*.py"):
        found.append((path.name, path.read_text("utf-8")))
    return found


def test_the_sealed_digits_are_opened_on_one_page_alone() -> None:
    assert {name for name, text in sources() if SEALED.search(text)} == OPENS


def test_chapter_7_fits_nothing_to_them() -> None:
    cells = next(cells for title, cells in PAGES.items() if title.startswith("7. "))
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    using = [text for text in code if "x_test" in text]
    assert using, "the chapter opens them"
    assert not any(word in text for text in using for word in ("fit(", "paired_difference("))
