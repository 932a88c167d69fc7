"""When the coach asks, of its own accord, whether something hurts, and what counts as an answer.

The coach never says that something hurts. No answer never means that the person is well.
"""

import math
from collections.abc import Callable

from formcheck.assessment.pain_signs.detector import PainSign
from formcheck.assessment.types import CheckName, Phase, Snapshot
from formcheck.live.session.events import QuestionAnswered, QuestionAsked, SessionEvent
from formcheck.live.session.types import Priority, Prompt, Question
from formcheck.safety.prompts import PromptAnswer, PromptReason
from formcheck.texts import coach as coach_texts

__all__ = ["ANSWERED_BY_POSITION", "PainPrompter", "PositionLossDetector"]

EVERY_S = 60.0
"""How often the coach asks during a set (clinical notes 2.1, rule 6)."""
START_AWAITED_S = 15.0
"""How long a question that comes due during a movement waits for the start position."""
ANSWER_WITHIN_S = 15.0
"""After a pause without an answer for this long, end and save (clinical notes 2.1, rule 6)."""
MOVEMENT_ANSWERS_AFTER_S = 3.0
"""A movement sooner than this after a question does not answer it."""

ANSWERED_BY_POSITION = frozenset({PromptReason.LEFT, PromptReason.LOST, PromptReason.STILL})
"""Questions that the start position answers: it was the position that was missing."""


class PositionLossDetector:
    """Detects that the person left the position or can no longer be followed."""

    LEFT_S = 0.1
    """Time in another position that counts as leaving. MediaPipe's flickers are shorter (see
    docs/measurements.md, Leaving the position), and sound must stop within 0.5 s."""
    LOST_S = 2.0
    """Time without being followed, for any reason (clinical notes 3)."""

    def __init__(self) -> None:
        self.reset(0.0)

    def reset(self, time_s: float) -> None:
        """Count from `time_s`, as if the person was in position then."""
        self._followed_s = time_s
        self._elsewhere_s = math.nan

    def update(self, snapshot: Snapshot) -> PromptReason | None:
        """Return what to ask about, None for nothing."""
        now_s = snapshot.time_s
        if snapshot.ready:
            self.reset(now_s)
            return None
        if snapshot.readiness.failed is not CheckName.POSTURE:
            self._elsewhere_s = math.nan
        elif math.isnan(self._elsewhere_s):
            self._elsewhere_s = now_s
        if now_s - self._elsewhere_s >= self.LEFT_S:  # False while it is NaN
            return PromptReason.LEFT
        if now_s - self._followed_s <= self.LOST_S:
            return None
        return (
            PromptReason.STILL
            if snapshot.readiness.failed is CheckName.PICTURE
            else PromptReason.LOST
        )


class PainPrompter:
    """Keeps the open question, and the time of the last one for the next minute's question.

    It calls `tell` with each question and each answer. For a sample clip `asks` is False, and no
    question is ever open.
    """

    def __init__(self, tell: Callable[[SessionEvent], None], *, asks: bool) -> None:
        self._asks = asks
        self.question: Question | None = None
        self._asked_s = 0.0
        self._since_s = 0.0
        self._held = False
        self._tell = tell

    def continue_set(self, time_s: float) -> None:
        """Note that a set begins or continues; continuing answers the open question."""
        self.answer(PromptAnswer.CARRIED_ON)
        self._since_s = time_s

    def ask(self, why: PromptReason, time_s: float, *, seen: PainSign | None = None) -> str:
        """Open a question and return what to say; empty when nothing is asked.

        A question that was open before stays without an answer.
        """
        if not self._asks:
            return ""
        limited = why not in {PromptReason.MINUTE, PromptReason.SET_END}
        self.question = Question(
            why=why,
            text=coach_texts.QUESTIONS[why],
            until_s=time_s + ANSWER_WITHIN_S if limited else None,
        )
        self._asked_s = self._since_s = time_s
        self._held = False
        self._tell(QuestionAsked(why=why, seen=seen))
        return self.question.text

    def ask_every_minute(self, snapshot: Snapshot) -> tuple[Prompt, ...]:
        """Ask every minute of a set; carrying on long enough answers that question."""
        if self._is_question_due(snapshot):
            text = self.ask(PromptReason.MINUTE, snapshot.time_s)
            return (Prompt(kind=Priority.GUIDE, text=text),)
        if self._has_carried_on(snapshot):
            self.answer(PromptAnswer.CARRIED_ON)
        return ()

    def answer(self, how: PromptAnswer) -> None:
        """Close the question, if one is open."""
        if self.question is not None:
            self._tell(QuestionAnswered(why=self.question.why, how=how))
            self.question = None

    def is_overdue(self, time_s: float) -> bool:
        """Return whether nobody answered in time."""
        return self.left_s(time_s) == 0.0

    def left_s(self, time_s: float) -> float | None:
        """Seconds left to answer; None when there is no time limit."""
        if self.question is None or self.question.until_s is None:
            return None
        return max(self.question.until_s - time_s, 0.0)

    def _is_question_due(self, snapshot: Snapshot) -> bool:
        """Return whether the minute's question is due; it waits a while for the start position."""
        if self.question is not None or not self._asks:
            return False
        over_s = snapshot.time_s - self._since_s - EVERY_S
        return over_s >= START_AWAITED_S or (over_s >= 0 and snapshot.phase is Phase.START)

    def _has_carried_on(self, snapshot: Snapshot) -> bool:
        """Return whether the person has carried on long enough to answer the minute's question."""
        asked = self.question is not None and self.question.why is PromptReason.MINUTE
        return asked and snapshot.time_s - self._asked_s >= ANSWER_WITHIN_S

    def has_completed_a_movement(self, snapshot: Snapshot) -> bool:
        """Return whether the person moved all the way out since the question; a twitch does not."""
        holds = snapshot.phase is Phase.HOLD
        arrived = holds and not self._held
        self._held = holds
        return arrived and snapshot.time_s - self._asked_s >= MOVEMENT_ANSWERS_AFTER_S
