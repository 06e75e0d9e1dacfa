"""What runs Python in the page is collected whole and proven, or the builder is told the cure."""

from __future__ import annotations

import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.checking.catalogue import exercises
from tests.in_page.cells import written_answers
from tools import book, page_wheel, python_in_page
from tools.python_in_page import NotCollected, numpy_from

CONTENT = b"a wheel that is long enough to be cut in two" * 4000
NAME = "numpy-1.0-none-any.whl"
ENTRY = {"file_name": NAME, "sha256": hashlib.sha256(CONTENT).hexdigest()}

Serve = Callable[[http.server.BaseHTTPRequestHandler], None]


def sends(content: bytes, length: int = len(CONTENT), status: int = 200) -> Serve:
    """An answer that promises this many bytes, and sends these."""

    def serve(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(content)

    return serve


@pytest.fixture
def server() -> Iterator[Callable[[Serve], str]]:
    """A function that starts a server which answers so, and returns its address."""
    running: list[http.server.ThreadingHTTPServer] = []

    def start(serve: Serve) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                serve(self)

            def log_message(self, *arguments: object) -> None:
                pass

        made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.append(made)
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{made.server_port}/full"

    asked: list[str] = []
    start.asked = asked  # type: ignore[attr-defined]
    yield start
    for made in running:
        made.shutdown()
        made.server_close()


def test_the_right_wheel_is_fetched_once_and_kept(tmp_path: Path, server: Any) -> None:
    source = server(sends(CONTENT))
    for _ in range(2):
        wheel = numpy_from(source, ENTRY, tmp_path)
        assert wheel.read_bytes() == CONTENT
    assert server.asked == [f"/full/{NAME}"]
    assert list(tmp_path.iterdir()) == [wheel]


def test_a_kept_wheel_that_is_damaged_is_fetched_again(tmp_path: Path, server: Any) -> None:
    (tmp_path / NAME).write_bytes(CONTENT[:100])
    assert numpy_from(server(sends(CONTENT)), ENTRY, tmp_path).read_bytes() == CONTENT


def test_a_redirection_to_another_host_is_followed(tmp_path: Path, server: Any) -> None:
    """The checksum says what is taken, so it does not matter who delivers it."""
    other = server(sends(CONTENT)).replace("127.0.0.1", "localhost")

    def redirect(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", f"{other}/elsewhere")
        handler.end_headers()

    assert numpy_from(server(redirect), ENTRY, tmp_path).read_bytes() == CONTENT
    assert server.asked == [f"/full/{NAME}", "/full/elsewhere"]


@pytest.mark.parametrize(
    ("serve", "words"),
    [
        (sends(CONTENT[:-1] + b"!"), "is not the wheel that Pyodide's lock file names"),
        (sends(CONTENT[:100_000]), r"could not be fetched whole .*\(ChunkedEncodingError\)"),
        (sends(CONTENT[:100_000], length=100_000), "is not the wheel"),
        (sends(b"no such file", length=12, status=404), r"could not be fetched whole .*\(404\)"),
    ],
    ids=["one wrong byte", "cut off", "shorter than it should be", "not there"],
)
def test_nothing_of_another_file_is_kept(
    tmp_path: Path, server: Any, serve: Serve, words: str
) -> None:
    with pytest.raises(NotCollected, match=words):
        numpy_from(server(serve), ENTRY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_connection_the_error_names_the_cure(tmp_path: Path, server: Any) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as nobody:
        port = nobody.server_port
    words = r"\(ConnectionError\)\. Is there a connection\? PYTHON_IN_PAGE_FROM names another"
    with pytest.raises(NotCollected, match=words):
        numpy_from(f"http://127.0.0.1:{port}/", ENTRY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_hold_the_wheel(tmp_path: Path) -> None:
    given, kept = tmp_path / "given", tmp_path / "kept"
    given.mkdir()
    with pytest.raises(NotCollected, match="There is no such file in it: put it there"):
        numpy_from(str(given), ENTRY, kept)
    (given / NAME).write_bytes(CONTENT[1:])
    with pytest.raises(NotCollected, match=f"expected the SHA-256 checksum {ENTRY['sha256']}"):
        numpy_from(str(given), ENTRY, kept)
    (given / NAME).write_bytes(CONTENT)
    assert numpy_from(str(given), ENTRY, kept).read_bytes() == CONTENT
    assert not kept.exists()


# ---- npm ----


def npm_that(tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a command npm the only one there is."""
    commands = tmp_path / "bin"
    commands.mkdir()
    if script:
        (commands / "npm").write_text(f"#!/bin/sh\n{script}\n")
        (commands / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(commands))


posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


@posix
def test_without_npm_the_error_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm_that(tmp_path, "", monkeypatch)
    with pytest.raises(NotCollected, match=r"npm was not found.* install Node\.js 18"):
        python_in_page.from_npm(tmp_path / "npm")


@posix
def test_a_failed_installation_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm_that(tmp_path, "echo asked >> asked; echo no network >&2; test -f well", monkeypatch)
    folder = tmp_path / "npm"
    for _ in range(2):
        with pytest.raises(NotCollected, match="npm ci failed. It said:\n    no network"):
            python_in_page.from_npm(folder)
    (folder / "well").touch()
    for _ in range(2):
        python_in_page.from_npm(folder)  # the second finds it there
    assert (folder / "asked").read_text().split() == ["asked"] * 3


def test_the_lock_file_names_no_host() -> None:
    text = (python_in_page.OURS / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text and text.count('"integrity"') > 10


# ---- the course's wheel ----


def test_the_same_content_gives_the_same_wheel(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    for name in ("helpers", "pyproject.toml"):
        put = shutil.copytree if (book.ROOT / name).is_dir() else shutil.copy2
        copy.mkdir(exist_ok=True)
        put(book.ROOT / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    folders = [tmp_path / "one", tmp_path / "two"]
    wheels = []
    for folder, root in zip(folders, (book.ROOT, copy), strict=True):
        folder.mkdir()
        wheels.append(page_wheel.course_wheel(root, folder).read_bytes())
    assert wheels[0] == wheels[1]


def test_the_wheel_holds_what_the_page_needs_and_installs(tmp_path: Path) -> None:
    wheel = page_wheel.course_wheel(book.ROOT, tmp_path)
    names = zipfile.ZipFile(wheel).namelist()
    assert {"helpers/__init__.py", "helpers/checking/checker.py"} <= set(names)
    assert {name for name in names if name.startswith("helpers/widgets/")} == {
        "helpers/widgets/__init__.py"
    }
    suffixes = {Path(name).suffix for name in names if name.startswith("helpers/")}
    assert suffixes == {".py", ".npz", ".json"}
    assert wheel.stat().st_size < 600_000
    command = [
        sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet",
        "--disable-pip-version-check", "--target", str(tmp_path / "there"), str(wheel),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    # Isolated from this project, and with the stand-in's only need: NumPy.
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import helpers; assert helpers.__file__.startswith(sys.argv[1]), helpers.__file__\n"
        "def output_size(size, kernel, stride=1, padding=0):\n"
        "    return (size + 2 * padding - kernel) // stride + 1\n"
        "print(helpers.check(output_size, record=False).status)\n"
        "try:\n    from helpers import ConvolutionExplorer\n"
        "except ImportError as error:\n    print('no widget')\n"
    )
    answer = subprocess.run(
        [sys.executable, "-P", "-c", code, str(tmp_path / "there")],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout.split("\n")[:2] == ["passed", "no widget"]


# ---- the build ----


def test_a_book_with_python_and_one_without_differ(tmp_path: Path) -> None:
    without = book.fingerprint()
    assert book.fingerprint() == without
    (tmp_path / "pyodide.mjs").write_text("one")
    first = book.fingerprint(tmp_path)
    (tmp_path / "pyodide.mjs").write_text("two")
    assert len({without, first, book.fingerprint(tmp_path)}) == 3


@pytest.mark.parametrize(
    ("value", "asked"), [(None, False), ("", False), ("0", False), ("1", True)]
)
def test_python_comes_into_the_book_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, value: str | None, asked: int
) -> None:
    monkeypatch.delenv("PYTHON_IN_PAGE", raising=False)
    if value is not None:
        monkeypatch.setenv("PYTHON_IN_PAGE", value)
    assert book.asked_for_python() == asked


@posix
def test_who_cannot_collect_is_told_how_to_build_without(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.python_in_page", str(tmp_path / "python")]
    answer = subprocess.run(
        command, cwd=book.ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert answer.returncode == 1
    assert "The command npm was not found." in answer.stderr
    assert answer.stderr.endswith("Without it the book builds all the same: make book\n")


def test_no_book_is_built_then(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def fail(command: list[str], **settings: Any) -> None:
        commands.append(command)
        raise subprocess.CalledProcessError(1, command)

    commands: list[list[str]] = []
    monkeypatch.setenv("PYTHON_IN_PAGE", "1")
    monkeypatch.setattr(subprocess, "run", fail)
    monkeypatch.setattr(sys, "argv", ["book.py"])
    assert book.main() == 1
    assert [command[1:3] for command in commands] == [["-m", "tools.python_in_page"]]
    assert "The book was not built" in capsys.readouterr().err


def test_the_book_is_published_without_python_where_a_test_of_it_fails() -> None:
    workflow = yaml.safe_load((book.ROOT / ".github/workflows/book.yml").read_text("utf-8"))
    steps = workflow["jobs"]["publish"]["steps"]
    (full,) = [step for step in steps if step.get("id") == "python"]
    without, upload = steps[steps.index(full) + 1 :][:2]
    assert full["continue-on-error"] and full["env"]["PYTHON_IN_PAGE"] == "1"
    assert "make book" in full["run"] and "tests/browser/test_python_full.py" in full["run"]
    assert without["if"] == "steps.python.outcome != 'success'"
    assert "make book" in without["run"] and "PYTHON_IN_PAGE" not in without.get("env", {})
    assert upload["uses"].startswith("actions/upload-pages-artifact@")
    assert upload["with"]["path"] == full["env"]["BOOK_HTML"]


def test_setup_says_how_many_answers_were_checked_as_in_a_page() -> None:
    every = exercises().values()
    mistakes = sum(len(exercise.mistakes) for exercise in every)
    written = sum(len(list(written_answers(exercise))) for exercise in every)
    page = (book.ROOT / "book" / "setup.md").read_text(encoding="utf-8")
    assert f"the {len(every)} exercises" in page
    assert f"{mistakes:,} known mistakes and {written} other wrong answers" in page
