"""A session of Python in a page: what is run, shown, printed, and said of what went wrong."""

import builtins
import inspect
import json
import os
import re
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.checking import runner
from helpers.checking.catalogue import exercises
from helpers.checking.limits import memory_of
from helpers.exercises.callbacks.StopAtAccuracy import StopAtAccuracy
from helpers.in_page import Session
from helpers.in_page.printing import LEFT_OUT, MOST_CHARACTERS
from tests.checking.ways import use
from tests.in_page.cells import notebook, page, stub

IMPORTS = "import numpy as np\nfrom helpers import Conv2D, check"


@pytest.fixture
def session():
    return Session(IMPORTS)


@pytest.fixture
def in_a_page(monkeypatch):
    """Without forks and threads."""
    use("directly", monkeypatch)


def nothing(text):
    pass


def run(session, source, write=nothing):
    return json.loads(session.run(source, write))


def error(session, source):
    return run(session, source)["error"]


def check(session, name, source, write=nothing):
    return json.loads(session.check(name, source, write))


RIGHT = "def flat_index(row, col, channel, width, channels):\n    return {}\n"
SUM = "(row * width + col) * channels + channel"


# ---- imports ----


def test_imports_that_cannot_be_had_are_left_out():
    code = (
        "import nowhere, math\nfrom helpers import Dense, nobody, relu as r\nx = 1 / 0\nimport re"
    )
    session = Session(code)
    assert run(session, "math.pi, Dense, re")["error"] is None
    assert "`nobody`" in error(session, "nobody")["words"]
    assert "`x`" in error(session, "x")["words"]


def test_definitions_among_the_imports():
    session = Session("import math\n\n\ndef circle(r):\n    return math.pi * r**2\n\n\nx = 1")
    assert run(session, "circle(1)")["value"]["text"] == "3.141592653589793"
    assert error(session, "x")


def test_an_import_keeps_its_other_name():
    session = Session("import numpy as np\nfrom math import pi as circle\nimport os.path")
    assert run(session, "np.round(circle, 2), os.path.sep")["error"] is None


# ---- values and printed text ----


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("1 + 1", "2"),
        ("x = 3\nx", "3"),
        ("x = 3", None),
        ("x = 3\nx;", None),
        ("None", None),
        ("", None),
        ("# nothing", None),
        ("'two'", "'two'"),
        ("np.array([1.5, 2])", "array([1.5, 2. ])"),
        ("for i in range(3):\n    i", None),
        ("class A:\n    pass\nA", "<class '__main__.A'>"),
        ("[1, 2]", "[1, 2]"),
        ("{'b': 1, 'a': 2}", "{'b': 1, 'a': 2}"),
        ("__name__", "'__main__'"),
    ],
)
def test_the_value_of_the_last_expression(session, source, text):
    reply = run(session, source)
    assert reply["error"] is None
    assert reply["value"] == (None if text is None else {"text": text, "html": None})


def test_a_wide_value_is_broken_into_lines(session):
    text = run(session, "{'weights': list(range(30)), 'bias': 1}")["value"]["text"]
    assert max(map(len, text.splitlines())) < 80
    assert eval(text) == {"weights": list(range(30)), "bias": 1}


def test_a_value_with_html(session):
    value = run(session, RIGHT.format(SUM) + "check(flat_index, record=False)")["value"]
    assert value["text"] == "flat_index: passed\n13 calls answered as expected."
    assert "<code>flat_index</code>" in value["html"]
    assert run(session, "type(check)")["value"]["html"] is None


def test_printed_text_comes_line_by_line(session):
    pieces = []
    run(session, "print(1, 2)\nprint('a', end='')\nprint('b')\nprint('c', end='')", pieces.append)
    assert pieces == ["1 2\n", "ab\n", "c"]


def test_what_is_flushed_comes_at_once(session):
    pieces = []
    run(session, "for i in range(3):\n    print(i, end=' ', flush=True)", pieces.append)
    assert pieces == ["0 ", "1 ", "2 "]


def test_warnings_and_errors_of_programs_are_printed_too():
    source = "import sys\nprint('oh', file=sys.stderr)\nnp.array([1]) / 0"
    (((_, printed),),) = page(IMPORTS, [["run", source]])  # pytest keeps warnings to itself
    assert printed.startswith("oh\n<cell 1>:3: RuntimeWarning: divide by zero")


