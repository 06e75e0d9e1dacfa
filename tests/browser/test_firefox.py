"""The book in Firefox: no page complains, each widget is live, and its arithmetic is ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser import firefox
from tests.browser.visits import PAGES
from tests.widgets.arithmetic import RUN, Case, check, task
from tests.widgets.arithmetic_cases import GROUPS

READY = """new Promise((done) => {
  const look = () => {
    const states = [...document.querySelectorAll("[data-module]")].map((div) => div.dataset.state);
    if (document.readyState === "complete" && states.every(Boolean)) done(states);
    else setTimeout(look, 50);
  };
  look();
})"""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[firefox.Firefox]:
    program = firefox.find()
    if program is None:
        pytest.skip("no Firefox: `sudo apt-get install firefox-esr`, or Firefox on the PATH")
    opened = firefox.Firefox(program, tmp_path_factory.mktemp("firefox"))
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_every_page_is_live_and_does_not_complain(
    window: firefox.Firefox, book: Path, address: str, scheme: str
) -> None:
    start = address if scheme == "http" else f"{book.as_uri()}/"
    # From the disk no excerpts can be fetched for a search: the one error that is allowed there.
    wrong = {}
    for page in PAGES if scheme == "http" else [p for p in PAGES if p != "search.html"]:
        window.open(start + page)
        states = window.run(READY)
        if set(states) - {"ready"} or window.complaints:
            wrong[page] = (states, list(window.complaints))
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_widgets_compute_what_helpers_computes(
    window: firefox.Firefox, group: Callable[[], Iterator[Case]]
) -> None:
    window.open("about:blank")
    cases = list(group())
    check(cases, window.run(f"({RUN})({json.dumps(task(cases))})"))
