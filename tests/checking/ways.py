"""The three ways of running an answer, and how to have each of them on this machine."""

import os
import threading

import pytest

WAYS = ("fork", "thread", "directly")


def use(way, monkeypatch):
    """Take from Python what a system without this way does not have, as Python in a page does."""
    if way == "fork" and not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    if way != "fork":
        monkeypatch.setattr(os, "fork", cannot_fork, raising=False)
    if way == "directly":
        monkeypatch.setattr(threading.Thread, "start", cannot_start)


def cannot_fork():
    raise OSError(52, "Function not implemented")


def cannot_start(thread):
    raise RuntimeError("can't start new thread")
