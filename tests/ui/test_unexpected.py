"""An unexpected error shows our own words and a way to continue, never the error itself."""

import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from formcheck.cli import main as cli
from formcheck.errors import StoreError
from formcheck.texts import app as app_texts
from formcheck.texts.formatting import escape
from formcheck.ui.components import unexpected_error
from formcheck.ui.components.error_details import format_details
from formcheck.ui.pages import about, home
from formcheck.ui.pages.exercise import exercise_page
from formcheck.ui.pages.history import history_page
from formcheck.ui.pages.review import review_page
from formcheck.ui.pages.review.review_job import ReviewJob
from tests.ui.conftest import _script as whole_app

TOP = Path(__file__).resolve().parents[2]
PRIVATE = "Anna Example's clip, anna.mp4"
PAGES = {
    "": home,
    "exercise": exercise_page,
    "review": review_page,
    "history": history_page,
    "about": about,
}


@pytest.fixture(autouse=True)
def as_the_app_runs(monkeypatch):
    """Streamlit's test runner gets the settings that `app.py` gives the server."""
    plain = LocalScriptRunner.__init__

    def init_as_app(runner, *args, **kwargs):
        plain(runner, *args, **kwargs)
        runner._on_script_error = unexpected_error.show_instead

    monkeypatch.setattr(LocalScriptRunner, "__init__", init_as_app)


def fails(*_args, **_kwargs):
    raise ValueError(PRIVATE)


def check(app, *, message=app_texts.UNEXPECTED) -> None:
    """The page shows a calm sentence, what is saved, and what to do; nothing of the error."""
    assert not app.exception
    assert [each.value for each in app.subheader].count(app_texts.UNEXPECTED_TITLE) == 1
    texts = [each.value for each in app.markdown]
    assert message in texts
    assert app_texts.UNEXPECTED_KEPT in texts
    assert app_texts.TRY_AGAIN in [button.label for button in app.button]
    assert app_texts.SAVE_DETAILS in [b.proto.label for b in app.get("download_button")]
    assert any('href="/"' in part.proto.body for part in app.get("html"))
    assert PRIVATE not in str(app.main)


def calm(app) -> bool:
    return not app.exception and app_texts.UNEXPECTED_TITLE not in [e.value for e in app.subheader]


@pytest.mark.parametrize("address", PAGES)
def test_an_error_in_the_body_of_any_page(address, service, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr(PAGES[address], "show", fails)
        app = AppTest.from_function(whole_app, args=(service,), default_timeout=20).run()
        if address:
            pages = app._registered_pages.items()
            [app._page_hash] = [one for one, page in pages if page["url_pathname"] == address]
            app.run()
        check(app)
        assert PRIVATE in caplog.text  # the log has it, for the maintainer
    [again] = [button for button in app.button if button.label == app_texts.TRY_AGAIN]
    assert calm(again.click().run())


def test_before_there_is_a_page_at_all(service, monkeypatch):
    monkeypatch.setattr("formcheck.ui.entry.main.disclaimer.ask", fails)
    monkeypatch.setattr("streamlit.navigation", fails)
    check(AppTest.from_function(whole_app, args=(service,), default_timeout=20).run())


def test_in_a_callback(app, slot, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(ReviewJob, "from_clip", fails)
        app.button(key="start-bridge").click().run()
        check(app)
    [again] = [button for button in app.button if button.label == app_texts.TRY_AGAIN]
    assert calm(again.click().run())
    assert app.button(key="start-bridge") is not None


def test_in_a_fragment(app, service, slot, monkeypatch):
    monkeypatch.setattr("formcheck.ui.pages.review.review_result.build_marks", fails)
    app.button(key="start-bridge").click().run()
    assert slot.job.wait(10)
    check(app.run())


def _dialog(fail):
    import streamlit as st

    @st.dialog("A question")
    def ask():
        fail()

    if st.button("ask", key="ask"):
        ask()


def test_in_a_dialog():
    app = AppTest.from_function(_dialog, args=(fails,)).run()
    check(app.button(key="ask").click().run())


def _broken_import():
    import formcheck.ui.a_module_that_is_missing  # noqa: F401


def test_while_the_script_is_loaded():
    check(AppTest.from_function(_broken_import).run())


def _twice(fail):
    import contextlib

    import streamlit as st

    @st.fragment
    def part(n):
        fail()

    with contextlib.suppress(Exception):  # Streamlit has shown it
        part(1)
    part(2)


def test_the_same_error_in_two_parts_is_no_third_error():
    app = AppTest.from_function(_twice, args=(fails,)).run()
    assert not app.exception
    assert [e.value for e in app.subheader] == [app_texts.UNEXPECTED_TITLE] * 2


def test_an_error_of_ours_is_shown_as_its_own_sentence(service, monkeypatch):
    def full(*_args, **_kwargs):
        raise StoreError("The disk is full; make room and try again.")

    monkeypatch.setattr(home, "show", full)
    app = AppTest.from_function(whole_app, args=(service,), default_timeout=20).run()
    check(app, message=escape("The disk is full; make room and try again."))


def test_to_stop_or_to_rerun_a_page_is_no_error(service, monkeypatch):
    import streamlit as st

    runs = []

    def stops(*_args, **_kwargs):
        runs.append(1)
        if len(runs) == 1:
            st.rerun()
        st.stop()

    monkeypatch.setattr(home, "show", stops)
    assert calm(AppTest.from_function(whole_app, args=(service,), default_timeout=20).run())
    assert len(runs) == 2


# --- the details ------------------------------------------------------------------------------


def _fail_with(patient):
    raise ValueError("no such clip")


def test_the_details_hold_the_traceback_and_no_value_of_a_variable():
    try:
        _fail_with(PRIVATE)
    except ValueError as error:
        details = format_details(error)
    assert "ValueError: no such clip" in details
    assert "_fail_with" in details
    assert "Anna" not in details


def test_the_details_do_not_name_the_home_folder(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: TOP)
    try:
        fails()
    except ValueError as error:
        details = format_details(error)
    assert str(TOP) not in details
    assert '"~' in details


def test_a_review_that_failed_offers_its_details_too(app, service, slot):
    service.error = ZeroDivisionError(PRIVATE)
    app.button(key="start-bridge").click().run()
    assert slot.job.wait(10)
    app.run()
    assert [b.proto.label for b in app.get("download_button")] == [app_texts.SAVE_DETAILS]
    assert PRIVATE in slot.job.state.details
    assert PRIVATE not in str(app.main)


# --- the framework's own way ------------------------------------------------------------------


@pytest.mark.parametrize("script", ["app.py", "formcheck/ui/entry/app.py"])
def test_the_server_passes_every_error_to_formcheck(script):
    names: dict[str, object] = {}
    exec(compile((TOP / script).read_text("utf-8"), script, "exec"), names)  # noqa: S102 - ours
    assert names["app"]._on_script_error is unexpected_error.show_instead


def test_no_error_text_offers_a_web_search(monkeypatch):
    config = tomllib.loads((TOP / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["client"]["showErrorLinks"] == "false"
    assert config["client"]["showErrorDetails"] == "none"
    started = []
    monkeypatch.setattr("subprocess.call", lambda command, **_: started.append(command) or 0)
    monkeypatch.setattr(sys, "argv", ["formcheck", "app", "--no-browser"])
    with pytest.raises(SystemExit):
        cli.main()
    [command] = started
    assert command[command.index("--client.showErrorLinks") + 1] == "false"
    assert command[command.index("--client.showErrorDetails") + 1] == "none"
