"""How many students a machine carries, from what the trial measured.

python -m tools.hub.capacity                          16 GB and 4 cores
python -m tools.hub.capacity --memory 32 --cores 8
"""

import argparse
import json
import statistics
from typing import Any, NamedTuple

from tools.hub.trial import MEASURED
from tools.notebooks import MOST_MEGABYTES

SYSTEM = 2000  # MB that the machine's own programs and the hub are left
WAIT = 60  # seconds that a class may wait when all of it runs a whole chapter at the same moment


class Student(NamedTuple):
    """What one student of the trial took."""

    server: float  # MB of memory
    kernel: float  # MB of memory
    seconds: float  # of a processor: the start of the server, and the chapter


class Carries(NamedTuple):
    """How many students a machine carries."""

    by_memory: int
    by_processors: int


def measured() -> dict[str, Any]:
    """What the trial wrote last."""
    return json.loads(MEASURED.read_text(encoding="utf-8"))


def one_student(figures: dict[str, Any] | None = None) -> Student:
    """A student's share, from the part of the trial in which many worked at once."""
    many = (figures or measured())["together"]
    count = len(many["page_seconds"])
    return Student(
        server=round(many["peak_megabytes"]["servers"] / count),
        kernel=round(many["peak_megabytes"]["kernels"] / count),
        seconds=round(
            statistics.median(many["server_processor_seconds"])
            + statistics.median(many["kernel_processor_seconds"]),
            1,
        ),
    )


def carries(
    memory: float, cores: float, kernel: float | None = None, wait: float = WAIT
) -> Carries:
    """How many students a machine carries, by its memory and by its processors.

    Args:
        memory: of the machine, in GB.
        cores: how many processors it has, of the kind that the trial ran on.
        kernel: MB that a student's kernels hold, if not what the trial measured.
        wait: seconds that all may wait who run the whole chapter at the same moment.

    Raises ValueError: a number is not positive.
    """
    for name, value in {"memory": memory, "cores": cores, "wait": wait}.items():
        if not value > 0:
            raise ValueError(f"{name} must be more than 0. Received {value}.")
    student = one_student()
    each = student.server + (student.kernel if kernel is None else kernel)
    return Carries(
        by_memory=max(0, int((1000 * memory - SYSTEM) / each)),
        by_processors=int(cores * wait / student.seconds),
    )


def sums(memory: float, cores: float) -> str:
    """How the numbers come about, line by line."""
    student = one_student()
    free = f"({memory:g} GB - {SYSTEM / 1000:g} GB)"
    lines = [
        f"memory:     {free} / ({student.server:g} MB + {kernel:g} MB) = "
        f"{carries(memory, cores, kernel=kernel).by_memory} students, {who}"
        for kernel, who in (
            (student.kernel, "chapter 2"),
            (MOST_MEGABYTES, "any page"),
        )
    ]
    everyone = carries(memory, cores).by_processors
    lines.append(
        f"processors: {cores:g} cores * {WAIT:g} s / {student.seconds:g} s = {everyone} students, "
        f"all at once"
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="How many students a machine carries.")
    parser.add_argument("--memory", type=float, default=16, help="of the machine, in GB (16)")
    parser.add_argument("--cores", type=float, default=4, help="its processors (4)")
    arguments = parser.parse_args()
    try:
        print(sums(arguments.memory, arguments.cores))
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
