"""A small network with dropout inside."""

import numpy as np

from helpers.checking import Answer, Case, Exercise, Mistake, given, then
from helpers.exercises.arrays import each, normals, whole_numbers
from helpers.exercises.dropout.dropout_mask import dropout_mask, mask_of


def forward_with_dropout(x, w1, b1, w2, b2, mask):
    hidden = np.maximum(x @ w1 + b1, 0)
    return (hidden * mask) @ w2 + b2


def _network(n: int, d: int, hidden: int, units: int, rate: float, seed: int) -> Case:
    """x, w1, b1, w2, b2 and a mask for the hidden layer."""
    shapes = (n, d), (d, hidden), (hidden,), (hidden, units), (units,)
    return (
        *each(whole_numbers, *shapes, seed=seed),
        mask_of(n, hidden, rate=rate, seed=seed + 5),
    )


def _softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _step_by_step(x, w1, b1, w2, b2, mask):
    z = x @ w1 + b1
    hidden = np.maximum(z, 0)
    dropped = hidden * mask
    return dropped @ w2 + b2


def _example_by_example(x, w1, b1, w2, b2, mask):
    logits = np.zeros((len(x), len(b2)))
    for i in range(len(x)):
        hidden = np.maximum(x[i] @ w1 + b1, 0)
        logits[i] = (hidden * mask[i]) @ w2 + b2
    return logits


def _unit_by_unit(x, w1, b1, w2, b2, mask):
    logits = np.zeros((len(x), len(b2)))
    for i in range(len(x)):
        for k in range(len(b2)):
            total = b2[k]
            for j in range(len(b1)):
                z = b1[j] + (x[i] * w1[:, j]).sum()
                if z > 0:
                    total += z * mask[i, j] * w2[j, k]
            logits[i, k] = total
    return logits


def _with(activation: Answer) -> Answer:
    """The network with another activation."""
    return lambda x, w1, b1, w2, b2, mask: (activation(x @ w1 + b1) * mask) @ w2 + b2


