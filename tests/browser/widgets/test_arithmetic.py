"""The widgets' arithmetic in Chromium: the cases of `tests/widgets/arithmetic_cases.py`."""

import pytest

from tests.widgets.arithmetic import RUN, check, task
from tests.widgets.arithmetic_cases import GROUPS


@pytest.fixture(scope="module")
def empty_page(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_it_equals_helpers(empty_page, group):
    cases = list(group())
    check(cases, empty_page.evaluate(RUN, task(cases)))
