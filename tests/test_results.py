"""The records that pages show: complete, read by a page, and what their scripts still give."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from helpers import SGD, load_digits
from tests.standins import OFFICIAL
from tools import (
    record_callbacks,
    record_dense,
    record_dropout,
    record_handwriting,
    record_kuzushiji,
    record_learning,
    record_pooling,
    record_tutorial_k,
    record_tutorial_n,
    record_tutorial_t,
)
from tools.book import ROOT

RECORDS = sorted((ROOT / "notebooks" / "results").glob("*.json"))
every_record = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)


def read(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "notebooks" / "results" / f"{name}.json").read_text("utf-8"))


@every_record
def test_a_record_says_how_it_was_made(path) -> None:
    record = read(path.stem)
    assert record["data"]
    assert record["seeds"]
    assert record["figures"]
    assert 0 < record["seconds"] < 3600
    datetime.date.fromisoformat(record["date"])
    assert (ROOT / "tools" / f"record_{path.stem}.py").is_file()


@every_record
def test_a_page_reads_the_record(path) -> None:
    pages = [page.read_text("utf-8") for page in (ROOT / "notebooks").glob("*.ipynb")]
    assert any(f"results/{path.name}" in page for page in pages)


def first_losses_of_kuzushiji() -> list[float]:
    if not OFFICIAL.is_dir():
        pytest.skip("KMNIST's official files are not in ../shared/data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
        known, new = record_kuzushiji.first(1000), record_kuzushiji.parts()[1]
    return record_kuzushiji.run(known, new, 0.5, seed=0, epochs=2)["val_loss"]


# A small part of each record, run again: name, recorded figures, the same figures anew.
Part = tuple[str, Callable[[Any], list[float]], Callable[[], list[float]]]
PARTS: list[Part] = [
    (
        "pooling",
        lambda figures: first_run(figures, "stride")["accuracy_by_epoch"][:2],
        lambda: record_pooling.train("stride", 0.001, seed=0, epochs=2)["accuracy_by_epoch"],
    ),
    (
        "dense",
        lambda figures: [figures["digits"]["one layer"][part][0] for part in ("train", "test")],
        lambda: record_dense.run(record_dense.single, record_dense.flat(load_digits, 4000), 0)[1:],
    ),
    (
        "dropout",
        lambda figures: figures["both"]["seed_val_loss"][0][:1],
        lambda: record_dropout.curves(record_dropout.PLACES["both"], [0], 1)["val_loss"],
    ),
    (
        "learning",
        lambda figures: figures["starts"]["he_normal"][0]["loss"][:1],
        lambda: record_learning.train(SGD(0.05), 0, 1, kernel_initializer="he_normal")["loss"],
    ),
    (
        "callbacks",
        lambda figures: figures["schedules"]["constant"][0][:2],
        lambda: record_callbacks.val_losses("constant", seed=0, epochs=2),
    ),
    (
        "handwriting",
        lambda figures: [figures["turned"][way][3] for way in ("plain", "steps")],
        lambda: record_handwriting.both_ways("turned", -30, *record_handwriting.unseen_digits()),
    ),
    (
        "kuzushiji",
        lambda figures: figures["sizes"]["1000"]["network"][0]["val_loss"][:2],
        first_losses_of_kuzushiji,
    ),
    (
        "tutorial_k",
        lambda figures: figures["pooling"]["digits"]["max"][0]["test"],
        lambda: record_tutorial_k.train(record_tutorial_k.pooled("max", 0), "digits")["test"],
    ),
    (
        "tutorial_n",
        lambda figures: figures["digits"]["Adam 0.001"][0]["test_accuracy"][:1],
        lambda: record_tutorial_n.digits("Adam 0.001", seed=0, count=1)["test_accuracy"],
    ),
    (
        "tutorial_t",
        lambda figures: figures["digits"]["relu and dropout"]["100"][0],
        lambda: record_tutorial_t.few_digits("relu and dropout", seed=0, steps=100),
    ),
]


def first_run(figures: dict[str, Any], network: str) -> dict[str, Any]:
    return next(run for run in figures["runs"] if run["network"] == network)


@pytest.mark.parametrize(("name", "recorded", "again"), PARTS, ids=[part[0] for part in PARTS])
def test_a_part_of_the_record_comes_out_again(name, recorded, again) -> None:
    # On another machine sums are rounded otherwise, and a few of 1,000 digits change sides.
    np.testing.assert_allclose(again(), recorded(read(name)["figures"]), atol=0.015)
