"""`check` itself: what it answers, how it reads as text and as a card, and what it remembers."""

import json
import os
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from helpers.checking import (
    CheckResult,
    Exercise,
    Mistake,
    Seed,
    check,
    checker,
    given,
    limits,
    then,
)
from helpers.checking.catalogue import find_exercise
from helpers.checking.outcome import from_json, plain, to_json
from helpers.checking.pasting import call_lines
from helpers.checking.result import NOT_ATTEMPTED, NOT_YET, PASSED

solution = find_exercise("convolve2d").solution


def test_a_stub_is_neutral_and_runs_nothing():
    def convolve2d(image, kernel):
        """Lay the kernel on every window."""

    result = check(convolve2d)
    assert isinstance(result, CheckResult)
    assert not result.passed
    assert not result.attempted
    assert result.mistake is None
    assert repr(result).startswith("convolve2d: not attempted yet\n")


def test_not_implemented_and_the_placeholder_count_as_not_attempted():
    def convolve2d(image, kernel):
        size = image.shape
        raise NotImplementedError(size)

    assert not check(convolve2d).attempted

    def convolve2d(image, kernel):  # noqa: F811
        return ...

    assert not check(convolve2d).attempted

    def convolve2d(image, kernel):  # noqa: F811
        if kernel.shape == (1, 1):
            raise NotImplementedError
        return solution(image, kernel)

    assert check(convolve2d).attempted


# ---- text and card ----


def wrong_answers():
    """Answers that fail in every way that a message can describe."""

    def flipped(image, kernel):
        return solution(image, kernel[::-1, ::-1])

    def prints(image, kernel):
        print(object(), "<b>&")

    def raises(image, kernel):
        raise ValueError(f'<i>{object()} & "quotes"')

    def needs_more(image, kernel, extra):
        return image

    def wrong_shape(image, kernel):
        return image

    def not_a_number(image, kernel):
        return solution(image, kernel) * np.nan

    def text(image, kernel):
        return "<script>alert(1)</script>"

    def noise(image, kernel):
        return np.random.default_rng().normal(size=(60, 60))

    def fixed_only(image, kernel):
        return solution(image, kernel) if (image % 1 == 0).all() else image

    return [
        flipped,
        prints,
        raises,
        needs_more,
        wrong_shape,
        not_a_number,
        text,
        noise,
        fixed_only,
    ]


@pytest.mark.parametrize("answer", wrong_answers(), ids=lambda answer: answer.__name__)
def test_text_and_card_are_the_same_in_every_run(answer):
    answer.__name__ = "convolve2d"
    first, second = check(answer, record=False), check(answer, record=False)
    assert repr(first) == repr(second)
    assert first._repr_html_() == second._repr_html_()
    assert first == second
    assert not re.search(r"0x[0-9a-f]{4}", repr(first))


@pytest.mark.parametrize("answer", [*wrong_answers(), solution], ids=lambda answer: answer.__name__)
def test_the_card_is_well_formed_and_escaped(answer):
    answer.__name__ = "convolve2d"
    html = check(answer, record=False)._repr_html_()
    tree = ElementTree.fromstring(html)
    assert {element.tag for element in tree.iter()} <= {"div", "span", "code", "pre", "strong"}
    text = "".join(tree.itertext())
    assert "convolve2d" in text
    assert "passed" in text or "not yet" in text  # not by color alone


def test_the_card_names_the_mistake():
    html = CheckResult("convolve2d", NOT_YET, "One <line>.\n  1 < 2", "flipped-kernel")
    tree = ElementTree.fromstring(html._repr_html_())
    assert "(flipped-kernel)" in "".join(tree.itertext())
    assert [element.text for element in tree.iter("pre")] == ["1 < 2"]


def luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("status", [PASSED, NOT_YET, NOT_ATTEMPTED])
def test_the_badge_can_be_read(status):
    html = CheckResult("x", status)._repr_html_()
    color = re.search(r"background: (#\w{6}); color: #ffffff", html).group(1)
    assert 1.05 / (luminance(color) + 0.05) >= 4.5


def test_a_result_is_true_when_passed():
    assert CheckResult("flatten", PASSED)
    assert not CheckResult("flatten", NOT_YET)
    assert repr(CheckResult("flatten", PASSED)) == "flatten: passed"
    assert "check.list()" in repr(check)


