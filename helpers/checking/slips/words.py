"""What is said of a slip: its name, and a sentence that is true of the code it was found in.

A sentence speaks of what was wrong (`wrong`) and of what would be right (`right`), both as `edits`
words them. It gives the slip away, and not the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

from helpers.checking.slips import about_statements
from helpers.checking.slips.about_statements import code

Words = Callable[[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Slip:
    """A slip that explains a wrong answer.

    Attributes:
        slug: its name.
        text: what a teacher would say of it.
    """

    slug: str
    text: str


def slip(rule: str, wrong: str, right: str, speakable: Callable[[str], bool] = bool) -> Slip:
    """The name and the words of a slip.

    Args:
        rule: the rule of the edit.
        wrong: what stands there.
        right: what should stand there.
        speakable: whether a piece of code may be quoted. Names that only a solution uses may not.
    """
    no_code = rule in _SYMBOLIC or wrong in ("nothing", "the whole")
    told = wrong if no_code or speakable(wrong) else ""
    slug, text = _WORDS[rule](told, right)
    return Slip(slug, text[0].upper() + text[1:])


# What these rules put in the place of something has no name of a solution in it.
_SYMBOLIC = {"level", "gathering", "return", "break", "off-by-one", "operator"}
_SYMBOLIC |= {"function", "axis", "called", "comparison", "condition"}


def _negative_end(wrong: str, right: str) -> tuple[str, str]:
    return (
        "negative-end",
        f"`{wrong}` counts from the back, which goes wrong at 0: `[:-0]` is `[:0]`: "
        "empty, and `[-0:]` is everything.",
    )


def _whole_numbers(wrong: str, right: str) -> tuple[str, str]:
    if "int" in wrong or "bool" in wrong:
        return (
            "integer-result",
            "The numbers are put into an array of whole numbers, which cuts off their fractions "
            "(and bytes hold 0 to 255 alone).",
        )
    if "as it is" in wrong and right == "float":
        return (
            "integer-result",
            "The new array takes its dtype from what it is made of. Made of whole numbers, it "
            "holds whole numbers, and cuts off fractions.",
        )
    if wrong == "as it is":
        return "wrong-dtype", "The new array gets another dtype than it should, as none is named."
    return "wrong-dtype", f"The dtype is not what it should be: {code(wrong)}."


def _brackets(wrong: str, right: str) -> tuple[str, str]:
    if not wrong:
        return "missing-brackets", "The brackets of the formula are missing, or in another place."
    return "missing-brackets", f"Python works this out as {code(wrong)}. Is that what you mean?"


_OPERATORS = {
    ("^", "**"): ("caret-for-power", "`^` is no power in Python, but an exclusive or of bits."),
    ("*", "@"): (
        "product-of-cells",
        "`*` multiplies cell by cell. A matrix product is written `@`.",
    ),
    ("@", "*"): (
        "matrix-product",
        "`@` is a matrix product. Here numbers should be multiplied cell by cell.",
    ),
    ("*", "**"): ("product-for-power", "A product stands where a power is due."),
    ("**", "*"): ("power-for-product", "A power stands where a product is due."),
    ("/", "//"): ("keeps-the-fraction", "`/` keeps the fraction, where it should be dropped."),
    ("//", "/"): ("drops-the-fraction", "`//` drops the fraction, which is needed."),
    ("%", "//"): ("remainder-for-quotient", "`%` is the remainder, where the quotient is due."),
    ("//", "%"): ("quotient-for-remainder", "`//` is the quotient, where the remainder is due."),
    ("/", "*"): ("divides-instead-of-multiplying", "A division stands where a product is due."),
    ("*", "/"): ("multiplies-instead-of-dividing", "A product stands where a division is due."),
    ("+", "-"): ("reversed-sign", "Something is added that should be taken away."),
    ("-", "+"): ("reversed-sign", "Something is taken away that should be added."),
    ("+", "*"): ("adds-instead-of-multiplying", "Two numbers are added that should be multiplied."),
    ("*", "+"): (
        "multiplies-instead-of-adding",
        "Two numbers are multiplied that should be added.",
    ),
    ("-", "/"): (
        "subtracts-instead-of-dividing",
        "A number is taken away where it should divide.",
    ),
    ("/", "-"): (
        "divides-instead-of-subtracting",
        "A number divides where it should be taken away.",
    ),
    ("and", "or"): ("and-for-or", "`and` asks for both, where one is enough."),
    ("or", "and"): ("or-for-and", "`or` is content with one, where both are needed."),
}


def _operator(wrong: str, right: str) -> tuple[str, str]:
    if wrong.startswith(("a ", "b ")):
        return "swapped-sides", f"The two sides of `{wrong.split()[1]}` are the wrong way round."
    default = ("wrong-operator", f"`{wrong}` is not the operation that is needed.")
    return _OPERATORS.get((wrong, right), default)


def _function(wrong: str, right: str) -> tuple[str, str]:
    bare_wrong, bare_right = wrong.split(".")[-1], right.split(".")[-1]
    if bare_wrong == bare_right or (wrong, bare_right) in (("max", "maximum"), ("min", "minimum")):
        return (
            "python-for-numpy",
            f"`{wrong}` goes through the first axis of an array, row by row, and does not know the "
            "rest.",
        )
    if bare_wrong.startswith("log") and bare_right == "log":
        return "wrong-logarithm", f"`{wrong}` has another base. The natural logarithm is `np.log`."
    return f"{bare_wrong}-for-{bare_right}", f"`{wrong}` is not what is asked for here."


def _axis(wrong: str, right: str) -> tuple[str, str]:
    there, here = wrong.replace(" kept", ""), right.replace(" kept", "")
    if there == here:
        if "kept" in right:
            return "drops-an-axis", "An axis is lost that the next step needs: see `keepdims`."
        return "keeps-an-axis", "`keepdims` keeps an axis of length 1 that should go."
    if there == "none":
        return (
            "ignores-axes",
            "Without an axis, all numbers are taken together, across all rows and columns.",
        )
    if here == "none":
        return (
            "wrong-axis",
            f"Along axis {there} alone, something is left that should be one number.",
        )
    return "wrong-axis", f"Axis {there} is not the axis to go along here."


def _called(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "zeros_like":
        return _whole_numbers("as it is", "float")
    if wrong == "zeros_like of floats":
        return "wrong-dtype", "The new array has another dtype than the one it is made like."
    if wrong == "a call":
        return "one-call-too-many", "A pair of brackets calls something whose value is meant."
    call = wrong if right == "nothing" else right
    name = call.replace("(...)", "").strip(".").split(".")[-1]
    if wrong == "nothing":
        slugs = {
            "T": ("transposed", "The axes are the wrong way round: rows for columns."),
            "copy": (
                "forgets-copy",
                "A second name for an array is no second array: what changes one changes both. A "
                "copy is missing.",
            ),
            "array": ("list-not-array", "The result is a list, and not yet an array."),
            "a call": (
                "forgets-call",
                "A function without brackets after its name is named, and not called.",
            ),
            "int": ("float-not-int", "The result is a float, and should be a whole number."),
            "float": ("array-not-number", "The result is not one plain number."),
        }
        if name in slugs:
            return slugs[name]
        return f"forgets-{name}", f"`{name}` is missing."
    slugs = {
        "round": ("rounds", "The result is rounded, and what comes after the comma is lost."),
        "T": ("transposed", "The axes are the wrong way round: rows for columns."),
        "int": ("drops-the-fraction", "`int` drops the fraction, which is needed."),
    }
    if name in slugs:
        return slugs[name]
    return f"{name}-too-much", f"`{call}` has no business here."


def _off_by_one(wrong: str, right: str) -> tuple[str, str]:
    if "range in steps" in (wrong, right):
        return "wrong-step", "The loop goes on by the wrong step: it jumps, or it does not."
    if wrong == "range from 1":
        return "skips-the-first", "The loop begins at 1: the first one, number 0, is left out."
    if wrong == "range from there":
        return "skips-the-first", "The loop does not begin at 0: what comes before is left out."
    if "range from" in wrong + right:
        return "starts-at-the-wrong-place", "The loop begins at the wrong number."
    return "off-by-one", "One too many, or one too few: look at the bounds."


def _one_more(wrong: str, right: str) -> tuple[str, str]:
    return "off-by-one", "A number is one too large, or one too small."


def _sign(wrong: str, right: str) -> tuple[str, str]:
    return "reversed-sign", "The sign is the wrong way round."


_STRICT = {frozenset(("<", "<=")), frozenset((">", ">="))}


def _comparison(wrong: str, right: str) -> tuple[str, str]:
    if frozenset((wrong, right)) in _STRICT:
        return (
            "wrong-at-the-edge",
            f"`{wrong}` decides wrongly where both sides are equal.",
        )
    return "wrong-comparison", f"`{wrong}` does not ask what should be asked."


def _order(wrong: str, right: str) -> tuple[str, str]:
    return "swapped-order", "Two things stand in the wrong order."


def _hard_coded(wrong: str, right: str) -> tuple[str, str]:
    return (
        "hard-coded",
        f"{code(wrong)} is written down, where it should follow from the arguments.",
    )


def _variable(wrong: str, right: str) -> tuple[str, str]:
    return "wrong-variable", f"{code(wrong)} is not the one that belongs there."


def _number(wrong: str, right: str) -> tuple[str, str]:
    if "infinity" in right or "None" in right:
        return (
            "wrong-start",
            f"A search that starts at {code(wrong)} never finds what lies beyond it.",
        )
    return (
        "wrong-number",
        f"A number is not right: {code(wrong)}." if wrong else "A number is not right.",
    )


def _index(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "the whole":
        return "forgets-the-index", "The whole is taken, where one part of it is meant."
    if right == "the whole":
        return "takes-a-part", f"{code(wrong)} takes a part, where the whole is meant."
    return "wrong-index", f"{code(wrong)} takes another part than the one that is meant."


def _term(wrong: str, right: str) -> tuple[str, str]:
    if wrong == "nothing":
        return (
            "forgets-a-term",
            "A part of the formula is missing. Does every argument play its part?",
        )
    return "one-term-too-many", f"In the formula {code(wrong)} is too much."


_WORDS: dict[str, Words] = {
    "level": about_statements.level,
    "gathering": about_statements.gathering,
    "return": about_statements.returning,
    "break": about_statements.breaking,
    "negative-end": _negative_end,
    "whole-numbers": _whole_numbers,
    "brackets": _brackets,
    "operator": _operator,
    "function": _function,
    "axis": _axis,
    "called": _called,
    "off-by-one": _off_by_one,
    "one-more": _one_more,
    "sign": _sign,
    "comparison": _comparison,
    "order": _order,
    "hard-coded": _hard_coded,
    "variable": _variable,
    "number": _number,
    "index": _index,
    "condition": about_statements.condition,
    "statement": about_statements.statement,
    "sequence": about_statements.sequence,
    "term": _term,
    "missing-term": _term,
}
