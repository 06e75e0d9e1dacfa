"""No slip of a solution passes as right.

Every edit of every solution and of its other styles is checked on the exercise's own cases. Those
that pass must agree with the solution on a wide set of legal inputs too: then they are other ways
to say the same.
"""

import pkgutil
from importlib import import_module

import numpy as np
import pytest

import tests.exercises.legal
from helpers.checking.catalogue import exercises
from helpers.checking.comparing import same
from helpers.checking.exercise import copied
from helpers.checking.outcome import changed_argument, hands_back, plain
from helpers.checking.sandbox import one_call, quiet
from helpers.checking.slips import code
from helpers.checking.slips.search import variants
from helpers.checking.trial import RAISED, value_of

PLACE = tests.exercises.legal
LEGAL = {
    name: inputs
    for module in pkgutil.iter_modules(PLACE.__path__)
    for name, inputs in import_module(f"{PLACE.__name__}.{module.name}").LEGAL.items()
}
ROUNDS = 3  # of legal inputs, each from another seed
ALL = exercises()


def value(exercise, workshop, answer, args):
    """What a variant returns; RAISED if it raises, or changes what it was given."""
    given = copied(args)
    workshop.start_call()
    try:
        returned = exercise.use(answer, given)
        result = plain(returned)
    except Exception:  # as mutants do
        return RAISED
    if changed_argument(args, given) is not None:
        return RAISED
    return RAISED if exercise.new_arrays and hands_back(returned, given) else result


def agrees(exercise, workshop, answer, cases, rights):
    """Whether a variant is right on all of these cases, for one of the right solutions."""
    got = []
    for number, args in enumerate(cases):
        result = value(exercise, workshop, answer, args)
        if result is RAISED:
            return False
        if exercise.judge is None:
            rights = [each for each in rights if same(each[number], result)]
            if not rights or (exercise.dtype and str(result.dtype) != exercise.dtype):
                return False
        got.append((args, result))
    try:
        return exercise.judge is None or exercise.judge(got) is None
    except Exception:  # a value so odd that it cannot be judged
        return False


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LEGAL))
def test_no_mutant_is_let_through(name, record_property, monkeypatch):
    exercise = ALL[name]
    cases = exercise.all_cases()
    legal = [case for seed in range(ROUNDS) for case in LEGAL[name](np.random.default_rng(seed))]
    solutions = (exercise.solution, *exercise.also_right)
    rights = [[value_of(exercise, each, case) for case in cases] for each in solutions]
    wide = [[value_of(exercise, each, case) for case in legal] for each in solutions]
    count = caught = equal = 0
    let_through = []
    with quiet(), one_call():
        for solution in (exercise.solution, *exercise.styles):
            for edit, workshop, mutant in variants(solution):
                count += 1
                if not agrees(exercise, workshop, mutant, cases, rights):
                    caught += 1
                    continue
                with monkeypatch.context() as patch:  # a busy machine makes no answer wrong
                    patch.setattr(code, "LONGEST_CALL", 60.0)
                    if agrees(exercise, workshop, mutant, legal, wide):
                        equal += 1
                    else:
                        let_through.append(edit)
    record_property("mutants", (count, caught, equal, len(let_through)))
    assert count or not exercise.arguments
    assert not let_through, "\n".join(map(str, let_through))


def test_every_exercise_has_legal_inputs():
    assert set(LEGAL) == set(ALL)
