"""Every exercise, as data: its solution passes, each known mistake is refused by its own slug."""

import contextlib
import functools
import itertools
import os

import numpy as np
import pytest

from helpers.checking import check
from helpers.checking.catalogue import exercises, pages
from helpers.checking.comparing import same
from helpers.checking.exercise import copied
from helpers.checking.outcome import changed_argument
from helpers.checking.sandbox import pristine
from helpers.checking.trial import RAISED, value_of

ALL = list(exercises().values())
BY_NAME = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)
SLOW = pytest.mark.slow

# The contract: the slugs that each exercise must be able to name.
CONTRACT = {
    "scale_pixels": "divides-by-256 divides-by-own-max wrong-dtype integer-division mutates-input",
    "add_channel_axis": "channel-first",
    "split_channels": "bgr-order splits-rows",
    "to_grayscale": "plain-mean bgr-order keeps-channel-axis",
    "brighten": "wraps-around clips-the-top-only clips-the-bottom-only wrong-dtype mutates-input",
    "two_sided_slope": "one-sided forgets-two reversed-sign misplaced-parentheses",
    "pixel_slopes": "nudges-everything never-puts-back one-sided forgets-two mutates-input",
    "one_hot": "transposed infers-classes-from-data off-by-one wrong-dtype",
    "output_size": "forgets-plus-one rounds-up pads-one-side",
    "window_response": "flipped-kernel mean-not-sum swaps-row-and-column centred-window",
    "convolve2d": "flipped-kernel same-padding swaps-row-and-column off-by-one",
    "vertical_edge_filter": "horizontal reversed responds-to-flat",
    "conv2d": "forgets-bias first-channel-only averages-channels flipped-kernel "
    "bias-per-input-channel",
    "conv2d_strided": "ignores-stride windows-do-not-stride ignores-padding pads-one-side "
    "rounds-up",
    "im2col": "channel-first-order transposed column-major-windows",
    "conv2d_parameters": "forgets-bias forgets-in-channels bias-per-input-channel",
    "conv2d_kernel_gradient": "averages-positions flipped-kernel first-channel-only",
    "conv2d_input_gradient": "forgets-flip overwrites-instead-of-adding first-filter-only",
    "conv2d_bias_gradient": "averages-places sums-everything sums-over-filters",
    "kernel_step": "goes-uphill forgets-two sum-not-mean ignores-the-target turned-gradient",
    "max_pool": "stride-one average pools-channels keeps-ragged-edge",
    "average_pool": "max sum-not-mean stride-one",
    "max_pool_gradient": "spreads-evenly all-ties upsamples-everywhere",
    "size_after": "conv-keeps-size pool-rounds-up pool-subtracts",
    "flatten": "flattens-batch fortran-order channel-first",
    "flat_index": "channel-first column-major",
    "unflatten": "fortran-order channel-first drops-batch",
    "dense_parameters_after_flatten": "forgets-bias forgets-channels",
    "dense": "forgets-bias transposed-kernel",
    "relu": "mutates-input absolute-value leaky",
    "softmax": "overflows sums-over-batch sums-everything",
    "cross_entropy": "sum-not-mean averages-classes infinite-at-zero missing-minus",
    "softmax_cross_entropy_gradient": "forgets-batch-size reversed-sign forgets-softmax",
    "relu_gradient": "open-at-zero forgets-the-stop forgets-grad relu-of-the-slopes mutates-input",
    "dense_gradients": "averages-bias transposed-kernel swapped-order",
    "accuracy": "percent counts-not-mean",
    "collapse_linear": "adds-biases forgets-first-bias",
    "train_validation_split": "no-shuffle misaligned swapped-sizes overlap",
    "dropout_mask": "no-rescaling swaps-keep-and-drop same-mask-for-every-row ignores-rng",
    "dropout": "drops-at-test-time scales-at-test-time no-rescaling",
    "dropout_gradient": "forgets-mask rescales-twice",
    "forward_with_dropout": "bypasses-dropout forgets-activation masks-the-logits",
    "mean_difference_and_error": "divides-by-n-in-the-deviation spread-of-one-pair "
    "breaks-the-pairs reversed",
    "minibatches": "drops-last-batch misaligned no-shuffle",
    "sgd_step": "goes-uphill mutates-input forgets-learning-rate",
    "momentum_step": "goes-uphill forgets-history",
    "fit": "calls-fit never-steps not-in-training-mode misaligned no-shuffle plain-mean-of-batches",
    "rmsprop_step": "forgets-to-square forgets-root forgets-history",
    "best_learning_rate": "rate-of-the-lowest looks-behind-the-end index-not-rate",
    "adam_step": "no-bias-correction forgets-history eps-inside-root swaps-betas",
    "numerical_gradient": "one-sided leaves-x-changed forgets-two",
    "he_normal": "variance-as-std fan-out forgets-kernel-area",
    "best_epoch": "wrong-mode last-best",
    "stopping_epoch": "compares-with-previous off-by-one never-resets",
    "roc_auc": "ignores-ties reversed",
    "step_decay": "decays-every-epoch off-by-one",
    "StopAtAccuracy": "above-not-at never-resets carries-over own-flag",
    "BestWeights": "keeps-a-reference never-restores keeps-the-last",
    "receptive_field": "adds-kernels forgets-strides",
    "center_by_mass": "wraps-around shifts-the-wrong-way swaps-row-and-column",
    "confusion_matrix": "transposed normalised",
}


def bearing(name, function):
    """The function or class under another name."""
    if isinstance(function, type):
        return type(name, (function,), {})

    @functools.wraps(function)
    def answer(*args):
        return function(*args)

    answer.__name__ = name
    return answer


