"""The records that pages show: complete, read by a page, and what their scripts still give."""

import contextlib
import datetime
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from helpers import SGD
from tests.standins import OFFICIAL
from tools import (
    record_accuracy,
    record_accuracy_search,
    record_callbacks,
    record_cluster,
    record_dense,
    record_depth,
    record_dropout,
    record_epochs,
    record_flatten,
    record_full_speed,
    record_handwriting,
    record_kuzushiji,
    record_learning,
    record_linear,
    record_mixture,
    record_pooling,
    record_regularizers,
    record_shuffle,
    record_simple_cnn,
    record_steps,
    record_sweeps,
    record_tied_pooling,
    record_tutorial_k,
    record_tutorial_n,
    record_tutorial_t,
)
from tools.accuracy import network
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
    pages = [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "book").glob("*.md")]
    assert any(f"results/{path.name}" in page.read_text("utf-8") for page in pages)


@contextlib.contextmanager
def official_files() -> Iterator[None]:
    if not OFFICIAL.is_dir():
        pytest.skip("the official files are not in ../shared/data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELPERS_DATA_DIR", str(OFFICIAL))
        yield


def with_official_files(run: Callable[[], list[float]]) -> Callable[[], list[float]]:
    def again() -> list[float]:
        with official_files():
            return run()

    return again


def one_layer_on_mnist() -> list[float]:
    with official_files():
        run = record_dense.run(record_dense.single, seed=0)
    return [run["train"], run["val"]]


def first_losses_of_kuzushiji() -> list[float]:
    with official_files():
        known, new = record_kuzushiji.first(1000), record_kuzushiji.parts()[1]
    return record_kuzushiji.run(known, new, 0.5, seed=0, epochs=2)["val_loss"]


