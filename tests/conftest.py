"""What all tests share."""

import os

import pytest
from hypothesis import settings

# Examples are drawn anew at every desk, and are always the same ones where nobody watches.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The browser tests go first and one after the other: two browsers starve each other.

    Everything else is done meanwhile, file by file, as a file's tests share what took long to make.
    """
    items.sort(key=lambda item: not _in_browser(item))
    for item in items:
        together = "browser" if _in_browser(item) else item.path.name
        item.add_marker(pytest.mark.xdist_group(together))


def _in_browser(item) -> bool:
    return item.get_closest_marker("browser") is not None
