"""The first cell of all pages on Colab, which has packages of its own and no widgets of later ones.

The quick tests always run, with stand-ins for Colab and for pip. The others make an environment
with Colab's versions, run the cell in it against a clone of this folder, then the pages and the
tests. They take a quarter of an hour and a network, so they run where COLAB_PYTHON names a
Python 3.12.
"""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tools import colab_cell
from tools.book import ROOT

PYTHON = os.environ.get("COLAB_PYTHON", "")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COURSE = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["course"]]
# Tests of what Colab does not have: the house's tools, the book's build and a browser.
ELSEWHERE = [
    "browser", "test_book_tool.py", "test_colab.py", "test_contributing.py", "test_house.py",
    "test_minutes.py", "test_offline.py", "test_pages.py", "test_policy.py", "test_published.py",
    "test_setup.py", "test_slides.py", "test_stills.py", "test_teachers.py", "torture/browser",
    "widgets/test_contributing_widget.py", "widgets/test_live_widgets.py",
]  # fmt: skip
OF_THE_BOOK = {"sphinx", "docutils", "book", "playwright", "filelock"}  # for build and browser
TOOLS = ("pytest", "pytest-xdist", "nbval", "hypothesis")

posix = pytest.mark.skipif(os.name != "posix", reason="Colab is a POSIX system")
made_here = pytest.mark.skipif(
    not PYTHON, reason="NO COLAB WAS MADE: COLAB_PYTHON=/path/to/python3.12 makes one (20 minutes)"
)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_tested_elsewhere_is_there(name: str) -> None:
    assert (ROOT / "tests" / name).exists()


@functools.cache
def names_in(path: Path) -> list[str]:
    """What a file imports before anything in it runs."""
    names = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            names += [node.module or "", *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Import):
            names += [each.name for each in node.names]
    return names


def needs(path: Path, seen: set[Path]) -> set[str]:
    """The packages that a file needs to be read, through the other files of this house too."""
    seen.add(path)
    found = set()
    for name in names_in(path):
        found.add(name.partition(".")[0])
        ours = ROOT / name.replace(".", "/")
        for file in (ours.with_suffix(".py"), ours / "__init__.py"):
            if file not in seen and file.exists():
                found |= needs(file, seen)
    return found


def test_what_is_read_there_needs_no_package_of_the_book() -> None:
    folder = ROOT / "tests"
    elsewhere = tuple(str(folder / name) for name in ELSEWHERE)
    files = [*folder.rglob("test_*.py"), *folder.rglob("conftest.py")]
    read = [file for file in files if not str(file).startswith(elsewhere)]
    missing = {str(file.relative_to(ROOT)): OF_THE_BOOK & needs(file, set()) for file in read}
    assert {name: packages for name, packages in missing.items() if packages} == {}


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))


# ---- the cell, with a stand-in for Colab, for the public address and for pip ----

# Colab's kernel has loaded google.colab before the first cell runs.
ON_COLAB = "import sys, types; sys.modules['google.colab'] = types.ModuleType('google.colab')"
# In the place of Colab's Python, which is asked for pip alone.
PIP = """#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >>asked
[ "$3" != list ] || echo numpy==2.0.2
exit "$(cat code)"
"""


def address() -> str:
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return str(config["repository"]["url"])


def this_folder() -> dict[str, str]:
    """Settings of git by which the public address leads to this folder."""
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("this copy of the project is no git repository")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{ROOT.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": address(),
    }


class Page:
    """A page opened in an empty folder, on a machine whose pip notes what it is asked for."""

    def __init__(self, place: Path) -> None:
        self.folder, self.python = place / "content", place / "machine" / "python"
        self.folder.mkdir()
        self.python.parent.mkdir()
        self.python.write_text(PIP)
        self.python.chmod(0o755)
        self.pip_ends_with(0)

    def pip_ends_with(self, code: int) -> None:
        self.python.with_name("code").write_text(str(code))

    def run(self, before: str = ON_COLAB) -> subprocess.CompletedProcess[str]:
        machine = f"import sys; sys.executable = {str(self.python)!r}"
        code = "\n".join([machine, before, colab_cell.SOURCE, "import os; print(os.getcwd())"])
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=self.folder, env={**os.environ, **this_folder()}, capture_output=True, text=True,
        )  # fmt: skip

    def asked(self) -> list[str]:
        asked = self.python.with_name("asked")
        return asked.read_text().splitlines() if asked.exists() else []


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


