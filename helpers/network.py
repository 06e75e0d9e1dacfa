"""Chapter 7: how the network learns. `Sequential` stacks the layers and trains them."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import saving
from helpers.convolution import Conv2D
from helpers.dense import Dense, Softmax
from helpers.layer import Input, Layer, Shape, check_numbers, copy_weights, whole_number
from helpers.losses import CategoricalCrossentropy, Loss, get_loss
from helpers.metrics import Metric, get_metric
from helpers.optimizers import Optimizer, get_optimizer

if TYPE_CHECKING:
    from helpers.callbacks import Callback, History

Logs = dict[str, float]


class Sequential:
    """Layers one after another: the output of each is the input of the next.

    Arguments: layers, a list that may start with `Input(shape)`; seed for all randomness (first
    weights, shuffling, dropout), None for another one each time; dtype, "float32" or "float64":
    batches are converted to it.

    Without `Input`, the first batch builds the weights, or `build((None, 28, 28, 1))`.
    """

    def __init__(
        self, layers: Sequence[Layer | Input] = (), seed: int | None = None, dtype: str = "float32"
    ) -> None:
        if dtype not in ("float32", "float64", np.float32, np.float64):
            raise ValueError(f"dtype expects 'float32' or 'float64'. Received {dtype!r}.")
        self.dtype = np.dtype(dtype)
        self.rng = np.random.default_rng(seed)
        self.layers: list[Layer] = []
        self.input_shape: Any = None
        self.output_shape: Any = None
        self.optimizer: Any = None
        self.loss: Any = None
        self.metrics: dict[str, Metric] = {}
        self.stop_training = False
        self.history: Any = None
        if not isinstance(layers, (list, tuple)):
            raise ValueError(
                "a Sequential expects a list of layers, such as [Flatten(), Dense(10)]. "
                f"Received {layers!r}."
            )
        for layer in layers:
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
            )
        if any(layer is other for other in self.layers):
            raise ValueError(f"{layer!r} is in this model already. Make a second layer.")
        if not layer.built:
            layer.name = self._new_name(type(layer).__name__)
        if self.built:
            self._build_layer(layer)
        self.layers.append(layer)

    def _new_name(self, kind: str) -> str:
        """Keras's names: Conv2D becomes conv2d, conv2d_1, conv2d_2."""
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
        taken = sum(type(layer).__name__ == kind for layer in self.layers)
        return f"{name}_{taken}" if taken else name

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
            self.output_shape = layer.compute_output_shape(self.output_shape)
        self.output_shape = input_shape
        for layer in self.layers:
            self._build_layer(layer)
        self.input_shape = input_shape

    def _build_layer(self, layer: Layer) -> None:
        if not layer.built:
            layer.build(self.output_shape, self.rng)
        layer.params = {name: w.astype(self.dtype) for name, w in layer.params.items()}
        layer.state = {name: w.astype(self.dtype) for name, w in layer.state.items()}
        self.output_shape = layer.compute_output_shape(self.output_shape)

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """The output for one batch, (N, ...); `training` switches dropout on."""
        y = self._as_batch(x)
        self.build(y.shape)
        for layer in self.layers:
            y = layer.forward(y, training=training)
        return y

    __call__ = forward

    def backward(
        self, grad: np.ndarray, at_logits: bool = False, input_gradient: bool = True
    ) -> np.ndarray | None:
        """Hand the gradient of the last output down the stack; returns that of the input.

        `at_logits`: grad is already taken before the last layer's softmax.
        `input_gradient=False`: stop at the first layer that has weights, and return None.
        """
        layers = self.layers
        with_weights = [index for index, layer in enumerate(layers) if layer.params]
        first = 0 if input_gradient else min(with_weights, default=len(layers))
        for index in reversed(range(first, len(layers))):
            layer, options = layers[index], {}
            if at_logits and layer is layers[-1]:
                if isinstance(layer, Softmax):
                    continue
                options["at_logits"] = True
            if not input_gradient and index == first and isinstance(layer, (Conv2D, Dense)):
                options["input_gradient"] = False
            grad = layer.backward(grad, **options)
        return grad if input_gradient else None

    # ---- training ----

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss | Callable | None = None,
        metrics: Sequence[str | Metric] | Metric | None = (),
    ) -> None:
        """Say how to step, what to make small, and what to watch. Starts the optimizer anew."""
        if loss is None:
            raise ValueError("compile expects a loss, such as 'categorical_crossentropy'.")
        if isinstance(metrics, str) or not isinstance(metrics, Sequence):
            metrics = () if metrics is None else [metrics]
        checked = get_loss(loss), dict(get_metric(metric) for metric in metrics)
        self.optimizer = get_optimizer(optimizer)
        self.loss, self.metrics = checked

    def fit(
        self,
        x: np.ndarray,
        y: np.ndarray,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: "Sequence[Callback] | Callback | None" = None,
        validation_split: float = 0.0,
        validation_data: tuple[np.ndarray, np.ndarray] | None = None,
        shuffle: bool = True,
        initial_epoch: int = 0,
        validation_batch_size: int | None = None,
        resume_from: str | os.PathLike | None = None,
    ) -> "History":
        """Train on x (N, ...) and y for some epochs; returns the History. Keras's arguments.

        verbose: 0 silent, 1 or "auto" a progress bar, 2 one line an epoch. validation_split:
        the last part of the data, taken off before shuffling. resume_from: a checkpoint of
        ModelCheckpoint(..., save_optimizer=True); training goes on after its last epoch.
        Ctrl-C, or the kernel's stop button, ends the training cleanly and keeps the history.
        """
        from helpers.callbacks import CallbackList

        self._check_compiled()
        x, y = self._as_pair(x, y)
        if validation_split and validation_data is None:
            x, y, validation_data = split_off_last(x, y, validation_split)
        batch_size = whole_number(32 if batch_size is None else batch_size, "batch_size", 1)
        epochs = whole_number(epochs, "epochs", 0)
        initial_epoch = whole_number(initial_epoch, "initial_epoch", 0)
        if validation_data is not None:
            if not isinstance(validation_data, (tuple, list)) or len(validation_data) != 2:
                raise ValueError(
                    "validation_data expects a pair (x_val, y_val). Received a "
                    f"{type(validation_data).__name__}."
                )
            x_val, y_val = self._as_pair(*validation_data)
        self.build(x.shape)
        if validation_data is not None:
            self.build(x_val.shape)  # a wrong shape is told now, not after the first epoch
        steps = -(-len(x) // batch_size)
        hooks = CallbackList(self, callbacks, verbose, epochs=epochs, steps=steps)
        self.stop_training = False
        logs: Logs = {}
        interrupted = False
        hooks.on_train_begin()
        if resume_from is not None:
            initial_epoch = saving.load_checkpoint(self, resume_from, hooks.callbacks)
        try:
            for epoch in range(initial_epoch, epochs):
                if self.stop_training:
                    break
                hooks.on_epoch_begin(epoch)
                logs = self._train_epoch(x, y, batch_size, shuffle, hooks)
                if validation_data is not None:
                    size = validation_batch_size or batch_size
                    scores = self.evaluate(x_val, y_val, batch_size=size, return_dict=True)
                    logs |= {f"val_{name}": score for name, score in scores.items()}
                hooks.on_epoch_end(epoch, logs)
        except KeyboardInterrupt:
            interrupted = True
        finally:
            hooks.close_bars()
        if interrupted:
            print("Interrupted: training stops here. The history so far is kept.")
        hooks.on_train_end(logs)
        return self.history

    def _train_epoch(self, x, y, batch_size, shuffle, hooks) -> Logs:
        order = self.rng.permutation(len(x)) if shuffle else np.arange(len(x))
        means = RunningMeans()
        for step, start in enumerate(range(0, len(x), batch_size)):
            batch = order[start : start + batch_size]
            hooks.on_train_batch_begin(step)
            means.add(self._train_step(x[batch], y[batch]), len(batch))
            hooks.on_train_batch_end(step, means.logs())
            if self.stop_training:
                break
        return means.logs()

    def _train_step(self, x: np.ndarray, y: np.ndarray) -> Logs:
        """Forward, loss, backward, one step downhill. Logs are from before the step."""
        y_pred = self.forward(x, training=True)
        logs = self._score(y, y_pred)
        softmax_last = self.layers and (
            isinstance(self.layers[-1], Softmax)
            or isinstance(getattr(self.layers[-1], "activation", None), Softmax)
        )
        if softmax_last and isinstance(self.loss, CategoricalCrossentropy):
            # The two gradients multiply out to a simple difference: chapter 5.
            grad = self.loss.gradient_at_logits(y, y_pred)
            self.backward(grad, at_logits=True, input_gradient=False)
        else:
            grad = self.loss.gradient(y, y_pred)
            self.backward(grad, input_gradient=False)
        trained = [layer for layer in self.layers if layer.params]
        self.optimizer.apply(
            [layer.grads[name] for layer in trained for name in layer.params],
            [layer.params[name] for layer in trained for name in layer.params],
        )
        return logs

    def train_on_batch(self, x: np.ndarray, y: np.ndarray, return_dict: bool = False) -> Any:
        """One step on one batch. Returns this batch's own loss and metrics, from before the step
        (Keras returns their means since it was compiled)."""
        self._check_compiled()
        return as_results(self._train_step(*self._as_pair(x, y)), return_dict)

    def evaluate(
        self,
        x: np.ndarray,
        y: np.ndarray,
        batch_size: int | None = 32,
        verbose: int | str = 0,
        return_dict: bool = False,
    ) -> Any:
        """Loss and metrics on x (N, ...) and y: [loss, metrics...], the loss alone where there
        are no metrics, or a dict. Dropout is off. verbose above 0 prints them too."""
        self._check_compiled()
        x, y = self._as_pair(x, y)
        means = RunningMeans()
        for part in batches(len(x), batch_size):
            means.add(self._score(y[part], self.forward(x[part])), len(x[part]))
        logs = means.logs()
        if verbose not in (0, "auto"):
            print("  ".join(f"{name}: {value:.4f}" for name, value in logs.items()))
        return as_results(logs, return_dict)

    def predict(
        self, x: np.ndarray, batch_size: int | None = 32, verbose: int | str = 0
    ) -> np.ndarray:
        """The outputs for x (N, ...), batch by batch; needs no compile. Dropout is off."""
        x = np.asarray(x)
        if x.ndim < 2 or len(x) == 0:
            raise ValueError(
                f"predict expects a batch with at least one example. Received shape {x.shape}. "
                "Add the batch axis to a single one: x[None]."
            )
        return np.concatenate([self.forward(x[part]) for part in batches(len(x), batch_size)])

    def _score(self, y: np.ndarray, y_pred: np.ndarray) -> Logs:
        logs = {"loss": self.loss(y, y_pred)}
        for name, metric in self.metrics.items():
            logs[name] = float(np.mean(metric(y, y_pred)))
        return logs

    def _as_batch(self, x: np.ndarray) -> np.ndarray:
        x = np.asarray(x)
        if x.ndim < 2:
            raise ValueError(
                f"a model expects a batch of shape (N, ...). Received shape {x.shape}. "
                "Add the batch axis: x[None]."
            )
        return check_numbers(x, "a model").astype(self.dtype, copy=False)

    def _as_pair(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x, y = np.asarray(x), np.asarray(y)
        if x.ndim == 0 or y.ndim == 0 or len(x) != len(y) or len(x) == 0:
            raise ValueError(
                f"x and y expect equally many examples, at least one. Received shapes {x.shape} "
                f"and {y.shape}."
            )
        return x, y

    def _check_compiled(self) -> None:
        if self.loss is None:
            raise RuntimeError(
                "this model is not compiled yet. Call "
                "model.compile(optimizer='adam', loss='categorical_crossentropy')."
            )

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

    def save_weights(self, path: str | os.PathLike) -> None:
        """Write the weights to an `.npz` file, in one step."""
        saving.save_weights(self, path)

    def load_weights(self, path: str | os.PathLike) -> None:
        """Read weights that `save_weights` wrote; ValueError says which layer does not fit."""
        saving.load_weights(self, path)

    def own_generators(self) -> list[np.random.Generator]:
        """Generators of layers with a seed of their own, such as Dropout(0.5, seed=1)."""
        return [layer.rng for layer in self.layers if layer.rng is not self.rng]

    def _check_built(self) -> None:
        if not self.built:
            raise ValueError(
                "this model has no weights yet. Start its list with Input(shape), or call "
                "model.build((None, 28, 28, 1)) with the shape of your data."
            )

    def summary(self) -> None:
        """Print name and type, output shape and number of parameters of each layer."""
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

    def __repr__(self) -> str:
        return f"<Sequential of {len(self.layers)} layers, output {self.output_shape}>"


class RunningMeans:
    """Means over the examples seen so far; each batch weighs by its size."""

    def __init__(self) -> None:
        self.totals: Logs = {}
        self.count = 0

    def add(self, logs: Logs, size: int) -> None:
        self.count += size
        for name, value in logs.items():
            self.totals[name] = self.totals.get(name, 0.0) + value * size

    def logs(self) -> Logs:
        return {name: total / self.count for name, total in self.totals.items()}


def batches(count: int, batch_size: int | None) -> Iterator[slice]:
    """Slices of `batch_size` examples that cover `count` of them; the last may be smaller."""
    size = whole_number(32 if batch_size is None else batch_size, "batch_size", 1)
    return (slice(start, start + size) for start in range(0, count, size))


def as_results(logs: Logs, return_dict: bool) -> Any:
    if return_dict:
        return logs
    values = list(logs.values())
    return values if len(values) > 1 else values[0]


def split_off_last(x, y, share):
    """The last `share` of the examples as (x_val, y_val), the rest before them: as Keras does."""
    if not 0 < share < 1:
        raise ValueError(f"validation_split expects a share in (0, 1). Received {share!r}.")
    place = int(np.floor(len(x) * (1 - share)))
    if place == 0 or place == len(x):
        raise ValueError(
            f"validation_split={share} of {len(x)} examples leaves one part empty. "
            "Take another share or more data."
        )
    return x[:place], y[:place], (x[place:], y[place:])