@pytest.mark.parametrize("source", ["print('x' * 50_000)", "for i in range(50_000):\n    print(i)"])
def test_of_a_huge_print_the_beginning_is_shown(session, source):
    pieces = []
    run(session, source, pieces.append)
    text = "".join(pieces)
    assert text.endswith(LEFT_OUT)
    assert len(text) == MOST_CHARACTERS + len(LEFT_OUT)
    assert text.count(LEFT_OUT) == 1


def test_of_a_huge_value_the_beginning_is_shown(session):
    text = run(session, "'x' * 50_000")["value"]["text"]
    assert text == "'" + "x" * (MOST_CHARACTERS - 1) + LEFT_OUT


def test_halves_of_characters_can_be_handed_over(session):
    pieces = []
    reply = session.run("print('\\ud800')\n'\\ud800x'", pieces.append)
    assert "".join(pieces).encode() == b"?\n"
    assert json.loads(reply)["value"]["text"].encode()


def test_names_stay_from_run_to_run(session):
    run(session, "def double(n):\n    return factor * n")
    run(session, "factor = 2")
    assert run(session, "double(4)")["value"]["text"] == "8"
    run(session, "factor = 3")
    assert run(session, "double(4)")["value"]["text"] == "12"


def test_two_sessions_share_no_name(session):
    run(session, "mine = 1")
    assert error(Session(IMPORTS), "mine")


def test_nothing_of_python_itself_stays_changed(session):
    before = (sys.stdin, sys.stdout, sys.stderr, sys.modules["__main__"], builtins.input, os._exit)
    run(session, "import builtins\nbuiltins.print = builtins.len = None\n1 / 0")
    run(session, "import sys\nsys.stdout = None")
    after = (sys.stdin, sys.stdout, sys.stderr, sys.modules["__main__"], builtins.input, os._exit)
    assert after == before
    assert run(session, "len('abc')")["value"]["text"] == "3"


# ---- what went wrong ----


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a = 1\ndef f(x)\n    return x", 2, "a colon `:` is missing"),
        ("if True\n    pass", 1, "a colon `:` is missing"),
        ("a = (1,\nb = 2", 1, "the bracket `(` is opened, and never closed"),
        ("a = [1, 2\nprint(a)", 1, "the bracket `[`"),
        ("a = 1)", 1, "the bracket `)` closes nothing"),
        ("a = (1]", 1, "`]` closes a bracket that was opened by `(`"),
        ("a = 'abc\nb = 2", 1, "no quote ends it"),
        ("a = '''abc\nb = 2", 1, "no quote ends it"),
        ("\nif a = 3:\n    pass", 2, "Two, `==`, ask"),
        ("print(1 2)", 1, "something is missing between two values"),
        ("1 = a", 1, "what stands before `=` holds no value"),
        ("f() = a", 1, "what stands before `=` holds no value"),
        ("x = 1\nreturn x", 2, "`return` stands outside"),
        ("break", 1, "`break` stands outside"),
        ("for i in range(3):\nprint(i)", 2, "the indented lines should begin that belong to the"),
        ("def f():", 1, "function definition of line 1"),
        ("x = 1\n  y = 2", 2, "indented more than the one above"),
        ("if 1:\n        x = 1\n    y = 2", 3, "indented less than the one above"),
        ("if 1:\n        x = 1\n\ty = 2", 3, "tabs and spaces are mixed"),
        ("x = \u201c3\u201d", 1, "no character `\u201c`"),
        ("print 3", 1, "`print` is called with brackets: `print(...)`"),
        ("f(a=1, 2)", 1, "come after those without one"),
        ("%timeit f()", 1, "Jupyter's"),
        ("x = 1\n!pip install numpy", 2, "Jupyter's"),
        ("def f(:\n    pass", 1, "Python cannot read this line"),
    ],
)
def test_code_that_python_cannot_read(session, source, line, words):
    told = error(session, source)
    assert told["line"] == line
    assert told["words"].startswith(f"Line {line}: ")
    assert words in told["words"]
    assert re.search(r"(Syntax|Indentation|Tab)Error: ", told["text"])
    assert "File" not in told["text"]


def test_nothing_is_run_of_code_that_python_cannot_read(session):
    pieces = []
    run(session, "print(1)\nx = (", pieces.append)
    assert pieces == []


def test_odd_characters_in_code(session):
    assert error(session, "x = 1\0")["words"]
    assert error(session, "(" * 5000)["words"]


