"""JupyterLab itself: a widget whose training stands in a Worker, beside a kernel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

pytest.importorskip("jupyterlab")
CELLS = ["from helpers import TrainingLab\nlab = TrainingLab()\nlab", "lab.seed, lab.dropout"]
OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--port=0",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.token=",
    "--ServerApp.password=",
    "--LabApp.extension_manager=readonly",  # it asks nobody for extensions
    "--LabApp.news_url=None",
]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/lab")
PATIENCE = 120_000  # milliseconds


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab with one notebook, with nothing of this machine's settings."""
    folders = ["CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR"]
    own = {f"JUPYTER{'' if 'LAB' in name else '_'}{name}": str(tmp_path / name) for name in folders}
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (tmp_path / "pages").mkdir()
    nbformat.write(book, tmp_path / "pages/lab.ipynb")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *OPTIONS],
        cwd=tmp_path / "pages",
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield address_of(server)
    finally:
        server.kill()  # its kernels end by themselves
        server.wait()


def address_of(server: subprocess.Popen[str]) -> str:
    """Read what the server says until it tells its address."""
    said = []
    for line in server.stdout:
        said.append(line)
        if found := ADDRESS.search(line):
            threading.Thread(target=server.stdout.read, daemon=True).start()  # it goes on talking
            return found.group()
    return pytest.fail(f"JupyterLab did not start:\n{''.join(said)}", pytrace=False)


def run_all(page: Page) -> None:
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()


def test_the_training_lab_trains_beside_a_kernel(browser: Browser, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{lab}/tree/lab.ipynb")
    run_all(page)
    lesson = page.locator(".lw-lab-lesson")
    page.get_by_role("button", name="Ten steps", exact=True).click()
    expect(lesson).to_contain_text("step 10: 320 images seen", timeout=PATIENCE)
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_label("Dropout").select_option("0.25")
    expect(page.locator(".lw-received").first).to_contain_text("dropout to 0.25", timeout=PATIENCE)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
    # Python reads what the reader has chosen.
    page.get_by_text("lab.seed, lab.dropout").click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("(1, 0.25)")).to_be_visible(timeout=PATIENCE)
    assert errors == []
    page.close()
