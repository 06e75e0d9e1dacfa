"""Records of experiments that take too long for a page: JSON files in notebooks/results/."""

import datetime
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from helpers.files import write_whole

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "notebooks" / "results"
RECORDINGS = ROOT / "helpers" / "widgets" / "recordings"  # what widgets play back


def record(
    name: str,
    data: str,
    seeds: list[int],
    experiment: Callable[[], dict[str, Any]],
    folder: Path = RESULTS,
) -> Path:
    """Run an experiment and write what it returns to notebooks/results/NAME.json.

    Args:
        name: of the file.
        data: what it was run on, in words: "4,000 / 1,000 embedded digits".
        seeds: the seeds it used.
        experiment: takes nothing and returns the figures, as JSON can hold them.
        folder: another one than notebooks/results.
    """
    start = time.perf_counter()
    figures = experiment()
    content = {
        "data": data,
        "seeds": seeds,
        "date": datetime.date.today().isoformat(),
        "seconds": round(time.perf_counter() - start, 1),
        "figures": figures,
    }
    path = folder / f"{name}.json"
    write_whole(path, json.dumps(content, indent=1) + "\n")
    print(f"{path.name}: {content['seconds']} s")
    return path
