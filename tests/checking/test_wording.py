"""What a reply shows: a call that can be pasted, and a comparison that can be read."""

import inspect
import re
import textwrap
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from helpers.checking import CheckResult, Exercise, Seed, check, checker
from helpers.checking.catalogue import exercises, find_exercise
from helpers.checking.comparing import misfit
from helpers.checking.difference import difference_lines
from helpers.checking.outcome import Other, clean
from helpers.checking.pasting import call_lines
from helpers.checking.result import NOT_YET
from helpers.checking.values import SHOWN, WIDTH, code, kind_text, number, value_lines

solution = find_exercise("convolve2d").solution


def arrays_in(value):
    """All arrays that an argument holds."""
    if isinstance(value, (list, tuple)):
        return [array for part in value for array in arrays_in(part)]
    return [value] if isinstance(value, np.ndarray) else []


def assert_equal(given, wanted):
    """The same value, of the same type, shape and dtype."""
    if isinstance(wanted, Seed):
        assert given.bit_generator.state == np.random.default_rng(wanted.value).bit_generator.state
    elif isinstance(wanted, np.ndarray):
        assert given.dtype == wanted.dtype
        np.testing.assert_array_equal(given, wanted, strict=True)
    elif isinstance(wanted, (list, tuple)):
        assert type(given) is type(wanted)
        assert len(given) == len(wanted)
        for one, other in zip(given, wanted, strict=True):
            assert_equal(one, other)
    else:
        assert given == wanted
        assert type(given) is type(wanted)


def pasted(lines, exercise, args):
    """Run the lines that are shown, and return the arguments of the call in them."""
    received = []
    functions = {n: a for n, a in zip(exercise.arguments, args, strict=False) if callable(a)}
    signature = inspect.signature(exercise.solution)

    def receive(*args, **named):
        received.extend(signature.bind(*args, **named).args)

    exec("\n".join(lines), {"np": np, exercise.name: receive, **functions})
    return received


def small_cases():
    for exercise in exercises().values():
        for number_of, args in enumerate(exercise.cases):
            if all(array.size <= SHOWN for array in arrays_in(args)):
                yield pytest.param(exercise, args, id=f"{exercise.name}-{number_of}")


@pytest.mark.parametrize(("exercise", "args"), list(small_cases()))
def test_the_shown_call_pasted_into_a_cell_gives_the_same_arguments(exercise, args):
    lines = call_lines(exercise, exercise.solution, args, True)
    assert max(map(len, lines)) <= WIDTH + 10  # what follows an array's last bracket
    if exercise.call is not None and exercise.call.__doc__:  # not called like this: told in words
        *lines, call = lines
        assert call == str(exercise)
        exec("\n".join(lines), space := {"np": np})
        for name, value in zip(exercise.arguments, args, strict=False):
            assert_equal(space[name], value)
        return
    received = pasted(lines, exercise, args)
    assert len(received) == len(args)
    for given, wanted in zip(received, args, strict=True):
        if callable(wanted):
            assert given is wanted
        else:
            assert_equal(given, wanted)


def test_nearly_all_fixed_cases_are_small():
    small = {param.values[0].name for param in small_cases()}
    without = {name for name in exercises() if name not in small}
    assert without == set()


@pytest.mark.parametrize(
    "value",
    [
        np.array([1 / 3, np.nan, -np.inf, 1e-9, 1e300]),
        np.array([[True, False]]),
        np.array([0.1, 1000], dtype="float32"),
        np.arange(24, dtype="uint8").reshape(2, 3, 2, 2)[::-1],
        np.ones((1, 1, 1)),
        np.ones((2, 1, 1, 3)),
        np.arange(60.0) / 7,
        [np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones(3, dtype=np.int8)],
        [("conv", 3), ("pool", 2)],
        "it's",
        None,
    ],
    ids=str,
)
def test_code_makes_the_value_again(value):
    with np.printoptions(precision=1, threshold=2, formatter={"all": lambda number: "?"}):
        text = code(value, "value = ")
    assert_equal(eval(text, {"np": np}), value)
    assert max(map(len, text.splitlines())) <= WIDTH


def test_the_call_is_laid_out_in_columns():
    lines = call_lines(find_exercise("cross_entropy"), None, (np.eye(2), np.ones((1, 2))), True)
    assert lines == [
        "probabilities = np.array([[1., 0.],",
        "                          [0., 1.]])",
        "one_hot = np.array([[1., 1.]])",
        "cross_entropy(probabilities, one_hot)",
    ]


