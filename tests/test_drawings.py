"""The book's figures as drawings: their colors, words and pictures, and where they are kept."""

import ast
import base64
import io
import json
import re
import xml.etree.ElementTree as ET

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from helpers import drawings, plots
from helpers.colors import color
from tools import notebooks as runner
from tools.book import ROOT

matplotlib.use("agg")
RUNS = {"SGD": np.array([[0.5, 0.3]]), "Adam": np.array([[0.4, 0.2]])}


def drawn(figure):
    """The parts of a figure's drawing, without their namespace."""
    return ET.fromstring(drawings.draw(figure).replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def words(part):
    return ["".join(text.itertext()) for text in part.iter("text")]


def as_drawn(root):
    return [word for group in root.iterfind(".//*[@class='as-drawn']") for word in words(group)]


def picture_of(image):
    mime, data = image.get("href").removeprefix("data:").split(";base64,")
    return mime, np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_a_figure_stays_as_it_is_and_two_drawings_are_equal():
    def picture(figure):
        file = io.BytesIO()
        figure.savefig(file)
        return file.getvalue()

    untouched, figure = (
        plots.plot_runs(RUNS, "epoch", "loss"),
        plots.plot_runs(RUNS, "epoch", "loss"),
    )
    first, second = drawings.draw(figure), drawings.draw(figure)
    assert first == second
    assert picture(figure) == picture(untouched)
    assert plt.get_fignums() == []


def test_lines_have_their_colors_as_attributes_and_words_are_words():
    root = drawn(plots.plot_runs(RUNS, "epoch", "loss"))
    strokes = {part.get("stroke") for part in root.iter()}
    assert {color("SGD"), color("Adam"), "#000000"} <= strokes
    assert {"epoch", "loss", "SGD", "Adam"} <= set(words(root))
    assert not any("style" in part.attrib for part in root.iter())
    assert not any("font-family" in part.attrib for part in root.iter())
    assert root.find("path").get("fill") == "none", "there is no background"


def test_words_on_a_picture_and_colors_of_a_scale_stay():
    root = drawn(plots.show_numbers(np.array([[0, 255]], np.uint8), "Title"))
    assert as_drawn(root) == ["0", "255"]
    figure, axes = plt.subplots()
    plt.close(figure)
    axes.scatter([0, 1], [0, 1], c=[0, 1])
    (points,) = drawn(figure).findall(".//*[@class='as-drawn']")
    assert len(list(points.iter("use"))) == 2


def test_small_pictures_keep_their_pixels_and_get_a_frame():
    images = np.random.default_rng(0).integers(0, 256, (2, 28, 28), np.uint8)
    root = drawn(plots.show_images(images, ["a", "b"]))
    shown = [picture_of(image) for image in root.iter("image")]
    assert [mime for mime, _ in shown] == ["image/png"] * 2
    for (_, pixels), image in zip(shown, images, strict=True):
        np.testing.assert_allclose(pixels.astype(int), image, atol=1)
    frames = [part for part in root.iter("rect") if part.get("stroke") == color("line")]
    boxes = [[part.get(name) for name in ("transform", "width", "height")] for part in frames]
    assert boxes == [
        [part.get(name) for name in ("transform", "width", "height")] for part in root.iter("image")
    ]
    assert as_drawn(root) == []


def test_what_lies_over_a_picture_has_no_frame():
    figure, axes = plt.subplots()
    plt.close(figure)
    axes.imshow(np.zeros((4, 4)))
    veil = np.ones((4, 4, 4))
    veil[..., 3] = np.linspace(0, 1, 16).reshape(4, 4)
    axes.imshow(veil)
    root = drawn(figure)
    assert len(list(root.iter("image"))) == 2
    assert [part.get("stroke") for part in root.iter("rect")].count(color("line")) == 1


def test_a_photograph_has_as_many_pixels_as_a_screen_shows():
    y, x = np.mgrid[:900, :900] / 900
    photograph = np.stack([x, y, np.sin(9 * x * y) ** 2], axis=-1)
    ((mime, pixels),) = [
        picture_of(image)
        for image in drawn(plots.show_images(photograph[None], size=1)).iter("image")
    ]
    assert mime == "image/jpeg"
    assert 150 < pixels.shape[1] < drawings.DOTS_PER_INCH


@pytest.mark.parametrize(("points", "pictures"), [(100, 0), (1500, 1)])
def test_very_many_points_become_a_picture(points, pictures):
    figure, axes = plt.subplots()
    plt.close(figure)
    axes.scatter(*np.random.default_rng(0).random((2, points)))
    root = drawn(figure)
    assert len(list(root.iter("image"))) == pictures
    assert (len(list(root.iter("use"))) > points) == (not pictures)


def test_lines_of_a_text_are_centered_and_powers_raised_by_their_own_size():
    figure, axes = plt.subplots()
    plt.close(figure)
    axes.set_title("two\nlines of words")
    axes.semilogx([0.001, 1], [0, 1])
    root = drawn(figure)
    (title,) = [text for text in root.iter("text") if "two" in "".join(text.itertext())]
    assert title.get("text-anchor") == "middle"
    assert [(part.text, part.get("dy")) for part in title] == [
        ("two", "-1.2em"),
        ("lines of words", "1.2em"),
    ]
    assert len({part.get("x") for part in title}) == 1
    middle = float(root.get("viewBox").split()[2]) / 2
    assert float(title.get("x")) == pytest.approx(middle, abs=20)
    powers = [text for text in root.iter("text") if text.text == "10"]
    assert [text[0].text for text in powers] == ["−3", "−2", "−1", "0"]
    assert {text[0].get("font-size") for text in powers} == {"70%"}


def test_drawings_of_one_page_share_no_names():
    figures = [plots.plot_runs({name: RUNS["SGD"]}, "epoch", name) for name in ("a", "b")]
    one, other = [{part.get("id") for part in drawn(figure).iter()} - {None} for figure in figures]
    assert one and other and not one & other
    text = drawings.draw(figures[0])
    used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    assert used == one


def png(hue):
    file = io.BytesIO()
    Image.new("RGB", (4, 3), hue).save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode()


def notebook(*outputs):
    shown = [{"output_type": "display_data", "metadata": {}, "data": data} for data in outputs]
    return {"cells": [{"cell_type": "code", "source": "", "outputs": shown}]}


def test_drawings_are_kept_beside_the_notebooks_as_long_as_their_pictures(tmp_path):
    figure = plots.plot_runs(RUNS, "epoch", "loss")
    ran = notebook(
        {"image/png": png("red"), drawings.SVG: drawings.save(figure)}, {"text/plain": "1"}
    )
    found = drawings.take(ran)
    assert "svg" not in json.dumps(ran)
    drawings.keep(ran, found, tmp_path)
    (file,) = (tmp_path / "figures").iterdir()
    assert file.read_text() == drawings.draw(figure)
    for hue, left in (("red", [file]), ("blue", [])):
        (tmp_path / "a.ipynb").write_text(json.dumps(notebook({"image/png": png(hue)})))
        drawings.forget(tmp_path)
        assert list((tmp_path / "figures").iterdir()) == left


def test_a_run_brings_drawings_and_no_name(tmp_path):
    code = "print(sorted(n for n in globals() if n[0] != '_'))"
    plot = "from matplotlib import pyplot as plt\nfigure, axes = plt.subplots()"
    show = "axes.set_title('words')\nplt.close(figure)\nfigure"
    cells = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "source": source}
        | {"execution_count": None}
        for i, source in enumerate([code, f"{plot}\n{show}", "plt.figure()"])
    ]
    after, _ = runner.execute(runner.canonical({"cells": cells}), tmp_path)
    (drawing,) = drawings.take(after).values()
    assert ">words</text>" in drawing
    assert "svg" not in str(after), "an empty figure has no picture, so its drawing is dropped"
    names = ast.literal_eval("".join(after["cells"][0]["outputs"][0]["text"]))
    assert {*names} - {"open"} == {"In", "Out", "exit", "get_ipython", "quit"}  # later IPythons


def test_every_figure_of_the_book_has_its_drawing_and_every_drawing_its_figure():
    """If not: `make notebooks`; for a cell that keeps its old output, with `--fresh`."""
    folder = ROOT / "notebooks"
    names = {
        drawings.file_name(picture)
        for path in folder.glob("*.ipynb")
        for _, picture in drawings.pictures(runner.read(path))
    }
    assert {path.name for path in (folder / drawings.FOLDER).iterdir()} == names
