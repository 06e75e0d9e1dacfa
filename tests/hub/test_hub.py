"""The hub for a class, as far as it can be seen without a hub: its settings and its tools."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from helpers import data, files
from tests.standins import Home, checksums, idx_file
from tools.book import ROOT
from tools.hub import __main__ as start
from tools.hub import capacity, places, proxy, student, trial, visit
from tools.hub import data as filling
from tools.hub.places import OURS, CannotStart

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


# ---- settings ----


def settings(name: str = "jupyterhub_config.py") -> Config:
    return PyFileConfigLoader(name, path=str(OURS)).load_config()


def test_the_hub_listens_on_this_machine_alone(monkeypatch) -> None:
    monkeypatch.delenv("HUB_ADDRESS", raising=False)
    assert settings().JupyterHub.bind_url == "http://127.0.0.1:8000"
    monkeypatch.setenv("HUB_ADDRESS", "http://127.0.0.1:8010")
    assert settings().JupyterHub.bind_url == "http://127.0.0.1:8010"


def test_no_password_is_written_down() -> None:
    found = settings()
    assert found.JupyterHub.authenticator_class == "pam"
    for name in ("jupyterhub_config.py", "trial_config.py"):
        text = (OURS / name).read_text(encoding="utf-8")
        assert not re.search(r"(password|token|secret)\w*\s*=\s*[\"']", text)


def test_a_student_has_limits_and_one_thread() -> None:
    found = settings()
    assert (found.Spawner.mem_limit, found.Spawner.cpu_limit) == ("1G", 1.0)
    assert found.Spawner.environment["OPENBLAS_NUM_THREADS"] == "1"
    assert found.Spawner.cmd == [sys.executable, str(OURS / "student.py")]
    assert any("cull_idle_timeout" in argument for argument in found.Spawner.args)


def test_students_read_the_shared_data_where_there_is_some(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(places, "DATA", tmp_path / "nowhere")
    assert "HELPERS_DATA_DIR" not in settings().Spawner.environment
    monkeypatch.setattr(places, "DATA", tmp_path)
    assert settings().Spawner.environment["HELPERS_DATA_DIR"] == str(tmp_path)


def test_the_trial_changes_only_who_comes_in_and_where(monkeypatch) -> None:
    monkeypatch.setenv("HUB_TRIAL_PASSWORD", "of one run")
    for name, value in {"FOLDER": "x", "PORT": "1", "PROXY_PORT": "2"}.items():
        monkeypatch.setenv(f"HUB_TRIAL_{name}", value)
    ours, trial = settings(), settings("trial_config.py")
    assert trial.SharedPasswordAuthenticator.user_password == "of one run"
    for name in ("mem_limit", "cpu_limit", "cmd", "environment", "default_url"):
        assert trial.Spawner[name] == ours.Spawner[name]
    assert trial.JupyterHub.services == ours.JupyterHub.services


def test_versions_are_pinned() -> None:
    wanted = json.loads((OURS / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((OURS / "package-lock.json").read_text("utf-8"))["packages"]
    assert all(locked[f"node_modules/{name}"]["version"] == v for name, v in wanted.items())
    lines = (ROOT / "requirements-hub.txt").read_text("utf-8").splitlines()
    assert all("==" in line for line in lines if line and line[0] not in "#-")


# ---- a student's start ----


def test_a_student_gets_all_that_the_pages_need(tmp_path) -> None:
    student.bring_pages(ROOT, tmp_path)
    for page in (ROOT / "notebooks").glob("*.ipynb"):
        text = page.read_text(encoding="utf-8")
        copy = tmp_path / "notebooks" / page.name
        assert copy.read_text(encoding="utf-8") == text
        for link in re.findall(r"\]\((\.\./book/\w+\.md|\w+\.ipynb|results/\w+\.json)", text):
            assert (copy.parent / link).resolve().is_file(), link
        for record in re.findall(r"results/\w+\.json", text):
            assert (copy.parent / record).is_file(), record


def test_a_students_work_is_never_overwritten(tmp_path) -> None:
    brought = student.bring_pages(ROOT, tmp_path)
    mine, renamed = sorted(page for page in brought if page.suffix == ".ipynb")[:2]
    mine.write_text("my work")
    renamed.rename(renamed.with_name("my_own.ipynb"))
    assert student.bring_pages(ROOT, tmp_path) == [renamed]
    assert mine.read_text() == "my work"
    assert renamed.with_name("my_own.ipynb").is_file()
    assert not list(tmp_path.rglob("*.tmp"))


def start_student(home: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run what the hub runs for a student, with a server that is only this code."""
    modules = home / "modules" / "jupyterhub"
    modules.mkdir(parents=True)
    (modules / "__init__.py").touch()
    (modules / "singleuser.py").write_text(code)
    return subprocess.run(
        [sys.executable, str(OURS / "student.py"), "an argument"],
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(modules.parent), **environment},
        cwd=home, capture_output=True, text=True,
    )  # fmt: skip


