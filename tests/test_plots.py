"""The book's figures: what they show, and the shapes that they refuse."""

import matplotlib
import numpy as np
import pytest

from helpers import plots
from helpers.colors import color, series

matplotlib.use("agg")


def shown(figure):
    """The axes of a figure that show a picture."""
    figure.canvas.draw()  # a figure that can not be drawn is no figure
    return [axes for axes in figure.axes if axes.images]


@pytest.mark.parametrize("shape", [(13, 4, 5), (13, 4, 5, 1), (13, 4, 5, 3), (1, 4, 5)])
def test_images_are_shown_one_by_one(shape):
    images = np.linspace(0, 1, np.prod(shape)).reshape(shape)
    (axes,) = shown(plots.show_images(images, titles=range(shape[0])))
    assert len(axes.images) == shape[0]
    assert [text.get_text() for text in axes.texts] == [str(n) for n in range(shape[0])]
    for picture, image in zip(axes.images, images, strict=True):
        np.testing.assert_array_equal(picture.get_array(), np.squeeze(image))


@pytest.mark.parametrize("titles", [None, range(13)])
def test_images_stand_in_rows_and_do_not_overlap(titles):
    (axes,) = shown(plots.show_images(np.zeros((13, 4, 5)), titles, columns=5))
    boxes = np.array([picture.get_extent() for picture in axes.images])  # left, right, bottom, top
    lefts, tops = sorted(set(boxes[:, 0])), sorted(set(boxes[:, 3]))
    assert (len(lefts), len(tops)) == (5, 3)
    assert [(lefts.index(box[0]), tops.index(box[3])) for box in boxes] == [
        (n % 5, n // 5) for n in range(13)
    ]
    np.testing.assert_allclose(boxes[:, 1] - boxes[:, 0], 5)
    np.testing.assert_allclose(boxes[:, 2] - boxes[:, 3], 4)
    assert np.diff(lefts).min() > 5 and np.diff(tops).min() > 4
    edges = axes.get_xlim()[1], axes.get_ylim()[0]
    assert edges == pytest.approx((boxes[:, 1].max(), boxes[:, 2].max()))


def test_images_share_one_scale():
    def limits(images, **kwargs):
        (axes,) = shown(plots.show_images(images, **kwargs))
        return {picture.get_clim() for picture in axes.images}

    assert limits(np.full((3, 4, 4), 7, np.uint8)) == {(0, 255)}
    assert limits(np.full((3, 4, 4), 0.5)) == {(0, 1)}
    assert limits(np.arange(48.0).reshape(3, 4, 4) - 5) == {(-5, 42)}
    assert limits(np.zeros((3, 4, 4)), value_range=(-1, 2)) == {(-1, 2)}


@pytest.mark.parametrize(
    ("images", "titles", "words"),
    [
        (np.zeros((4, 4)), None, r"Received \(4, 4\). Add the batch axis"),
        (np.zeros((2, 4, 4, 2)), None, r"Received \(2, 4, 4, 2\)"),
        (np.zeros((0, 4, 4)), None, "at least one finite pixel"),
        (np.zeros((2, 4, 4)), ["one"], "one title for each image, 2 in all"),
    ],
)
def test_images_of_other_shapes_are_refused(images, titles, words):
    with pytest.raises(ValueError, match=words):
        plots.show_images(images, titles)


def test_kernels_are_shown_by_channel_and_filter_with_zero_in_the_middle():
    kernel = np.random.default_rng(0).normal(size=(3, 2, 2, 4))
    pictures = shown(plots.show_kernels(kernel))[:8]  # without the color bar
    np.testing.assert_array_equal(pictures[5].images[0].get_array(), kernel[:, :, 1, 1])
    assert pictures[3].get_title() == "filter 3"
    assert pictures[4].get_ylabel() == "channel 1"
    strongest = np.abs(kernel).max()
    assert {axes.images[0].get_clim() for axes in pictures} == {(-strongest, strongest)}


def test_a_single_kernel_and_a_kernel_of_zeros():
    assert len(shown(plots.show_kernels(np.eye(3)))) == 1
    assert len(shown(plots.show_kernels(np.zeros((3, 3, 1, 2)), titles=["a", "b"]))) == 2


def test_kernels_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"Received \(3, 3, 8\)"):
        plots.show_kernels(np.zeros((3, 3, 8)))
    with pytest.raises(ValueError, match="one title for each filter, 8 in all"):
        plots.show_kernels(np.zeros((3, 3, 1, 8)), titles=["edge"])


