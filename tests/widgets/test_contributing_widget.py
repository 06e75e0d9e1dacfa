"""CONTRIBUTING's "Add a widget", followed to the letter in a copy: it is joined, linted, made."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = re.search(
    r"^## Add a widget\n(.*?)^## ", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M | re.S
)[1]

MAKE = """
import json
from book._ext import live_widgets
from helpers import widgets
from helpers.widgets import TideExplorer, modules

explorer = TideExplorer(hour=6)
script, files = live_widgets.site_script()
print(json.dumps({
    "file": modules.__file__, "repr": repr(explorer), "listed": "TideExplorer" in dir(widgets),
    "html": explorer._repr_mimebundle_()[0]["text/html"], "text": explorer._esm,
    "parts": live_widgets.parts_of_widgets()["tides"], "on the page": "module/tides" in script,
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the project with the guide's widget in it."""
    tmp_path = tmp_path_factory.mktemp("copy")
    junk = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for folder in ("helpers", "book/_ext"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=junk)
    shutil.copy(ROOT / ".oxlintrc.json", tmp_path)
    for language, ending in (("python", "py"), ("js", "js")):
        [text] = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)
        path = f"helpers/widgets/tides.{ending}"
        assert f"`{path}`" in GUIDE
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def run(folder, *command):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def test_every_path_of_the_guide_exists():
    names = re.findall(r"`([\w/.]+\.(?:py|js|json|css|md))`", GUIDE)
    assert len(names) > 10
    places = (ROOT, ROOT / "helpers/widgets")
    missing = [name for name in names if not any((place / name).exists() for place in places)]
    assert all("tides" in name for name in missing), missing


def test_the_widget_of_the_guide_is_joined_and_made(copy):
    done = run(copy, sys.executable, "-c", f"import sys; sys.path.insert(0, '.')\n{MAKE}")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert Path(made["file"]).is_relative_to(copy)
    assert made["repr"] == "TideExplorer(hour=6)" and made["listed"]
    assert 'data-module="tides"' in made["html"] and '{"hour": 6}' in made["html"]
    assert made["parts"][-1] == "tides" and {"base", "controls"} < set(made["parts"])
    assert made["on the page"]
    settings = '{"hour": {"min": 0, "max": 12, "default": 3, "whole": true}}'
    assert f"const SETTINGS = {settings}" in made["text"]
    assert not re.search(r"^import ", made["text"], re.M)
    if node := shutil.which("node"):
        (copy / "tides.mjs").write_text(made["text"] + "\nconsole.log(height(6));\n")
        assert run(copy, node, "tides.mjs").stdout == "-1\n"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("", "", ""),
        ("show(height(hour))", "shew(height(hour))", "'shew' is not defined"),
        ("show(height(hour))", "height(hour)", "'show' is imported but never used"),
        ("{ bind, slider }", "{ bind, slider, glider }", '"glider" not found'),
        ("const lesson", "const lessons = 1, lesson", "'lessons' is declared but never used"),
    ],
)
def test_the_widget_of_the_guide_is_linted(copy, tmp_path, right, wrong, said):
    shutil.copy(copy / ".oxlintrc.json", tmp_path)
    for file in (copy / "helpers/widgets").glob("*.js"):
        shutil.copy(file, tmp_path)
    path = tmp_path / "tides.js"
    path.write_text(path.read_text("utf-8").replace(right, wrong), encoding="utf-8")
    done = run(tmp_path, Path(sys.executable).with_name("oxlint"), "--deny-warnings", ".")
    assert (done.returncode == 0) == (not said), done.stdout
    assert said in done.stdout
