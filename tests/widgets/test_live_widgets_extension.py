"""The book's extension: what it writes into a site, and on which pages it loads it."""

import json
import re

import pytest
from sphinx.application import Sphinx

from book._ext import live_widgets
from helpers.widgets import ConvolutionExplorer
from helpers.widgets.modules import module_names
from helpers.widgets.values import value_names


def contents(script):
    return json.loads(re.search(r"const \{ shared, modules, values \} = (\{.*\});", script)[1])


def test_the_script_holds_every_module_once_and_every_value():
    script, _ = live_widgets.site_script()
    found = contents(script)
    assert sorted(found["modules"]) == sorted(module_names())
    assert sorted(found["values"]) == sorted(value_names())
    assert script.count("function openWidget") == 1


def test_large_values_become_files_of_their_own(monkeypatch):
    monkeypatch.setattr(live_widgets, "LARGE", 2000)
    script, large = live_widgets.site_script()
    assert "picture-photograph.js" in large and "picture-digit-7.js" not in large
    found = contents(script)["values"]
    assert "base64" in found["picture/digit-7"]
    photograph = found["picture/photograph"]
    assert photograph == {"file": "live_values/picture-photograph.js"}
    assert large["picture-photograph.js"].startswith('liveWidgets.put("picture/photograph", ')


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of two pages, of which one holds a widget."""
    folder = tmp_path_factory.mktemp("site")
    html = ConvolutionExplorer()._repr_mimebundle_()[0]["text/html"]
    (folder / "index.rst").write_text(
        "Home\n====\n\n.. toctree::\n\n   plain\n\n.. raw:: html\n\n   " + html, encoding="utf-8"
    )
    (folder / "plain.rst").write_text("Plain\n=====\n\nNo widget.\n", encoding="utf-8")
    out = folder / "out"
    app = Sphinx(
        srcdir=folder, confdir=None, outdir=out, doctreedir=folder / "trees", buildername="html",
        confoverrides={"extensions": ["book._ext.live_widgets"]}, status=None, warningiserror=True,
    )  # fmt: skip
    app.build()
    assert app.statuscode == 0
    return out


def test_only_pages_with_a_widget_load_it(site):
    widget, plain = (
        (site / name).read_text(encoding="utf-8") for name in ("index.html", "plain.html")
    )
    for file in ("live_widgets.js", "live_widgets.css"):
        assert (site / "_static" / file).stat().st_size > 1000
        assert file in widget
        assert file not in plain


def test_addresses_change_with_the_content_so_that_no_old_copy_is_used(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(r"live_widgets\.js\?v=\w+", page)
    assert re.search(r"live_widgets\.css\?v=\w+", page)


def test_other_builders_get_no_files(tmp_path):
    (tmp_path / "index.rst").write_text("Home\n====\n", encoding="utf-8")
    app = Sphinx(
        srcdir=tmp_path, confdir=None, outdir=tmp_path / "out", doctreedir=tmp_path / "trees",
        buildername="text", confoverrides={"extensions": ["book._ext.live_widgets"]}, status=None,
    )  # fmt: skip
    app.build()
    assert not (tmp_path / "out" / "_static").exists()
