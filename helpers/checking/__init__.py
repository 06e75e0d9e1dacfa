"""The engine behind `check`: it runs an answer, names the mistake behind it, and words the reply.

It knows no exercise: `catalogue.py` finds them in `helpers.exercises` by their place. Their
vocabulary is here, and whoever writes an exercise imports it from here.
"""

from helpers.checking.checker import check
from helpers.checking.exercise import Answer, Case, Complaint, Exercise, Mistake, Seed, copied
from helpers.checking.result import CheckResult
from helpers.checking.variants import given, then

__all__ = [
    "Answer",
    "Case",
    "CheckResult",
    "Complaint",
    "Exercise",
    "Mistake",
    "Seed",
    "check",
    "copied",
    "given",
    "then",
]
