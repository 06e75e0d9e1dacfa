"""The learner's own loop of fit. Judged by what the network saw, and by where it ended."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checking import Complaint, Exercise, Mistake, Seed
from helpers.checking.chance import Calls, ignores_rng, judge_seeds
from helpers.exercises.training._drills import alike, new_model, noise, replay


def fit(model, x, y, epochs, batch_size, rng):
    """Both drills are passed: the first loss is near 2.30, and 20 images are learned by heart."""
    history = []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            total += model.train_on_batch(x[batch], y[batch]) * len(batch)
        history.append(total / len(x))
    return history


_BY_HEART = 0.1  # a loss below it


def _train(answer: Any, images: int, epochs: int, batch_size: int, rng: Any) -> list[Any]:
    """model: Flatten, Dense(32), Dense(10), compiled; x, y: images of noise, labels one-hot"""
    model, (x, y) = new_model(), noise(images)
    losses = answer(model, x, y, epochs, batch_size, rng)
    return [losses, model.layers[0].in_training, model.get_weights(), model.asked_fit]


def _cut(batches: list[list[int]], epochs: int) -> list[list[list[int]]]:
    """The batches of each epoch."""
    each = len(batches) // epochs
    return [batches[each * epoch : each * (epoch + 1)] for epoch in range(epochs)]


def _wrong_batches(images: int, size: int, batches: list[list[list[int]]]) -> Complaint | None:
    """What is wrong with the batches of the epochs."""
    whole, rest = divmod(images, size)
    expected = [size] * whole + [rest] * (rest > 0)
    for epoch, seen in enumerate(batches):
        lengths = [len(batch) for batch in seen]
        if lengths != expected:
            slug = "drops-last-batch" if rest and lengths == expected[:-1] else None
            text = f"  epoch {epoch}\n  expected batches of {expected}\n  the network saw {lengths}"
            return Complaint(text, slug)
        if sorted(sum(seen, [])) != list(range(images)):
            return Complaint(f"In epoch {epoch} some images came twice, others not at all.")
    orders = [sum(seen, []) for seen in batches]
    if all(order == list(range(images)) for order in orders):
        return Complaint("", "no-shuffle")
    if len(orders) > 1 and all(order == orders[0] for order in orders):
        return Complaint("", "shuffles-once")
    return None


def _no_numbers(losses: Any) -> bool:
    got = np.asarray(losses) if isinstance(losses, (list, tuple, np.ndarray)) else np.empty(0)
    return got.ndim != 1 or not np.issubdtype(got.dtype, np.number) or not len(got)


def _wrong_losses(losses: Any, reports: dict[str, np.ndarray], steps: int) -> Complaint | None:
    right, got = reports[""], np.asarray(losses)
    if len(got) == steps != len(right):
        return Complaint(f"  {len(got)} numbers for {len(right)} epochs", "loss-of-each-batch")
    if len(got) != len(right):
        return Complaint(f"  expected {len(right)} losses, one an epoch\n  came {len(got)}")
    for slug, values in reports.items():
        if np.allclose(got, values, rtol=1e-3, atol=1e-4):
            first = f"  loss of the first epoch\n  expected {right[0]:.3f}\n  came     {got[0]:.3f}"
            return Complaint(first, slug) if slug else None
    return Complaint(f"  expected losses {right[:3].round(3)}\n  came {got[:3].round(3)}")


def _judge(calls: Calls) -> Complaint | None:
    for (images, epochs, size, _), (losses, batches, weights, asked_fit) in calls:
        if _no_numbers(losses):
            return Complaint("Expected was a list of numbers, one loss for each epoch.")
        if asked_fit:
            return Complaint("", "calls-fit")
        moved = not alike(weights, new_model().get_weights())
        if not moved or not batches:
            return Complaint("", "not-in-training-mode" if moved else "never-steps")
        if len(batches) % epochs:
            text = f"  {epochs} epochs, and the network saw {len(batches)} batches in all"
            return Complaint(text)
        seen = _cut(batches, epochs)
        complaint = _wrong_batches(images, size, seen)
        if complaint is not None:
            return complaint
        model, reports = replay(images, seen)
        if not alike(weights, model.get_weights()):
            return _other_steps(calls)
        complaint = _wrong_losses(losses, reports, len(batches))
        if complaint is not None:
            return complaint
    return judge_seeds(calls)


def _other_steps(calls: Calls) -> Complaint:
    """The steps led elsewhere. Were they steps towards the labels? The second drill tells."""
    (images, *_), (_, _, weights, _) = calls[1]
    model, (x, y) = new_model(), noise(images)
    model.set_weights(weights)
    loss = model.evaluate(x, y)
    if loss < _BY_HEART:
        return Complaint("The network learned, but not by the steps of its optimizer.")
    return Complaint(f"  loss on the {images} images in the end: {loss:.2f}", "misaligned")


# ---- known mistakes ----


def _batched(x, batch_size, order):
    for start in range(0, len(x), batch_size):
        yield order[start : start + batch_size]


def _by(
    step: Callable[..., float] = lambda model, x, y, batch: model.train_on_batch(
        x[batch], y[batch]
    ),
    report: Callable[[list[float], list[int]], float] = lambda losses, sizes: float(
        np.average(losses, weights=sizes)
    ),
    order: Callable[[int, Any], Any] = lambda count, rng: rng.permutation(count),
    whole_only: bool = False,
    once: bool = False,
) -> Callable[..., Any]:
    """The loop with a part exchanged.

    Args:
        step: from (model, x, y, batch) to the loss of the batch.
        report: from the losses and sizes of the batches to the loss of the epoch.
        order: of an epoch, from (count, rng).
        whole_only: leaves out a smaller last batch.
        once: draws one order for all epochs.
    """

    def loop(model, x, y, epochs, batch_size, rng):
        history, places = [], order(len(x), rng)
        for epoch in range(epochs):
            places = order(len(x), rng) if epoch and not once else places
            batches = [
                batch
                for batch in _batched(x, batch_size, places)
                if not whole_only or len(batch) == batch_size or len(batch) == len(x)
            ]
            losses = [step(model, x, y, batch) for batch in batches]
            history.append(report(losses, [len(batch) for batch in batches]))
        return history

    return loop


def _without_a_step(model, x, y, batch):
    return model.loss(y[batch], model.forward(x[batch], training=True))


def _own_step(training: bool) -> Callable[..., float]:
    def step(model, x, y, batch):
        probabilities = model.forward(x[batch], training=training)
        model.fill_gradients(y[batch], probabilities)
        model.optimizer.apply(*model.gradients_and_weights())
        return model.loss(y[batch], probabilities)

    return step


def _each_batch(model, x, y, epochs, batch_size, rng):
    return [
        model.train_on_batch(x[batch], y[batch])
        for _ in range(epochs)
        for batch in _batched(x, batch_size, rng.permutation(len(x)))
    ]


def _after_the_epoch(model, x, y, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        fit(model, x, y, 1, batch_size, rng)
        history.append(model.evaluate(x, y))
    return history


def _asks_fit(model, x, y, epochs, batch_size, rng):
    return model.fit(x, y, batch_size, epochs, verbose=0).history["loss"]


EXERCISE = Exercise(
    prompt="Train a compiled model in shuffled batches; return the mean loss of each epoch.",
    solution=fit,
    call=_train,
    cases=[
        (20, 1, 20, Seed(1)),  # the first drill
        (20, 40, 8, Seed(2)),  # the second
        (23, 3, 5, Seed(1)),
        (23, 3, 5, Seed(2)),
        (23, 3, 5, Seed(1)),
    ],
    fresh=lambda rng: [(17, 2, 4, Seed(int(rng.integers(10**6))))],
    judge=_judge,
    mistakes=[
        Mistake(
            "calls-fit",
            "You called the model's own fit. The loop is what you write here: which method takes "
            "one step with one batch?",
            _asks_fit,
        ),
        Mistake(
            "never-steps",
            "The weights are those of the start. Forward and loss are half of a step: what moves "
            "the weights?",
            _by(_without_a_step),
            _by(lambda model, x, y, batch: model.evaluate(x[batch], y[batch])),
        ),
        Mistake(
            "not-in-training-mode",
            "The network took its steps in the mode for use: a dropout layer would do nothing. "
            "Look at the arguments of forward.",
            _by(_own_step(training=False)),
        ),
        Mistake(
            "drops-last-batch",
            "The last, smaller batch is missing in each epoch. Its images never teach anything.",
            _by(whole_only=True),
        ),
        Mistake(
            "no-shuffle",
            "Your batches come in the order of the data. Sorted data would teach one class and "
            "then the next.",
            _by(order=lambda count, rng: np.arange(count)),
        ),
        Mistake(
            "shuffles-once",
            "All epochs have the same order, so that the same images always meet in a batch. Where "
            "in your loops is the order drawn?",
            _by(once=True),
        ),
        Mistake(
            "misaligned",
            "The second drill fails: 20 images are not learned by heart. Does each image still "
            "have its own label?",
            _by(lambda model, x, y, batch: model.train_on_batch(x[batch], y[: len(batch)])),
        ),
        Mistake(
            "plain-mean-of-batches",
            "You took the plain mean of the batches' losses. The last batch may be smaller: in "
            "your mean each of its images counts more than the others.",
            _by(report=lambda losses, sizes: float(np.mean(losses))),
        ),
        Mistake(
            "last-batch-alone",
            "You reported the loss of the last batch. Asked for is the mean over all images of "
            "the epoch.",
            _by(report=lambda losses, sizes: losses[-1]),
        ),
        Mistake(
            "sum-not-mean",
            "You added the losses of the batches up. With twice the images your loss would be "
            "twice as large.",
            _by(report=lambda losses, sizes: float(np.sum(losses))),
        ),
        Mistake(
            "loss-of-each-batch",
            "You returned a loss for each batch. Asked for is one number for each epoch.",
            _each_batch,
        ),
        Mistake(
            "loss-after-the-epoch",
            "You measured the loss again when the epoch was over. The training loss is the mean of "
            "what the batches had before their steps: no second look is needed.",
            _after_the_epoch,
        ),
        ignores_rng(fit),
    ],
)
