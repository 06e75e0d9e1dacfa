"""CONTRIBUTING.md, followed to the letter in a copy of the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.book import ROOT

PARTS = ("helpers", "tests", "tools", "pyproject.toml", "CONTRIBUTING.md")


class Copy:
    """A copy of the parts of the repository that hold code, to add something to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for part in PARTS:
            source, target = ROOT / part, root / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)

    def section(self, heading: str) -> str:
        """What the guide says under a heading."""
        guide = (self.root / "CONTRIBUTING.md").read_text(encoding="utf-8")
        return guide.split(f"## {heading}\n")[1].split("\n## ")[0]

    def python(self, *arguments: str) -> str:
        """Run Python in the copy, with the copy's `helpers`. What it prints; it must end well."""
        place = {"PYTHONPATH": str(self.root), "HELPERS_PROGRESS_FILE": str(self.root / "progress")}
        answer = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, **place, "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


CHECK_BOTH = """
from helpers import check
def invert(image):
    return 1.0 - image
print(check(invert))
def invert(image):
    return -image
print("---")
print(check(invert))
print("---")
print(check.list())
"""


def test_a_layer_is_one_file_an_import_and_a_case(copy: Copy) -> None:
    guide = copy.section("Add a layer")
    (place,) = re.findall(r"could be `([\w/]+\.py)`", guide)
    (source,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (case,) = re.findall(r"`(Case\(.*?\))`", guide)
    (copy.root / place).write_text(source, encoding="utf-8")
    for file, before, more in [
        ("helpers/__init__.py", "\nAvgPool2D", "from helpers.scale import Scale\n"),
        ("tests/layer_cases.py", "    Softmax,\n", "    Scale,\n"),
        ("tests/layer_cases.py", '    Case("softmax"', f"    {case},\n"),
    ]:
        path = copy.root / file
        text = path.read_text(encoding="utf-8")
        assert before in text, (file, before)
        path.write_text(text.replace(before, more + before, 1), encoding="utf-8")
    tests = ("tests/test_layers_contract.py", "tests/test_layers_gradients.py", "-v")
    report = copy.python("-m", "pytest", "-p", "no:cacheprovider", *tests, "-k", "scale or public")
    assert "::test_every_public_layer_has_cases PASSED" in report
    assert "::test_backward_before_forward_is_refused[scale] PASSED" in report
    assert report.count("[scale] PASSED") >= 20
    assert "FAILED" not in report


def test_an_exercise_is_one_file(copy: Copy) -> None:
    guide = copy.section("Add an exercise")
    (place,) = re.findall(r"could be `([\w/]+\.py)`", guide)
    (source,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    (copy.root / place).write_text(source, encoding="utf-8")
    # The tests of all exercises find the new one by themselves.
    tests = ("tests/exercises/test_exercise_data.py", "-v", "-k", "invert or name_of_its_file")
    report = copy.python("-m", "pytest", "-p", "no:cacheprovider", *tests)
    assert "::test_the_solution_passes[invert] PASSED" in report
    refused = "::test_every_known_mistake_is_refused_under_its_own_slug[invert]"
    assert f"{refused} PASSED" in report
    seen = copy.python("-c", CHECK_BOTH)
    right, wrong, listed = seen.split("---\n")
    assert right.startswith("invert: passed")
    assert wrong.startswith("invert: not yet (changes-the-sign)\nYour image is darker than black.")
    chapter = listed.split("Chapter 2")[0]
    assert chapter.endswith(
        "passed  invert(image)\n            Turn an image from 0 to 1 into its negative.\n"
    )
    assert "Chapter 1, pixels and channels: 1 of 9 passed" in chapter
