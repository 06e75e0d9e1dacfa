"""helpers/checking/calling.py: what is told of a call that failed, and how many words of it."""

import numpy as np
import pytest

from helpers.checking.calling import call_all
from helpers.checking.exercise import Exercise
from helpers.checking.sandbox import LONGEST_OUTPUT, Output, TimeUp, quiet

EXERCISE = Exercise("Double it.", lambda x: 2 * x, [(1.0,)])


def outcome_of(answer, args=(1.0,), exercise=EXERCISE):
    """The outcome of one call, as the sandbox reports it."""
    reported = []
    call_all(exercise, answer, [args], reported.append)
    (outcome,) = reported
    return outcome


def test_an_answer_that_returns():
    outcome = outcome_of(lambda x: x + 1)
    assert (outcome.returned, outcome.value, outcome.error) == (True, 2.0, "")
    assert not (outcome.unwritten or outcome.aliased or outcome.global_random)
    assert outcome.changed is None
    assert outcome_of(lambda x: ...).unwritten


def test_what_is_told_beside_the_value():
    def changes(x):
        x += 1
        return x

    copies = Exercise("Copy.", lambda x: x.copy(), [(np.ones(2),)], new_arrays=True)
    outcome = outcome_of(changes, (np.ones(2),), copies)
    assert (outcome.changed, outcome.aliased) == (0, True)
    assert not outcome_of(changes, (np.ones(2),)).aliased  # it was not asked for
    assert outcome_of(lambda x: np.random.rand()).global_random  # noqa: NPY002
    drawn = [outcome_of(lambda x: np.random.rand()).value for _ in range(2)]  # noqa: NPY002
    assert drawn[0] == drawn[1]


def test_each_call_has_another_state_of_the_generators():
    reported = []
    call_all(EXERCISE, lambda x: np.random.rand(), [(1.0,)] * 2, reported.append)  # noqa: NPY002
    assert reported[0].value != reported[1].value


def test_eighty_letters_of_what_is_printed():
    assert outcome_of(lambda x: print("a" * 80)).printed == "a" * 80
    assert outcome_of(lambda x: print("a" * 81)).printed == "a" * 77 + "..."

    def fails(x):
        print("a" * 81)
        raise ValueError

    assert outcome_of(fails).printed == "a" * 77 + "..."


def test_so_much_of_what_is_printed_is_kept():
    output = Output()
    assert output.write("a" * (LONGEST_OUTPUT - 1)) == LONGEST_OUTPUT - 1
    assert output.write("bcd") == 3
    assert output.write("e") == 1
    assert output.text == "a" * 1999 + "b"


def test_each_call_s_output_is_its_own():
    reported = []
    call_all(EXERCISE, lambda x: print(x), [(1.0,), (2.0,)], reported.append)
    assert [outcome.printed for outcome in reported] == ["1.0", "2.0"]


def test_nobody_waits_for_the_keyboard():
    with quiet(), pytest.raises(EOFError, match="without a keyboard: take the values from the arg"):
        input("A number: ")


def test_sixty_letters_of_an_error_s_name_and_two_hundred_of_its_words():
    def fails(x):
        raise type("K" * 61, (Exception,), {})("w" * 201)

    assert outcome_of(fails).error == "K" * 57 + "...: " + "w" * 197 + "..."


def test_an_error_without_words():
    def fails(x):
        raise ValueError

    assert outcome_of(fails).error == "ValueError"


def test_the_line_is_the_deepest_of_the_learner_s_own():
    def inner(x):
        return np.linalg.inv(x)  # fails deep inside NumPy

    def answer(x):
        return inner(x) + 1

    line = inner.__code__.co_firstlineno + 1
    outcome = outcome_of(answer, (np.zeros((2, 2)),))
    assert outcome.line == f"in line {line}: return np.linalg.inv(x) # fails deep inside NumPy"


@pytest.mark.parametrize("letters", [80, 81])
def test_eighty_letters_of_a_line(tmp_path, letters):
    path, line = tmp_path / "cell.py", f"return 1 / 0 # {'a' * 80}"[:letters]
    path.write_text(f"def answer(x):\n    {line}\n")
    names = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    shown = line if letters == 80 else line[:77] + "..."
    assert outcome_of(names["answer"]).line == f"in line 2: {shown}"


def test_of_an_endless_recursion_the_first_line_that_comes_again():
    def answer(x):
        if x > 1:
            return answer(x + 1)
        return answer(x + 1)

    line = answer.__code__.co_firstlineno + 2
    assert outcome_of(answer).line == f"in line {line}: return answer(x + 1)"
    assert outcome_of(answer).error == "RecursionError: maximum recursion depth exceeded"


def test_code_without_a_source_is_told_by_its_number_and_another_s_not_at_all():
    names = {}
    exec(compile("def answer(x):\n    return 1 / 0", "<nowhere>", "exec"), names)
    assert outcome_of(names["answer"]).line == "in line 2"
    assert outcome_of(np.linalg.inv, (np.zeros((2, 2)),)).line == ""
    assert outcome_of(int, ("no",)).line == ""


def test_an_answer_that_takes_other_arguments():
    def answer(x, y):
        return x

    words = "check could not call your function with these arguments. It takes (x, y); "
    assert outcome_of(answer).broken == words + "the exercise asks for (x)."
    assert outcome_of(lambda x: x + "a").broken == ""  # a TypeError of another kind


def test_a_hundred_letters_of_what_it_takes():
    names = {}
    for letters in (96, 97):  # with "(" and ", b)"
        exec(f"def answer({'a' * (letters - 1)}, b): pass", names)
        signature = f"({'a' * (letters - 1)}, b)"
        shown = signature if len(signature) <= 100 else signature[:97] + "..."
        assert f"It takes {shown}; the exercise" in outcome_of(names["answer"]).broken


def test_a_time_that_is_up_while_a_line_is_looked_up_is_no_fault_of_the_answer(monkeypatch):
    def slow(*_):
        raise TimeUp

    monkeypatch.setattr("linecache.getline", slow)
    with pytest.raises(TimeUp):
        outcome_of(lambda x: 1 / 0)
