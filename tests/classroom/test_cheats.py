"""No points without a right answer, whatever an answer tries."""

from pathlib import Path

import pytest

from tests.classroom.cheats import CHEATS, IMPORTS, LOOPS
from tests.classroom.conftest import code_of, solutions
from tools.classroom import flags, grading
from tools.classroom.grading import POINTS, grade
from tools.classroom.needs import Cell, cells_for

HEAD = Cell("imports", IMPORTS)


@pytest.fixture
def short(monkeypatch):
    """Two seconds for an answer, and nobody looks for slips in it."""
    monkeypatch.setattr("helpers.checking.slips.search.TIME_LIMIT", 0.1)
    monkeypatch.setattr(grading.run, "__defaults__", (2.0,))


@pytest.mark.slow
@pytest.mark.parametrize("way", CHEATS)
def test_no_cheat_earns_a_point(way, short):
    given = grade("max_pool", [HEAD, Cell("answer", CHEATS[way])], "secret")
    assert (given.points, given.result.passed) == (0, False), given.result


REASONS = {
    "an import of the solution": "PermissionError",
    "the exercise's own object": "PermissionError",
    "the solution by its name at run time": "PermissionError",
    "the solution's file": "PermissionError",
    "another process": "subprocess.Popen",
    "another process, from below": "_posixsubprocess",
    "another process, by a function that is there": "not callable",
    "the gradebook": "sqlite3.connect",
    "a look into what is loaded": "gc.get_objects",
    "a signal to whoever grades": "os.kill",
}


@pytest.mark.slow
@pytest.mark.parametrize("way", REASONS)
def test_what_reaches_out_is_stopped_there(way, short):
    """Else a slip of the cheat's own would pass for the guard's work."""
    given = grade("max_pool", [HEAD, Cell("answer", CHEATS[way])], "secret")
    assert REASONS[way] in given.result.message


@pytest.mark.slow
def test_the_guard_is_what_stops_them(short, monkeypatch, tmp_path):
    """The same answers without it have all points."""
    open_worker = tmp_path / "worker.py"
    source = Path(grading.worker.__file__).read_text()
    open_worker.write_text(source.replace("    sys.addaudithook(look)\n", ""))
    monkeypatch.setattr(grading.worker, "__file__", str(open_worker))
    for way in ("an import of the solution", "the solution's file"):
        given = grade("max_pool", [HEAD, Cell("answer", CHEATS[way])], "secret")
        assert given.points == POINTS, way


@pytest.mark.slow
@pytest.mark.parametrize("way", LOOPS)
def test_a_loop_costs_its_own_exercise_and_no_more(way, short, monkeypatch):
    monkeypatch.setattr(grading.run, "__defaults__", (0.5,))
    given = grade("max_pool", [HEAD, Cell("answer", LOOPS[way])], "secret")
    assert given.points == 0
    assert "did not come back within 0.5 seconds" in given.result.message


@pytest.mark.slow
def test_memory_has_a_limit(short):
    greedy = "def max_pool(x, size):\n    return [bytearray(10**8) for _ in range(10**4)]"
    assert grade("max_pool", [HEAD, Cell("answer", greedy)], "secret").points == 0


def nested(depth):
    value = ["plain", None]
    for _ in range(depth):
        value = ["list", value]
    return value


@pytest.mark.parametrize("value", [nested(2000), ["int", "9" * 9999], ["array"], "x", None, 1])
def test_records_of_a_students_making_are_an_end_of_the_process(value, monkeypatch):
    fine = {"returned": True, "changed": None, "unwritten": False, "aliased": False}
    fine |= {"error": "", "line": "", "broken": "", "printed": "", "global_random": False}
    records = [{"missing": False}, {"call": fine | {"value": value}}]
    monkeypatch.setattr(grading, "_ask", lambda told, seconds: (records, "done"))
    given = grade("max_pool", [HEAD], "secret")
    assert given.points == 0 and "ended Python itself" in given.result.message


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (solutions()["max_pool"], [flags.PUBLISHED]),
        (CHEATS["an import of the solution"], [flags.ASKS]),
        (CHEATS["the solution's file"].replace('"__init__", "', '"__init__", "helpers/'),
         [flags.ASKS]),
        ("from helpers.pooling import max_pool_loops as mine\n"
         "def max_pool(x, size):\n    return mine(x, size)",
         [flags.BORROWS.format(names="mine")]),
        ("def max_pool(x, size):\n    return x", []),
    ],
)  # fmt: skip
def test_what_deserves_a_look_is_noted(source, expected):
    assert flags.flags("max_pool", [HEAD, Cell("answer", source)]) == expected


def test_a_solution_may_use_what_the_published_one_uses():
    cells = code_of("accuracy_when_shifted")
    found = flags.flags("accuracy_when_shifted", cells_for("accuracy_when_shifted", cells))
    assert found == [flags.PUBLISHED]
