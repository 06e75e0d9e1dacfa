"""A kernel that finds vertical edges. Many answers are right."""

import numpy as np

from helpers.checking import Complaint, Exercise, Mistake
from helpers.checking.chance import Calls
from helpers.exercises.convolution.convolve2d import convolve2d


def vertical_edge_filter():
    return np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])


_STEP = np.repeat([[0.0, 0.0, 0.0, 1.0, 1.0, 1.0]], 6, axis=0)  # dark left, bright right
_FLAT = np.ones((6, 6))
_NOTHING = 1e-5  # of the largest number of the kernel


def _finds_vertical_edges(kernel: np.ndarray) -> bool:
    """Whether a kernel keeps the promise of the exercise, on its own scale."""
    kernel = kernel / abs(kernel).max()
    step = convolve2d(_STEP, kernel)
    blind = (
        abs(convolve2d(_STEP.T, kernel)).max() < _NOTHING
        and abs(convolve2d(_FLAT, kernel)).max() < _NOTHING
    )
    return bool(blind and step.min() > -_NOTHING and step.max() > _NOTHING)


def _judge(calls: Calls) -> Complaint | None:
    kernel = calls[0][1]
    if kernel.shape != (3, 3):
        return Complaint(
            f"  expected an array of shape (3, 3)\n  returned shape {kernel.shape}", "wrong-shape"
        )
    if not np.isfinite(kernel).all():
        return Complaint("Every number of the kernel must be finite; yours has NaN or infinity.")
    kernel = kernel.astype(float)
    if not kernel.any():
        return Complaint("", "answers-nothing")
    return _complaint_of_sums(kernel) or _complaint_of_steps(kernel)


def _complaint_of_sums(kernel: np.ndarray) -> Complaint | None:
    """What is wrong on flat areas and on horizontal edges."""
    nothing = _NOTHING * abs(kernel).max()
    flat = convolve2d(_FLAT, kernel)[0, 0]
    if abs(flat) > nothing:
        seen = f"  on an image that is 1 everywhere\n  expected 0\n  answered {flat:.4g}"
        return Complaint(seen, "responds-to-flat")
    lying = abs(convolve2d(_STEP.T, kernel)).max() > nothing
    if not lying or _finds_vertical_edges(kernel.T) or _finds_vertical_edges(-kernel.T):
        return None
    sums = ", ".join(f"{number + 0.0:.4g}" for number in kernel.sum(axis=1))
    seen = f"  your rows add up to {sums}"
    around = np.delete(kernel.ravel(), 4)
    all_around = np.allclose(kernel, kernel.T) and np.allclose(around, around[::-1])
    return Complaint(seen, "all-directions" if all_around else "answers-horizontal-edges")


def _complaint_of_steps(kernel: np.ndarray) -> Complaint | None:
    """What is wrong on a step from dark to bright."""
    if _finds_vertical_edges(kernel):
        return None
    seen = (
        "  on a step from dark (left) to bright (right), along one row\n"
        f"  answered {_answers(kernel)}"
    )
    if _finds_vertical_edges(-kernel):
        return Complaint(seen, "reversed")
    if _finds_vertical_edges(kernel.T) or _finds_vertical_edges(-kernel.T):
        return Complaint(seen, "horizontal")
    if abs(convolve2d(_STEP, kernel)).max() <= _NOTHING * abs(kernel).max():
        return Complaint(seen, "columns-cancel")
    return Complaint(seen, "answers-below-zero")


def _answers(kernel: np.ndarray) -> str:
    return ", ".join(f"{number + 0.0:.4g}" for number in convolve2d(_STEP, kernel)[0])


EXERCISE = Exercise(
    prompt="Return a (3, 3) kernel that answers to vertical edges alone: dark left, bright right.",
    solution=vertical_edge_filter,
    cases=[()],
    judge=_judge,
    mistakes=[
        Mistake(
            "horizontal",
            "Your filter finds horizontal edges. A vertical edge runs from top to bottom: the "
            "brightness changes from left to right, so the kernel must too.",
            lambda: vertical_edge_filter().T,
        ),
        Mistake(
            "reversed",
            "Your filter finds the opposite edge: bright left, dark right. On which side of the "
            "kernel must the bright pixels count in favor?",
            lambda: -vertical_edge_filter(),
        ),
        Mistake(
            "responds-to-flat",
            "Your filter answers where there is no edge at all. On a flat area every pixel is the "
            "same: what must the nine numbers add up to for the answer to be 0?",
            lambda: np.array([[-1.0, 0.0, 2.0]] * 3),
        ),
        Mistake(
            "wrong-shape",
            "A kernel of 3 by 3 has three rows of three numbers, in an array of two axes.",
            lambda: np.array([-1.0, 0.0, 1.0]),
            lambda: np.array([[-1.0, 0.0, 1.0]]),
            lambda: np.array([[-1.0, 1.0]] * 2),
        ),
        Mistake(
            "answers-nothing",
            "A kernel of zeros answers 0 everywhere, on edges too.",
            lambda: np.zeros((3, 3)),
        ),
        Mistake(
            "all-directions",
            "Your filter makes no difference between rows and columns, so it answers to "
            "horizontal edges too. Along a row of the kernel, what must the numbers add up to for "
            "that answer to be 0?",
            lambda: np.array([[-1.0, -1.0, -1.0], [-1.0, 8.0, -1.0], [-1.0, -1.0, -1.0]]),
            lambda: np.array([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]]),
        ),
        Mistake(
            "answers-horizontal-edges",
            "Your filter also answers to a horizontal edge, dark above and bright below. Along "
            "each row of the kernel, what must the numbers add up to for that answer to be 0?",
            lambda: np.array([[-1.0, -1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]),
            lambda: np.array([[-1.0, 0.0, 2.0], [-1.0, 0.0, 2.0], [-2.0, 0.0, 0.0]]),
        ),
        Mistake(
            "columns-cancel",
            "Your filter does not answer to the step at all: along each column its numbers add up "
            "to 0.",
            lambda: np.array([[-1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, -1.0]]),
        ),
        Mistake(
            "answers-below-zero",
            "Your filter answers below 0 somewhere on the step. From the dark side to the bright "
            "side, each answer must be 0 or more, and one of them more than 0.",
            lambda: np.array([[-1.0, 2.0, -1.0]] * 3),
            lambda: np.array([[1.0, -2.0, 1.0]] * 3),
        ),
    ],
)
