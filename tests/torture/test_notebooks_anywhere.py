"""Each page runs in odd surroundings, on another processor, with the outputs that it shows.

The surroundings are another working folder, a checkout that may only be read, no display, warnings
as errors, a locale without a letter beyond ASCII, another time zone, and a home with spaces and
accents.
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
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from tests.standins import ROOT, data_at_hand

pytestmark = pytest.mark.slow
QUICK = "01_pixels_and_channels.ipynb"
# What a notebook prints is compared with the pinned versions alone; with others it must run.
PINNED = (ROOT / "requirements-course.txt").read_text(encoding="utf-8").split()
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
        # Packages of another age than the pinned ones warn of one another.
        "PYTHONWARNINGS": "error" if COMPARED else "error,ignore::DeprecationWarning",
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
home = os.path.basename(os.path.expanduser("~"))
print(ascii(os.fsencode(home).decode("utf-8")))"""
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


@cache
def another_processor() -> dict[str, str | None]:
    """An older processor, for which OpenBLAS has other kernels, and NumPy other loops.

    What a page shows is from this machine, or one like it: `make test` runs it here again.
    """
    ask = "import threadpoolctl, numpy; print(*threadpoolctl.threadpool_info())"
    kernels: dict[str, bytes] = {}
    for name in ("", "Sandybridge", "Haswell", "Prescott", "ARMV8"):
        environment = {**os.environ, "OPENBLAS_CORETYPE": name}
        answer = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True)
        kernels[name] = answer.stdout
    others = [name for name in kernels if kernels[name] != kernels[""]]
    beyond = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    return {
        "OPENBLAS_CORETYPE": others[0] if others else None,
        "NPY_DISABLE_CPU_FEATURES": " ".join(beyond) or None,
    }


def test_there_is_another_processor(torture_only) -> None:
    if None in another_processor().values():
        pytest.skip(f"NO OTHER PROCESSOR: this NumPy can be no other one. {another_processor()}")


def test_a_page_runs_anywhere_and_shows_the_same(page: str, tmp_path: Path, tally) -> None:
    folder = tmp_path / "ein anderer Ördner"
    folder.mkdir()
    shutil.copy(ROOT / "notebooks" / page, folder)
    run(folder / page, may_be_read_only(), {**odd(tmp_path), **another_processor()})
    tally(f"pages {'compared' if COMPARED else 'run'} in odd surroundings", faults=1)