@posix
def test_too_much_memory_is_an_error_that_a_cell_survives(tmp_path) -> None:
    code = """
import sys, numpy
try:
    numpy.ones(100_000_000)
except MemoryError:
    print("refused", sys.argv[1], numpy.ones(1_000_000).sum())
"""
    answer = start_student(tmp_path, code, MEM_LIMIT="500000000")
    assert answer.stdout == "refused an argument 1000000.0\n", answer.stderr
    assert (tmp_path / "convnets-by-hand/notebooks/02_convolution.ipynb").is_file()


@posix
def test_a_full_home_lets_the_student_in(tmp_path) -> None:
    (tmp_path / "convnets-by-hand").write_text("a file where the folder must be")
    answer = start_student(tmp_path, "print('started')")
    assert answer.stdout == "started\n"
    assert "Not all pages could be copied" in answer.stderr


@posix
def test_a_students_file_does_not_stand_in_for_pythons(tmp_path) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('mine')")
    answer = start_student(tmp_path, "import random; print(random.randint(7, 7))")
    assert answer.stdout == "7\n", answer.stderr


# ---- what is missing ----


def run_proxy(tmp_path: Path, monkeypatch, **programs: str) -> str:
    """What `install` raises, with these programs and no others on the PATH."""
    for name, script in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(proxy, "PROXY", tmp_path / "hub/npm/node_modules/.bin/proxy")
    with pytest.raises(CannotStart) as caught:
        proxy.install()
    return str(caught.value)


@posix
def test_the_proxy_says_what_it_lacks(tmp_path, monkeypatch) -> None:
    assert "node was not found" in run_proxy(tmp_path, monkeypatch)
    assert "npm was not found" in run_proxy(tmp_path, monkeypatch, node="echo v20.1.0")
    old = run_proxy(tmp_path, monkeypatch, node="echo v18.19.0", npm="exit 0")
    assert "Node.js 20 or newer. Found v18.19.0" in old
    failing = "echo no network >&2; exit 1"
    assert "no network" in run_proxy(tmp_path, monkeypatch, node="echo v20.1.0", npm=failing)


@posix
def test_the_proxy_is_installed_once(tmp_path, monkeypatch) -> None:
    place = tmp_path / "hub/npm/node_modules/.bin/proxy"
    fetch = f"echo x >> {tmp_path}/runs; mkdir -p {place.parent}; echo > {place}"
    for name, script in {"node": "echo v22.0.0", "npm": fetch}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(proxy, "PROXY", place)
    assert proxy.install() == proxy.install() == place
    assert (tmp_path / "runs").read_text() == "x\n"


def test_a_missing_package_is_named_with_the_cure(monkeypatch, capsys) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["tools.hub"])
    assert start.main() == 1
    said = capsys.readouterr().err
    assert "jupyterhub and jupyterhub_idle_culler cannot be imported" in said
    assert "-m pip install -r requirements-hub.txt" in said


def test_a_taken_port_is_named_with_the_cure() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"http://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(CannotStart, match="HUB_ADDRESS=") as caught:
            start.check_free(address)
    assert address in str(caught.value)
    start.check_free(address)  # free again


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://127.0.0.1", ""])
def test_a_wrong_address_is_refused(address) -> None:
    with pytest.raises(CannotStart, match="must be an address such as"):
        start.check_free(address)


@posix
def test_a_closed_folder_is_named(tmp_path) -> None:
    closed = tmp_path / "closed"
    (closed / "project").mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(CannotStart, match="is closed to them") as caught:
        start.check_open(closed / "project")
    assert "/srv" in str(caught.value)


