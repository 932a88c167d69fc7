"""When the coach asks by itself whether something hurts, and what counts as an answer.

It never says that something does. Who does not answer is not taken for well.
"""

import math
from collections.abc import Callable

from formcheck.assessment.pain_signs.detector import PainSign
from formcheck.assessment.types import CheckName, Phase, Snapshot
from formcheck.live.session.events import QuestionAnswered, QuestionAsked, SessionEvent
from formcheck.live.session.types import Priority, Prompt, Question
from formcheck.safety.prompts import PromptAnswer, PromptReason
from formcheck.texts import coach as coach_texts

__all__ = ["BY_POSITION", "PainPrompter", "PositionLossDetector"]

EVERY_S = 60.0
"""Of a set (clinical notes 2.1, rule 6)."""
PATIENCE_S = 15.0
"""A question that falls into a movement waits so long for the start position."""
ANSWER_WITHIN_S = 15.0
"""No answer for so long after a pause: end and save (clinical notes 2.1, rule 6)."""
HEARD_AFTER_S = 3.0
"""What is done sooner than this after a question is no answer to it."""

BY_POSITION = frozenset({PromptReason.LEFT, PromptReason.LOST, PromptReason.STILL})
"""Taking the start position again is an answer to these: it is what was missing."""


class PositionLossDetector:
    """Tells whether the position was left, or the person lost from sight."""

    LEFT_S = 0.1
    """So long in another position; a flicker of the pose model is shorter. In an hour of held-back
    clips of the exercise done, two repetitions showed another position for longer, each for more
    than half a second: a longer wait would gain nothing, and sound must cease within 0.5 s."""
    LOST_S = 2.0
    """So long without being followed, for whatever reason (issue; clinical notes 3)."""

    def __init__(self) -> None:
        self.reset(0.0)

    def reset(self, time_s: float) -> None:
        """All is well at `time_s`."""
        self._followed_s = time_s
        self._elsewhere_s = math.nan

    def update(self, snapshot: Snapshot) -> PromptReason | None:
        """What is to be asked about, if anything."""
        now_s = snapshot.time_s
        if snapshot.ready:
            self.reset(now_s)
            return None
        if snapshot.readiness.failed is not CheckName.POSTURE:
            self._elsewhere_s = math.nan
        elif math.isnan(self._elsewhere_s):
            self._elsewhere_s = now_s
        if now_s - self._elsewhere_s >= self.LEFT_S:  # never where it is NaN
            return PromptReason.LEFT
        if now_s - self._followed_s <= self.LOST_S:
            return None
        return (
            PromptReason.STILL
            if snapshot.readiness.failed is CheckName.PICTURE
            else PromptReason.LOST
        )


class PainPrompter:
    """Holds the question that is open, and the minute until the next one.

    `tell` is called with each question and each answer. A sample clip is asked nothing: then
    `asks` is False, and no question is ever open.
    """

    def __init__(self, tell: Callable[[SessionEvent], None], *, asks: bool) -> None:
        self._asks = asks
        self.question: Question | None = None
        self._asked_s = 0.0
        self._since_s = 0.0
        self._held = False
        self._tell = tell

    def set_goes_on(self, time_s: float) -> None:
        """A set begins or goes on: whoever does that has answered by it."""
        self.answer(PromptAnswer.CARRIED_ON)
        self._since_s = time_s

    def ask(self, why: PromptReason, time_s: float, *, seen: PainSign | None = None) -> str:
        """Open a question and return what to say; empty where nothing is asked.

        One that was open is then not answered any more.
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

    def ask_now_and_then(self, snapshot: Snapshot) -> tuple[Prompt, ...]:
        """Ask every minute of a set; who simply carries on after that has answered by it."""
        if self._is_minute(snapshot):
            text = self.ask(PromptReason.MINUTE, snapshot.time_s)
            return (Prompt(kind=Priority.GUIDE, text=text),)
        if self._goes_on(snapshot):
            self.answer(PromptAnswer.CARRIED_ON)
        return ()

    def answer(self, how: PromptAnswer) -> None:
        """Close the question, if one is open."""
        if self.question is not None:
            self._tell(QuestionAnswered(why=self.question.why, how=how))
            self.question = None

    def overdue(self, time_s: float) -> bool:
        """Whether nobody answered in time."""
        return self.left_s(time_s) == 0.0

    def left_s(self, time_s: float) -> float | None:
        """Seconds left to answer; None where there is no hurry."""
        if self.question is None or self.question.until_s is None:
            return None
        return max(self.question.until_s - time_s, 0.0)

    def _is_minute(self, snapshot: Snapshot) -> bool:
        """Whether it is time to ask how it goes: in the start position, if that comes soon."""
        if self.question is not None or not self._asks:
            return False
        over_s = snapshot.time_s - self._since_s - EVERY_S
        return over_s >= PATIENCE_S or (over_s >= 0 and snapshot.phase is Phase.START)

    def _goes_on(self, snapshot: Snapshot) -> bool:
        """Whether the person simply carries on with a set that goes on: an answer to the minute."""
        asked = self.question is not None and self.question.why is PromptReason.MINUTE
        return asked and snapshot.time_s - self._asked_s >= ANSWER_WITHIN_S

    def completed_a_movement(self, snapshot: Snapshot) -> bool:
        """Whether a whole movement out was made since the question: too much for a twitch."""
        holds = snapshot.phase is Phase.HOLD
        arrived = holds and not self._held
        self._held = holds
        return arrived and snapshot.time_s - self._asked_s >= HEARD_AFTER_S
