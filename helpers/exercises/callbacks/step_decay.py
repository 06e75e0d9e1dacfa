"""A learning rate that falls in steps."""

import math

from helpers.checking import Exercise, Mistake


def step_decay(epoch, initial, drop, every):
    return initial * drop ** (epoch // every)


def _epoch_by_epoch(epoch, initial, drop, every):
    rate = initial
    for e in range(1, epoch + 1):
        if e % every == 0:
            rate = rate * drop
    return rate


def _step_by_step(epoch, initial, drop, every):
    rate = initial
    for _ in range(epoch // every):
        rate *= drop
    return rate


EXERCISE = Exercise(
    prompt="Return the learning rate of an epoch: times drop after every so many epochs.",
    solution=step_decay,
    cases=[
        (2, 8.0, 0.5, 2),
        (4, 8.0, 0.5, 2),
        (1, 8.0, 0.5, 2),
        (0, 0.1, 0.5, 10),
        (10, 0.1, 0.5, 10),
        (9, 0.1, 0.5, 10),
        (25, 0.2, 0.5, 10),
        (4, 1.0, 0.1, 2),
        (5, 1.0, 0.9, 3),
        (7, 0.01, 0.3, 4),
        (3, 0.5, 0.8, 1),
        (7, 0.01, 0.35, 2),
    ],
    fresh=lambda rng: [
        (int(rng.integers(11, 30)), float(rng.uniform(0.5, 2)), 0.7, int(rng.integers(3, 10)))
        for _ in range(3)
    ],
    styles=[_epoch_by_epoch, _step_by_step],
    mistakes=[
        Mistake(
            "decays-every-epoch",
            "Your rate falls in every epoch. It stays for `every` epochs, and then takes a step.",
            lambda epoch, initial, drop, every: initial * drop**epoch,
        ),
        Mistake(
            "off-by-one",
            "Your rate falls one epoch too early. The first epochs are numbers 0 to every - 1.",
            lambda epoch, initial, drop, every: initial * drop ** ((epoch + 1) // every),
        ),
        Mistake(
            "one-too-late",
            "Your rate falls one epoch too late. The first epochs are numbers 0 to every - 1, and "
            "epoch number `every` has the next rate.",
            lambda epoch, initial, drop, every: initial * drop ** (max(epoch - 1, 0) // every),
            lambda epoch, initial, drop, every: initial * drop ** ((epoch - 1) // every),
        ),
        Mistake(
            "one-step-too-many",
            "Your rate has taken its first step at the beginning. Epoch 0 has the initial rate.",
            lambda epoch, initial, drop, every: initial * drop ** (epoch // every + 1),
        ),
        Mistake(
            "rounds-up",
            "You counted a step that is not complete. Only whole steps that are behind an epoch "
            "count: round down.",
            lambda epoch, initial, drop, every: initial * drop ** math.ceil(epoch / every),
            lambda epoch, initial, drop, every: initial * drop ** round(epoch / every),
        ),
        Mistake(
            "decays-smoothly",
            "Your rate falls a little in every epoch. Between two steps it stays the same: how "
            "many whole steps are behind an epoch?",
            lambda epoch, initial, drop, every: initial * drop ** (epoch / every),
            lambda epoch, initial, drop, every: initial * math.exp(-drop * epoch / every),
            lambda epoch, initial, drop, every: initial * math.exp(-drop * epoch),
            lambda epoch, initial, drop, every: initial / (1 + drop * epoch),
            lambda epoch, initial, drop, every: initial * drop * epoch / every,
        ),
        Mistake(
            "drops-once",
            "Your rate falls once. It falls again after every `every` epochs.",
            lambda epoch, initial, drop, every: initial * (drop if epoch >= every else 1),
            lambda epoch, initial, drop, every: initial * (drop if epoch > every else 1),
        ),
        Mistake(
            "drops-in-one-epoch",
            "Your rate is low in every `every`-th epoch, and then up again. After a step it stays "
            "low, and the next step starts from there.",
            lambda epoch, initial, drop, every: initial * (1 if epoch % every else drop),
            lambda epoch, initial, drop, every: (
                initial * (drop if epoch and not epoch % every else 1)
            ),
            lambda epoch, initial, drop, every: (
                initial if epoch % every else initial * drop ** (epoch // every)
            ),
        ),
        Mistake(
            "always-drops",
            "Your rate is initial times drop in every epoch. How many steps are behind an epoch?",
            lambda epoch, initial, drop, every: initial * drop,
        ),
        Mistake(
            "never-drops",
            "Your rate is the initial one in every epoch. When does it take a step?",
            lambda epoch, initial, drop, every: initial,
        ),
        Mistake(
            "multiplies-steps",
            "You multiplied by the number of steps. Each step multiplies by drop once more.",
            lambda epoch, initial, drop, every: initial * drop * (epoch // every),
        ),
        Mistake(
            "subtracts",
            "You subtracted the drop. It is a factor.",
            lambda epoch, initial, drop, every: initial - drop * (epoch // every),
            lambda epoch, initial, drop, every: initial * (1 - drop * (epoch // every)),
        ),
        Mistake(
            "drop-is-what-goes",
            "You took `drop` for the share that goes. It is the factor itself: a drop of 0.1 "
            "leaves a tenth.",
            lambda epoch, initial, drop, every: initial * (1 - drop) ** (epoch // every),
        ),
        Mistake(
            "grows",
            "Your rate grows. A step multiplies it by drop, and drop is below 1.",
            lambda epoch, initial, drop, every: initial / drop ** (epoch // every),
            lambda epoch, initial, drop, every: initial * drop ** -(epoch / every),
        ),
        Mistake(
            "remainder-for-quotient",
            "`%` counts how far an epoch is behind the last step. How many steps are behind it?",
            lambda epoch, initial, drop, every: initial * drop ** (epoch % every),
        ),
        Mistake(
            "initial-in-every-step",
            "The initial rate is multiplied in with every step. It is there once, at the start.",
            lambda epoch, initial, drop, every: (initial * drop) ** (epoch // every),
            lambda epoch, initial, drop, every: initial ** (epoch // every) * drop,
        ),
        Mistake(
            "factor-alone",
            "What comes back is the factor. The initial rate is missing.",
            lambda epoch, initial, drop, every: drop ** (epoch // every),
        ),
        Mistake(
            "counts-steps",
            "What comes back is the number of steps. The rate was asked for.",
            lambda epoch, initial, drop, every: float(epoch // every),
        ),
        Mistake(
            "base-and-exponent",
            "Base and exponent are exchanged: `a ** b` is a times itself, b times over.",
            lambda epoch, initial, drop, every: initial * (epoch // every) ** drop,
        ),
        Mistake(
            "all-the-rates",
            "You returned the rates of many epochs. The one of `epoch` was asked for.",
            lambda epoch, initial, drop, every: [
                step_decay(e, initial, drop, every) for e in range(epoch)
            ],
            lambda epoch, initial, drop, every: [
                step_decay(e, initial, drop, every) for e in range(epoch + 1)
            ],
        ),
        Mistake(
            "rounds",
            "Your rate is rounded. A small rate is lost that way.",
            lambda epoch, initial, drop, every: round(step_decay(epoch, initial, drop, every), 2),
            lambda epoch, initial, drop, every: round(step_decay(epoch, initial, drop, every), 3),
            lambda epoch, initial, drop, every: round(step_decay(epoch, initial, drop, every), 4),
        ),
        Mistake(
            "one-step-too-few",
            "Your rate lacks a step: it is too high by one drop.",
            lambda epoch, initial, drop, every: initial * drop ** (epoch // every - 1),
        ),
        Mistake(
            "divides-by-every",
            "The whole rate is divided by `every`. The exponent counts the steps: brackets keep it "
            "together.",
            lambda epoch, initial, drop, every: initial * drop**epoch / every,
            lambda epoch, initial, drop, every: initial * drop**epoch // every,
        ),
        Mistake(
            "what-is-lost",
            "What comes back is how much of the rate is lost. What is left was asked for.",
            lambda epoch, initial, drop, every: initial - initial * drop ** (epoch // every),
        ),
    ],
)
