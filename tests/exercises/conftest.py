"""Shared by the tests of the exercises. None of them touches the user's own progress."""

from tests.checking.conftest import progress_path  # noqa: F401
