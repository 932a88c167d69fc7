"""A new history and its page for each test."""

from datetime import UTC

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from tests.ui.history.history_pages import show_history
from tests.ui.history_examples import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    with Store(tmp_path / "history.sqlite3", now=clock) as opened:
        yield opened


@pytest.fixture
def safety(store, clock):
    return SafetyService(store, zone=UTC, now=clock)


@pytest.fixture
def app(store):
    return AppTest.from_function(show_history, args=(lambda: store,), default_timeout=20)
