"""The meeting of the history and the pain rules: what was said, and what may run now.

Nothing is remembered here. Every question reads what is kept, so that two pages, or two programs,
cannot disagree, and nothing a person said is lost with a page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from formcheck.clinic.amounts import amount_of, done_in, sets_begun, usual_amount, within
from formcheck.clinic.store import (
    Judged,
    KeptAnswer,
    PlanItem,
    SafetyRecord,
    Setting,
    Store,
)
from formcheck.clinic.store.worker import Id, known
from formcheck.poses.loader import load_exercise
from formcheck.poses.model import Exercise
from formcheck.safety.events import Asked, AskedAgain, ClockSetBack, Event, Told
from formcheck.safety.journey import follow, step
from formcheck.safety.limits import BOTH
from formcheck.safety.permit import Permit, permit
from formcheck.safety.state import Journey
from formcheck.safety.tables import Judgement

__all__ = ["REMEMBERED", "Admission", "Guard"]

REMEMBERED = timedelta(days=14)
"""How far back answers count: what matters is today and the last day with exercises before it
(engineering choice; after two weeks without any, how it was then says little). A stop, a question
about pain and a warning sign that were not resolved count however old they are."""


def _system_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """Whether a training was begun, or is gone on with.

    `training_id` is its number, None where it may not begin: `permit` then says what comes first.
    `item` is what may be done of what was wanted.
    """

    permit: Permit
    item: PlanItem
    training_id: int | None


class Guard:
    """What `store` holds about pain and warning signs, as one person's journey.

    `zone` is where the person lives (None = where this machine is), for the day's beginning; `now`
    gives the time, aware. Every method raises `StoreError` when the history cannot be used, and
    then nothing may run.
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

    def journey(self) -> Journey:
        """Return where the person stands now, after everything that was kept."""
        now = self._now()
        zone = self._zone_at(now)
        return _follow(self.record(now).answers, zone).today(now, zone)

    def tell(
        self, event: Event, *, training_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Keep what happened and return what follows from it, None = nothing is decided.

        It is on the disk when this returns. `training_id` and `exercise` say what an answer is
        about; left out, it is what was asked about. Nobody else's answer comes between: what is
        kept is what all that was kept before leads to. Nothing is kept as said later than now.
        """
        now = self._now()
        zone = self._zone_at(now)
        said = event if event.at <= now else replace(event, at=now)

        def judge(earlier: Sequence[KeptAnswer]) -> Judged:
            journey = _follow(earlier, zone)
            about, within_training = _about(journey.today(said.at, zone), earlier, said)
            return Judged(
                judgement=step(journey, said, zone=zone).last,
                exercise=about if exercise is None else exercise,
                training_id=within_training if training_id is None else known(training_id),
            )

        return self._store.judge_answer(said, judge, since=now - REMEMBERED).result().judgement

    def record(self, now: datetime) -> SafetyRecord:
        """Return what decides at `now` what may run.

        A stop that lies ahead of the clock, which was then set back, is waited for from now on.
        """
        zone = self._zone_at(now)
        record = self._store.safety_record(now - REMEMBERED)
        stopped_at = _follow(record.answers, zone).stopped_at
        if stopped_at is not None and now < stopped_at:
            self.tell(ClockSetBack(at=now))
            record = self._store.safety_record(now - REMEMBERED)
        return record

    def permit(
        self, exercise: Exercise, *, side: str = BOTH, training_id: int | None = None
    ) -> Permit:
        """Return whether `exercise` may run now, how much of it, and if not, what comes first.

        `side` is the side that is wanted, `training_id` the training that is to be gone on with.
        """
        now = self._now()
        return self._permit(self.record(now), now, exercise, side=side, training_id=training_id)

    def admit(self, item: PlanItem, *, training_id: int | None = None) -> Admission:
        """Begin a training of `item` before the camera, where and as far as it may be done.

        `training_id` is the running training to go on with, None for a new one. Everything is read,
        judged and written in one transaction, so no other window or program comes between.
        """
        now = self._now()
        exercise = load_exercise(item.exercise)
        judged: list[tuple[Permit, PlanItem]] = []

        def decide(record: SafetyRecord) -> PlanItem | None:
            allowed = self._permit(record, now, exercise, side=item.side, training_id=training_id)
            may = item if allowed.most is None or not allowed.runs else within(item, allowed.most)
            judged[:] = [(allowed, may)]
            return may if allowed.runs else None

        number = self._store.admit_training(
            decide, since=now - REMEMBERED, training_id=training_id
        ).result()
        [(allowed, may)] = judged
        return Admission(permit=allowed, item=may, training_id=number)

    def may_begin_set(self, item: PlanItem, *, training_id: int, number: int) -> bool:
        """Return whether the set `number` (from 1) of a training that was begun may begin.

        What was answered since, here or in another window, may stand against it.
        """
        now = self._now()
        exercise = load_exercise(item.exercise)
        allowed = self._permit(
            Guard.record(self, now),  # a page may have seen an older one
            now,
            exercise,
            side=item.side,
            training_id=training_id,
            under_way=True,
        )
        if not allowed.runs or allowed.most is None:
            return allowed.runs
        wanted = replace(amount_of(item), sets=sets_begun(item, exercise, number))
        return wanted.at_most(allowed.most) == wanted

    def prescribe(self, name: str) -> None:
        """Keep, with today's date, that a clinician gave the person the exercise called `name`."""
        now = self._now()
        today = now.astimezone(self._zone_at(now)).date().isoformat()

        def add(kept: object) -> object:
            return {**(kept if isinstance(kept, Mapping) else {}), name: today}

        self._store.change_setting(Setting.PRESCRIBED, add).result()

    def withdraw(self, name: str) -> None:
        """Take that confirmation back; nothing happens where there is none."""

        def remove(kept: object) -> object:
            given = kept if isinstance(kept, Mapping) else {}
            return {one: day for one, day in given.items() if one != name}

        self._store.change_setting(Setting.PRESCRIBED, remove).result()

    def prescribed(self, name: str) -> bool:
        """Return whether it was confirmed that a clinician gave the exercise called `name`."""
        return self.prescribed_on(name) is not None

    def prescribed_on(self, name: str) -> date | None:
        """Return the day on which that was confirmed, None where it was not."""
        return _prescribed_on(self._store.setting(Setting.PRESCRIBED), name)

    def _permit(
        self,
        record: SafetyRecord,
        now: datetime,
        exercise: Exercise,
        *,
        side: str,
        training_id: int | None,
        under_way: bool = False,
    ) -> Permit:
        zone = self._zone_at(now)
        return permit(
            _follow(record.answers, zone),
            exercise.name,
            now=now,
            zone=zone,
            contested=exercise.contested is not None,
            prescribed=_prescribed_on(record.prescribed, exercise.name) is not None,
            done=done_in(record, exercise, zone),
            side=side,
            usual=usual_amount(exercise),
            training_id=training_id,
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


def _follow(kept: Sequence[KeptAnswer], zone: tzinfo) -> Journey:
    return follow((one.event for one in kept), zone=zone)


def _about(
    journey: Journey, earlier: Sequence[KeptAnswer], event: Event
) -> tuple[str | None, int | None]:
    """The exercise and the training an answer is about, None where it is about none."""
    if isinstance(event, Told) and journey.question is not None:
        return journey.question.exercise, journey.question.training_id
    if isinstance(event, AskedAgain) and journey.stopped is not None:
        asked = (
            one.event.training_id
            for one in reversed(earlier)
            if isinstance(one.event, Asked) and one.event.exercise == journey.stopped
        )
        return journey.stopped, next(asked, None)
    return None, None
