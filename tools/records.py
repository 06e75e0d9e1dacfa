"""Records of experiments that take too long for a page: JSON files in notebooks/results/."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "notebooks" / "results"


def record(
    name: str, data: str, seeds: list[int], experiment: Callable[[], dict[str, Any]]
) -> Path:
    """Run an experiment and write what it returns to notebooks/results/NAME.json.

    Args:
        name: of the file.
        data: what it was run on, in words: "4,000 / 1,000 embedded digits".
        seeds: the seeds it used.
        experiment: takes nothing and returns the figures, as JSON can hold them.
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
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{path.name}: {content['seconds']} s")
    return path
