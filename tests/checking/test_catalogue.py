"""helpers/checking/catalogue.py: every exercise by its place and its name."""

import importlib
import pkgutil

import pytest

import helpers.exercises
from helpers.checking.catalogue import exercises, find_exercise, pages


def test_the_pages_are_in_the_order_of_the_course():
    numbers = [page.number for page in pages()]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers) > 8
    assert list(exercises()) == [name for page in pages() for name in page.modules]


def test_every_file_is_an_exercise_of_one_page():
    files = set()
    for chapter in pkgutil.iter_modules(helpers.exercises.__path__, "helpers.exercises."):
        if chapter.ispkg:
            path = importlib.import_module(chapter.name).__path__
            files |= {file.name for file in pkgutil.iter_modules(path) if file.name[0] != "_"}
    found = [name for page in pages() for name in page.modules]
    assert sorted(found) == sorted(files)  # each of them once
    for name, exercise in exercises().items():
        assert find_exercise(name) is exercise
        assert exercise.name == name


def test_an_exercise_that_its_chapter_does_not_name_stands_last(monkeypatch):
    """A chapter of two pages: on the second, behind those that are named."""
    package = importlib.import_module("helpers.exercises.dense")
    monkeypatch.setattr(package, "PAGES", {3: ("One", ["relu"]), 3.5: ("Two", ["dense"])})
    pages.cache_clear()
    try:
        one, two = (page for page in pages() if page.heading in ("One", "Two"))
        assert list(one.modules) == ["relu"]
        assert list(two.modules)[0] == "dense"
        assert {"softmax", "accuracy"} <= set(two.modules)
        assert [exercise.name for exercise in one.exercises()] == ["relu"]
    finally:
        pages.cache_clear()


def test_a_slip_of_the_pen_is_answered_with_the_nearest_names():
    with pytest.raises(LookupError, match="There is no exercise named 'convolv2d'") as caught:
        find_exercise("convolv2d")
    first, *near = str(caught.value).splitlines()
    assert first.endswith("Nearest names:")
    assert len(near) == 3
    assert find_exercise("convolve2d").prompt in near[0]


@pytest.mark.parametrize("name", ["qqq", "zzzzzzzzzzzz", ""])
def test_a_name_like_no_other(name):
    with pytest.raises(LookupError, match=r"no exercise named.* check.list\(\) shows all names\.$"):
        find_exercise(name)


def test_a_lambda_has_no_name():
    with pytest.raises(LookupError, match="a lambda has none. Write it with def"):
        find_exercise("<lambda>")
