"""The meeting of the history and the pain rules: what was said, and what may run now.

Nothing is remembered here. Every question reads what is kept, so that two pages, or two programs,
cannot disagree, and nothing a person said is lost with a page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from formcheck.clinic.store import Judged, KeptAnswer, Setting, Store
from formcheck.clinic.store.worker import Id, known
from formcheck.poses.model import Exercise
from formcheck.safety.events import Asked, AskedAgain, Event, Told
from formcheck.safety.journey import Journey, follow, step
from formcheck.safety.permit import Permit, permit
from formcheck.safety.tables import Judgement

__all__ = ["REMEMBERED", "Guard"]

REMEMBERED = timedelta(days=14)
"""How far back answers count: what matters is today and the last day with exercises before it
(engineering choice; after two weeks without any, how it was then says little)."""


def _system_time() -> datetime:
    return datetime.now(UTC)


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
        kept = self._store.answers(since=now - REMEMBERED)
        return _follow(kept, zone).today(now, zone)

    def tell(
        self, event: Event, *, training_id: Id | None = None, exercise: str | None = None
    ) -> Judgement | None:
        """Keep what happened and return what follows from it, None = nothing is decided.

        It is on the disk when this returns. `training_id` and `exercise` say what an answer is
        about; left out, it is what was asked about. Nobody else's answer comes between: what is
        kept is what all that was kept before leads to.
        """
        now = self._now()
        zone = self._zone_at(now)

        def judge(earlier: Sequence[KeptAnswer]) -> Judged:
            journey = _follow(earlier, zone)
            about, within = _about(journey.today(event.at, zone), earlier, event)
            return Judged(
                judgement=step(journey, event, zone=zone).last,
                exercise=about if exercise is None else exercise,
                training_id=within if training_id is None else known(training_id),
            )

        return self._store.judge_answer(event, judge, since=now - REMEMBERED).result().judgement

    def permit(self, exercise: Exercise) -> Permit:
        """Return whether `exercise` may run now, and if not, what comes first."""
        now = self._now()
        contested = exercise.contested is not None
        return permit(
            self.journey(),
            exercise.name,
            now=now,
            zone=self._zone_at(now),
            contested=contested,
            prescribed=contested and self.prescribed(exercise.name),
        )

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
        kept = self._store.setting(Setting.PRESCRIBED)
        said = kept.get(name) if isinstance(kept, Mapping) else None
        try:
            return date.fromisoformat(said) if isinstance(said, str) else None
        except ValueError:
            return None

    def _zone_at(self, now: datetime) -> tzinfo:
        zone = self._zone or now.astimezone().tzinfo
        return UTC if zone is None else zone


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
