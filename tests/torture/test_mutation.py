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


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_nine_of_ten_mutants_are_killed(part, trials, tally):
    sample = trials(part["sample"])
    paths = mutants.modules_of(part)
    if sample < part["sample"]:  # a few, of one module
        paths = paths[:1]
    command = [sys.executable, "-m", "tests.torture.mutants", *paths, f"--sample={sample}"]
    done = subprocess.run(command, cwd=mutants.ROOT, capture_output=True, text=True, check=False)
    *survivors, last = done.stdout.splitlines() or [done.stderr]
    found = re.fullmatch(r"(\d+) of (\d+) mutants killed", last)
    assert found, done.stdout + done.stderr
    killed, count = map(int, found.groups())
    assert killed >= LEAST * count, "\n".join([last, *survivors])
    tally(f"mutants of {part['name']}", cases=count, faults=count)
