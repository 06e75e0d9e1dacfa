"""The canonical form of notebooks: what it drops, what it keeps, and that it is stable."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from tools import notebooks as tool


def code_cell(source: str, outputs: list[Any], tags: list[str] | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": 17,
        "id": "abc",
        "metadata": {"tags": tags or [], "ExecuteTime": {"start": 1}, "collapsed": True},
        "outputs": outputs,
        "source": source,
    }


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    metadata = {"widgets": {"state": {}}, "kernelspec": {"name": "my-own", "display_name": "Mine"}}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}


def result(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "output_type": "execute_result",
        "data": data,
        "metadata": metadata or {},
        "execution_count": 17,
    }


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def png(color: str, note: str = "") -> str:
    """A picture of one color; the note changes the file but not the pixels."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", note)
    file = io.BytesIO()
    Image.new("RGB", (4, 3), color).save(file, format="PNG", pnginfo=info)
    return base64.b64encode(file.getvalue()).decode()


def test_metadata_and_widget_state_are_dropped() -> None:
    view = {tool.WIDGET_VIEW: {"model_id": "0815"}, "text/plain": "Explorer()"}
    raw = notebook(code_cell("x", [result(view)], tags=["b", "a", "a"]))
    made = tool.canonical(raw)
    assert made["metadata"] == tool.NOTEBOOK_METADATA
    cell = made["cells"][0]
    assert cell["metadata"] == {"tags": ["a", "b"]}
    assert cell["outputs"][0]["data"] == {"text/plain": ["Explorer()"]}
    assert raw["metadata"]["widgets"], "the argument is left as it was"


def test_cells_count_from_one_and_empty_ones_do_not_count() -> None:
    made = tool.canonical(notebook(code_cell("x", [result({})]), code_cell(" \n", [])))
    made_more = tool.canonical(notebook(code_cell("", []), code_cell("y", [])))
    assert [cell["execution_count"] for cell in made["cells"]] == [1, None]
    assert [cell["execution_count"] for cell in made_more["cells"]] == [None, 1]


def test_ids_are_unique() -> None:
    made = tool.canonical(notebook(code_cell("x", []), code_cell("y", [])))
    assert [cell["id"] for cell in made["cells"]] == ["abc", "abc-2"]


def test_streams_are_joined_and_others_between_them_stay() -> None:
    outputs = [stream("a\n"), stream("b\n"), stream("c", "stderr"), stream("d")]
    made = tool.canonical(notebook(code_cell("x", outputs)))["cells"][0]["outputs"]
    assert [(o["name"], o["text"]) for o in made] == [
        ("stdout", ["a\n", "b\n"]),
        ("stderr", ["c"]),
        ("stdout", ["d"]),
    ]


def test_of_a_progress_bar_the_last_state_is_kept() -> None:
    bar = "\r10 %\r50 %\r100 %\n\r20 %\r90 %\ndone\r\n"
    made = tool.canonical(notebook(code_cell("x", [stream(bar)])))["cells"][0]["outputs"]
    assert "".join(made[0]["text"]) == "100 %\n90 %\ndone\r\n"


def test_a_traceback_keeps_no_path() -> None:
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": ["File /somewhere/file.py"],
    }
    made = tool.canonical(notebook(code_cell("x", [error])))["cells"][0]["outputs"][0]
    assert made["traceback"] == ["ValueError: no"]


def test_canonical_again_changes_nothing() -> None:
    outputs = [
        stream("a\n"),
        stream("b\n"),
        result({"text/plain": "1\n2", "image/png": png("red")}),
    ]
    once = tool.canonical(notebook(code_cell("x\n", outputs), code_cell("y", [])))
    assert tool.to_text(tool.canonical(once)) == tool.to_text(once)


def test_the_text_of_a_picture_is_kept() -> None:
    notes = {"image/png": {"alt": "All red.", "width": 4, "isolated": True}, "other": 1}
    made = tool.canonical(notebook(code_cell("x", [result({"image/png": png("red")}, notes)])))
    kept = made["cells"][0]["outputs"][0]["metadata"]
    assert kept == {"image/png": {"alt": "All red.", "width": 4}}


