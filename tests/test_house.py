"""The house itself: each chapter has all its rooms, and all text keeps the style of the house."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools import colab_cell
from tools import notebooks as runner
from tools.book import ROOT

HELPERS = ROOT / "helpers"
NUMBERED = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))  # some pages have no number
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").rglob("*.md"))]

# chapter: (its room for exercises, widget and self-test; its modules of the network)
ROOMS = {
    1: ("pixels", ["pixels"]),
    2: ("convolution", ["convolution"]),
    3: ("pooling", ["pooling"]),
    4: ("flatten", ["flatten"]),
    5: ("dense", ["dense", "activations", "losses"]),
    6: ("dropout", ["dropout"]),
    7: ("training", ["training", "network", "optimizers", "initializers", "metrics", "gradients"]),
    8: ("callbacks", ["callbacks/__init__"]),
}
# lab: (its self-test; its modules of the network; its widget's room, if it has one)
LABS = {
    9: ("looking_inside", ["inspection"], "feature_maps"),
    10: ("handwriting", ["images"], "drawing_pad"),
    11: ("kuzushiji", [], None),
    12: ("tutorials", [], None),
    13: ("full_speed", ["speed", "timing", "controls", "tricks"], None),
    14: ("sweeps", ["estimator", "sweeps"], None),
    15: ("ecosystem", ["onnx_export", "onnx_import", "frameworks"], None),
}


def chapter_number(path: Path) -> int:
    """The number of a chapter or a lab; 0 for a page without one."""
    return int(path.stem.split("_")[0]) if path in NUMBERED else 0


CHAPTERS = [path for path in NOTEBOOKS if chapter_number(path) in ROOMS]
LAB_PAGES = [path for path in NOTEBOOKS if chapter_number(path) in LABS]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
every_lab = pytest.mark.parametrize("path", LAB_PAGES, ids=lambda path: path.stem)


def cells_of(path: Path, kind: str | None = None) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        cell["text"] = "".join(cell["source"])
        cell["tags"] = cell["metadata"].get("tags", [])
    return [cell for cell in cells if kind in (None, cell["cell_type"])]


def outputs_of(cell: dict[str, Any]) -> str:
    """All text that a cell printed or showed."""
    texts = []
    for output in cell["outputs"]:
        texts.append("".join(output.get("text", [])))
        for mime, value in output.get("data", {}).items():
            if mime.startswith("text/"):
                texts.append("".join(value))
    return "\n".join(texts)


# ---- rooms ----


def rooms_of(chapter: int) -> list[str]:
    """The files that a chapter must have, seen from the root."""
    room, modules = ROOMS[chapter]
    return [
        *(f"helpers/{name}.py" for name in modules),
        f"helpers/exercises/{room}/__init__.py",
        *widget_rooms(room),
        f"helpers/widgets/quizzes/{room}.json",
    ]


def widget_rooms(room: str) -> list[str]:
    return [f"helpers/widgets/{room}.py", f"helpers/widgets/{room}.js"]


def missing(names: list[str]) -> list[str]:
    return [name for name in names if not (ROOT / name).is_file()]


def test_every_notebook_is_a_chapter_or_a_lab() -> None:
    assert [chapter_number(path) for path in NUMBERED] == [*ROOMS, *LABS]


@every_chapter
def test_a_chapter_has_its_rooms(path: Path) -> None:
    assert missing(rooms_of(chapter_number(path))) == []


@every_lab
def test_a_lab_has_its_rooms_and_tests(path: Path) -> None:
    quiz, modules, widget = LABS[chapter_number(path)]
    names = [f"helpers/widgets/quizzes/{quiz}.json"]
    for module in modules:
        names += [f"helpers/{module}.py", f"tests/test_{module}.py"]
    assert missing([*names, *(widget_rooms(widget) if widget else [])]) == []
    assert not widget or untested_widgets(widget) == []
    code = "\n".join(cell["text"] for cell in cells_of(path, "code"))
    assert f'Quiz("{quiz}")' in code


def is_named(word: str, folder: str) -> bool:
    """Whether a test in this folder of tests/, or its data, has the word in it."""
    tests = [
        *(ROOT / "tests" / folder).glob("test_*.py"),
        *(ROOT / "tests" / folder).glob("answers/*.py"),
    ]
    return any(re.search(rf"\b{word}\b", test.read_text(encoding="utf-8")) for test in tests)


def untested_widgets(room: str) -> list[str]:
    source = (HELPERS / "widgets" / f"{room}.py").read_text(encoding="utf-8")
    return [
        f"{widget} in {folder}"
        for widget in re.findall(r"^class (\w+)\(Widget\)", source, re.MULTILINE)
        for folder in ("widgets", "browser/widgets")
        if not is_named(widget, folder)
    ]


@every_chapter
def test_a_chapter_is_tested_on_each_floor(path: Path) -> None:
    room, modules = ROOMS[chapter_number(path)]
    untested = [
        name
        for name in (module.removesuffix("/__init__") for module in modules)
        if not is_named(f"helpers[.]{name}", ".") and not list(ROOT.glob(f"tests/test_{name}*.py"))
    ]
    untested += untested_widgets(room)
    names = exercises_of(chapter_number(path))
    assert untested + [name for name in names if not is_named(name, "exercises")] == []


def exercises_of(number: int) -> list[str]:
    """The names of a page's exercises."""
    from helpers.checking.catalogue import pages

    return [name for page in pages() if page.number == number for name in page.modules]


