"""What both sides share: a process that prepares a job, then runs blocks of steps on demand.

It reads one JSON message a line and answers each with one. {"prepare": job} builds a network and
finds out how many steps make a block; {"run": true} runs one block and answers with the mean
seconds of a step; {"peak": true} answers with the operations a second of a large matrix product;
{"memory": job} with the most memory that steps of a new network take beyond what stood there
before; {"facts": true} with the versions in use.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

BLOCK_SECONDS = 0.05
WARM_UP_SECONDS = 0.15
PRODUCT = 1000  # the peak's product is of two square matrices of this size
MEMORY_STEPS = 3
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class Job(NamedTuple):
    network: str  # a name in NETWORKS
    task: str  # "train": one step on one batch; "predict": the outputs for one batch
    batch: int
    data: str  # an .npz file of images (N, 28, 28) uint8 and labels (N,)


def serve(
    prepare: Callable[[Job], Callable[[], object]],
    facts: Callable[[], dict],
    product: Callable[[], object],
) -> None:
    """Answer the messages on standard input until it ends.

    `prepare` returns one step. `product` multiplies two matrices, PRODUCT x PRODUCT, in float32.
    """
    step, steps = None, 0
    for line in sys.stdin:
        message = json.loads(line)
        if "facts" in message:
            answer = facts()
        elif "peak" in message:
            fastest = min(time_block(product, 1) for _ in range(20))
            answer = {"peak": 2 * PRODUCT**3 / fastest}
        elif "memory" in message:
            answer = {"bytes": memory_of_steps(prepare, Job(**message["memory"]))}
        elif "prepare" in message:
            step = prepare(Job(**message["prepare"]))
            steps = steps_of_a_block(step)
            answer = {"steps": steps}
        else:
            answer = {"seconds": time_block(step, steps)}
        print(json.dumps(answer), flush=True)


def steps_of_a_block(step: Callable[[], object]) -> int:
    """Warm up, and count how many steps fill a block."""
    start, count = time.perf_counter(), 0
    while count < 3 or time.perf_counter() - start < WARM_UP_SECONDS:
        step()
        count += 1
    return max(1, round(BLOCK_SECONDS / time_block(step, count)))


def time_block(step: Callable[[], object], steps: int) -> float:
    """Run some steps; return the mean seconds of one."""
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - start) / steps


def memory_of_steps(prepare: Callable[[Job], Callable[[], object]], job: Job) -> int | None:
    """The most bytes that steps of `job` take in a new process, network included; Linux alone.

    A step on one image comes first, so that what is loaded once, as the data are, does not count.
    """
    if not CLEAR.exists():
        return None
    first = prepare(job._replace(batch=1))
    first()
    CLEAR.write_text("5", encoding="ascii")  # the record of the most memory starts anew
    before = _kilobytes("VmRSS")
    step = prepare(job)
    for _ in range(MEMORY_STEPS):
        step()
    first()  # kept until here: what it frees is not there for the other
    return (_kilobytes("VmHWM") - before) * 1024


def _kilobytes(name: str) -> int:
    line = next(row for row in STATUS.read_text().splitlines() if row.startswith(name))
    return int(line.split()[1])
