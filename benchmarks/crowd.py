"""How long `python -m helpers` takes in company: beside a busy process, and four times at once.

    python -m benchmarks.crowd

Each line compares what a user has who sets nothing, where `helpers` holds the matrix products to
one thread by itself, with the same trainings where the environment says one thread. They run one
after the other, three times, and the ratio is the median of the pairs.
"""

import os
import subprocess
import sys
import time

import numpy as np

PAIRS = 3
LIMITS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
DEFAULT = {name: value for name, value in os.environ.items() if name not in LIMITS}
ONE_THREAD = {**DEFAULT, **dict.fromkeys(LIMITS, "1")}
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
BUSY = [sys.executable, "-c", "while True: pass"]


def start(environment: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "-m", "helpers"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


def seconds(environment: dict[str, str], together: int = 1, busy: int = 0) -> float:
    """How long some trainings take that start together, beside some busy processes."""
    others = [subprocess.Popen(BUSY) for _ in range(busy)]
    try:
        begin = time.perf_counter()
        for process in [start(environment) for _ in range(together)]:
            if process.wait():
                raise RuntimeError("python -m helpers failed: run it to see why")
        return time.perf_counter() - begin
    finally:
        for process in others:
            process.kill()
            process.wait()


def main() -> None:
    cases = {
        "alone": {},
        f"beside {CORES - 1} busy": {"busy": CORES - 1},
        "four at once": {"together": 4},
    }
    print(f"{'':16}{'default':>10}{'one thread':>12}{'ratio':>8}   ({CORES} cores, seconds)")
    for name, company in cases.items():
        pairs = [
            (seconds(DEFAULT, **company), seconds(ONE_THREAD, **company)) for _ in range(PAIRS)
        ]
        ours, one = np.median(pairs, axis=0)
        ratio = np.median([a / b for a, b in pairs])
        print(f"{name:16}{ours:10.1f}{one:12.1f}{ratio:8.2f}", flush=True)


if __name__ == "__main__":
    main()
