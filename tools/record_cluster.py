"""Record for lab 14: what a second Dask worker brings, and what a cluster costs.

python -m tools.record_cluster

The same sweep with one worker and with two, in turn, on one machine. The control is a loop of plain
Python in one process and in two: how much of a second core was there to have. Then the parts: the
start of the workers, the way of the data to a worker, and a task that does nothing.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from sklearn.model_selection import ParameterGrid

from helpers.estimator import ConvNetClassifier
from helpers.sweeps import dask_client, sweep
from tools.records import digits, record

ROUNDS = 5
SETTINGS = list(ParameterGrid({"learning_rate": [0.001, 0.003], "dropout": [0.0, 0.5]}))
SEEDS = [0, 1]
EMPTY_TASKS = 200


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def burn(_: int) -> int:
    total = 0
    for number in range(10_000_000):
        total += number & 3
    return total


def nothing(_: int) -> int:
    return 0


def one_round(workers: int) -> dict[str, Any]:
    """Seconds of each part, with this many workers."""
    x, y, x_val, y_val = digits()
    images = {"judge": (x_val, y_val)}
    parts: dict[str, Any] = {}
    begin = time.perf_counter()
    with dask_client(workers=workers) as client:
        parts["start"] = time.perf_counter() - begin
        client.gather(client.map(nothing, range(workers), pure=False))

        def do(function: Callable[[int], int], count: int) -> None:
            client.gather(client.map(function, range(count), pure=False))

        estimator = ConvNetClassifier(epochs=2)
        sweep(estimator, SETTINGS[:1], (x, y), images, SEEDS, client=client, progress=False)
        parts["burn"], _ = timed(lambda: do(burn, 4))
        parts["sweep"], trials = timed(
            lambda: sweep(estimator, SETTINGS, (x, y), images, SEEDS, client=client, progress=False)
        )
        parts["trial"] = statistics.mean(trial.seconds for trial in trials)
        parts["send"], _ = timed(lambda: client.scatter([x, y, x_val, y_val], broadcast=True))
        parts["task"] = timed(lambda: do(nothing, EMPTY_TASKS))[0] / EMPTY_TASKS
        parts["bytes"] = sum(array.nbytes for array in (x, y, x_val, y_val))
        parts["trials"] = len(trials)
    return {name: round(value, 4) for name, value in parts.items()}


def experiment() -> dict[str, Any]:
    rounds: dict[str, Any] = {"1": [], "2": []}
    for _ in range(ROUNDS):
        for workers in (1, 2):
            rounds[str(workers)].append(one_round(workers))
            print(workers, rounds[str(workers)][-1], flush=True)
    return rounds


if __name__ == "__main__":
    record(
        "cluster",
        "3,000 embedded digits to learn from, 1,000 to validate; two epochs a trial; two cores, "
        "other work on them",
        SEEDS,
        experiment,
    )
