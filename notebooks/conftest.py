"""For `pytest --nbval notebooks`: the data sets that pages load are there.

They are the official files, if HELPERS_DATA_DIR names their folder or
../shared/data holds them; else stand-ins, see tests/standins.py. Whoever
runs a notebook in another way gets no stand-in.
"""

import contextlib

from tests.standins import OFFICIAL, data_at_hand


def pytest_addoption(parser):
    parser.addoption(
        "--stand-ins",
        action="store_true",
        help="use stand-ins even where the official files are at hand",
    )


def pytest_configure(config):
    official = None if config.getoption("--stand-ins", False) else OFFICIAL
    stack = contextlib.ExitStack()
    stack.enter_context(data_at_hand(official))
    config.add_cleanup(stack.close)
