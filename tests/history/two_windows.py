"""One patient's history, written by two windows."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, timedelta

from formcheck.history import PlanItem, Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.events import (
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
)
from formcheck.safety.questionnaire import Pain, PainSite, ScreeningAnswers
from tests.history.examples import repetition
from tests.history.pains import TEN

LAST_TIME = PlanItem(exercise="bridge", sets=2, repetitions=8, hold_s=5.0, rest_s=10.0)
MORE = replace(LAST_TIME, sets=4, repetitions=12, hold_s=9.0)
A_DAY = timedelta(days=1)


class TwoWindows:
    """One person's history, a clock that the test sets, and two windows that write."""

    def __init__(self, path) -> None:
        """Begin at ten in the morning."""
        self.now = TEN
        self._open = ExitStack()
        self.stores = [self._open.enter_context(Store(path, now=self)) for _ in range(2)]
        self.services = [SafetyService(store, zone=UTC, now=self) for store in self.stores]

    def __call__(self):
        """Return the time."""
        return self.now

    @property
    def safety(self):
        """The first window's rules."""
        return self.services[0]

    @property
    def store(self):
        """The first window's history."""
        return self.stores[0]

    def close(self):
        """Close the history."""
        self._open.close()

    def answer_screening(self, back, window=0):
        """Answer the questions before an exercise."""
        pain = Pain(back=back, leg=0, site=PainSite.BACK, sensations=frozenset())
        answers = ScreeningAnswers(pain=pain, flags=frozenset(), flare=False)
        self.services[window].record_answer(ScreeningAnswered(at=self.now, answers=answers))

    def do_sets(self, session_id, *, sets, repetitions=1, state="finished"):
        """Do `sets` of a session and end it; None leaves it running."""
        begun = len(self.store.session(session_id).sets)
        for number in range(begun + 1, begun + sets + 1):
            one = self.store.begin_set(session_id, number=number)
            for index in range(1, repetitions + 1):
                self.store.add_repetition(one, repetition(index))
            if state is not None:
                self.store.end_set(one, None, state=state)
        if state is not None:
            self.store.end_session(session_id, state=state).result()

    def answer_after(self, session_id, exercise="bridge", back=1):
        """Answer how it is after a session."""
        pain = Pain(back=back, leg=0, site=PainSite.BACK, sensations=frozenset())
        asked = PainQuestionAsked(
            at=self.now, exercise=exercise, why=QuestionReason.FINISHED, session_id=session_id
        )
        self.safety.record_answer(asked)
        self.safety.record_answer(PainAnswered(at=self.now, pain=pain))