@posix
@pytest.mark.parametrize("records", [True, False])
def test_elsewhere_the_cell_fetches_nothing(page: Page, records: bool) -> None:
    """It stays where the records are; in another folder it goes to that of the pages."""
    if records:
        (page.folder / "results").mkdir()
    answer = page.run(before="")
    folder = page.folder if records else ROOT / "notebooks"
    assert (answer.stdout, answer.stderr) == (f"{folder}\n", "")
    assert len(list(page.folder.iterdir())) == records
    assert page.asked() == []


@posix
def test_elsewhere_without_the_pages_the_cell_does_nothing(page: Page) -> None:
    """`helpers` alone is installed, as from a wheel."""
    alone = f"sys.path.insert(0, {str(page.folder)!r})"
    (page.folder / "helpers").mkdir()
    (page.folder / "helpers" / "__init__.py").touch()
    answer = page.run(before=alone)
    assert (answer.stdout, answer.stderr) == (f"{page.folder}\n", "")


@posix
def test_on_colab_it_fetches_all_that_a_page_reads(page: Page) -> None:
    answer = page.run()
    assert answer.returncode == 0, answer.stderr
    folder = page.folder / "convnets-by-hand" / "notebooks"
    assert answer.stdout == f"{folder}\n"
    assert page.asked() == [
        "-m pip list --format=freeze",
        "-m pip install -q -c ../colab.txt ..[course]",
    ]
    assert (folder / "../colab.txt").read_text() == "numpy==2.0.2\n"
    assert (folder / "../pyproject.toml").is_file()
    for notebook in folder.glob("*.ipynb"):
        for record in re.findall(r"results/\w+[.]json", notebook.read_text(encoding="utf-8")):
            assert (folder / record).is_file(), (notebook.name, record)


@posix
def test_it_may_run_again(page: Page) -> None:
    """In the same kernel, where it has changed the folder, and in a new one, where it has not."""
    again = f"{ON_COLAB}\n{colab_cell.SOURCE}"
    assert page.run(before=again).returncode == 0
    (page.folder / "convnets-by-hand" / "mine.txt").touch()
    answer = page.run()
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == f"{page.folder}/convnets-by-hand/notebooks\n"
    assert (page.folder / "convnets-by-hand" / "mine.txt").exists()


@posix
def test_what_fails_is_not_passed_over(page: Page) -> None:
    page.pip_ends_with(1)
    answer = page.run()
    assert answer.returncode == 1
    assert "CalledProcessError" in answer.stderr
    page.pip_ends_with(0)
    assert page.run().returncode == 0


def test_all_pages_have_the_cell_and_it_is_folded() -> None:
    """That it is in its place, with the text of tools/colab_cell.py: tests/test_house.py."""
    assert f'address = "{address()}"' in colab_cell.SOURCE
    assert colab_cell.SOURCE.startswith("# @title ")
    metadata = colab_cell.CELL["metadata"]
    assert metadata["cellView"] == "form"
    assert metadata["jupyter"] == {"source_hidden": True}
    assert metadata["tags"] == ["remove-cell"]
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert next(cell for cell in cells if cell["cell_type"] == "code") == colab_cell.CELL


# ---- what Colab must have or get ----


def test_the_course_needs_what_its_pages_import() -> None:
    listed = {Requirement(line).name for line in COURSE}
    packages = {"PIL": "pillow", "sklearn": "scikit-learn", "joblib": "scikit-learn"}
    packages |= dict.fromkeys(("IPython", "matplotlib_inline"), "ipywidgets")  # they come with it
    own = {"helpers", *sys.stdlib_module_names}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        modules = set(re.findall(r"^(?:from|import) (\w+)", code, re.MULTILINE)) - own
        assert {packages.get(module, module) for module in modules} <= listed, path.name


