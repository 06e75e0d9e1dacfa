"""`check` in a page says word for word what it says in a notebook, on the very same card."""

import numpy as np
import pytest

import helpers.checking.exercise
from helpers.checking import runner
from helpers.checking.catalogue import pages
from tests.checking.ways import use
from tests.in_page.cells import known_answers, notebook, page, stub, written_answers

default_rng = np.random.default_rng


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    """Cases that differ in each run are those of one seed, and a busy machine is no difference."""
    monkeypatch.setattr(helpers.checking.exercise, "default_rng", lambda seed=0: default_rng(seed))
    monkeypatch.setattr(runner, "TIME_LIMIT", 60.0)
    use("here", monkeypatch)  # what is known needs no sandbox, which takes longer


def differences(answers):
    """The answers to which a page replies otherwise, with both replies."""
    calls = [["check", name, source] for name, source in answers]
    (replies,) = page("import numpy as np", calls, seed=0)
    found = []
    for (name, source), (reply, _) in zip(answers, replies, strict=True):
        texts = notebook(name, source)
        if (reply["text"], reply["card"]) != texts and not reply["error"]:
            # Random by its nature: it differs from itself.
            again = notebook(name, source)
            if again == texts:
                found.append((name, source, texts[0], reply["text"]))
        elif reply["error"]:
            found.append((name, source, texts[0], reply["error"]))
    return found


BY_PAGE = pytest.mark.parametrize("chapter", pages(), ids=lambda page: str(page.number))


@pytest.mark.slow
@BY_PAGE
def test_stub_solution_and_known_mistakes(chapter):
    answers = []
    for exercise in chapter.exercises():
        sources = [stub(exercise), *known_answers(exercise, ways=1)]
        answers += [(exercise.name, source) for source in sources]
    assert differences(answers) == []


@pytest.mark.slow
@BY_PAGE
def test_wrong_answers_as_people_write_them(chapter):
    answers = [
        (exercise.name, source)
        for exercise in chapter.exercises()
        for source in written_answers(exercise)
    ]
    assert differences(answers) == []
