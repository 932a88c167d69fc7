"""The state after all answers: open questions, stops, bans, and what of them counts on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from formcheck.safety.day import Day, date_of_day, join_days
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import PainQuestionAsked, QuestionReason, ScreeningAnswered
from formcheck.safety.pain_rules import ASK_AGAIN_AFTER
from formcheck.safety.questionnaire import Pain, RedFlag

__all__ = ["CHECK_HOLDS_FOR", "GRAVITY", "ONE_DAY", "DayState", "Question", "Stop"]

CHECK_HOLDS_FOR = timedelta(hours=2)
"""How long screening answers are valid for the next exercise (engineering choice: one visit to the
mat; a later visit asks again)."""
_SLACK = timedelta(minutes=1)
"""If the clock was set back by less than this, the answers stay valid."""
ONE_DAY = timedelta(days=1)

GRAVITY: Mapping[QuestionReason, int] = {
    QuestionReason.FINISHED: 0,
    QuestionReason.NO_ANSWER: 1,
    QuestionReason.STOP: 2,
    QuestionReason.HURTS: 2,
}
"""If an exercise has several reasons to ask, the one with the highest number is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """An open question; `before` is the pain before the exercise it is about."""

    asked: PainQuestionAsked
    before: Pain


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """A stop that needs a follow-up question; `before` is the pain before its exercise."""

    exercise: str
    at: datetime
    before: Pain


@dataclass(frozen=True, kw_only=True, slots=True)
class DayState:
    """The state of a person's answers, as seen on `day`.

    `days` are the answers of each day. `questions` must be answered in the order they were asked;
    each exercise has at most one. `stop` needs a follow-up question. `standing_signs` are the
    emergency signs that were ticked and since then neither taken back nor, on a later day, denied.
    `last` is the newest judgement. The properties give what counts on `day`.
    """

    day: date | None = None
    days: Mapping[date, Day] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    stop: Stop | None = None
    standing_signs: frozenset[RedFlag] = frozenset()
    standing_since: datetime | None = None
    last: Judgement | None = None

    @property
    def here(self) -> Day:
        """What counts on `day`: its own answers, and bans recorded with a clock one day ahead."""
        if self.day is None:
            return Day()
        here = self.days.get(self.day, Day())
        # Only the next day counts: a clock that was years ahead must not block for years.
        ahead = self.days.get(self.day + ONE_DAY)
        return here if ahead is None else join_days(here, ahead)

    @property
    def question(self) -> PainQuestionAsked | None:
        """The question to answer now; None when there is none."""
        return self.questions[0].asked if self.questions else None

    @property
    def stopped(self) -> str | None:
        """The exercise whose stop needs a follow-up question; None when there is none."""
        return None if self.stop is None else self.stop.exercise

    @property
    def stopped_at(self) -> datetime | None:
        """When the wait before the follow-up question began; None when there is no wait."""
        return None if self.stop is None else self.stop.at

    @property
    def check(self) -> ScreeningAnswered | None:
        """The screening answers of the day; None while there are none."""
        return self.here.check

    @property
    def start(self) -> Judgement | None:
        """The judgement on the screening answers; None when they are missing or not valid now."""
        return self.here.start

    @property
    def closed(self) -> Mapping[str, Judgement]:
        """The exercises that are over for the day, and why."""
        return self.here.closed

    @property
    def ban(self) -> Judgement | None:
        """Why no exercise may run on the day; None when one may."""
        return self.here.ban

    @property
    def eased(self) -> frozenset[str]:
        """The exercises that were made gentler on the day."""
        return self.here.eased

    @property
    def next_day(self) -> Judgement | None:
        """The judgement on the pain compared with the last day with exercises; None if unknown."""
        return self.here.next_day

    @property
    def signs(self) -> frozenset[RedFlag]:
        """The emergency signs that still apply, or that ban the exercises of the day."""
        return self.standing_signs or (self.here.signs if self.emergency_today else frozenset())

    @property
    def signs_at(self) -> datetime | None:
        """When the newest emergency sign was ticked; None when there is none."""
        if self.standing_signs:
            return self.standing_since
        return self.here.signs_at if self.emergency_today else None

    @property
    def emergency(self) -> bool:
        """Whether an emergency sign applies, from today or from an earlier day."""
        return bool(self.standing_signs) or self.emergency_today

    @property
    def emergency_today(self) -> bool:
        """Whether an emergency sign bans the exercises of today."""
        ban = self.ban
        return ban is not None and ban.decision is Decision.EMERGENCY

    @property
    def before(self) -> Pain:
        """The pain that the next answer is compared with; all None when it was not asked."""
        if self.questions:
            return self.questions[0].before
        if self.stop is not None:
            return self.stop.before
        return Pain() if self.check is None else self.check.answers.pain

    @property
    def earlier(self) -> Pain | None:
        """The lowest pain of the last day with exercises before this one; None when unknown."""
        last = self.last_day()
        return None if last is None else self.days.get(last, Day()).lowest

    def last_day(self, more: Iterable[date] = ()) -> date | None:
        """Return the last day before this one with exercises, or None; `more` adds days to them."""
        exercised = [day for day, one in self.days.items() if one.exercised]
        return max(
            (day for day in (*exercised, *more) if self.day is not None and day < self.day),
            default=None,
        )

    def asks_about(self, exercise: str, why: QuestionReason) -> bool:
        """Say whether a question about `exercise` is open, for a reason at least as serious."""
        return any(
            one.asked.exercise == exercise and GRAVITY[one.asked.why] >= GRAVITY[why]
            for one in self.questions
        )

    def today(self, now: datetime, zone: tzinfo) -> "DayState":
        """Return the same state as seen at `now`."""
        return replace(self, day=date_of_day(now, zone))

    def holds(self, now: datetime) -> bool:
        """Say whether the screening answers are still valid at `now`."""
        check = self.check
        if check is None or self.start is None:
            return False
        return -_SLACK <= now - check.at <= CHECK_HOLDS_FOR

    def asks_again_in(self, now: datetime) -> timedelta | None:
        """Return the time until a stop's follow-up question, 0 or more; None without a stop."""
        if self.stop is None:
            return None
        passed = max(now - self.stop.at, timedelta(0))
        return max(ASK_AGAIN_AFTER - passed, timedelta(0))
