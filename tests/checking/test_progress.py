"""What `check` remembers, where it keeps it, and how `check.list()` shows it."""

import json
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from helpers.checking import check, progress
from helpers.checking.catalogue import exercises, find_exercise

solution = find_exercise("convolve2d").solution


def flipped(image, kernel):
    return solution(image, kernel[::-1, ::-1])


def test_progress_is_kept_between_sessions(progress_path):
    flipped.__name__ = "convolve2d"
    assert progress.read_progress() == {}
    check(flipped)
    assert json.loads(progress_path.read_text()) == {"convolve2d": "tried"}
    assert "\u2717 not yet convolve2d(image, kernel)" in repr(check.list())
    check(solution)
    assert json.loads(progress_path.read_text()) == {"convolve2d": "passed"}
    check(flipped)  # what is passed stays passed
    assert progress.read_progress() == {"convolve2d": "passed"}
    assert list(progress_path.parent.iterdir()) == [progress_path]
    listed = repr(check.list())
    assert f"All exercises: 1 of {len(exercises())} passed" in listed
    assert "\u2713 passed  convolve2d(image, kernel)" in listed


def test_record_false_and_stubs_leave_no_trace(progress_path):
    def convolve2d(image, kernel): ...

    check(convolve2d)
    check(solution, record=False)
    assert not progress_path.exists()


def test_the_broken_version_of_a_find_the_bug_exercise_leaves_no_trace(progress_path):
    exercise = find_exercise("conv2d_input_gradient")
    broken = next(m.ways[0] for m in exercise.mistakes if m.slug == exercise.bug)

    def conv2d_input_gradient(grad, kernel):
        return broken(grad, kernel)

    assert check(conv2d_input_gradient).mistake == exercise.bug
    assert not progress_path.exists()
    check(exercise.solution)
    assert progress.read_progress() == {exercise.name: "passed"}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"a": 1, "b": "won"}', b"[" * 99999]
)
def test_a_damaged_file_is_an_empty_one(progress_path, content):
    progress_path.parent.mkdir()
    progress_path.write_bytes(content)
    assert progress.read_progress() == {}
    check(solution)
    assert progress.read_progress() == {"convolve2d": "passed"}


def test_a_place_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(blocked / "progress.json"))
    assert check(solution).passed
    assert progress.read_progress() == {}
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(tmp_path))  # a folder
    assert check(solution).passed
    assert list(tmp_path.iterdir()) == [blocked]


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs knows the other systems' places")
@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "home/.local/share/convnets-by-hand/progress.json"),
        ({"XDG_DATA_HOME": "xdg"}, "xdg/convnets-by-hand/progress.json"),
    ],
)
def test_the_usual_place(monkeypatch, tmp_path, variables, expected):
    monkeypatch.delenv("HELPERS_PROGRESS_FILE")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for name, folder in {"HOME": "home", **variables}.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    assert progress.progress_file() == tmp_path / expected


def test_a_user_without_a_home(monkeypatch):
    monkeypatch.delenv("HELPERS_PROGRESS_FILE")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # Python's answer where none is
    assert progress.progress_file() is None
    progress.keep("convolve2d", True)
    assert progress.read_progress() == {}


def test_without_platformdirs_nothing_is_kept(monkeypatch):
    monkeypatch.delenv("HELPERS_PROGRESS_FILE")
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert progress.progress_file() is None


def test_the_list_as_a_card():
    tree = ElementTree.fromstring(f"<div>{check.list()._repr_html_()}</div>")
    text = "".join(tree.itertext())
    for exercise in exercises().values():
        assert exercise.name in text
        assert exercise.prompt in text
