"""Chapter 7: how the weights step downhill."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from helpers.arguments import real_number, switch
from helpers.keras_words import Derived, NotHere, missing, missing_attribute, refuse_options

CHUNK = 32768  # numbers that one step works on at a time, so that they stay in the cache


class Optimizer(Derived):
    """Moves weights against their gradients.

    A subclass says in `update` how a stretch of a gradient becomes a stretch of the step: a stretch
    stays in the processor's cache until all of its operations are done.

    The memory of past gradients (`slots`, one flat vector each, for all arrays) starts at 0 and
    lives until the next compile.
    """

    slot_names: tuple[str, ...] = ()
    model: Any = None  # whose weights it moves
    lr = NotHere("Write optimizer.learning_rate")
    __getattr__ = missing_attribute

    def __init__(self, learning_rate: float, **options: Any) -> None:
        if options:
            refuse_options(type(self), {key: v for key, v in options.items() if key != "name"})
        self.learning_rate = learning_rate
        self.start_anew()

    def start_anew(self, model: Any = None) -> None:
        """Forget all gradients: from here on it moves the weights of `model`."""
        if model is not None:
            self.model = model
        self.iterations = 0
        self.slots: dict[str, np.ndarray] = {}

    @property
    def learning_rate(self) -> float:
        """Length of a step, above 0 (0 stands still); read and set it at any time."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = real_number(value, "learning_rate", "[0, inf)")

    def apply(self, grads: Sequence[np.ndarray], params: Sequence[np.ndarray]) -> None:
        """One step: change every array of `params` in place, by its gradient in `grads`."""
        if [g.shape for g in grads] != [p.shape for p in params]:
            raise ValueError(
                "apply expects one gradient for each parameter, of its shape. Received "
                f"{[g.shape for g in grads]} for {[p.shape for p in params]}. Take both from "
                "one model."
            )
        self.iterations += 1
        if not params:
            return
        self._make_slots(grads)
        start = 0  # where an array stands in the slots
        for part in _neighbors(params):
            grad = _as_row(grads[part])
            step = np.empty_like(grad[:CHUNK])
            for first in range(0, grad.size, CHUNK):
                stretch = grad[first : first + CHUNK]
                here = slice(start + first, start + first + stretch.size)
                out = step[: stretch.size]
                self.update(stretch, *(self.slots[name][here] for name in self.slot_names), out=out)
                _add(out, params[part], first)
            start += grad.size

    def update(self, *arguments: Any, **out: Any) -> None:
        """update(grad, *slots, out): write the step into `out`; bring the slots up to date."""
        raise NotImplementedError(f"{type(self).__name__} has no update. Write one.")

    def _make_slots(self, grads: Sequence[np.ndarray]) -> None:
        size = sum(grad.size for grad in grads)
        for name in self.slot_names:
            slot = self.slots.get(name)
            if slot is None:
                self.slots[name] = np.zeros(size, np.result_type(*grads))
            elif slot.size != size:
                raise ValueError(
                    f"this {type(self).__name__} has moved {slot.size} numbers before, and expects "
                    f"as many. Received {size}. Give each model an optimizer of its own, and call "
                    "compile again after a layer is added."
                )

    def get_state(self) -> dict[str, Any]:
        """What must be saved to go on later: iterations, learning rate, copies of the slots."""
        return {
            "iterations": self.iterations,
            "learning_rate": self.learning_rate,
            **{name: slot.copy() for name, slot in self.slots.items()},
        }

    def set_state(self, state: dict[str, Any]) -> None:
        """Go on from what get_state returned."""
        self.iterations = int(state["iterations"])
        self.learning_rate = state["learning_rate"]
        self.slots = {name: np.array(state[name]) for name in self.slot_names if name in state}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, learning rate {self.learning_rate:g}>"


def _neighbors(arrays: Sequence[np.ndarray]) -> Iterator[slice]:
    """Arrays to move together: a large one alone, small neighbors as one, for fewer calls."""
    first = size = 0
    for index, array in enumerate(arrays):
        if size and size + array.size > CHUNK:
            yield slice(first, index)
            first, size = index, 0
        size += array.size
    yield slice(first, len(arrays))


def _as_row(arrays: Sequence[np.ndarray]) -> np.ndarray:
    rows = [array.reshape(-1) for array in arrays]
    return rows[0] if len(rows) == 1 else np.concatenate(rows)


def _add(step: np.ndarray, arrays: Sequence[np.ndarray], first: int) -> None:
    """Add a stretch of the step, from its number `first` on: to one array, or whole to several."""
    if len(arrays) == 1:
        array = arrays[0]
        row = array.reshape(-1) if array.flags.c_contiguous else array.flat
        row[first : first + step.size] += step
        return
    for array in arrays:
        array += step[first : first + array.size].reshape(array.shape)
        first += array.size


