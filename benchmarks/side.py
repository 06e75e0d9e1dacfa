"""What both sides share: a process that prepares a job, then runs blocks of steps on demand.

It reads one JSON message a line and answers each with one. {"prepare": job} builds a network and
finds out how many steps make a block; {"run": true} runs one block and answers with the mean
seconds of a step; {"facts": true} answers with the versions in use.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

BLOCK_SECONDS = 0.05
WARM_UP_SECONDS = 0.15


class Job(NamedTuple):
    network: str  # a name in NETWORKS
    task: str  # "train": one step on one batch; "predict": the outputs for one batch
    batch: int
    data: str  # an .npz file of images (N, 28, 28) uint8 and labels (N,)


def serve(prepare: Callable[[Job], Callable[[], object]], facts: Callable[[], dict]) -> None:
    """Answer the messages on standard input until it ends. `prepare` returns one step."""
    step, steps = None, 0
    for line in sys.stdin:
        message = json.loads(line)
        if "facts" in message:
            answer = facts()
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
