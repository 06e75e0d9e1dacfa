"""Time `helpers` against PyTorch and against plain loops, and print a table of ratios.

    python -m benchmarks                      all networks; a few minutes
    python -m benchmarks --quick              the course network, fewer pairs
    python -m benchmarks --torch PYTHON       PYTHON is an interpreter that has PyTorch
    python -m benchmarks --save FILE          keep the figures as JSON, too

The method: each side is a process of its own on one thread. Blocks of about 50 ms alternate, with
gaps of 30 ms in which threads come to rest. The ratio of two blocks that ran one after the other
is one pair; the table gives the median of all pairs and the range of the middle half of them. So
a machine that slows down in the middle slows both sides. PyTorch runs with fused Adam, and each
line takes the faster of its two memory layouts. Expect 10 to 30 % between two runs.
"""

import argparse
import datetime
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.networks import NETWORKS
from helpers import load_digits
from helpers.files import write_whole

FOLDER = Path(__file__).parent
GAP_SECONDS = 0.03
PAIRS = 21
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class Side:
    """One process that times its blocks when asked."""

    def __init__(self, name: str, *command: str) -> None:
        self.name = name
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ONE_THREAD},
        )

    def ask(self, **message: object) -> dict:
        """Send a message and return the answer."""
        try:
            print(json.dumps(message), file=self.process.stdin, flush=True)
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise SystemExit(f"The process of {self.name} ended; its own words are above.")
        return json.loads(answer)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


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


def main() -> None:
    options = parse_arguments()
    python = find_torch(options.torch)
    sides = [Side("helpers", sys.executable, str(FOLDER / "numpy_side.py"))]
    if python is not None:
        script = str(FOLDER / "torch_side.py")
        sides += [Side(layout, python, script, layout) for layout in ("eager", "channels_last")]
    facts = {"machine": machine_facts(), "helpers": sides[0].ask(facts=True)}
    if python is not None:
        facts["PyTorch"] = sides[1].ask(facts=True)
    print_facts(facts)
    pairs = 7 if options.quick else PAIRS
    names = ["course"] if options.quick else list(NETWORKS)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "digits.npz")
        digits = load_digits()
        np.savez(data, images=digits.x_train, labels=digits.y_train)
        print_head()
        for network in names:
            for task, batch in (("train", 32), ("train", 128), ("predict", 32), ("predict", 128)):
                job = {"network": network, "task": task, "batch": batch, "data": data}
                results.append(compare(sides, job, pairs))
                print_result(results[-1])
    for side in sides:
        side.close()
    if python is None:
        print(
            "\nPyTorch was not found, so there are no ratios. Install it into an environment of "
            "its own\n(python -m venv DIR, DIR/bin/pip install torch==2.13.0 numpy) and run\n"
            "python -m benchmarks --torch DIR/bin/python."
        )
    loops = compare_with_loops(results)
    print_closing(facts, names)
    if options.save:
        record = {"facts": facts, "results": [r._asdict() for r in results], "loops": loops}
        write_whole(options.save, json.dumps(record, indent=2) + "\n")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="the course network, 7 pairs")
    parser.add_argument(
        "--torch",
        metavar="PYTHON",
        default=os.environ.get("BENCH_TORCH_PYTHON"),
        help="an interpreter that has PyTorch (default: $BENCH_TORCH_PYTHON, else this one)",
    )
    parser.add_argument("--save", metavar="FILE", help="write the figures to FILE as JSON")
    return parser.parse_args()


def find_torch(python: str | None) -> str | None:
    """Return the interpreter that has PyTorch, None if this one has not and none was named."""
    if python is None:
        return sys.executable if importlib.util.find_spec("torch") else None
    try:
        subprocess.run([python, "-c", "import torch, numpy"], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"{python} can not import torch and numpy ({error}).") from error
    return python


def compare(sides: list[Side], job: dict, pairs: int) -> Result:
    """Time one job on all sides, in alternation."""
    for side in sides:
        side.ask(prepare=job)
    blocks: dict[str, list[float]] = {side.name: [] for side in sides}
    for turn in range(pairs):
        # Each side is first in its turn, so that going first helps nobody.
        first = turn % len(sides)
        for side in sides[first:] + sides[:first]:
            time.sleep(GAP_SECONDS)
            blocks[side.name].append(side.ask(run=True)["seconds"])
    ours = np.array(blocks.pop("helpers"))
    key = (job["network"], job["task"], job["batch"])
    if not blocks:
        return Result(*key, float(np.median(ours)), None, "", None, None, None)
    layout, theirs = min(blocks.items(), key=lambda item: np.median(item[1]))
    low, middle, high = np.quantile(ours / np.array(theirs), [0.25, 0.5, 0.75]).tolist()
    return Result(*key, float(np.median(ours)), float(np.median(theirs)), layout, middle, low, high)


def compare_with_loops(results: list[Result]) -> dict[str, float]:
    """Print, and return, how many times faster per image the layers are than their loops."""
    print("\nThe course network in plain loops, for one image:")
    command = [sys.executable, str(FOLDER / "loops.py")]
    output = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **ONE_THREAD}
    ).stdout
    factors = {}
    for task, seconds in json.loads(output).items():
        ours = next(r for r in results if (r.network, r.task, r.batch) == ("course", task, 32))
        factors[task] = seconds / (ours.ours / ours.batch)
        print(
            f"  {task:<8}{seconds * 1e3:8.0f} ms; helpers, batch 32: "
            f"{ours.ours / ours.batch * 1e6:.0f} us an image, {factors[task]:,.0f} times faster"
        )
    return factors


# ---- the report ----


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
        f"\n{'network':<9}{'task':<9}{'batch':>5}{'helpers':>11}{'PyTorch':>11}"
        f"{'ratio':>8}  middle half   PyTorch's layout"
    )


def print_result(result: Result) -> None:
    row = f"{result.network:<9}{result.task:<9}{result.batch:>5}{result.ours * 1e3:>8.2f} ms"
    if result.theirs is not None:
        row += (
            f"{result.theirs * 1e3:>8.2f} ms{result.ratio:>8.2f}  "
            f"{result.low:.2f} to {result.high:.2f}  {result.layout}"
        )
    print(row, flush=True)


def print_closing(facts: dict[str, dict], names: list[str]) -> None:
    print("\nOne thread on each side. A ratio below 1 means that helpers, NumPy alone, was faster.")
    for name in names:
        print(f"  {name:<8}{NETWORKS[name].about}")
    load = facts["machine"]["load before"]
    if load != "unknown" and float(load) > 0.5:
        print(f"The machine was not idle (load {load}): run this again in a quiet moment.")


if __name__ == "__main__":
    main()
