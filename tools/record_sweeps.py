"""Record for lab 14: sweeps of the course network's settings, each with its seeds.

python -m tools.record_sweeps

3,000 embedded digits to learn from. Of the 1,000 validation digits one half chooses and the other
judges. "one at a time" changes one setting of the course network; "grid" is the heat map's;
"random" draws settings, one seed each, and "again" trains the best of them from new seeds. "table"
and "images" set a shallow network beside a deep one of as many parameters, at several rates and
two lengths.
"""

from typing import Any

from sklearn.model_selection import ParameterGrid, ParameterSampler

from helpers.estimator import ConvNetClassifier
from helpers.sweeps import Trial, sweep
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
NEW_SEEDS = [10, 11, 12, 13, 14]
ONE_AT_A_TIME: list[dict[str, Any]] = [
    {},
    {"learning_rate": 0.0003},
    {"learning_rate": 0.003},
    {"dropout": 0.0},
    {"dropout": 0.25},
    {"batch_size": 8},
    {"batch_size": 128},
    {"epochs": 2},
    {"epochs": 15},
    {"units": 16},
    {"units": 256},
    {"units": ()},
    {"units": (64, 64)},
]
GRID = {"learning_rate": [0.0003, 0.001, 0.003, 0.01], "batch_size": [16, 32, 128]}
RANDOM = {
    "learning_rate": [0.0001, 0.0003, 0.001, 0.003, 0.01],
    "dropout": [0.0, 0.25, 0.5, 0.75],
    "batch_size": [16, 32, 64, 128],
    "epochs": [2, 5, 10],
    "units": [16, 64, 256, (64, 64), (64, 64, 64)],
}
DRAWS = 30
# Equal parameters within 1 percent
TABLE: dict[str, dict[str, Any]] = {"shallow": {"units": (64,)}, "deep": {"units": (56, 56, 56)}}
IMAGES: dict[str, dict[str, Any]] = {
    "shallow": {"filters": (8,), "units": 20},
    "deep": {"filters": (8, 16), "units": 64},
}


def run(
    settings: Any, seeds: list[int], as_table: bool = False, **fixed: Any
) -> list[dict[str, Any]]:
    """The trials of a sweep, as JSON can hold them."""
    x, y, x_val, y_val = digits()
    if as_table:
        x, x_val = x.reshape(-1, 784), x_val.reshape(-1, 784)
    judges = {"choose": (x_val[:500], y_val[:500]), "judge": (x_val[500:], y_val[500:])}
    return [
        as_json(trial)
        for trial in sweep(ConvNetClassifier(**fixed), settings, (x, y), judges, seeds)
    ]


def as_json(trial: Trial) -> dict[str, Any]:
    scores = {name: round(score, 4) for name, score in trial.scores.items()}
    return {"settings": trial.settings, "seed": trial.seed, "scores": scores}


def depth(sides: dict[str, dict[str, Any]], grid: dict[str, Any], as_table: bool) -> Any:
    return {
        name: run(ParameterGrid(grid), SEEDS, as_table, dropout=0.0, **settings)
        for name, settings in sides.items()
    }


def experiment() -> dict[str, Any]:
    draws = [dict(one) for one in ParameterSampler(RANDOM, DRAWS, random_state=0)]
    random = run(draws, [0])
    best = max(random, key=lambda trial: trial["scores"]["choose"])
    return {
        "one at a time": run(ONE_AT_A_TIME, SEEDS),
        "grid": run(ParameterGrid(GRID), SEEDS[:3]),
        "random": random,
        "again": run([best["settings"], {}], NEW_SEEDS),
        "table": depth(TABLE, {"learning_rate": [0.0003, 0.001, 0.003], "epochs": [20, 40]}, True),
        "images": depth(IMAGES, {"learning_rate": [0.001, 0.003], "epochs": [10, 20]}, False),
    }


if __name__ == "__main__":
    record(
        "sweeps",
        "3,000 embedded digits to learn from; 500 validation digits choose, 500 judge",
        SEEDS + NEW_SEEDS,
        experiment,
    )
