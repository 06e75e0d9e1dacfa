"""Record for "How far NumPy alone goes": two networks on the whole of MNIST, three seeds each.

OPENBLAS_NUM_THREADS=1 python -m tools.record_accuracy [--processes 2] [--keep FOLDER]

The recipes were chosen on training digits alone, by record_accuracy_search, and the seeds were
named before the run. Each network learns from all 60,000 training digits. The test digits are
opened once, by `scores_on_test`, when the last of the networks is trained.

The recipes are named after the most parameters that their networks may have: 34,826 is the size of
Keras's own example for MNIST.
"""

import argparse
import dataclasses
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from helpers import load_mnist
from tools.accuracy import Recipe, Trained, answers, learning_digits, network, trained
from tools.record_accuracy_search import DEEP, TINY, TURNED
from tools.records import record

SEEDS = [1, 2, 3]
VIEW = "nine"  # chosen on validation digits, as the recipes
# The first is the one for ten minutes on two cores as well: no larger network that was tried had
# decidedly fewer errors.
RECIPES = {
    "34,826 parameters": Recipe(DEEP, 8, **TURNED),
    "5,000 parameters": Recipe(TINY, 9, per_map=True, **TURNED),
}

Job = tuple[str, int]  # the name of a recipe, and a seed


def run(job: Job, keep: Path | None = None) -> Trained:
    """Train a network, or take up the one that a stopped run left in the folder `keep`."""
    name, seed = job
    recipe, path = RECIPES[name], keep and keep / f"{name}, seed {seed}.npz"
    if path and path.exists():
        return kept(path, recipe)
    result = trained(recipe, *learning_digits(), seed)
    print(f"{name}, seed {seed}: {result.seconds} s", flush=True)
    if path:
        weights = {f"{n:02}": weight for n, weight in enumerate(result.model.get_weights())}
        np.savez(path, recipe=repr(recipe), times=result[1:], **weights)
    return result


def kept(path: Path, recipe: Recipe) -> Trained:
    with np.load(path) as arrays:
        if str(arrays["recipe"]) != repr(recipe):
            raise ValueError(f"{path} was made by another recipe. Take an empty folder.")
        seconds, processor_seconds = arrays["times"].tolist()
        model = network(recipe)
        model.set_weights([arrays[name] for name in sorted(arrays.files) if name.isdigit()])
    return Trained(model, seconds, processor_seconds)


def scores_on_test(runs: dict[Job, Trained]) -> dict[Job, float]:
    """The share of the test digits that each network gets right: here they are opened, once."""
    if set(runs) != {(name, seed) for name in RECIPES for seed in SEEDS}:
        raise RuntimeError("the test digits stay sealed until all networks are trained.")
    data = load_mnist()
    return {
        job: round(float((answers(result.model, data.x_test, VIEW) == data.y_test).mean()), 6)
        for job, result in runs.items()
    }


def experiment(processes: int = 1, keep: Path | None = None) -> dict[str, Any]:
    jobs = [(name, seed) for name in RECIPES for seed in SEEDS]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        every = pool.map if processes > 1 else map
        runs = dict(zip(jobs, every(partial(run, keep=keep), jobs), strict=True))
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
    parser.add_argument("--keep", type=Path, help="a folder, from which a stopped run goes on")
    arguments = parser.parse_args()
    record(
        "accuracy",
        "MNIST, 60,000 digits to train on, 10,000 to test once",
        SEEDS,
        lambda: experiment(arguments.processes, arguments.keep),
    )
