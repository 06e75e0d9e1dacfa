"""Record for lab 15: the course network in `helpers`, Keras and PyTorch, from the same weights.

KERAS_BACKEND=torch python -m tools.record_frameworks

Keras and PyTorch are no part of this project: `pip install keras torch` into an environment of its
own, and install this project there too. Each difference is the largest
from `helpers` between two numbers of the same place. Dropout is 0, since each draws other numbers.
"""

import copy
import os
import sys
from typing import Any

import numpy as np

from helpers import SGD, Adam, Sequential, load_course_network
from helpers.frameworks import (
    from_keras,
    from_torch,
    in_our_layout,
    keras_course_network,
    to_keras,
    to_torch,
    torch_course_network,
)
from helpers.weights import course_layers
from tools.records import digits, record

SEEDS = [0, 1, 2]
BATCH = 32
RATE = {"sgd": 0.1, "adam": 0.001}
APART = 0.01 * RATE["adam"]  # from here on a weight's step counts as another
LOSS = "sparse_categorical_crossentropy"
PARTS = digits()
DATA = (
    "1,000 validation digits for the outputs, the first 32 training digits for gradients and steps"
)


def largest(ours: list[np.ndarray], theirs: list[Any]) -> float:
    """The largest difference between two lists of arrays."""
    gaps = [abs(a - np.asarray(b)).max() for a, b in zip(ours, theirs, strict=True)]
    return float(max(gaps))


class Ours:
    """A network of `helpers`, its gradients, and its weights after one step."""

    def __init__(self, seed: int) -> None:
        self.model = Sequential(course_layers(dropout=0), seed=seed)
        self.outputs = self.model.predict(PARTS.x_val)
        self.model.compile(SGD(RATE["sgd"]), LOSS)
        x, y = PARTS.x[:BATCH], PARTS.y[:BATCH]
        self.model.fill_gradients(y, self.model.forward(x, training=True))
        self.gradients = copy.deepcopy(self.model.gradients_and_weights()[0])
        self.stepped = {}
        start = self.model.get_weights()
        for name, optimizer in (("sgd", SGD), ("adam", Adam)):
            self.model.set_weights(start)
            self.model.compile(optimizer(RATE[name]), LOSS)
            self.model.train_on_batch(x, y)
            self.stepped[name] = self.model.get_weights()
        self.model.set_weights(start)


def with_keras(ours: Ours) -> dict[str, float]:
    import keras

    x, y = PARTS.x[:BATCH], PARTS.y[:BATCH]
    twin, back = keras_course_network(dropout=0), Sequential(course_layers(dropout=0), seed=9)
    to_keras(ours.model, twin)
    from_keras(back, twin)
    figures = {
        "outputs": largest([ours.outputs], [twin.predict(PARTS.x_val, verbose=0)]),
        "back": largest(ours.model.get_weights(), back.get_weights()),
    }
    losses = keras.losses.SparseCategoricalCrossentropy()(y, twin(x))
    losses.backward()  # the arrays are PyTorch's, and so is the way back
    gradients = [variable.value.grad for variable in twin.trainable_variables]
    figures["gradients"] = largest(ours.gradients, [g.detach().numpy() for g in gradients])
    optimizers = keras.optimizers
    for name, optimizer in (("sgd", optimizers.SGD), ("adam", optimizers.Adam)):
        to_keras(ours.model, twin)
        twin.compile(optimizer(RATE[name]), LOSS)
        twin.train_on_batch(x, y)
        from_keras(back, twin)
        figures[name] = largest(ours.stepped[name], back.get_weights())
    return figures


def with_torch(ours: Ours) -> dict[str, float]:
    import torch

    x_val, x = (torch.from_numpy(a.transpose(0, 3, 1, 2).copy()) for a in (PARTS.x_val, PARTS.x))
    x, y = x[:BATCH], torch.from_numpy(PARTS.y[:BATCH].astype(np.int64))
    twin, back = torch_course_network(dropout=0), Sequential(course_layers(dropout=0), seed=9)
    to_torch(ours.model, twin)
    from_torch(back, twin)
    figures = {"back": largest(ours.model.get_weights(), back.get_weights())}

    def outputs() -> np.ndarray:
        with torch.no_grad():
            return twin(x_val).softmax(dim=1).numpy()

    figures["outputs"] = largest([ours.outputs], [outputs()])
    torch.nn.functional.cross_entropy(twin(x), y).backward()
    gradients = in_our_layout(ours.model, [weight.grad for weight in twin.parameters()])
    figures["gradients"] = largest(ours.gradients, gradients)
    # Keras adds epsilon before it corrects the first steps, PyTorch after: at the first step the
    # same number would be 1 / sqrt(1 - beta_2) times as large.
    epsilon = 1e-7 / np.sqrt(1 - 0.999)
    steps = {
        "sgd": lambda weights: torch.optim.SGD(weights, RATE["sgd"]),
        "adam": lambda weights: torch.optim.Adam(weights, RATE["adam"], eps=epsilon),
        "adam, the same epsilon": lambda weights: torch.optim.Adam(weights, RATE["adam"], eps=1e-7),
        "adam, its own epsilon": lambda weights: torch.optim.Adam(weights, RATE["adam"]),
    }
    for name, make in steps.items():
        to_torch(ours.model, twin)
        optimizer = make(twin.parameters())
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(twin(x), y).backward()
        optimizer.step()
        from_torch(back, twin)
        expected = ours.stepped[name.split(",")[0]]
        figures[name] = largest(expected, back.get_weights())
        if name.startswith("adam"):
            gaps = [abs(a - b) for a, b in zip(expected, back.get_weights(), strict=True)]
            figures[f"{name}: apart"] = sum(int((gap > APART).sum()) for gap in gaps)
    return figures


def flattened_as_they_are() -> dict[str, Any]:
    """The trained course network in PyTorch, right, and without the new order behind Flatten."""
    import torch

    model, twin = load_course_network(), torch_course_network()
    x = torch.from_numpy(PARTS.x_val.transpose(0, 3, 1, 2).copy())
    twin.eval()
    found = {}
    for name in ("in order", "as they are"):
        to_torch(model, twin)
        if name == "as they are":
            kernel = model.get_layer("dense").params["kernel"]
            twin.state_dict()["7.weight"].copy_(torch.from_numpy(kernel.T.copy()))
        with torch.no_grad():
            answers = twin(x).argmax(dim=1).numpy()
        found[name] = int((answers == PARTS.y_val).sum())
    return found


def compare(seed: int) -> dict[str, Any]:
    import torch

    torch.set_num_threads(1)
    ours = Ours(seed)
    return {"seed": seed, "keras": with_keras(ours), "torch": with_torch(ours)}


def experiment() -> dict[str, Any]:
    import keras
    import torch

    return {
        "versions": {
            "python": ".".join(map(str, sys.version_info[:2])),
            "numpy": np.__version__,
            "keras": f"{keras.__version__} on {keras.backend.backend()}",
            "torch": torch.__version__.split("+")[0],
        },
        "largest difference": [compare(seed) for seed in SEEDS],
        "right of 1,000 in PyTorch": flattened_as_they_are(),
    }


if __name__ == "__main__":
    os.environ.setdefault("KERAS_BACKEND", "torch")
    record("frameworks", DATA, SEEDS, experiment)
