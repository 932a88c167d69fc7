"""Where a person stands after everything that was answered, and what of it counts on a day."""

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
"""How long the answers before an exercise stay good for the next one (engineering choice: one visit
to the mat; a later visit asks again)."""
_SLACK = timedelta(minutes=1)
"""A clock that was set back a little has not undone what was answered."""
ONE_DAY = timedelta(days=1)

GRAVITY: Mapping[QuestionReason, int] = {
    QuestionReason.FINISHED: 0,
    QuestionReason.NO_ANSWER: 1,
    QuestionReason.STOP: 2,
    QuestionReason.HURTS: 2,
}
"""Of one exercise's reasons to ask, the one with the higher number stays."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question that is open; `before` is how it was before the exercise it is about."""

    asked: PainQuestionAsked
    before: Pain


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """A stop that is to be asked about again; `before` is how it was before its exercise."""

    exercise: str
    at: datetime
    before: Pain


@dataclass(frozen=True, kw_only=True, slots=True)
class DayState:
    """Where a person stands on `day`.

    `days` are what was said on each day. `questions` have to be answered, in the order they were
    asked, one at most for an exercise. `stop` is to be asked about again. `standing_signs` are the
    emergency signs that were ticked and neither taken back nor, on a later day, denied. `last` is
    the newest judgement. All else is what of this counts on `day`.
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
        """What counts on `day`: what was said on it, and the bans said with a clock a day ahead."""
        if self.day is None:
            return Day()
        here = self.days.get(self.day, Day())
        # One day back is a clock set back; more is one that was far ahead: no lock for years.
        ahead = self.days.get(self.day + ONE_DAY)
        return here if ahead is None else join_days(here, ahead)

    @property
    def question(self) -> PainQuestionAsked | None:
        """What has to be answered now; None where nothing has to."""
        return self.questions[0].asked if self.questions else None

    @property
    def stopped(self) -> str | None:
        """The exercise whose stop is to be asked about again; None where none is."""
        return None if self.stop is None else self.stop.exercise

    @property
    def stopped_at(self) -> datetime | None:
        """Since when it is waited until a stop is asked about again; None where none is."""
        return None if self.stop is None else self.stop.at

    @property
    def check(self) -> ScreeningAnswered | None:
        """The answers before the exercises of the day; None while they were not given."""
        return self.here.check

    @property
    def start(self) -> Judgement | None:
        """The judgement on them; None where they were not given or no longer hold."""
        return self.here.start

    @property
    def closed(self) -> Mapping[str, Judgement]:
        """The exercises that are over for the day, and why."""
        return self.here.closed

    @property
    def ban(self) -> Judgement | None:
        """Why no exercise runs on the day; None where one may."""
        return self.here.ban

    @property
    def eased(self) -> frozenset[str]:
        """The exercises that were eased on the day."""
        return self.here.eased

    @property
    def next_day(self) -> Judgement | None:
        """What followed from how it is against the last day with exercises; None where unknown."""
        return self.here.next_day

    @property
    def signs(self) -> frozenset[RedFlag]:
        """The emergency signs that stand, or that ban the exercises of the day."""
        return self.standing_signs or (self.here.signs if self.emergency_today else frozenset())

    @property
    def signs_at(self) -> datetime | None:
        """When the newest of them was ticked; None where there is none."""
        if self.standing_signs:
            return self.standing_since
        return self.here.signs_at if self.emergency_today else None

    @property
    def emergency(self) -> bool:
        """Whether an emergency sign stands, of today or of an earlier day."""
        return bool(self.standing_signs) or self.emergency_today

    @property
    def emergency_today(self) -> bool:
        """Whether an emergency sign bans the exercises of today."""
        ban = self.ban
        return ban is not None and ban.decision is Decision.EMERGENCY

    @property
    def before(self) -> Pain:
        """What the next answer is compared with; nothing known where it was not asked."""
        if self.questions:
            return self.questions[0].before
        if self.stop is not None:
            return self.stop.before
        return Pain() if self.check is None else self.check.answers.pain

    @property
    def earlier(self) -> Pain | None:
        """How it was at its lowest on the last day with exercises before this one, if known."""
        last = self.last_day()
        return None if last is None else self.days.get(last, Day()).lowest

    def last_day(self, more: Iterable[date] = ()) -> date | None:
        """The last day with exercises before this one, also of the days `more`; None for none."""
        exercised = [day for day, one in self.days.items() if one.exercised]
        return max(
            (day for day in (*exercised, *more) if self.day is not None and day < self.day),
            default=None,
        )

    def asks_about(self, exercise: str, why: QuestionReason) -> bool:
        """Whether a question about `exercise` is open, for a reason at least as grave as `why`."""
        return any(
            one.asked.exercise == exercise and GRAVITY[one.asked.why] >= GRAVITY[why]
            for one in self.questions
        )

    def today(self, now: datetime, zone: tzinfo) -> "DayState":
        """The same as seen at `now`."""
        return replace(self, day=date_of_day(now, zone))

    def holds(self, now: datetime) -> bool:
        """Whether the answers before an exercise still count at `now`."""
        check = self.check
        if check is None or self.start is None:
            return False
        return -_SLACK <= now - check.at <= CHECK_HOLDS_FOR

    def asks_again_in(self, now: datetime) -> timedelta | None:
        """How long until a stop is asked about again; None where none was. Never negative."""
        if self.stop is None:
            return None
        passed = max(now - self.stop.at, timedelta(0))
        return max(ASK_AGAIN_AFTER - passed, timedelta(0))
