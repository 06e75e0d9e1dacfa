"""The pages around the chapters: what they show is so, and what they list is all there is."""

import doctest
import json
import re
from pathlib import Path

import numpy as np
import pytest

from tools.book import ROOT

PAGES = sorted((ROOT / "book").rglob("*.md"))
EXAMPLE = re.compile(r"^```python\n(>>>.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> str:
    """The page's examples in one text: they share what they define."""
    return "\n".join(EXAMPLE.findall(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if examples(page)], ids=lambda page: page.stem
)
def test_examples_print_what_the_page_says(page: Path, monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(examples(page), {}, page.stem, str(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert result.attempted > 0
    assert said == [], "".join(said)


def test_the_words_of_python_that_chapters_link_to_have_their_section() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "book" / "python.md").read_text("utf-8"), re.M)
    slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    linked = {
        anchor
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for anchor in re.findall(r"book/python\.md#([\w-]+)", path.read_text("utf-8"))
    }
    assert linked <= slugs


def test_the_list_of_exercises_has_them_all() -> None:
    from book._ext.exercise_list import lines
    from helpers.checking.catalogue import exercises, pages

    assert "```{exercise-list}\n```" in (ROOT / "book" / "exercises.md").read_text("utf-8")
    text = "\n".join(lines(ROOT / "notebooks"))
    assert re.findall(r"^- `(\w+)`: .+[.?]$", text, re.MULTILINE) == list(exercises())
    assert not re.search(r"(?<![\\*])\*(?!\*)", text), "a bare star: what follows is slanted"
    links = re.findall(r"\]\(\.\./(notebooks/[\w.]+)\)", text)
    assert len(links) == len(pages()) and all((ROOT / link).is_file() for link in links)


@pytest.mark.slow
def test_a_part_of_the_record_on_color_comes_out_again() -> None:
    from tools import record_color

    record = json.loads((ROOT / "notebooks" / "results" / "color.json").read_text("utf-8"))
    data = record_color.parts()
    assert [len(data.x), len(data.x_val)] == record["figures"]["pieces"]
    gray = data._replace(x=record_color.in_gray(data.x), x_val=record_color.in_gray(data.x_val))
    assert gray.x.shape == data.x.shape and np.ptp(gray.x, axis=-1).max() == 0
    again = record_color.accuracy(gray, seed=0)
    assert again == pytest.approx(record["figures"]["gray"][0], abs=0.03)
