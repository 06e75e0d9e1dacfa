"""helpers/images.py and helpers/picture_files.py: one's own picture as a digit of MNIST."""

import gc
import io
import math
import os
import socket
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, convolve, label

from helpers import load_digits
from helpers import picture_files as files
from helpers.images import (
    PictureError,
    area_average,
    draw_strokes,
    find_ink,
    mnist_steps,
    read_picture,
    to_mnist,
)
from helpers.weights import load_course_network
from tests import picture_cases as cases

# ---- strokes ----


def strokes_loops(strokes, size, width):
    """Every pixel against a thousand points of each segment."""
    ink = np.zeros((size, size))
    for row in range(size):
        for col in range(size):
            nearest = math.inf
            for stroke in strokes:
                points = list(zip(stroke[::2], stroke[1::2], strict=True))
                for (x0, y0), (x1, y1) in zip(points, points[1:] or points, strict=False):
                    for t in np.linspace(0, 1, 1001):
                        x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
                        nearest = min(nearest, math.hypot(col + 0.5 - x, row + 0.5 - y))
            ink[row, col] = min(max(width / 2 + 0.5 - nearest, 0), 1)
    return ink


@pytest.mark.parametrize(
    "strokes",
    [
        [[1.0, 2.0, 7.5, 6.0]],
        [[4, 4]],
        [[2, 2, 2, 2]],
        [[0, 8, 3, 1, 8, 3], [6.5, 7]],
        [[-3, 4, 12, 5]],
        [[-9, -9]],
    ],
)
def test_strokes_equal_the_loops(strokes):
    ink = draw_strokes(strokes, size=9, width=2)
    np.testing.assert_allclose(ink, strokes_loops(strokes, 9, 2), atol=1e-4)
    assert ink.dtype == np.float64


def test_a_dot_by_hand():
    """A pen 2 wide in the middle of pixel (1, 2): its neighbors' middles are 1 away."""
    ink = draw_strokes([[2.5, 1.5]], size=4, width=2)
    corner = 1.5 - math.sqrt(2)
    np.testing.assert_allclose(
        ink,
        [[0, corner, 0.5, corner], [0, 0.5, 1, 0.5], [0, corner, 0.5, corner], [0, 0, 0, 0]],
        atol=1e-12,
    )


def test_x_is_to_the_right_and_y_down():
    ink = draw_strokes([[10, 2, 10, 18]], size=20, width=1)
    np.testing.assert_allclose(ink[5], np.eye(20)[9] * 0.5 + np.eye(20)[10] * 0.5)
    assert draw_strokes([]).shape == (112, 112)
    assert not draw_strokes([]).any()


@pytest.mark.parametrize("stroke", [[], [1], [1, 2, 3], [1, math.nan], [math.inf, 1], ["a", 2], 5])
def test_a_stroke_is_a_list_of_points(stroke):
    with pytest.raises(ValueError, match=r"flat list of points.*Received"):
        draw_strokes([stroke])


@pytest.mark.parametrize("options", [{"size": 0}, {"width": 0}, {"width": math.nan}])
def test_strokes_need_a_board_and_a_pen(options):
    with pytest.raises(ValueError, match="draw_strokes' (size|width) expects"):
        draw_strokes([[1, 1]], **options)


# ---- another size ----


def average_loops(picture, height, width):
    """Cut every pixel into pieces of the new grid."""
    old_height, old_width = picture.shape
    new = np.zeros((height, width))
    for i in range(height):
        for j in range(width):
            total = area = 0.0
            for r in range(old_height):
                for c in range(old_width):
                    tall = min((i + 1) * old_height / height, r + 1) - max(
                        i * old_height / height, r
                    )
                    wide = min((j + 1) * old_width / width, c + 1) - max(j * old_width / width, c)
                    if tall > 0 and wide > 0:
                        total += tall * wide * picture[r, c]
                        area += tall * wide
            new[i, j] = total / area
    return new


@pytest.mark.parametrize(
    ("old", "new"), [((6, 4), (3, 2)), ((5, 7), (3, 3)), ((3, 2), (7, 5)), ((1, 9), (2, 4))]
)
def test_area_average_equals_the_loops(old, new):
    picture = np.random.default_rng(0).random(old)
    np.testing.assert_allclose(area_average(picture, *new), average_loops(picture, *new))