def test_a_function_and_a_large_array_are_told_in_a_comment():
    exercise = Exercise("Add.", lambda f, x, eps=0.1: 0.0, [])

    def f(x):
        """f(x) = x ** 2"""

    shown = call_lines(exercise, lambda f, x, eps=0.1: 0.0, (f, np.ones((8, 8)), 0.5), True)
    assert shown == [
        "# f(x) = x ** 2",
        "# x: an array of shape (8, 8)",
        "<lambda>(f, x, eps=0.5)",
    ]
    other_names = call_lines(exercise, lambda g, y, h: 0.0, (f, np.ones(1), 0.5), True)
    assert other_names[-1] == "<lambda>(f, x, 0.5)"
    hidden = call_lines(exercise, None, (f, np.ones(2), 0.5), False)
    assert hidden[1:] == ["# x: an array of shape (2,)", "<lambda>(f, x, eps)"]
    several = call_lines(exercise, None, (f, [np.ones(2), np.ones(99)], 0.5), True)
    assert several[1] == "# x: a list of 2 arrays"


def test_a_long_argument_stands_above_the_call():
    exercise = find_exercise("stopping_epoch")
    losses = [float(epoch) for epoch in range(16)]
    first, call = call_lines(exercise, exercise.solution, (losses, 2), True)
    assert first == f"losses = {losses}"
    assert call == "stopping_epoch(losses, patience=2)"


# ---- which call ----


def test_the_shortest_call_that_fails_is_shown():
    cases = [(np.arange(n, 2 * n, dtype=float),) for n in (4, 2, 1, 3)]
    exercise = Exercise("Give it back.", lambda x: x, cases, fresh=lambda rng: [(np.ones(1),)])
    message = checker.check_answer(exercise, lambda x: x + 1).message
    assert "  x = np.array([1.])\n" in message
    message = checker.check_answer(exercise, lambda x: x + (len(x) > 1)).message
    assert "  x = np.array([2., 3.])\n" in message


# ---- the comparison ----


def compared(want, got):
    return "\n".join(difference_lines(np.array(want), np.array(got)))


def test_tables_stand_side_by_side_and_what_differs_is_marked():
    assert difference_lines(np.array([[1.0, 20.0], [3.0, 4.0]]), np.array([[1, 2], [30, 4]])) == [
        "  expected      returned",
        "  [[ 1  20]     [[ 1   2*]",
        "   [ 3   4]]     [30*  4]]",
        "  * differs",
    ]


def test_one_row_stands_below_the_other():
    assert compared([1.5, 0, 2], [1.5, 3, 2]) == (
        "  expected [1.5    0    2]\n  returned [1.5    3*   2]\n  * differs"
    )
    assert compared([[25, -7]], [25, -7]) == "  expected [[25  -7]]\n  returned [25  -7]"


def test_tables_that_are_too_wide_stand_below_each_other():
    wide = np.arange(24).reshape(2, 12) + 1000
    lines = difference_lines(wide, wide + 1)
    assert [line[:13] for line in lines[:4]] == [
        "  expected [[",
        "            [",
        "  returned [[",
        "            [",
    ]
    assert max(map(len, lines)) <= WIDTH + 12


def test_axes_of_length_one_are_left_out_of_a_table_and_told():
    zeros = np.zeros((2, 2, 1))
    assert difference_lines(zeros, zeros + 1) == [
        "  two arrays of shape (2, 2, 1), printed as tables",
        "  expected    returned",
        "  [[0  0]     [[1* 1*]",
        "   [0  0]]     [1* 1*]]",
        "  * differs",
    ]
    many = np.zeros((2, 2, 2))
    assert "[[[0  0]" in compared(many, many + 1)


def test_numbers_that_round_alike_get_more_digits():
    assert "1.0002*" in compared([1.0, 2.0], [1.0002, 2.0])
    assert difference_lines(0.69314, 0.69312) == ["  expected 0.69314", "  returned 0.69312"]
    assert difference_lines(3, 3.0) == ["  expected 3", "  returned 3.0"]
    assert difference_lines(1 / 3, 1 / 3 + 1e-12)[1] == f"  returned {1 / 3 + 1e-12!r}"


