"""What all tests share."""

import os

import pytest
from hypothesis import settings

from formcheck.locations import shipped
from tests.cutting import first_seconds

# Examples are drawn anew at every desk, and are always the same ones where nobody watches.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def one_bridge(tmp_path_factory):
    """The first repetition of a sample: a third of the time for the pose model."""
    out = tmp_path_factory.mktemp("cut") / "bridge.mp4"
    return first_seconds(shipped("sample_videos") / "bridge.mp4", out, 11.5)
