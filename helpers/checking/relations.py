"""Mistakes that can be seen in the results alone, whatever the exercise.

Each rule turns a right result into what one mistake would have made of it. Where a learner's
results equal that on every call, the mistake is named. Nothing is run here.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checking.comparing import same
from helpers.checking.exercise import Case, Exercise
from helpers.checking.trial import Trial
from helpers.checking.variants import with_argument

Made = Iterator[tuple[str, str, Any]]  # a slug, what to say, and the result that would be returned
Rule = Callable[[Exercise, Case, Any], Made]
Trials = Sequence[Trial]


@dataclass(frozen=True)
class Relation:
    """A mistake that was seen in the results: its name, and what to say of it."""

    slug: str
    text: str


def find_relation(exercise: Exercise, trials: Trials, rules: Sequence[Rule]) -> Relation | None:
    """The first mistake that explains every result; None if one call did not return."""
    if not all(trial.outcome.returned for trial in trials):
        return None
    for rule in rules:
        fits: dict[tuple[str, str], int] = {}
        differs = False
        for trial in trials:
            differs = differs or not same(trial.right, trial.outcome.value, strict=False)
            for key in dict.fromkeys(_fitting(rule, exercise, trial)):
                fits[key] = fits.get(key, 0) + 1
        for (slug, text), count in fits.items():
            if count == len(trials) and (differs or rule is kind):
                return Relation(slug, text)
    return None


def _fitting(rule: Rule, exercise: Exercise, trial: Trial) -> Iterator[tuple[str, str]]:
    """What a rule says of one call whose result is what the rule makes of the right one."""
    got = trial.outcome.value
    try:
        for slug, text, value in rule(exercise, trial.args, trial.right):
            if _could_be(value, got) and same(value, got, strict=False):
                yield slug, text
    except Exception:  # a rule that does not fit this kind of result
        return


def _could_be(value: Any, got: Any) -> bool:
    """Whether a value is of the kind that came: `same` reads lists and arrays alike."""
    return type(value) is type(got) or not isinstance(value, list | tuple | np.ndarray)


# ---- rules: what a mistake makes of a right result ----


def kind(exercise: Exercise, args: Case, right: Any) -> Made:
    """The numbers are right, in another kind of thing."""
    if isinstance(right, np.ndarray):
        for made in (list, tuple):
            yield (
                "list-not-array",
                f"The numbers are right, in a {made.__name__}. Return a NumPy array: np.array(...) "
                "makes one.",
                _nested(right, made),
            )
        yield "list-not-array", "The numbers are right, in a list of arrays.", list(right)
    elif type(right) is int:
        yield (
            "float-not-int",
            "The number is right, and came as a float, with a point in it. Whole numbers are "
            "divided by `//`, or made by `int`.",
            float(right),
        )
        yield (
            "array-not-number",
            "The number is right, and came inside an array.",
            np.array([right]),
        )
    elif type(right) is float:
        for shape in ((1,), (1, 1)):
            yield (
                "array-not-number",
                "The number is right, and came inside an array.",
                np.full(shape, right),
            )
        yield "list-not-number", "The number is right, and came inside a list.", [right]


def _nested(right: np.ndarray, made: type) -> Any:
    return made(right.tolist())


def several(exercise: Exercise, args: Case, right: Any) -> Made:
    """Several values: one alone, another order, or pairs of them."""
    if not isinstance(right, tuple | list) or len(right) < 2:
        return
    right = tuple(right)
    names = exercise.parts or tuple(f"value {number}" for number in range(len(right)))
    for number, value in enumerate(right):
        missing = ", ".join(f"`{name}`" for name in names if name != names[number])
        text = f"Only `{names[number]}` came back. {missing} should come back with it."
        yield "returns-one-value", text, value
    for order in itertools.permutations(range(len(right))):
        if list(order) != sorted(order) and len(right) < 5:
            came = ", ".join(names[number] for number in order)
            text = f"The values are right, in another order: ({came})."
            yield "swapped-order", text, tuple(right[number] for number in order)
    if len(right) == 4:
        text = "The values are right, and come as pairs. Return one tuple of all of them."
        for pairs in (((0, 1), (2, 3)), ((0, 2), (1, 3))):
            yield "nested-values", text, tuple(tuple(right[i] for i in pair) for pair in pairs)


def axes(exercise: Exercise, args: Case, right: Any) -> Made:
    """The right numbers with their axes in another order, one too few, or one too many."""
    if not isinstance(right, np.ndarray) or right.ndim == 0:
        return
    for order in itertools.permutations(range(right.ndim)):
        if list(order) != sorted(order):
            if right.ndim == 2:
                yield "transposed", "The numbers are right, with rows for columns.", right.T
            else:
                text = f"The numbers are right, and their axes come in the order {order}."
                yield "axes-in-another-order", text, right.transpose(order)
    if right.ndim > 1:
        yield "drops-an-axis", "The numbers are right, all in one row.", right.ravel()
        text = "The numbers are right, and an axis of length 1 is lost."
        for axis in range(right.ndim):
            if right.shape[axis] == 1:
                yield "drops-an-axis", text, right.squeeze(axis)
    text = "The numbers are right, with an axis of length 1 too many."
    for axis in range(right.ndim + 1):
        yield "one-axis-too-many", text, np.expand_dims(right, axis)
    for axis in range(right.ndim):
        name = ("the first axis", "the second axis", "the third axis", "the fourth axis")[axis]
        text = f"The numbers are right, and run backwards along {name}."
        yield "backwards", text, np.flip(right, axis)


def one_part(exercise: Exercise, args: Case, right: Any) -> Made:
    """One of several values has its axes or its numbers changed, and all others are right."""
    if not isinstance(right, tuple | list) or len(exercise.parts) != len(right):
        return
    for place, name in enumerate(exercise.parts):
        for slug, text, value in itertools.chain(
            axes(exercise, args, right[place]), numbers(exercise, args, right[place])
        ):
            changed = (*right[:place], value, *right[place + 1 :])
            yield slug, f"All is right but `{name}`. {text}", changed


def numbers(exercise: Exercise, args: Case, right: Any) -> Made:
    """The right numbers with another sign, rounded, cut off, or one more or less."""
    if isinstance(right, bool) or not isinstance(right, int | float | np.ndarray):
        return
    yield "reversed-sign", "Every number has the wrong sign.", -1 * right
    yield "loses-the-sign", "Every number below 0 has lost its sign.", np.abs(right)
    for digits in range(5):
        text = f"Your results are rounded to {digits} digits after the point."
        yield "rounds", text, np.round(right, digits) + 0.0
    text = "Your results have lost their fractions. Where does an array or a number become whole?"
    yield "integer-result", text, np.trunc(right) + 0.0
    if isinstance(right, np.ndarray):
        with np.errstate(all="ignore"):
            yield "integer-result", text, right.astype(np.int64).astype(np.uint8)
    if isinstance(right, int):
        for step, word in ((1, "more"), (-1, "less")):
            yield "off-by-one", f"Every result is one {word} than expected.", right + step
    else:
        yield "inverted", "Every number is 1 minus what is expected.", 1 - right


def handed_back(exercise: Exercise, args: Case, right: Any) -> Made:
    """An argument as it came."""
    for name, value in zip(exercise.arguments, args, strict=False):
        yield "returns-its-argument", f"Your function hands back `{name}` as it came.", value


def arguments(exercise: Exercise, args: Case, right: Any) -> Made:
    """An argument left out of account, or taken for another."""
    if exercise.judge is not None or exercise.call is not None:
        return
    for place, value in enumerate(args):
        name = exercise.arguments[place]
        for word, other in _neutral(value):
            text = (
                f"Your result is what comes out if `{name}` is {word}, whatever `{name}` is. Does "
                "your function use it?"
            )
            yield (
                f"ignores-{name.replace('_', '-')}",
                text,
                with_argument(exercise, args, place, other),
            )
    for one, two in itertools.combinations(range(len(args)), 2):
        if type(args[one]) is type(args[two]):
            swapped = list(args)
            swapped[one], swapped[two] = args[two], args[one]
            first, second = exercise.arguments[one], exercise.arguments[two]
            text = f"`{first}` and `{second}` have each other's part in your result."
            yield "swaps-arguments", text, with_argument(exercise, tuple(swapped), one, args[two])


def _neutral(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, np.ndarray):
        yield "all zeros", np.zeros_like(value)
        yield "all ones", np.ones_like(value)
    elif isinstance(value, bool):
        yield "always True", True
        yield "always False", False
    elif isinstance(value, int | float):
        for other in (0, 1):
            yield str(other), type(value)(other)


def together(exercise: Exercise, args: Case, right: Any) -> Made:
    """One number where an array is due."""
    if isinstance(right, np.ndarray) and right.size > 1:
        text = "One number came, which is the {} of all the numbers that are expected."
        yield "one-number-for-all", text.format("sum"), float(right.sum())
        yield "one-number-for-all", text.format("mean"), float(right.mean())


def parts_alone(exercise: Exercise, args: Case, right: Any) -> Made:
    """The right numbers in one part of the result, and zeros in the rest; or a part left out."""
    if not isinstance(right, np.ndarray) or right.ndim == 0:
        return
    for where, word in ((slice(0, 1), "first"), (slice(-1, None), "last")):
        made = np.zeros(right.shape)
        made[where] = right[where]
        rest = "Does the loop end too early, or start anew in each turn?"
        text = f"Only the {word} one along axis 0 is there, and all others are 0. {rest}"
        yield f"only-the-{word}", text, made
        lacking = np.array(right, dtype=float)
        lacking[where] = 0
        text = f"All is right but the {word} one along axis 0, which is 0. Look at the loop's ends."
        yield f"misses-the-{word}", text, lacking
        shorter = right[1:] if word == "first" else right[:-1]
        yield f"misses-the-{word}", f"The {word} one along axis 0 is missing.", shorter
    running = np.cumsum(right.ravel(), dtype=float).reshape(right.shape)
    text = "Each number has all those before it added. Does the sum start anew for each?"
    yield "never-starts-anew", text, running


TELLING: tuple[Rule, ...] = (
    handed_back,
    kind,
    several,
    axes,
    numbers,
    one_part,
    together,
)
LEADING: tuple[Rule, ...] = (arguments, parts_alone)
