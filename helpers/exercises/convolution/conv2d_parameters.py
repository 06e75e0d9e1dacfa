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
            lambda kernel_size, in_channels, filters: kernel_size**2 * filters,
            lambda kernel_size, in_channels, filters: kernel_size**2 * filters + 1,
        ),
        Mistake(
            "bias-per-input-channel",
            "You counted biases by the channels that come in. The channels are added up first, "
            "and one bias is added to the sum: one for each filter.",
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
            lambda kernel_size, in_channels, filters: kernel_size * in_channels * filters,
        ),
        Mistake(
            "forgets-filters",
            "You counted one filter. The layer has `filters` of them, each with its own numbers.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels + 1,
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels,
        ),
        Mistake(
            "one-filter-more",
            "You counted the numbers of one filter more than there are, in place of the biases. A "
            "bias is a single number for each filter.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels * (filters + 1),
        ),
        Mistake(
            "one-channel-more",
            "You counted a whole slice of each filter for its bias. A bias is a single number.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * (in_channels + 1) * filters,
        ),
        Mistake(
            "one-kernel-for-all",
            "You counted one kernel, and a bias for each filter. Each filter has a kernel of its "
            "own.",
            lambda kernel_size, in_channels, filters: kernel_size**2 * in_channels + filters,
            lambda kernel_size, in_channels, filters: kernel_size**2 + filters,
        ),
        Mistake(
            "caret-for-power",
            "`^` is no power in Python: it compares bits, and it comes after `+` and `*`. A "
            "square is `k**2` or `k * k`.",
            lambda kernel_size, in_channels, filters: (
                kernel_size ^ 2 * in_channels * filters + filters
            ),
            lambda kernel_size, in_channels, filters: (
                (kernel_size ^ 2) * in_channels * filters + filters
            ),
            lambda kernel_size, in_channels, filters: (
                ((kernel_size ^ 2) * in_channels + 1) * filters
            ),
            lambda kernel_size, in_channels, filters: (kernel_size ^ 2 * in_channels + 1) * filters,
            lambda kernel_size, in_channels, filters: kernel_size ^ 2 * in_channels * filters,
        ),
        Mistake(
            "doubles-instead-of-squaring",
            "You counted `2 * k` numbers in a kernel of size k. It has k rows of k numbers: for k "
            "= 3, how many are that?",
            lambda kernel_size, in_channels, filters: (2 * kernel_size * in_channels + 1) * filters,
            lambda kernel_size, in_channels, filters: 2 * kernel_size * in_channels * filters,
        ),
        Mistake(
            "wrong-depth",
            "A filter of yours has the wrong number of slices. It has one for each channel that "
            "comes in, whatever the kernel's size and however many filters there are.",
            lambda kernel_size, in_channels, filters: (kernel_size**3 + 1) * filters,
            lambda kernel_size, in_channels, filters: (kernel_size**2 * filters + 1) * filters,
            lambda kernel_size, in_channels, filters: kernel_size**2 * filters**2,
            lambda kernel_size, in_channels, filters: (kernel_size**2 * 3 + 1) * filters,
        ),
        Mistake(
            "adds-instead-of-multiplying",
            "You added numbers that multiply. Each of the filters has a slice for each channel, "
            "and each slice has k rows of k numbers.",
            lambda kernel_size, in_channels, filters: kernel_size**2 + in_channels + filters,
            lambda kernel_size, in_channels, filters: kernel_size**2 + in_channels * filters,
            lambda kernel_size, in_channels, filters: (
                kernel_size**2 + in_channels * filters + filters
            ),
            lambda kernel_size, in_channels, filters: (kernel_size**2 + in_channels) * filters,
            lambda kernel_size, in_channels, filters: (kernel_size**2 + in_channels + 1) * filters,
            lambda kernel_size, in_channels, filters: kernel_size**2 * (in_channels + filters),
            lambda kernel_size, in_channels, filters: (
                kernel_size**2 * (in_channels + filters) + filters
            ),
        ),
        Mistake(
            "fixed-kernel-size",
            "Your count is that of kernels of 3 by 3, whatever `kernel_size` says.",
            lambda kernel_size, in_channels, filters: conv2d_parameters(3, in_channels, filters),
        ),
    ],
)