@pytest.mark.parametrize("line", COURSE)
def test_colabs_versions_are_enough(line: str) -> None:
    requirement = Requirement(line)
    colabs = pins(ROOT / "tests" / "colab.txt")
    new = {"onnx", "onnxruntime"}  # not there beforehand, so they come in any version
    assert requirement.name in colabs.keys() ^ new
    assert requirement.name in new or colabs[requirement.name] in requirement.specifier


# ---- in an environment like Colab's ----


class Colab:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.bin = place / "colab" / "bin"
        subprocess.run([PYTHON, "-m", "venv", place / "colab"], check=True)
        self.run("python", "-m", "pip", "install", "-q", "-r", str(ROOT / "tests" / "colab.txt"))
        self.run("pip", "uninstall", "-q", "-y", "jedi")  # IPython asks for it, Colab has it not
        self.before = self.packages()

    def run(self, command: str, *arguments: str, cwd: Path | None = None) -> str:
        environment = {
            **os.environ,
            **this_folder(),
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "IPYTHONDIR": str(self.place / "ipython"),
        }
        answer = subprocess.run(
            [self.bin / command, *arguments],
            cwd=cwd or self.place, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert answer.returncode == 0, (answer.stdout + answer.stderr)[-5000:]
        return answer.stdout

    def packages(self) -> dict[str, str]:
        listed = self.run("pip", "list", "--format=freeze").splitlines()
        return dict(line.split("==") for line in listed)

    def open_page(self, folder: str) -> Path:
        """Run the first cell in a kernel's shell, in an empty folder."""
        (self.place / folder).mkdir()
        cell = self.place / folder / "cell.ipy"
        cell.write_text(f"{ON_COLAB}\n{colab_cell.SOURCE}", encoding="utf-8")
        self.run("ipython", cell.name, cwd=cell.parent)
        return cell.parent / address().rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def colab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Colab]:
    yield Colab(tmp_path_factory.mktemp("colab"))


@made_here
@pytest.mark.parametrize("missing", [["mlxtend", "anywidget", "psygnal"], []], ids=["less", "all"])
def test_no_package_that_colab_brings_is_changed(colab: Colab, missing: list[str]) -> None:
    colab.run("pip", "uninstall", "-q", "-y", "convnets-by-hand", "jedi", *missing)
    before = colab.packages()
    colab.open_page("without-" + "-".join(missing))
    after = colab.packages()
    assert {name: after.get(name) for name in before} == before
    print("Added:", {name: after[name] for name in after.keys() - before.keys()})
    assert after["mlxtend"] == colab.before["mlxtend"]  # a later one would not go with its NumPy
    assert {"convnets-by-hand", "anywidget"} <= after.keys()
    if missing:  # back to what Colab brings
        back = [f"{name}=={colab.before[name]}" for name in missing]
        colab.run("python", "-m", "pip", "install", "-q", *back)


@pytest.fixture(scope="module")
def course(colab: Colab) -> Path:
    """The clone that the cell made; the tools of the tests stand beside Colab's packages."""
    folder = colab.open_page("course")
    (colab.place / "colab.txt").write_text(
        "\n".join(f"{name}=={version}" for name, version in colab.before.items())
    )
    versions = pins(ROOT / "requirements.txt")
    tools = [f"{name}=={versions[name]}" for name in TOOLS]
    pip = ["python", "-m", "pip", "install", "-q", "-c", str(colab.place / "colab.txt")]
    colab.run(*pip, *tools)
    return folder


@made_here
def test_all_pages_run(colab: Colab, course: Path) -> None:
    told = colab.run(
        "python", "-m", "pytest", "-q", "--nbval-lax", "--nbval-current-env", "notebooks",
        cwd=course,
    )  # fmt: skip
    print(told.splitlines()[-1])


@made_here
def test_the_network_and_the_widgets_work(colab: Colab, course: Path) -> None:
    ignored = [f"--ignore=tests/{name}" for name in ELSEWHERE]
    told = colab.run("python", "-m", "pytest", "-q", "tests", *ignored, cwd=course)
    print(told.splitlines()[-1])
