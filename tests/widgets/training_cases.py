"""Training in the page against training with `helpers`: cases for the table of `arithmetic.py`."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from helpers import SGD, Adam, Sequential, load_digits
from helpers.pixels import add_channel_axis, one_hot, scale_pixels
from helpers.weights import course_layers
from helpers.widgets.network import layer_facts
from tests.widgets.arithmetic import Case

STEPS, BATCH = 20, 16

# Train on batch after batch from these weights, with these masks; what came of it.
TRAIN = """(m, { network, weights, pixels, labels, masks, settings, steps, batch }) => {
  const mask = { at: 0 };
  const drop = (list) => list.forEach((_, i) => (list[i] = masks[mask.at++]));
  const trainer = m.makeTrainer({ ...network, drop });
  trainer.weights.set(weights);
  const data = { pixels, labels, scale: 1 / 255 };
  const losses = [];
  for (let step = 0; step < steps; step++) {
    const order = Array.from({ length: batch }, (_, i) => step * batch + i);
    losses.push(trainer.trainOn(data, order, settings).loss / batch);
  }
  const lists = (what) => trainer.arrays.map((array) => [...array[what]]);
  return { losses, weights: lists("weights"), grads: lists("grads") };
}"""


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    data = load_digits()
    count = STEPS * BATCH
    return data.x_train[1000 : 1000 + count], data.y_train[1000 : 1000 + count]


def sent(model: Sequential, **more: Any) -> dict[str, Any]:
    pixels, labels = digits()
    return {
        "network": {"facts": layer_facts(model), "input": [28, 28, 1]},
        "weights": np.concatenate([w.ravel() for w in model.get_weights()]).tolist(),
        "pixels": pixels.ravel().tolist(),
        "labels": labels.tolist(),
        "masks": [],
        "settings": {"optimizer": "SGD", "rate": 0, "momentum": 0, "dropout": 0},
        "steps": STEPS,
        "batch": BATCH,
        **more,
    }


def trained(optimizer: Any, dropout: float, steps: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The network before and after so many steps: what is sent to the page, what is expected."""
    model = Sequential(course_layers(dropout=dropout), seed=4)
    model.compile(optimizer, "categorical_crossentropy")
    given = sent(model)
    pixels, labels = digits()
    x, y = add_channel_axis(scale_pixels(pixels)), one_hot(labels, 10)
    losses, masks = [], []
    for start in range(0, steps * BATCH, BATCH):
        batch = slice(start, start + BATCH)
        losses.append(model.train_on_batch(x[batch], y[batch]))
        mask = next(layer for layer in model.layers if type(layer).__name__ == "Dropout").mask
        masks.append(np.ones((BATCH, 64)) if mask is None else mask)
    grads, weights = model.gradients_and_weights()
    expected = {
        "losses": np.array(losses),
        "weights": [w.ravel() for w in weights],
        "grads": [g.ravel() for g in grads],
    }
    return given | {"masks": np.concatenate(masks).ravel().tolist(), "steps": steps}, expected


def listed(expected: dict[str, Any]) -> dict[str, Any]:
    """Each array under its place, so that an error names it."""
    return {
        key: dict(enumerate(value)) if isinstance(value, list) else value
        for key, value in expected.items()
    }


def gradients_of_a_batch() -> Iterator[Case]:
    """Each layer's gradient, of one batch: to 1e-5."""
    for dropout in (0, 0.5):
        given, expected = trained(SGD(0.1), dropout, steps=1)
        settings = {"optimizer": "SGD", "rate": 0.1, "momentum": 0, "dropout": dropout}
        yield Case("trainer", TRAIN, [given | {"settings": settings}], listed(expected))


def twenty_steps() -> Iterator[Case]:
    """Losses, gradients and weights after 20 steps: to 1e-4."""
    for optimizer, settings in [
        (SGD(0.1), {"optimizer": "SGD", "rate": 0.1, "momentum": 0}),
        (SGD(0.05, momentum=0.9), {"optimizer": "SGD", "rate": 0.05, "momentum": 0.9}),
        (Adam(0.002), {"optimizer": "Adam", "rate": 0.002, "momentum": 0}),
    ]:
        for dropout in (0, 0.5):
            kind = type(optimizer)
            own = kind(0.05, momentum=0.9) if settings["momentum"] else kind(settings["rate"])
            given, expected = trained(own, dropout, STEPS)
            given |= {"settings": {**settings, "dropout": dropout}}
            yield Case("trainer", TRAIN, [given], listed(expected), 1e-4)


# The slope of the loss along random directions of each array: by nudging, and by the gradient.
NUDGE = """(m, { network, weights, pixels, labels, batch }, spoil) => {
  const trainer = m.makeTrainer({ ...network, drop: (mask) => mask.fill(1) });
  trainer.weights.set(weights);
  const data = { pixels, labels, scale: 1 / 255 };
  const order = Array.from({ length: batch }, (_, i) => i);
  const settings = { optimizer: "SGD", rate: 0, momentum: 0, dropout: 0 };
  trainer.trainOn(data, order, settings);
  const next = m.randomNumbers(5);
  return trainer.arrays.map((array) => {
    const grads = array.grads.slice();
    if (spoil) grads.reverse();
    const start = array.weights.slice();
    // Half at random, half along the gradient, so that there is a slope to be seen.
    const random = start.map(() => next() / 2 ** 31 - 1);
    const size = (list) => Math.hypot(...list);
    const [far, steep] = [size(random), size(array.grads)];
    const way = random.map((r, i) => r / far + array.grads[i] / steep);
    const lossAt = (share) => {
      array.weights.set(start.map((w, i) => w + share * way[i]));
      return trainer.measure(data, 0, batch).loss;
    };
    const nudged = (lossAt(1e-3) - lossAt(-1e-3)) / 2e-3;
    array.weights.set(start);
    const slope = grads.reduce((sum, grad, i) => sum + grad * way[i], 0);
    return slope / nudged;
  });
}"""


def nudge_case(spoil: bool = False) -> Case:
    model = Sequential(course_layers(dropout=0), seed=4)
    rng = np.random.default_rng(6)  # biases off 0: on black paper it is the ReLU's kink
    weights = model.get_weights()
    model.set_weights([w if w.ndim > 1 else rng.uniform(0.1, 0.4, w.shape) for w in weights])
    given = sent(model)
    return Case("trainer", NUDGE, [given, spoil], np.ones(len(model.get_weights())), 1e-2)


def gradients_by_nudging() -> Iterator[Case]:
    yield nudge_case()
