"""The pack for machines without a network: what is in it, and that its scripts ask for nothing.

The quick way packs stand-ins for the packages. A real pack is tried where OFFLINE_PACK names one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers import data
from helpers.writing import write_whole
from tests.standins import Home, checksums
from tools import offline
from tools.book import ROOT
from tools.page_wheel import write_wheel

REAL = os.environ.get("OFFLINE_PACK", "")
PAGES = sorted((ROOT / "notebooks").glob("*.ipynb"))
LAB = b"import os, sys; print('lab of', sys.argv[1], 'with', os.environ.get('HELPERS_DATA_DIR'))"

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
tried_here = pytest.mark.skipif(
    not REAL,
    reason="NO PACK WAS TRIED: make offline, then OFFLINE_PACK=build/convnets-...zip (8 minutes)",
)


def stand_ins(folder: Path) -> None:
    """In the place of 200 MB of packages: three, one of which needs another."""
    folder.mkdir()
    needs = ["Provides-Extra: course", "Requires-Dist: numpy ; extra == 'course'"]
    write_wheel(folder, "convnets-by-hand", "1.0", {"helpers/__init__.py": b"import numpy"}, needs)
    write_wheel(folder, "numpy", "3.0", {"numpy/__init__.py": b""}, [])
    write_wheel(folder, "jupyterlab", "5.0", {"jupyterlab/__main__.py": LAB}, [])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>The book")
    return tmp_path / "site"


@pytest.fixture
def packed(tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Pack and unpack, and return the folder that a reader has, in a place with a space."""
    monkeypatch.setattr(offline, "collect_wheels", stand_ins)

    def pack(**settings: bool) -> Path:
        return unpacked(offline.pack(tmp_path / "build", site, **settings), tmp_path)

    return pack


def unpacked(archive: Path, place: Path) -> Path:
    with zipfile.ZipFile(archive) as file:
        file.extractall(place / "a stick")
    return next((place / "a stick").iterdir())


@pytest.fixture
def network() -> Iterator[Home]:
    """All of the network there is: it has nothing, and remembers who asked."""
    home = Home({})
    yield home
    home.close()


def run(
    folder: Path, network: Home, *command: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader would whose machine is set to ask the network for all it needs."""
    settings = f"[global]\nindex-url = {network.url}\nfind-links = {network.url}\n"
    (folder.parent / "pip.conf").write_text(settings)
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"), network.url)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept, **proxies, "PYTHON": sys.executable, "BROWSER": "sh -c 'echo %s >opened'",
        "PIP_CONFIG_FILE": str(folder.parent / "pip.conf"), "PIP_INDEX_URL": network.url,
        "PIP_FIND_LINKS": network.url, "HELPERS_CACHE_DIR": str(folder.parent / "cache"), **more,
    }  # fmt: skip
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_pack_has_all_that_a_reader_needs(packed: Callable[..., Path]) -> None:
    folder = packed()
    assert (folder / "html" / "index.html").read_text() == "<p>The book"
    assert sorted(path.name for path in (folder / "notebooks").glob("*.ipynb")) == [
        path.name for path in PAGES
    ]
    for name in ("book/glossary.md", "helpers/convolution.py", "notebooks/results", "LICENSE-TEXT"):
        assert (folder / name).exists()
    assert not list(folder.rglob("__pycache__"))
    words = (folder / "START-HERE.txt").read_text(encoding="utf-8")
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}," in words
    assert offline.SYSTEM in words and offline.INSTALL in words and offline.LAB in words
    assert "Kuzushiji-MNIST is not in this folder" in words
    texts = [path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()]
    assert not any(f"@{word}@" in text for text in texts for word in ("PYTHON", "SYSTEM", "DATA"))
    assert max(len(line) for line in words.splitlines()) <= 100


def test_without_a_book_nothing_is_packed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make book"):
        offline.pack(tmp_path / "build", tmp_path)
    assert not (tmp_path / "build").exists()


def test_the_packages_are_those_that_the_book_is_tested_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(offline.subprocess, "run", lambda command, **_: asked.append(command))
    offline.collect_wheels(tmp_path)
    *_, requirements, jupyterlab = asked[0]
    assert (ROOT / requirements).name == "requirements-course.txt"
    assert f"\n{jupyterlab}\n" in (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert str(tmp_path) in asked[0]


def test_windows_gets_the_same_steps() -> None:
    """What cannot be run here says at least the same to pip, and starts the same."""

    def text(name: str) -> str:
        return (ROOT / "tools" / "offline_pack" / name).read_text(encoding="utf-8")

    for words in ("--isolated install", "--no-index --find-links wheels", '[course]" jupyterlab'):
        assert words in text("install.sh") and words in text("install.cmd")
    for words in ("HELPERS_DATA_DIR", "-m jupyterlab notebooks"):
        assert words in text("lab.sh") and words in text("lab.cmd")


@posix
@pytest.mark.slow
def test_it_installs_from_the_folder_alone(packed: Callable[..., Path], network: Home) -> None:
    folder = packed()
    assert run(folder, network, "sh", "lab.sh").stderr.endswith("First:   sh install.sh\n")
    answer = run(folder, network, "sh", "install.sh")
    assert answer.returncode == 0, answer.stderr
    assert network.requests == []
    assert (folder / "opened").read_text().strip() == (folder / "html/index.html").as_uri()
    modules = "import helpers, numpy"  # -I: those that are installed, not those in the folder
    assert run(folder, network, ".venv/bin/python", "-I", "-c", modules).returncode == 0
    assert run(folder, network, "sh", "lab.sh").stdout == "lab of notebooks with None\n"
    (folder / "data").mkdir()
    assert run(folder, network, "sh", "lab.sh").stdout.endswith(f"with {folder}/data\n")

    (folder / "wheels" / "numpy-3.0-py3-none-any.whl").unlink()
    answer = run(folder, network, "sh", "install.sh")
    assert answer.returncode == 1
    assert f"They are for {offline.SYSTEM} and Python {offline.PYTHON}." in answer.stderr
    assert network.requests == []


@posix
def test_another_python_is_not_taken(packed: Callable[..., Path], network: Home) -> None:
    folder = packed()
    other = folder.parent / "python3"
    other.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 || echo 3.9\n')
    other.chmod(0o755)
    (folder.parent / "dirname").symlink_to("/usr/bin/dirname")
    answer = run(folder, network, "/bin/sh", "install.sh", PATH=str(folder.parent), PYTHON="")
    assert answer.returncode == 1
    assert f"are for Python {offline.PYTHON}. Found: Python 3.9.2" in answer.stderr
    assert not (folder / ".venv").exists()


# ---- with data ----


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of both sets, which count as the official ones."""
    folder = tmp_path / "official"
    for name in ("_MNIST", "_KMNIST"):
        source = getattr(data, name)
        contents = {file: file.encode() for file in source.checksums}
        for file, content in contents.items():
            write_whole(folder / source.name / file, content)
        monkeypatch.setattr(data, name, source._replace(checksums=checksums(contents), homes=()))
    monkeypatch.setattr(offline, "FOLDERS", [])  # they take a second to pack
    monkeypatch.setenv("HELPERS_DATA_DIR", str(folder))
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(tmp_path / "cache"))
    return folder


