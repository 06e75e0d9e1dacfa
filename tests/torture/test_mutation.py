"""A small change of the package's own code is noticed by the tests that stand for its module.

mutants.toml says which tests those are, and which changes nobody can notice. All mutants of a
module, one for each place: `python -m tests.torture.mutants helpers/dense.py`.
"""

import re
import subprocess
import sys

import pytest

HOW = "pip install -r requirements-mutants.txt"
mutants = pytest.importorskip("tests.torture.mutants", reason=HOW, exc_type=ImportError)
PARTS = {part["name"]: part for part in mutants.TABLE["parts"]}
LEAST = 0.9  # share of the mutants that are killed


def killed_of(paths, sample):
    """How many of so many mutants were killed, how many there were, and what survived."""
    command = [sys.executable, "-m", "tests.torture.mutants", *paths, f"--sample={sample}"]
    done = subprocess.run(command, cwd=mutants.ROOT, capture_output=True, text=True, check=False)
    *survivors, last = done.stdout.splitlines() or [done.stderr]
    found = re.fullmatch(r"(\d+) of (\d+) mutants killed", last)
    assert found, done.stdout + done.stderr
    return int(found[1]), int(found[2]), "\n".join([last, *survivors])


@pytest.mark.slow
def test_a_mutant_is_killed_and_an_equal_one_is_none():
    killed, count, text = killed_of(["helpers/initializers.py"], 3)
    assert (killed, count) == (3, 3), text
    line = "def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:"
    same = mutants.Mutant("helpers/dense.py", 1, line, line.replace("False", "True"), "")
    assert "training" in mutants.reason_for(same)
    assert not mutants.reason_for(mutants.Mutant("helpers/dense.py", 1, line, "x = 1", ""))


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_nine_of_ten_mutants_are_killed(part, trials, tally):
    if trials(part["sample"]) < part["sample"]:
        pytest.skip("with --torture")
    killed, count, text = killed_of(mutants.modules_of(part), part["sample"])
    assert killed >= LEAST * count, text
    tally(f"mutants of {part['name']}", cases=count, faults=count)
