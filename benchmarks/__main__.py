"""Time `helpers` against PyTorch and against plain loops, and print a table of ratios.

    python -m benchmarks                      all networks; a few minutes
    python -m benchmarks --quick              the course network, fewer pairs
    python -m benchmarks --networks A C       some of the networks (see networks.py)
    python -m benchmarks --torch PYTHON       PYTHON is an interpreter that has PyTorch
    python -m benchmarks --save FILE          keep the figures as JSON, too

The method: each side is a process of its own on one thread. Blocks of about 50 ms alternate, with
gaps of 30 ms in which threads come to rest. The ratio of two blocks that ran one after the other
is one pair; the table gives the median of all pairs and the range of the middle half of them. So
a machine that slows down in the middle slows both sides. PyTorch runs with fused Adam, and each
line takes the faster of its two memory layouts. Expect 10 to 30 % between two runs.

Then come the memory of a training step, two networks in plain loops, and the time of an import.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks import report
from benchmarks.networks import NETWORKS
from benchmarks.report import Result
from helpers import load_digits
from helpers.writing import write_whole

FOLDER = Path(__file__).parent
GAP_SECONDS = 0.03
PAIRS = 21
IN_LOOPS = ("course", "A")  # the networks that are timed in plain loops, too
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


def main() -> None:
    options = parse_arguments()
    python = find_torch(options.torch)
    sides = start_sides(python)
    facts = {"machine": report.machine_facts(), "helpers": sides[0].ask(facts=True)}
    if python is not None:
        facts["PyTorch"] = sides[1].ask(facts=True)
    peaks = [side.ask(peak=True)["peak"] for side in sides[:2]]
    for owner, peak in zip(("helpers", "PyTorch"), peaks, strict=False):
        facts[owner]["matrix product"] = f"{peak / 1e9:.0f} GFLOP/s"
    report.print_facts(facts)
    pairs = 7 if options.quick else PAIRS
    names = ["course"] if options.quick else options.networks
    results = []
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "digits.npz")
        digits = load_digits()
        np.savez(data, images=digits.x_train, labels=digits.y_train)
        report.print_head()
        for network in names:
            for task, batch in (("train", 32), ("train", 128), ("predict", 32), ("predict", 128)):
                job = {"network": network, "task": task, "batch": batch, "data": data}
                results.append(compare(sides, job, pairs))
                report.print_result(results[-1], peaks)
        for side in sides:
            side.close()
        memory = {name: measure_memory(name, python, data) for name in names}
    report.print_memory(memory)
    if python is None:
        print(
            "\nPyTorch was not found, so there are no ratios. Install it into an environment of "
            "its own\n(python -m venv DIR, DIR/bin/pip install torch==2.13.0 numpy) and run\n"
            "python -m benchmarks --torch DIR/bin/python."
        )
    loops = {name: compare_with_loops(name, results) for name in names if name in IN_LOOPS}
    imports = time_import()
    report.print_closing(facts, names)
    if options.save:
        record = {
            "facts": facts,
            "results": [r._asdict() for r in results],
            "memory": memory,
            "loops": loops,
            "import": imports,
        }
        write_whole(options.save, json.dumps(record, indent=2) + "\n")


def start_sides(python: str | None) -> list[Side]:
    """Our side, and PyTorch's with each of its memory layouts if there is an interpreter."""
    sides = [Side("helpers", sys.executable, str(FOLDER / "numpy_side.py"))]
    if python is not None:
        script = str(FOLDER / "torch_side.py")
        sides += [Side(layout, python, script, layout) for layout in ("eager", "channels_last")]
    return sides


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="the course network, 7 pairs")
    parser.add_argument(
        "--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS), help="some of them"
    )
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


def measure_memory(network: str, python: str | None, data: str) -> dict[str, int | None]:
    """The most bytes that training steps of 128 images take, each side in a new process."""
    job = {"network": network, "task": "train", "batch": 128, "data": data}
    taken = {}
    for side in start_sides(python):
        taken[side.name] = side.ask(memory=job)["bytes"]
        side.close()
    return taken


def compare_with_loops(network: str, results: list[Result]) -> dict[str, float]:
    """Print, and return, how many times faster per image the layers are than their loops."""
    print(f"\n{network} in plain loops, for one image:")
    output = run_alone(str(FOLDER / "loops.py"), network)
    factors = {}
    for task, seconds in json.loads(output).items():
        ours = next(r for r in results if (r.network, r.task, r.batch) == (network, task, 32))
        factors[task] = seconds / (ours.ours / ours.batch)
        print(
            f"  {task:<8}{seconds * 1e3:8.0f} ms; helpers, batch 32: "
            f"{ours.ours / ours.batch * 1e6:.0f} us an image, {factors[task]:,.0f} times faster"
        )
    return factors


def time_import() -> float:
    """Print, and return, how many seconds `import helpers` takes after `import numpy`, median.

    Python finds its compiled files, as from the second import on.
    """
    code = (
        "import numpy, time; start = time.perf_counter(); import helpers; "
        "print(time.perf_counter() - start)"
    )
    with tempfile.TemporaryDirectory() as folder:
        compiled = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        run_alone("-c", code, **compiled)
        median = float(np.median([float(run_alone("-c", code, **compiled)) for _ in range(PAIRS)]))
    print(f"\nimport helpers, over NumPy: {median * 1e3:.0f} ms")
    return median


def run_alone(*arguments: str, **environment: str) -> str:
    """What a new process of this Python prints, on one thread."""
    return subprocess.run(
        [sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **ONE_THREAD, **environment},
    ).stdout


if __name__ == "__main__":
    main()