EXERCISE = Exercise(
    prompt="Return the logits: dense, ReLU, mask, dense.",
    solution=forward_with_dropout,
    styles=[_step_by_step, _example_by_example, _unit_by_unit],
    cases=[
        (
            np.array([[1.0, 2.0]]),
            np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 2.0]]),
            np.array([1.0, -5.0, 0.0]),
            np.array([[1.0, -1.0], [2.0, 0.0], [0.0, 1.0]]),
            np.array([1.0, -7.0]),
            np.array([[0.0, 2.0, 2.0]]),
        ),
        (
            np.array([[1.0, 2.0]]),
            np.array([[0.25, -1.0], [0.125, 0.75]]),
            np.array([0.0, 0.0]),
            np.array([[4.0, 2.0], [1.0, 3.0]]),
            np.array([1.0, 0.0]),
            np.array([[2.0, 2.0]]),
        ),
        _network(2, 3, 3, 2, rate=0.5, seed=51),
        _network(2, 2, 3, 2, rate=0.5, seed=1),
        _network(3, 4, 5, 2, rate=0.4, seed=11),
        _network(3, 3, 4, 4, rate=0.5, seed=21),
        _network(4, 3, 4, 4, rate=0.25, seed=31),
        _network(1, 5, 6, 3, rate=0.5, seed=41),
        _network(3, 3, 3, 3, rate=0.5, seed=61),
    ],
    fresh=lambda rng: [
        (*normals(rng, (4, 3), (3, 5), (5,), (5, 2), (2,)), dropout_mask((4, 5), 0.5, rng))
    ],
    bug="bypasses-dropout",
    mistakes=[
        Mistake(
            "bypasses-dropout",
            "The mask makes no difference in your answer: the second layer reads the hidden "
            "numbers as they were before dropout. Which variable should it read?",
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) @ w2 + b2,
            lambda x, w1, b1, w2, b2, mask: (x @ w1 + b1) @ w2 + b2,
        ),
        Mistake(
            "forgets-activation",
            "There is no activation between your layers, so the two of them are no more than one.",
            lambda x, w1, b1, w2, b2, mask: ((x @ w1 + b1) * mask) @ w2 + b2,
        ),
        Mistake(
            "masks-the-logits",
            "You dropped logits. Dropout acts on the hidden layer: a class that is dropped cannot "
            "be answered.",
            lambda x, w1, b1, w2, b2, mask: forward_with_dropout(x, w1, b1, w2, b2, 1) * mask,
        ),
        Mistake(
            "masks-the-input",
            "You dropped numbers of the input. The mask has the shape of the hidden layer, and "
            "acts on what comes out of it.",
            lambda x, w1, b1, w2, b2, mask: np.maximum((x * mask) @ w1 + b1, 0) @ w2 + b2,
        ),
        Mistake(
            "activates-the-logits",
            "Your logits are never negative. The last layer has no ReLU: softmax comes after it.",
            then(forward_with_dropout, lambda logits: np.maximum(logits, 0)),
        ),
        Mistake(
            "applies-softmax",
            "You returned probabilities. Logits were asked for: what goes into softmax.",
            then(forward_with_dropout, _softmax),
        ),
        Mistake(
            "returns-classes",
            "You returned which logit is the highest. The logits themselves were asked for.",
            then(forward_with_dropout, lambda logits: logits.argmax(axis=1)),
        ),
        Mistake(
            "stops-at-the-hidden-layer",
            "What comes back is the hidden layer. The second dense layer is still missing.",
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) * mask,
        ),
        Mistake(
            "forgets-biases",
            "The biases make no difference in your answer.",
            given(forward_with_dropout, b1=np.zeros_like, b2=np.zeros_like),
        ),
        Mistake(
            "forgets-first-bias",
            "`b1` makes no difference in your answer. Each dense layer has a bias of its own.",
            given(forward_with_dropout, b1=np.zeros_like),
        ),
        Mistake(
            "forgets-second-bias",
            "`b2` makes no difference in your answer. Each dense layer has a bias of its own.",
            given(forward_with_dropout, b2=np.zeros_like),
        ),
        Mistake(
            "bias-after-the-mask",
            "The mask acts before `b1` is added, so that a dropped unit still hands on its bias.",
            lambda x, w1, b1, w2, b2, mask: np.maximum((x @ w1) * mask + b1, 0) @ w2 + b2,
            lambda x, w1, b1, w2, b2, mask: (np.maximum(x @ w1, 0) * mask + b1) @ w2 + b2,
        ),
        Mistake(
            "masks-the-weights",
            "You multiplied weights with the mask. Dropout acts on the numbers of the hidden "
            "layer, and the weights stay whole.",
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ (w1 * mask) + b1, 0) @ w2 + b2,
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) @ (w2 * mask) + b2,
        ),
        Mistake(
            "rescales-twice",
            "You scaled the hidden numbers twice. The factor 1 / (1 - rate) is in the mask.",
            given(forward_with_dropout, mask=lambda mask: mask * mask),
            given(forward_with_dropout, mask=lambda mask: mask * 2),
        ),
        Mistake(
            "forgets-rescaling",
            "You dropped, and did not make the others larger. The mask holds the factor: use it as "
            "it is.",
            given(forward_with_dropout, mask=lambda mask: (mask > 0) * 1.0),
        ),
        Mistake(
            "adds-the-mask",
            "You added the mask to the hidden numbers. It is a factor: 0 drops a number.",
            lambda x, w1, b1, w2, b2, mask: (np.maximum(x @ w1 + b1, 0) + mask) @ w2 + b2,
        ),
        Mistake(
            "first-mask-for-all",
            "All examples lose the same units. The mask has a row for each of them.",
            given(forward_with_dropout, mask=lambda mask: mask[:1]),
        ),
        Mistake(
            "other-activation",
            "Your activation is another function than ReLU. ReLU makes 0 of what is negative, and "
            "leaves the rest as it is.",
            _with(np.tanh),
            _with(lambda z: 1 / (1 + np.exp(-z))),
            _with(np.abs),
            _with(lambda z: np.where(z > 0, z, 0.1 * z)),
            _with(lambda z: np.where(z > 0, z, 0.01 * z)),
            _with(lambda z: np.minimum(z, 0)),
            _with(_softmax),
        ),
        Mistake(
            "activates-the-input",
            "ReLU acts on x in your answer, before the first layer. It belongs behind the layer.",
            lambda x, w1, b1, w2, b2, mask: ((np.maximum(x, 0) @ w1 + b1) * mask) @ w2 + b2,
        ),
        Mistake(
            "activates-before-the-bias",
            "ReLU acts before `b1` is added. The bias is a part of the dense layer.",
            lambda x, w1, b1, w2, b2, mask: ((np.maximum(x @ w1, 0) + b1) * mask) @ w2 + b2,
        ),
        Mistake(
            "reverses-mask",
            "You kept what the mask drops, and dropped what it keeps.",
            given(forward_with_dropout, mask=np.logical_not),
            given(forward_with_dropout, mask=lambda mask: (mask == 0) * mask.max()),
            given(forward_with_dropout, mask=lambda mask: 1 - mask),
        ),
        Mistake(
            "hands-on-both",
            "The second layer gets the hidden numbers as they were, and the dropped ones as well. "
            "It should read what the mask has left.",
            lambda x, w1, b1, w2, b2, mask: np.maximum(x @ w1 + b1, 0) * (1 + mask) @ w2 + b2,
        ),
    ],
)
