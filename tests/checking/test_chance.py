"""helpers/checking/chance.py: answers that draw, judged by their seeds and by what is likely."""

import numpy as np
import pytest

from helpers.checking.chance import identical, ignores_rng, judge_seeds, judge_shape, likely_share
from helpers.checking.exercise import Seed

X = np.ones(3)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (1.5, 1.5, True),
        (1.5, 1.6, False),
        (X, X.copy(), True),
        (X, X + 1e-16, True),
        (X, X + 1e-15, False),
        ([X, 2], [X.copy(), 2], True),
        ([X, 2], (X, 2), True),
        ([X, 2], [X, 3], False),
        ([X], [X, 2], False),
        ([1], 1, False),
        (1, [1, 2], False),
        ([[1, 2], X], [[1, 2], X], True),
        ([[1, 2], X], [[1, 3], X], False),
    ],
)
def test_identical_to_the_last_bit(one, two, same):
    assert identical(one, two) == same


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ([((X, Seed(1)), 0.1), ((X, Seed(1)), 0.1), ((X, Seed(2)), 0.2)], None),
        ([((X, Seed(1)), 0.1), ((X, Seed(1)), 0.3)], "the same seed gave two different results"),
        ([((X, Seed(1)), 0.1), ((X, Seed(2)), 0.1)], "different seeds gave the same result"),
        ([((X, Seed(1)), 0.1), ((X + 1, Seed(1)), 0.3)], None),  # of other arguments
        ([((5, Seed(1)), 0.1), ((6, Seed(2)), 0.1)], None),
        ([((5, Seed(1)), 0.1), ((6, Seed(1)), 0.2), ((5, Seed(2)), 0.1)], "different seeds"),
        ([], None),
    ],
)
def test_equal_seeds_give_equal_results_and_others_do_not(calls, words):
    complaint = judge_seeds(calls)
    assert (complaint is None) == (words is None)
    if complaint is not None:
        assert words in complaint.text
        assert complaint.slug == "ignores-rng"


@pytest.mark.parametrize(
    ("count", "total", "probability", "likely"),
    [
        # of 400 with one half: 200, and a standard deviation of 10, six of which are allowed
        (200, 400, 0.5, True),
        (260, 400, 0.5, True),
        (261, 400, 0.5, False),
        (140, 400, 0.5, True),
        (139, 400, 0.5, False),
        # with a tenth: 40 and a deviation of 6
        (76, 400, 0.1, True),
        (77, 400, 0.1, False),
        # what is certain, is certain
        (0, 400, 0, True),
        (1, 400, 0, False),
        (400, 400, 1, True),
        (399, 400, 1, False),
    ],
)
def test_six_standard_deviations_are_likely(count, total, probability, likely):
    assert likely_share(count, total, probability) is likely


def test_a_shape_is_told():
    assert judge_shape((2, 3), np.ones((2, 3))) is None
    complaint = judge_shape((2, 3), np.ones((3, 2)))
    assert complaint.text == "  expected an array of shape (2, 3)\n  returned (3, 2)"


def test_the_mistake_of_another_generator():
    """The first way draws the same each time, the second another."""
    mistake = ignores_rng(lambda x, rng: x + rng.random())
    fixed, free = (
        [way(1.0, np.random.default_rng(seed)) for seed in (5, 6)] for way in mistake.ways
    )
    assert fixed[0] == fixed[1] == 1 + np.random.default_rng(0).random()
    assert free[0] != free[1]
