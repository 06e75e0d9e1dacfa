"""What the tables of slips share: what a rule makes of a piece of code, and braces spread out."""

import ast
import linecache
import re
import textwrap

from helpers.checking.slips.code import Workshop
from helpers.checking.slips.edits import RULES, edits


def definition(code):
    """A function of x and n with this code in it."""
    return ast.parse("def answer(x, n):\n" + textwrap.indent(code, " ")).body[0]


def normal(code):
    """The code as Python itself writes it."""
    return ast.unparse(ast.parse(code))


def made_by(rule, code):
    """Each edit that a rule makes of a piece of code, and the code that comes of it.

    As in a search, turns of loops are counted meanwhile; that is not shown.
    """
    tree = definition(code)
    Workshop(tree, definition)
    for edit in edits(tree, [name for name, _ in RULES if name != rule]):
        lines = "\n".join(map(ast.unparse, tree.body)).replace(" if __turn__()", "").splitlines()
        yield edit, "\n".join(line for line in lines if line.strip() != "__turn__()")


def spread(text):
    """Pieces of code from one text: "x {+; -} n | n" stands for x + n, x - n and n."""
    found = re.search(r"{(.*?)}", text)
    if not found:
        return {normal(code) for code in text.split(" | ") if code}
    pieces = [piece for piece in text.split(" | ") if "{" not in piece]
    for piece in (piece for piece in text.split(" | ") if "{" in piece):
        found = re.search(r"{(.*?)}", piece)
        pieces += [piece.replace(found[0], choice) for choice in found[1].split("; ")]
    return spread(" | ".join(pieces))


def from_file(written, name="answer", file="<cell>"):
    """A function out of a cell whose text is kept, as Jupyter does."""
    linecache.cache[file] = (len(written), None, written.splitlines(keepends=True), file)
    names = {"keep": lambda f: f, "wrap": lambda f: lambda *args: f(*args)}
    exec(compile(written, file, "exec"), names)
    return names[name]
