"""Records of experiments that take too long for a page: JSON files in notebooks/results/."""

import datetime
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from helpers import add_channel_axis, load_digits, scale_pixels
from helpers.writing import write_whole

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "notebooks" / "results"
RECORDINGS = ROOT / "helpers" / "widgets" / "recordings"  # what widgets play back


class Parts(NamedTuple):
    """Images (N, 28, 28, 1) float32 in [0, 1] and labels (N,), to train and to validate on."""

    x: np.ndarray
    y: np.ndarray
    x_val: np.ndarray
    y_val: np.ndarray


def digits(count: int = 3000) -> Parts:
    """The first `count` of the 3,000 digits to train on, and the 1,000 to validate on.

    All 4,000 are training images of `load_digits()`: every comparison of the book is made on
    them. The test images stay sealed but for `record_training`, which opens them once.
    """
    data = load_digits()
    x, y = add_channel_axis(scale_pixels(data.x_train)), data.y_train
    return Parts(x[1000 : 1000 + count], y[1000 : 1000 + count], x[:1000], y[:1000])


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
