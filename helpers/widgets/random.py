"""Numbers that look random and are the same on every page: the Python half of `random.js`."""

from collections.abc import Iterator


def random_numbers(seed: int) -> Iterator[int]:
    """Whole numbers below 2**32 without end, the same as `randomNumbers` of random.js gives.

    A linear congruential generator (the constants of Press and others, "Numerical Recipes",
    1992), because JavaScript can repeat it exactly: what looks random is the same on every page.
    Take the high bits, the low ones hardly vary.
    """
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state
