"""Answers to every exercise, right and wrong, as people write them. The answers are data.

A module of answers/ has the tables RIGHT and UNLISTED, from an exercise's name to answers, and
NAMED, from its name and the slug of a known mistake to answers that make it.
"""

import pkgutil
from importlib import import_module

import pytest

import tests.exercises.answers
from helpers import Callback, check
from helpers.checking.catalogue import exercises, find_exercise
from tests.exercises.answers import convolution, training

PLACE = tests.exercises.answers
TABLES = [
    import_module(f"{PLACE.__name__}.{module.name}")
    for module in pkgutil.iter_modules(PLACE.__path__)
]


def rows(table):
    """(name, slug or None, answer) of every row of a table, from all chapters."""
    for module in TABLES:
        for name, entries in getattr(module, table).items():
            by_slug = entries if isinstance(entries, dict) else {None: entries}
            for slug, answers in by_slug.items():
                for answer in answers:
                    yield name, slug, answer


def by_name(table):
    """For each exercise its rows, as (slug, answer)."""
    found = {}
    for name, *row in rows(table):
        found.setdefault(name, []).append(row)
    return pytest.mark.parametrize(("name", "answers"), found.items(), ids=list(found))


def verdict(name, answer):
    """Check an answer under the name of an exercise, without recording it."""
    if not getattr(answer, "__module__", "numpy").startswith(PLACE.__name__):
        inner = answer  # NumPy's own functions keep their names, for all tests after this one
        answer = lambda *args: inner(*args)  # noqa: E731
    answer.__name__ = name
    return check(answer, record=False)


@by_name("RIGHT")
def test_right_in_another_style(name, answers, here):
    for _, answer in answers:
        result = verdict(name, answer)
        assert result.passed, (answer, result)


@pytest.mark.parametrize("name", exercises())
def test_every_exercise_has_five_right_answers(name):
    assert sum(row[0] == name for row in rows("RIGHT")) >= 5


@by_name("NAMED")
def test_the_same_mistake_in_another_style(name, answers, here):
    for slug, answer in answers:
        result = verdict(name, answer)
        assert not result.passed
        assert result.mistake == slug, (answer, result)


@pytest.mark.slow
@by_name("UNLISTED")
def test_unlisted_wrong_answers_are_refused_without_a_known_mistake(name, answers, here):
    """A slip that anyone may make may name them; a known mistake of the exercise would be false."""
    known = {mistake.slug for mistake in find_exercise(name).mistakes}
    for _, answer in answers:
        result = verdict(name, answer)
        assert not result.passed
        assert result.attempted
        assert result.message
        assert result.mistake not in known or name == "output_size", (answer, result)


def test_an_answer_that_changes_its_image_is_named():
    def convolve2d(image, kernel):
        out = convolution.convolve_windows(image, kernel)
        image -= image.mean()
        return out

    result = check(convolve2d, record=False)
    assert result.mistake == "mutates-input"
    assert "'image'" in result.message


def test_a_pass_of_adam_says_where_epsilon_stands():
    assert "paper" in verdict("adam_step", training.adam_loops).message
    assert "Keras" in verdict("adam_step", training.adam_keras).message


def test_numbers_that_are_not_normal_are_named():
    assert verdict("he_normal", training.he_truncated).mistake == "not-normal"


def test_a_class_of_empty_hooks_is_not_attempted():
    class BestWeights(Callback):
        """Keep the best weights."""

        def on_epoch_end(self, epoch, logs=None):
            """Look at logs["val_loss"]."""

        def on_train_end(self, logs=None):
            raise NotImplementedError

    assert not check(BestWeights, record=False).attempted

    class BestWeights(Callback):  # noqa: F811
        pass

    assert not check(BestWeights, record=False).attempted