def test_data_come_along_when_asked(official: Path, packed: Callable[..., Path]) -> None:
    assert not (packed() / "data").exists()
    assert (packed(with_data=True) / "data" / "mnist").exists()


@pytest.mark.parametrize(
    ("missing", "there"),
    [
        ([], "MNIST and KMNIST"),
        ([data._KMNIST_TRAIN], "MNIST and KMNIST"),
        ([data._KMNIST_PARTIAL], "MNIST and KMNIST"),
        ([data._KMNIST_TRAIN, data._KMNIST_PARTIAL], "MNIST"),
        (["t10k-labels-idx1-ubyte.gz"], "KMNIST"),
    ],
)
def test_the_pack_says_which_data_it_has(
    missing: list[str], there: str, official: Path, tmp_path: Path
) -> None:
    for name in missing:
        next(official.rglob(name)).unlink()
    folder = tmp_path / "pack"
    folder.mkdir()
    offline.write_words(folder, offline.collect_data(folder / "data"))
    names = {path.name for path in official.rglob("*") if path.is_file()}
    assert {path.name for path in (folder / "data").rglob("*") if path.is_file()} == names
    words = (folder / "START-HERE.txt").read_text(encoding="utf-8")
    assert f"The folder data/ holds {there}." in words
    assert ("Kuzushiji-MNIST is not" in words) == ("KMNIST" not in there.split(" and "))


def test_a_wrong_file_is_not_packed(
    official: Path, packed: Callable[..., Path], tmp_path: Path
) -> None:
    (official / "mnist" / "t10k-labels-idx1-ubyte.gz").write_bytes(b"cut off")
    with pytest.raises(ValueError, match="not the official file"):
        packed(with_data=True)
    assert list((tmp_path / "build").iterdir()) == []


# ---- a real pack ----


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Home]]:
    network = Home({})
    folder = unpacked(Path(REAL), tmp_path_factory.mktemp("pack"))
    answer = run(folder, network, "sh", "install.sh")
    assert answer.returncode == 0, answer.stderr
    assert network.requests == []
    yield folder, network
    network.close()


@tried_here
def test_the_network_trains(installed: tuple[Path, Home]) -> None:
    answer = run(*installed, ".venv/bin/python", "-m", "helpers")
    assert "Accuracy on 1,000 digits" in answer.stdout, answer.stderr


@tried_here
@pytest.mark.parametrize("page", [path.name for path in PAGES])
def test_a_page_runs_from_the_pack(page: str, installed: tuple[Path, Home]) -> None:
    folder, network = installed
    data_dir = {"HELPERS_DATA_DIR": str(folder / "data")} if (folder / "data").exists() else {}
    answer = run(folder, network, ".venv/bin/jupyter", "execute", f"notebooks/{page}", **data_dir)
    if page == "11_kuzushiji.ipynb" and "Kuzushiji-MNIST is not" in (
        folder / "START-HERE.txt"
    ).read_text(encoding="utf-8"):
        assert "load_kmnist() needs the file" in answer.stderr
    else:
        assert answer.returncode == 0, answer.stderr[-3000:]
        assert network.requests == []
