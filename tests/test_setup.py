"""The commands of the README before anything is installed, and the machines that they run on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from tools import chromium
from tools.book import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TESTED = re.findall(r"Python :: (3[.]\d+)", "\n".join(PROJECT["project"]["classifiers"]))
OLDEST, NEWEST = TESTED[0], TESTED[-1]
PINS = ["requirements.txt", "requirements-course.txt", "constraints.txt"]
EVERY_NAME = ["python3", *(f"python{version}" for version in TESTED), "python"]

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def like(version: str, *, venv: bool = True, pip: bool = True) -> str:
    """A script that answers tools/install.sh as a Python of this version would."""
    numbers = tuple(map(int, version.split(".")))
    asked = f"import sys; sys.version_info = {numbers}; exec(sys.argv[1])"
    return f"""#!/bin/sh
case "$*" in
  --version) echo "Python {version}" ;;
  *ensurepip*) exit {int(not venv)} ;;
  -c*) exec "{sys.executable}" -c "{asked}" "$2" ;;
  "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m pip install"*) exit {int(not pip)} ;;
esac
"""


def install(
    tmp_path: Path, others: str, **scripts: str
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Run tools/install.sh with these Pythons on the PATH, the others for all other names."""
    clone = tmp_path / "a clone with spaces"
    (clone / "tools").mkdir(parents=True)
    for name in [*PINS, "pyproject.toml", "tools/install.sh"]:
        shutil.copy(ROOT / name, clone / name)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in EVERY_NAME:
        (commands / name).write_text(scripts.get(name.replace(".", "_"), others))
        (commands / name).chmod(0o755)
    for name in ("sh", "cat", "cksum", "rm", "sed", "mkdir", "cp"):
        (commands / name).symlink_to(shutil.which(name) or name)
    answer = subprocess.run(
        ["sh", "tools/install.sh"],
        cwd=clone, env={"PATH": str(commands)}, capture_output=True, text=True,
    )  # fmt: skip
    return answer, clone


@posix
@pytest.mark.parametrize(
    ("script", "cure"),
    [
        (like("3.9.2"), f"needs Python {OLDEST} or newer. Found: Python 3.9.2"),
        (like("3.12.4", venv=False), "python3-venv"),
    ],
    ids=["too-old", "no-venv"],
)
def test_install_says_what_is_missing(tmp_path: Path, script: str, cure: str) -> None:
    answer, clone = install(tmp_path, script)
    assert answer.returncode == 1
    assert cure in answer.stderr
    assert not (clone / ".venv").exists()


@posix
@pytest.mark.parametrize("version", TESTED)
def test_a_tested_python_is_taken_in_silence(tmp_path: Path, version: str) -> None:
    name = f"python{version}".replace(".", "_")
    answer, clone = install(tmp_path, like("3.99.0"), **{name: like(f"{version}.1")})
    assert answer.returncode == 0, answer.stderr
    assert f"Making .venv with Python {version}.1" in answer.stdout
    assert "newer than" not in answer.stdout
    assert (clone / ".venv" / "installed").is_file()


@posix
@pytest.mark.parametrize("pip", [True, False], ids=["installs", "does-not"])
def test_a_newer_python_is_tried_with_a_notice(tmp_path: Path, pip: bool) -> None:
    answer, clone = install(tmp_path, like("3.99.0", pip=pip))
    assert f"3.99.0 is newer than what the book is tested with (Python {OLDEST} to" in answer.stdout
    assert answer.returncode == int(not pip)
    assert (clone / ".venv" / "installed").is_file() == pip
    assert ("Take a tested Python: make clean" in answer.stderr) == (not pip)


def test_all_places_name_the_same_pythons() -> None:
    def text(name: str) -> str:
        return (ROOT / name).read_text(encoding="utf-8")

    numbers = [int(version.split(".")[1]) for version in TESTED]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert PROJECT["project"]["requires-python"] == f">={OLDEST}"
    assert PROJECT["tool"]["mypy"]["python_version"] == OLDEST
    for page in ("README.md", "book/setup.md"):
        assert f"Python {OLDEST} to {NEWEST}" in text(page)
    assert f'"This book needs Python {OLDEST} or newer"' in text("book/setup.md")
    assert f"PYTHON=python{NEWEST}" in text("book/setup.md")
    tests = yaml.safe_load(text(".github/workflows/tests.yml"))["jobs"]["tests"]
    assert tests["strategy"]["matrix"]["python"] == [OLDEST, NEWEST]
    steps = yaml.safe_load(text(".github/workflows/book.yml"))["jobs"]["publish"]["steps"]
    assert [s["with"]["python-version"] for s in steps if "setup-python" in str(s)][0] in TESTED


