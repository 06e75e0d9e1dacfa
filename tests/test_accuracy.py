"""The accuracy records: digits that are changed rightly, and a test set that stays sealed."""

import ast
import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from helpers import load_digits
from helpers.data import Dataset
from tools import accuracy, record_accuracy, record_accuracy_search
from tools.accuracy import Recipe, UpAndDown
from tools.book import ROOT

RECIPE = Recipe(((4, 5), (6, 3)), epochs=3, shift=2)


class Most:
    """Chance that always comes out highest."""

    def uniform(self, low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
        return np.full(shape, high)


@pytest.fixture(scope="module")
def digits() -> Dataset:
    """2,000 embedded digits to learn from, and 300 others in the place of the test digits."""
    x, y = load_digits()[:2]
    return Dataset(x[1000:3000], y[1000:3000], x[:300], y[:300])


def turned(images: np.ndarray, **options: float) -> np.ndarray:
    recipe = dataclasses.replace(RECIPE, **{"shift": 0, **options})
    return accuracy.turned(images, recipe, Most())  # type: ignore[arg-type]


def test_a_digit_that_is_not_turned_stays_as_it_is(digits) -> None:
    np.testing.assert_allclose(turned(digits.x_train[:5]), digits.x_train[:5], atol=0.01)


def test_a_quarter_turn(digits) -> None:
    images = digits.x_train[:5]
    expected = np.rot90(images, axes=(1, 2))
    got = turned(images, turn=90)
    assert min(np.abs(got - other).max() for other in (expected, expected[:, ::-1, ::-1])) < 0.1


def test_a_digit_is_shifted_by_whole_and_half_pixels(digits) -> None:
    images = digits.x_train[:5].astype(float)
    one = turned(images, shift=1)
    np.testing.assert_allclose(one[:, :-1, :-1], images[:, 1:, 1:], atol=0.01)
    half = turned(images, shift=0.5)[:, :-1, :-1]
    mixture = (
        images[:, :-1, :-1] + images[:, 1:, :-1] + images[:, :-1, 1:] + images[:, 1:, 1:]
    ) / 4
    np.testing.assert_allclose(half, mixture, atol=0.01)


def test_a_zoom_by_two_takes_every_second_pixel() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 8:20, 8:20] = 200
    got = turned(image, zoom=1)  # twice the step from pixel to pixel: half the size
    assert got.sum() == pytest.approx(image.sum() / 4, rel=0.01)


def test_shifts_are_whole_and_reach_every_place(digits) -> None:
    images = np.repeat(digits.x_train[:1], 500, axis=0)
    got = accuracy.changed(images, RECIPE, np.random.default_rng(0))
    paper = np.pad(images[0], 2)
    places = {paper[i : i + 28, j : j + 28].tobytes(): (i, j) for i in range(5) for j in range(5)}
    assert {places[image.tobytes()] for image in got} == set(places.values())


def test_the_rate_goes_up_and_down() -> None:
    model = accuracy.network(RECIPE, seed=0)
    schedule = UpAndDown(0.5, steps=100)
    schedule.set_model(model)
    rates = []
    for step in range(100):
        schedule.on_train_batch_begin(step)
        rates.append(model.optimizer.learning_rate)
    assert rates[0] == pytest.approx(0.05)
    assert max(rates) == rates[20] == 0.5
    assert rates[60] == pytest.approx(0.25)
    assert 0 < rates[-1] < 0.001
    assert rates == [*sorted(rates[:20]), *sorted(rates[20:], reverse=True)]


@pytest.mark.parametrize("per_map", [True, False])
def test_the_network_of_a_recipe(per_map) -> None:
    model = accuracy.network(dataclasses.replace(RECIPE, per_map=per_map), seed=0)
    assert [layer.kind for layer in model.layers].count("max_pooling2d") == 2
    assert model.layers[-1].params["kernel"].shape == (6 if per_map else 150, 10)


# ---- the test digits stay sealed ----


def code_of(module: Any) -> str:
    return (ROOT / "tools" / f"{module.__name__.split('.')[-1]}.py").read_text("utf-8")


