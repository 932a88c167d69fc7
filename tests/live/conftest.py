"""What the tests of the live exercise share."""

from types import SimpleNamespace

import pytest

from formcheck.history import Store
from formcheck.live.server import perception
from formcheck.live.server.live_sessions import build_live_routes, live_models, live_sessions
from tests.live.scripted import ControlledEstimator, FakeDetector, SessionClient, until
from tests.support.live_server import Server


@pytest.fixture(scope="module", autouse=True)
def no_collecting():
    """Collecting garbage takes most of the time these tests would need."""
    nothing = SimpleNamespace(unfreeze=int, collect=int, freeze=int)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(perception, "gc", nothing)
        yield


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "history.sqlite3")
    yield opened
    opened.forget_failure()
    opened.close()


@pytest.fixture(scope="module")
def server():
    running = Server()
    yield running
    running.close()


@pytest.fixture
def client(server):
    """A session in the server's registry; the test sets its clock."""
    with SessionClient() as client:
        yield client
    server.registry.close_all()
    until(lambda: server.connections == 0)


@pytest.fixture
def key(server, client):
    return server.registry.open("1", client.session)


@pytest.fixture
def estimators(monkeypatch):
    """The estimators that were made in place of MediaPipe's."""
    made = []
    models = live_models()
    monkeypatch.setattr(
        models, "make_estimator", lambda **_: made.append(ControlledEstimator()) or made[-1]
    )
    monkeypatch.setattr(models, "make_people_counter", FakeDetector)
    return made


@pytest.fixture
def registry(estimators):
    """The live sessions of a new process."""
    live_sessions.cache_clear()
    yield live_sessions()
    live_sessions().close_all()
    live_sessions.cache_clear()


@pytest.fixture
def process_server(registry):
    """A server with the routes of a new process."""
    running = Server(build_live_routes(["127.0.0.1"]))
    yield running
    running.close()
