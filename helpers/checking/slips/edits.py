"""Small edits of code: the slips of a learner's hand, and the way back.

One list serves three ends. Edits of a right answer are the mistakes that anyone may make: a wrong
answer that returns what such a slip returns is named by it. Edits of a wrong answer are repairs:
the one that makes it right says what was wrong. And the tests check that no slip of a solution
passes as right.

An edit fills one place of a tree with something else. `before` and `after` say what stood there and
what stands there now, in the words of `words.py`; the rules are sorted by how much they tell.
"""

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.checking.slips import calls, formulas, statements
from helpers.checking.slips.code import Place, is_counter, places, variables

Changes = Iterator[tuple[str, str, Any]]  # what stood there, what stands there now, and the node
Rule = Callable[[Place, list[str]], Changes]

RULES: tuple[tuple[str, Rule], ...] = (
    ("level", statements.level),
    ("gathering", statements.gathering),
    ("return", statements.returning),
    ("break", statements.breaking),
    ("negative-end", calls.negative_end),
    ("whole-numbers", calls.whole_numbers),
    ("brackets", formulas.brackets),
    ("off-by-one", formulas.off_by_one),
    ("operator", formulas.operator),
    ("one-more", formulas.one_more),
    ("function", calls.function),
    ("axis", calls.axis),
    ("called", calls.called),
    ("sign", formulas.sign),
    ("comparison", formulas.comparison),
    ("order", calls.order),
    ("hard-coded", formulas.hard_coded),
    ("variable", calls.variable),
    ("term", formulas.term),
    ("number", formulas.number),
    ("index", calls.index),
    ("condition", statements.condition),
    ("statement", statements.left_out),
    ("sequence", statements.sequence),
    ("missing-term", formulas.missing_term),
)


MOST_AT_ONCE = 6  # places that one slip is mended at together


@dataclass(frozen=True)
class Edit:
    """One edit, made while it is being handed out: the tree is whole again with the next.

    Attributes:
        rule: the name of its rule.
        before: what stood there, in a word or as code.
        after: what stands there now.
        line: the line of the definition, counted from 1.
    """

    rule: str
    before: str
    after: str
    line: int


def edits(tree: Any, without: Sequence[str] = ()) -> Iterator[Edit]:
    """Every edit of a definition, one after the other; each is undone before the next.

    After the single edits of a rule come those of the same kind at all their places together: who
    writes `beta1 * t` for a power writes `beta2 * t` too.
    """
    names = variables(tree)
    spots = [place for place in places(tree) if not is_counter(place.get())]
    first = tree.lineno
    for name, rule in RULES:
        if name in without:
            continue
        alike: dict[tuple[str, str], dict[int, tuple[Place, Any]]] = {}
        for number, place in enumerate(spots):
            stood = place.get()
            for before, after, new in rule(place, names):
                line = _line(stood) - first + 1
                settled = _settled(new, stood)
                if not isinstance(stood, list) and before != "nothing":
                    alike.setdefault((before, after), {}).setdefault(number, (place, settled))
                place.put(settled)
                yield Edit(name, before, after, line)
                place.put(stood)
        for (before, after), found in alike.items():
            changes = list(found.values())
            if 1 < len(changes) <= MOST_AT_ONCE:
                yield from _together(name, before, after, changes, first)
                for pair in itertools.combinations(changes, 2) if len(changes) > 2 else ():
                    yield from _together(name, before, after, list(pair), first)


def _together(
    name: str, before: str, after: str, changes: list[tuple[Place, Any]], first: int
) -> Iterator[Edit]:
    stood = [place.get() for place, _ in changes]
    line = _line(stood[0]) - first + 1
    for place, new in changes:
        place.put(new)
    yield Edit(name, before, after, line)
    for (place, _), old in zip(reversed(changes), reversed(stood), strict=True):
        place.put(old)


def _settled(new: Any, stood: Any) -> Any:
    """The new part with the line numbers that compiling needs."""
    old = stood[0] if isinstance(stood, list) else stood
    for part in new if isinstance(new, list) else [new]:
        if not hasattr(part, "lineno"):
            ast.copy_location(part, old)
        ast.fix_missing_locations(part)
    return new


def _line(stood: Any) -> int:
    part = stood[0] if isinstance(stood, list) else stood
    return int(part.lineno)
