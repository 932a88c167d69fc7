"""A history with something of everything, and the file that an earlier FormCheck made of it.

`tests/data/history_0003.sqlite3` was written by the release before the tables' types and the
form of answers were read by libraries: `python -m tests.clinic.store.past_history FILE` there.
"""

import math
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from formcheck.clinic.store import Setting, State, Store
from formcheck.coach.reasons import RepetitionReason
from formcheck.coach.types import Band, Fault, Rejection
from formcheck.safety.answers import BeforeAnswers, Flag, Pain, Sensation, Site
from formcheck.safety.events import (
    Asked,
    AskedAgain,
    Checked,
    ClockSetBack,
    SignsCorrected,
    Told,
    Why,
)
from formcheck.safety.tables import Decision, Judgement
from tests.clinic.store.examples import BRIDGE, FAULT, SKELETON, STRETCH, repetition, summary
from tests.clinic.store.pains import CHECKED, FINE, TEN, WORSE, after

PAST = Path(__file__).parents[2] / "data" / "history_0003.sqlite3"

NAN = math.nan
UNMEASURED = Fault(
    rule="too_slow", start_s=NAN, end_s=NAN, worst=NAN, limit=math.inf, excess=NAN, safety=False
)
REPETITIONS = (
    (repetition(1, faults=(FAULT, UNMEASURED), mode="other_leg_bent"), SKELETON),
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
        Checked(
            at=after(1),
            answers=BeforeAnswers(
                pain=Pain(back=3, leg=None, site=None, sensations=None),
                flags=frozenset({Flag.FEVER, Flag.BLADDER_BOWEL}),
                flare=True,
                cleared=True,
            ),
        ),
        Judgement(decision=Decision.EMERGENCY, rules=("bladder_bowel", "fever")),
        None,
    ),
    (SignsCorrected(at=after(2), flags=frozenset()), None, None),
    (Checked(at=after(3), answers=BeforeAnswers(pain=Pain())), None, None),
    (Asked(at=after(4), exercise="bridge", why=Why.STOP, training_id=1), None, None),
    (Asked(at=after(5), exercise="bird_dog", why=Why.FINISHED), None, None),
    (
        Told(at=after(6), pain=WORSE, because_of_pain=None),
        Judgement(decision=Decision.STOP, rules=("leg_pain_up", "further_down")),
        "bridge",
    ),
    (Told(at=after(7), pain=FINE, because_of_pain=False), None, None),
    (
        AskedAgain(
            at=after(8.5),
            pain=Pain(back=10, leg=0, site=Site.NONE, sensations=frozenset({Sensation.NUMBNESS})),
        ),
        Judgement(decision=Decision.UNANSWERED),
        None,
    ),
    (ClockSetBack(at=after(-90)), None, None),
    (SignsCorrected(at=after(9), flags=frozenset({Flag.FOOT_DROP})), None, None),
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
        training = store.begin_training(BRIDGE, source="camera")
        first = store.begin_set(training, number=1)
        for result, pose in REPETITIONS:
            store.add_repetition(first, result, pose)
        for kind, time_s, data in EVENTS:
            store.add_event(training, kind, set_id=first, time_s=time_s, data=data)
        store.end_set(first, SUMMARIES[0], state=State.FINISHED)
        second = store.begin_set(training, number=2)
        store.end_set(second, SUMMARIES[1], state=State.STOPPED)
        store.end_training(training, state=State.STOPPED)
        store.begin_set(store.begin_training(STRETCH, source="bridge_good"), number=1)
        store.delete_training(store.begin_training(BRIDGE, source="camera"))
        for event, judgement, exercise in ANSWERS:
            store.add_answer(event, judgement, exercise=exercise)


if __name__ == "__main__":
    write_history(Path(sys.argv[1]))
