"""Each page runs in odd surroundings, and on another processor, with the outputs that it shows.

The surroundings are another working folder, a checkout that may only be read, no display, warnings
as errors, a locale without a letter beyond ASCII, another time zone, and a home with spaces and
accents. The other processor is one for which OpenBLAS has other kernels.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from tests.standins import ROOT, data_at_hand

pytestmark = pytest.mark.slow
QUICK = "01_pixels_and_channels.ipynb"
# What a notebook prints is compared with the pinned versions alone; with others it must run.
PINNED = (ROOT / "constraints.txt").read_text(encoding="utf-8").lower().splitlines()
COMPARED = all(f"{name}=={version(name)}" in PINNED for name in ("numpy", "matplotlib"))

READ_ONLY = [
    "unshare", "--map-root-user", "--mount", "sh", "-c",
    'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$1" && shift && exec "$@"',
    str(ROOT),
]  # fmt: skip


@cache
def may_be_read_only() -> bool:
    try:
        return not subprocess.run([*READ_ONLY, "/", "true"], capture_output=True).returncode
    except OSError:
        return False


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        names = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
        every = metafunc.config.getoption("--torture")
        metafunc.parametrize("page", names if every else [QUICK])


@pytest.fixture(scope="module", autouse=True)
def data(request: pytest.FixtureRequest) -> Iterator[None]:
    """For the pages that load official files; the quick one does not."""
    with data_at_hand() if request.config.getoption("--torture") else nullcontext():
        yield


def run(page: Path, read_only: bool, environment: dict[str, str | None]) -> None:
    """Run a page in its own folder, and compare its outputs, as `make test` does."""
    command = [
        sys.executable, "-m", "pytest", "-q", "--nbval" if COMPARED else "--nbval-lax",
        "--nbval-current-env", "-p", "no:cacheprovider", "--rootdir=.", "--color=no", page.name,
    ]  # fmt: skip
    if read_only:
        command = [*READ_ONLY, str(page.parent), *command]
    together = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment}
    told = subprocess.run(
        command, cwd=page.parent, capture_output=True, text=True, encoding="utf-8",
        env={name: value for name, value in together.items() if value is not None},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-1000:]


def odd(folder: Path) -> dict[str, str | None]:
    home = folder / "Größe und Länge"
    for name in ("cache", "données", "config"):
        (home / name).mkdir(parents=True)
    return {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "données"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "TZ": "Asia/Kathmandu",
        "PYTHONWARNINGS": "error",
        "DISPLAY": None,
        "WAYLAND_DISPLAY": None,
        "MPLBACKEND": None,
    }


@pytest.fixture
def torture_only(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--torture"):
        pytest.skip("one of `make torture`")


def test_the_surroundings_are_as_odd_as_is_said(tmp_path: Path, torture_only) -> None:
    if not may_be_read_only():
        pytest.skip("NO CHECKOUT WAS READ-ONLY: it needs Linux, and unshare --map-root-user")
    code = f"""
import locale, os, time, warnings
try:
    warnings.warn("to be heard")
except UserWarning:
    print("a warning is an error")
try:
    open({str(ROOT / "README.md")!r}, "a")
except OSError as error:
    print(error.strerror)
print(locale.getencoding(), time.tzname[0], os.environ.get("DISPLAY"))
print(ascii(os.path.basename(os.path.expanduser("~"))))"""
    lines = [
        "a warning is an error\n",
        "Read-only file system\n",
        "ANSI_X3.4-1968 +0545 None\n",
        ascii("Größe und Länge") + "\n",
    ]
    cell = {
        "cell_type": "code", "execution_count": 1, "id": "one", "metadata": {}, "source": code,
        "outputs": [{"output_type": "stream", "name": "stdout", "text": lines}],
    }  # fmt: skip
    page: dict[str, Any] = json.loads((ROOT / "notebooks" / QUICK).read_text(encoding="utf-8"))
    page["cells"] = [cell]
    (tmp_path / "facts.ipynb").write_text(json.dumps(page), encoding="utf-8")
    run(tmp_path / "facts.ipynb", True, odd(tmp_path))
    lines[0] = "another output\n"
    (tmp_path / "facts.ipynb").write_text(json.dumps(page), encoding="utf-8")
    if COMPARED:
        with pytest.raises(AssertionError, match="another output"):
            run(tmp_path / "facts.ipynb", True, odd(tmp_path / "again"))


def test_a_page_runs_in_odd_surroundings(page: str, tmp_path: Path, tally) -> None:
    folder = tmp_path / "ein anderer Ördner"
    folder.mkdir()
    shutil.copy(ROOT / "notebooks" / page, folder)
    run(folder / page, may_be_read_only(), odd(tmp_path))
    tally("pages in odd surroundings", faults=1)


@cache
def another_processor() -> str | None:
    """A processor with other kernels in OpenBLAS than this one has; None where there is none."""
    ask = (
        "import numpy, threadpoolctl as t; print([b['architecture'] for b in t.threadpool_info()])"
    )
    kernels = {}
    for name in ("", "Sandybridge", "Haswell", "Prescott", "ARMV8"):
        environment = {**os.environ, "OPENBLAS_CORETYPE": name}
        answer = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True)
        kernels[name] = answer.stdout
    return next((name for name in kernels if kernels[name] != kernels[""]), None)


def test_a_page_shows_the_same_on_another_processor(
    page: str, tmp_path: Path, tally, torture_only
) -> None:
    """The second run of each page, too."""
    if another_processor() is None:
        pytest.skip("NO OTHER PROCESSOR: this NumPy's products are not of an OpenBLAS with others")
    shutil.copy(ROOT / "notebooks" / page, tmp_path)
    run(tmp_path / page, False, {"OPENBLAS_CORETYPE": another_processor()})
    tally("pages on another processor", faults=1)
