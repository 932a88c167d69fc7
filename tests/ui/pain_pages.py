"""The Exercise page with its questions about pain, driven without a browser."""

from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from formcheck.history import PlanItem
from formcheck.history.safety_service import SafetyService
from formcheck.safety.events import PainQuestionAsked, QuestionReason
from formcheck.safety.questionnaire import PainSite, RedFlag

__all__ = [
    "ITEM",
    "answer_pain",
    "answer_screening",
    "open_page",
    "open_question",
    "page_title",
    "question_key",
    "show_exercises",
    "start_exercise",
]

ITEM = PlanItem(exercise="bridge", sets=2, repetitions=8, hold_s=5.0, rest_s=10.0)


def show_exercises(store):
    from formcheck.ui.pages.exercise import exercise_page

    exercise_page.show(lambda: store)


def open_page(store) -> AppTest:
    app = AppTest.from_function(show_exercises, args=(store,), default_timeout=30).run()
    assert not app.exception
    return app


def page_title(app) -> str:
    return app.title[0].value


def start_exercise(app, name: str = "bridge") -> AppTest:
    app.button(key=f"choose-{name}").click().run()
    app.button(key="start").click().run()
    assert not app.exception
    return app


def answer_pain(app, key: str, *, back=0, leg=0, site=PainSite.NONE, felt=("nothing",)) -> None:
    app.button_group(key=f"{key}-back").set_value(back)
    app.button_group(key=f"{key}-leg").set_value(leg)
    app.radio(key=f"{key}-site").set_value(site)
    app.button_group(key=f"{key}-felt").set_value(list(felt))


def answer_screening(app, *flags: RedFlag, flare: bool = False, **pain) -> AppTest:
    for flag in flags:
        app.checkbox(key=f"asked-before-{flag.value}").check()
    if not flags:
        app.checkbox(key="asked-before-none").check()
    app.radio(key="asked-before-flare").set_value(flare)
    answer_pain(app, "asked-before", **pain)
    app.button(key="before-send").click().run()
    assert not app.exception
    return app


def open_question(store, why: QuestionReason, *, state: str | None = None) -> int:
    session = store.begin_session(ITEM, source="camera")
    now = datetime.now(UTC)
    SafetyService(store).record_answer(
        PainQuestionAsked(at=now, exercise="bridge", why=why, session_id=session)
    )
    if state is not None:
        store.end_session(session, state=state).result()
    return session


def question_key(store) -> str:
    return f"told-{SafetyService(store).day_state().question.at.timestamp():.0f}"
