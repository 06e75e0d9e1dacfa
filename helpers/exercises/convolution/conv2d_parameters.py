"""What a Conv2D layer learns, counted."""

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def conv2d_parameters(kernel_size, in_channels, filters):
    return (kernel_size * kernel_size * in_channels + 1) * filters


def _kernels_then_biases(kernel_size, in_channels, filters):
    return kernel_size * kernel_size * in_channels * filters + filters


def _with_a_square(kernel_size, in_channels, filters):
    return kernel_size**2 * in_channels * filters + filters


EXERCISE = Exercise(
    prompt="Return how many numbers a Conv2D layer learns, biases included, as an int.",
    solution=conv2d_parameters,
    cases=[(3, 3, 8), (5, 4, 16), (3, 1, 8), (1, 6, 10), (7, 3, 64), (2, 5, 1)],
    fresh=lambda rng: whole_cases(rng, [2, 2, 2], [12, 12, 12], 3),
    styles=[_kernels_then_biases, _with_a_square],
    mistakes=[
        Mistake(
            "forgets-bias",
            "You counted the kernels. Each filter has one number more, that is added to its "
            "responses.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels * filters,
        ),
        Mistake(
            "forgets-in-channels",
            "Your filters are flat. A filter is as deep as the image: it has a slice of k by k "
            "numbers for every channel.",
            lambda kernel_size, in_channels, filters: (kernel_size**2 + 1) * filters,
        ),
        Mistake(
            "bias-per-input-channel",
            "You gave every slice of a filter a bias of its own. The channels are added up first, "
            "and one bias is added to the sum.",
            lambda kernel_size, in_channels, filters: (kernel_size**2 + 1) * in_channels * filters,
            lambda kernel_size, in_channels, filters: (kernel_size**2 * filters + 1) * in_channels,
        ),
        Mistake(
            "one-bias-in-all",
            "You counted one bias for the whole layer. Every filter has its own.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels * filters + 1,
        ),
        Mistake(
            "kernel-is-a-line",
            "Your kernel is one pixel high. A kernel of size k is k rows of k numbers.",
            lambda kernel_size, in_channels, filters: (kernel_size * in_channels + 1) * filters,
        ),
        Mistake(
            "forgets-filters",
            "You counted one filter. The layer has `filters` of them, each with its own numbers.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels + 1,
        ),
    ],
)
