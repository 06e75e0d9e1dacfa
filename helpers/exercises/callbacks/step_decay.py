"""A learning rate that falls in steps."""

from helpers.checking import Exercise, Mistake


def step_decay(epoch, initial, drop, every):
    return initial * drop ** (epoch // every)


EXERCISE = Exercise(
    prompt="Return the learning rate of an epoch: times drop after every so many epochs.",
    solution=step_decay,
    cases=[
        (0, 0.1, 0.5, 10),
        (10, 0.1, 0.5, 10),
        (9, 0.1, 0.5, 10),
        (25, 0.2, 0.5, 10),
        (4, 1.0, 0.1, 2),
        (5, 1.0, 0.9, 3),
        (7, 0.01, 0.3, 4),
        (3, 0.5, 0.8, 1),
    ],
    fresh=lambda rng: [
        (int(rng.integers(11, 30)), float(rng.uniform(0.5, 2)), 0.7, int(rng.integers(3, 10)))
        for _ in range(3)
    ],
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
            "decays-smoothly",
            "Your rate falls a little in every epoch. Between two steps it stays the same: how "
            "many whole steps are behind an epoch?",
            lambda epoch, initial, drop, every: initial * drop ** (epoch / every),
        ),
        Mistake(
            "drops-once",
            "Your rate falls once. It falls again after every `every` epochs.",
            lambda epoch, initial, drop, every: initial * (drop if epoch >= every else 1),
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
        ),
    ],
)
