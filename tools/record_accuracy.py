"""Record for "How far NumPy alone goes": three networks on the whole of MNIST, three seeds each.

OPENBLAS_NUM_THREADS=1 python -m tools.record_accuracy [--processes 2]

The recipes were chosen on training digits alone, by record_accuracy_search, and the seeds were
named before the run. Each network learns from all 60,000 training digits. The test digits are
opened once, by `scores_on_test`, when the last of the networks is trained.
"""

import argparse
import dataclasses
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np

from helpers import load_mnist
from tools.accuracy import Recipe, Trained, answers, learning_digits, trained
from tools.record_accuracy_search import DEEP, DEEPER, FULL, TURNED
from tools.records import record

SEEDS = [1, 2, 3]
VIEW = "nine"  # chosen on validation digits, as the recipes
RECIPES = {
    "ten minutes": Recipe(DEEPER, 10, **TURNED),
    "34,826 parameters": Recipe(DEEP, 10, **TURNED),
    "5,000 parameters": Recipe(FULL, 16, per_map=True, **TURNED),
}
MOST_PARAMETERS = {"34,826 parameters": 34_826, "5,000 parameters": 5_000}

Job = tuple[str, int]  # the name of a recipe, and a seed


def run(job: Job) -> Trained:
    name, seed = job
    result = trained(RECIPES[name], *learning_digits(), seed)
    print(f"{name}, seed {seed}: {result.seconds} s", flush=True)
    return result


def scores_on_test(runs: dict[Job, Trained]) -> dict[Job, float]:
    """The share of the test digits that each network gets right: here they are opened, once."""
    if set(runs) != {(name, seed) for name in RECIPES for seed in SEEDS}:
        raise RuntimeError("the test digits stay sealed until all networks are trained.")
    data = load_mnist()
    return {
        job: round(float((answers(result.model, data.x_test, VIEW) == data.y_test).mean()), 6)
        for job, result in runs.items()
    }


def experiment(processes: int = 1) -> dict[str, Any]:
    jobs = [(name, seed) for name in RECIPES for seed in SEEDS]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        every = pool.map if processes > 1 else map
        runs = dict(zip(jobs, every(run, jobs), strict=True))
    scores = scores_on_test(runs)
    return {"processes": processes, "view": VIEW, "networks": figures(runs, scores)}


def figures(runs: dict[Job, Trained], scores: dict[Job, float]) -> dict[str, Any]:
    """For each recipe: its size, and accuracy and seconds of each seed."""
    networks = {}
    for name, recipe in RECIPES.items():
        results = [runs[name, seed] for seed in SEEDS]
        accuracies = [scores[name, seed] for seed in SEEDS]
        networks[name] = {
            "recipe": dataclasses.asdict(recipe),
            "parameters": results[0].model.count_params(),
            "accuracy": accuracies,
            "mean": round(float(np.mean(accuracies)), 6),
            "seconds": [result.seconds for result in results],
            "processor_seconds": [result.processor_seconds for result in results],
        }
        print(name, networks[name]["mean"], accuracies)
    return networks


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=1, help="networks trained side by side")
    arguments = parser.parse_args()
    record(
        "accuracy",
        "MNIST, 60,000 digits to train on, 10,000 to test once",
        SEEDS,
        lambda: experiment(arguments.processes),
    )
