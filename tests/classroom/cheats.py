"""Answers to max_pool that would have points without a right answer, and how each tries."""

IMPORTS = "import numpy as np\n\nfrom helpers import check\n"

# Answers from what `check` shows: a table of its own cases, by the bytes of the input.
HARD_CODED = """
TABLE = {}
x = np.array([[1.0, -4.0, -3.0, 0.0], [-2.0, 2.0, -1.0, 3.0]]).reshape(2, 4, 1)
TABLE[x.tobytes()] = np.array([[[2.0], [3.0]]])


def max_pool(x, size):
    return TABLE[x.tobytes()]
"""

CHEATS = {
    "answers that are hard-coded": HARD_CODED,
    "one answer for all": """
def max_pool(x, size):
    return np.array([[[2.0], [3.0]]])
""",
    "a check of its own": """
def check(*args, **settings):
    return True


class max_pool:
    passed, points = True, 4

    def __new__(cls, *args):
        print("4.0")
        return None
""",
    "an import of the solution": """
from helpers.exercises.pooling.max_pool import max_pool
""",
    "the exercise's own object": """
from helpers.checking.catalogue import find_exercise

max_pool = find_exercise("max_pool").solution
""",
    "the solution by its name at run time": """
def max_pool(x, size):
    import importlib

    where = "helpers." + "exercises.pooling.max_pool"
    return importlib.import_module(where).max_pool(x, size)
""",
    "the solution's file": """
def max_pool(x, size):
    import helpers

    place = helpers.__file__.replace("__init__", "exercises/pooling/max_pool")
    names = {}
    exec(open(place).read(), names)
    return names["max_pool"](x, size)
""",
    "another process": """
def max_pool(x, size):
    import subprocess, sys

    return float(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True).stdout)
""",
    "another process, from below": """
def max_pool(x, size):
    import sys

    sys.modules.pop("_posixsubprocess")
    import _posixsubprocess

    return _posixsubprocess.fork_exec
""",
    "another process, by a function that is there": """
def max_pool(x, size):
    import sys
    from multiprocessing.util import spawnv_passfds

    return spawnv_passfds(sys.executable.encode(), [sys.executable, "-c", "print(1)"], [])
""",
    "the gradebook": """
def max_pool(x, size):
    import sqlite3

    return sqlite3.connect("gradebook.db")
""",
    "a look into what is loaded": """
def max_pool(x, size):
    import gc

    found = [f for f in gc.get_objects() if getattr(f, "__name__", "") == "max_pool"]
    return found[0](x, size)
""",
    "a NumPy that finds everything equal": """
class Equal(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_ufunc__(self, *args, **settings):
        return np.bool_(True)


np.allclose = np.array_equal = lambda *args, **settings: True


def max_pool(x, size):
    return np.zeros(1).view(Equal)
""",
    "helpers that find everything right": """
import helpers.checking.comparing as comparing
import helpers.checking.diagnosis as diagnosis

comparing.same = diagnosis.same = lambda *args, **settings: True
diagnosis.find = lambda *args: None


def max_pool(x, size):
    return None
""",
    "lines in the name of the process": """
import json
import os

for number in range(3, 30):
    try:
        os.write(number, b'[{"missing": false, "stub": false}]\\n"done"\\n')
    except OSError:
        pass


def max_pool(x, size):
    return None
""",
    "an end of Python": """
def max_pool(x, size):
    import os

    os._exit(0)
""",
    "a signal to whoever grades": """
def max_pool(x, size):
    import os, signal

    os.kill(os.getppid(), signal.SIGKILL)
""",
}

LOOPS = {
    "a loop": """
def max_pool(x, size):
    while True:
        pass
""",
    "a loop that catches everything": """
def max_pool(x, size):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
    "a loop inside C": """
import itertools


def max_pool(x, size):
    return sum(itertools.count())
""",
    "a loop before the function": """
def max_pool(x, size):
    return x


while True:
    pass
""",
}
