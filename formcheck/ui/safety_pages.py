"""What is asked about pain, and what follows: the pages between choosing and exercising.

Each returns what the person wants next, None while they are still reading.
"""

from datetime import UTC, datetime, timedelta

import streamlit as st

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from formcheck.poses.loader import load_exercise
from formcheck.safety.answers import Pain
from formcheck.safety.before import BEFORE, judge_before
from formcheck.safety.during import AFTER, DURING, NEXT_DAY
from formcheck.safety.events import Asked, AskedAgain, Checked, Told, Why
from formcheck.safety.journey import Journey
from formcheck.safety.tables import Decision, Judgement
from formcheck.ui import safety_inputs as inputs
from formcheck.ui import safety_texts as words
from formcheck.ui import style, texts
from formcheck.ui.safety_components import read_aloud

__all__ = ["ask_before", "ask_now", "banned", "decided", "wait"]

_WHY = {
    (row.rule, row.decision): row.why
    for table in (BEFORE, DURING, AFTER, NEXT_DAY)
    for row in table
}


def ask_before(guard: Guard, journey: Journey) -> str | None:
    """The questions before an exercise; "answered" or "back"."""
    _head(words.BEFORE_TITLE)
    st.markdown(words.BEFORE_LEAD)
    if journey.earlier is not None and journey.earlier.complete:
        st.caption(words.COMPARED.format(back=journey.earlier.back, leg=journey.earlier.leg))
    answers = inputs.before_answers("asked-before")
    left, right = st.columns(2)
    with right:
        back = st.button(words.BACK_BUTTON, key="before-back", width="stretch")
    with left:
        go_on = st.button(words.CONTINUE, type="primary", key="before-send", width="stretch")
    if back:
        return "back"
    if not go_on:
        return None
    missing = inputs.missing_before(answers)
    if missing and judge_before(answers).decision is Decision.UNANSWERED:
        _say_missing(missing)
        return None
    guard.tell(Checked(at=datetime.now(UTC), answers=answers))
    _forget("asked-before")
    return "answered"


def ask_now(store: Store, guard: Guard, question: Asked) -> Judgement | None:
    """Where, how strong, what kind; the judgement once that was answered."""
    title, spoken = {
        Why.FINISHED: (words.END_TITLE, words.END_SPOKEN),
        Why.NO_ANSWER: (words.NO_ANSWER_TITLE, words.END_TITLE),
    }.get(question.why, (words.STOP_TITLE, words.STOP_SPOKEN))
    key = f"told-{question.at.timestamp():.0f}"
    _head(title)
    exercise = load_exercise(question.exercise).title
    when = f"{question.at.astimezone():%H:%M}"
    st.markdown(f"{texts.escape(words.stopped_line(exercise, when))} {words.NOT_THE_STRETCH}")
    read_aloud(store, spoken, key=key)
    because: bool | None = None
    missing: tuple[str, ...] = ()
    if question.why is Why.STOP:
        because = inputs.because_of_pain(key)
        missing = ("because",) if because is None else ()
    now = _how_it_is(key, send="told-send", missing=missing)
    if now is None:
        return None
    judged = guard.tell(Told(at=datetime.now(UTC), pain=now, because_of_pain=because))
    _forget(key)
    return judged


def wait(store: Store, guard: Guard, journey: Journey) -> Judgement | None:
    """After a stop: what to do now, the clock, and then the same questions again."""
    left = journey.asks_again_in(datetime.now(UTC))
    if left is not None and left > timedelta(0):
        _waiting(journey)
        return None
    key = f"again-{0 if journey.stopped_at is None else journey.stopped_at.timestamp():.0f}"
    _head(words.AGAIN_TITLE)
    read_aloud(store, words.AGAIN_SPOKEN, key=key)
    now = _how_it_is(key, send="again-send")
    if now is None:
        return None
    judged = guard.tell(AskedAgain(at=datetime.now(UTC), pain=now))
    _forget(key)
    return judged


def decided(judged: Judgement, *, running: bool) -> str | None:
    """What follows, and why; "go_on", "end" or "done".

    `running` says that there is a training that could go on.
    """
    decision = judged.decision
    _head(words.TITLES[decision])
    _advice(judged)
    with st.container(horizontal=True):
        if running and decision.runs:
            if st.button(words.GO_ON, type="primary", key="decided-go-on"):
                return "go_on"
            if st.button(words.END_IT, key="decided-end"):
                return "end"
        elif st.button(words.DONE, type="primary", key="decided-done"):
            return "done"
    st.caption(texts.DISCLAIMER_LINE)
    return None


def banned(judged: Judgement) -> None:
    """No exercise today: why, and what to do instead."""
    _head(words.TITLES[judged.decision])
    _advice(judged)
    st.caption(texts.DISCLAIMER_LINE)


# --- pieces -----------------------------------------------------------------------------------


def _head(title: str) -> None:
    style.apply("safety")
    st.title(title, anchor=False)


def _how_it_is(key: str, *, send: str, missing: tuple[str, ...] = ()) -> Pain | None:
    """Ask how it hurts; the answer once it is whole and sent. `missing` names what else is not."""
    now = inputs.pain(key, sensations_title=words.NEW_SENSATIONS)
    sent = st.button(words.SEND, type="primary", key=send, width="stretch")
    st.caption(words.EMERGENCY_LINE)
    if not sent:
        return None
    missing = (*missing, *inputs.missing_pain(now))
    if missing:
        _say_missing(missing)
        return None
    return now


def _advice(judged: Judgement) -> None:
    grave = judged.decision >= Decision.STOP
    with st.container(border=True, key="urgent" if grave else "notice"):
        st.markdown(words.ADVICE[judged.decision])
        # What led to this very decision; milder reasons would only confuse.
        asked = [(rule, judged.decision) for rule in judged.rules]
        reasons = [_WHY[one] for one in asked if one in _WHY]
        if reasons:
            st.markdown(f"**{words.WHY_TITLE}.** " + " ".join(texts.escape(r) for r in reasons))
    if Decision.END <= judged.decision < Decision.EMERGENCY:
        st.caption(words.EMERGENCY_LINE)


def _waiting(journey: Journey) -> None:
    _head(words.WAIT_TITLE)
    judged = journey.closed.get(journey.stopped or "")
    if judged is not None:
        _advice(judged)
    st.markdown(words.WAIT_LEAD)
    _clock(journey)


@st.fragment(run_every=1.0)
def _clock(journey: Journey) -> None:
    """The time left; the whole page comes again when it is over."""
    left = journey.asks_again_in(datetime.now(UTC))
    if left is None or left <= timedelta(0):
        st.rerun()
    else:
        with st.container(key="wait-clock"):
            st.markdown(words.minutes_left(left.total_seconds()))


def _say_missing(missing: tuple[str, ...]) -> None:
    names = ", ".join(words.MISSING_NAMES[name] for name in missing)
    st.warning(words.MISSING.format(missing=names))


def _forget(key: str) -> None:
    """The next time everything is asked anew, not confirmed."""
    for name in [one for one in st.session_state if str(one).startswith(f"{key}-")]:
        del st.session_state[name]
