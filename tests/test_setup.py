"""The commands of the README before anything is installed: what they say when it cannot be."""

from __future__ import annotations

import os
import shutil
import subprocess
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
