"""How much a Conv2D layer calculates, counted."""

from helpers.checking import Exercise, Mistake


def conv2d_flops(image_shape, kernel_size, filters):
    height, width, channels = image_shape
    places = (height - kernel_size + 1) * (width - kernel_size + 1)
    return 2 * kernel_size**2 * channels * places * filters


def _products_and_sums(image_shape, kernel_size, filters):
    height, width, channels = image_shape
    products = kernel_size * kernel_size * channels
    sums = products - 1
    outputs = (height - kernel_size + 1) * (width - kernel_size + 1) * filters
    return outputs * (products + sums + 1)


def _with(each=None, places=None, depth=None, window=None, filters=None):
    """The count with some factors changed, each a function of (H, W, C, k, F)."""

    def answer(image_shape, kernel_size, number):
        h, w, c = image_shape
        k = kernel_size
        of = (h, w, c, k, number)
        count = places(*of) if places else (h - k + 1) * (w - k + 1)
        count *= (window(*of) if window else k * k) * (depth(*of) if depth else c)
        count *= filters(*of) if filters else number
        return count * (each(*of) if each else 2)

    return answer


def _window(of):
    """The count with 2 * k * k * C operations a window replaced by of(k * k * C)."""

    def answer(image_shape, kernel_size, filters):
        h, w, c = image_shape
        k = kernel_size
        return of(k * k * c) * (h - k + 1) * (w - k + 1) * filters

    return answer


def _one_bias_a_filter(image_shape, kernel_size, filters):
    h, w, c = image_shape
    k = kernel_size
    return ((2 * k * k * c - 1) * (h - k + 1) * (w - k + 1) + 1) * filters


def _both_added(image_shape, kernel_size, filters):
    h, w, c = image_shape
    k = kernel_size
    return 2 * (k * k + c) * (h - k + 1) * (w - k + 1) * filters


EXERCISE = Exercise(
    prompt="Count the multiplications and additions of a Conv2D layer with biases for one image.",
    solution=conv2d_flops,
    cases=[
        ((3, 3, 1), 2, 1),
        ((4, 3, 2), 1, 3),
        ((4, 6, 3), 2, 5),
        ((28, 28, 1), 3, 8),
        ((24, 20, 8), 5, 7),
        ((9, 13, 4), 4, 6),
        ((7, 7, 2), 7, 3),
    ],
    fresh=lambda rng: [
        (tuple(int(n) for n in rng.integers((9, 9, 2), (30, 30, 9))), *map(int, pair))
        for pair in rng.integers((2, 2), (8, 20), size=(3, 2))
    ],
    styles=[_products_and_sums],
    mistakes=[
        Mistake(
            "counts-the-products-alone",
            "You counted the multiplications. Each product must also be added to something: to the "
            "others, and the sum to the bias.",
            _window(lambda window: window),
        ),
        Mistake(
            "forgets-the-bias",
            "You counted what it takes to add up the products of a window. After that comes one "
            "addition more.",
            _window(lambda window: 2 * window - 1),
        ),
        Mistake(
            "one-addition-too-many",
            "You counted one addition for each product, and the bias besides. How many additions "
            "does it take to add up three numbers?",
            _window(lambda window: 2 * window + 1),
        ),
        Mistake(
            "one-bias-a-filter",
            "A filter has one bias, and it is added at every place where the filter stands.",
            _one_bias_a_filter,
        ),
        Mistake(
            "as-many-places-as-pixels",
            "You let a window stand at each pixel of the image. Here windows stay inside it: how "
            "many fit along each side?",
            _with(places=lambda h, w, c, k, f: h * w),
        ),
        Mistake(
            "places-off-by-one",
            "The number of places along a side is wrong by one. Count them in an image of 3 and a "
            "kernel of 2.",
            _with(places=lambda h, w, c, k, f: (h - k) * (w - k)),
            _with(places=lambda h, w, c, k, f: (h - k + 2) * (w - k + 2)),
            _with(places=lambda h, w, c, k, f: (h - k - 1) * (w - k - 1)),
        ),
        Mistake(
            "takes-image-for-square",
            "You used the height of the image for its width, or the reverse. An image may be wider "
            "than high, or higher than wide.",
            _with(places=lambda h, w, c, k, f: (h - k + 1) ** 2),
            _with(places=lambda h, w, c, k, f: (w - k + 1) ** 2),
        ),
        Mistake(
            "windows-side-by-side",
            "Your windows lie side by side. They overlap: the next one starts one pixel further.",
            _with(places=lambda h, w, c, k, f: (h // k) * (w // k)),
        ),
        Mistake(
            "one-place-only",
            "You counted one window. The same sums are made at every place of the image.",
            _with(places=lambda h, w, c, k, f: 1),
        ),
        Mistake(
            "forgets-channels",
            "Your windows are flat. A window is as deep as the image: it has a slice of k by k "
            "numbers for every channel.",
            _with(depth=lambda h, w, c, k, f: 1),
        ),
        Mistake(
            "forgets-filters",
            "You counted one filter. Each of them makes its own sum at each place.",
            _with(filters=lambda h, w, c, k, f: 1),
        ),
        Mistake(
            "kernel-is-a-line",
            "Your kernel is one pixel high. A kernel of size k is k rows of k numbers.",
            _with(window=lambda h, w, c, k, f: k),
        ),
        Mistake(
            "doubles-instead-of-squaring",
            "You counted `2 * k` numbers in a kernel of size k. It has k rows of k numbers: for k "
            "= 3, how many are that?",
            _with(window=lambda h, w, c, k, f: 2 * k),
        ),
        Mistake(
            "adds-instead-of-multiplying",
            "You added numbers that multiply: each channel has its own slice of k by k numbers.",
            _both_added,
        ),
        Mistake(
            "fixed-kernel-size",
            "Your count is that of kernels of 3 by 3, whatever `kernel_size` says.",
            lambda image_shape, kernel_size, filters: conv2d_flops(image_shape, 3, filters),
        ),
    ],
)
