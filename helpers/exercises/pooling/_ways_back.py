"""Wrong ways back through the maximum: who gets the slope of a window, and where it is put."""

import numpy as np

from helpers.checking import Answer


def shares(share: Answer) -> Answer:
    """A gradient that gives each window's to its pixels by the shares that `share` returns."""

    def gradient(x, grad, size):
        grad_x = np.zeros_like(x)
        for row, col, channel in np.ndindex(grad.shape):
            place = np.s_[row * size : (row + 1) * size, col * size : (col + 1) * size, channel]
            grad_x[place] = share(x[place]) * grad[row, col, channel]
        return grad_x

    return gradient


def last_maximum(window):
    flat = np.zeros(window.size)
    flat[window.size - 1 - window[::-1, ::-1].argmax()] = 1
    return flat.reshape(window.shape)


def first_maximum(window):
    return _first_where(window, np.ravel, window.shape)


def first_by_columns(window):
    return _first_where(window, lambda each: each.T.ravel(), window.T.shape).T


def _first_where(window, read, shape):
    flat = np.zeros(window.size)
    flat[read(window).argmax()] = 1
    return flat.reshape(shape)


def first_of_each_row(window):
    best = window == window.max()
    return best & (best.cumsum(axis=1) == 1)


def first_of_each_column(window):
    best = window == window.max()
    return best & (best.cumsum(axis=0) == 1)


def only_in_row_0(share: Answer) -> Answer:
    return lambda window: share(window) * (np.arange(len(window)) == 0)[:, None]


def only_in_column_0(share: Answer) -> Answer:
    return lambda window: share(window) * (np.arange(len(window)) == 0)


def keeping_the_rest(x, grad, size):
    grad_x = np.zeros_like(x)
    for row, col, channel in np.ndindex(grad.shape):
        place = np.s_[row * size : (row + 1) * size, col * size : (col + 1) * size, channel]
        grad_x[place] = np.where(all_ties(x[place]), grad[row, col, channel], x[place])
    return grad_x


def where(condition: Answer, share: Answer) -> Answer:
    """The share in windows for which a condition holds; all others get nothing."""
    return lambda window: share(window) * bool(condition(window))


def all_ties(window):
    return window == window.max()


def has_one_maximum(window):
    return all_ties(window).sum() == 1


def corner_if_not_positive(window):
    if window.max() > 0:
        return first_maximum(window)
    flat = np.zeros(window.size)
    flat[0] = 1
    return flat.reshape(window.shape)


def search_from_zero(x, grad, size):
    grad_x = np.zeros(x.shape)
    for row, col, c in np.ndindex(grad.shape):
        best = 0
        for i in range(size):
            for j in range(size):
                if x[row * size + i, col * size + j, c] > best:
                    best = x[row * size + i, col * size + j, c]
                    place = i, j
        grad_x[row * size + place[0], col * size + place[1], c] = grad[row, col, c]
    return grad_x


def placed(place: Answer, add: bool = False, window_at: Answer | None = None) -> Answer:
    """Each slope put where `place` says, from the window's top, left and the winner's i, j."""

    def gradient(x, grad, size):
        grad_x = np.zeros_like(x)
        for row, col, c in np.ndindex(grad.shape):
            top, left = window_at(row, col) if window_at else (row * size, col * size)
            window = x[top : top + size, left : left + size, c]
            i, j = divmod(int(window.argmax()), window.shape[1])
            there = (*place(top, left, i, j, size), c)
            grad_x[there] = grad_x[there] * add + grad[row, col, c]
        return grad_x

    return gradient


def right_place(top, left, i, j, size):
    return top + i, left + j


def in_the_window(top, left, i, j, size):
    return i, j


def turned(top, left, i, j, size):
    return top + j, left + i


def by_two(top, left, i, j, size):
    return top + (i * size + j) // 2, left + (i * size + j) % 2