class SGD(Optimizer):
    """Straight downhill, or like a ball that keeps its speed.

    Step, with `momentum` in [0, 1]: v = momentum * v - learning_rate * grad; param + v. With
    nesterov, which looks ahead: param + momentum * v - learning_rate * grad.

    Source: Sutskever et al., 2013, https://proceedings.mlr.press/v28/sutskever13.html
    """

    slot_names = ("velocity",)

    def __init__(
        self,
        learning_rate: float = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.momentum = real_number(momentum, "momentum", "[0, 1]")
        self.nesterov = switch(nesterov, "nesterov")

    def update(self, grad, velocity, out):
        np.multiply(grad, -self.learning_rate, out=out)
        if self.momentum:
            velocity *= self.momentum
            velocity += out
            if self.nesterov:
                out += self.momentum * velocity
            else:
                out[...] = velocity


class RMSprop(Optimizer):
    """Steps of about equal length for every weight, however steep its slope.

    Step: v = rho * v + (1 - rho) * grad^2; param - learning_rate * grad / sqrt(v + epsilon).
    rho, in [0, 1], is the memory of the squares; epsilon keeps the root above 0.

    Source: Tieleman and Hinton, Lecture 6.5 of Neural networks for machine learning, 2012.
    """

    slot_names = ("squares",)

    def __init__(
        self,
        learning_rate: float = 0.001,
        rho: float = 0.9,
        *,
        epsilon: float = 1e-7,
        **options: Any,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho = real_number(rho, "rho", "[0, 1]")
        self.epsilon = real_number(epsilon, "epsilon", "[0, inf)")

    def update(self, grad, squares, out):
        squares *= self.rho
        np.multiply(grad, grad, out=out)
        out *= 1 - self.rho
        squares += out
        np.add(squares, self.epsilon, out=out)
        np.sqrt(out, out=out)
        np.divide(grad, out, out=out)
        out *= -self.learning_rate


class Adam(Optimizer):
    """Momentum and RMSprop together, each corrected for its start at 0.

    Step number t, from 1: m = beta_1 * m + (1 - beta_1) * grad;
    v = beta_2 * v + (1 - beta_2) * grad^2;
    param - learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon).
    beta_1 and beta_2, in [0, 1), are the memory of the gradients and of their squares; epsilon
    keeps the divisor above 0.

    Source: Kingma and Ba, Adam, 2015, https://arxiv.org/abs/1412.6980 (its section 2 gives this
    order of the operations; epsilon stands where Keras has it).
    """

    slot_names = ("m", "v")

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options: Any,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1 = real_number(beta_1, "beta_1", "[0, 1)")
        self.beta_2 = real_number(beta_2, "beta_2", "[0, 1)")
        self.epsilon = real_number(epsilon, "epsilon", "[0, inf)")

    def update(self, grad, m, v, out):
        # Keras's way to write it: m moves a share of (1 - beta) of its way towards grad.
        np.subtract(grad, m, out=out)
        out *= 1 - self.beta_1
        m += out
        np.multiply(grad, grad, out=out)
        out -= v
        out *= 1 - self.beta_2
        v += out
        np.sqrt(v, out=out)
        out += self.epsilon
        np.divide(m, out, out=out)
        t = self.iterations
        out *= -self.learning_rate * (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)


class Adadelta(Optimizer):
    """Steps in proportion to the last ones, over the size of the last gradients.

    Step: v = rho * v + (1 - rho) * grad^2; d = grad * sqrt(u + epsilon) / sqrt(v + epsilon);
    u = rho * u + (1 - rho) * d^2; param - learning_rate * d. rho, in [0, 1], is the
    memory of the squares; with epsilon the first steps begin. The paper's learning_rate is 1.0.

    Source: Zeiler, Adadelta, 2012, https://arxiv.org/abs/1212.5701
    """

    slot_names = ("squares", "steps")

    def __init__(
        self,
        learning_rate: float = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **options: Any,
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho = real_number(rho, "rho", "[0, 1]")
        self.epsilon = real_number(epsilon, "epsilon", "[0, inf)")

    def update(self, grad, squares, steps, out):
        squares *= self.rho
        squares += (1 - self.rho) * grad * grad
        np.multiply(grad, np.sqrt((steps + self.epsilon) / (squares + self.epsilon)), out=out)
        steps *= self.rho
        steps += (1 - self.rho) * out * out
        out *= -self.learning_rate


OPTIMIZERS: dict[str, Any] = {
    kind.__name__.lower(): kind for kind in (SGD, RMSprop, Adam, Adadelta)
}


def get_optimizer(identifier: Any) -> Optimizer:
    """A new optimizer of that name with its defaults, or the Optimizer itself."""
    if isinstance(identifier, type) and Optimizer in identifier.__mro__[1:]:
        return identifier()
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, str) and identifier.lower() in OPTIMIZERS:
        return OPTIMIZERS[identifier.lower()]()
    raise ValueError(
        f"optimizer expects one of {sorted(OPTIMIZERS)}, or an Optimizer such as "
        f"Adam(learning_rate=0.001). Received {identifier!r}."
    )


__getattr__ = missing(__name__)
