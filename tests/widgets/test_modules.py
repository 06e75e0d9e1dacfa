"""The text of the widgets' modules: joined of files that import each other, importing nothing."""

import re

import pytest

import helpers.widgets
from helpers.widgets import modules

CLASSES = [getattr(helpers.widgets, name) for name in helpers.widgets.__all__]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of JavaScript files in the place of the real one: folder(name=text, ...)."""
    monkeypatch.setattr(modules, "FOLDER", tmp_path)

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")

    return write


@pytest.mark.parametrize("name", modules.module_names())
def test_a_module_needs_no_other_file(name):
    text = modules.module_text(name, {})
    assert not re.search(r"^\s*import\b|\bimport\s*\(|\brequire\s*\(", text, re.MULTILINE)
    assert "http://" not in text and "https://" not in text
    assert len(re.findall(r"^export default", text, re.MULTILINE)) == 1


def test_each_file_stands_once_and_after_those_that_it_imports(folder):
    folder(
        top='import { middle } from "./middle.js";\nimport { low } from "./low.js";\nmiddle();\n',
        middle='import {\n  low,\n} from "./low.js";\nexport const middle = () => low;\n',
        low="export let low = 1;\n",
    )
    assert modules.part_names("top") == ["low", "middle", "top"]
    assert modules.module_text("top") == (
        "export let low = 1;\n\nexport const middle = () => low;\n\nmiddle();\n"
    )


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": 'import { x, y } from "./b.js";\n', "b": "const x = 1;\nexport class y {}\n"},
         "a.js imports 'x' from b.js, which does not export it"),
        ({"a": 'import { x } from "./b.js";\nasync function go() {}\n',
          "b": "export const x = 1;\nlet go = 2;\n"},
         "b.js and a.js both declare 'go'"),
        ({"a": 'import { x } from "./b.js";\nexport const y = 1;\n',
          "b": 'import { y } from "./a.js";\nexport const x = 1;\n'},
         "a.js imports itself by way of a, b"),
        ({"a": 'import { x } from "./nowhere.js";\n'}, "Add the file helpers/widgets/nowhere.js"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_an_error_that_names_file_and_name(folder, files, message):
    folder(**files)
    with pytest.raises(ValueError, match=re.escape(message)):
        modules.part_names("a")


def test_constants_of_python_come_before_the_file_that_uses_them():
    text = modules.module_text("convolution", {"stride": {"default": 1}})
    assert text.index("const COLORS") < text.index("function openWidget")
    assert text.index("const FACTS") < text.index('const SETTINGS = {"stride"')
    assert text.index("const SETTINGS") < text.index("const PRESETS")


def test_an_unknown_module_is_a_clear_error():
    with pytest.raises(ValueError, match=r"name should be .* Received 'telepathy'"):
        modules.module_text("telepathy")


def test_every_module_has_a_class_of_the_same_name():
    assert sorted(cls.module for cls in CLASSES) == modules.module_names()


@pytest.mark.parametrize("widget", CLASSES, ids=lambda widget: widget.module)
def test_a_module_gets_the_settings_of_its_class(widget):
    assert list(widget.settings()) == list(widget.state)
    assert "const SETTINGS" in widget._esm


def test_an_unknown_widget_is_a_clear_error():
    with pytest.raises(AttributeError, match="no widget 'Telepathy'"):
        _ = helpers.widgets.Telepathy
    assert "ConvolutionExplorer" in dir(helpers.widgets)


def test_the_style_has_the_palette_of_both_themes_and_loads_nothing():
    style = modules.style_text()
    assert ".lw { --lw-blue: #0f4c99;" in style
    assert '.lw[data-theme="dark"] { --lw-blue: #82c4ff;' in style
    assert "url(" not in style and "@import" not in style


def test_a_color_stands_in_the_palette_alone():
    for path in sorted(modules.FOLDER.glob("*.[cj]s*")):
        text = path.read_text(encoding="utf-8")
        codes = set(re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b", text))
        assert codes <= {"#000", "#fff"}, path.name  # ink on any color, and white paper
        assert set(re.findall(r"var\(--lw-([\w-]+)", text)) <= set(modules.PALETTE), path.name
