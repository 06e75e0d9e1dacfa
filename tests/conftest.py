"""What all tests share."""

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Small matrix products gain nothing from threads, which stall where a machine is busy."""
    with threadpool_limits(1):
        yield
