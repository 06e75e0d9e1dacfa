"""Fair comparisons: the interval against textbook numbers, and how often it errs."""

import numpy as np
import pytest

from helpers import accuracy_error, paired_difference


def test_the_interval_is_students():
    # Differences 1.4, 0.4, 2.2, 2.7, 1.7: mean 1.68, s = 0.870, s / sqrt(5) = 0.389, t(4) = 2.776
    found = paired_difference([1.4, 0.4, 2.2, 2.7, 1.7], np.zeros(5))
    assert found.pairs == 5
    assert found.mean == pytest.approx(1.68)
    assert (found.low, found.high) == pytest.approx(
        (1.68 - 2.776 * 0.389, 1.68 + 2.776 * 0.389), abs=2e-3
    )
    assert found.decided
    assert str(found) == "+1.68 (+0.60 to +2.76, 5 pairs): a difference"


def test_more_questions_ask_for_more():
    once, often = (
        paired_difference([1.4, 0.4, 2.2, 2.7, 1.7], np.zeros(5), comparisons)
        for comparisons in (1, 20)
    )
    assert often.low < once.low < once.mean < once.high < often.high
    assert not often.decided
    assert str(often).endswith("undecided")


def test_the_sides_change_places():
    a, b = [0.9, 0.8, 0.7, 0.95], [0.5, 0.7, 0.6, 0.8]
    there, back = paired_difference(a, b), paired_difference(b, a)
    assert (there.mean, there.low, there.high) == pytest.approx((-back.mean, -back.high, -back.low))


def test_pairs_see_what_separate_means_do_not():
    # each seed lifts or sinks both sides alike: the pairs differ by 1, the seeds by 10
    seeds = np.array([0.0, 10.0, 20.0, 30.0, 40.0])
    assert paired_difference(seeds + [1.1, 0.9, 1.0, 1.2, 0.8], seeds).decided


def test_equal_differences_are_taken_as_they_are():
    assert paired_difference([2, 3, 4], [1, 2, 3]).decided
    assert not paired_difference([1, 2, 3], [1, 2, 3]).decided


@pytest.mark.parametrize("comparisons", [1, 4])
def test_it_errs_in_five_of_a_hundred_experiments(comparisons):
    # no side is better: a false "difference" in any of the comparisons counts
    rng = np.random.default_rng(0)
    false = sum(
        any(
            paired_difference(*rng.normal(size=(2, 5)), comparisons).decided
            for _ in range(comparisons)
        )
        for _ in range(1000)
    )
    assert 30 <= false <= 70


def test_the_error_of_an_accuracy():
    assert accuracy_error(0.9, 1000) == pytest.approx(0.0095, abs=1e-4)
    rng = np.random.default_rng(0)
    shares = (rng.random((5000, 400)) < 0.8).mean(axis=1)
    assert shares.std() == pytest.approx(accuracy_error(0.8, 400), rel=0.05)


@pytest.mark.parametrize(
    ("first", "second", "comparisons", "cure"),
    [
        ([1, 2, 3], [1, 2], 1, r"shape \(3\), no size of it 0. Received \(2,\)"),
        ([1, 2], [1, 2], 1, "3 finite figures or more"),
        ([[1, 2, 3]], [[1, 2, 3]], 1, r"shape \(N\)"),
        ([1, 2, np.nan], [1, 2, 3], 1, "finite"),
        ([1, 2, 4], [1, 2, 3], 0, "at least 1"),
    ],
)
def test_bad_pairs_are_refused(first, second, comparisons, cure):
    with pytest.raises(ValueError, match=cure):
        paired_difference(first, second, comparisons)


@pytest.mark.parametrize(("share", "images"), [(93.0, 100), (-0.1, 100), (0.5, 0)])
def test_bad_accuracies_are_refused(share, images):
    with pytest.raises(ValueError, match="expects"):
        accuracy_error(share, images)