@every_notebook
def test_a_page_has_all_its_exercises(path: Path) -> None:
    code = "\n".join(cell["text"] for cell in cells_of(path, "code"))
    names = exercises_of(chapter_number(path))
    assert names or path not in CHAPTERS
    for name in names:
        assert f"check({name})" in code, name
        assert f"check({name}, record=False)" in code, f"{name}: no solution cell"


def test_the_contents_name_every_notebook() -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    named = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    named = [name for name in named if name.startswith("notebooks/")]
    assert sorted(named) == [f"notebooks/{path.stem}" for path in NOTEBOOKS]
    numbered = [f"notebooks/{path.stem}" for path in NUMBERED]
    assert [name for name in named if name in numbered] == numbered


def imports_of(path: Path) -> set[str]:
    """The modules of helpers that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name for name in found if name.startswith("helpers")}


def test_no_chapter_imports_a_later_one() -> None:
    home = {f"helpers.{m}".removesuffix("/__init__"): n for n in ROOMS for m in ROOMS[n][1]}
    files = {path: number for name, number in home.items() for path in _files_of(name)}
    later = {
        (path.stem, name)
        for path, number in files.items()
        for name in imports_of(path)
        if home.get(name, 0) > number
    }
    # `fit` calls the callbacks, which chapter 8 explains; it imports them when it runs.
    assert later == {("training", "helpers.callbacks")}


def _files_of(module: str) -> list[Path]:
    place = ROOT / module.replace(".", "/")
    return sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


def test_no_floor_imports_a_higher_one() -> None:
    higher = ("helpers.checking", "helpers.exercises", "helpers.widgets")
    for floor, above in (("*.py", higher), ("checking/*.py", higher[1:])):
        for path in HELPERS.glob(floor):
            assert not [name for name in imports_of(path) if name.startswith(above)], path
    for path in (HELPERS / "exercises").rglob("*.py"):
        assert not [name for name in imports_of(path) if name.startswith(higher[2])], path


def test_helpers_needs_numpy_alone() -> None:
    heavy = (
        "matplotlib tqdm pooch mlxtend anywidget ipywidgets IPython sklearn dask pandas PIL scipy "
        "onnx"
    )
    code = f"import sys, helpers; print([m for m in {heavy.split()} if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


def test_nobody_plays_with_the_import_path() -> None:
    for folder in ("helpers", "tools", "book", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            puts_back = path.name == "leftovers.py"  # what a learner's code did to it
            assert puts_back or "sys.path" not in path.read_text(encoding="utf-8"), path


# ---- notebooks ----


@every_notebook
def test_notebook_is_canonical(path: Path) -> None:
    notebook = runner.read(path)
    again = runner.to_text(runner.canonical(notebook))
    assert path.read_text(encoding="utf-8") == again, "run: python -m tools.notebooks --clean"


@every_notebook
def test_notebook_was_run_from_top_to_bottom(path: Path) -> None:
    for cell in cells_of(path, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error" or "raises-exception" in cell["tags"]
            assert output.get("name") != "stderr", outputs_of(cell)


@every_notebook
def test_cells_are_short(path: Path) -> None:
    for cell in cells_of(path, "code"):
        lines = [line for line in cell["text"].splitlines() if line.strip()]
        folded = cell["text"] == colab_cell.SOURCE  # the same on all pages, and not for reading
        assert len(lines) <= (20 if folded else 15), cell["text"]


@every_notebook
def test_what_may_vary_is_asserted(path: Path) -> None:
    code = cells_of(path, "code")
    for cell, following in zip(code, [*code[1:], {"text": ""}], strict=True):
        if "nbval-ignore-output" in cell["tags"]:
            assert re.search(r"^assert ", following["text"], re.MULTILINE), cell["text"]


@every_notebook
def test_pictures_have_a_text(path: Path) -> None:
    for cell in cells_of(path, "code"):
        whole = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
        for output in cell["outputs"]:
            if "image/png" in output.get("data", {}):
                own = output["metadata"].get("image/png", {}).get("alt", "")
                assert len(own or whole) >= 20, cell["text"]


@every_notebook
def test_solutions_are_folded(path: Path) -> None:
    for cell in cells_of(path, "code"):
        is_solution = "record=False" in cell["text"]
        assert ("solution" in cell["tags"]) == is_solution, cell["text"]
        assert not is_solution or "hide-cell" in cell["tags"], cell["text"]


@every_notebook
def test_folded_cells_say_what_they_hold(path: Path) -> None:
    """Else the book writes its own words: "Show code cell source"."""
    for cell in cells_of(path, "code"):
        if {"hide-input", "hide-output", "hide-cell"} & set(cell["tags"]):
            prompts = cell["metadata"].get("mystnb", {})
            assert prompts.get("code_prompt_show", "").startswith("Show "), cell["text"]
            assert prompts.get("code_prompt_hide", "").startswith("Hide "), cell["text"]


@every_notebook
def test_no_line_of_the_text_vanishes(path: Path) -> None:
    """The book takes a line that begins with % for a comment, and leaves it out."""
    for cell in cells_of(path, "markdown"):
        lines = re.sub(
            r"^```.*?^```", "", cell["text"], flags=re.MULTILINE | re.DOTALL
        ).splitlines()
        assert [line for line in lines if line.lstrip().startswith("%")] == []


# Roles, directives and targets of MyST, which JupyterLab, Colab and GitHub show as they stand.
ONLY_IN_THE_BOOK = re.compile(
    r"(?<![`\w])\{[a-z][\w:+.-]*\}`[\w~]|^\s*(?:`{3,}|~{3,}|:{3,}) *\{|^\(.*\)=$", re.MULTILINE
)


@every_notebook
def test_text_is_read_alike_in_the_book_and_outside(path: Path) -> None:
    """A source is cited by a link: [LeCun et al., 1989](../book/bibliography.md)."""
    texts = [cell["text"] for cell in cells_of(path, "markdown")]
    assert [found for text in texts for found in ONLY_IN_THE_BOOK.findall(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("as they found {cite:p}`hubel1962`", True),
        ("see {term}`kernel`", True),
        ("```{figure} seven.png\n```", True),
        ("text\n:::{note}\n:::", True),
        ("(a-target)=\n## Heading", True),
        ("{1, 2} and `{name}` or `a {name}`, `f(x)=y`", False),
        ("```python\nd = {}\n```", False),
    ],
)
def test_what_only_the_book_understands_is_found(text: str, found: bool) -> None:
    assert bool(ONLY_IN_THE_BOOK.search(text)) == found


@every_notebook
def test_notebook_is_of_no_machine(path: Path) -> None:
    places = re.compile(r"(^|[\s\"'(=])(/(home|root|Users|work|tmp|opt|usr)/\w|[A-Z]:\\)")
    hosts = re.compile("|".join(["pythonhosted" + r"\.org", "pypi" + r"\.org", "localhost:"]))
    for cell in cells_of(path):
        text = cell["text"] + (outputs_of(cell) if cell["cell_type"] == "code" else "")
        assert not places.search(text), places.search(text)
        assert not hosts.search(text), hosts.search(text)
        assert not re.search(r" at 0x[0-9a-f]{6,}", text), "an address in memory"


# ---- prose ----


def prose() -> dict[str, str]:
    """All text for readers, by the name of its file: code, links and formulas taken out."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in PAGES}
    for path in NOTEBOOKS:
        texts[path.name] = "\n\n".join(cell["text"] for cell in cells_of(path, "markdown"))
        slides = [cell["metadata"].get("slideshow", {}) for cell in cells_of(path)]
        texts[f"{path.stem}-slides"] = "\n\n".join(slide.get("text", "") for slide in slides)
    return {name: without_code(text) for name, text in texts.items()}