def test_area_average_by_hand():
    np.testing.assert_allclose(area_average(np.array([[0.0, 6, 3]]), 1, 2), [[2, 4]])
    np.testing.assert_allclose(area_average(np.array([[0.0, 6]]), 1, 3), [[0, 3, 6]])
    picture = np.random.default_rng(0).integers(0, 256, (30, 20), dtype=np.uint8)
    assert area_average(picture, 6, 4).mean() == pytest.approx(picture.mean())
    np.testing.assert_array_equal(area_average(picture, 30, 20), picture)


# ---- as MNIST did it ----


def test_steps_by_hand():
    """A bar of 10 x 5 pixels becomes one of 20 x 10, and its middle comes to (14.5, 14.5)."""
    ink = np.zeros((30, 40))
    ink[3:13, 30:35] = 0.5
    crop, fit, image = mnist_steps(ink)
    assert crop.shape == (10, 5)
    np.testing.assert_allclose(fit, np.full((20, 10), 0.5))
    assert image.shape == (28, 28)
    assert image.dtype == np.float64
    np.testing.assert_array_equal(np.flatnonzero(image.any(axis=1)), np.arange(5, 25))
    np.testing.assert_array_equal(np.flatnonzero(image.any(axis=0)), np.arange(10, 20))
    np.testing.assert_array_equal(to_mnist(ink), image)


def test_the_center_of_mass_comes_nearest_to_the_middle():
    for digit in load_digits().x_train[:50] / 255:
        image = to_mnist(digit[2:25, 3:])
        assert image.sum() > 0
        rows, cols = np.indices(image.shape)
        for places in (rows, cols):
            assert abs((image * places).sum() / image.sum() - 14) <= 0.5 + 1e-9
        further = to_mnist(digit[2:25, 3:], middle=15)
        np.testing.assert_allclose(further[1:, 1:], image[:-1, :-1])


@pytest.mark.parametrize(
    ("ink", "shape"),
    [
        (np.ones((1, 1)), (20, 20)),
        (np.ones((112, 1)), (20, 1)),
        (np.ones((3, 200)), (1, 20)),
        (np.ones((40, 39)), (20, 20)),  # 19.5 rounds up
        (np.ones((40, 37)), (20, 19)),  # and so does 18.5
    ],
)
def test_the_longer_side_becomes_20(ink, shape):
    assert mnist_steps(ink).fit.shape == shape


def test_half_a_pixel_rounds_up():
    """Two columns, center 0.5: 14 - 0.5 + 0.5 is 14. Eight, center 3.5: 14 - 3.5 + 0.5 is 11."""
    assert np.flatnonzero(to_mnist(np.ones((20, 2))).any(axis=0)).tolist() == [14, 15]
    assert np.flatnonzero(to_mnist(np.ones((20, 8))).any(axis=0)).tolist() == list(range(11, 19))


def test_no_ink_leaves_the_field():
    """All the mass at one end of a long line: the line would stick out."""
    ink = np.full((1, 20), 0.001)
    ink[0, 0] = 1
    image = to_mnist(ink)
    assert image.sum() == pytest.approx(ink.sum())
    assert image[14, 8] == 1
    np.testing.assert_allclose(to_mnist(ink[:, ::-1])[14, 19], 1)


@pytest.mark.parametrize(
    ("ink", "message"),
    [
        (np.zeros((5, 5)), "expects some ink. Received an empty picture"),
        (np.zeros((0, 5)), "not empty. Received"),
        (np.full((5, 5), 255), "from 0 to 1. Received numbers from 255 to 255"),
        (np.full((5, 5), np.nan), "from 0 to 1"),
        (np.full((5, 5), -0.5), "from 0 to 1"),
        (np.ones((5, 5, 1)), r"shape \(H, W\), not empty. Received \(5, 5, 1\)"),
    ],
)
def test_steps_refuse(ink, message):
    with pytest.raises(ValueError, match=message):
        mnist_steps(ink)


# ---- ink ----


