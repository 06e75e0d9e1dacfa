"""Which cells of a notebook are slides, and what stands on them."""

import json
from typing import Any

import pytest
from sphinx.errors import ExtensionError

from book._ext import slides
from tools import slides as tool

DECKS = slides.decks()
every_deck = pytest.mark.parametrize("name", DECKS)


def text_cell(source: str, **settings: str) -> dict[str, Any]:
    metadata = {"slideshow": settings} if settings else {}
    return {"cell_type": "markdown", "id": source[:8], "source": source, "metadata": metadata}


def code_cell(source: str, tags: tuple[str, ...] = (), **settings: str) -> dict[str, Any]:
    result = {"output_type": "stream", "name": "stdout", "text": "forty-two\n"}
    cell = text_cell(source, **settings)
    cell["metadata"]["tags"] = list(tags)
    return {**cell, "cell_type": "code", "outputs": [result]}


def only_slide(*cells: dict[str, Any]) -> slides.Slide:
    [[slide]] = slides.columns_of({"cells": list(cells)})
    return slide


def test_slides_stand_in_columns() -> None:
    cells = [
        text_cell("before"),
        text_cell("one", slide_type="slide"),
        text_cell("two", slide_type="subslide"),
        text_cell("three", slide_type="slide"),
        text_cell("more", slide_type="-"),
    ]
    columns = slides.columns_of({"cells": cells})
    assert [len(column) for column in columns] == [2, 1]
    assert [len(slide.parts) for column in columns for slide in column] == [1, 1, 2]


def test_text_takes_the_place_of_the_cell_and_the_cell_goes_into_the_notes() -> None:
    slide = only_slide(text_cell("All of *it*.", slide_type="slide", text="# Short"))
    assert "<h1>Short</h1>" in slide.parts[0] and "All of" not in slide.parts[0]
    assert slide.notes == ["<p>All of <em>it</em>.</p>\n"]


def test_what_is_folded_is_said_and_not_shown() -> None:
    answer = "Question?\n\n<details><summary>Why</summary>\n\nBecause.\n\n</details>\n"
    slide = only_slide(text_cell(answer, slide_type="slide"))
    assert "Because" not in slide.parts[0] and "Question" in slide.parts[0]
    assert "Because" in slide.notes[0] and "details" not in slide.notes[0]


def test_a_cell_without_a_type_is_in_the_notes_or_nowhere() -> None:
    start = text_cell("start", slide_type="slide")
    slide = only_slide(start, text_cell("said"), code_cell("print(42)"), text_cell("x"))
    assert len(slide.parts) == 1
    assert slide.notes == ["<p>said</p>\n", "<p>x</p>\n"]
    assert only_slide(start, text_cell("said", slide_type="skip")).notes == []


@pytest.mark.parametrize(
    ("tags", "settings", "code", "result"),
    [
        ((), {}, True, True),
        (("hide-input",), {}, False, True),
        (("remove-input",), {}, False, True),
        (("hide-cell",), {}, False, True),
        ((), {"show": "output"}, False, True),
        ((), {"show": "code"}, True, False),
    ],
)
def test_code_is_shown_as_the_page_shows_it(
    tags: tuple[str, ...], settings: dict[str, str], code: bool, result: bool
) -> None:
    slide = only_slide(code_cell("print(6 * 7)", tags, slide_type="slide", **settings))
    assert ("highlight" in slide.parts[0]) == code
    assert ("forty-two" in slide.parts[0]) == result
    assert "fragment" not in slide.parts[0]


def test_a_folded_output_comes_with_the_next_key() -> None:
    slide = only_slide(code_cell("print(6 * 7)", ("hide-output",), slide_type="slide"))
    assert '<div class="result fragment">' in slide.parts[0]
    whole = only_slide(text_cell("a", slide_type="slide"), code_cell("b", slide_type="fragment"))
    assert whole.parts[1].startswith('<div class="fragment">')


def test_links_are_words_and_formulas_are_kept() -> None:
    slide = only_slide(text_cell("See [there](x.md): $a < b$.", slide_type="slide"))
    assert "<a" not in slide.parts[0]
    assert r'<span class="math">\(a &lt; b\)</span>' in slide.parts[0]


def test_a_docstring_is_left_to_the_notes() -> None:
    code = 'def f(x):\n    """Twice.\n\n    More.\n    """\n    return 2 * x'
    assert slides.without_docstring(code) == "def f(x):\n    return 2 * x"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"slide_type": "sldie"}, "one of slide, subslide, fragment"),
        ({"slide_type": "slide", "txt": "words"}, "perhaps text and show"),
        ({"text": "words"}, "should have"),
        ({"slide_type": "slide", "show": "nothing"}, '"code" or "output"'),
        ({"slide_type": "fragment"}, "before the first"),
    ],
)
def test_what_slides_do_not_know_is_refused(settings: dict[str, str], message: str) -> None:
    with pytest.raises(ExtensionError, match=message):
        slides.columns_of({"cells": [text_cell("a cell", **settings)]})


def test_chapters_1_to_8_have_slides() -> None:
    assert [name[:2] for name in DECKS] == [f"{number:02}" for number in range(1, 9)]


@every_deck
def test_a_deck_suits_a_class_of_90_minutes(name: str) -> None:
    notebook = json.loads(DECKS[name].read_text(encoding="utf-8"))
    found = [slide for column in slides.columns_of(notebook) for slide in column]
    assert 25 <= len(found) <= 45
    for slide in found:
        page = "".join(slide.parts)
        assert '<h1>' in page or "<h2>" in page, page  # fmt: skip
    assert sum(bool(slide.notes) for slide in found) >= len(found) / 2
    assert any("live-widget" in part for slide in found for part in slide.parts)


def test_the_tool_counts_slides(tmp_path: Any) -> None:
    (tmp_path / "slides").mkdir()
    notebook = {"cells": [text_cell("# A title", slide_type="slide")]}
    page = slides.deck_html(notebook)
    (tmp_path / "slides" / "deck.html").write_text(page, encoding="utf-8")
    assert list(tool.decks(tmp_path).values()) == [1]
    assert "<title>Slides: A title</title>" in page
    assert "{{" not in page and "mathjax/" not in page and "live_widgets" not in page
