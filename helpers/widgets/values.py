"""Values that widgets ask for by name: pictures, trained filters, quizzes.

In a kernel `Widget` answers a module's question with `named_value`; for the book the Sphinx
extension writes every one of `value_names()` once into the site.

    picture/NAME   uint8 (H, W), see `helpers.widgets.pictures`
    filters/course float32 (8, 3, 3), the first layer of the shipped course network
    network/course the whole shipped network, for `network.js`
    maps/course    a gallery of digits, and those that each of its maps answers most
    quiz/NAME      the questions of `quizzes/NAME.json`
    recording/NAME a recorded training, `recordings/NAME.json`, made by `tools/record_NAME.py`
"""

import json
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers.data import load_digits
from helpers.network import Sequential
from helpers.widgets.network import pack_maps, pack_network
from helpers.widgets.pictures import picture, picture_names

QUIZZES = Path(__file__).parent / "quizzes"
RECORDINGS = Path(__file__).parent / "recordings"


class MissingValue(LookupError):
    """A value that this installation does not hold."""


def value_names() -> list[str]:
    """Names of all values that exist in this installation."""
    names = [f"picture/{name}" for name in picture_names()]
    with suppress(MissingValue):
        course_filters()
        names += ["filters/course", "network/course", "maps/course"]
    for kind, folder in (("quiz", QUIZZES), ("recording", RECORDINGS)):
        names += [f"{kind}/{path.stem}" for path in sorted(folder.glob("*.json"))]
    return names


def named_value(name: str) -> Any:
    """The value of that name: an array, or what a JSON file holds.

    Raises:
        MissingValue: no such value, with a sentence that can be shown to the reader.
    """
    kind, _, rest = name.partition("/")
    if kind == "picture" and rest in picture_names():
        return picture(rest)
    if name == "filters/course":
        return course_filters()
    if name == "network/course":
        return pack_network(trained_network())
    if name == "maps/course":
        return course_maps()
    if kind == "quiz" and (QUIZZES / f"{rest}.json") in QUIZZES.glob("*.json"):
        return json.loads((QUIZZES / f"{rest}.json").read_text(encoding="utf-8"))
    if kind == "recording" and (RECORDINGS / f"{rest}.json") in RECORDINGS.glob("*.json"):
        return recording(rest)
    raise MissingValue(
        f"There is no value named {name!r}. The names are: {', '.join(value_names())}."
    )


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
    gallery = [int(np.flatnonzero(digits.y_test == digit)[0]) for digit in range(10)]
    packed = pack_maps(trained_network(), digits.x_test[..., None], gallery)
    return packed | {"labels": list(range(10)), "about": "the 1,000 held-out digits"}


def recording(name: str) -> Any:
    """What `recordings/NAME.json` holds."""
    return json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))


def encode(value: Any) -> tuple[dict[str, Any], list[bytes]]:
    """A value as a message for JavaScript: a small header, and the bytes of an array."""
    if isinstance(value, np.ndarray):
        return {"dtype": value.dtype.name, "shape": list(value.shape)}, [value.tobytes()]
    return {"json": value}, []
