"""The pages driven without a browser, by Streamlit's own test runner."""

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history import Setting, Store
from formcheck.live.server.live_sessions import live_sessions
from formcheck.ui.entry import main as entry
from formcheck.ui.pages.review import review_page
from formcheck.ui.pages.review.review_job import ReviewSlot
from tests.support.answered_patient import accept
from tests.ui.scripted import Scripted


def _script(service):
    from formcheck.ui.entry.main import main

    main(service)


@pytest.fixture(autouse=True)
def histories(tmp_path, monkeypatch):
    """The app's history, a new one for each test, opened when a page first asks for it.

    The disclaimer was accepted in it.
    """
    opened: list[Store] = []

    def history():
        if not opened:
            opened.append(Store(tmp_path / "app" / "history.sqlite3"))
            accepted = {"accepted_at": "2026-03-04T10:00:00+00:00", "version": 1}
            opened[0].save_setting(Setting.DISCLAIMER, accepted).result()
        return opened[0]

    monkeypatch.setattr(entry, "_history", history)
    yield history
    for store in opened:
        store.close()


@pytest.fixture
def store(tmp_path):
    """A separate history in which the disclaimer was accepted."""
    with Store(tmp_path / "history.sqlite3") as store:
        accept(store)
        yield store
    live_sessions().close_all()


@pytest.fixture
def service():
    return Scripted()


@pytest.fixture
def slot(monkeypatch):
    """The session's review slot, which the test can read."""
    slot = ReviewSlot()
    monkeypatch.setattr(review_page, "_slot", lambda: slot)
    yield slot
    if slot.job is not None:
        job = slot.job
        slot.clear()
        assert job.wait(10)


@pytest.fixture
def home(service):
    """The app's first page, with the scripted review service."""
    return AppTest.from_function(_script, args=(service,), default_timeout=20).run()


@pytest.fixture
def app(home, slot):
    """The Review page, reached from the first page."""
    return home.button(key="to-review").click().run()


@pytest.fixture
def app_with_its_own_slot(home):
    """The Review page with the slot that Streamlit keeps for the session."""
    return home.button(key="to-review").click().run()
