"""A history with every kind of content, and the file that an earlier FormCheck wrote of it.

`tests/data/history_0003.sqlite3` was written by the release before the tables' types and the
form of answers were read by libraries: `python -m tests.history.past_history FILE` there.
"""

import math
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from formcheck.assessment.reasons import RepetitionReason
from formcheck.assessment.types import Band, Fault, Rejection
from formcheck.history import SessionState, Setting, Store
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import (
    ClockSetBack,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag, ScreeningAnswers, Sensation
from tests.history.examples import BRIDGE, FAULT, SKELETON, STRETCH, repetition, summary
from tests.history.pains import CHECKED, FINE, TEN, WORSE, after

PAST = Path(__file__).parents[1] / "data" / "history_0003.sqlite3"

NAN = math.nan
UNMEASURED = Fault(
    rule="too_slow", start_s=NAN, end_s=NAN, worst=NAN, limit=math.inf, excess=NAN, safety=False
)
REPETITIONS = (
    (repetition(1, faults=(FAULT, UNMEASURED), variant="other_leg_bent"), SKELETON),
    (
        repetition(
            2,
            rejected=Rejection.PARTIAL,
            score=None,
            band=None,
            reason=RepetitionReason.written("40° of 60°"),
        ),
        None,
    ),
    (
        repetition(
            3,
            side="both",
            start_s=NAN,
            turn_s=NAN,
            end_s=NAN,
            rom_deg=NAN,
            out_s=NAN,
            hold_s=NAN,
            back_s=NAN,
            assessable=NAN,
            score=None,
            band=Band.GOOD,
        ),
        None,
    ),
)
ANSWERS = (
    (CHECKED, Judgement(decision=Decision.GO), None),
    (
        ScreeningAnswered(
            at=after(1),
            answers=ScreeningAnswers(
                pain=Pain(back=3, leg=None, site=None, sensations=None),
                flags=frozenset({RedFlag.FEVER, RedFlag.BLADDER_BOWEL}),
                flare=True,
                cleared=True,
            ),
        ),
        Judgement(decision=Decision.EMERGENCY, rules=("bladder_bowel", "fever")),
        None,
    ),
    (SignsCorrected(at=after(2), flags=frozenset()), None, None),
    (ScreeningAnswered(at=after(3), answers=ScreeningAnswers(pain=Pain())), None, None),
    (
        PainQuestionAsked(at=after(4), exercise="bridge", why=QuestionReason.STOP, session_id=1),
        None,
        None,
    ),
    (PainQuestionAsked(at=after(5), exercise="bird_dog", why=QuestionReason.FINISHED), None, None),
    (
        PainAnswered(at=after(6), pain=WORSE, because_of_pain=None),
        Judgement(decision=Decision.STOP, rules=("leg_pain_up", "further_down")),
        "bridge",
    ),
    (PainAnswered(at=after(7), pain=FINE, because_of_pain=False), None, None),
    (
        FollowUpAnswered(
            at=after(8.5),
            pain=Pain(
                back=10, leg=0, site=PainSite.NONE, sensations=frozenset({Sensation.NUMBNESS})
            ),
        ),
        Judgement(decision=Decision.UNANSWERED),
        None,
    ),
    (ClockSetBack(at=after(-90)), None, None),
    (SignsCorrected(at=after(9), flags=frozenset({RedFlag.FOOT_DROP})), None, None),
)
EVENTS = (
    ("paused", None, None),
    ("cue", 12.25, {"rule": "too_high", "value": NAN, "list": [1, True, None, "ü"]}),
)
SUMMARIES = (
    summary(*(result for result, _ in REPETITIONS)),
    summary(score=None, band=None, assessable=NAN, main_fault=None),
)
SETTINGS = {
    Setting.KEEP_LANDMARKS: True,
    Setting.VOICE: False,
    Setting.VOICE_RATE: 1.25,
    Setting.DISCLAIMER: {"accepted_at": "2026-03-04T10:00:00+00:00", "version": 2},
}


def _clock() -> Iterator[datetime]:
    at = TEN
    while True:
        yield at
        at += timedelta(seconds=7)


def write_history(path: Path) -> None:
    """Write all of the above into a new history."""
    clock = _clock()
    with Store(path, now=lambda: next(clock)) as store:
        for name, value in SETTINGS.items():
            store.save_setting(name, value)
        store.save_plan([BRIDGE, STRETCH])
        session = store.begin_session(BRIDGE, source="camera")
        first = store.begin_set(session, number=1)
        for result, pose in REPETITIONS:
            store.add_repetition(first, result, pose)
        for kind, time_s, data in EVENTS:
            store.add_event(session, kind, set_id=first, time_s=time_s, data=data)
        store.end_set(first, SUMMARIES[0], state=SessionState.FINISHED)
        second = store.begin_set(session, number=2)
        store.end_set(second, SUMMARIES[1], state=SessionState.STOPPED)
        store.end_session(session, state=SessionState.STOPPED)
        store.begin_set(store.begin_session(STRETCH, source="bridge_good"), number=1)
        store.delete_session(store.begin_session(BRIDGE, source="camera"))
        for event, judgement, exercise in ANSWERS:
            store.add_answer(event, judgement, exercise=exercise)


if __name__ == "__main__":
    write_history(Path(sys.argv[1]))
