"""Run the notebooks and keep their outputs in one canonical form.

    python -m tools.notebooks                     run all of notebooks/, in order
    python -m tools.notebooks notebooks/02*.ipynb run these
    python -m tools.notebooks --clean [FILES]     run nothing, only rewrite what is not canonical

Canonical means: two runs on one machine give the same bytes. Metadata that a machine, an editor
or a run leaves behind is dropped, code cells count 1, 2, 3, no widget state is kept, streams
that a kernel sent in pieces are joined, and a picture that shows the same pixels keeps its old
bytes. A cell tagged ``nbval-ignore-output`` (timings, training logs) keeps its old text where
only numbers differ; ``--fresh`` takes the new numbers. Each figure is also drawn as SVG into
notebooks/figures/, for the book: see helpers/drawings.py.
"""

import argparse
import base64
import copy
import hashlib
import io
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from helpers import drawings
from helpers.writing import write_whole
from tools import colab_cell

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
# What a cell may say of itself; all else (timing, folding, an editor's notes) is dropped.
CELL_METADATA = {"tags", "mystnb", "nbgrader", "slideshow"}
# What an output may say of itself: the text for those who do not see the picture, and its size.
OUTPUT_METADATA = {"alt", "width", "height"}
MOST_MEGABYTES = 350  # that a reader's kernel may hold: many share a small machine
FOR_DRAWINGS = 15  # more that it holds here, where every figure is drawn a second time
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

Notebook = dict[str, Any]


