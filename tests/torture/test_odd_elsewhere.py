"""Odd input outside of the network: pictures, plots, comparisons, timing, exports."""

import inspect
import re

import pytest

from helpers import (
    colors,
    comparison,
    controls,
    frameworks,
    images,
    inspection,
    pixels,
    plots,
    sweeps,
    timing,
)
from tests.torture.odd_tables import judged, some
from tests.torture.table_figures import COMPARISON, LAB13, REST, TIMING
from tests.torture.table_pictures import IMAGES, INSPECTION, MODELS, PIXELS
from tests.torture.table_plots import PLOTS

ROWS = [*PIXELS, *IMAGES, *INSPECTION, *MODELS, *PLOTS, *COMPARISON, *TIMING, *LAB13, *REST]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_odd_input_elsewhere(row, trials, tally, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cases = some(list(row.cases()), trials, row.name)
    faults = [f"{case.name}: {fault}" for case in cases for fault in judged(case)]
    assert not faults, "\n".join(faults)
    tally("odd input elsewhere", cases=len(cases))


ROOMS = (
    colors,
    comparison,
    controls,
    frameworks,
    images,
    inspection,
    pixels,
    plots,
    sweeps,
    timing,
)
# These take nothing, or are tried elsewhere: files of pictures in test_hostile_files.py and
# tests/test_images.py; labels with the network; Keras and PyTorch where they are installed.
ELSEWHERE = {
    "nothing",
    "series",
    "MnistSteps",
    "PictureError",
    "PairedDifference",
    "Trial",
    "Pair",
    "read_picture",
    "sweep",
    "dask_client",
    "one_hot",
    "to_categorical",
    "keras_course_network",
    "torch_course_network",
    "to_torch",
    "from_torch",
}


def test_every_public_name_of_these_rooms_is_in_a_table():
    tried = {word for row in ROWS for word in re.split(r"[ |]", row.name)}
    for room in ROOMS:
        names = getattr(room, "__all__", None) or [
            name
            for name, thing in vars(room).items()
            if inspect.isfunction(thing) and thing.__module__ == room.__name__ and name[0] != "_"
        ]
        assert set(names) <= tried | ELSEWHERE, (room.__name__, set(names) - tried)
    assert sum(len(list(row.cases())) for row in ROWS) > 2000