EXCEPTIONS = [
    ("a = 1\nprint(b)", 2, "Python knows no `b` here"),
    ("x = 1\nrelu(x)", 2, "`relu` is an exercise. Write it first"),
    ("def f(x):\n    return relu(x)\n\n\nf(1)", 2, "`relu` is an exercise"),
    ("def f():\n    n += 1\n\nf()", 2, "`n` is read before anything was put into it"),
    (
        "import matplotlib.pyplot as plt",
        1,
        "this needs `matplotlib`, which is not in this page",
    ),
    ("1 / 0", 1, "divided by 0"),
    ("[1, 2][2]", 1, "beyond the end of a list"),
    ("np.zeros(3)[3]", 1, "Number 3 of axis 0"),
    ("np.zeros(3) + np.zeros(4)", 1, "shapes do not fit"),
    ("'a' + 1", 1, 'TypeError: can only concatenate str (not "int") to str'),
    ("int('a')", 1, "ValueError: invalid literal for int() with base 10: 'a'"),
    ("def f(a):\n    pass\n\nf()", 4, "TypeError: f() missing 1 required positional argument"),
    ("assert 1 == 2", 1, "what stands behind `assert` is not true"),
    ("assert 1 == 2, 'no'", 1, "AssertionError: no"),
    ("raise ValueError", 1, "ValueError"),
    ("open('results/flatten.json')", 1, "this page has no such file"),
    ("input('? ')", 1, "input() cannot ask here"),
    ("import sys\nsys.exit()", 2, "asked Python to exit"),
    ("exit()", 1, "asked Python to exit"),
    ("import os\nos._exit(3)", 2, "asked Python to exit"),
    ("import os\nos.abort()", 2, "asked Python to exit"),
    ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
    ("raise MemoryError", 1, "the memory of this page is full"),
    ("def f(n):\n    return f(n + 1)\n\nf(0)", 2, "calls itself again and again"),
    ("Conv2D(8, 3).forward(np.zeros(3))", 1, "Conv2D expects images of shape"),
    ("class A:\n    def __repr__(self):\n        return 1 / 0\nA()", 3, "divided by 0"),
    ("class E(Exception):\n    def __str__(self):\n        return 1 / 0\nraise E", 4, "E"),
    ("eval('1 +')", 1, "SyntaxError"),
    ("np.sin('a')", 1, "TypeError"),
]


@pytest.fixture(scope="module")
def told():
    """What is said of each exception where nothing else is installed."""
    sources = [source for source, *_ in EXCEPTIONS]
    replies = page(IMPORTS, *([("run", source)] for source in sources))
    return {source: reply["error"] for source, ((reply, _),) in zip(sources, replies, strict=True)}


@pytest.mark.parametrize(("source", "line", "words"), EXCEPTIONS)
def test_an_exception(told, source, line, words):
    assert words in told[source]["words"]
    assert told[source]["words"].startswith(f"Line {line}: ")
    assert told[source]["line"] == line


def test_the_lines_that_are_shown_are_the_learner_s_own(session):
    told = error(session, "def f(x):\n    return np.zeros((2, x))\n\n\nf('a')")
    shown, kind = told["text"].rsplit("\n", 1)
    assert shown == "line 5\n    f('a')\nline 2, in f\n    return np.zeros((2, x))"
    assert kind.startswith("TypeError: ")


def test_lines_of_an_earlier_run_are_told_as_such(session):
    run(session, "def f(x):\n    return 1 / x")
    told = error(session, "\n\nf(0)")
    assert told["line"] == 3
    assert "line 2, in f, which was run before\n    return 1 / x" in told["text"]


def test_of_an_endless_recursion_a_few_lines_are_shown(session):
    text = error(session, "def f(n):\n    return f(n + 1)\n\nf(0)")["text"]
    assert re.search(r"\n\.\.\. and \d+ lines more \.\.\.\n", text)
    assert len(text.splitlines()) < 20


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.11 makes none for a page")
def test_python_s_own_suggestion_is_shown(session):
    assert "Did you mean: 'image'?" in error(session, "image = 1\nimgae")["text"]


def test_what_was_printed_before_an_exception_is_shown(session):
    pieces = []
    reply = json.loads(session.run("print(1)\nprint(2, end='')\n1 / 0", pieces.append))
    assert reply["error"]["line"] == 3
    assert pieces == ["1\n", "2"]


def test_a_very_long_message_is_cut(session):
    told = error(session, "raise ValueError('x' * 100_000)")
    assert len(told["text"]) < MOST_CHARACTERS + 1000
    assert len(told["words"]) < MOST_CHARACTERS + 1000


