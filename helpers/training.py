"""Chapter 7: how the network learns. What `Sequential` does with data: fit, evaluate, predict."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import contract, saving
from helpers.arguments import beside, mean_of, switch
from helpers.examples import (
    Examples,
    as_batch,
    as_examples,
    batches,
    take,
    weigh,
    weigh_classes,
    with_validation,
)
from helpers.keras_words import Derived, NotHere, refuse_options
from helpers.layer import offered, whole_number
from helpers.losses import Loss, get_loss
from helpers.metrics import Logs, MetricFunction, RunningMeans, as_results, named_metrics
from helpers.optimizers import Optimizer, get_optimizer
from helpers.threads import Turn, one_blas_thread

if TYPE_CHECKING:
    from helpers.callbacks import Callback, History

# An offer of a loss, and what it stands for.
AT_LOGITS = ("gradient_at_logits", "__call__", "value", "slope", "gradient")


class Trainer(Derived):
    """A model that can be trained. It says what its layers do: `Sequential` in helpers.network."""

    layers: list[Any]
    rng: np.random.Generator
    dtype: np.dtype
    ends_in_softmax: Any
    output_shape: Any
    build: Callable[..., None]
    forward: Callable[..., np.ndarray]
    backward: Callable[..., Any]

    optimizer: Any = None
    loss: Any = None
    metrics: dict[str, MetricFunction] = {}
    turn: Turn
    stop_training = False
    interrupted = False  # by Ctrl-C, the last fit
    history: Any = None
    trainable = NotHere("Every layer is trained", harmless=True)

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss | Callable | None = None,
        metrics: Sequence[str | MetricFunction] | MetricFunction | None = (),
        **options: Any,
    ) -> None:
        """Say how to step, what to make small, and what to watch. Starts the optimizer anew."""
        refuse_options(Trainer.compile, options)
        if loss is None:
            raise ValueError(
                "compile expects a loss, such as 'categorical_crossentropy'. Received None."
            )
        if isinstance(metrics, str) or not isinstance(metrics, Sequence):
            metrics = () if metrics is None else [metrics]
        checked = get_loss(loss), named_metrics(metrics)
        self.optimizer = get_optimizer(optimizer)
        self.optimizer.start_anew(self)
        self.loss, self.metrics = checked

    def fit(
        self,
        x: np.ndarray,
        y: np.ndarray | None = None,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: "Sequence[Callback] | Callback | None" = None,
        validation_split: float = 0.0,
        validation_data: Sequence[np.ndarray] | None = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: np.ndarray | None = None,
        initial_epoch: int = 0,
        validation_batch_size: int | None = None,
        resume_from: str | os.PathLike | None = None,
        **options: Any,
    ) -> "History":
        """Train on x (N, ...) and y for some epochs; returns the History. Keras's arguments.

        Ctrl-C, or the kernel's stop button, ends the training after the step that runs, and keeps
        the history; pressed again a second later, it ends it at once.

        Args:
            verbose: 0 silent, 1 or "auto" a progress bar, 2 one line an epoch.
            validation_split: the last part of the data, taken off before shuffling.
            validation_data: (x, y), or (x, y, sample_weight).
            class_weight: how much an example of each class counts; 1 where a class is missing.
            sample_weight: how much each example counts, (N,).
            resume_from: a checkpoint of ModelCheckpoint(..., save_optimizer=True); training goes
                on after its last epoch.
        """
        from helpers.callbacks import CallbackList

        refuse_options(Trainer.fit, options)
        self._check_compiled()
        data = as_examples(x, y, sample_weight)
        batch_size = whole_number(32 if batch_size is None else batch_size, "batch_size", 1)
        size = batch_size if validation_batch_size is None else validation_batch_size
        size = whole_number(size, "validation_batch_size", 1)
        epochs = whole_number(epochs, "epochs", 0)
        initial_epoch = whole_number(initial_epoch, "initial_epoch", 0)
        shuffle = switch(shuffle, "shuffle")
        data, validation = with_validation(data, validation_data, validation_split)
        data = weigh_classes(data, class_weight)
        for part in filter(None, (data, validation)):
            self._check_fits(part)  # what is wrong in the last batch is told now
        hooks = CallbackList(self, callbacks, verbose, epochs, -(-len(data[0]) // batch_size))
        logs: Logs = {}
        with hooks.ctrl_c, self.turn.of_a_fit():
            try:
                if resume_from is None:
                    hooks.on_train_begin()
                else:
                    initial_epoch = saving.load_checkpoint(self, resume_from, hooks)
                try:
                    for epoch in range(initial_epoch, epochs):
                        hooks.ctrl_c.check()
                        if self.stop_training:
                            break
                        hooks.on_epoch_begin(epoch)
                        with one_blas_thread():
                            logs = self._train_epoch(data, batch_size, shuffle, hooks)
                            if validation is not None:
                                hooks.on_test_begin()
                                scores = self._evaluate(validation, size, hooks.ctrl_c.check)
                                hooks.on_test_end(scores)
                                logs |= {f"val_{name}": score for name, score in scores.items()}
                        hooks.on_epoch_end(epoch, logs)
                except KeyboardInterrupt:
                    hooks.ctrl_c.pressed = True
            finally:
                hooks.close()
            hooks.on_train_end(logs)
        self.interrupted = hooks.ctrl_c.pressed
        if self.interrupted:
            print("Interrupted: training stops here. The history so far is kept.")
        return self.history

    def _check_fits(self, data: Examples) -> None:
        """An error where the model's shape is another, or labels are not the loss's."""
        self.build(data[0].shape)
        output = (len(data[1]), *self.output_shape[1:])
        self.loss.check(data[1], np.broadcast_to(self.dtype.type(0.5), output))

    def _train_epoch(self, data: Examples, batch_size: int, shuffle: bool, hooks: Any) -> Logs:
        count = len(data[0])
        order = self.rng.permutation(count) if shuffle else np.arange(count)
        means = RunningMeans()
        for step, start in enumerate(range(0, count, batch_size)):
            batch = order[start : start + batch_size]
            hooks.on_train_batch_begin(step)
            with self.turn:
                logs = self._train_step(*take(data, batch))
            means.add(logs, len(batch))
            hooks.on_train_batch_end(step, means.logs())
            hooks.ctrl_c.check()
            if self.stop_training:
                break
        return means.logs()

    def _train_step(self, x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> Logs:
        """Forward, loss, backward, one step downhill. Logs are from before the step."""
        y_pred = self.fast_forward(x, training=True)
        loss = self.total_loss(y, y_pred, weights)
        self.fill_gradients(y, y_pred, weights)
        step = self.gradients_and_weights()  # now: a metric may ask the model for something
        logs = self._score(loss, y, y_pred)
        self.optimizer.apply(*step)
        return logs

    @property
    def fast_forward(self) -> Callable[..., np.ndarray]:
        """The way that training, evaluating and predicting go forward."""
        return offered(self, "forward_together", "forward", "backward") or self.forward

    def fill_gradients(
        self, y: np.ndarray, y_pred: np.ndarray, weights: np.ndarray | None = None
    ) -> None:
        """The way back from the loss: every layer's `grads`, as one training step needs them."""
        short_way = self.ends_in_softmax and offered(self.loss, *AT_LOGITS)
        # Chapter 5: the gradients of loss and softmax multiply out to a simple difference.
        slope = short_way or self.loss.gradient
        grad = contract.measure(self.loss.name, slope, y, y_pred)
        if weights is not None:
            grad = grad * weigh(weights, grad)
        self.backward(grad, at_logits=bool(short_way), input_gradient=False)

    def gradients_and_weights(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """What an optimizer steps with: each array's gradient, and the live array."""
        grads, weights = [], []
        for layer in self.layers:
            contract.check_grads(layer)
            for name, weight in layer.params.items():
                grad, regularizer = layer.grads[name], layer.regularizers.get(name)
                grads.append(grad if regularizer is None else grad + regularizer.gradient(weight))
                weights.append(weight)
        return grads, weights

    def train_on_batch(
        self,
        x: np.ndarray,
        y: np.ndarray | None = None,
        sample_weight: np.ndarray | None = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """One step on one batch. Returns this batch's own loss and metrics, from before the step
        (Keras returns their means since it was compiled)."""
        self._check_compiled()
        data = weigh_classes(as_examples(x, y, sample_weight), class_weight)
        with one_blas_thread(), self.turn:
            logs = self._train_step(*data)
        return as_results(logs, return_dict)

    def evaluate(
        self,
        x: np.ndarray,
        y: np.ndarray | None = None,
        batch_size: int | None = 32,
        verbose: int | str = 0,
        sample_weight: np.ndarray | None = None,
        return_dict: bool = False,
        **options: Any,
    ) -> Any:
        """Loss and metrics on x (N, ...) and y: [loss, metrics...], the loss alone where there
        are no metrics, or a dict. Dropout is off. verbose above 0 prints them too."""
        refuse_options(Trainer.evaluate, options)
        self._check_compiled()
        data = as_examples(x, y, sample_weight)
        with one_blas_thread():
            logs = self._evaluate(data, batch_size)
        if verbose not in (0, "auto"):
            print("  ".join(f"{name}: {value:.4f}" for name, value in logs.items()))
        return as_results(logs, return_dict)

    def _evaluate(self, data: Examples, batch_size: int | None, after_each: Any = int) -> Logs:
        means = RunningMeans()
        for part in batches(len(data[0]), batch_size):
            x, y, weights = take(data, part)
            y_pred = self._output(x)
            means.add(self._score(self.total_loss(y, y_pred, weights), y, y_pred), len(x))
            after_each()
        return means.logs()

    def predict(
        self,
        x: np.ndarray,
        batch_size: int | None = 32,
        verbose: int | str = 0,
        **options: Any,
    ) -> np.ndarray:
        """The outputs for x (N, ...), batch by batch; needs no compile. Dropout is off."""
        refuse_options(Trainer.predict, options)
        x = as_batch(x)
        with one_blas_thread():
            parts = batches(len(x), batch_size)  # a layer may give the same memory every time
            return np.concatenate([np.array(self._output(x[part])) for part in parts])

    def _output(self, x: np.ndarray) -> np.ndarray:
        with self.turn:
            return self.fast_forward(x)

    def total_loss(
        self, y: np.ndarray, y_pred: np.ndarray, weights: np.ndarray | None = None
    ) -> float:
        """What training makes small: the loss, and what the weights cost."""
        total = contract.measure(self.loss.name, self.loss, y, y_pred, weights)
        for layer in self.layers:
            for name, regularizer in layer.regularizers.items():
                total += regularizer(layer.params[name])
        return total

    def _score(self, loss: float, y: np.ndarray, y_pred: np.ndarray) -> Logs:
        logs = {"loss": loss}
        for name, metric in self.metrics.items():
            logs[name] = mean_of(contract.measure(name, metric, beside(y, y_pred), y_pred), name)
        return logs

    def _check_compiled(self) -> None:
        if self.loss is None or self.optimizer.model is not self:
            raise RuntimeError(
                "this model is not compiled yet, or its optimizer was given to another one since. "
                "Call model.compile(optimizer='adam', loss='categorical_crossentropy')."
            )
