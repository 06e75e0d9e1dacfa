"""Record for lab 9: what training adds to filters and maps, and what Grad-CAM knows.

OPENBLAS_NUM_THREADS=1 python -m tools.record_looking_inside

For each seed three networks with the same first weights: "untrained"; "head", of which only the
dense layers learn; and "trained". 3,000 digits, 8 epochs; judged on the 1,000 validation digits.
How much of the first layer's filters is an edge is measured on twice as many seeds, and after 24
epochs as well.
"""

from typing import Any

import numpy as np

from helpers import Dense, Dropout, Input, Sequential
from helpers.inspection import grad_cam, output_of, receptive_box, strongest
from helpers.weights import course_network
from tools.records import digits, record

SEEDS = [0, 1, 2, 3, 4]
EDGE_SEEDS = list(range(10))
EPOCHS, LONG, COUNT = 8, 24, 8
MAPS, FLAT = "conv2d_1", "flatten"
PARTS = digits()


def trained(seed: int) -> Sequential:
    model = course_network(seed)
    model.fit(PARTS.x, np.eye(10)[PARTS.y], epochs=EPOCHS, verbose=0)
    return model


def head(seed: int) -> tuple[Sequential, Sequential]:
    """Untrained convolutions, and dense layers that learned from what these find."""
    below = course_network(seed)
    top = Sequential(
        [
            Input((400,)),
            Dense(64, activation="relu"),
            Dropout(0.5),
            Dense(10, activation="softmax"),
        ],
        seed=seed,
    )
    top.compile("adam", "categorical_crossentropy", ["accuracy"])
    top.fit(output_of(below, PARTS.x, FLAT), np.eye(10)[PARTS.y], epochs=EPOCHS, verbose=0)
    return below, top


def edge_shares(kernel: np.ndarray) -> np.ndarray:
    """Of the squares of each filter (3, 3, 1, F), the share that an edge accounts for: (F,).

    An edge is weights that grow evenly in one direction. Nine random weights: 2/9 on average.
    """
    slope = np.repeat([[-1.0, 0.0, 1.0]], 3, axis=0)
    edges = np.stack([slope, slope.T]).reshape(2, 9) / np.sqrt(6)  # each of length 1
    weights = kernel.reshape(9, -1)
    return ((edges @ weights) ** 2).sum(axis=0) / (weights**2).sum(axis=0)


def edges(seeds: list[int] = EDGE_SEEDS) -> dict[str, list[float]]:
    """The mean share of edges in the 8 first filters, by how many epochs they learned."""
    found: dict[str, list[float]] = {"0": [], str(EPOCHS): [], str(LONG): []}
    for seed in seeds:
        model, done = course_network(seed), 0
        for epochs, shares in found.items():
            more = int(epochs) - done
            if more:
                model.fit(PARTS.x, np.eye(10)[PARTS.y], epochs=more, verbose=0)
            done += more
            shares.append(round(float(edge_shares(model.layers[0].params["kernel"]).mean()), 4))
    return found


def likeness(model: Sequential) -> float:
    """How alike the strongest pieces of a map are: the mean correlation of two of them."""
    indices, rows, columns = strongest(model, MAPS, PARTS.x_val, COUNT)
    means = []
    for places in zip(indices, rows, columns, strict=True):
        pieces = []
        for n, row, column in zip(*places, strict=True):
            top, left, height, width = receptive_box(model, MAPS, row, column)
            pieces.append(PARTS.x_val[n, top : top + height, left : left + width].ravel())
        pieces = [piece for piece in pieces if piece.std() > 0]
        if len(pieces) > 1:
            table = np.corrcoef(pieces)
            means.append(table[np.triu_indices(len(pieces), 1)].mean())
    return float(np.mean(means))


