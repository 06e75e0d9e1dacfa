"""Shared by the tests of the exercises. None of them touches the user's own progress."""

import pytest

from helpers.exercises import check


@pytest.fixture(autouse=True)
def progress_path(tmp_path, monkeypatch):
    path = tmp_path / "data" / "progress.json"
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(path))
    return path


@pytest.fixture
def verdict():
    """Checks an answer under the name of an exercise, without recording it."""

    def checked(name, answer):
        try:
            answer.__name__ = name
        except (AttributeError, TypeError):  # a NumPy function: wrap it
            inner = answer
            answer = lambda *args: inner(*args)  # noqa: E731
            answer.__name__ = name
        return check(answer, record=False)

    return checked


def table(answers):
    """Parameters (name, answer) or (name, slug, answer) from a table of answers."""
    for name, entries in answers.items():
        if isinstance(entries, dict):
            for slug, ways in entries.items():
                for number, answer in enumerate(ways):
                    yield pytest.param(name, slug, answer, id=f"{name}-{slug}-{number}")
        else:
            for number, answer in enumerate(entries):
                yield pytest.param(name, answer, id=f"{name}-{number}")


def pytest_generate_tests(metafunc):
    """A test that asks for `right`, `named` or `unlisted` runs over its module's table."""
    for fixture in ("right", "named", "unlisted"):
        if fixture in metafunc.fixturenames:
            rows = getattr(metafunc.module, fixture.upper())
            names = ("name", "slug", fixture) if fixture == "named" else ("name", fixture)
            metafunc.parametrize(names, list(table(rows)))