def test_of_large_arrays_the_first_place_is_told():
    big = np.zeros((9, 9, 9))
    other = big.copy()
    other[1, 2, 3] = 1e-3
    lines = difference_lines(other, big)
    assert lines[0].endswith("1 of its 729 numbers differ, first at [1, 2, 3]")
    assert lines[1:] == ["  expected 0.001", "  returned 0"]
    assert difference_lines(big, big) == ["  expected and returned: arrays of shape (9, 9, 9)"]


def test_words_for_values():
    assert number(-0.0) == "0"
    assert number(1 / 3) == "0.3333"
    assert clean("a\n\tb  c") == "a b c"
    assert clean("x" * 500, 20) == "x" * 17 + "..."
    assert value_lines(np.zeros((2, 2, 2, 9))) == ["an array of shape (2, 2, 2, 9)"]
    assert value_lines(np.zeros((1, 2, 2))) == ["[[[0  0]", "  [0  0]]]"]
    assert value_lines([[1, 2.5], (True,)]) == ["[[1, 2.5], (True,)]"]
    assert value_lines([]) == ["a list of 0 items"]
    assert value_lines("text") == ["'text'"]
    assert value_lines([1, "a"]) == ["a list of 2 items: one number of type int, a text"]
    assert value_lines([0] * 61)[0].startswith("a list of 61 numbers: one number of type int")


# ---- what came ----


@pytest.mark.parametrize(
    ("want", "got", "words"),
    [
        (0.5, np.ones(3), "One number was expected, and an array of shape (3,) came."),
        (
            np.ones(2),
            [[1], [2], [3]],
            "A NumPy array was expected, and a list of 3 lists came; np.array(...) makes one.",
        ),
        (np.ones(2), [[1, 2], [3]], "A NumPy array was expected, and a list of 2 lists came."),
        (np.ones(2), 3.0, "A NumPy array was expected, and one number of type float came."),
        (
            np.ones(2),
            Other("ndarray", "with dtype object"),
            "A NumPy array was expected, and an array with dtype object came.",
        ),
        (3, 3.0, "A whole number of type int was expected, and one number of type float came."),
        (None, 3, "None was expected, and one number of type int came."),
        (3, None, "Your function returned None."),
        ("a", 3, "A text was expected, and one number of type int came."),
        (0.5, Other("set"), "One number was expected, and an object of type set came."),
        (
            (np.ones(2),) * 3,
            np.ones((2, 3)),
            "Three values were expected, as a tuple; one array of shape (2, 3) came.",
        ),
        (
            (np.ones(2),) * 2,
            np.ones(2),
            "Two values were expected, as a tuple; one array of shape (2,) came.",
        ),
        ((1, 2), 5, "Two values were expected, as a tuple; one number of type int came."),
        ((1, 2), (1, 2, 3), "Two values were expected, and three came."),
        (
            (1, 2),
            (1, True, 3.0, "a") * 3,
            "Two values were expected, and 12 came.",
        ),
        (
            (np.ones(2), 2),
            (np.ones(2), 2.0),
            "Value 2 of 2: A whole number of type int was expected, and one number of type float "
            "came.",
        ),
        ((1, 2), np.array([1, 2]), None),
        ((np.ones(2), np.ones(2)), np.ones((2, 2)), None),
    ],
)
def test_a_reply_about_kind_says_what_came(want, got, words):
    assert misfit(want, got) == words


def reply_to(name, answer):
    answer.__name__ = name
    return check(answer, record=False).message


def test_what_is_missing_is_told_by_its_name():
    exercise = find_exercise("dense_gradients")
    first = reply_to("dense_gradients", lambda *args: exercise.solution(*args)[0])
    assert "What came is `grad_x`; what is missing is `grad_kernel` and `grad_bias`." in first
    other = reply_to("dense_gradients", lambda *args: np.ones((4, 4)))
    assert "The values are, in this order: `grad_x`, `grad_kernel` and `grad_bias`." in other
    third = reply_to("dense_gradients", lambda x, k, g: (*exercise.solution(x, k, g)[:2], "sum"))
    assert "Value 3 of 3: A NumPy array was expected, and a text came." in third
    assert "\nThe first value that differs is `grad_bias`:\n  expected [" in third
    assert "in this order" not in third
    step = reply_to("momentum_step", lambda p, g, v, rate, momentum: p + momentum * v - rate * g)
    assert "one array of shape (2,) came." in step
    assert "what is missing is `velocity`." in step