def test_numbers_stand_in_their_cells():
    (axes,) = shown(plots.show_numbers(np.array([[0, 1.5], [-2, 3]]), "Four"))
    written = {text.get_position(): text.get_text() for text in axes.texts}
    assert written == {(0, 0): "0", (1, 0): "1.5", (0, 1): "-2", (1, 1): "3"}
    assert axes.get_title() == "Four"


def test_numbers_can_be_read_on_their_background():
    (axes,) = shown(plots.show_numbers(np.array([[0, 255]], np.uint8)))
    assert [text.get_color() for text in axes.texts] == ["white", "black"]


@pytest.mark.parametrize("array", [np.zeros(4), np.zeros((28, 31)), np.zeros((0, 3))])
def test_arrays_that_are_no_small_picture_are_refused(array):
    with pytest.raises(ValueError, match="show_numbers expects each array"):
        plots.show_numbers(array)


class History:
    """Like what fit returns."""

    history = {
        "loss": [1.0, 0.5, 0.3],
        "accuracy": [0.7, 0.8, 0.9],
        "val_loss": [1.1, 0.6, 0.5],
        "val_accuracy": [0.6, 0.7, 0.8],
        "learning_rate": [0.01, 0.01, 0.001],
    }


def test_history_has_a_panel_for_each_quantity():
    for history in (History(), History.history):
        figure = plots.plot_history(history, title="A training")
        figure.canvas.draw()
        assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy", "learning rate"]
        assert figure.get_size_inches()[0] < 6  # two panels a row: a phone shows no more
        loss = figure.axes[0].lines
        assert [line.get_label() for line in loss] == ["training", "validation"]
        assert [list(line.get_xdata()) for line in loss] == [[1, 2, 3]] * 2
        assert list(loss[1].get_ydata()) == [1.1, 0.6, 0.5]
        assert len({line.get_linestyle() for line in loss}) == 2  # not by color alone
        assert len(figure.axes[2].lines) == 1


@pytest.mark.parametrize("history", [{}, {"loss": []}, [0.5, 0.3], None])
def test_what_is_no_history_is_refused(history):
    with pytest.raises(ValueError, match="plot_history expects"):
        plots.plot_history(history)


def test_predictions_stand_below_their_images():
    probabilities = np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]])
    figure = plots.show_predictions(np.zeros((2, 4, 4, 1)), probabilities, labels=np.array([1, 2]))
    figure.canvas.draw()
    pictures, bars = figure.axes[:2], figure.axes[2:]
    assert [axes.get_title() for axes in pictures] == ["label 1", "label 2"]
    assert [axes.get_title() for axes in bars] == ["1: 70%", "0: 50%"]
    heights = [[patch.get_height() for patch in axes.patches] for axes in bars]
    np.testing.assert_array_equal(heights, probabilities)


def test_predictions_need_no_labels():
    figure = plots.show_predictions(np.zeros((1, 4, 4)), np.full((1, 10), 0.1))
    assert [text.get_text() for text in figure.axes[1].get_xticklabels()] == list("0123456789")


@pytest.mark.parametrize(
    ("images", "probabilities", "labels"),
    [
        (np.zeros((2, 4, 4)), np.zeros((3, 10)), None),
        (np.zeros((4, 4)), np.zeros((4, 10)), None),
        (np.zeros((2, 4, 4)), np.zeros(2), None),
        (np.zeros((0, 4, 4)), np.zeros((0, 10)), None),
        (np.zeros((2, 4, 4)), np.zeros((2, 10)), [1]),
    ],
)
def test_predictions_that_do_not_fit_are_refused(images, probabilities, labels):
    with pytest.raises(ValueError, match="show_predictions.* expect"):
        plots.show_predictions(images, probabilities, labels)


