"""The tool that counts the walk through `helpers`, and what it has found to be short enough."""

import os

from tools.walk import WALKS, changes, walk


def test_the_calls_come_in_order():
    calls = walk("from helpers import Dense, Flatten\nFlatten()\nDense(3)")
    files = [file for file, _ in calls]
    assert files[:2] == ["layer.py", "keras_words.py"]
    assert ("dense.py", "Dense.__init__") in calls
    assert changes(calls) >= 1
    assert changes([("a.py", "f"), ("a.py", "g"), ("b.py", "h"), ("a.py", "f")]) == 2


def test_from_an_answer_to_the_card_is_a_short_read(monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)
    calls = walk(WALKS["check"])
    read = list(dict.fromkeys(calls))
    assert read[-1][0] == "checking/result.py"
    # It does more than it did: it prints a call whole, marks what differs, and puts all back.
    assert len({file for file, _ in calls}) <= 23
    assert changes(read) <= 48
