"""A person who has answered the questions before an exercise."""

from datetime import UTC, datetime

from formcheck.history import Setting, Store
from formcheck.history.safety_service import SafetyService
from formcheck.safety.events import PainAnswered, ScreeningAnswered
from formcheck.safety.questionnaire import Pain, PainSite, ScreeningAnswers
from formcheck.ui.components.disclaimer import VERSION

__all__ = ["accept", "say_all_is_well", "settle"]


def accept(store: Store) -> None:
    """Accept the disclaimer."""
    kept = {"accepted_at": datetime.now(UTC).isoformat(), "version": VERSION}
    store.save_setting(Setting.DISCLAIMER, kept).result()


def say_all_is_well(store: Store, *, back: int = 1, leg: int = 1) -> None:
    """Accept the disclaimer; answer slight pain and no red flag; confirm the prescribed stretch."""
    accept(store)
    safety = SafetyService(store)
    pain = Pain(back=back, leg=leg, site=PainSite.BACK, sensations=frozenset())
    answers = ScreeningAnswers(pain=pain, flags=frozenset(), flare=False)
    safety.record_answer(ScreeningAnswered(at=datetime.now(UTC), answers=answers))
    safety.prescribe("hamstring_stretch")


def settle(store: Store) -> None:
    """Answer the open question: the stop was not because of pain, and nothing has changed."""
    safety = SafetyService(store)
    day_state = safety.day_state()
    if day_state.question is not None:
        answer = PainAnswered(at=datetime.now(UTC), pain=day_state.before, because_of_pain=False)
        safety.record_answer(answer)
