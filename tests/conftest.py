"""What all tests share."""

import pytest
from threadpoolctl import threadpool_limits


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--torture",
        action="store_true",
        help="as many trials as the book promises, where else there are a few of each kind",
    )


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Small matrix products gain nothing from threads, which stall where a machine is busy."""
    with threadpool_limits(1):
        yield
