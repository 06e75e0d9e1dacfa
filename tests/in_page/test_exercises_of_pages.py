"""Every exercise of every page in the page: its stub and its solution get the stored cards."""

import ast
import functools
import json
import re

import pytest
from page_packages import imported
from runnable import imports

from tests.in_page.cells import page
from tests.test_house import NUMBERED

CHECK = re.compile(r"^check\((\w+)(?:, record=False)?\)$", re.MULTILINE)


def exercises_of(path):
    """For each check of a page: the exercise, the code that is checked, and the stored card."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and (found := CHECK.search(source)):
            answer = source[: found.start()].rstrip() or code
            (output,) = cell["outputs"]
            yield found[1], answer + "\n", "".join(output["data"]["text/html"])
        code = source if cell["cell_type"] == "code" else code


@functools.cache
def replies_of(path):
    """What a page replies to its checks, and to each name that it imports."""
    text = imports(json.loads(path.read_text(encoding="utf-8")))
    there = [name for name, lacks in imported(ast.parse(text)) if not lacks]
    checks = [[("check", name, code)] for name, code, _ in exercises_of(path)]
    *cards, names = page(text, *checks, [("run", f"{name};") for name in there])
    return cards, names


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_the_card_is_the_stored_one(path):
    checks = list(exercises_of(path))
    assert checks or path.stem == "14_hyper_parameters"  # the one without
    replies, _ = replies_of(path)
    for (name, code, card), ((reply, _),) in zip(checks, replies, strict=True):
        assert reply["error"] is None, (name, code)
        assert reply["card"] == card, (name, code)


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_all_that_a_page_imports_is_there_but_what_it_lacks(path):
    _, replies = replies_of(path)
    assert replies
    assert [reply["error"] for reply, _ in replies] == [None] * len(replies)
