"""A person who has answered what comes before an exercise, for tests of what comes after."""

from datetime import UTC, datetime

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Setting, Store
from formcheck.safety.answers import BeforeAnswers, Pain, Site
from formcheck.safety.events import Checked, Told
from formcheck.ui.disclaimer import VERSION

__all__ = ["accept", "say_all_is_well", "settle"]


def accept(store: Store) -> None:
    """The disclaimer was read."""
    kept = {"accepted_at": datetime.now(UTC).isoformat(), "version": VERSION}
    store.save_setting(Setting.DISCLAIMER, kept).result()


def say_all_is_well(store: Store, *, back: int = 1, leg: int = 1) -> None:
    """It was read, a little hurts, no sign warns, and the contested stretch is prescribed."""
    accept(store)
    guard = Guard(store)
    pain = Pain(back=back, leg=leg, site=Site.BACK, sensations=frozenset())
    answers = BeforeAnswers(pain=pain, flags=frozenset(), flare=False)
    guard.tell(Checked(at=datetime.now(UTC), answers=answers))
    guard.prescribe("hamstring_stretch")


def settle(store: Store) -> None:
    """What is still asked is answered: it was for another reason, and nothing has changed."""
    guard = Guard(store)
    journey = guard.journey()
    if journey.question is not None:
        told = Told(at=datetime.now(UTC), pain=journey.before, because_of_pain=False)
        guard.tell(told)