def test_the_order_of_several_values_is_shown_by_their_names():
    exercise = Exercise(
        "Return both halves.",
        lambda x: (x[:1], x[1:]),
        [(np.array([1.0, 2.0]),)],
        parts=("first", "second"),
    )
    result = checker.check_answer(exercise, lambda x: (x[:1], x[1:] + 1))
    assert "\nThe first value that differs is `second`:\n" in result.message
    for answer in (lambda x: [x[:1], x[1:]], lambda x: x.reshape(2, 1)):
        assert checker.check_answer(exercise, answer).passed
    for answer in (lambda x: (x,), lambda x: 5, lambda x: iter((x[:1], x[1:]))):
        assert "Two values were expected" in checker.check_answer(exercise, answer).message


# ---- the engine's options ----


def test_options_of_an_exercise():
    def one_more(x):
        """That is one more."""
        return (2 * x + 1).astype("float32")

    doubled = Mistake("tripled", "Too much.", lambda x: 3 * x)
    exercise = Exercise(
        "Double it.",
        lambda x: (2 * x).astype(np.float32),
        [(np.array([1.0, 2.0]),)],
        [doubled],
        dtype="float32",
        new_arrays=True,
        also_right=[one_more],
    )

    def outcome(answer):
        return checker.check_answer(exercise, answer)

    assert outcome(lambda x: (x + x).astype("float32")).passed
    assert outcome(lambda x: 2 * x).mistake == "wrong-dtype"
    assert outcome(lambda x: 3 * x).mistake == "tripled"
    more = outcome(lambda x: (2 * x + 1).astype("float32"))
    assert more.passed
    assert more.message.endswith("That is one more.")
    same_array = Exercise("Copy.", lambda x: x.copy(), [(np.ones(2),)], new_arrays=True)
    assert "handed back" in checker.check_answer(same_array, lambda x: x).message
    assert checker.check_answer(same_array, lambda x: x * 1).passed


def test_two_mistakes_that_fit_alike_are_not_named():
    mistakes = [Mistake(slug, "No.", lambda x: x + 1) for slug in ("one", "two")]
    exercise = Exercise("Give it back.", lambda x: x, [(1,), (2,)], mistakes)
    result = checker.check_answer(exercise, lambda x: x + 1)
    assert not result.passed
    assert result.mistake not in ("one", "two")


def test_the_mistake_that_explains_more_is_named():
    mistakes = [
        Mistake("raises", "No.", lambda x: 1 / 0 if x < 3 else x + 1),
        Mistake("adds", "No.", lambda x: x + 1),
    ]
    exercise = Exercise("Give it back.", lambda x: x, [(1,), (2,), (3,)], mistakes)
    assert checker.check_answer(exercise, lambda x: x + 1).mistake == "adds"
    assert checker.check_answer(exercise, lambda x: 1 / 0 if x < 3 else x + 1).mistake == "raises"
    assert checker.check_answer(exercise, lambda x: x + 1 if x == 2 else x).mistake is None


def test_an_answer_that_raises_everywhere_is_no_mistake_that_raises_somewhere():
    somewhere = Mistake("somewhere", "No.", lambda x: 1 / 0 if x < 3 else x + 1)
    everywhere = Mistake("everywhere", "No.", lambda x: 1 / 0)
    cases = [(1,), (2,), (3,)]
    exercise = Exercise("Give it back.", lambda x: x, cases, [somewhere])
    assert checker.check_answer(exercise, lambda x: 1 / 0).mistake != "somewhere"
    exercise = Exercise("Give it back.", lambda x: x, cases, [somewhere, everywhere])
    assert checker.check_answer(exercise, lambda x: 1 / 0).mistake == "everywhere"


def test_how_an_exercise_is_called():
    exercise = Exercise("Twice.", lambda x: 2 * x, [(1,)], call=lambda answer, start: answer(start))
    assert exercise.arguments == ("start",)
    assert exercise.use(lambda x: 3 * x, (2,)) == 6
    assert Exercise("Twice.", lambda x: 2 * x, [(1,)]).arguments == ("x",)


@pytest.mark.parametrize("columns", [76, 77])
def test_a_call_of_up_to_76_columns_stands_on_one_line(columns):
    names = {}
    name = "f" * (columns - len("(x=12345)"))
    exec(f"def {name}(x): return x", names)
    exercise = Exercise("Give it back.", names[name], [(12345,)])
    lines = [f"{name}(x=12345)"] if columns == 76 else ["x = 12345", f"{name}(x)"]
    assert call_lines(exercise, names[name], (12345,), show=True) == lines


