"""Shared by the tests of the engine. None of them touches the user's own progress."""

import pytest


@pytest.fixture(autouse=True)
def progress_path(tmp_path, monkeypatch):
    path = tmp_path / "data" / "progress.json"
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(path))
    return path
