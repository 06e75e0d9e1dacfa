"""The stand-in for NumPy gives what NumPy gives, as far as exercises with plain numbers go."""

import subprocess
import sys

import pytest

from helpers.checking.catalogue import find_exercise
from tests.checking.ways import use
from tests.in_page.cells import known_answers, notebook, page, stub
from tools.book import ROOT

STAND_IN = ROOT / "tests" / "browser" / "numpy_stand_in"
PLAIN = [
    "output_size",
    "conv2d_parameters",
    "size_after",
    "flat_index",
    "flat_position",
    "dense_parameters_after_flatten",
    "step_decay",
    "best_epoch",
    "stopping_epoch",
    "receptive_field",
    "conv2d_flops",
]
CHANGES = {
    "nothing": "{}",
    "its sign": "-({})",
    "rounding": "float(round({}))",
    "a factor": "2.5 * {}",
    "one more": "{} + 1",
    "a list": "[{}]",
    "always one": "1",
}


@pytest.fixture(scope="module")
def replies():
    """What a page with the stand-in replies to each answer: {(name, source): (text, card)}."""
    answers = [(name, source) for name in PLAIN for source in sources(find_exercise(name))]
    calls = [("check", *answer) for answer in answers]
    (found,) = page("import numpy as np", calls, first_on_path=STAND_IN)
    return {
        answer: (reply["text"], reply["card"])
        for answer, (reply, _) in zip(answers, found, strict=True)
    }


def sources(exercise):
    """The stub, the solution, each known mistake, and slips of any kind."""
    yield stub(exercise)
    yield from known_answers(exercise, ways=1)
    arguments = ", ".join(exercise.arguments)
    for change in CHANGES.values():
        result = change.format(f"find_exercise({exercise.name!r}).solution({arguments})")
        yield (
            "from helpers.checking.catalogue import find_exercise\n\n\n"
            f"def {exercise}:\n    return {result}\n"
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", PLAIN)
def test_the_card_is_that_of_numpy(replies, name, monkeypatch):
    use("here", monkeypatch)
    own = [source for exercise, source in replies if exercise == name]
    assert len(own) > 10
    for source in own:
        assert replies[name, source] == notebook(name, source), source


def test_it_says_that_it_is_a_stand_in():
    text = (STAND_IN / "numpy" / "__init__.py").read_text(encoding="utf-8")
    assert text.startswith('"""A stand-in for NumPy, not NumPy')
    code = "import numpy; print(numpy.__version__); numpy.zeros(3)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=STAND_IN
    )
    assert "stand.in" in answer.stdout
    assert "NotImplementedError: The stand-in for NumPy has no zeros." in answer.stderr