def selectivity(model: Sequential) -> float:
    """Of how a map's largest answer varies, the share that the class accounts for; mean of 16."""
    peaks = output_of(model, PARTS.x_val, MAPS).max(axis=(1, 2))  # (N, F)
    peaks = peaks[:, peaks.std(axis=0) > 0]
    means = np.array([peaks[PARTS.y_val == label].mean(axis=0) for label in range(10)])
    return float((means[PARTS.y_val].var(axis=0) / peaks.var(axis=0)).mean())


def switched_off(below: Sequential, top: Sequential | None) -> tuple[float, list[float]]:
    """The accuracy, and what is lost of it with one of the 16 maps at 0."""
    flat = output_of(below, PARTS.x_val, FLAT)
    if top is None:
        top = Sequential([Input((400,)), *below.layers[5:]])

    def accuracy(features: np.ndarray) -> float:
        return float((top.predict(features, batch_size=500).argmax(axis=1) == PARTS.y_val).mean())

    whole, lost = accuracy(flat), []
    for index in range(16):
        without = flat.reshape(-1, 5, 5, 16).copy()
        without[..., index] = 0
        lost.append(whole - accuracy(without.reshape(-1, 400)))
    return whole, lost


def grad_cam_boxes(model: Sequential, other: Sequential, seed: int) -> dict[str, float]:
    """Mean probability of the answer that is left, a box of 8x8 turned to paper, by who chose it.

    "ink": of all boxes that hold about as much ink as Grad-CAM's (within a tenth), one at random.
    """
    x, rng = PARTS.x_val, np.random.default_rng(seed)
    before = model.predict(x, batch_size=500)
    answers, every = before.argmax(axis=1), np.arange(len(x))
    tops, lefts = (2 * place for place in np.divmod(np.arange(121), 11))
    seen = np.stack(
        [x[:, t : t + 8, s : s + 8].sum(axis=(1, 2, 3)) for t, s in zip(tops, lefts, strict=True)],
        axis=1,
    )
    best = grad_cam(model, x, answers).reshape(-1, 121).argmax(axis=1)
    blind = grad_cam(other, x, answers).reshape(-1, 121).argmax(axis=1)
    needed = seen[every, best][:, None]
    alike = np.abs(seen - needed) <= 0.1 * needed
    alike[every, best] = False
    chosen = {
        "trained": best,
        "untrained": blind,
        "as much ink": (alike * rng.random(alike.shape)).argmax(axis=1),
        "most ink": seen.argmax(axis=1),
    }
    figures = {}
    for name, places in chosen.items():
        changed = x.copy()
        for n, place in enumerate(places):
            changed[n, tops[place] : tops[place] + 8, lefts[place] : lefts[place] + 8] = 0
        left = model.predict(changed, batch_size=500)[every, answers].mean()
        figures[name] = float(left)
        figures[f"ink erased, {name}"] = float(seen[every, places].mean())
    return figures


def experiment() -> dict[str, Any]:
    rows: dict[str, dict[str, list[Any]]] = {}

    def note(side: str, name: str, value: Any) -> None:
        value = np.round(value, 4).tolist()
        rows.setdefault(name, {}).setdefault(side, []).append(value)

    for seed in SEEDS:
        below, top = head(seed)
        model = trained(seed)
        for side, network in (("untrained", course_network(seed)), ("trained", model)):
            note(side, "likeness", likeness(network))
            note(side, "selectivity", selectivity(network))
        for side, pair in (("head", (below, top)), ("trained", (model, None))):
            accuracy, lost = switched_off(*pair)
            note(side, "accuracy", accuracy)
            note(side, "lost", np.mean(lost))
            note(side, "lost most", np.max(lost))
        for name, value in grad_cam_boxes(model, course_network(seed), seed).items():
            note(name, "grad_cam", value)
        print(seed, flush=True)
    return {"epochs": EPOCHS, "edges": edges(), **rows}


def main() -> None:
    record(
        "looking_inside",
        "3,000 embedded digits to train on, 1,000 to validate",
        SEEDS,
        experiment,
    )


if __name__ == "__main__":
    main()
