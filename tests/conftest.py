"""What all tests share."""

import os

from hypothesis import settings

# Examples are drawn anew at every desk, and are always the same ones where nobody watches.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_collection_modifyitems(items):
    """The longest files first, or the last of them keeps one core busy while the other waits."""
    items.sort(key=lambda item: -(_is(item, "slow") + 2 * _is(item, "browser")))


def _is(item, mark: str) -> bool:
    return item.get_closest_marker(mark) is not None
