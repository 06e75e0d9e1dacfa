"""Photographs as phones deliver them: a page on a dark desk, and a second mark, change little."""

import io

import numpy as np
import pytest
from PIL import Image

from helpers import load_digits
from helpers.images import PictureError, find_ink, read_picture, to_mnist
from helpers.weights import load_course_network


def photograph(digit, rng, way):
    """A digit of MNIST (28, 28), written large on a page, as a JPEG of about 800 pixels a side."""
    height, width = rng.integers(700, 1000, 2)
    side = int(min(height, width) * rng.uniform(0.35, 0.5))
    ink = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)) / 255
    page = np.zeros((height, width))
    top, left = (int(length * 0.5 - side / 2 + rng.uniform(-40, 40)) for length in (height, width))
    page[top : top + side, left : left + side] = np.clip(ink * 1.4 - 0.2, 0, 1)
    rows, columns = np.indices(page.shape)
    light = 225 - 40 * (rows / height * rng.uniform(-1, 1) + columns / width * rng.uniform(-1, 1))
    if "mark" in way:
        page[int(height * 0.96) : int(height * 0.97), int(width * 0.03) : int(width * 0.1)] = 1
    gray = light * (1 - 0.75 * page)
    if "desk" in way:
        edges = [int(length * rng.uniform(0.05, 0.12)) for length in (height, width, height, width)]
        on_page = (rows >= edges[0]) & (columns >= edges[1])
        on_page &= (rows < height - edges[2]) & (columns < width - edges[3])
        gray = np.where(on_page, gray, 45)
    gray = gray + rng.normal(0, 5, gray.shape)
    file = io.BytesIO()
    Image.fromarray(np.clip(gray, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=85)
    return file.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("way", ["plain", "desk", "mark", "desk and mark"])
def test_photographs_are_read(way, trials, tally):
    """In 100 photographs of each kind, at least 90 are answered as they were written."""
    count = max(trials(100), 10)
    digits, model, right = load_digits(), load_course_network(), 0
    for seed in range(count):
        content = photograph(digits.x_train[seed], np.random.default_rng(seed), way)
        try:
            image = to_mnist(find_ink(read_picture(content)))
        except PictureError:
            continue
        answer = model.predict(image[None, :, :, None].astype(np.float32))[0].argmax()
        right += int(answer == digits.y_train[seed])
    assert right >= 0.9 * count, f"{right} of {count}, seeds 0 to {count - 1}"
    tally("photographs", cases=count)
