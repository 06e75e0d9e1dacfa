"""Two layers without activation are one."""

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import each, normals
from helpers.exercises.dense._shared import numbers


def collapse_linear(w1, b1, w2, b2):
    return w1 @ w2, b1 @ w2 + b2


EXERCISE = Exercise(
    prompt="Return the (w, b) of the one layer that equals two layers without activation.",
    solution=collapse_linear,
    cases=[
        each(numbers, (2, 2), (2,), (2, 2), (2,), seed=1),
        each(numbers, (3, 4), (4,), (4, 2), (2,), seed=5),
        each(numbers, (2, 3), (3,), (3, 3), (3,), seed=9),
        each(numbers, (3, 3), (3,), (3, 3), (3,), seed=13),
    ],
    fresh=lambda rng: [normals(rng, (4, 5), (5,), (5, 3), (3,))],
    parts=("w", "b"),
    mistakes=[
        Mistake(
            "adds-biases",
            "You added the biases as they are. The first one goes through the second layer before "
            "the second is added.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + b2),
        ),
        Mistake(
            "forgets-first-bias",
            "The first layer's bias makes no difference in your answer. Follow the number 0 "
            "through both layers: what comes out?",
            lambda w1, b1, w2, b2: (w1 @ w2, b2),
        ),
        Mistake(
            "swapped-product",
            "Your weights are multiplied in the wrong order. x meets w1 first: (x @ w1) @ w2.",
            lambda w1, b1, w2, b2: (w2 @ w1, b1 @ w2 + b2),
        ),
        Mistake(
            "forgets-second-bias",
            "The second layer's bias makes no difference in your answer.",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2),
        ),
        Mistake(
            "wrong-bias-through",
            "You sent the second bias through the second layer. Which of the two is there before "
            "that layer?",
            lambda w1, b1, w2, b2: (w1 @ w2, b1 + b2 @ w2),
        ),
    ],
)
