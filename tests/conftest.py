"""What all tests share."""

import signal

import pytest
from threadpoolctl import threadpool_limits


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--torture",
        action="store_true",
        help="as many trials as the book promises, where else there are a few of each kind",
    )


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_means_what_it_does():
    """A run that was started in the background inherits that Ctrl-C is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Small matrix products gain nothing from threads, which stall where a machine is busy."""
    with threadpool_limits(1):
        yield
