"""The learner's own loop of fit. Judged by what the network saw, and by where it ended."""

from typing import Any

import numpy as np

from helpers.checking import Exercise, Mistake, Seed, then
from helpers.checking.chance import ignores_rng
from helpers.exercises.training._drills import new_model, noise
from helpers.exercises.training._judge_fit import judge_fit
from helpers.exercises.training._loops import (
    batched,
    by,
    drawn_anew,
    own_step,
    whole_only,
    without_a_step,
)


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


def _train(answer: Any, images: int, epochs: int, batch_size: int, rng: Any) -> list[Any]:
    """model: Flatten, Dense(32), Dense(10), compiled; x, y: images of noise, labels one-hot"""
    model, (x, y) = new_model(), noise(images)
    losses = answer(model, x, y, epochs, batch_size, rng)
    return [losses, model.layers[0].in_training, model.get_weights(), model.asked_fit]


def _each_batch(model, x, y, epochs, batch_size, rng):
    return [
        model.train_on_batch(x[batch], y[batch])
        for _ in range(epochs)
        for batch in batched(x, batch_size, rng.permutation(len(x)))
    ]


def _after_the_epoch(model, x, y, epochs, batch_size, rng):
    history = []
    for _ in range(epochs):
        fit(model, x, y, 1, batch_size, rng)
        history.append(model.evaluate(x, y))
    return history


def _asks_fit(model, x, y, epochs, batch_size, rng):
    return model.fit(x, y, batch_size, epochs, verbose=0).history["loss"]


def _one_epoch(model, x, y, epochs, batch_size, rng):
    return fit(model, x, y, 1, batch_size, rng)


