"""Setup's lines for Colab, which brings its own packages and shows no widgets of later ones.

The quick tests always run. The others make an environment with Colab's versions, run the lines
in it against a clone of this folder, then the pages and the tests. They take a quarter of an hour
and a network, so they run where COLAB_PYTHON names a Python 3.12.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools.book import ROOT

PYTHON = os.environ.get("COLAB_PYTHON", "")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
COURSE = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["course"]]
# Tests of what Colab does not have: the house's tools, the book's build and a browser.
ELSEWHERE = [
    "browser", "test_book_tool.py", "test_colab.py", "test_contributing.py", "test_house.py",
    "test_minutes.py", "test_pages.py", "test_setup.py", "widgets/test_contributing_widget.py",
    "widgets/test_live_widgets.py",
]  # fmt: skip
TOOLS = ("pytest", "nbval", "hypothesis")

made_here = pytest.mark.skipif(
    not PYTHON, reason="NO COLAB WAS MADE: COLAB_PYTHON=/path/to/python3.12 makes one (20 minutes)"
)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_tested_elsewhere_is_there(name: str) -> None:
    assert (ROOT / "tests" / name).exists()


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def lines() -> list[str]:
    page = (ROOT / "book" / "setup.md").read_text(encoding="utf-8").split("## On Colab")[1]
    return page.split("```ipython3\n")[1].split("\n```")[0].splitlines()


def clone(place: Path) -> Path:
    """What the first two lines give, with this folder in the public one's place."""
    if subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True).returncode:
        pytest.skip("this copy of the project is no git repository")
    *command, address = lines()[0].removeprefix("!").split()
    name = address.rsplit("/", 1)[1]
    subprocess.run([*command, ROOT.as_uri(), name], cwd=place, check=True)
    return place / lines()[1].removeprefix("%cd ")


def test_the_lines_bring_all_that_a_page_reads(tmp_path: Path) -> None:
    folder = clone(tmp_path)
    assert lines()[-1].endswith('"..[course]"')
    assert (folder / "../pyproject.toml").is_file()
    for page in folder.glob("*.ipynb"):
        for record in re.findall(r"results/\w+[.]json", page.read_text(encoding="utf-8")):
            assert (folder / record).is_file(), (page.name, record)


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
        address = lines()[0].split()[-1]
        environment = {
            **os.environ,
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "IPYTHONDIR": str(self.place / "ipython"),
            "GIT_CONFIG_COUNT": "1",  # the public address leads to this folder
            "GIT_CONFIG_KEY_0": f"url.{ROOT.as_uri()}.insteadOf",
            "GIT_CONFIG_VALUE_0": address,
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

    def paste(self, folder: str) -> Path:
        """Run the lines, each as it stands in Setup, as one cell."""
        (self.place / folder).mkdir()
        cell = self.place / folder / "cell.ipy"
        cell.write_text("\n".join(lines()), encoding="utf-8")
        self.run("ipython", cell.name, cwd=cell.parent)
        return cell.parent / lines()[0].rsplit("/", 1)[1]


@pytest.fixture(scope="module")
def colab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Colab]:
    yield Colab(tmp_path_factory.mktemp("colab"))


@made_here
@pytest.mark.parametrize("missing", [["mlxtend", "anywidget", "psygnal"], []], ids=["less", "all"])
def test_no_package_that_colab_brings_is_changed(colab: Colab, missing: list[str]) -> None:
    colab.run("pip", "uninstall", "-q", "-y", "convnets-by-hand", "jedi", *missing)
    before = colab.packages()
    colab.paste("without-" + "-".join(missing))
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
    """The clone that the lines made; the tools of the tests stand beside Colab's packages."""
    folder = colab.paste("course")
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