# ---- check ----


def test_a_right_answer(session):
    reply = check(session, "flat_index", RIGHT.format(SUM))
    text, card = notebook("flat_index", RIGHT.format(SUM))
    assert reply == {"value": None, "error": None, "card": card, "text": text, "status": "passed"}


def test_a_known_mistake_and_a_slip(session):
    reply = check(session, "flat_index", RIGHT.format("(col * width + row) * channels + channel"))
    assert reply["status"] == "not yet"
    assert "flat_index: not yet (column-major)" in reply["text"]
    reply = check(session, "flat_index", RIGHT.format("(row * width + row) * channels + channel"))
    assert "In line 2: `return (row * width + row) * channels + channel`" in reply["text"]


@pytest.mark.parametrize("name", exercises())
def test_a_stub_is_no_attempt(session, name):
    for source in (stub(exercises()[name]), f"# mine\n\n{stub(exercises()[name])}"):
        reply = check(session, name, source)
        assert (reply["error"], reply["status"]) == (None, "not attempted yet")


def test_a_body_that_returns_none_is_an_attempt(session):
    for body in ("return None", "return", "print(row)"):
        source = f"def flat_index(row, col, channel, width, channels):\n    {body}\n"
        assert check(session, "flat_index", source)["status"] == "not yet"


def test_a_class_is_an_answer(session):
    source = inspect.getsource(StopAtAccuracy)
    imports = "from helpers import Callback\n\n\n"
    assert check(session, "StopAtAccuracy", imports + source)["status"] == "passed"
    reply = check(session, "StopAtAccuracy", imports + source.replace(">=", ">"))
    assert "StopAtAccuracy: not yet (above-not-at)" in reply["text"]
    reply = check(
        session, "StopAtAccuracy", imports + source.replace(", self.times =", ", times =")
    )
    assert "object has no attribute 'times'" in reply["text"]


def test_an_answer_is_checked_again_and_again(session):
    for _ in range(3):
        assert check(session, "flat_index", RIGHT.format("0"))["status"] == "not yet"
        assert check(session, "flat_index", RIGHT.format(SUM))["status"] == "passed"


def test_the_lines_of_the_last_version_are_told(session):
    for lines in range(1, 4):
        source = "\n" * lines + RIGHT.format("col.nowhere")
        text = check(session, "flat_index", source)["text"]
        assert f"in line {lines + 2}: return col.nowhere" in text


def test_an_exception_in_the_code_around_the_answer(session):
    reply = check(session, "flat_index", RIGHT.format(SUM) + "\nprint(nowhere)\n")
    assert reply["error"]["line"] == 4
    assert (reply["card"], reply["text"], reply["status"]) == (None, None, None)


def test_what_the_code_around_the_answer_prints_and_gives(session):
    pieces = []
    source = (
        RIGHT.format(f"print('inside') or {SUM}") + "print('outside')\nflat_index(1, 0, 0, 3, 2)"
    )
    reply = check(session, "flat_index", source, pieces.append)
    assert reply["value"]["text"] == "6"
    assert "".join(pieces) == "outside\ninside\n"
    assert reply["status"] == "passed"


def test_code_without_the_answer(session):
    check(session, "flat_index", RIGHT.format(SUM))
    for source in ("", "x = 1", RIGHT.format(SUM).replace("flat_index", "index")):
        told = check(session, "flat_index", source)["error"]
        line = "`def flat_index(row, col, channel, width, channels):`"
        assert told["words"].startswith("There is no `flat_index` in your code.")
        assert told["words"].endswith(f"Begin with {line}.")
        assert told["line"] is None
    assert "It defines `index`." in told["words"]
    # That of the last check is still there.
    assert run(session, "flat_index(1, 0, 0, 3, 2)")["value"]["text"] == "6"
    told = check(session, "BestWeights", "x = 1")["error"]
    assert "`class BestWeights:`" in told["words"]


def test_an_answer_without_a_name_of_its_own(session):
    source = f"flat_index = lambda row, col, channel, width, channels: {SUM}"
    assert check(session, "flat_index", source)["status"] == "passed"
    assert "A function was expected" in check(session, "flat_index", "flat_index = 3")["text"]


def test_an_answer_is_checked_as_that_which_is_asked_for(session):
    run(session, "def relu(x):\n    return np.maximum(x, 0)")
    assert check(session, "dense", "dense = relu")["text"].startswith("dense: not yet")


