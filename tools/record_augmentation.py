"""Record for lab 10: does a network that has seen changed digits read changed digits better?

HELPERS_DATA_DIR=../shared/data OPENBLAS_NUM_THREADS=1 python -m tools.record_augmentation

The course network on 3,000 digits, 5 seeds, 12 epochs. The sides of a comparison share first
weights, epochs and the number of images an epoch. They differ in the change that about half of the
images undergo, drawn afresh for each epoch. All are judged on the 1,000 validation digits.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers import Dense, Sequential, load_kmnist, scale_pixels
from helpers.weights import course_layers
from tools.record_handwriting import MARGIN, field, inked, rescaled, steps, turned
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
EPOCHS = 12
CHANGED = 0.5  # of the images of an epoch
SURE = 0.9  # what a reader might ask for, to tell digits from other things

Images = np.ndarray  # (N, 28, 28), ink from 0 to 1
Rng = np.random.Generator


# ---- what may happen to a digit ----


def moved(images: Images, rng: Rng) -> Images:
    """Each by up to 4 pixels down or up, and across."""
    papers = np.pad(images, ((0, 0), (MARGIN,) * 2, (MARGIN,) * 2))
    result = np.empty_like(images)
    for n, (i, j) in enumerate(MARGIN + rng.integers(-4, 5, (len(images), 2))):
        result[n] = papers[n, i : i + 28, j : j + 28]
    return result


def rotated(images: Images, rng: Rng) -> Images:
    """Each by up to 45 degrees, one way or the other."""
    angles = rng.uniform(-45, 45, len(images))
    return np.concatenate(
        [field(turned(image[None], angle)) for image, angle in zip(images, angles, strict=True)]
    )


def resized(images: Images, rng: Rng) -> Images:
    """Each field to a side of 14 to 28 pixels, in the middle of 28x28."""
    result = np.zeros_like(images)
    for side, which in groups(rng.integers(7, 15, len(images)) * 2):
        start = (28 - side) // 2
        result[which, start : start + side, start : start + side] = rescaled(images[which], side)
    return result


def groups(kinds: np.ndarray) -> list[tuple[Any, np.ndarray]]:
    """The places of each kind."""
    return [(kind, np.flatnonzero(kinds == kind)) for kind in np.unique(kinds).tolist()]


def drawn(images: Images, rng: Rng) -> Images:
    """Each with a pen from 1.5 pixels thinner to 4 pixels thicker."""
    result = np.empty_like(images)
    for pen, which in groups(rng.choice([-1.5, -1, 2, 3, 4], len(images))):
        result[which] = field(inked(images[which], pen))
    return result


CHANGES: dict[str, Callable[[Images, Rng], Images]] = {
    "moved": moved,
    "turned": rotated,
    "sized": resized,
    "inked": drawn,
}


def crossed(images: Images, rng: Rng) -> Images:
    """Each with a bar across the middle of its ink, as many write a seven."""
    rows, columns = np.indices((28, 28))
    result = images.copy()
    for n, image in enumerate(images):
        row = round(14 + rng.uniform(-1, 2))
        across = np.flatnonzero(image[row] > 0.5)
        middle = across.mean() if len(across) else 14
        along = columns - middle
        near = np.clip(1.6 - np.abs(rows - row + rng.uniform(-0.2, 0.3) * along), 0, 1)
        result[n] = np.maximum(image, near * np.clip(5.5 - np.abs(along), 0, 1))
    return result


# ---- training ----


def network(seed: int, classes: int = 10) -> Sequential:
    model = Sequential([*course_layers()[:-1], Dense(classes, activation="softmax")], seed=seed)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def variants(images: Images, seed: int) -> dict[str, Images]:
    """A pool of changed copies for each change: as many as four epochs see."""
    rng = np.random.default_rng(seed)
    return {
        name: np.stack([change(images, rng) for _ in range(4)]).astype(np.float32)
        for name, change in CHANGES.items()
    }


def trained(
    images: Images, labels: np.ndarray, pool: list[Images], seed: int, classes: int = 10
) -> Sequential:
    """The network after EPOCHS, in which an image is exchanged for a copy, at even odds."""
    model, rng = network(seed, classes), np.random.default_rng(seed)
    for _ in range(EPOCHS):
        x = images.astype(np.float32)
        if pool:
            change = rng.random(len(x)) < CHANGED
            which, copy = rng.integers(len(pool), size=len(x)), rng.integers(4, size=len(x))
            for n in np.flatnonzero(change):
                x[n] = pool[which[n]][copy[n], n]
        model.fit(x[..., None], labels, epochs=1, verbose=0)
    return model


def probabilities(model: Sequential, images: Images) -> np.ndarray:
    return model.predict(images[..., None].astype(np.float32), batch_size=500)


def right(model: Sequential, images: Images, labels: np.ndarray) -> float:
    return round(float((probabilities(model, images).argmax(axis=1) == labels).mean()), 4)


# ---- the figures ----


def augmentation(x: Images, y: np.ndarray, x_val: Images, y_val: np.ndarray) -> dict[str, Any]:
    """Accuracies by side, by test, by seed: as they are handed over, and after the steps."""
    rng = np.random.default_rng(99)
    tests = {"as they are": x_val, **{n: change(x_val, rng) for n, change in CHANGES.items()}}
    after = {name: steps(images) for name, images in tests.items()}
    pools = variants(x, 100)
    sides = {"plain": [], **{name: [name] for name in CHANGES}, "all four": list(CHANGES)}
    figures: dict[str, Any] = {"plain": {}, "after the steps": {}}
    for side, names in sides.items():
        models = [trained(x, y, [pools[name] for name in names], seed) for seed in SEEDS]
        for way, sets in (("plain", tests), ("after the steps", after)):
            figures[way][side] = {
                name: [right(model, images, y_val) for model in models]
                for name, images in sets.items()
            }
        print(side, {n: np.mean(v).round(3) for n, v in figures["plain"][side].items()}, flush=True)
    return figures


def bars(x: Images, y: np.ndarray, x_val: Images, y_val: np.ndarray) -> dict[str, Any]:
    """Sevens with a bar: how many are read, without and with such sevens in training."""
    rng = np.random.default_rng(7)
    sevens = x_val[y_val == 7]
    tests = {"sevens": (sevens, 7), "crossed sevens": (crossed(sevens, rng), 7)}
    pool = np.stack([x] * 4).astype(np.float32)
    for copies in pool:
        copies[y == 7] = crossed(copies[y == 7], rng)
    figures = {}
    for side, chosen in (("plain", []), ("crossed", [pool])):
        models = [trained(x, y, chosen, seed) for seed in SEEDS]
        figures[side] = {
            name: [right(m, images, np.full(len(images), label)) for m in models]
            for name, (images, label) in tests.items()
        }
        figures[side]["as they are"] = [right(m, x_val, y_val) for m in models]
    return {"count": len(sevens), **figures}


def no_digit(x: Images, y: np.ndarray, x_val: Images, y_val: np.ndarray) -> dict[str, Any]:
    """Characters of KMNIST as what is no digit: a threshold against an eleventh class.

    The eleventh class learns from 300 characters of classes 0 to 4; both sides are asked about 500
    characters of classes 5 to 9. For the threshold, the digits that pass are as many as those that
    the other side takes for digits.
    """
    data = load_kmnist(partial=True)
    characters = scale_pixels(data.x_train).astype(float)
    taught = characters[data.y_train < 5][:300]
    asked = characters[data.y_train >= 5][:500]
    x_all, y_all = np.concatenate([x, taught]), np.append(y, np.full(len(taught), 10))
    rows: dict[str, list[float]] = {
        "characters above 90 %": [],
        "digits above 90 %": [],
        "characters refused by a threshold": [],
        "digits refused by the class": [],
        "characters refused by the class": [],
        "digits right, ten classes": [],
        "digits right, eleven classes": [],
    }
    for seed in SEEDS:
        ten, eleven = trained(x, y, [], seed), trained(x_all, y_all, [], seed, classes=11)
        sure = probabilities(ten, x_val).max(axis=1)
        sure_of_others = probabilities(ten, asked).max(axis=1)
        refused = float((probabilities(eleven, x_val).argmax(axis=1) == 10).mean())
        threshold = np.quantile(sure, max(refused, 0.01))
        rows["characters above 90 %"].append(float((sure_of_others > SURE).mean()))
        rows["digits above 90 %"].append(float((sure > SURE).mean()))
        rows["characters refused by a threshold"].append(float((sure_of_others < threshold).mean()))
        rows["digits refused by the class"].append(refused)
        rows["characters refused by the class"].append(right(eleven, asked, np.full(500, 10)))
        rows["digits right, ten classes"].append(right(ten, x_val, y_val))
        rows["digits right, eleven classes"].append(right(eleven, x_val, y_val))
    return {name: [round(value, 4) for value in values] for name, values in rows.items()}


def experiment() -> dict[str, Any]:
    parts = digits()
    x, x_val = parts.x[..., 0].astype(float), parts.x_val[..., 0].astype(float)
    data = x, parts.y, x_val, parts.y_val
    return {
        "epochs": EPOCHS,
        "augmentation": augmentation(*data),
        "crossed": bars(*data),
        "no digit": no_digit(*data),
    }


def main() -> None:
    record(
        "augmentation",
        "3,000 embedded digits to train on, 1,000 to validate; 800 characters of KMNIST",
        SEEDS,
        experiment,
    )


if __name__ == "__main__":
    main()
