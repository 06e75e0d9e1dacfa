"""The table at the end counts what happened, in all processes, and no failure is left out of it."""

import shutil

import pytest

pytest_plugins = ["pytester"]

CHAOS = """
import pytest

@pytest.mark.parametrize("lost", [0, 0, 1])
def test_of_three(tally, lost):
    tally("kills", cases=2, faults=1, lost=lost)

def test_counts(trials, tally):
    tally("calls", cases=trials(300))

def test_skips():
    pytest.skip("no such browser")

@pytest.fixture
def broken():
    raise OSError("full")

def test_of_a_fixture(broken):
    pass
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "calls"), [(["--torture", "-n", "2"], 300), (["--torture"], 300), ([], 5)]
)
def test_the_table(
    pytester: pytest.Pytester, request: pytest.FixtureRequest, options: list[str], calls: int
) -> None:
    here = request.path.parent
    pytester.mkdir("torture").joinpath("test_chaos.py").write_text(CHAOS, encoding="utf-8")
    for folder, to in ((here.parent, "."), (here, "torture")):
        shutil.copy(folder / "conftest.py", pytester.path / to)
    result = pytester.runpytest_subprocess("torture", *options)
    if not options:
        assert "together" not in result.stdout.str()
        result.assert_outcomes(passed=3, failed=1, skipped=1, errors=1)
        return
    table = [line.split() for line in result.stdout.str().splitlines()[-7:]]
    assert table == [
        ["cases", "faults", "lost"],
        ["calls", str(calls), "0", "0"],
        ["failed,", "and", "counted", "nothing", "lost", "0", "0", "1"],
        ["kills", "6", "3", "1"],
        ["together", str(calls + 6), "3", "2"],
        ["1", "skipped:", "see", "above", "what", "they", "need"],
        ["3", "passed,", "2", "failed"],
    ]