def canonical(notebook: Notebook, before: Notebook | None = None, fresh: bool = False) -> Notebook:
    """Return a canonical copy of a notebook (the JSON object of an .ipynb file, format 4).

    ``before`` is an earlier version: a picture of it that shows the same pixels is kept, and so is
    the text of the cells tagged ``nbval-ignore-output`` if they differ in their numbers alone
    (unless ``fresh``).
    """
    cells = [_canonical_cell(cell) for cell in notebook["cells"]]
    if before is not None:
        _keep_equal_pictures(cells, before["cells"])
        if not fresh:
            _keep_varying_numbers(cells, [_canonical_cell(cell) for cell in before["cells"]])
    _number(cells)
    return {
        "cells": cells,
        "metadata": copy.deepcopy(NOTEBOOK_METADATA),
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def to_text(notebook: Notebook) -> str:
    """Return the text of a notebook's file: sorted keys, one space of indent, as Jupyter writes."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def execute(notebook: Notebook, folder: Path) -> tuple[Notebook, float]:
    """Return the notebook with the outputs of a fresh run in ``folder``, and its kernel's most MB.

    An error stops the run, except in a cell with the tag ``raises-exception``. Cells tagged
    ``skip-execution`` are not run.
    """
    import nbformat
    from nbclient import NotebookClient

    # The matrix products are small. A second thread would not help, and it waits by spinning.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    node = nbformat.reads(json.dumps(notebook), as_version=4)
    client = NotebookClient(
        node,
        timeout=600,
        kernel_name="python3",
        store_widget_state=False,
        extra_arguments=[
            "--log-level=ERROR",  # else each kernel warns that it talks over TCP
            f"--IPKernelApp.exec_lines={drawings.OFFER}",
        ],
        resources={"metadata": {"path": str(folder)}},
    )
    peaks = [float("nan")]
    client.on_cell_executed = lambda **_: peaks.append(peak_memory(client.km.provisioner.pid))
    client.execute()
    after = json.loads(nbformat.writes(node))
    for data in _pictures(after["cells"]):
        data["image/png"] = lighter(data["image/png"])
    return after, peaks[-1]


def peak_memory(process: int) -> float:
    """The most memory that a process has held, in MB; NaN where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return float("nan")
    return int(status.split("VmHWM:")[1].split()[0]) / 1000  # it counts in kB


def lighter(png: str | list[str]) -> str:
    """Return a picture (PNG, base64) in fewer bytes, if it is opaque and gray: one number a pixel.

    matplotlib writes three or four numbers a pixel for every figure. No pixel changes.
    """
    from PIL import Image

    text = "".join(png).replace("\n", "")
    with Image.open(io.BytesIO(base64.b64decode(text))) as image:
        pixels = image.convert("RGBA")
    red, green, blue, opacity = (channel.tobytes() for channel in pixels.split())
    if not (red == green == blue and set(opacity) == {255}):
        return text
    file = io.BytesIO()
    pixels.convert("L").save(file, format="PNG", optimize=True)
    smaller = base64.b64encode(file.getvalue()).decode()
    return min(text, smaller, key=len)


def _canonical_cell(cell: Notebook) -> Notebook:
    if cell.get("id") == colab_cell.ID:
        return copy.deepcopy(colab_cell.CELL)
    source = "".join(cell["source"]).rstrip().splitlines(keepends=True)
    metadata = {key: cell["metadata"][key] for key in CELL_METADATA & set(cell["metadata"])}
    if "tags" in metadata:
        metadata["tags"] = sorted(set(metadata["tags"]))
        if not metadata["tags"]:
            del metadata["tags"]
    result = {"cell_type": cell["cell_type"], "metadata": metadata, "source": source}
    result |= {key: cell[key] for key in ("attachments", "id") if key in cell}
    if cell["cell_type"] == "code":
        outputs = [_canonical_output(output) for output in _join_streams(cell["outputs"])]
        result |= {"execution_count": None, "outputs": [o for o in outputs if o is not None]}
    return result


def _canonical_output(output: Notebook) -> Notebook | None:
    """Return the output without what changes from run to run, or None if nothing is left."""
    output = copy.deepcopy(output)
    kind = output["output_type"]
    if kind == "stream":
        # Of a progress bar, which writes over its line, keep what stands there in the end.
        text = re.sub(r"[^\n]*\r(?=[^\n])", "", "".join(output["text"]))
        output["text"] = text.splitlines(keepends=True)
        return output
    if kind == "error":
        # The traceback holds paths and line numbers of one machine; nbval does not compare it.
        output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
        return output
    data = {mime: value for mime, value in output["data"].items() if mime != WIDGET_VIEW}
    if not data:
        return None
    for mime, value in data.items():
        if mime.startswith("text/") or mime == "image/svg+xml":
            data[mime] = "".join(value).splitlines(keepends=True)
        elif mime.startswith("image/"):
            data[mime] = "".join(value).replace("\n", "")
    metadata = {}
    for mime, notes in output.get("metadata", {}).items():
        if isinstance(notes, dict) and mime in data:
            kept = {key: notes[key] for key in OUTPUT_METADATA & set(notes)}
            if kept:
                metadata[mime] = kept
    result = {"output_type": kind, "data": data, "metadata": metadata}
    if kind == "execute_result":
        result["execution_count"] = None
    return result


def _join_streams(outputs: list[Notebook]) -> list[Notebook]:
    """Join neighbors of the same stream: how a kernel cuts them is chance."""
    joined: list[Notebook] = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            joined[-1] = last | {"text": "".join(last["text"]) + "".join(output["text"])}
        else:
            joined.append(output)
    return joined


def _number(cells: list[Notebook]) -> None:
    """Count the code cells that hold code, and give a cell without an id one made of its text."""
    count = 0
    seen: dict[str, int] = {}
    for cell in cells:
        text = cell["cell_type"] + "".join(cell["source"])
        name = cell.get("id") or hashlib.sha256(text.encode()).hexdigest()[:12]
        seen[name] = seen.get(name, 0) + 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
        if cell["cell_type"] != "code" or cell["id"] == colab_cell.ID:
            continue
        if "".join(cell["source"]).strip():
            count += 1
            cell["execution_count"] = count
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = cell["execution_count"]


def _keep_equal_pictures(cells: list[Notebook], before: list[Notebook]) -> None:
    """Put an earlier picture in the place of a new one that shows the same pixels."""
    earlier: dict[str, str] = {}
    for _, picture in drawings.pictures({"cells": before}):
        earlier.setdefault(drawings.look(picture), base64.b64encode(picture).decode())
    for data, picture in drawings.pictures({"cells": cells}):
        if "image/png" in data:
            data["image/png"] = earlier.get(drawings.look(picture), data["image/png"])


def _keep_varying_numbers(cells: list[Notebook], before: list[Notebook]) -> None:
    """Keep the earlier outputs of cells whose output may vary, if only numbers differ.

    All of them or none: what a page shows is of one run.
    """
    earlier = {"".join(cell["source"]): cell for cell in before if cell["cell_type"] == "code"}
    varying = [cell for cell in cells if "nbval-ignore-output" in cell["metadata"].get("tags", [])]
    pairs = [(cell, earlier.get("".join(cell["source"]))) for cell in varying]
    if all(old and _without_numbers(cell) == _without_numbers(old) for cell, old in pairs):
        for cell, old in pairs:
            cell["outputs"] = old["outputs"]


def _without_numbers(cell: Notebook) -> str:
    return re.sub(r"\d+", "0", json.dumps(cell["outputs"], sort_keys=True))


def _pictures(cells: list[Notebook]) -> list[Notebook]:
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [output["data"] for output in outputs if "image/png" in output.get("data", {})]


def read(path: Path) -> Notebook:
    """Return a notebook with the cell for Colab in it, whether its file has it or not."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook | {"cells": colab_cell.with_colab_cell(notebook["cells"])}


def write_if_changed(path: Path, notebook: Notebook) -> bool:
    """Write the notebook's file if its text is another than before; say whether it was."""
    text = to_text(notebook)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_whole(path, text)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="Run notebooks, or bring them into form.")
    parser.add_argument("--clean", action="store_true", help="run nothing, only rewrite the files")
    parser.add_argument("--fresh", action="store_true", help="take new timings and training logs")
    parser.add_argument("files", nargs="*", type=Path, help="default: all of notebooks/, in order")
    arguments = parser.parse_args()
    files = arguments.files or sorted(NOTEBOOKS.glob("*.ipynb"))
    if arguments.clean:
        changed = [file for file in files if write_if_changed(file, canonical(read(file)))]
        for file in changed:
            print(f"rewritten: {file}")
        return 1 if changed else 0  # a pre-commit hook that changes a file must say so
    total, heavy = 0.0, []
    for file in files:
        print(f"{file.name:40}", end=" ", flush=True)
        start = time.perf_counter()
        before = read(file)
        after, megabytes = execute(before, file.resolve().parent)
        drawn = drawings.take(after)
        after = canonical(after, before, arguments.fresh)
        drawings.keep(after, drawn, file.parent)
        seconds = time.perf_counter() - start
        total += seconds
        changed = write_if_changed(file, after)
        print(f"{seconds:6.1f} s  {megabytes:5.0f} MB  {'rewritten' if changed else 'as before'}")
        heavy += [file.name] * (megabytes > MOST_MEGABYTES + FOR_DRAWINGS)
    for folder in {file.parent for file in files}:
        drawings.forget(folder)
    print(f"{'all together':40} {total:6.1f} s")
    if heavy:
        print(f"A reader's kernel may hold {MOST_MEGABYTES} MB. More: {', '.join(heavy)}.")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
