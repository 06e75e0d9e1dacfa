"""The commands of the README before anything is installed: what they say when it cannot be."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools import chromium
from tools.book import ROOT

TOO_OLD = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.9.2' && exit 0\nexit 1\n"
NO_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n'
EVERY_NAME = ["python3", "python3.11", "python3.12", "python3.13", "python"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def clone_with(tmp_path: Path, script: str) -> tuple[Path, dict[str, str]]:
    """A folder with the set-up files, and a PATH on which every Python is this script."""
    clone = tmp_path / "a clone with spaces"
    (clone / "tools").mkdir(parents=True)
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml", "tools/install.sh"):
        shutil.copy(ROOT / name, clone / name)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in EVERY_NAME:
        (commands / name).write_text(script)
        (commands / name).chmod(0o755)
    for name in ("sh", "cat", "cksum", "rm"):
        (commands / name).symlink_to(shutil.which(name) or name)
    return clone, {"PATH": str(commands)}


@pytest.mark.parametrize(
    ("script", "cure"), [(TOO_OLD, "needs Python 3.11, 3.12 or 3.13"), (NO_VENV, "python3-venv")]
)
def test_install_says_what_is_missing(tmp_path: Path, script: str, cure: str) -> None:
    clone, environment = clone_with(tmp_path, script)
    command = ["sh", "tools/install.sh"]
    answer = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
    assert answer.returncode == 1
    assert cure in answer.stderr
    assert not (clone / ".venv").exists()


def test_make_alone_lists_the_targets() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    answer = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("install", "book", "serve", "lab", "test", "lint", "notebooks", "bench"):
        assert f"make {target} " in answer.stdout


def test_a_chromium_that_does_not_start_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fake(name: str, script: str) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return str(path)

    stub = fake("stub", "echo 'Chromium: install the package first'; exit 1")
    good = fake("good", "echo 'Chromium 150.0'")
    assert not chromium.works(stub)
    assert not chromium.works(str(tmp_path / "missing"))
    assert chromium.works(good)
    monkeypatch.setattr(chromium, "candidates", lambda: iter([stub, good]))
    assert chromium.find() == good
    monkeypatch.setattr(chromium, "candidates", lambda: iter([stub]))
    assert chromium.find() is None


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_a_chromium_only_ci_fails(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(chromium.sys, "argv", ["chromium.py"])
    monkeypatch.setattr(chromium, "candidates", lambda: iter([]))
    assert chromium.main() == code
    assert "BROWSER TESTS WILL BE SKIPPED" in capsys.readouterr().out


# ---- on Colab, which has the page alone ---------------------------------------------------------


def colab_lines() -> list[str]:
    page = (ROOT / "book" / "setup.md").read_text(encoding="utf-8").split("## On Colab")[1]
    return page.split("```ipython3\n")[1].split("\n```")[0].splitlines()


def test_the_lines_for_colab_bring_all_that_a_page_reads(tmp_path: Path) -> None:
    """A clone of this folder stands in for the public one."""
    clone, enter, install = colab_lines()
    *command, address = clone.removeprefix("!").split()
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("this copy of the project is no git repository")
    name = address.rsplit("/", 1)[1]
    subprocess.run([*command, ROOT.as_uri(), name], cwd=tmp_path, check=True)
    folder = tmp_path / enter.removeprefix("%cd ")
    assert install == '%pip install -q "..[course]"'
    assert (folder / "../pyproject.toml").is_file()
    for page in folder.glob("*.ipynb"):
        for record in re.findall(r"results/\w+[.]json", page.read_text(encoding="utf-8")):
            assert (folder / record).is_file(), (page.name, record)


def test_the_course_needs_what_its_pages_import() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = {re.split(r"[^\w-]", line)[0] for line in extras["optional-dependencies"]["course"]}
    packages = {"PIL": "pillow", "sklearn": "scikit-learn"}
    packages |= dict.fromkeys(("IPython", "matplotlib_inline"), "ipywidgets")  # they come with it
    own = {"numpy", "helpers", *sys.stdlib_module_names}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        modules = set(re.findall(r"^(?:from|import) (\w+)", code, re.MULTILINE)) - own
        assert {packages.get(module, module) for module in modules} <= listed, path.name
