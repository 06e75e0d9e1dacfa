"""Notebooks under test find data: the official files where they are, else stand-ins.

A tiny notebook runs in a kernel of its own, as a page does.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nbclient.exceptions import CellExecutionError

from tests.standins import (
    OFFICIAL,
    ROOT,
    data_at_hand,
    spread,
    stand_in_arrays,
    stand_in_files,
)
from tools.notebooks import execute, read

VARIABLES = ["HELPERS_DATA_DIR", "HELPERS_CACHE_DIR", "IPYTHONDIR", "NO_PROXY"]


@pytest.fixture(autouse=True)
def readers_own(tmp_path, monkeypatch):
    """The cache of whoever runs the tests, which must stay as it is, and no data folder."""
    cache = tmp_path / "readers-cache"
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(cache))
    monkeypatch.delenv("HELPERS_DATA_DIR", raising=False)
    return cache


def run(folder: Path, *sources: str) -> str:
    """Run cells in a fresh kernel and return what they print (not what goes to stderr)."""
    cell: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": []}
    cells = [
        cell | {"id": f"cell-{number}", "execution_count": None, "source": source}
        for number, source in enumerate(sources)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    outputs = [output for c in execute(notebook, folder)[0]["cells"] for output in c["outputs"]]
    return "".join("".join(o["text"]) for o in outputs if o.get("name") == "stdout")


# A network address that Python connects to, or asks the name service for.
LISTEN = """
import sys
called = set()
def listen(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        called.add(arguments[1][0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        called.add(arguments[0])
sys.addaudithook(listen)
"""
LOAD = """
from helpers import load_kmnist, load_mnist
kmnist, mnist = load_kmnist(partial=True), load_mnist()
print([array.shape for array in kmnist], [array.shape for array in mnist])
"""
SHAPES = (
    "[(7011, 28, 28), (7011,), (10000, 28, 28), (10000,)] "
    "[(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]\n"
)


@pytest.mark.slow
def test_a_kernel_loads_stand_ins_and_calls_nobody_else(tmp_path, readers_own) -> None:
    with data_at_hand(None) as home:
        printed = run(tmp_path, LISTEN, LOAD, "print(called)")
        assert printed == SHAPES + "{'127.0.0.1'}\n"
        # the real loader: each file was asked for once, and then came from the cache
        assert sorted(home.requests) == sorted(home.contents)
        assert run(tmp_path, LISTEN, LOAD, "print(called)") == SHAPES + "set()\n"
        assert len(home.requests) == len(home.contents) == 8
    assert not readers_own.exists()


@pytest.mark.slow
def test_a_kernels_names_are_its_own(tmp_path) -> None:
    with data_at_hand(None):
        assert run(tmp_path, "print([n for n in dir() if 'help' in n or 'data' in n])") == "[]\n"


def test_checksums_are_compared(tmp_path) -> None:
    with data_at_hand(None) as home:
        name = "kmnist-test-imgs.npz"
        home.contents[name] = home.contents[name][:-1] + b"!"
        with pytest.raises(CellExecutionError, match=f"(?s){name}.*wrong checksum"):
            run(tmp_path, LOAD)


def test_everything_is_put_back(monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    before = dict(os.environ)
    with data_at_hand(None) as home:
        changed = {name: os.environ.get(name) for name in VARIABLES}
        folders = [Path(changed[name]) for name in ("HELPERS_CACHE_DIR", "IPYTHONDIR")]
        assert changed["HELPERS_DATA_DIR"] is None
        assert changed["NO_PROXY"] == "127.0.0.1"
        assert folders[1].is_dir()
    assert dict(os.environ) == before
    assert not any(folder.exists() for folder in folders)
    assert not home.thread.is_alive()


def test_official_files_are_used_where_they_are(tmp_path) -> None:
    before = dict(os.environ)
    with data_at_hand(tmp_path) as home:
        assert home is None
        assert dict(os.environ) == before | {"HELPERS_DATA_DIR": str(tmp_path)}
    assert dict(os.environ) == before


def test_a_folder_named_by_the_reader_goes_first(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HELPERS_DATA_DIR", "my own")
    before = dict(os.environ)
    with data_at_hand(tmp_path) as home:
        assert home is None
        assert dict(os.environ) == before
    with data_at_hand(None):  # unless stand-ins are asked for
        assert "HELPERS_DATA_DIR" not in os.environ
    assert dict(os.environ) == before


def test_a_reader_never_gets_a_stand_in(tmp_path, monkeypatch) -> None:
    """Without the tests around it, a kernel refuses the very same files."""
    for name, content in stand_in_files()["kmnist"].items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("HELPERS_DATA_DIR", str(tmp_path))
    with pytest.raises(CellExecutionError, match="is not the official file"):
        run(tmp_path, LOAD)


def test_a_digit_comes_again_whole_at_other_places() -> None:
    digit = np.zeros((1, 28, 28), np.uint8)
    digit[0, 4:24, 4:24] = np.arange(1, 401).reshape(20, 20) % 251 + 1  # as wide as any digit
    copies = spread(digit, 12)
    assert copies.shape == (12, 28, 28)
    assert len(np.unique(copies, axis=0)) == 12
    for copy in copies:
        assert (np.count_nonzero(copy), copy.sum()) == (400, digit.sum())
        assert not (copy[[0, -1]].any() or copy[:, [0, -1]].any())  # nothing came round


def test_stand_ins_can_be_learned() -> None:
    x_train, y_train, x_test, y_test = stand_in_arrays()
    assert x_train.dtype == y_train.dtype == np.uint8
    np.testing.assert_array_equal(np.bincount(y_train), np.full(10, 6000))
    np.testing.assert_array_equal(np.bincount(y_test), np.full(10, 1000))
    assert np.bincount(y_train[:7011]).min() > 600  # the part that a page has at hand
    means = np.stack([x_train[y_train == k].mean(axis=0) for k in range(10)])  # (10, 28, 28)
    sample = x_test[::20].astype(float)  # (500, 28, 28)
    distances = ((sample[:, None] - means) ** 2).sum(axis=(2, 3))  # (500, 10)
    assert np.mean(distances.argmin(axis=1) == y_test[::20]) > 0.65


# ---- the pages themselves ----


def pages_with_official_files() -> list[Path]:
    calls = re.compile(r"\bload_k?mnist\(")
    return [
        path
        for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
        if any(
            cell["cell_type"] == "code" and calls.search("".join(cell["source"]))
            for cell in read(path)["cells"]
        )
    ]


@pytest.mark.skipif(
    not (OFFICIAL.is_dir() or os.environ.get("HELPERS_DATA_DIR")),
    reason="without ../shared/data, the notebooks ran on stand-ins already",
)
@pytest.mark.slow
@pytest.mark.parametrize("path", pages_with_official_files(), ids=lambda path: path.stem)
def test_a_page_holds_on_stand_ins_too(path: Path) -> None:
    options = ["-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "--stand-ins"]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout
