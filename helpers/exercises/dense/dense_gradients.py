"""The way back through a dense layer."""

import numpy as np

from helpers.checking import Answer, Exercise, Mistake
from helpers.exercises.arrays import normals
from helpers.exercises.dense._shared import numbers, table


def dense_gradients(x, kernel, grad):
    return grad @ kernel.T, x.T @ grad, grad.sum(axis=0)


def _in_loops(x, kernel, grad):
    grad_x, grad_kernel = np.zeros(x.shape), np.zeros(kernel.shape)
    for n in range(x.shape[0]):
        for u in range(kernel.shape[1]):
            for d in range(x.shape[1]):
                grad_kernel[d, u] += x[n, d] * grad[n, u]
                grad_x[n, d] += kernel[d, u] * grad[n, u]
    return grad_x, grad_kernel, grad.sum(axis=0)


def _all_in_loops(x, kernel, grad):
    grad_x = np.zeros(x.shape)
    grad_kernel = np.zeros(kernel.shape)
    grad_bias = np.zeros(kernel.shape[1])
    for n in range(x.shape[0]):
        for u in range(kernel.shape[1]):
            grad_bias[u] += grad[n, u]
            for d in range(x.shape[1]):
                grad_kernel[d, u] += x[n, d] * grad[n, u]
                grad_x[n, d] += kernel[d, u] * grad[n, u]
    return grad_x, grad_kernel, grad_bias


def _but(**others: Answer) -> Answer:
    """The gradients with some of them computed otherwise."""

    def wrong(x, kernel, grad):
        names = ("grad_x", "grad_kernel", "grad_bias")
        made = zip(names, dense_gradients(x, kernel, grad), strict=True)
        return tuple(
            others[name](x, kernel, grad) if name in others else right for name, right in made
        )

    return wrong


