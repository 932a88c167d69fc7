"""Applies the pain rules to the history: stores answers, and decides what may run now.

Nothing is remembered here. Every method reads the stored answers, so two pages or two programs
cannot disagree, and closing a page loses no answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from formcheck.history import (
    JudgedAnswer,
    PainRecord,
    PlanItem,
    SafetyRecord,
    Setting,
    Store,
)
from formcheck.history.amounts_done import (
    count_done,
    count_sets_begun,
    reduce_to,
    to_amount,
    usual_amount,
)
from formcheck.history.database.worker import Id, resolve_id
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Clearance, check_clearance
from formcheck.safety.day_state import DayState
from formcheck.safety.decision_table import Judgement
from formcheck.safety.dose_limit import BOTH
from formcheck.safety.events import (
    ClockSetBack,
    Event,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
)
from formcheck.safety.replay import apply, replay

__all__ = ["REMEMBERED", "Admission", "SafetyService"]

REMEMBERED = timedelta(days=14)
"""How far back answers count. Today and the last day with exercises before it matter (engineering
choice: after two weeks without exercises, the pain from then says little). A stop, a question about
pain and a warning sign that were not resolved count however old they are."""


def _system_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """Whether a session may begin or continue.

    `session_id` is its number, None when it may not begin; `clearance` then says what must come
    first. `item` is the wanted plan item, reduced to what may be done.
    """

    clearance: Clearance
    item: PlanItem
    session_id: int | None


class SafetyService:
    """Decides what one person may do, from the answers about pain and warning signs in `store`.

    `zone` is the person's time zone (None = this machine's); it decides when a day begins. `now`
    gives the aware time. Every method raises `StoreError` when the history cannot be used, and then
    nothing may run.
    """

    def __init__(
        self,
        store: Store,
        *,
        zone: tzinfo | None = None,
        now: Callable[[], datetime] = _system_time,
    ) -> None:
        self._store = store
        self._zone = zone
        self._now = now

    def day_state(self) -> DayState:
        """Return the state now, after all stored answers."""
        now = self._now()
        zone = self._zone_at(now)
        return _follow(self.record(now).answers, zone).today(now, zone)

    def record_answer(
        self, event: Event, *, session_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Store an event and return the judgement on it, None = nothing is decided.

        The event is on the disk when this returns. `session_id` and `exercise` say what an answer
        is about; without them, it is about the open question. No other answer comes between: the
        judgement takes all earlier answers into account. An event with a later time than now is
        stored with the time now.
        """
        now = self._now()
        zone = self._zone_at(now)
        said = event if event.at <= now else replace(event, at=now)

        def judge(earlier: Sequence[PainRecord]) -> JudgedAnswer:
            day_state = _follow(earlier, zone)
            about, session_about = _about(day_state.today(said.at, zone), earlier, said)
            return JudgedAnswer(
                judgement=apply(day_state, said, zone=zone).last,
                exercise=about if exercise is None else exercise,
                session_id=session_about if session_id is None else resolve_id(session_id),
            )

        return self._store.judge_answer(said, judge, since=now - REMEMBERED).result().judgement

    def record(self, now: datetime) -> SafetyRecord:
        """Return the part of the history that decides what may run at `now`.

        When a stop lies in the future, the clock was set back; its wait then starts from now.
        """
        zone = self._zone_at(now)
        record = self._store.safety_record(now - REMEMBERED)
        stopped_at = _follow(record.answers, zone).stopped_at
        if stopped_at is not None and now < stopped_at:
            self.record_answer(ClockSetBack(at=now))
            record = self._store.safety_record(now - REMEMBERED)
        return record

    def check_clearance(
        self, exercise: Exercise, *, side: str = BOTH, session_id: int | None = None
    ) -> Clearance:
        """Return whether `exercise` may run now, how much of it, and if not, what comes first.

        `side` is the wanted side, `session_id` the session to continue.
        """
        now = self._now()
        return self._clearance(self.record(now), now, exercise, side=side, session_id=session_id)

    def admit(self, item: PlanItem, *, session_id: int | None = None) -> Admission:
        """Begin a session of `item` with the camera, if it may run and as much as may be done.

        `session_id` is the running session to continue, None for a new one. Everything is read,
        judged and written in one transaction, so no other window or program comes between.
        """
        now = self._now()
        exercise = load_exercise(item.exercise)
        judged: list[tuple[Clearance, PlanItem]] = []

        def decide(record: SafetyRecord) -> PlanItem | None:
            allowed = self._clearance(record, now, exercise, side=item.side, session_id=session_id)
            may = (
                item if allowed.most is None or not allowed.runs else reduce_to(item, allowed.most)
            )
            judged[:] = [(allowed, may)]
            return may if allowed.runs else None

        number = self._store.admit_session(
            decide, since=now - REMEMBERED, session_id=session_id
        ).result()
        [(allowed, may)] = judged
        return Admission(clearance=allowed, item=may, session_id=number)

    def may_begin_set(self, item: PlanItem, *, session_id: int, number: int) -> bool:
        """Return whether set `number` (from 1) of a session that has begun may begin.

        Answers given since then, in this window or another, may forbid it.
        """
        now = self._now()
        exercise = load_exercise(item.exercise)
        allowed = self._clearance(
            SafetyService.record(self, now),  # a page may have seen an older one
            now,
            exercise,
            side=item.side,
            session_id=session_id,
            under_way=True,
        )
        if not allowed.runs or allowed.most is None:
            return allowed.runs
        wanted = replace(to_amount(item), sets=count_sets_begun(item, exercise, number))
        return wanted.at_most(allowed.most) == wanted

    def prescribe(self, name: str) -> None:
        """Store, with today's date, that a clinician prescribed the exercise called `name`."""
        now = self._now()
        today = now.astimezone(self._zone_at(now)).date().isoformat()

        def add(kept: object) -> object:
            return {**(kept if isinstance(kept, Mapping) else {}), name: today}

        self._store.change_setting(Setting.PRESCRIBED, add).result()

    def withdraw(self, name: str) -> None:
        """Withdraw that confirmation; without one, nothing happens."""

        def remove(kept: object) -> object:
            given = kept if isinstance(kept, Mapping) else {}
            return {one: day for one, day in given.items() if one != name}

        self._store.change_setting(Setting.PRESCRIBED, remove).result()

    def prescribed(self, name: str) -> bool:
        """Return whether somebody confirmed that a clinician prescribed the exercise `name`."""
        return self.prescribed_on(name) is not None

    def prescribed_on(self, name: str) -> date | None:
        """Return the day of that confirmation, None without one."""
        return _prescribed_on(self._store.setting(Setting.PRESCRIBED), name)

    def _clearance(
        self,
        record: SafetyRecord,
        now: datetime,
        exercise: Exercise,
        *,
        side: str,
        session_id: int | None,
        under_way: bool = False,
    ) -> Clearance:
        zone = self._zone_at(now)
        return check_clearance(
            _follow(record.answers, zone),
            exercise.name,
            now=now,
            zone=zone,
            prescription_only=exercise.prescription_only is not None,
            prescribed=_prescribed_on(record.prescribed, exercise.name) is not None,
            done=count_done(record, exercise, zone),
            side=side,
            usual=usual_amount(exercise),
            session_id=session_id,
            under_way=under_way,
        )

    def _zone_at(self, now: datetime) -> tzinfo:
        zone = self._zone or now.astimezone().tzinfo
        return UTC if zone is None else zone


def _prescribed_on(kept: object, name: str) -> date | None:
    said = kept.get(name) if isinstance(kept, Mapping) else None
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _follow(kept: Sequence[PainRecord], zone: tzinfo) -> DayState:
    return replay((one.event for one in kept), zone=zone)


def _about(
    day_state: DayState, earlier: Sequence[PainRecord], event: Event
) -> tuple[str | None, int | None]:
    """Return the exercise and the session that an answer is about, each None for none."""
    if isinstance(event, PainAnswered) and day_state.question is not None:
        return day_state.question.exercise, day_state.question.session_id
    if isinstance(event, FollowUpAnswered) and day_state.stopped is not None:
        asked = (
            one.event.session_id
            for one in reversed(earlier)
            if isinstance(one.event, PainQuestionAsked) and one.event.exercise == day_state.stopped
        )
        return day_state.stopped, next(asked, None)
    return None, None