HALVES = ("choose", "judge")
# A small part of each record, run again: name, recorded figures, the same figures anew.
Part = tuple[str, Callable[[Any], list[float]], Callable[[], list[float]]]
PARTS: list[Part] = [
    (
        "accuracy",
        lambda figures: [network["parameters"] for network in figures["networks"].values()],
        lambda: [network(r).count_params() for r in record_accuracy.RECIPES.values()],
    ),
    (
        "accuracy_search",
        lambda figures: [trial["parameters"] for trial in figures["trials"]],
        lambda: [network(recipe).count_params() for recipe in record_accuracy_search.TRIALS],
    ),
    (
        "pooling",
        lambda figures: first_run(figures, "corner", 0.003)["accuracy_by_epoch"][:2],
        lambda: record_pooling.train("corner", 0.003, seed=0, epochs=2)["accuracy_by_epoch"],
    ),
    (
        "tied_pooling",
        lambda figures: figures["Adam, no relu"]["bug"][0][:1],
        lambda: record_tied_pooling.accuracies(
            record_tied_pooling.TiedMaxPooling2D, "Adam", None, seeds=[0], epochs=1
        )[0],
    ),
    (
        "flatten",
        lambda figures: figures["runs"]["means"]["0.01"][0]["judge_by_epoch"][:1],
        lambda: record_flatten.run("means", 0.01, seed=0, epochs=1)["judge_by_epoch"],
    ),
    (
        "shuffle",
        lambda figures: [figures["pool"]["shuffled"]["0.01"][key][0] for key in HALVES],
        lambda: [record_shuffle.run("pool", "shuffled", 0.01, seed=0)[key] for key in HALVES],
    ),
    (
        "dense",
        lambda figures: [figures["one layer"][part][0] for part in ("train", "val")],
        one_layer_on_mnist,
    ),
    (
        "depth",
        lambda figures: figures["slope"]["0.001"]["right"]["accuracy"][:1],
        lambda: [record_depth.curves(record_depth.network((64, 64, 64), 0.001, 0))["judge"][-1][1]],
    ),
    (
        "dropout",
        lambda figures: figures["both"]["seed_val_loss"][0][:1],
        lambda: record_dropout.curves(record_dropout.PLACES["both"], [0], 1)["val_loss"],
    ),
    (
        "linear",
        lambda figures: [figures["four layers, small start"][key][0] for key in ("train", "val")],
        lambda: [
            record_linear.run(record_linear.four(False, 0), 0)[key] for key in ("train", "val")
        ],
    ),
    (
        "regularizers",
        lambda figures: [figures["sides"]["dropout"]["loss"][0]],
        lambda: [record_regularizers.run("dropout", 0, decay=0.01, rate=0.5)["loss"]],
    ),
    (
        "learning",
        lambda figures: figures["rate_tests"]["SGD"]["losses"][0][:40],
        lambda: record_learning.rate_test(SGD(0.1), seed=0)[:40],
    ),
    (
        "steps",
        lambda figures: figures["equal_steps"]["32"]["0.1"]["choose"][:1],
        lambda: [record_steps.loss(32, 0.1, record_steps.STEPS, seeds=[0])["choose"][0]],
    ),
    (
        "epochs",
        lambda figures: figures["epochs"]["0.003"]["judge"][0][:1],
        lambda: record_epochs.lengths(0.003, seeds=[0], epochs=5)["judge"][0],
    ),
    (
        "callbacks",
        lambda figures: figures["schedules"]["constant"]["0.02"][0]["val_loss"][:2],
        lambda: record_callbacks.scheduled("constant", 0.02, seed=0, epochs=2)["val_loss"],
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
        "mixture",
        lambda figures: [figures["read"], figures["means"]["Kuzushiji"]["1"][0]],
        with_official_files(
            lambda: [
                record_mixture.read_by_the_others().mean(),
                record_mixture.nearest_mean("Kuzushiji", 1, seed=0),
            ]
        ),
    ),
    (
        "simple_cnn",
        lambda figures: [figures["helpers"][0]["parameters"]],
        lambda: [record_simple_cnn.with_helpers(0)[0].count_params()],
    ),
    (
        "sweeps",
        lambda figures: [two_epochs(figures)[name] for name in HALVES],
        lambda: [
            two_epochs({"one at a time": record_sweeps.run([{"epochs": 2}], [0])})[name]
            for name in HALVES
        ],
    ),
    (
        "cluster",
        lambda figures: [figures["1"][0]["bytes"] / 1e6],
        lambda: [sum(array.nbytes for array in record_cluster.digits()) / 1e6],
    ),
    (
        "full_speed",
        lambda figures: [of_24(figures, what) / 1e6 for what in ("flops", "kB")],
        lambda: [
            record_full_speed.flops(record_full_speed.BASE) / 1e6,
            record_full_speed.peak_bytes(record_full_speed.layer_run()[1]) / 32 / 1e9,
        ],
    ),
    (
        "tutorial_k",
        lambda figures: [figures["pooling"]["max"]["0.001"][0]["first"]["new"]],
        with_official_files(
            lambda: [record_tutorial_k.pooled("max", 0.001, 0, epochs=2)["first"]["new"]]
        ),
    ),
    (
        "tutorial_n",
        lambda figures: figures["repaired"]["Adam 0.001"][0]["accuracy"][:1],
        with_official_files(lambda: record_tutorial_n.repaired("Adam 0.001", 0, 1)["accuracy"]),
    ),
    (
        "tutorial_t",
        lambda figures: [figures["mnist"]["relu"][0]["early"]],
        with_official_files(lambda: [record_tutorial_t.early("relu", 0)]),
    ),
]


def first_run(figures: dict[str, Any], network: str, rate: float) -> dict[str, Any]:
    which = (network, rate)
    return next(run for run in figures["runs"] if (run["network"], run["learning_rate"]) == which)


def of_24(figures: dict[str, Any], what: str) -> float:
    """What a convolution of images of 24 x 24 costs."""
    grown = figures["growth"]["size"]
    return grown[what][grown["values"].index(24)]


def two_epochs(figures: dict[str, Any]) -> dict[str, float]:
    """The scores of the first seed, two epochs."""
    trials = figures["one at a time"]
    return next(trial["scores"] for trial in trials if trial["settings"] == {"epochs": 2})


@pytest.mark.parametrize(("name", "recorded", "again"), PARTS, ids=[part[0] for part in PARTS])
def test_a_part_of_the_record_comes_out_again(name, recorded, again) -> None:
    # On another machine sums are rounded otherwise, and a few of 1,000 digits change sides.
    np.testing.assert_allclose(again(), recorded(read(name)["figures"]), atol=0.015)
