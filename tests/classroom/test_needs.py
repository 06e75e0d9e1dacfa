"""Which cells a student's function needs, and what is left out."""

import pytest

from tools.classroom.needs import Cell, cells_for


def needed(name, *sources):
    return [c.source for c in cells_for(name, [Cell(str(n), s) for n, s in enumerate(sources)])]


def numbers(name, *sources):
    return [c.id for c in cells_for(name, [Cell(str(n), s) for n, s in enumerate(sources)])]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["a = 1", "def f(): ..."], "1"),
        (["a = 1", "def f(): return a"], "01"),
        (["def f(): return g()", "a = 1", "def g(): return 1"], "02"),
        (["def f(): return 1", "def f(): return 2"], "1"),
        (["def f(): return 1\nf()", "f = f"], "01"),
        (["table = {}", "table['a'] = 1", "print(table)", "def f(): return table"], "013"),
        (["a = 1", "a = a + 1", "a = 5", "def f(): return a"], "23"),
        (["a = 1", "a = a + 1", "def f(): return a"], "012"),
        (["x = 1", "def f(x): return x"], "1"),
        (["while True: pass", "1 / 0", "def f(): ..."], "2"),
        (["def f(:", "def f(): ..."], "1"),
        (["def f():\n    global a\n    a = 1", "def g(): return a"], "1"),
        (["print('nothing')"], ""),
    ],
)
def test_the_cells_that_a_function_needs(sources, expected):
    name = "g" if "def g(): return a" in sources[-1] else "f"
    wanted = list(expected) if name == "f" else ["0", "1"]
    assert numbers(name, *sources) == wanted


def test_imports_that_nobody_wants_are_left_out():
    head = "import numpy as np\nfrom os import path, sep\nimport sys  # noqa"
    assert needed("f", head, "def f(): return np.zeros(1), sep") == [
        "import numpy as np\nfrom os import sep\nimport sys  # noqa",
        "def f(): return np.zeros(1), sep",
    ]


def test_imports_that_the_cell_itself_uses_stay():
    source = "from math import pi, e\nTWO = 2 * pi\ndef f(): return TWO"
    assert needed("f", source) == ["from math import pi\nTWO = 2 * pi\ndef f(): return TWO"]


def test_what_stands_on_the_line_of_an_import_stays():
    assert needed("f", "import os; f = len") == ["import os; f = len"]
    assert needed("f", "f = len; import os") == ["f = len; import os"]
    future = "from __future__ import annotations\nf = len"
    assert needed("f", future) == [future]


def test_lines_keep_their_numbers():
    source = "from os import (\n    path,\n    sep,\n)\n\ndef f(): return sep"
    (made,) = needed("f", source)
    assert made.splitlines()[5] == "def f(): return sep"


def test_lines_for_a_notebook_alone_are_nothing():
    assert needed("f", "%matplotlib inline\n!ls\nf = len") == ["pass\npass\nf = len"]
    assert needed("f", "if True:\n    %time 1\nf = len") == ["if True:\n    pass\nf = len"]


@pytest.mark.parametrize(
    "source", ["f = 1\0", "f = " + "(" * 9999, "f = 1\n" * 9999, "f = '\ud800'"]
)
def test_no_text_stops_the_grading(source):
    assert numbers("f", "f = 2", source)[0] == "0"
