"""A file written in one step: whole or not at all, whatever happens."""

import os
import stat
import subprocess
import sys

import pytest

from helpers.writing import write_whole


def mode_of(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("content", [b"\x00\xff", "two\nlines, ", ""])
def test_bytes_and_text_in_a_new_folder(tmp_path, content):
    path = tmp_path / "new" / "folder" / "file"
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert list(path.parent.iterdir()) == [path]


def test_a_path_may_be_text_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_whole("file", "here")
    assert (tmp_path / "file").read_text() == "here"


def test_an_old_file_keeps_its_mode_and_a_new_one_has_the_usual(tmp_path):
    old, new, usual = (tmp_path / name for name in ("old", "new", "usual"))
    old.write_text("before")
    old.chmod(0o640)
    usual.write_text("")
    for path in (old, new):
        write_whole(path, "after")
        assert path.read_text() == "after"
    assert mode_of(old) == 0o640
    assert mode_of(new) == mode_of(usual)


def test_a_name_as_long_as_can_be(tmp_path):
    path = tmp_path / ("n" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    write_whole(path, "long")
    assert path.read_text() == "long"


@pytest.mark.parametrize("call", ["os.replace", "os.chmod"])
def test_an_error_names_the_file_and_leaves_the_old_one_alone(tmp_path, monkeypatch, call):
    path = tmp_path / "file"
    path.write_text("before")

    def fail(*_, **__):
        raise PermissionError(13, "not today", "a temporary file")

    monkeypatch.setattr(call, fail)
    with pytest.raises(PermissionError, match="not today.*file") as caught:
        write_whole(path, "after")
    assert caught.value.filename == str(path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_writer_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "file", "after")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder") as caught:
        write_whole(tmp_path / "folder", "text")
    assert caught.value.filename == str(tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for the size of files")
def test_a_file_that_grows_too_large_as_on_a_full_disk(tmp_path):
    path = tmp_path / "file"
    path.write_text("before")
    code = f"""
import resource
from helpers.writing import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole({str(path)!r}, bytes(100_000))
except OSError as error:
    print(error.filename)
"""
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == str(path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="no links without rights, no such devices")
def test_a_link_stays_a_link_and_a_device_a_device(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("before")
    link.symlink_to("file")
    write_whole(link, "after")
    assert link.is_symlink()
    assert path.read_text() == "after"
    write_whole("/dev/null", "gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.skipif(sys.platform == "win32", reason="there it is not told who lives")
def test_what_a_killed_writer_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, living, other, odd = (
        tmp_path / name
        for name in (
            f".file.{dead.pid}-abc.tmp",
            f".file.{os.getpid()}-abc.tmp",
            f".another.{dead.pid}-abc.tmp",
            f".file.{10**30}-abc.tmp",
        )
    )
    for path in (left, living, other, odd):
        path.touch()
    write_whole(tmp_path / "file", "here")
    assert not left.exists()
    assert living.exists() and other.exists() and odd.exists()


def test_a_file_that_may_not_be_written_to_is_not_replaced(tmp_path, monkeypatch):
    """A folder that may be written to would allow it."""
    path = tmp_path / "file"
    path.write_text("before")
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for all but root
    with pytest.raises(PermissionError, match="name a place that you may write to.*file"):
        write_whole(path, "after")
    assert path.read_text() == "before"