def test_the_call_that_raises_is_shown_where_its_error_is_named():
    """The first call is wrong too, and told nothing."""

    def double(x):
        return x if x < 2 else nothing * x  # noqa: F821

    exercise = Exercise("Double.", lambda x: 2 * x, [(1.5,), (2.5,), (3.5,)])
    result = checker.check_answer(exercise, double)
    assert result.mistake == "unknown-name"
    assert "NameError" in result.message


@pytest.mark.parametrize("length", [60, 61])
def test_sixty_letters_of_the_name_of_a_type(length):
    kind = type("K" * length, (), {"__slots__": ("__name__",)})
    shown = "K" * 60 if length == 60 else "K" * 57 + "..."
    with pytest.raises(TypeError, match=f"without a name, of type {shown}\\.$"):
        check(kind())
    odd = kind()
    odd.__name__ = "convolve2d"
    assert f"an object of type {shown} came." in check(odd, record=False).message


def test_answers_made_of_another():
    def power(base, exponent=2):
        return base**exponent

    assert then(power, lambda value: -value)(3) == -9
    doubled = given(power, base=lambda base: 2 * base, exponent=lambda exponent: exponent + 1)
    assert doubled(1) == 4  # the exponent that is left out stays 2
    assert doubled(1, 2) == 8


def test_an_answer_that_cannot_be_compared_is_refused(monkeypatch):
    monkeypatch.setattr(checker, "diagnose", lambda *args: 1 / 0)
    assert "could not be compared" in check(solution, record=False).message


@pytest.mark.parametrize("value", [None, True, 5, -(2**70), 0.1, float("inf"), "text", [1, (2.0,)]])
def test_plain_data_crosses_the_pipe(value):
    assert from_json(json.loads(json.dumps(to_json(plain(value))))) == value


@pytest.mark.parametrize(
    "dtype", ["bool", "uint8", "int64", "float16", "float32", "float64", ">f8"]
)
def test_arrays_cross_the_pipe(dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)[:, ::-1]
    back = from_json(json.loads(json.dumps(to_json(plain(array)))))
    np.testing.assert_array_equal(back, array)
    assert back.dtype == array.dtype


@pytest.mark.parametrize(
    "data",
    [
        ["array", "O", [1], "AAAAAAAAAAA="],
        ["array", "<f8", [5], "AAAA"],
        ["array", "<f8", [2], "AAAAAAAAAAA="],
        ["float", "xyz"],
        ["plain", {}],
        ["unknown", 1],
        ["plain"],
        [],
        7,
    ],
)
def test_malformed_data_is_refused(data):
    with pytest.raises((ValueError, TypeError)):
        from_json(data)


def test_the_hint_of_a_find_the_bug_exercise_comes_after_the_evidence():
    exercise = find_exercise("conv2d_input_gradient")
    by_slug = {mistake.slug: mistake for mistake in exercise.mistakes}
    for slug, is_last in ((exercise.bug, True), ("forgets-flip", False)):
        result = checker.check_answer(exercise, by_slug[slug].ways[0])
        assert result.mistake == slug
        for text in (repr(result), result._repr_html_()):
            assert (text.index("returned") < text.index(by_slug[slug].hint[:30])) == is_last
            assert (slug in text) != is_last  # the bug's name in the headline would tell


def test_a_wrong_dtype_alone_is_told_without_two_equal_arrays():
    result = checker.check_answer(find_exercise("scale_pixels"), lambda images: images / 255)
    assert result.mistake == "wrong-dtype"
    assert "float64; float32 was asked for" in result.message
    assert "expected" not in result.message
    assert "returned" not in result.message


@pytest.mark.skipif(not hasattr(os, "fork"), reason="about the child process")
def test_a_system_that_does_not_tell_memory(monkeypatch):
    assert limits.memory_of(2**30)() == 0
    monkeypatch.setattr(limits, "memory_of", lambda process: lambda: 0)
    assert check(solution, record=False).passed


def test_a_seed_stands_for_a_new_generator_in_each_call():
    exercise = Exercise("Draw.", lambda rng: float(rng.random()), [(Seed(1),), (Seed(1),)])
    assert checker.check_answer(exercise, lambda rng: rng.random()).passed