EXERCISE = Exercise(
    prompt="Train a compiled model in shuffled batches; return the mean loss of each epoch.",
    solution=fit,
    call=_train,
    cases=[
        (20, 1, 20, Seed(1)),  # the first drill
        (20, 20, 8, Seed(2)),  # the second
        (23, 3, 5, Seed(1)),
        (23, 3, 5, Seed(2)),
        (23, 3, 5, Seed(1)),
        (5, 2, 8, Seed(3)),
    ],
    fresh=lambda rng: [(17, 2, 4, Seed(int(rng.integers(10**6))))],
    judge=judge_fit,
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
            by(without_a_step),
            by(lambda model, x, y, batch: model.evaluate(x[batch], y[batch])),
        ),
        Mistake(
            "not-in-training-mode",
            "The network took its steps in the mode for use: a dropout layer would do nothing. "
            "Look at the arguments of forward.",
            by(own_step(lambda rate, count: rate, training=False)),
        ),
        Mistake(
            "drops-last-batch",
            "The last, smaller batch is missing in each epoch. Its images never teach anything.",
            by(cut=whole_only),
        ),
        Mistake(
            "no-shuffle",
            "Your batches come in the order of the data. Sorted data would teach one class and "
            "then the next.",
            by(order=lambda count, rng: np.arange(count)),
        ),
        Mistake(
            "shuffles-once",
            "All epochs have the same order, so that the same images always meet in a batch. Where "
            "in your loops is the order drawn?",
            by(once=True),
        ),
        Mistake(
            "misaligned",
            "The second drill fails: 20 images are not learned by heart. Does each image still "
            "have its own label?",
            by(lambda model, x, y, batch: model.train_on_batch(x[batch], y[: len(batch)])),
        ),
        Mistake(
            "plain-mean-of-batches",
            "You took the plain mean of the batches' losses. The last batch may be smaller: in "
            "your mean each of its images counts more than the others.",
            by(report=lambda losses, sizes, size: losses.mean()),
        ),
        Mistake(
            "last-batch-alone",
            "You reported the loss of the last batch. Asked for is the mean over all images of "
            "the epoch.",
            by(report=lambda losses, sizes, size: losses[-1]),
        ),
        Mistake(
            "sum-not-mean",
            "You added the losses of the batches up. With twice the images your loss would be "
            "twice as large.",
            by(report=lambda losses, sizes, size: losses.sum()),
        ),
        Mistake(
            "first-batch-alone",
            "You reported the loss of the first batch. Asked for is the mean over all images of "
            "the epoch.",
            by(report=lambda losses, sizes, size: losses[0]),
        ),
        Mistake(
            "forgets-batch-length",
            "You added the losses of the batches, and divided by the number of images. A batch's "
            "loss is a mean already: how many images does it speak for?",
            by(report=lambda losses, sizes, size: losses.sum() / sizes.sum()),
        ),
        Mistake(
            "counts-full-batches",
            "You weighed every batch by batch_size. The last one may have fewer images.",
            by(report=lambda losses, sizes, size: losses.sum() * size / sizes.sum()),
        ),
        Mistake(
            "forgets-to-divide",
            "You added up the loss of each image, and left it at the sum. The mean is asked for.",
            by(report=lambda losses, sizes, size: losses @ sizes),
        ),
        Mistake(
            "divides-by-batch-size",
            "You divided the sum over all images by batch_size. How many images are there in an "
            "epoch?",
            by(report=lambda losses, sizes, size: losses @ sizes / size),
        ),
        Mistake(
            "divides-by-the-full-batches",
            "You divided by the number of full batches. The smaller one at the end is in your sum, "
            "too, and it should count for as many images as it has.",
            by(report=lambda losses, sizes, size: losses.sum() / max(sizes.sum() // size, 1)),
        ),
        Mistake(
            "divides-twice",
            "You divided by the number of images, and by the number of batches. The sum over all "
            "images, divided by how many they are, is their mean.",
            by(report=lambda losses, sizes, size: losses @ sizes / sizes.sum() / len(sizes)),
        ),
        Mistake(
            "assigns-instead-of-adding",
            "Only the last batch is left in your sum. `=` replaces what was there: each batch "
            "should add its share.",
            by(report=lambda losses, sizes, size: losses[-1] * sizes[-1] / sizes.sum()),
        ),
        Mistake(
            "never-starts-anew",
            "The losses of the earlier epochs are still in your sum. Where in your loops does it "
            "start at 0?",
            then(fit, np.cumsum),
        ),
        Mistake(
            "mean-of-all-epochs",
            "You reported the mean over all epochs so far. Each epoch has a mean of its own.",
            then(fit, lambda losses: np.cumsum(losses) / np.arange(1, len(losses) + 1)),
        ),
        Mistake(
            "returns-a-dictionary",
            "You returned a dictionary. Asked for is a list, with a loss for each epoch.",
            then(fit, lambda losses: {"loss": losses}),
        ),
        Mistake(
            "one-number-alone",
            "You returned one number. Asked for is a list, with a loss for each epoch.",
            then(fit, lambda losses: losses[-1]),
            then(fit, lambda losses: sum(losses) / len(losses)),
        ),
        Mistake(
            "one-loss-alone",
            "Your list has one loss, where each epoch should have one. Is it made, or returned, "
            "in the wrong place of your loops?",
            then(fit, lambda losses: losses[-1:]),
        ),
        Mistake(
            "one-epoch-alone",
            "The network trained for one epoch, and no more. Does your function return inside the "
            "loop over epochs, or has it none?",
            _one_epoch,
        ),
        Mistake(
            "one-batch-an-epoch",
            "The network saw one batch in each epoch. An epoch is one round through all images.",
            by(cut=lambda x, batch_size, order: [order[:batch_size]]),
        ),
        Mistake(
            "one-batch-of-all",
            "The network saw all images at once. batch_size says how many go into a batch.",
            by(cut=lambda x, batch_size, order: [order]),
            by(cut=lambda x, batch_size, order: batched(x, 32, order)),
        ),
        Mistake(
            "one-by-one",
            "The network saw one image at a time. batch_size says how many go into a batch.",
            by(cut=lambda x, batch_size, order: batched(x, 1, order)),
        ),
        Mistake(
            "draws-anew",
            "In an epoch some images came twice, others not at all. One order, drawn once an epoch "
            "and then cut into pieces, has each image once.",
            by(cut=drawn_anew),
        ),
        Mistake(
            "hardly-shuffled",
            "Most images still have the neighbors or the places that they have in the data. "
            "rng.permutation draws an order in which every one is as likely as any other.",
            by(order=lambda count, rng: np.roll(np.arange(count), rng.integers(1, count))),
        ),
        Mistake(
            "goes-uphill",
            "Your steps go uphill: the network learns to be wrong. A step is subtracted.",
            by(own_step(lambda rate, count: -rate)),
        ),
        Mistake(
            "forgets-batch-size",
            "Your steps are too long, by the number of images in the batch. The loss is a mean "
            "over them: what does that make of the slopes?",
            by(own_step(lambda rate, count: rate * count)),
        ),
        Mistake(
            "forgets-learning-rate",
            "Your steps are as long as the slopes. The optimizer of the model has a learning rate.",
            by(own_step(lambda rate, count: 1.0)),
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
