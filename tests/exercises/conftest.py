"""Shared by the tests of the exercises. None of them touches the user's own progress."""

import pytest

from tests.checking.conftest import progress_path  # noqa: F401
from tests.checking.ways import use


@pytest.fixture
def here(monkeypatch):
    """Answers that are known to do no harm need no sandbox, which takes longer than they do."""
    use("here", monkeypatch)