# ---- the data ----


MNIST = {"a-idx1-ubyte.gz": idx_file(np.zeros(3, np.uint8))}


@pytest.fixture
def home() -> Iterator[Home]:
    home = Home(MNIST)
    yield home
    home.close()


def test_the_shared_data_are_filled_once_and_open_to_all(home, tmp_path, monkeypatch) -> None:
    digits = np.zeros((5000, 28, 28), np.uint8), data._DIGITS_LABELS
    monkeypatch.setattr(data, "_all_digits", lambda: digits)
    monkeypatch.delenv("HELPERS_DATA_DIR", raising=False)
    monkeypatch.setenv("HELPERS_CACHE_DIR", str(tmp_path / "cache"))
    nowhere = files.Source("kmnist", (), {"b.npz": "md5:0"})
    monkeypatch.setattr(data, "_MNIST", files.Source("mnist", (home.url,), checksums(MNIST)))
    monkeypatch.setattr(data, "_KMNIST", nowhere)
    folder = tmp_path / "shared"
    (error,) = filling.fill(folder)
    assert "load_kmnist() needs the file" in error
    there = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert there == {"digits.npz", "mnist", "mnist/a-idx1-ubyte.gz"}
    modes = {path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}
    assert os.name != "posix" or modes == {0o755, 0o644}
    filling.fill(folder)
    assert home.requests == ["a-idx1-ubyte.gz"]


# ---- what comes from a kernel ----


def test_outputs_are_compared_in_whichever_pieces_they_come() -> None:
    page: list[dict[str, Any]] = [
        {"output_type": "stream", "text": ["one\n", "two\n"]},
        {"output_type": "execute_result", "data": {"text/plain": ["3"]}},
        {"output_type": "display_data", "data": {"image/png": "..."}},
    ]
    kernel: list[dict[str, Any]] = [
        {"output_type": "stream", "text": "one\n"},
        {"output_type": "stream", "text": "two\n"},
        {"output_type": "execute_result", "data": {"text/plain": "3"}},
    ]
    assert visit.texts(page) == visit.texts(kernel) == "one\ntwo\n3"


@pytest.mark.parametrize("buffers", [[], [b"weights"], [b"weights", b"more"]])
def test_messages_with_buffers_are_read(buffers) -> None:
    parts = [json.dumps({"channel": "iopub"}).encode(), *buffers]
    places = np.cumsum([4 * (len(parts) + 1), *map(len, parts)])[:-1]
    head = [len(parts), *places.tolist()]
    sent = b"".join(int(number).to_bytes(4, "big") for number in head) + b"".join(parts)
    kernel = object.__new__(visit.Kernel)
    kernel.socket = type("Socket", (), {"recv": lambda self: sent})()
    assert kernel.receive() == {"channel": "iopub"}


# ---- how many a machine carries ----


def test_the_record_is_whole() -> None:
    figures = capacity.measured()
    for part, count in (("alone", 1), ("together", figures["students"])):
        for name in ("start_seconds", "page_seconds", "server_megabytes", "kernel_megabytes"):
            assert len(figures[part][name]) == count
            assert min(figures[part][name]) > 0
    assert figures["students"] >= 10


def test_twice_the_machine_carries_twice_the_class() -> None:
    small, large = capacity.carries(16, 4), capacity.carries(32 - capacity.SYSTEM / 1000, 8)
    assert abs(large.by_memory - 2 * small.by_memory) <= 1
    assert abs(large.by_processors - 2 * small.by_processors) <= 1
    assert capacity.carries(1, 4).by_memory == 0
    assert capacity.carries(16, 4, kernel=350).by_memory < small.by_memory


def test_a_machine_without_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="cores must be more than 0. Received 0"):
        capacity.carries(16, 0)


def test_the_page_shows_what_was_measured() -> None:
    page = (ROOT / "book/teachers/hub.md").read_text(encoding="utf-8")
    figures = capacity.measured()
    assert f"{trial.table(figures)}\n\n{trial.about(figures)}" in page
    assert capacity.sums(memory=16, cores=4) in page
    most = capacity.carries(memory=16, cores=4, kernel=capacity.MOST_MEGABYTES)
    assert f"a class of {min(most)}," in page
