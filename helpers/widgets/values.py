"""Values that widgets ask for by name: pictures, trained filters, quizzes.

In a kernel `Widget` answers a module's question with `named_value`; for the book the Sphinx
extension writes every one of `value_names()` once into the site.

    picture/NAME   uint8 (H, W), see `helpers.widgets.pictures`
    filters/course float32 (8, 3, 3), the first layer of the shipped course network
    network/course the whole shipped network, for `network.js`
    maps/course    a gallery of digits, and those that each of its maps answers most
    digits/course  the 4,000 digits of chapter 7: 1,000 held out, then 3,000 to train on
    lab/course     the course network without weights, and the program that trains it in a page
    quiz/NAME      the questions of `quizzes/NAME.json`
    recording/NAME a recorded training, `recordings/NAME.json`, made by `tools/record_NAME.py`
"""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers.data import load_digits
from helpers.network import Sequential
from helpers.saving import weight_names
from helpers.weights import course_network
from helpers.widgets.modules import module_text
from helpers.widgets.network import layer_facts, pack, pack_maps, pack_network, pack_tight
from helpers.widgets.pictures import PICTURES, picture

FOLDERS = {
    "quiz": Path(__file__).parent / "quizzes",
    "recording": Path(__file__).parent / "recordings",
}


class MissingValue(LookupError):
    """A value that this installation does not hold."""


def value_names() -> list[str]:
    """Names of all values that exist in this installation."""
    names = [f"picture/{name}" for name in PICTURES]
    with suppress(MissingValue):
        trained_network()
        names += COURSE
    return names + [f"{kind}/{name}" for kind in FOLDERS for name in file_names(kind)]


def named_value(name: str) -> Any:
    """The value of that name: an array, or what a JSON file holds.

    Raises:
        MissingValue: no such value, with a sentence that can be shown to the reader.
    """
    kind, _, rest = name.partition("/")
    if kind == "picture" and rest in PICTURES:
        return picture(rest)
    if name in COURSE:
        return COURSE[name]()
    if kind in FOLDERS and rest in file_names(kind):
        return read_file(kind, rest)
    raise MissingValue(
        f"There is no value named {name!r}. The names are: {', '.join(value_names())}."
    )


def file_names(kind: str) -> list[str]:
    """Names of all files of a kind, "quiz" or "recording"."""
    return sorted(path.stem for path in FOLDERS[kind].glob("*.json"))


def read_file(kind: str, name: str) -> Any:
    """What the file of that kind and name holds."""
    return json.loads((FOLDERS[kind] / f"{name}.json").read_text(encoding="utf-8"))


def course_filters() -> np.ndarray:
    """First-layer kernels of the shipped course network: float32 (8, 3, 3).

    Raises:
        MissingValue: the trained weights are not installed.
    """
    kernel = trained_network().get_weights()[0]  # (3, 3, 1 gray channel, 8 filters)
    return np.ascontiguousarray(kernel[:, :, 0].transpose(2, 0, 1))


def trained_network() -> Sequential:
    """The course network with its shipped weights.

    Raises:
        MissingValue: the trained weights are not installed.
    """
    from helpers import weights

    if not weights.WEIGHTS.exists():
        raise MissingValue(
            "The trained weights of the course network are not in helpers/weights. "
            "Install the whole project, or train them with tools/train_weights.py."
        )
    return weights.load_course_network()


@cache
def course_maps() -> dict[str, Any]:
    """The gallery of `FeatureMapExplorer`: the digits of `pictures.py`, and the strongest images.

    Raises:
        MissingValue: the trained weights are not installed.
    """
    digits = load_digits()
    gallery = [int(np.flatnonzero(digits.y_train == digit)[0]) for digit in range(10)]
    packed = pack_maps(trained_network(), digits.x_train[:1000, ..., None], gallery)
    return packed | {"labels": list(range(10)), "about": "the 1,000 validation digits"}


@cache
def course_digits() -> dict[str, Any]:
    """All of `load_digits().x_train`. As deflated bytes they weigh less than as a PNG file."""
    digits = load_digits()
    return {
        "held_out": 1000,
        "pixels": pack_tight(digits.x_train),
        "labels": pack(digits.y_train.astype(np.uint8)),
    }


def course_lab() -> dict[str, Any]:
    """What `TrainingLab` trains, the text of its Worker, and the weights' names in a file."""
    model = course_network()
    weights = zip(weight_names(model), model.get_weights(), strict=True)
    return {
        "network": {"facts": layer_facts(model), "input": list(model.input_shape[1:])},
        "weights": [{"name": name, "shape": list(w.shape)} for name, w in weights],
        # A classic script: browsers refuse a Worker that is a module to a page from a disk.
        "worker": re.sub("^export ", "", module_text("training_worker"), flags=re.MULTILINE),
    }


COURSE: dict[str, Callable[[], Any]] = {
    "filters/course": course_filters,
    "network/course": lambda: pack_network(trained_network()),
    "maps/course": course_maps,
    "digits/course": course_digits,
    "lab/course": course_lab,
}


def encode(value: Any) -> tuple[dict[str, Any], list[bytes]]:
    """A value as a message for JavaScript: a small header, and the bytes of an array."""
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.name, "shape": list(value.shape)}, [value.tobytes()]
    return {"json": value}, []
