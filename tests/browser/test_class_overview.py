"""The overview of a class is for everyone: no violation in either theme, and it fits a phone."""

import pytest
from playwright.sync_api import Browser

from tests.browser.accessible import violations
from tests.classroom.test_overview import course  # noqa: F401
from tools.classroom.overview import write_overview


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_the_overview_is_for_everyone(course, browser: Browser, scheme, width) -> None:  # noqa: F811
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, offline=True
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    page.goto(write_overview(course).as_uri())
    assert violations(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert errors == []
    context.close()
