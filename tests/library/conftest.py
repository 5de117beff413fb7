"""Settings of all tests of the library: nothing here is timed, and one thread each is enough.

A class grows with the book, and each chapter's tests pass on the package as it stands after that
chapter and after each later one. A test in `test_multi_head.py` belongs to the chapter that makes
`multi_head`; one that needs what a later chapter lets grow says so, also on a row of parameters:

    @pytest.mark.since("decoding")
    def test_with_a_cache(): ...

What it needs of later modules it imports in its body. tests/chapters/test_snapshots.py runs them.
"""

import pytest
import torch
from hypothesis import HealthCheck, settings

settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")
torch.set_num_threads(1)


def pytest_addoption(parser):
    parser.addoption(
        "--modules",
        metavar="A,B",
        help="only the tests that a package of these modules owes",
    )


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "since(module): needs what the chapter of this module lets grow",
    )


def pytest_collection_modifyitems(config, items):
    """Leave out the tests that a younger package does not owe yet."""
    modules = config.getoption("--modules", None)
    if modules is None:
        return
    owed, later = [], []
    for item in items:
        mark = item.get_closest_marker("since")
        own = item.path.stem.removeprefix("test_")
        is_owed = (mark.args[0] if mark else own) in modules.split(",")
        (owed if is_owed else later).append(item)
    config.hook.pytest_deselected(items=later)
    items[:] = owed


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)