def test_runs_are_shown_by_mean_and_band():
    first = np.array([[90.0, 94, 95], [92, 96, 97]])
    figure = plots.plot_runs({"max": first, "mean": first - 1}, "epoch", "accuracy in %")
    figure.canvas.draw()
    (axes,) = figure.axes
    line, other = axes.get_lines()
    np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(line.get_ydata(), [91, 95, 96])
    assert (line.get_color(), line.get_marker()) != (other.get_color(), other.get_marker())
    heights = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (90, 97)
    assert [text.get_text() for text in axes.get_legend().texts] == ["max", "mean"]
    own = plots.plot_runs({"a": first}, "shift", "", x=[0, 2, 4], ylim=(0, 100)).axes[0]
    np.testing.assert_array_equal(own.get_lines()[0].get_xdata(), [0, 2, 4])
    assert own.get_ylim() == (0, 100)


def test_an_optimizer_has_its_own_color_in_every_figure():
    table = np.array([[0.5, 0.3]])

    def hues(*names):
        figure = plots.plot_runs(dict.fromkeys(names, table), "epoch", "loss")
        return [line.get_color() for line in figure.axes[0].get_lines()]

    assert hues("SGD", "momentum", "RMSprop", "Adam") == [
        color(name) for name in ("SGD", "momentum", "RMSprop", "Adam")
    ]
    assert hues("SGD, 0.3") == [color("SGD")]
    mixed = hues("max", "Adam, 0.001", "mean", "SGD")
    assert mixed[1::2] == [color("Adam"), color("SGD")]
    assert len(set(mixed)) == 4  # a name without a color of its own takes a free one
    assert hues(*"abcd") == series()


def test_training_and_validation_have_their_colors():
    loss = plots.plot_history(History()).axes[0].lines
    assert [line.get_color() for line in loss] == [color("training"), color("validation")]


@pytest.mark.parametrize(
    ("runs", "x"),
    [
        ({}, None),
        ({"a": np.zeros(3)}, None),
        ({"a": np.zeros((0, 3))}, None),
        ({"a": np.zeros((2, 3))}, [0, 1]),
        ({"a": np.zeros((2, 3)), "b": np.zeros((2, 4))}, None),
        ({name: np.zeros((2, 3)) for name in "abcde"}, None),
    ],
)
def test_runs_that_do_not_fit_are_refused(runs, x):
    with pytest.raises(ValueError, match="plot_runs expects one to 4 tables"):
        plots.plot_runs(runs, "epoch", "accuracy", x=x)


def test_a_figure_is_left_to_the_caller():
    """An open figure would be drawn a second time at the end of a notebook's cell."""
    import matplotlib.pyplot as plt

    plt.close("all")
    plots.show_numbers(np.zeros((2, 2)))
    assert plt.get_fignums() == []


def test_an_equation_shows_grids_and_signs():
    image, kernel = np.arange(9.0).reshape(3, 3), np.array([[-1, 1.5]])
    figure = plots.show_equation([image, kernel], ["x"], titles=["window", "kernel"])
    first, second = shown(figure)
    assert [axes.get_title() for axes in (first, second)] == ["window", "kernel"]
    assert [text.get_text() for text in second.texts] == ["-1", "1.5"]
    assert len(first.texts) == 9
    assert [text.get_text() for text in figure.texts] == ["x"]
    # One scale: the same color is the same number in both.
    assert first.images[0].get_clim() == second.images[0].get_clim()
    own = shown(plots.show_equation([image, kernel], ["x"], one_scale=False))
    assert own[0].images[0].get_clim() != own[1].images[0].get_clim()


@pytest.mark.parametrize(
    ("arrays", "signs", "titles", "words"),
    [
        ([np.zeros(3)], [], None, r"each array of shape \(H, W\)"),
        ([np.zeros((31, 2))], [], None, r"at most \(30, 30\)"),
        ([np.eye(2), np.eye(2)], [], None, "one sign for each"),
        ([np.eye(2), np.eye(2)], ["="], ["one"], "one title for each array"),
    ],
)
def test_an_equation_that_does_not_fit_is_refused(arrays, signs, titles, words):
    with pytest.raises(ValueError, match=words):
        plots.show_equation(arrays, signs, titles)


def test_the_source_is_the_real_one():
    from helpers import Conv2D

    source = plots.show_source(Conv2D.forward).data
    assert source.startswith("```python\ndef forward(")
    assert "to_rows" in plots.show_source(Conv2D).data