def test_a_learner_s_own_check_is_not_ours(session):
    source = RIGHT.format("0") + "\n\ndef check(*_):\n    return True\n\n\ncheck(flat_index)"
    assert check(session, "flat_index", source)["status"] == "not yet"
    run(session, "import helpers, helpers.checking\nhelpers.check = helpers.checking.check = len")
    try:
        assert check(session, "flat_index", RIGHT.format("0"))["status"] == "not yet"
    finally:
        from helpers.checking.checker import check as ours

        sys.modules["helpers"].check = sys.modules["helpers.checking"].check = ours


def test_broken_numpy_is_no_obstacle(session):
    try:
        kept = np.maximum, np.array
        source = "np.array = np.maximum = None\n\n\ndef relu(x):\n    return x * (x > 0)\n"
        assert check(session, "relu", source)["status"] == "passed"
    finally:
        np.maximum, np.array = kept


def test_an_answer_changes_nothing_of_the_page_s_names(session, in_a_page):
    source = "count = 0\nrng = np.random.default_rng(0)\n\n\n" + RIGHT.format(SUM).replace(
        "    return", "    global count\n    count += 1\n    rng.random()\n    return"
    )
    assert check(session, "flat_index", source)["status"] == "passed"
    first = np.random.default_rng(0).random()
    assert run(session, "count, float(rng.random())")["value"]["text"] == str((0, first))


def test_nothing_is_recorded(session, tmp_path, monkeypatch):
    monkeypatch.setenv("HELPERS_PROGRESS_FILE", str(tmp_path / "progress.json"))
    check(session, "flat_index", RIGHT.format(SUM))
    assert list(tmp_path.iterdir()) == []


def test_an_exercise_that_is_not_there(session):
    with pytest.raises(LookupError, match="no exercise named 'flat_indx'"):
        session.check("flat_indx", "", nothing)


# ---- what does not end by itself ----


class MemoryOf:
    """As JavaScript has it: an array with a length."""

    def __init__(self, heap):
        self.heap = heap

    length = property(lambda self: len(self.heap))


ENDLESS = {
    "loop": "while True:\n        pass",
    "generator": "return sum(one for one in iter(int, 1))",
    "swallowing": "while True:\n        try:\n            1 / 0\n        except Exception:\n"
    "            pass",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_loop_is_ended_and_the_card_says_so(session, in_a_page, monkeypatch, body):
    monkeypatch.setattr(runner, "TIME_LIMIT", 0.4)
    source = RIGHT.format("").replace("return", body)
    begun = time.monotonic()
    reply = check(session, "flat_index", source)
    assert time.monotonic() - begun < 30
    assert "did not come back within 0.4 seconds" in reply["text"]
    assert reply["status"] == "not yet"
    assert check(session, "flat_index", RIGHT.format(SUM))["status"] == "passed"


def test_the_memory_of_a_page_is_that_of_its_engine(session, in_a_page, monkeypatch):
    heap = bytearray(10)
    engine = SimpleNamespace(_module=SimpleNamespace(HEAP8=MemoryOf(heap)))
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert memory_of(0)() == 0  # where nobody can tell
    monkeypatch.setitem(sys.modules, "pyodide_js", engine)
    assert memory_of(0)() == 10
    monkeypatch.setattr(runner, "MEMORY_LIMIT", 60)
    session._names["heap"] = heap
    source = RIGHT.format("").replace("return", "while True:\n        heap.append(0)")
    assert "of memory, and was stopped" in check(session, "flat_index", source)["text"]


@pytest.mark.parametrize(("end", "word"), [("time", "within 4 seconds"), ("memory", "1 GB")])
def test_the_card_of_a_check_that_the_page_had_to_end(session, end, word):
    reply = json.loads(session.stopped("flat_index", end))
    assert word in reply["text"]
    assert (reply["value"], reply["error"], reply["status"]) == (None, None, "not yet")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a fork, which ends a loop inside C")
def test_that_card_is_the_notebook_s(session, monkeypatch):
    monkeypatch.setattr(runner, "TIME_LIMIT", 0.5)
    source = "import itertools\n\n\n" + RIGHT.format("sum(itertools.repeat(0))")
    text, card = notebook("flat_index", source)
    reply = json.loads(session.stopped("flat_index", "time"))
    assert (reply["text"], reply["card"]) == (text, card)


@pytest.mark.parametrize("name", exercises())
def test_every_exercise_has_such_a_card(session, name):
    assert "did not come back" in json.loads(session.stopped(name, "time"))["text"]
