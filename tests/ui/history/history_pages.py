"""The History page, driven without a browser."""

from dataclasses import replace
from datetime import timedelta

from streamlit.testing.v1 import AppTest

from formcheck.history import Event, PainRecord, SessionState
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import ScreeningAnswers
from tests.history.pains import FINE, WORSE
from tests.ui.history_examples import BRIDGE, NOON, add_session

GOOD = ScreeningAnswers(pain=FINE, flags=frozenset(), flare=False)


def show_history(open_store):
    from formcheck.ui.pages.history import history_page

    history_page.show(open_store)


def card_labels(app: AppTest) -> list[str]:
    """The labels of the sessions in the list, without Markdown."""
    labels = [b.label for b in app.button if (b.key or "").startswith("history-open-")]
    return [label.replace("\\", "").replace("**", "") for label in labels]


def open_session(app: AppTest, session_id: int | str) -> AppTest:
    """The page of one session."""
    app.query_params["session"] = str(session_id)
    return app.run()


def stop_for_pain(safety, store, clock, pain=WORSE) -> int:
    """Answer the screening, stop a bridge because it hurts; return the session's number."""
    safety.record_answer(ScreeningAnswered(at=clock(), answers=GOOD))
    clock.go(minutes=1)
    session = add_session(store, BRIDGE, state=SessionState.STOPPED, sets=1)
    safety.record_answer(
        PainQuestionAsked(
            at=clock(), exercise="bridge", why=QuestionReason.HURTS, session_id=session
        )
    )
    clock.go(seconds=30)
    safety.record_answer(PainAnswered(at=clock(), pain=pain))
    return session


def pain_record(event, number=1, **changes):
    """An answer as the history returns it."""
    answer = PainRecord(id=number, at=event.at, exercise=None, session_id=None, event=event)
    return replace(answer, **changes)


def event_after(kind, minutes, **data):
    """An event of a session, `minutes` after noon."""
    at = NOON + timedelta(minutes=minutes)
    return Event(id=1, session_id=1, set_id=None, at=at, time_s=None, kind=kind, data=data)