def test_a_shape_inside_a_tuple_is_told_in_words():
    exercise = find_exercise("collapse_linear")

    def answer(w1, b1, w2, b2):
        w, b = exercise.solution(w1, b1, w2, b2)
        return w, b[None, :]

    message = reply_to("collapse_linear", answer)
    assert "`b` should have shape (1,), and has shape (1, 1):" in message
    assert "  expected [30]\n  returned [[30]]" in message


def test_of_a_list_the_place_is_told():
    exercise = find_exercise("sgd_step")
    uphill = reply_to(
        "sgd_step", lambda params, grads, rate: exercise.solution(params, grads, -rate)
    )
    assert "\nThe first value that differs is `result[0]`:\n" in uphill
    live = checker.check_answer(
        Exercise("Copy.", lambda x: [x.copy()], [(np.ones(2),)], new_arrays=True), lambda x: [x]
    )
    assert "handed back" in live.message
    assert "returned" not in live.message


def test_none_is_explained_where_it_is_no_answer():
    said = "A function that ends without `return` returns None."
    assert said in reply_to("accuracy", lambda probabilities, labels: None)
    assert said not in reply_to("stopping_epoch", lambda losses, patience, min_delta=0: None)
    printed = reply_to("accuracy", lambda probabilities, labels: print(0.5))
    assert said not in printed
    assert "It printed '0.5': return the result" in printed
    number_for_none = reply_to("stopping_epoch", lambda losses, patience, min_delta=0: 1)
    assert "  expected None\n  returned 1" in number_for_none


def test_kinds_in_words():
    assert kind_text((1, 2.0)) == "a tuple of 2 numbers"
    assert kind_text([1, "a"]) == "a list of 2 items"
    assert kind_text([np.ones(1)]) == "a list of 1 array"
    assert kind_text(True) == "one bool"
    assert kind_text({}) == "something else"


# ---- the card ----


def card(message):
    return ElementTree.fromstring(CheckResult("convolve2d", NOT_YET, message)._repr_html_())


def test_code_between_backticks_is_code_in_the_card():
    tree = card("Use `x <= 3`, then `y`.\n  a `block` stays")
    assert [element.text for element in tree.iter("code")] == ["convolve2d", "x <= 3", "y"]
    assert next(tree.iter("pre")).text == "a `block` stays"


def test_what_is_marked_stands_out_in_the_card():
    lines = difference_lines(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1, 2.5], [-30, 4]]))
    tree = card("\n".join(lines))
    marked = list(tree.iter("strong"))
    assert [element.text for element in marked] == ["2.5*", "-30*"]
    assert all("font-weight: 700" in element.get("style") for element in marked)
    assert "".join(tree.itertext()).endswith("* differs")
    assert not list(card("  x ** 2 * y\n  3* 4").iter("strong"))


# The color of text and the page behind it, in JupyterLab and in the book, light and dark.
THEMES = ["#212121 #ffffff", "#ffffff #111111", "#222832 #ffffff", "#ced6dd #121212"]


def luminance(color):
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_marked_can_be_read_in_every_theme(theme):
    marked = next(card("  [3*]\n  * differs").iter("strong")).get("style")
    mix = re.search(r"color-mix\(in srgb, currentColor (\d+)%, #(\w{6})\)", marked)
    share, red = int(mix[1]) / 100, bytes.fromhex(mix[2])
    text, paper = (bytes.fromhex(color[1:]) for color in theme.split())
    mixed = [(share * a + (1 - share) * b) / 255 for a, b in zip(text, red, strict=True)]
    lower, upper = sorted([luminance(mixed), luminance([part / 255 for part in paper])])
    assert (upper + 0.05) / (lower + 0.05) >= 4.5


def test_the_call_in_the_card_can_be_pasted():
    def convolve2d(image, kernel):
        return solution(image, kernel) + 1

    result = check(convolve2d, record=False)
    call, comparison = ElementTree.fromstring(result._repr_html_()).iter("pre")
    assert call.text.startswith("image = np.array([[")
    assert call.text.endswith("\nconvolve2d(image, kernel)")
    assert textwrap.indent(call.text, "  ") in result.message
    assert "".join(comparison.itertext()).startswith("expected [[")
    style = call.get("style")
    assert "monospace" in style
    assert not re.search(r"background: (?!transparent)", style)
