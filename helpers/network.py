"""Chapter 7: the network is a stack of layers. `Sequential` holds them and their weights."""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from helpers import contract, saving
from helpers.arguments import text
from helpers.contract import Layers
from helpers.keras_words import missing_attribute, refuse_options
from helpers.layer import Input, Layer, Shape, check_numbers, copy_weights, offered, whole_number
from helpers.threads import Turn
from helpers.training import Trainer

# An offer of the last layer, and what it stands for.
AROUND_SOFTMAX = (
    "backward_at_logits",
    "forward",
    "activate",
    "backward",
    "value",
    "slope_times",
)


class Sequential(Trainer):
    """Layers one after another: the output of each is the input of the next.

    Without `Input`, the first batch builds the weights, or `build((None, 28, 28, 1))`.

    Args:
        layers: a list that may start with `Input(shape)`.
        seed: for all randomness (first weights, shuffling, dropout); None: another each time.
        dtype: "float32" or "float64"; batches are converted to it.
        name: what you call the model.
    """

    def __init__(
        self,
        layers: Sequence[Layer | Input] | None = (),
        seed: int | None = None,
        dtype: str = "float32",
        name: str = "sequential",
        **options: Any,
    ) -> None:
        refuse_options(Sequential, options)
        known = ("float32", "float64", np.float32, np.float64)
        if not isinstance(dtype, (str, type)) or dtype not in known:
            raise ValueError(f"dtype expects 'float32' or 'float64'. Received {dtype!r}.")
        self.name = text(name, "Sequential's name")
        self.dtype = np.dtype(dtype)
        seed = None if seed is None else whole_number(seed, "Sequential's seed", 0)
        self.rng = np.random.default_rng(seed)
        self.turn = Turn()
        self.layers: list[Layer] = Layers()
        self.input_shape: Any = None
        self.output_shape: Any = None
        self._shapes: list[Shape] = []  # of each layer's output, without the batch axis
        self._steps: list[tuple[Any, Shape]] = []  # of the last pass, with the shape of the input
        if not isinstance(layers, (list, tuple, type(None))):
            raise ValueError(
                "a Sequential expects a list of layers, such as [Flatten(), Dense(10)]. "
                f"Received {layers!r}."
            )
        for layer in layers or ():
            self.add(layer)

    # ---- the stack ----

    def add(self, layer: Layer | Input) -> None:
        """Put a layer on top of the stack. One that is built already keeps its weights and its
        name, so that two models may share it."""
        if isinstance(layer, Input):
            if self.layers or self.built:
                raise ValueError("Input belongs first in the list of layers. Move it there.")
            self.input_shape = self.output_shape = (None, *layer.shape)
            return
        if not isinstance(layer, Layer):
            raise ValueError(
                f"a Sequential expects layers, such as Dense(10). Received {layer!r}."
                + (" Add parentheses to make one." if isinstance(layer, type) else "")
                + (" Write *model.layers for its layers." if isinstance(layer, Sequential) else "")
            )
        if any(layer is other for other in self.layers):
            raise ValueError(f"{layer!r} is in this model already. Make a second layer.")
        if layer.first_input is not None and not self.layers and not self.built:
            self.add(layer.first_input)
        if not layer.built and layer.given_name is None:
            layer.name = self._new_name(layer)
        if layer.given_name in [other.name for other in self.layers]:
            raise ValueError(f"there is a layer named {layer.name!r} already. Name this another.")
        if self.built:
            self._build_layer(layer)
        list.append(self.layers, layer)
        self._steps = []

    def _new_name(self, layer: Layer) -> str:
        """Keras's names: Conv2D becomes conv2d, conv2d_1, conv2d_2."""
        taken = sum(other.kind == layer.kind for other in self.layers)
        return f"{layer.kind}_{taken}" if taken else layer.kind

    def get_layer(self, name: str | None = None, index: Any = None) -> Layer:
        """The layer of that name, or of that place; ValueError says which there are."""
        names = [layer.name for layer in self.layers]
        if index is None and name in names:
            return self.layers[names.index(name)]
        whole = isinstance(index, (int, np.integer)) and not isinstance(index, bool)
        if name is None and whole and index in range(-len(names), len(names)):
            return self.layers[index]
        raise ValueError(
            f"get_layer expects one of {names}, or index=0 to {len(names) - 1}. Received "
            f"{', '.join(repr(g) for g in (name, index) if g is not None) or None}."
        )

    @property
    def built(self) -> bool:
        """Whether the weights exist."""
        return self.input_shape is not None

    def build(self, input_shape: Shape) -> None:
        """Make all weights for inputs of this shape, batch axis first: (None, 28, 28, 1)."""
        if not isinstance(input_shape, (tuple, list)) or len(input_shape) < 2:
            raise ValueError(
                "build expects the shape of a batch, such as (None, 28, 28, 1). "
                f"Received {input_shape!r}."
            )
        sizes = (whole_number(size, "build's input_shape", 1) for size in input_shape[1:])
        input_shape = (None, *sizes)
        if self.built:
            if input_shape != self.input_shape:
                raise ValueError(
                    f"this model was built for inputs of shape {self.input_shape}. Received "
                    f"{input_shape}. Make a new model, or reshape the data."
                )
            return
        self.output_shape = input_shape
        for layer in self.layers:  # first the shapes, so that an error leaves nothing half built
            self.output_shape = contract.output_shape(layer, self.output_shape)
        self.output_shape, self._shapes = input_shape, []
        before, new = self.rng.bit_generator.state, [x for x in self.layers if not x.built]
        try:
            for layer in self.layers:
                self._build_layer(layer)
            self.input_shape = input_shape
        except BaseException:  # Ctrl-C, or no memory: as if it had not begun
            self.rng.bit_generator.state = before
            for layer in new:
                layer.built = False
            raise

    def _build_layer(self, layer: Layer) -> None:
        if not layer.built:
            if not layer.seeded:
                layer.rng = self.rng
            layer.build(self.output_shape)
            layer.built = True
        contract.set_dtype(layer, self.dtype)
        self.output_shape = contract.output_shape(layer, self.output_shape)
        self._shapes.append(self.output_shape[1:])

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The output for one batch, (N, ...); `training` switches dropout on. For all threads."""
        with self.turn:
            return self._pass(self._ready(x), training, zip(self.layers, self._shapes, strict=True))

    def __call__(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        return self.forward(x, training)

    def forward_together(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """As `forward`, with neighbors in one step where a layer offers it (`together_with`)."""
        y = self._ready(x)
        return self._pass(y, training, contract.together(self.layers, self._shapes))

    def _ready(self, x: np.ndarray) -> np.ndarray:
        """The batch as an array of the model's dtype; the first one builds the model."""
        x = check_numbers(x, "a model")
        if x.ndim < 2:
            raise ValueError(
                f"a model expects a batch of shape (N, ...). Received shape {x.shape}. "
                "Add the batch axis: x[None]."
            )
        self.build(x.shape)
        return x.astype(self.dtype, copy=False)

    def _pass(
        self, y: np.ndarray, training: bool, steps: Iterable[tuple[Any, Shape]]
    ) -> np.ndarray:
        self._steps = []  # the way back goes the same way, and returns these shapes
        for step, announced in steps:
            self._steps.append((step, y.shape))
            y = contract.forward(step, y, training, announced)
        return y

    def backward(
        self, grad: np.ndarray, at_logits: bool = False, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Hand the gradient of the last output down the stack; returns that of the input.

        `at_logits`: grad is already taken before the last layer's softmax.
        `input_gradient=False`: stop at the lowest layer that has weights, and return None.
        """
        steps = self._steps or [(layer, ()) for layer in self.layers]
        last = len(steps) - 1
        with_weights = (index for index, (step, _) in enumerate(steps) if step.params)
        lowest = 0 if input_gradient else next(with_weights, last + 1)
        for index in range(last, lowest - 1, -1):
            step, shape = steps[index]
            way = step.backward
            if index == last and at_logits:
                way = self._way_around_softmax()
            elif index == lowest and not input_gradient:
                way = offered(step, "fill_gradients", "backward") or way
            grad_x = contract.call(step, way, grad)
            if index == lowest and not input_gradient:
                return None
            contract.check_gradient(step, grad_x, shape)
            grad = grad_x
        return grad if input_gradient else None

    @property
    def ends_in_softmax(self) -> bool:
        """Whether the last layer offers a way around its softmax."""
        return bool(self.layers) and offered(self.layers[-1], *AROUND_SOFTMAX) is not None

    def _way_around_softmax(self) -> Callable[..., Any]:
        way = offered(self.layers[-1], *AROUND_SOFTMAX)
        if way is None:
            raise ValueError(
                f"at_logits=True expects a last layer that ends in a softmax. Received "
                f"{self.layers[-1]!r}. Leave at_logits out."
            )
        return way

    # ---- weights ----

    @property
    def weights(self) -> list[np.ndarray]:
        """The live arrays of all layers, in Keras's order."""
        self._check_built()
        return [weight for layer in self.layers for weight in layer.weights]

    def get_weights(self) -> list[np.ndarray]:
        """Copies of all weights, in Keras's order and shapes."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: Sequence[np.ndarray]) -> None:
        """Copy `weights` into the model; ValueError, and no change, where they do not fit."""
        copy_weights("this model", self.weights, weights)

    def count_params(self) -> int:
        """How many numbers the model holds, trained or not."""
        return sum(weight.size for weight in self.weights)

    def save_weights(self, filepath: str | os.PathLike, **options: Any) -> None:
        """Write the weights to an `.npz` file, in one step."""
        refuse_options(Sequential.save_weights, options)
        saving.save_weights(self, filepath)

    def load_weights(self, filepath: str | os.PathLike, **options: Any) -> None:
        """Read weights that `save_weights` wrote; ValueError says which layer does not fit."""
        refuse_options(Sequential.load_weights, options)
        saving.load_weights(self, filepath)

    def own_generators(self) -> list[np.random.Generator]:
        """Generators of layers with a seed of their own, such as Dropout(0.5, seed=1)."""
        return [layer.rng for layer in self.layers if layer.rng is not self.rng]

    def _check_built(self) -> None:
        if not self.built:
            raise ValueError(
                "this model has no weights yet. Start its list with Input(shape), or call "
                "model.build((None, 28, 28, 1)) with the shape of your data."
            )

    def summary(self, **options: Any) -> None:
        """Print name and type, output shape and number of parameters of each layer."""
        refuse_options(Sequential.summary, options)
        self._check_built()
        rows, shape = [("Layer (type)", "Output shape", "Params")], self.input_shape
        for layer in self.layers:
            shape = layer.compute_output_shape(shape)
            title = f"{layer.name} ({type(layer).__name__})"
            rows.append((title, str(shape), f"{layer.count_params():,}"))
        first, second, third = (max(len(row[i]) for row in rows) + 3 for i in range(3))
        for index, (title, output, count) in enumerate(rows):
            print(f"{title:<{first}}{output:<{second}}{count:>{third}}")
            if index == 0:
                print("-" * (first + second + third))
        trainable = sum(w.size for layer in self.layers for w in layer.params.values())
        print("-" * (first + second + third))
        print(f"Total params: {self.count_params():,}")
        print(f"Trainable params: {trainable:,}")

    __getattr__ = missing_attribute

    def __repr__(self) -> str:
        return f"<Sequential of {len(self.layers)} layers, output {self.output_shape}>"
