"""`check` where learners meet it: in a Jupyter kernel, with its threads and its captured output."""

import nbformat
import pytest

nbclient = pytest.importorskip("nbclient")

CELLS = {
    "stub": "def convolve2d(image, kernel):\n    ...\n\ncheck(convolve2d)",
    "right": """
def convolve2d(image, kernel):
    print("working")
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (windows * kernel).sum(axis=(2, 3))

check(convolve2d)""",
    "raises": """
def convolve2d(image, kernel):
    size = kernel.shape
    return image[99], size

check(convolve2d)""",
    "asks": "def convolve2d(image, kernel):\n    return input('?')\n\ncheck(convolve2d)",
    "endless": "def convolve2d(image, kernel):\n    while True: pass\n\ncheck(convolve2d)",
    "leaves": "def convolve2d(image, kernel):\n    import os\n    os._exit(1)\n\ncheck(convolve2d)",
    "shows": """
def convolve2d(image, kernel):
    from IPython.display import display
    display(image)
    return image

check(convolve2d)""",
    "after": "print(np.sum([1, 2]), 'still here')",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each cell showed: text, HTML and everything printed."""
    setup = "import numpy as np\nfrom helpers import check\nfrom helpers.checking import runner\n"
    cells = [nbformat.v4.new_code_cell(setup + "runner.TIME_LIMIT = 1.0")]
    cells += [nbformat.v4.new_code_cell(source.strip()) for source in CELLS.values()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    place = str(tmp_path_factory.mktemp("progress") / "progress.json")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HELPERS_PROGRESS_FILE", place)
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells[1:]), strict=True))


def text_of(cell_outputs):
    return "\n".join(out.data["text/plain"] for out in cell_outputs if "data" in out)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("stub", "convolve2d: not attempted yet"),
        ("right", "convolve2d: passed"),
        ("raises", "in line 3: return image[99], size"),
        ("asks", "without a keyboard"),
        ("endless", "did not come back within 1 seconds"),
        ("leaves", "ended Python itself"),
    ],
)
def test_a_cell_answers_with_text_and_card_alone(outputs, cell, words):
    (only,) = outputs[cell]
    assert words in only.data["text/plain"]
    assert "<div" in only.data["text/html"]


def test_the_kernel_lives_on(outputs):
    assert "convolve2d: not yet" in text_of(outputs["shows"])
    assert outputs["after"][0].text == "3 still here\n"
