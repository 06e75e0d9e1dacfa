"""Record of the search for the networks of record_accuracy: what was tried, on validation digits.

HELPERS_DATA_DIR=../shared/data OPENBLAS_NUM_THREADS=1 python -m tools.record_accuracy_search

Each recipe learns from the first 50,000 of the official training digits, with one seed, and is
judged on the last 10,000. So small differences say nothing: the error of such a count is about its
root. The test digits are not looked at.
"""

import dataclasses
from typing import Any

from tools.accuracy import VIEWS, Recipe, answers, learning_digits, trained
from tools.records import record

SEED = 1
VALIDATION = 10_000
WIDE, DEEP, DEEPER = (
    ((24, 5), (48, 5)),
    ((24, 5), (32, 3), (48, 3)),
    ((24, 5), (48, 3), (64, 3)),
)
TINY = ((8, 5), (16, 3), (16, 3))
TURNED: dict[str, Any] = {"turn": 10, "zoom": 0.1}

TRIALS = [
    Recipe(TINY, 9, per_map=True),
    Recipe(WIDE, 6, units=128),
    Recipe(WIDE, 6, units=128, **TURNED),
    Recipe(TINY, 9, per_map=True, **TURNED),
    Recipe(DEEP, 6, **TURNED),
    Recipe(TINY, 9, per_map=True, rate=0.015),
    Recipe(DEEPER, 6, **TURNED),
]


def tried(recipe: Recipe, count: int | None = None) -> dict[str, Any]:
    """How many validation digits the trained recipe gets wrong, by view.

    count: of digits to learn from; None: all but those for validation.
    """
    x, y = learning_digits()
    known, new = slice(count or -VALIDATION), slice(-VALIDATION, None)
    model, _, seconds = trained(recipe, x[known], y[known], SEED)
    wrong = {view: int((answers(model, x[new], view) != y[new]).sum()) for view in VIEWS}
    print(recipe, wrong, flush=True)
    return {
        "recipe": dataclasses.asdict(recipe),
        "parameters": model.count_params(),
        "processor_seconds": seconds,
        "wrong": wrong,
    }


def experiment() -> dict[str, Any]:
    return {"validation": VALIDATION, "trials": [tried(recipe) for recipe in TRIALS]}


if __name__ == "__main__":
    record(
        "accuracy_search",
        "MNIST, its first 50,000 training digits to learn from, the last 10,000 to validate",
        [SEED],
        experiment,
    )
