"""The first code cell of every notebook: on Colab it fetches the course.

Colab opens a page without the rest of the repository. The cell clones it, goes to its folder
notebooks/ and installs what Colab lacks; all that Colab brings keeps its version, since its widgets
need it. It may be run again at any time. Elsewhere it goes to that folder, if the kernel was
started in another one, as by papermill, by some editors, or for a copy of the page.

It is folded on Colab and in JupyterLab, and the book leaves it out. This is the one place of its
text: `python -m tools.notebooks --clean` writes it into every notebook.
"""

import copy
from typing import Any

ID = "on-colab"
PLACE = 1  # after the title
SOURCE = """\
# @title On Colab run this first: it fetches the course. Elsewhere, skip it.
import os
import sys

if "google.colab" in sys.modules:
    from subprocess import run

    address = "https://github.com/convnets-by-hand/convnets-by-hand"
    if not os.path.isdir("results"):  # the records that pages read
        if not os.path.isdir("convnets-by-hand"):
            run(["git", "clone", "-q", "--depth=1", address], check=True)
        os.chdir("convnets-by-hand/notebooks")
    pip = [sys.executable, "-m", "pip"]
    with open("../colab.txt", "w") as file:  # what keeps its version
        run([*pip, "list", "--format=freeze"], stdout=file, check=True)
    missing = ["-c", "../colab.txt", "..[course]"]
    run([*pip, "install", "-q", *missing], check=True)
elif not os.path.isdir("results"):  # the kernel was started elsewhere
    import helpers as _helpers

    if os.path.isdir(os.path.join(_helpers.__path__[0], "..", "notebooks")):
        os.chdir(os.path.join(_helpers.__path__[0], "..", "notebooks"))"""

# Not counted: the first cell that does something on every machine is number 1.
CELL: dict[str, Any] = {
    "cell_type": "code",
    "execution_count": None,
    "id": ID,
    "metadata": {
        "cellView": "form",  # Colab shows the title alone
        "jupyter": {"source_hidden": True},
        "tags": ["remove-cell"],  # from the book
    },
    "outputs": [],
    "source": SOURCE.splitlines(keepends=True),
}


def with_colab_cell(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cells of a notebook with this cell in its place, as it is here."""
    others = [cell for cell in cells if cell.get("id") != ID]
    return [*others[:PLACE], copy.deepcopy(CELL), *others[PLACE:]]