def test_make_alone_lists_the_targets() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    answer = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = ["install", "book", "serve", "lab", "test", "lint", "notebooks", "bench", "offline"]
    for target in targets:
        assert f"make {target} " in answer.stdout


@posix
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
    monkeypatch.setattr(chromium, "driver_starts", lambda: True)
    monkeypatch.setattr(chromium, "candidates", lambda: iter([stub, good]))
    assert chromium.find() == good
    monkeypatch.setattr(chromium, "candidates", lambda: iter([stub]))
    assert chromium.find() is None


@posix
def test_a_playwright_that_does_not_start_drives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a bare Debian, where its Node finds no libatomic."""
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    monkeypatch.setattr(chromium.sys, "executable", str(broken))
    monkeypatch.setattr(chromium.sys, "argv", ["chromium.py", "--install"])
    asked: list[str] = []
    monkeypatch.setattr(chromium, "debian", asked.append)
    monkeypatch.setattr(chromium, "run", lambda *_: None)
    monkeypatch.setenv("CI", "true")
    assert chromium.find() is None
    assert chromium.main() == 1
    assert asked == ["libatomic1", "chromium-headless-shell", "chromium"]
    assert "apt-get install libatomic1" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_a_chromium_only_ci_fails(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(chromium.sys, "argv", ["chromium.py"])
    monkeypatch.setattr(chromium, "candidates", lambda: iter([]))
    assert chromium.main() == code
    assert "BROWSER TESTS WILL BE SKIPPED" in capsys.readouterr().out


# ---- on Binder, which builds a machine from the folder binder/ of the repository ----


def binder_python() -> str:
    text = (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8")
    return text.strip().removeprefix("python-")


def test_binder_is_told_a_tested_python() -> None:
    assert binder_python() in TESTED
    assert not (ROOT / ".binder").exists()  # repo2docker takes one of the two folders alone
    for newer_wins in ("environment.yml", "Pipfile", "Dockerfile"):
        assert not (ROOT / "binder" / newer_wins).exists()


def required(path: Path) -> list[str]:
    """The lines of a requirements file, those of the files that it names in their places."""
    found: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name = re.match(r"-r (\S+)", line)
        found += required(path.parent / name[1]) if name else [line]
    return [line for line in found if line and not line.startswith("#")]


def test_binder_installs_what_the_pages_need_and_no_more() -> None:
    """What everybody gets but for JupyterLab, which Binder has, and what builds and tests."""
    binders = required(ROOT / "binder" / "requirements.txt")
    everything = required(ROOT / "requirements.txt")
    assert everything[: len(binders)] == binders
    assert everything[len(binders)].startswith("jupyterlab==")
    needed = {
        Requirement(line).name for line in PROJECT["project"]["optional-dependencies"]["course"]
    }
    assert needed <= {re.split("[=;]", line)[0] for line in binders}


@pytest.mark.parametrize("requirements", ["requirements.txt", "binder/requirements.txt"])
def test_the_files_that_the_requirements_name_are_in_the_repository(requirements: str) -> None:
    """A line with -c, -e or -r also tells repo2docker to copy everything before it installs."""
    path = ROOT / requirements
    text = path.read_text(encoding="utf-8") + (ROOT / "requirements-course.txt").read_text()
    assert re.findall(r"^-e (\S+)", text, re.MULTILINE) == ["."]  # seen from where pip is run
    for file in (path, ROOT / "requirements-course.txt"):
        for name in re.findall(r"^-[cr] (\S+)", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert (file.parent / name).is_file()
            ask = ["git", "ls-files", "--error-unmatch", name]
            if (ROOT / ".git").exists():
                subprocess.run(ask, cwd=file.parent, capture_output=True, check=True)


def test_repo2docker_reads_the_same() -> None:
    command = shutil.which("jupyter-repo2docker")
    if command is None:
        pytest.skip("jupyter-repo2docker is not on the PATH: how Binder reads us is NOT tested")
    answer = subprocess.run(
        [command, "--no-build", "--debug", str(ROOT)], capture_output=True, text=True, check=True
    )
    told = answer.stdout + answer.stderr
    assert f"python={binder_python()}" in told
    assert "unspecified" not in told
    everything = re.search(r"^COPY .*\bsrc/ \$\{REPO_DIR\}/?$", told, re.MULTILINE)
    assert everything is not None
    after = told[everything.end() :]
    assert "pip install" not in told[: everything.start()]  # ../constraints.txt is there by then
    # One install, so that `helpers` is the one that a reader sees: no copy is put over it.
    installs = re.findall(r"pip install --no-cache-dir (.+)", after)
    assert installs == ['-r "binder/requirements.txt"']
