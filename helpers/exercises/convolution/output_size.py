"""How many positions a kernel has."""

from helpers.checking import Exercise, Mistake
from helpers.exercises.arrays import whole_cases


def output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def _counting_up(size, kernel, stride=1, padding=0):
    count = 0
    start = 0
    while start + kernel <= size + 2 * padding:
        count += 1
        start += stride
    return count


def _starts(size, kernel, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


EXERCISE = Exercise(
    prompt="Return how many positions a kernel has along one axis of an image, as an int.",
    solution=output_size,
    cases=[
        (5, 3),
        (7, 3, 2),
        (8, 3, 2),
        (5, 3, 1, 1),
        (28, 5, 1, 2),
        (28, 3, 2, 1),
        (8, 4, 3),
        (10, 4, 3, 1),
        (11, 4, 3, 2),
        (32, 7, 4, 3),
        (6, 6),
        (9, 1, 4),
        (4, 2, 2),
    ],
    fresh=lambda rng: whole_cases(rng, [20, 1, 1, 0], [60, 9, 6, 5], 8),
    styles=[_counting_up, _starts],
    mistakes=[
        Mistake(
            "forgets-plus-one",
            "You counted the steps of the kernel, not its positions. Before its first step the "
            "kernel already stands somewhere: count the posts of a fence, not the gaps.",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) // stride,
        ),
        Mistake(
            "rounds-up",
            "Where the stride does not divide the way evenly, you rounded up. The last step would "
            "carry the kernel over the edge of the image: a position counts only if it fits whole.",
            lambda size, kernel, stride=1, padding=0: 1 - (kernel - size - 2 * padding) // stride,
        ),
        Mistake(
            "pads-one-side",
            "You counted the padding on one side. Here `padding` is the number of zeros on each "
            "side of the image: how much longer does the axis become?",
            lambda size, kernel, stride=1, padding=0: (size + padding - kernel) // stride + 1,
        ),
        Mistake(
            "ignores-padding",
            "The padding makes no difference in your answer. It makes the image longer before the "
            "kernel is laid on it.",
            lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 1,
        ),
        Mistake(
            "ignores-stride",
            "The stride makes no difference in your answer. With stride 2 the kernel stops at "
            "every second position only.",
            lambda size, kernel, stride=1, padding=0: size + 2 * padding - kernel + 1,
        ),
        Mistake(
            "adds-one-before-dividing",
            "You added 1 before you divided by the stride. The first position is there whatever "
            "the stride is: only the steps are divided.",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + 1) // stride,
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel + 1) / stride,
        ),
        Mistake(
            "does-not-round",
            "Your division leaves a fraction. There is no half position: a kernel that does not "
            "fit whole does not count, and the answer is an int.",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding - kernel) / stride + 1,
        ),
        Mistake(
            "pads-the-result",
            "You added the padding to the number of positions. It makes the image longer, before "
            "the kernel takes its steps: with a stride, two zeros more are not two positions "
            "more.",
            lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 1 + 2 * padding,
            lambda size, kernel, stride=1, padding=0: (size - kernel) // stride + 1 + padding,
        ),
        Mistake(
            "rounds-to-nearest",
            "Where the stride does not divide the way evenly, you rounded to the nearest whole "
            "number, which is up at times. A position counts only if it fits whole.",
            lambda size, kernel, stride=1, padding=0: (
                round((size + 2 * padding - kernel) / stride) + 1
            ),
            lambda size, kernel, stride=1, padding=0: (
                int((size + 2 * padding - kernel) / stride + 0.5) + 1
            ),
        ),
        Mistake(
            "keeps-the-size",
            "With padding, you took the map to be as large as the image. That is so at stride 1 "
            "alone, and for one width of the frame: how wide it must be depends on the kernel.",
            lambda size, kernel, stride=1, padding=0: size,
            lambda size, kernel, stride=1, padding=0: (
                size if padding else (size - kernel) // stride + 1
            ),
        ),
        Mistake(
            "divides-the-size",
            "You divided the size by the stride, and left out how large the kernel is. A larger "
            "kernel has fewer positions.",
            lambda size, kernel, stride=1, padding=0: size // stride,
            lambda size, kernel, stride=1, padding=0: -(-size // stride),
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // stride,
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // stride + 1,
        ),
        Mistake(
            "strides-too-early",
            "You divided by the stride before you took the kernel away. The stride divides the "
            "way that the kernel can go, and nothing else.",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // stride - kernel + 1,
            lambda size, kernel, stride=1, padding=0: size // stride + 2 * padding - kernel + 1,
        ),
        Mistake(
            "windows-side-by-side",
            "You counted how often the kernel fits beside itself. It moves on by the stride, and "
            "not by its own size.",
            lambda size, kernel, stride=1, padding=0: (size + 2 * padding) // kernel,
            lambda size, kernel, stride=1, padding=0: size // kernel,
        ),
    ],
)