def test_one_function_alone_can_see_test_digits() -> None:
    modules = accuracy, record_accuracy_search, record_accuracy
    seeing = [
        node.name
        for module in modules
        for node in ast.parse(code_of(module)).body
        if isinstance(node, ast.FunctionDef) and "_test" in ast.unparse(node.body)
    ]
    assert seeing == ["scores_on_test", "experiment"]  # where they are opened, and what calls it
    assert code_of(record_accuracy).count("= scores_on_test(") == 1


def test_what_is_learned_from_holds_no_test_digits(digits, monkeypatch) -> None:
    monkeypatch.setattr(accuracy, "load_mnist", lambda: digits)
    assert len(accuracy.learning_digits()) == 2
    np.testing.assert_array_equal(accuracy.learning_digits()[0], digits.x_train)


def test_the_test_digits_open_only_once_all_is_trained(monkeypatch) -> None:
    monkeypatch.setattr(record_accuracy, "load_mnist", lambda: pytest.fail("they were opened"))
    with pytest.raises(RuntimeError, match="sealed until all"):
        record_accuracy.scores_on_test({})


@pytest.mark.slow
def test_the_whole_experiment_in_small(digits, monkeypatch, tmp_path) -> None:
    recipes = {name: dataclasses.replace(RECIPE, turn=5) for name in record_accuracy.RECIPES}
    monkeypatch.setattr(record_accuracy, "RECIPES", recipes)
    monkeypatch.setattr(record_accuracy, "SEEDS", [1, 2])
    for module in (accuracy, record_accuracy):
        monkeypatch.setattr(module, "load_mnist", lambda: digits)
    figures = record_accuracy.experiment(keep=tmp_path)
    assert record_accuracy.experiment(keep=tmp_path) == figures  # all of them are taken up
    for network in figures["networks"].values():
        assert network["mean"] == pytest.approx(np.mean(network["accuracy"]), abs=1e-6)
        assert min(network["accuracy"]) > 0.85
        assert len(set(network["accuracy"])) == 2
        assert min(network["processor_seconds"]) > 0
    monkeypatch.setattr(record_accuracy, "RECIPES", dict.fromkeys(recipes, RECIPE))
    with pytest.raises(ValueError, match="another recipe"):
        record_accuracy.experiment(keep=tmp_path)


# ---- the records ----


def read(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "notebooks" / "results" / f"{name}.json").read_text("utf-8"))


def as_json(recipe: Recipe) -> dict[str, Any]:
    return json.loads(json.dumps(dataclasses.asdict(recipe)))


@pytest.mark.parametrize("name", record_accuracy.RECIPES)
def test_the_record_has_all_seeds_and_their_mean(name) -> None:
    record = read("accuracy")
    figures = record["figures"]["networks"][name]
    assert record["seeds"] == record_accuracy.SEEDS == [1, 2, 3]
    assert figures["recipe"] == as_json(record_accuracy.RECIPES[name])
    assert [len(figures[key]) for key in ("accuracy", "seconds", "processor_seconds")] == [3] * 3
    assert figures["mean"] == pytest.approx(np.mean(figures["accuracy"]), abs=1e-6)


@pytest.mark.parametrize("name", record_accuracy.RECIPES)
def test_the_network_of_the_record_is_as_small_as_its_name_says(name) -> None:
    parameters = accuracy.network(record_accuracy.RECIPES[name]).count_params()
    assert read("accuracy")["figures"]["networks"][name]["parameters"] == parameters
    assert parameters <= int(name.split()[0].replace(",", ""))


def test_the_marks_are_reached() -> None:
    figures = read("accuracy")["figures"]["networks"]["34,826 parameters"]
    assert figures["mean"] >= 0.993
    # Two seeds side by side and then the third: within ten minutes on two cores.
    assert 2 * max(figures["processor_seconds"]) < 600


def test_the_search_has_tried_what_was_chosen() -> None:
    trials = [trial["recipe"] for trial in read("accuracy_search")["figures"]["trials"]]
    assert trials == [as_json(recipe) for recipe in record_accuracy_search.TRIALS]
    for recipe in record_accuracy.RECIPES.values():  # it may train longer
        assert any(as_json(recipe) | {"epochs": trial["epochs"]} == trial for trial in trials)
