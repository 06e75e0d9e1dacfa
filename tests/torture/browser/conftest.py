"""What torture in a browser shares with the other browser tests."""

from pathlib import Path

import pytest

from tests.browser import conftest as pages
from tests.browser.widgets import conftest as widgets

# Their fixtures are those of this folder, too.
address, book, browser = pages.address, pages.book, pages.browser
chromium_path, visit = pages.chromium_path, pages.visit
contexts, kept = widgets.contexts, widgets.kept
open_widgets, static_folder = widgets.open_widgets, widgets.static_folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