def without_code(text: str) -> str:
    text = re.sub(r"^(```|:::).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`]*`", "", text)
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "", text, flags=re.DOTALL)
    return re.sub(r"\]\([^)]*\)", "]", text)


def test_no_word_makes_the_reader_feel_slow() -> None:
    word = re.compile(r"\b(simply|obviously|just|trivial(ly)?|of course)\b", re.IGNORECASE)
    found = {
        name: [text[max(hit.start() - 30, 0) : hit.end() + 20] for hit in word.finditer(text)]
        for name, text in prose().items()
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_spelling(tmp_path: Path) -> None:
    for name, text in prose().items():
        (tmp_path / name).with_suffix(".txt").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "codespell_lib", "--toml", str(ROOT / "pyproject.toml")]
    answer = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (0, "")


@pytest.mark.parametrize(
    "british", ["colour", "behaviour", "grey", "centre", "normalis", "initialis"]
)
def test_american_spelling(british: str) -> None:
    found = [name for name, text in prose().items() if re.search(rf"\b{british}", text.lower())]
    assert found == []


def test_the_glossary_is_in_order() -> None:
    page = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert terms == sorted(set(terms), key=str.lower)


def test_every_source_is_in_the_bibliography() -> None:
    works = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    keys = set(re.findall(r"^@\w+\{(\w+),", works, re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in PAGES]
    texts += [cell["text"] for path in NOTEBOOKS for cell in cells_of(path, "markdown")]
    cited = {key for text in texts for key in re.findall(r"\{cite(?::\w+)?\}`(\w+)`", text)}
    assert cited <= keys
