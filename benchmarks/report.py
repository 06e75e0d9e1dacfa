"""What `python -m benchmarks` prints: the machine, the table, and what its columns mean."""

import datetime
import os
import platform
from pathlib import Path
from typing import NamedTuple

from benchmarks.networks import NETWORKS, operations


class Result(NamedTuple):
    network: str
    task: str
    batch: int
    ours: float  # seconds of one step, median
    theirs: float | None  # PyTorch's, at its faster layout
    layout: str
    ratio: float | None  # ours / theirs: median of the pairs
    low: float | None  # the quartiles of the pairs
    high: float | None


def machine_facts() -> dict[str, str]:
    load = f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "date": datetime.date.today().isoformat(),
        "system": platform.platform(),
        "processor": processor_name(),
        "cores": str(os.cpu_count()),
        "python": platform.python_version(),
        "load before": load,
    }


def processor_name() -> str:
    """Return what the system calls its processor; Linux keeps it in a file."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def print_facts(facts: dict[str, dict]) -> None:
    for owner, values in facts.items():
        print(f"{owner}: " + ", ".join(f"{name} {value}" for name, value in values.items()))


def print_head() -> None:
    print(
        f"\n{'network':<9}{'task':<9}{'batch':>5}{'helpers':>11}{'of peak':>9}{'PyTorch':>11}"
        f"{'of peak':>9}{'ratio':>8}  middle half   PyTorch's layout"
    )


def share_of_peak(result: Result, seconds: float, peak: float) -> float:
    """The operations a second of a step's products, as a share of a large matrix product's."""
    return operations(result.network, result.task) * result.batch / seconds / peak


def print_result(result: Result, peaks: list[float]) -> None:
    """`peaks`: operations a second of a large matrix product, of our side and of PyTorch's."""
    row = f"{result.network:<9}{result.task:<9}{result.batch:>5}{result.ours * 1e3:>8.2f} ms"
    row += f"{share_of_peak(result, result.ours, peaks[0]):>9.0%}"
    if result.theirs is not None:
        row += (
            f"{result.theirs * 1e3:>8.2f} ms{share_of_peak(result, result.theirs, peaks[1]):>9.0%}"
            f"{result.ratio:>8.2f}  {result.low:.2f} to {result.high:.2f}  {result.layout}"
        )
    print(row, flush=True)


def print_memory(memory: dict[str, dict[str, int | None]]) -> None:
    """The table of memory: for each network, bytes of each side."""
    print("\nThe most memory that training steps of 128 images take, network included:")
    for name, sides in memory.items():
        known = {side: taken for side, taken in sides.items() if taken is not None}
        row = ", ".join(f"{side} {taken / 2**20:.1f} MB" for side, taken in known.items())
        others = [taken for side, taken in known.items() if side != "helpers"]
        if others and "helpers" in known:
            row += f": {known['helpers'] / min(others):.2f} times PyTorch's smaller"
        print(f"  {name:<9}{row or 'measured on Linux alone'}")


def print_closing(facts: dict[str, dict], names: list[str]) -> None:
    print(
        "\nOne thread on each side. A ratio below 1 means that helpers, NumPy alone, was faster.\n"
        "Of peak: the multiplications and additions of the layers' products, as a share of what a\n"
        "product of two matrices of 1,000 x 1,000 reaches on that side."
    )
    for name in names:
        print(f"  {name:<8}{NETWORKS[name].about}")
    load = facts["machine"]["load before"]
    if load != "unknown" and float(load) > 0.5:
        print(f"The machine was not idle (load {load}): run this again in a quiet moment.")
