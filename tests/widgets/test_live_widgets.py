"""The book's extension: what it writes into a site, and on which pages it loads it."""

import io
import json
import re

import pytest
from sphinx.application import Sphinx

from book._ext import live_widgets
from helpers.widgets import ConvolutionExplorer
from helpers.widgets.modules import FOLDER, module_names, part_names
from helpers.widgets.values import value_names


def contents(script):
    return json.loads(re.search(r"const \{ parts, values \} = (\{.*\});", script)[1])


def test_a_page_can_ask_for_every_module_and_every_value():
    script, _ = live_widgets.site_script()
    found = contents(script)
    used = {part for parts in found["parts"].values() for part in parts}
    files = [f"module/{name}" for name in used]
    assert sorted(found["values"]) == sorted([*files, *value_names()])
    # What is no part of a widget runs in the Worker, whose text is the value lab/course.
    assert {path.stem for path in FOLDER.glob("*.js")} == used | {*part_names("training_worker")}
    assert found["parts"] == {name: part_names(name) for name in module_names()}


def test_what_is_large_becomes_a_file_of_its_own():
    script, files = live_widgets.site_script()
    assert "picture-photograph.js" in files and "picture-digit-7.js" not in files
    found = contents(script)["values"]
    assert "base64" in found["picture/digit-7"]
    address = found["picture/photograph"]["file"]
    assert re.fullmatch(r"live_values/picture-photograph\.js\?v=[0-9a-f]{8}", address)
    assert files["picture-photograph.js"].startswith('liveWidgets.put("picture/photograph", ')
    assert "PRESETS" in files["module-convolution.js"] and "PRESETS" not in script


def test_what_most_widgets_need_comes_at_once_and_what_the_same_ones_need_comes_together():
    script, files = live_widgets.site_script()
    values = contents(script)["values"]
    users = {}
    for widget, parts in contents(script)["parts"].items():
        for part in parts:
            users.setdefault(part, set()).add(widget)
    for part, known in users.items():
        if len(known) > len(module_names()) / 2:
            assert "json" in values[f"module/{part}"], part
        for other in users:
            files_of = [values[f"module/{name}"].get("file") for name in (part, other)]
            if all(files_of):
                assert (files_of[0] == files_of[1]) == (known == users[other]), (part, other)
    puts = re.findall(r'liveWidgets.put\("(module/\w+)"', files["module-convolution.js"])
    assert puts == [f"module/convolution{end}" for end in ("", "_back", "_gradients", "_learning")]


def test_the_address_of_a_file_changes_with_its_content(monkeypatch):
    def addresses():
        return {
            name: v.get("file")
            for name, v in contents(live_widgets.site_script()[0])["values"].items()
        }

    before = addresses()
    own_text = live_widgets.own_text
    monkeypatch.setattr(
        live_widgets, "own_text", lambda n, s: own_text(n, s) + "// x" * (n == "chart")
    )
    after = addresses()
    assert {name for name in before if before[name] != after[name]} == {"module/chart"}


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


def built(folder, text):
    """The page that Sphinx makes of a text, and what it complains of."""
    complaints = io.StringIO()
    (folder / "index.md").write_text(f"# Home\n\n{text}", encoding="utf-8")
    app = Sphinx(
        srcdir=folder, confdir=None, outdir=folder / "out", doctreedir=folder / "trees",
        buildername="html", status=None, warning=complaints,
        confoverrides={"extensions": ["myst_parser", "book._ext.live_widgets"]},
    )  # fmt: skip
    app.build()
    return (folder / "out" / "index.html").read_text(encoding="utf-8"), complaints.getvalue()


def test_a_page_of_prose_holds_a_widget_around_what_it_shows_until_then(tmp_path):
    page, complaints = built(tmp_path, "```{live-widget} WelcomeNetwork\nA *picture*.\n```\n")
    assert "index.md" not in complaints
    start = '<div class="live-widget" data-module="welcome"><script type="application/json">'
    assert f'{start}{{"strokes": []}}</script><p>A <em>picture</em>.</p>\n</div>' in page
    assert "live_widgets.js" in page


def test_a_page_of_prose_names_a_widget_that_is_there(tmp_path):
    page, complaints = built(tmp_path, "```{live-widget} WelcomNetwork\n```\n")
    assert re.search(r"index.md:3.*Received 'WelcomNetwork'", complaints, re.DOTALL)
    assert "live_widgets.js" not in page
