"""A stop for pain, and what was decided after each answer."""

from datetime import UTC

from formcheck.safety.decision_table import Judgement
from formcheck.safety.events import PainAnswered, PainQuestionAsked, QuestionReason
from formcheck.safety.replay import DayState, apply
from tests.history.examples import BRIDGE
from tests.history.pains import CHECKED, WORSE, after

NAMES = ("bridge", "bird_dog")


class MinuteClock:
    """A clock that the test sets, in minutes after ten."""

    def __init__(self) -> None:
        """Begin at ten."""
        self.minutes = 0.0

    def __call__(self):
        """Return the time."""
        return after(self.minutes)


def stop_for_pain(safety, store, clock):
    """Screen, begin, stop at minute 2, answer at minute 3; return the session's number."""
    safety.record_answer(CHECKED)
    session = store.begin_session(BRIDGE, source="camera")
    safety.record_answer(
        PainQuestionAsked(
            at=after(2), exercise="bridge", why=QuestionReason.STOP, session_id=session
        )
    )
    safety.record_answer(PainAnswered(at=after(3), pain=WORSE, because_of_pain=True))
    clock.minutes = 3
    return session


def replayed_judgements(kept):
    """The judgements from replaying the stored events, one for each row."""
    day_state, judgements = DayState(), []
    for one in kept:
        day_state = apply(day_state, one.event, zone=UTC)
        judgements.append(day_state.last)
    return judgements


def stored_judgements(kept):
    """The stored judgements, one for each row."""
    return [
        None if one.decision is None else Judgement(decision=one.decision, rules=one.rules)
        for one in kept
    ]
