"""A history with a clock that the test sets, and the safety service on it."""

from datetime import UTC

import pytest

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.poses.loader import load_exercise
from tests.history.safety_examples import MinuteClock


@pytest.fixture(scope="module")
def bridge():
    return load_exercise("bridge")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite3"


@pytest.fixture
def store(path):
    with Store(path) as opened:
        yield opened


@pytest.fixture
def clock():
    return MinuteClock()


@pytest.fixture
def safety(store, clock):
    return SafetyService(store, zone=UTC, now=clock)
