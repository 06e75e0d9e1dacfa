"""A real hub on this machine, with students: what they get, and that nothing of it stays."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import psutil
import pytest

from tools.hub import places, running, trial
from tools.hub.data import fill_digits
from tools.hub.student import HOME
from tools.hub.visit import Failed, Student

MISSING = [p for p in ("jupyterhub", "jupyterhub_idle_culler") if not importlib.util.find_spec(p)]
MISSING += [command for command in ("node", "npm") if not shutil.which(command)]
CURE = "install Node.js 20 or newer, and: .venv/bin/python -m pip install -r requirements-hub.txt"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"NO HUB WAS TRIED, without {MISSING}: {CURE}"),
]
PAGE = "notebooks/04_flatten.ipynb"  # a short one


@pytest.fixture(scope="module", autouse=True)
def shared_data() -> None:
    fill_digits(places.DATA)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[running.Hub]:
    with running.running_hub(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


@pytest.fixture(scope="module")
def student(hub: running.Hub) -> Student:
    student = Student(hub.url, "ada", hub.password)
    student.log_in()
    student.start_server()
    return student


def test_a_wrong_password_is_refused(hub) -> None:
    with pytest.raises(Failed, match="answered 403"):
        Student(hub.url, "ada", "guessed").log_in()


def test_what_a_student_finds(student) -> None:
    kernel = student.open_page(PurePosixPath(HOME, PAGE))
    (said,) = kernel.run(
        "import os\nprint([os.environ[n] for n in ('OPENBLAS_NUM_THREADS', 'HELPERS_DATA_DIR')])\n"
        "print(os.path.relpath(os.getcwd(), os.path.expanduser('~')))"
    )
    assert said["text"].splitlines() == [str(["1", str(places.DATA)]), f"{HOME}/notebooks"]
    with pytest.raises(Failed, match="MemoryError"):
        kernel.run("import numpy as np\nkept = 1\nnp.ones(300_000_000)")
    (said,) = kernel.run("print(kept)")  # the kernel lives on
    assert said["text"] == "1\n"
    kernel.close()


def test_one_student_does_not_reach_another(hub, student) -> None:
    other = Student(hub.url, "grace", hub.password)
    other.log_in()
    with pytest.raises(Failed, match="answered 40[34]"):
        other.ask("GET", f"/user/{student.name}/api/contents/{HOME}")


def test_students_run_a_page_at_once_and_other_outputs_are_noticed(hub) -> None:
    figures = trial.together(hub, ["one", "two"], PAGE)
    for name in ("start_seconds", "page_seconds", "server_megabytes", "kernel_megabytes"):
        assert len(figures[name]) == 2
        assert min(figures[name]) > 0
    again = Student(hub.url, "one", hub.password)  # its server was stopped, its home is there
    again.log_in()
    again.start_server()
    path = f"/user/one/api/contents/{HOME}/{PAGE}"
    page = again.ask("GET", path).json()
    printed = [c for c in page["content"]["cells"] if c.get("outputs")]
    printed[0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "never"}]
    again.ask("PUT", path, json=page)
    with pytest.raises(Failed, match="printed other than the page"):
        again.run_page(PurePosixPath(HOME, PAGE), again.open_page(PurePosixPath(HOME, PAGE)))


# ---- nothing stays behind ----


def left_behind(marker: str) -> list[str]:
    """The processes that know of a folder, by their command or their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            known = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(marker in word for word in known):
            found.append(" ".join(process.cmdline()))
    return found


@pytest.mark.parametrize("ending", [None, signal.SIGINT, signal.SIGTERM])
def test_nothing_stays_behind(tmp_path: Path, ending: signal.Signals | None) -> None:
    command = [sys.executable, "-m", "tools.hub.trial", "--students", "1", "--page", PAGE]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    run = subprocess.Popen(
        command, cwd=places.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if ending:
        wait_for(lambda: any("singleuser" in line for line in left_behind(str(tmp_path))), run)
        run.send_signal(ending)
    said, errors = run.communicate(timeout=300)
    assert (run.returncode == 0) == (ending is None), errors
    assert ending or b"| chapter runs, s |" in said
    assert left_behind(str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def wait_for(condition, run: subprocess.Popen) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)


def test_who_does_not_stop_is_stopped(monkeypatch) -> None:
    monkeypatch.setattr(running, "SECONDS_TO_STOP", 1)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
    )
    process = psutil.Popen(
        [sys.executable, "-c", f"{deaf}; time.sleep(60)"], stdout=subprocess.PIPE
    )
    process.stdout.readline()
    running.stop(process, {process})
    assert not process.is_running()


def test_a_hub_that_does_not_start_says_why(tmp_path, monkeypatch) -> None:
    (tmp_path / "trial_config.py").write_text("raise RuntimeError('a broken line')")
    monkeypatch.setattr(running, "OURS", tmp_path)
    with pytest.raises(places.CannotStart, match="a broken line"), running.running_hub(tmp_path):
        pass
