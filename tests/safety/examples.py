"""Answers and events for the tests of the pain rules."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from formcheck.safety.clearance import Requirement, check_clearance
from formcheck.safety.events import (
    ClockSetBack,
    FollowUpAnswered,
    PainAnswered,
    PainQuestionAsked,
    QuestionReason,
    ScreeningAnswered,
    SignsCorrected,
)
from formcheck.safety.questionnaire import Pain, PainSite, RedFlag, ScreeningAnswers, Sensation
from formcheck.safety.replay import DayState, replay

ZONE = UTC
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
NOTHING: frozenset = frozenset()


def after(**passed: float) -> datetime:
    """The time that many hours, minutes or seconds after noon."""
    return NOON + timedelta(**passed)


def pain(back=0, leg=0, site=PainSite.NONE, *felt: Sensation) -> Pain:
    return Pain(back=back, leg=leg, site=site, sensations=frozenset(felt))


def answers(
    now: Pain | None = None, *flags: RedFlag, flare=False, cleared=False
) -> ScreeningAnswers:
    return ScreeningAnswers(
        pain=pain() if now is None else now,
        flags=frozenset(flags),
        flare=flare,
        cleared=cleared,
    )


def screening(
    at: datetime = NOON, now: Pain | None = None, *flags: RedFlag, **more
) -> ScreeningAnswered:
    return ScreeningAnswered(at=at, answers=answers(now, *flags, **more))


def question(
    why: QuestionReason = QuestionReason.STOP, at: datetime | None = None, exercise: str = "bridge"
) -> PainQuestionAsked:
    return PainQuestionAsked(at=after(minutes=10) if at is None else at, exercise=exercise, why=why)


def pain_answer(
    now: Pain, at: datetime | None = None, *, because: bool | None = None
) -> PainAnswered:
    at = after(minutes=11) if at is None else at
    return PainAnswered(at=at, pain=now, because_of_pain=because)


def follow_up(now: Pain, at: datetime | None = None) -> FollowUpAnswered:
    return FollowUpAnswered(at=after(minutes=20) if at is None else at, pain=now)


def correction(*flags: RedFlag, at: datetime | None = None) -> SignsCorrected:
    at = after(minutes=5) if at is None else at
    return SignsCorrected(at=at, flags=frozenset(flags))


def day_state(*events) -> DayState:
    """The state after these events."""
    return replay(events, zone=ZONE)


def required(
    *events, now: datetime | None = None, exercise: str = "bridge", **facts
) -> Requirement:
    """What `exercise` requires after these events, at `now` or at the time of the last one."""
    now = events[-1].at if now is None else now
    return check_clearance(day_state(*events), exercise, now=now, zone=ZONE, **facts).need


# --- anything anybody can answer -----------------------------------------------------------------

NUMBERS = st.integers(0, 10)
SENSATIONS = st.frozensets(st.sampled_from(Sensation), max_size=3)
FLAGS = st.frozensets(st.sampled_from(RedFlag), max_size=2)


def optional(strategy):
    return st.none() | strategy


PAINS = st.builds(
    Pain, back=NUMBERS, leg=NUMBERS, site=st.sampled_from(PainSite), sensations=SENSATIONS
)
ANY_PAINS = PAINS | st.builds(
    Pain,
    back=optional(NUMBERS),
    leg=optional(NUMBERS),
    site=optional(st.sampled_from(PainSite)),
    sensations=optional(SENSATIONS),
)
ANY_ANSWERS = st.builds(
    ScreeningAnswers,
    pain=ANY_PAINS,
    flags=optional(FLAGS),
    flare=optional(st.booleans()),
    cleared=st.booleans(),
)
EXERCISES = ("bridge", "bird_dog", "hamstring_stretch")


@st.composite
def event_lists(draw, most: int = 12, *, corrections: bool = False, clocks: bool = False):
    """A day or two of events, in time order, though clocks may be set back a little.

    With `corrections`, warning signs are taken back; with `clocks`, the clock is sometimes
    days or years ahead or behind.
    """
    at, events = NOON, []
    leaps = st.sampled_from([0] * 6 + [-1440, 1440, -4000, 4000, 900 * 1440, -900 * 1440])
    for _ in range(draw(st.integers(1, most))):
        at += timedelta(minutes=draw(st.integers(-3, 240)))
        at += timedelta(minutes=draw(leaps) if clocks else 0)
        events.append(
            draw(
                st.builds(ScreeningAnswered, at=st.just(at), answers=ANY_ANSWERS)
                | st.builds(
                    PainQuestionAsked,
                    at=st.just(at),
                    exercise=st.sampled_from(EXERCISES),
                    why=st.sampled_from(QuestionReason),
                )
                | st.builds(
                    PainAnswered,
                    at=st.just(at),
                    pain=ANY_PAINS,
                    because_of_pain=optional(st.booleans()),
                )
                | st.builds(FollowUpAnswered, at=st.just(at), pain=ANY_PAINS)
                | (
                    st.builds(SignsCorrected, at=st.just(at), flags=FLAGS)
                    if corrections
                    else st.nothing()
                )
                | (st.builds(ClockSetBack, at=st.just(at)) if clocks else st.nothing())
            )
        )
    return events