EXERCISE = Exercise(
    prompt="Return (grad_x, grad_kernel, grad_bias) of a Dense layer.",
    solution=dense_gradients,
    cases=[
        (table([1, -2], [3, 5]), table([4], [-2]), table([1], [-3])),
        (table([1, -2], [3, 5]), table([4, 1], [0, 3]), table([1, 2], [-3, 2])),
        (numbers(3, 4, seed=3), numbers(4, 2, seed=4), numbers(3, 2, seed=5)),
        (numbers(4, 3, seed=6), numbers(3, 3, seed=7), numbers(4, 3, seed=8)),
        (numbers(3, 3, seed=9), numbers(3, 3, seed=10), numbers(3, 3, seed=11)),
        (numbers(1, 3, seed=12), numbers(3, 5, seed=13), numbers(1, 5, seed=14)),
    ],
    fresh=lambda rng: [normals(rng, (5, 4), (4, 3), (5, 3))],
    parts=("grad_x", "grad_kernel", "grad_bias"),
    styles=[_in_loops, _all_in_loops],
    mistakes=[
        Mistake(
            "averages-bias",
            "You averaged the bias's gradient over the batch. The bias is added in every example, "
            "and each one adds its share; the mean of the loss is in `grad` already.",
            _but(grad_bias=lambda x, kernel, grad: grad.mean(axis=0)),
        ),
        Mistake(
            "transposed-kernel",
            "Your grad_kernel is turned on its side. A gradient has the shape of what it belongs "
            "to: the kernel is (D, U).",
            _but(grad_kernel=lambda x, kernel, grad: grad.T @ x),
        ),
        Mistake(
            "swapped-order",
            "Your gradients are right, but in another order. Expected is (grad_x, grad_kernel, "
            "grad_bias).",
            lambda x, kernel, grad: (x.T @ grad, grad @ kernel.T, grad.sum(axis=0)),
            lambda x, kernel, grad: (x.T @ grad, grad.sum(axis=0), grad @ kernel.T),
            lambda x, kernel, grad: (grad @ kernel.T, grad.sum(axis=0), x.T @ grad),
        ),
        Mistake(
            "averages-batch",
            "You divided by the size of the batch. The mean of the loss is in `grad` already.",
            lambda x, kernel, grad: (grad @ kernel.T, x.T @ grad / len(x), grad.mean(axis=0)),
            _but(grad_kernel=lambda x, kernel, grad: x.T @ grad / len(x)),
            _but(grad_x=lambda x, kernel, grad: grad @ kernel.T / len(x)),
            lambda x, kernel, grad: (
                grad @ kernel.T / len(x),
                x.T @ grad / len(x),
                grad.mean(axis=0),
            ),
        ),
        Mistake(
            "keeps-batch-axis",
            "Your grad_bias has an axis too many. A gradient has the shape of what it belongs to: "
            "the bias is (U,).",
            _but(grad_bias=lambda x, kernel, grad: grad.sum(axis=0, keepdims=True)),
        ),
        Mistake(
            "forgets-to-transpose",
            "Your grad_x goes through the kernel the wrong way round. On the way back each unit "
            "hands its gradient to its inputs.",
            _but(grad_x=lambda x, kernel, grad: grad @ kernel),
            _but(grad_x=lambda x, kernel, grad: kernel @ grad),
            _but(grad_x=lambda x, kernel, grad: kernel @ grad.T),
            lambda x, kernel, grad: (grad.T @ kernel, grad.T @ x, grad.sum(axis=0)),
            lambda x, kernel, grad: (grad @ kernel, x @ grad, grad.sum(axis=0)),
            lambda x, kernel, grad: (kernel @ grad, x @ grad, grad.sum(axis=0)),
        ),
        Mistake(
            "forgets-to-turn-x",
            "Your grad_kernel adds up over something else than the examples. In a product the "
            "inner sizes meet: which axis of `x` and of `grad` counts examples?",
            _but(grad_kernel=lambda x, kernel, grad: x @ grad),
            _but(grad_kernel=lambda x, kernel, grad: x @ grad.T),
            _but(grad_kernel=lambda x, kernel, grad: grad @ x.T),
        ),
        Mistake(
            "forgets-to-sum-bias",
            "Your grad_bias still has one row for each example. All of them used the same bias.",
            _but(grad_bias=lambda x, kernel, grad: grad),
        ),
        Mistake(
            "sums-over-units",
            "Your grad_bias adds up the units of each example. Each unit has a bias of its own, "
            "and all examples use it.",
            _but(grad_bias=lambda x, kernel, grad: grad.sum(axis=1)),
            _but(grad_bias=lambda x, kernel, grad: grad.mean(axis=1)),
        ),
        Mistake(
            "one-number-for-the-biases",
            "Your grad_bias is one number. Each unit has a bias of its own: (U,).",
            _but(grad_bias=lambda x, kernel, grad: grad.sum()),
            _but(grad_bias=lambda x, kernel, grad: grad.mean()),
        ),
        Mistake(
            "one-example-alone",
            "Your grad_bias looks at one example. All of them used the same bias, and each adds "
            "its share.",
            _but(grad_bias=lambda x, kernel, grad: grad[0]),
            _but(grad_bias=lambda x, kernel, grad: grad[-1]),
        ),
        Mistake(
            "bias-without-grad",
            "Your grad_bias takes no notice of `grad`. If the score moves as much as its bias, how "
            "much does the loss move?",
            _but(grad_bias=lambda x, kernel, grad: np.full(kernel.shape[1], float(len(x)))),
            _but(grad_bias=lambda x, kernel, grad: np.ones(kernel.shape[1])),
            _but(grad_bias=lambda x, kernel, grad: np.ones(len(x))),
            _but(grad_bias=lambda x, kernel, grad: float(len(x))),
            _but(grad_bias=lambda x, kernel, grad: 1.0),
            _but(grad_bias=lambda x, kernel, grad: x.sum(axis=0)),
        ),
        Mistake(
            "bias-for-each-input",
            "Your grad_bias has every share once for each input. A bias is added once to each "
            "score.",
            _but(grad_bias=lambda x, kernel, grad: len(kernel) * grad.sum(axis=0)),
        ),
        Mistake(
            "stops-as-relu",
            "Your grad_x is 0 where the input is negative. That is the business of a ReLU; this "
            "layer has none.",
            _but(grad_x=lambda x, kernel, grad: grad @ kernel.T * (x > 0)),
            lambda x, kernel, grad: dense_gradients(x, kernel, grad * (x @ kernel > 0)),
        ),
        Mistake(
            "forgets-one",
            "One of three gradients is missing: the input, the kernel and the bias have one each.",
            lambda x, kernel, grad: dense_gradients(x, kernel, grad)[:2],
            lambda x, kernel, grad: dense_gradients(x, kernel, grad)[1:],
            lambda x, kernel, grad: dense_gradients(x, kernel, grad)[::2],
            lambda x, kernel, grad: dense_gradients(x, kernel, grad)[1::-1],
        ),
        Mistake(
            "multiplies-elementwise",
            "You multiplied cell by cell. Weights and inputs meet many slopes each: the products "
            "are added up.",
            lambda x, kernel, grad: (grad * kernel, x * grad, grad),
            lambda x, kernel, grad: (grad * kernel, x * grad, grad.sum(axis=0)),
            lambda x, kernel, grad: (grad @ kernel.T, x * grad, grad.sum(axis=0)),
            lambda x, kernel, grad: (grad * kernel, x.T @ grad, grad.sum(axis=0)),
            lambda x, kernel, grad: (grad * kernel.T, x.T * grad, grad.sum(axis=0)),
        ),
        Mistake(
            "forgets-grad",
            "Your grad_x or your grad_kernel takes no notice of `grad`: it says how the scores "
            "move. How much does the loss move with them? The chain rule needs both.",
            lambda x, kernel, grad: (kernel, x, grad.sum(axis=0)),
            lambda x, kernel, grad: (kernel.T, x, grad.sum(axis=0)),
            lambda x, kernel, grad: (kernel.T, x.T, grad.sum(axis=0)),
            lambda x, kernel, grad: (kernel, x.T, grad.sum(axis=0)),
            lambda x, kernel, grad: (
                np.ones_like(grad) @ kernel.T,
                x.T @ np.ones_like(grad),
                np.full(kernel.shape[1], float(len(x))),
            ),
        ),
        Mistake(
            "keeps-the-examples-apart",
            "Your grad_kernel has a table for each example. All of them used the same weights, and "
            "their shares are added.",
            _but(grad_kernel=lambda x, kernel, grad: x[:, :, None] * grad[:, None, :]),
        ),
        Mistake(
            "x-and-kernel-exchanged",
            "`x` and `kernel` have each other's place. In the score a weight multiplies an input: "
            "how fast does the score grow with the weight, and how fast with the input?",
            lambda x, kernel, grad: (
                x * grad.sum(axis=1, keepdims=True),
                kernel * grad.sum(axis=0),
                grad.sum(axis=0),
            ),
        ),
        Mistake(
            "goes-downhill",
            "All signs are turned. These are the slopes; the step against them comes later.",
            lambda x, kernel, grad: tuple(-part for part in dense_gradients(x, kernel, grad)),
        ),
    ],
)
