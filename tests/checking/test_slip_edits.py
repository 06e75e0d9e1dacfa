"""What holds the rules of slips together: places, lines, names, and functions out of trees."""

import ast
import copy
import linecache
import types

import pytest

from helpers.checking.slips import code
from helpers.checking.slips.code import (
    TooManyTurns,
    Workshop,
    definition_of,
    is_read,
    places,
    text,
    variables,
)
from helpers.checking.slips.edits import edits
from tests.checking.slip_tables import definition, from_file, made_by

# ---- one slip at several places ----


def made(rule, written, change):
    """All that a rule makes of a piece of code by one kind of change, in its order."""
    return [m for edit, m in made_by(rule, written) if (edit.before, edit.after) == change]


def test_a_slip_is_mended_at_two_places_together():
    assert made("operator", "return x / 2, n / 3", ("/", "//")) == [
        "return (x // 2, n / 3)",
        "return (x / 2, n // 3)",
        "return (x // 2, n // 3)",
    ]


def test_a_slip_is_mended_at_three_places_and_at_any_two():
    assert made("called", "f(abs(x), abs(n), abs(y))", ("abs(...)", "nothing"))[3:] == [
        "f(x, n, y)",
        "f(x, n, abs(y))",
        "f(x, abs(n), y)",
        "f(abs(x), n, y)",
    ]


@pytest.mark.parametrize(("places", "together"), [(1, 0), (2, 1), (6, 16), (7, 0)])
def test_up_to_six_places_are_mended_together(places, together):
    written = f"f({', '.join(['abs(x)'] * places)})"
    found = made("called", written, ("abs(...)", "nothing"))
    assert len(found) == places + together
    if together:
        assert found[places] == written.replace("abs(x)", "x")


def test_what_is_missing_is_put_at_one_place_alone():
    assert made("sign", "y = x\ny = n", ("nothing", "minus")) == ["y = -x\ny = n", "y = x\ny = -n"]


# ---- lines ----

LINES = """\
y = (x
     - 2
     + n[1])
for i in x:
    y = 3 * i
return [y,
        n / 2]"""


@pytest.mark.parametrize(
    ("rule", "before", "after", "line"),
    [
        ("term", "+ n[1]", "nothing", 2),
        ("number", "2", "1", 3),
        ("index", "[1]", "[0]", 4),
        ("level", "before: y = x - 2 + n[1]", "inside the loop", 2),
        ("gathering", "=", "+=", 2),
        ("number", "3", "0", 6),
        ("hard-coded", "3", "len(x)", 6),
        ("operator", "/", "*", 8),
    ],
)
def test_an_edit_knows_its_line(rule, before, after, line):
    for further_down in (0, 30):  # wherever the definition stands
        tree = ast.increment_lineno(definition(LINES), further_down)
        found = [e for e in edits(tree) if (e.rule, e.before, e.after) == (rule, before, after)]
        assert found[0].line == line


@pytest.mark.parametrize("further_down", [0, 30])
def test_an_edit_at_two_places_has_the_line_of_the_first(further_down):
    tree = ast.increment_lineno(definition("f(x)\ny = x / 2\nz = n / 3\nreturn y"), further_down)
    assert [e.line for e in edits(tree) if (e.before, e.after) == ("/", "//")] == [3, 4, 3]


# ---- names and texts ----


def test_variables_come_in_the_order_of_their_appearance():
    written = "b = a = x\nfor _, i in n:\n c += lambda d: self\ndel e"
    assert variables(definition(written)) == ["x", "n", "d", "b", "a", "i", "c"]


def test_a_method_has_no_variable_self():
    tree = ast.parse("class A:\n def f(self, x):\n  self.y = x").body[0]
    assert variables(tree) == ["x"]


@pytest.mark.parametrize("length", [60, 61])
def test_code_is_told_in_sixty_characters(length):
    word = "a" * length
    assert text(ast.Name(word)) == (word if length == 60 else "a" * 57 + "...")
    assert text(ast.parse("if x:\n    y = 1").body[0]) == "if x: y = 1"
    assert text(ast.Expr(value=None)) == "..."


@pytest.mark.parametrize(
    ("written", "reads"),
    [("x", True), ("3", True), ("x[0]", True), ("f(x)", True), ("x = 1", False), ("pass", False)],
)
def test_what_is_read(written, reads):
    (statement,) = ast.parse(written).body
    expression = isinstance(statement, ast.Expr)
    assert is_read(statement.value if expression else statement) is reads
    assert not is_read(ast.Name("x", ast.Store()))
    assert not is_read(None)


