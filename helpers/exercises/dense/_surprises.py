"""What wrong answers to `cross_entropy` are made of."""

import numpy as np

from helpers.checking import Answer


def surprise(lowest: float = 1e-7) -> Answer:
    """-log p of the true class, for each example; with lowest=0 as NumPy gives it."""

    def losses(probabilities, one_hot):
        return -(one_hot * np.log(np.maximum(probabilities, lowest))).sum(axis=1)

    return losses


def picked(probabilities, one_hot):
    return -np.log((probabilities * one_hot).sum(axis=1))


def raises_at_zero(picks: bool) -> Answer:
    """math.log raises at 0: of the true class alone, or of any class."""

    def loss(probabilities, one_hot):
        if ((probabilities * one_hot).sum(axis=1) if picks else probabilities).min() == 0:
            raise ValueError("math domain error")
        return surprise()(probabilities, one_hot).mean()

    return loss


def ways(reduce: Answer) -> tuple[Answer, ...]:
    """A mistake with the clip, without it, and without it on the picked probability alone."""

    def way(losses: Answer) -> Answer:
        return lambda probabilities, one_hot: reduce(losses(probabilities, one_hot), one_hot)

    return tuple(way(losses) for losses in (surprise(), surprise(0.0), picked))


def of_other(change: Answer) -> tuple[Answer, ...]:
    """The mean loss of other probabilities than the given ones, with the clip and without."""
    return (
        lambda probabilities, one_hot: surprise()(change(probabilities, one_hot), one_hot).mean(),
        lambda probabilities, one_hot: surprise(0.0)(
            change(probabilities, one_hot), one_hot
        ).mean(),
    )


def without_truth(reduce: Answer) -> tuple[Answer, ...]:
    """What looks at the probabilities alone, clipped and as they are."""
    return (
        lambda probabilities, one_hot: reduce(np.clip(probabilities, 1e-7, 1)),
        lambda probabilities, one_hot: reduce(probabilities),
    )


def clipped_at(lowest: float) -> Answer:
    return lambda probabilities, one_hot: surprise(lowest)(probabilities, one_hot).mean()


def two_sided(reduce: Answer) -> tuple[Answer, ...]:
    """The loss for yes and no, of every class by itself, with the clip and without."""

    def loss(lowest: float) -> Answer:
        def of_both(probabilities, one_hot):
            p = np.clip(probabilities, lowest, 1 - lowest)
            return reduce(-(one_hot * np.log(p) + (1 - one_hot) * np.log(1 - p)))

        return of_both

    return loss(1e-7), loss(0.0)


def columns_of_all(probabilities, one_hot):
    return probabilities[:, one_hot.argmax(axis=1)]


def without_zeros(reduce: Answer) -> Answer:
    def loss(probabilities, one_hot):
        picked = (probabilities * one_hot).sum(axis=1)
        return reduce(-np.log(picked[picked > 0]))

    return loss


def masked(probabilities, one_hot):
    return (np.clip(probabilities, 1e-7, 1) * one_hot).sum(axis=1)