def paper_loops(picture, part, sign):
    """The paper under dark ink (sign 1) or light ink (-1): step 2, one window after the other."""
    height, width = picture.shape
    reach = max(1, max(height, width) // part)
    border = reach + reach // 2

    def level(r, c):
        if not (-border <= r < height + border and -border <= c < width + border):
            return math.inf
        return sign * picture[min(max(r, 0), height - 1), min(max(c, 0), width - 1)]

    near = range(-reach, reach + 1)
    wide, tall = range(-reach, width + reach), range(-reach, height + reach)
    down = {(r, c): max(level(r + i, c) for i in near)
            for r in tall for c in range(-2 * reach, width + 2 * reach)}  # fmt: skip
    most = {(r, c): max(down[r, c + j] for j in near) for r in tall for c in wide}
    up = {(r, c): min(most[r + i, c] for i in near) for r in range(height) for c in wide}
    paper = [[min(up[r, c + j] for j in near) for c in range(width)] for r in range(height)]
    return sign * np.array(paper, dtype=float)


def ink_loops(gray):
    """find_ink, read off its docstring line by line; scipy for the pieces, a loop for Otsu's."""
    height, width = gray.shape
    longer = max(height, width)
    if longer > 112:
        sides = [max(1, math.floor(side * 112 / longer + 0.5)) for side in gray.shape]
        picture = area_average(gray, *sides)
        height, width = sides
    else:
        picture = gray.astype(float)
    longer = max(height, width)
    dark, light = (paper_loops(picture, 5, sign) for sign in (1, -1))

    def rough(paper):
        return sum(np.abs(np.diff(paper, axis=axis)).sum() for axis in (0, 1))

    def stands_out(d):
        bins = np.floor(255 * d / d.max() + 0.5 + 1e-9).astype(int)
        best, threshold = -1.0, 0
        for t in range(256):
            n, s = int((bins <= t).sum()), int(bins[bins <= t].sum())
            if 0 < n < bins.size:
                between = (int(bins.sum()) * n - s * bins.size) ** 2 / (n * (bins.size - n))
                if between > best:
                    best, threshold = between, t
        is_ink = bins > threshold
        p, q = d[~is_ink].mean(), d[is_ink].mean()
        return is_ink & (convolve(is_ink.astype(int), np.ones((3, 3)), mode="constant") >= 3), (
            d - p
        ) / (q - p)

    def pieces(mask):
        marks, count = label(mask, np.ones((3, 3)))
        found = []
        for k in range(1, count + 1):
            r, c = np.nonzero(marks == k)
            inwards = np.min([r, height - 1 - r, c, width - 1 - c], axis=0).max()
            down = abs(r.min() + r.max() + 1 - height) / height
            across = abs(c.min() + c.max() + 1 - width) / width
            score = len(r) * (1 - max(down, across) / 2)
            found.append((score / (1000 if inwards <= max(1, longer // 5) // 2 else 1), marks == k))
        return sorted(found, key=lambda pair: -pair[0])

    def extent(mask):
        r, c = np.nonzero(mask)
        return np.ptp(r) + 1, np.ptp(c) + 1

    is_dark = rough(dark) <= rough(light)
    sure, share = stands_out(dark - picture if is_dark else picture - light)
    if not is_dark:
        main = pieces(sure)[0][1]
        narrow = [rough(paper_loops(picture, 14, sign)) for sign in (1, -1)]
        if main.sum() > 0.55 * math.prod(extent(main)) and narrow[0] <= narrow[1]:
            sure, share = stands_out(dark - picture)
    kept, *others = [mask for _, mask in pieces(sure)]
    while True:
        gap = max(2, max(extent(kept)) // 8)
        window = np.ones((2 * gap + 1, 2 * gap + 1))
        near = binary_dilation(kept, window)
        joining = [mask for mask in others if (mask & near).any()]
        if not joining:
            break
        others = [mask for mask in others if not (mask & near).any()]
        kept = np.any([kept, *joining], axis=0)
    around = binary_dilation(kept, np.ones((3, 3)))
    return np.where(around, np.clip((share - 0.2) / 0.6, 0, 1), 0)


@pytest.mark.parametrize("way", ["dark", "light", "border", "small", "desk", "mark", "chalk"])
def test_ink_equals_the_loops(way):
    gray = {
        "dark": cases.paper(cases.SEVEN, 56)[:, 5:50],
        "light": 255 - cases.paper(cases.FIVE, 56),
        "border": cases.paper(cases.SEVEN, 56)[7:, 10:45],
        "small": cases.paper(cases.FOUR, 20),
        "desk": np.pad(cases.paper(cases.SEVEN, 40), ((9, 3), (6, 12)), constant_values=30),
        "mark": np.pad(cases.paper(cases.FIVE, 48), ((0, 9), (9, 0)), constant_values=255)
        - np.pad(np.full((3, 9), 200, np.uint8), ((52, 2), (1, 47))),
        "chalk": 200 - cases.paper(cases.FOUR, 56) // 2 - np.arange(56, dtype=np.uint8),
    }[way]
    np.testing.assert_allclose(find_ink(gray), ink_loops(gray), atol=1e-8)


def test_ink_is_what_was_drawn():
    drawn = draw_strokes(cases.SEVEN)
    found = find_ink(np.round(255 * (1 - drawn)).astype(np.uint8))
    assert found.dtype == np.float64
    assert (found.min(), found.max()) == (0, 1)
    assert np.abs(found - drawn).max() < 0.4  # a harder edge
    assert np.abs(found - drawn).mean() < 0.02
    assert abs((found > 0.5).sum() - (drawn > 0.5).sum()) < 25


def test_a_shadow_does_no_harm():
    """A slope of 100 gray levels across the page changes the ink by little."""
    drawn = draw_strokes(cases.SEVEN)
    rows, cols = np.indices(drawn.shape)
    lit = 230 - 0.6 * rows - 0.3 * cols
    flat, shaded = (find_ink((light - 90 * drawn).astype(np.uint8)) for light in (200, lit))
    assert np.abs(flat - shaded).max() < 0.15
    assert np.abs(flat - shaded).mean() < 0.005


def scenes():
    """A four on white paper: alone, on a dark desk, with a dash in the corner."""
    page = np.pad(cases.paper(cases.FOUR, 56), 12, constant_values=255)
    alone = np.full((112, 112), 255, np.uint8)
    alone[10:90, 25:105] = page
    desk, mark = np.full((112, 112), 40, np.uint8), alone.copy()
    desk[10:90, 25:105] = page
    mark[104:107, 2:16] = 20
    return alone, desk, mark


def test_a_page_on_a_dark_desk_and_a_mark_in_the_corner_change_nothing():
    alone, desk, mark = (find_ink(gray) for gray in scenes())
    assert np.abs(desk - alone).max() < 0.15  # another contrast, softer edges
    assert np.abs(mark - alone).max() < 0.02
    light = [find_ink(255 - gray) for gray in scenes()]
    np.testing.assert_allclose(light[0], alone, atol=1e-9)
    assert np.abs(light[2] - alone).max() < 0.02


def test_specks_are_no_ink():
    gray = cases.paper(cases.SEVEN)
    alone = find_ink(gray)
    gray[100, 10], gray[5, 5:7], gray[104, 100] = 0, 0, 0
    found = find_ink(gray)
    assert not found[90:, :20].any()
    assert not found[:9, :9].any()
    assert np.abs(found - alone).max() < 0.02


@pytest.mark.parametrize(
    "gray", [np.zeros((5, 5)), np.zeros((5, 5, 3), np.uint8), np.zeros((0, 5), np.uint8)]
)
def test_ink_is_looked_for_in_bytes(gray):
    with pytest.raises(ValueError, match=r"find_ink expects a gray picture.*\(H, W\) uint8"):
        find_ink(gray)


def test_arguments_stay_as_they_are():
    gray = cases.paper(cases.SEVEN)
    ink = find_ink(gray)
    copies = gray.copy(), ink.copy()
    find_ink(gray)
    crop = mnist_steps(ink).crop
    crop[:] = 0  # a view or not, the argument of the caller is another array
    np.testing.assert_array_equal(gray, copies[0])
    np.testing.assert_array_equal(ink, copies[1])


# ---- files ----


@pytest.fixture(scope="module")
def network():
    return load_course_network()


@pytest.fixture(autouse=True)
def no_connection(monkeypatch):
    """Nothing leaves the machine: whoever opens a socket fails."""

    def refuse(*_args, **_options):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.fixture
def clean():
    """No warning leaks, and no file stays open (an open one warns when it is collected)."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        before = open_files()
        yield
        gc.collect(1)  # the youngest objects: what a test has left behind
    assert [str(warning.message) for warning in caught] == []
    assert open_files() == before


def open_files() -> int | None:
    """How many this process holds open, where the system tells."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else None


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("case", cases.GOOD)
def test_a_picture_is_read_and_its_digit_recognized(case, tmp_path, network, clean):
    name, make, digit = cases.GOOD[case]
    path = written(tmp_path, name, make())
    gray = read_picture(path)
    assert (gray.dtype, gray.ndim) == (np.uint8, 2)
    assert gray.flags.writeable and gray.flags.c_contiguous
    image = to_mnist(find_ink(gray))
    assert network.predict(image[None, ..., None]).argmax() == digit
    path.unlink()


@pytest.mark.parametrize("case", cases.BAD)
def test_another_file_is_refused_in_words(case, tmp_path, clean):
    name, make, message = cases.BAD[case]
    path = written(tmp_path, name, make())
    with pytest.raises(PictureError, match=message) as refused:
        read_picture(path)
    said = str(refused.value)
    assert said.startswith("read_picture expects")
    assert "Received" in said
    path.unlink()


@pytest.mark.parametrize("case", cases.EMPTY)
def test_a_blank_is_refused_in_words(case, tmp_path, clean):
    path = written(tmp_path, "a.png", cases.saved(cases.EMPTY[case](), "PNG"))
    with pytest.raises(PictureError, match="find_ink expects a picture with a digit"):
        find_ink(read_picture(path))


def test_there_are_many_odd_files():
    assert len(cases.GOOD) + len(cases.BAD) + len(cases.EMPTY) >= 100


def test_a_missing_file_says_where_it_looked(tmp_path, clean):
    with pytest.raises(PictureError, match=r"There is none at .*my_digit\.jpg.*os\.listdir"):
        read_picture(tmp_path / "my_digit.jpg")
    for source in ("https://example.org/seven.png", "a\0b.png", ""):
        with pytest.raises(PictureError, match="There is none at"):
            read_picture(source)


def test_a_folder_is_no_picture(tmp_path, clean):
    with pytest.raises(PictureError, match="Received a folder"):
        read_picture(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path, clean):
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(PictureError, match="There is none at"):
        read_picture(tmp_path / "pipe.png")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = written(tmp_path, "a.png", b"x")

    def denied(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    with pytest.raises(PictureError, match=r"cannot be opened \(Permission denied\)"):
        read_picture(path)


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    path = written(tmp_path, "a.png", bytes(2**20 + 1))
    for source in (path, path.read_bytes(), io.BytesIO(path.read_bytes())):
        with pytest.raises(PictureError, match="at most 1 MB. Received a larger one"):
            read_picture(source)


def test_bytes_and_open_files_are_sources_too(tmp_path):
    content = cases.saved(cases.seven(), "PNG")
    path = written(tmp_path, "a.png", content)
    expected = cases.paper(cases.SEVEN)
    with open(path, "rb") as file:
        for source in (
            path,
            str(path),
            content,
            bytearray(content),
            memoryview(content),
            io.BytesIO(content),
            file,
        ):
            np.testing.assert_array_equal(read_picture(source), expected)
        assert not file.closed


@pytest.mark.parametrize("source", [None, 7, np.zeros((5, 5)), io.StringIO("seven"), ["a.png"]])
def test_other_sources_are_of_the_wrong_type(source):
    with pytest.raises(TypeError, match="expects a path, bytes, or a file that is open"):
        read_picture(source)


def test_gray_levels():
    """Whole numbers: (19595 R + 38470 G + 7471 B + 32768) >> 16; transparent shows white."""
    colors = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 200, 31]]], np.uint8)
    expected = [[76, 150, 29, 124]]
    np.testing.assert_array_equal(read_picture(cases.saved(colors, "PNG")), expected)
    weighed = (colors.astype(int) @ [19595, 38470, 7471] + 32768) >> 16
    np.testing.assert_array_equal(weighed, expected)
    alpha = np.array([[[0, 255], [0, 0], [0, 128]]], np.uint8)
    np.testing.assert_array_equal(read_picture(cases.saved(alpha, "PNG")), [[0, 255, 127]])


def test_deep_pixels_are_stretched():
    deep = np.array([[1000, 1500, 2000]], np.uint16)
    np.testing.assert_array_equal(read_picture(cases.saved(deep, "PNG")), [[0, 128, 255]])
    holes = np.array([[0.1, np.nan, 0.3, 0.1, np.inf]])
    np.testing.assert_array_equal(read_picture(cases.floats(holes)), [[0, 0, 255, 0, 0]])


@pytest.mark.parametrize("way", range(1, 9))
def test_an_upright_picture_is_the_same_pixel_by_pixel(way):
    upright = read_picture(cases.turned(1, "TIFF"))
    np.testing.assert_array_equal(read_picture(cases.turned(way, "TIFF")), upright)
    np.testing.assert_array_equal(read_picture(cases.turned(way, "PNG")), upright)


def test_pixels_are_good_where_the_metadata_cannot_be_read(monkeypatch):
    def damaged(_image):
        raise SyntaxError("not a TIFF file")

    monkeypatch.setattr("PIL.Image.Image.getexif", damaged)
    gray = read_picture(cases.saved(cases.seven(), "BMP"))
    np.testing.assert_array_equal(gray, cases.paper(cases.SEVEN))


def test_pillow_is_imported_only_for_a_file():
    code = "import sys, helpers.images; print('PIL' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.strip() == "False"
