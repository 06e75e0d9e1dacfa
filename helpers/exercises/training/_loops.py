"""The loop of fit with a part exchanged: what the mistakes of fit are made of."""

import numpy as np

from helpers.checking import Answer


def batched(x, batch_size, order):
    return [order[start : start + batch_size] for start in range(0, len(x), batch_size)]


def one_step(model, x, y, batch):
    return model.train_on_batch(x[batch], y[batch])


def right_mean(losses, sizes, batch_size):
    return float(losses @ sizes / sizes.sum())


def by(
    step: Answer = one_step,
    report: Answer = right_mean,
    order: Answer = lambda count, rng: rng.permutation(count),
    cut: Answer = batched,
    once: bool = False,
) -> Answer:
    """The loop with a part exchanged.

    Args:
        step: from (model, x, y, batch) to the loss of the batch.
        report: from the losses and sizes of the batches, and batch_size, to the loss of the epoch.
        order: of an epoch, from (count, rng).
        cut: the batches of an epoch, from (x, batch_size, order).
        once: draws one order for all epochs.
    """

    def loop(model, x, y, epochs, batch_size, rng):
        history, places = [], order(len(x), rng)
        for epoch in range(epochs):
            places = order(len(x), rng) if epoch and not once else places
            batches = cut(x, batch_size, places)
            losses = np.array([step(model, x, y, batch) for batch in batches])
            sizes = np.array([len(batch) for batch in batches])
            history.append(float(report(losses, sizes, batch_size)))
        return history

    return loop


def whole_only(x, batch_size, order):
    batches = batched(x, batch_size, order)
    return [batch for batch in batches if len(batch) == batch_size] or batches


def without_a_step(model, x, y, batch):
    return model.loss(y[batch], model.forward(x[batch], training=True))


def own_step(rate: Answer, training: bool = True) -> Answer:
    """A step by hand.

    Args:
        rate: from (the optimizer's learning rate, number of images) to the factor of the slopes.
        training: the mode of the forward pass.
    """

    def step(model, x, y, batch):
        probabilities = model.forward(x[batch], training=training)
        model.backward((probabilities - y[batch]) / len(batch), at_logits=True)
        for layer in model.layers:
            for name, slope in layer.grads.items():
                factor = rate(model.optimizer.learning_rate, len(batch))
                layer.params[name] -= factor * slope
        return model.loss(y[batch], probabilities)

    return step


def drawn_anew(x, batch_size, order):
    return [np.roll(order, start)[:batch_size] for start in range(0, len(x), batch_size)]
