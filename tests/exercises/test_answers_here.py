"""The answers of test_answers.py once more, in this process: in seconds, but at its mercy."""

import pytest

from tests.checking import ways
from tests.exercises.test_answers import rows, verdict


@pytest.fixture(autouse=True)
def here(monkeypatch):
    ways.without_sandbox(monkeypatch)


@pytest.mark.parametrize(("name", "slug", "answer"), list(rows("NAMED")))
def test_the_same_mistake_in_another_style(name, slug, answer):
    result = verdict(name, answer)
    assert not result.passed
    assert result.mistake == slug, result


@pytest.mark.parametrize(("name", "answer"), list(rows("RIGHT")))
def test_right_in_another_style(name, answer):
    result = verdict(name, answer)
    assert result.passed, result
