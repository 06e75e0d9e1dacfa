"""Record for lab 10: how many synthesized photographs of a digit are read, scene by scene.

OPENBLAS_NUM_THREADS=1 python -m tools.record_photographs

Each photograph shows another validation digit; none of these was seen while `find_ink` was
made (the 3,000 others were). Beside it stands a control that takes another paper, and keeps all
marks: a plane through the border of the picture.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.images import PictureError, find_ink, read_picture, to_mnist
from helpers.resizing import BOARD, area_average, sides_for
from helpers.weights import load_course_network
from tools.photographs import SCENES, photograph
from tools.records import digits, record

SEED = 1
COUNT = 60  # photographs of each scene
NETWORK = load_course_network()


def ink_over_a_plane(gray: np.ndarray) -> np.ndarray:
    """Ink where a picture differs from the plane that fits its border best, by half the most."""
    picture = area_average(gray, *sides_for(*gray.shape, BOARD))
    rows, columns = np.indices(picture.shape)
    table = np.stack([np.ones_like(picture), rows, columns], axis=-1)
    border = np.ones(picture.shape, dtype=bool)
    border[1:-1, 1:-1] = False
    plane = table @ np.linalg.lstsq(table[border], picture[border], rcond=None)[0]
    difference = picture - plane
    if (difference**3).sum() < 0:
        difference = -difference
    share = difference / np.quantile(difference, 0.99)
    return np.clip((share - 0.35) / 0.5, 0, 1)


def answer(find: Callable[[np.ndarray], np.ndarray], gray: np.ndarray) -> int:
    """What the course network reads, or -1 where no ink is found."""
    try:
        image = to_mnist(find(gray))
    except PictureError:
        return -1
    return int(NETWORK.predict(image[None, ..., None]).argmax())


def experiment() -> dict[str, Any]:
    parts = digits()
    x = parts.x_val[..., 0].astype(float)
    figures: dict[str, Any] = {}
    for number, scene in enumerate(SCENES):
        rng = np.random.default_rng([SEED, number])
        chosen = rng.choice(len(x), COUNT, replace=False)
        truth = parts.y_val[chosen]
        answers: dict[str, list[int]] = {"find_ink": [], "plane": []}
        for n in chosen:
            gray = read_picture(photograph(scene, x[n], rng))
            answers["find_ink"].append(answer(find_ink, gray))
            answers["plane"].append(answer(ink_over_a_plane, gray))
        figures[scene] = {
            **{name: int((np.array(given) == truth).sum()) for name, given in answers.items()},
            "wrong": [
                [int(n), int(label), given]
                for n, label, given in zip(chosen, truth, answers["find_ink"], strict=True)
                if given != label
            ],
        }
        print(scene, figures[scene], flush=True)
    return {"count": COUNT, "scenes": figures}


def main() -> None:
    record(
        "photographs",
        f"{COUNT} synthesized photographs of each scene, of validation digits",
        [SEED],
        experiment,
    )


if __name__ == "__main__":
    main()
