"""Example answers about pain."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from formcheck.safety.events import (
    ClockSetBack,
    Event,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.questionnaire import (
    MOST_PAIN,
    Pain,
    PainSite,
    RedFlag,
    ScreeningAnswers,
    Sensation,
)

TEN = datetime(2026, 3, 4, 10, tzinfo=UTC)
FINE = Pain(back=1, leg=0, site=PainSite.BACK, sensations=frozenset({Sensation.ACHE}))
WORSE = Pain(
    back=2,
    leg=5,
    site=PainSite.BELOW_KNEE,
    sensations=frozenset({Sensation.ELECTRIC, Sensation.ACHE}),
)
CHECKED = ScreeningAnswered(
    at=TEN, answers=ScreeningAnswers(pain=FINE, flags=frozenset(), flare=False)
)


def after(minutes: float) -> datetime:
    """The time `minutes` after ten o'clock."""
    return TEN + timedelta(minutes=minutes)


PAINS = st.builds(
    Pain,
    back=st.none() | st.integers(0, MOST_PAIN),
    leg=st.none() | st.integers(0, MOST_PAIN),
    site=st.none() | st.sampled_from(PainSite),
    sensations=st.none() | st.frozensets(st.sampled_from(Sensation), max_size=3),
)
MILD = st.builds(
    Pain,
    back=st.integers(0, 4),
    leg=st.integers(0, 2),
    site=st.sampled_from(PainSite),
    sensations=st.just(frozenset()),
)
_ANY_PAIN = MILD | PAINS


def events(exercises: tuple[str, ...], *, minutes: int = 6 * 24 * 60) -> st.SearchStrategy[Event]:
    """Any event of `exercises` within a number of minutes after ten o'clock."""
    at = st.integers(0, minutes).map(after)
    flags = st.just(frozenset()) | st.none() | st.frozensets(st.sampled_from(RedFlag), max_size=2)
    before = st.builds(
        ScreeningAnswers,
        pain=_ANY_PAIN,
        flags=flags,
        flare=st.none() | st.booleans(),
        cleared=st.booleans(),
    )
    return st.one_of(
        st.builds(ScreeningAnswered, at=at, answers=before),
        st.builds(
            PainQuestionAsked,
            at=at,
            exercise=st.sampled_from(exercises),
            why=st.sampled_from(QuestionReason),
        ),
        st.builds(PainAnswered, at=at, pain=_ANY_PAIN, because_of_pain=st.none() | st.booleans()),
        st.builds(FollowUpAnswered, at=at, pain=_ANY_PAIN),
        st.builds(ClockSetBack, at=at),
        st.builds(SignsCorrected, at=at, flags=st.frozensets(st.sampled_from(RedFlag), max_size=2)),
    )
