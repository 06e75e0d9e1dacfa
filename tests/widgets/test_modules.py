"""The text of the widgets' modules: complete, and importing nothing."""

import re

import pytest

from helpers.widgets import modules


@pytest.mark.parametrize("name", modules.module_names())
def test_a_module_needs_no_other_file(name):
    text = modules.module_text(name)
    assert not re.search(r"^\s*import\b|\bimport\s*\(|\brequire\s*\(", text, re.MULTILINE)
    assert "http://" not in text and "https://" not in text
    assert len(re.findall(r"^export default", text, re.MULTILINE)) == 1


def test_shared_files_come_first_and_facts_before_the_module():
    text = modules.module_text("convolution")
    assert text.index("function openWidget") < text.index("const FACTS") < text.index("PRESETS")


def test_an_unknown_module_is_a_clear_error():
    with pytest.raises(ValueError, match=r"name should be .* Received 'telepathy'"):
        modules.module_text("telepathy")


def test_every_module_has_a_class_of_the_same_name():
    import helpers.widgets

    classes = [getattr(helpers.widgets, name) for name in helpers.widgets.__all__]
    assert sorted(cls.module for cls in classes) == sorted(modules.module_names())


def test_an_unknown_widget_is_a_clear_error():
    import helpers.widgets

    with pytest.raises(AttributeError, match="no widget 'Telepathy'"):
        _ = helpers.widgets.Telepathy
    assert "ConvolutionExplorer" in dir(helpers.widgets)


def test_the_style_names_both_themes_and_loads_nothing():
    style = modules.style_text()
    assert '[data-theme="dark"]' in style
    assert "url(" not in style and "@import" not in style