@pytest.mark.parametrize("written", ["f({'a': 1, **x})", "f({**x, 'a': 1})"])
def test_a_key_that_is_none_is_no_place(written):
    assert f"f({written[2:-1].replace('x', 'n')})" in [m for _, m in made_by("variable", written)]


def test_places_are_expressions_statements_and_blocks():
    tree = ast.parse(
        "@memory\nclass A(B):\n def f(self, x: int = 2) -> int:\n  y: int = x\n  return y"
    ).body[0]
    found = [
        [ast.unparse(part) for part in held] if isinstance(held, list) else ast.unparse(held)
        for held in (place.get() for place in places(tree))
    ]
    method = "def f(self, x: int=2) -> int:\n    y: int = x\n    return y"
    block = ["y: int = x", "return y"]
    assert [part.strip() if isinstance(part, str) else part for part in found] == [
        *([method],),
        method,
        block,
        *("y: int = x", "y", "x"),
        *("return y", "y"),
    ]


# ---- the code of an answer ----


PLAIN = "def answer(x):\n    return x\n"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (PLAIN, 1),
        ("\n@keep\n@keep\n" + PLAIN, 4),
        ("def other(y):\n    return y\n" + PLAIN, 3),
        ("class A:\n    def answer(self):\n        return 1\n" + PLAIN, 4),
        ("def answer(y):\n    return y\n" + PLAIN, 3),
        ("class answer:\n    size = 3\n    def f(self, x):\n        return x\n", 1),
        (
            "class answer:\n    @keep\n    def f(self):\n        return 1\n",
            1,
        ),
        ("@wrap\n" + PLAIN, None),
        ("answer = lambda x: x\n", None),
        ("class answer:\n    size = 3\n", None),
    ],
)
def test_the_definition_of_an_answer(written, line):
    tree = definition_of(from_file(written))
    assert line == (tree and tree.lineno)
    assert tree is None or tree.name == "answer"


@pytest.mark.parametrize(
    "now",
    [
        "\n" + PLAIN,  # a line further down
        PLAIN.replace("(x)", "(y)"),
        PLAIN.replace("answer", "other"),
        PLAIN.replace("return", "return return"),
        "",
        "answer = 3\nx = 4\n",
    ],
)
def test_code_that_was_changed_since_is_not_at_hand(now):
    answer = from_file(PLAIN)
    linecache.cache["<cell>"] = (len(now), None, now.splitlines(keepends=True), "<cell>")
    assert definition_of(answer) is None


def test_a_name_that_is_not_filled_yet_is_left_out():
    def make():
        def answer(x):
            return x * later + now

        now = 2
        if now == 3:
            later = 1
        return answer

    answer = make()
    assert answer.__closure__ is not None
    workshop = Workshop(copy.deepcopy(definition_of(answer)), answer)
    with pytest.raises(NameError, match="later"):
        workshop.build()(1)
    answer.__closure__[answer.__code__.co_freevars.index("later")].cell_contents = 5
    workshop = Workshop(copy.deepcopy(definition_of(answer)), answer)
    assert workshop.build()(1) == 7


def test_a_class_keeps_the_names_around_its_methods():
    factor = 3

    class Answer:
        def run(self, x):
            return factor * x

    workshop = Workshop(copy.deepcopy(definition_of(Answer)), Answer)
    assert workshop.build()().run(2) == 6


@pytest.mark.parametrize("written", ["sum(1 for i in range(x))", "len([i for i in range(x) if 1])"])
def test_turns_of_a_comprehension_are_counted(written, monkeypatch):
    monkeypatch.setattr(code, "MOST_TURNS", 10)
    answer = from_file(f"def answer(x):\n    return {written}\n")
    workshop = Workshop(copy.deepcopy(definition_of(answer)), answer)
    variant = workshop.build()
    assert variant(10) == 10
    with pytest.raises(TooManyTurns):
        variant(1)
    workshop.start_call()
    with pytest.raises(TooManyTurns):
        variant(11)


def test_a_variant_ends_when_its_time_is_up(monkeypatch):
    answer = from_file("def answer(x):\n    for i in x:\n        pass\n    return i\n")
    workshop = Workshop(copy.deepcopy(definition_of(answer)), answer)
    clock = [100.0]
    monkeypatch.setattr(code, "time", types.SimpleNamespace(monotonic=lambda: clock[0]))
    workshop.start_call()
    clock[0] += code.LONGEST_CALL
    assert workshop.build()([7]) == 7
    clock[0] += 0.01
    with pytest.raises(TooManyTurns):
        workshop.build()([7])
    workshop.start_call()
    assert workshop.build()([7]) == 7
