"""No more than last time, on the Exercise page: shown before the camera opens."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.live.server.live_sessions import live_sessions
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, PainSite, ScreeningAnswers
from tests.history.examples import repetition
from tests.history.two_windows import LAST_TIME, MORE
from tests.support.answered_patient import accept, say_all_is_well
from tests.support.page_text import page_text
from tests.ui.pain_pages import answer_screening, open_page, page_title

LINE = "No more than last time: 2 sets of 8, held for 5 s."


@pytest.fixture
def store(tmp_path):
    """A history with two sets of eight bridges yesterday, and no answers today."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    path = tmp_path / "history.sqlite3"
    with Store(path, now=lambda: yesterday) as store:
        accept(store)
        safety = SafetyService(store, now=lambda: yesterday)
        pain = Pain(back=1, leg=1, site=PainSite.BACK, sensations=frozenset())
        answers = ScreeningAnswers(pain=pain, flags=frozenset(), flare=False)
        safety.record_answer(ScreeningAnswered(at=yesterday, answers=answers))
        number = safety.admit(LAST_TIME).session_id
        for one in (1, 2):
            begun = store.begin_set(number, number=one)
            store.add_repetition(begun, repetition())
            store.end_set(begun, None, state="finished")
        store.end_session(number, state="finished").result()
        about = {"exercise": "bridge", "why": QuestionReason.FINISHED, "session_id": number}
        safety.record_answer(PainQuestionAsked(at=yesterday, **about))
        safety.record_answer(PainAnswered(at=yesterday, pain=pain))
    with Store(path) as store:
        yield store
    live_sessions().close_all()


def choose_more(app) -> AppTest:
    app.button(key="choose-bridge").click().run()
    for field, number in (("sets", 4), ("repetitions", 12), ("hold", 9)):
        app.number_input(key=f"{field}-bridge").set_value(number)
    app.run()
    return app


def worse(app) -> AppTest:
    """Answer today that the pain is worse by two."""
    return answer_screening(app, back=3, leg=1, site=PainSite.BACK)


def starts_with_no_more(app, store) -> None:
    """The page shows the limit first; then the exercise begins with no more than last time."""
    assert page_title(app) == "No more than last time"
    assert LINE in page_text(app)
    assert "exercise_run" not in app.session_state
    app.button(key="limit-start").click().run()
    assert not app.exception
    run = app.session_state["exercise_run"]
    assert (run.item.sets, run.item.repetitions, run.item.hold_s) == (2, 8, 5.0)
    assert store.session(run.session_id).item == LAST_TIME


def test_the_first_exercise_of_the_day_is_no_more_than_last_time(store):
    app = choose_more(open_page(store))
    app.button(key="start").click().run()
    worse(app)
    assert store.open_sessions() == ()
    starts_with_no_more(app, store)


def test_the_limit_is_shown_on_the_choice_after_going_back(store):
    app = choose_more(open_page(store))
    app.button(key="start").click().run()
    worse(app)
    app.button(key="limit-back").click().run()
    assert LINE in page_text(app)
    assert "tell your clinician" in page_text(app)
    for field, most in (("sets", 2), ("repetitions", 8), ("hold", 5)):
        assert app.number_input(key=f"{field}-bridge").max == most
    app.button(key="start").click().run()  # the notice was read, so the exercise begins
    assert app.session_state["exercise_run"].item == LAST_TIME


def test_another_window_that_chose_before_the_answers_begins_no_more(store):
    app = choose_more(open_page(store))
    say_all_is_well(store, back=3)
    app.button(key="start").click().run()
    starts_with_no_more(app, store)


def test_repeated_and_interrupted_sessions_are_no_more_than_last_time(store):
    say_all_is_well(store, back=3)
    old = store.begin_session(MORE, source="camera")
    store.end_session(old, state="stopped").result()
    app = AppTest.from_function(page_script, args=(store,), default_timeout=30)
    app.session_state["exercise_summary"] = old
    app.run().button(key="again").click().run()
    starts_with_no_more(app, store)
    store.end_session(app.session_state["exercise_run"].session_id, state="stopped").result()
    running = store.begin_session(MORE, source="camera")
    app = open_page(store)
    app.button(key=f"continue-{running}").click().run()
    starts_with_no_more(app, store)
    assert app.session_state["exercise_run"].session_id == running


def test_the_plan_shows_it_and_begins_no_more(store):
    say_all_is_well(store, back=3)
    store.save_plan([MORE, replace(MORE, exercise="bird_dog")]).result()
    app = open_page(store)
    assert LINE in page_text(app)
    assert "Bird-dog was not one of them, so" in page_text(app)
    assert app.button(key="plan-start-1").disabled
    app.button(key="plan-start-0").click().run()
    assert app.session_state["exercise_run"].item == LAST_TIME
    assert store.plan()[0] == MORE  # the plan stays


def test_what_was_not_done_last_time_cannot_be_chosen_today(store):
    say_all_is_well(store, back=3)
    app = open_page(store)
    app.button(key="choose-bird_dog").click().run()
    assert "Bird-dog was not one of them, so" in page_text(app)
    assert app.button(key="start").disabled
    assert not app.button(key="start-sample").disabled


def test_without_worse_pain_more_is_allowed(store):
    app = choose_more(open_page(store))
    app.button(key="start").click().run()
    answer_screening(app, back=2, leg=1, site=PainSite.BACK)
    assert app.session_state["exercise_run"].item == MORE


def page_script(store):
    from formcheck.ui.pages.exercise import exercise_page

    exercise_page.show(lambda: store)
