"""What all tests share."""

import os
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from formcheck.paths import bundled_path
from tests.support.clip_excerpt import first_seconds
from tests.support.example_count import examples

if TYPE_CHECKING:
    from pathlib import Path

# On a developer's machine each run draws new examples; in CI they are always the same.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=examples(100))
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep together what shares something long to make: a file's tests, and those named here.

    Two pose models that follow people in real time would hold each other up on a small machine, so
    all tests on film are together. The other browser tests mostly wait, so both workers may have
    some at once. The tests of the held-back clips share one judgement of them.
    """
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            if file.endswith(OF_HELD_CLIPS):
                return "held clips"
            return ON_FILM if f"/{ON_FILM}/" in file else file

    return Together(config, log)


ON_FILM = "on_film"
"""The folder of the tests in which MediaPipe follows somebody before the browser's camera."""

OF_HELD_CLIPS = ("test_validation.py", "test_every_clip_opens.py", "test_held_signs.py")
"""The files whose tests ask tests/support/held_clips.py for many clips."""


def pytest_collection_modifyitems(items):
    """Begin with the longest, the tests on film, so that all cores have work to the end.

    The other browser tests follow among those that compute, not all at once: while one worker
    waits for a page, another has work for both cores. The last files are all short.
    """
    groups: dict[str, list[Path]] = {"film": [], "browser": [], "slow": [], "short": []}
    marks: dict[Path, set[str]] = {}
    for item in items:
        marks.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())
    for path, named in marks.items():
        kind = next((name for name in ("browser", "slow") if name in named), "short")
        groups["film" if path.parent.name == ON_FILM else kind].append(path)
    computing = groups["slow"] + groups["short"]
    browser = groups["browser"]
    step = max(len(computing) // (2 * len(browser) or 1), 1)
    mixed = list(groups["film"])
    while browser or computing:
        mixed += computing[:step]
        mixed += browser[:1]
        del computing[:step], browser[:1]
    place = {path: i for i, path in enumerate(mixed)}
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(autouse=True)
def the_same_main():
    """Streamlit's test runner leaves its script as `__main__`; spawned processes would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def one_bridge(tmp_path_factory):
    """A film of one repetition, short so that the pose model is soon done with it."""
    film = bundled_path("sample_videos") / "held" / "held_bridge_hold_short.mp4"
    return first_seconds(film, tmp_path_factory.mktemp("cut") / "bridge.mp4", 7.0)


@pytest.fixture(scope="session")
def two_seconds(tmp_path_factory):
    """The beginning of a sample: somebody is seen, and nothing is done yet."""
    film = bundled_path("sample_videos") / "bridge.mp4"
    return first_seconds(film, tmp_path_factory.mktemp("cut") / "bridge.mp4", 2.0)