def test_the_contract_is_kept():
    assert {e.name for e in ALL} >= set(CONTRACT)
    for name, slugs in CONTRACT.items():
        assert set(slugs.split()) <= {m.slug for m in exercises()[name].mistakes}


def test_an_exercise_bears_the_name_of_its_file():
    for page in pages():
        assert [exercise.name for exercise in page.exercises()] == list(page.modules)


@BY_NAME
def test_the_solution_passes(exercise):
    result = check(exercise.solution, record=False)
    assert result
    assert result.passed
    assert result.attempted
    assert result.mistake is None


@BY_NAME
def test_the_solution_in_another_style_passes_and_gives_the_same(exercise, here):
    for style in exercise.styles:
        result = check(bearing(exercise.name, style), record=False)
        assert result.passed, (style, result)
        if exercise.judge is not None or style in exercise.also_right:
            continue  # judged by what the answer does, or right with other numbers
        for args in exercise.all_cases():
            with pristine():
                expected = value_of(exercise, exercise.solution, args)
                value = value_of(exercise, style, args)
            assert same(expected, value, strict=False), style


@BY_NAME
def test_every_known_mistake_is_refused_under_its_own_slug(exercise, here):
    for mistake in exercise.mistakes:
        for number, wrong in enumerate(mistake.ways):
            if isinstance(wrong, type):
                answer = type(
                    exercise.name, (wrong,), {"__doc__": "Under the exercise's own name.", "x": 1}
                )
            else:
                answer = bearing(exercise.name, wrong)
            result = check(answer, record=False)
            assert not result
            assert result.attempted
            assert result.mistake == mistake.slug, (mistake.slug, number, result)
            assert mistake.hint in result.message, (mistake.slug, number)


def changes(exercise, wrong, cases):
    """Whether an answer changes what it is given."""
    for args in cases:
        given = copied(args)
        with contextlib.suppress(Exception):
            exercise.use(wrong, given)
        if changed_argument(args, given) is not None:
            return True
    return False


@BY_NAME
def test_no_two_mistakes_look_alike_on_all_cases(exercise):
    cases = exercise.all_cases()
    if exercise.judge is not None:
        pytest.skip("this exercise is judged by what the answer does, not by equal values")
    with pristine():
        known = [
            (m.slug, [value_of(exercise, m.ways[0], args) for args in cases])
            for m in exercise.mistakes
            if m.slug != "wrong-dtype" and not changes(exercise, m.ways[0], cases)
        ]  # those are right in value
    for (slug, values), (other, others) in itertools.combinations(known, 2):
        pairs = zip(values, others, strict=True)
        assert any(
            (a is RAISED) != (b is RAISED) or (a is not RAISED and not same(a, b, strict=False))
            for a, b in pairs
        ), (slug, other)


@BY_NAME
def test_the_stub_is_not_attempted(exercise):
    def stub(*args): ...

    stub.__name__ = exercise.name
    result = check(stub, record=False)
    assert not result.attempted
    assert not result.passed
    assert result.mistake is None
    assert exercise.prompt in result.message


@BY_NAME
def test_the_solution_leaves_its_arguments_alone_and_the_data_is_complete(exercise):
    assert exercise.prompt.endswith(".")
    assert len(exercise.prompt) < 130
    assert len({m.slug for m in exercise.mistakes}) == len(exercise.mistakes)
    assert exercise.bug is None or exercise.bug in {m.slug for m in exercise.mistakes}
    assert all(mistake.hint for mistake in exercise.mistakes)


@BY_NAME
def test_arrays_are_floats_but_for_labels_and_bytes(exercise):
    """So that zeros_like of an argument is as good as zeros."""
    whole = {"labels", "predictions", "y", "images", "rgb", "heap", "photograph"}
    bytes_of = {"image"} if exercise.dtype == "uint8" else set()
    for args in exercise.all_cases():
        for name, value in zip(exercise.arguments, args, strict=False):
            arrays = value if isinstance(value, list) else [value]
            for array in arrays:
                if isinstance(array, np.ndarray) and name not in whole | bytes_of:
                    assert array.dtype == np.float64, (name, args)


def test_every_chapter_has_one_find_the_bug_exercise():
    for page in [page for page in pages() if page.number <= 8]:
        bugs = [exercise.name for exercise in page.exercises() if exercise.bug is not None]
        assert len(bugs) == 1, bugs


@BY_NAME
def test_none_is_refused(exercise, here):
    def answer(*args):
        np.zeros(3)

    answer.__name__ = exercise.name
    result = check(answer, record=False)
    assert result.attempted
    assert not result.passed
    assert result.mistake in (None, "returns-nothing")


@pytest.mark.parametrize(
    "exercise",
    [
        pytest.param(each, id=each.name, marks=() if each.name == "convolve2d" else SLOW)
        for each in ALL
        if each.judge is None  # else it has no arguments, or is judged on many seeds
    ],
)
def test_a_hard_coded_answer_is_refused(exercise, here):
    """An answer that knows the fixed cases by heart and nothing else."""
    known = [repr(args) for args in exercise.cases]
    values = [exercise.use(exercise.solution, args) for args in exercise.cases]

    def answer(*args):
        return values[known.index(repr(args))] if repr(args) in known else values[0]

    answer.__name__ = exercise.name
    result = check(answer, record=False)
    assert not result.passed
    assert result.mistake not in {mistake.slug for mistake in exercise.mistakes}


@BY_NAME
def test_without_fork_the_verdicts_are_the_same(exercise, monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)
    assert check(exercise.solution, record=False).passed
    mistake = exercise.mistakes[0]
    assert check(bearing(exercise.name, mistake.ways[0]), record=False).mistake == mistake.slug
