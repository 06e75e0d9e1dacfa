"""What a learner reads of each slip, line by line of two tables: its name and its sentence."""

from pathlib import Path

import pytest

from helpers.checking.slips.edits import RULES
from helpers.checking.slips.search import _ONLY_REPAIRS, _speaks_of
from helpers.checking.slips.words import slip
from tests.checking.slip_tables import made_by, normal


def rows(name):
    """(rule, wrong, right, what is said) of each row of a table."""
    rule = codes = ""
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            rule = line.strip("[]")
        elif " => " in line:
            codes = line.replace("\\n", "\n").split(" => ")
        elif line.startswith("    "):
            yield rule, *codes, line.strip()


def edit_from(rule, before, after):
    """The first edit of a rule that makes the one code of the other."""
    return next(edit for edit, made in made_by(rule, before) if made == normal(after))


@pytest.mark.parametrize(("rule", "wrong", "right", "said"), list(rows("said_of_code.txt")))
def test_what_is_said_of_code(rule, wrong, right, said):
    edit = edit_from(rule, wrong, right)
    told = slip(rule, wrong=edit.before, right=edit.after)
    assert f"{told.slug}: {told.text}" == said


@pytest.mark.parametrize(("rule", "wrong", "right", "said"), list(rows("said_of_results.txt")))
def test_what_is_said_of_a_result(rule, wrong, right, said):
    edit = edit_from(rule, right, wrong)
    told = slip(rule, edit.after, edit.before, _speaks_of(["x", "n"]))
    assert f"{told.slug}: {told.text}" == said


def test_the_tables_know_every_rule():
    rules = {name for name, _ in RULES}
    assert {rule for rule, *_ in rows("said_of_code.txt")} == rules
    assert {rule for rule, *_ in rows("said_of_results.txt")} == rules - set(_ONLY_REPAIRS)