def test_a_picture_with_the_same_pixels_keeps_its_bytes() -> None:
    before = notebook(code_cell("x", [result({"image/png": png("red", "an old library")})]))
    same = notebook(code_cell("x", [result({"image/png": png("red", "a new library")})]))
    other = notebook(code_cell("x", [result({"image/png": png("blue", "a new library")})]))

    def picture(made: dict[str, Any]) -> str:
        return made["cells"][0]["outputs"][0]["data"]["image/png"]

    assert picture(tool.canonical(same, before)) == png("red", "an old library")
    assert picture(tool.canonical(other, before)) == png("blue", "a new library")


def test_a_gray_picture_gets_lighter_and_keeps_its_pixels() -> None:
    def encode(image: Image.Image) -> str:
        file = io.BytesIO()
        image.save(file, format="PNG")
        return base64.b64encode(file.getvalue()).decode()

    def decode(png: str) -> Image.Image:
        return Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA")

    gray = Image.effect_noise((64, 48), 50).convert("RGB")
    smaller = tool.lighter(encode(gray))
    assert len(smaller) < len(encode(gray))
    assert decode(smaller).tobytes() == gray.convert("RGBA").tobytes()
    colored, faint = gray.copy(), gray.convert("RGBA")
    colored.putpixel((3, 5), (250, 50, 200))
    faint.putpixel((3, 5), (9, 9, 9, 128))
    for other in (encode(colored), encode(faint)):
        assert tool.lighter(other) == other


def test_numbers_that_may_vary_are_kept_until_asked_for() -> None:
    tags = ["nbval-ignore-output"]
    before = notebook(code_cell("x", [stream("took 12 ms")], tags))
    after = notebook(code_cell("x", [stream("took 13 ms")], tags))

    def text(made: dict[str, Any]) -> str:
        return "".join(made["cells"][0]["outputs"][0]["text"])

    assert text(tool.canonical(after, before)) == "took 12 ms"
    assert text(tool.canonical(after, before, fresh=True)) == "took 13 ms"
    # Other words, other code, or a cell that is compared: the new output counts.
    words = notebook(code_cell("x", [stream("needed 13 ms")], tags))
    assert text(tool.canonical(words, before)) == "needed 13 ms"
    code = notebook(code_cell("z", [stream("took 13 ms")], tags))
    assert text(tool.canonical(code, before)) == "took 13 ms"
    compared = notebook(code_cell("x", [stream("took 13 ms")]))
    assert text(tool.canonical(compared, before)) == "took 13 ms"


def test_what_a_page_shows_is_of_one_run() -> None:
    """One cell has other words now: the numbers of the others are not kept beside them."""
    tags = ["nbval-ignore-output"]
    before = notebook(
        code_cell("fit", [stream("epoch 12, epoch 13")], tags),
        code_cell("best", [stream("best: 95.4 %")], tags),
    )
    after = notebook(
        code_cell("fit", [stream("epoch 12, epoch 13, epoch 14")], tags),
        code_cell("best", [stream("best: 95.9 %")], tags),
    )
    made = tool.canonical(after, before)
    assert "".join(made["cells"][1]["outputs"][0]["text"]) == "best: 95.9 %"


@pytest.mark.slow
def test_a_run_gives_the_outputs_and_two_runs_the_same_bytes(tmp_path: Path) -> None:
    raw = notebook(code_cell("print(6 * 7)", []), code_cell("{'a': 1}", []))
    after, megabytes = tool.execute(raw, tmp_path)
    if Path("/proc/self/status").exists():
        assert 10 < megabytes < 1000
    once = tool.canonical(after, raw)
    twice = tool.canonical(tool.execute(once, tmp_path)[0], once)
    assert tool.to_text(once) == tool.to_text(twice)
    assert once["cells"][0]["outputs"][0]["text"] == ["42\n"]
    assert tool.write_if_changed(tmp_path / "a.ipynb", once)
    assert not tool.write_if_changed(tmp_path / "a.ipynb", twice)


@pytest.mark.parametrize(("megabytes", "code"), [(364.0, 0), (366.0, 1), (float("nan"), 0)])
def test_a_page_that_needs_too_much_memory_fails(
    tmp_path, monkeypatch, capsys, megabytes, code
) -> None:
    (tmp_path / "a.ipynb").write_text(tool.to_text(notebook()))
    monkeypatch.setattr(tool, "execute", lambda *_: (notebook(), megabytes))
    monkeypatch.setattr("sys.argv", ["notebooks.py", str(tmp_path / "a.ipynb")])
    assert tool.main() == code
    assert ("More: a.ipynb." in capsys.readouterr().out) == bool(code)
