"""The pages before an exercise, and those after a stop."""

from dataclasses import dataclass

import streamlit as st

from formcheck.history import Store
from formcheck.history.safety_service import SafetyService
from formcheck.live.server.live_sessions import live_sessions
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Clearance, Requirement
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.safety.events import PainAnswered, PainQuestionAsked, QuestionReason
from formcheck.texts import safety as safety_texts
from formcheck.texts.safety_outcomes import Moment
from formcheck.ui.pages.exercise import dose_limit
from formcheck.ui.pages.exercise.choice import ExerciseChoice
from formcheck.ui.pages.safety import emergency, safety_pages

__all__ = [
    "NOTICE",
    "WANTED",
    "PendingExercise",
    "ask_again",
    "build_notice",
    "find_decision",
    "may_run",
    "runs_at_once",
    "show_pain_page",
]

WANTED = "exercise_wanted"
NOTICE = "exercise_notice"
_DECIDED = "safety_decided"


@dataclass(frozen=True, kw_only=True)
class PendingExercise:
    """The exercise a person wants to do, while FormCheck asks whether they may.

    `session_id` is the session to continue, None for a new one.
    """

    chosen: ExerciseChoice
    session_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Decided:
    """The decision after an answer; `session_id` is the session that can continue, or None."""

    judged: Judgement
    moment: Moment
    session_id: int | None = None


def show_pain_page(store: Store, safety: SafetyService) -> bool:
    """Show a page about pain if one comes before everything else; return whether it does."""
    day_state = safety.day_state()
    decided: _Decided | None = st.session_state.get(_DECIDED)
    if day_state.emergency:
        if emergency.show(safety, day_state):
            st.rerun()
    elif day_state.question is not None:
        answer = safety_pages.ask_now(store, safety, day_state.question)
        if answer is not None:
            _answered(store, answer, day_state.question)
    elif day_state.stopped is not None:
        answer = safety_pages.show_wait(store, safety, day_state)
        if answer is not None:
            st.session_state[_DECIDED] = _Decided(judged=answer, moment=Moment.LATER)
            st.rerun()
    elif decided is not None:
        _decided(store, decided)
    else:
        return False
    return True


def may_run(safety: SafetyService, wanted: PendingExercise) -> bool:
    """Return whether the wanted exercise may begin; if a page comes before it, show that page.

    If a limit is in force, it is shown before the camera opens.
    """
    clearance = _check(safety, wanted)
    if _runs_at_once(clearance, wanted):
        return True
    item = wanted.chosen.item
    exercise = load_exercise(item.exercise)
    if clearance.runs and clearance.most is not None:
        said = dose_limit.confirm(clearance.most, item)
        if said == "back":
            del st.session_state[WANTED]
            st.rerun()
        return said == "start"
    if clearance.need is Requirement.CHECK:
        said = safety_pages.ask_before(safety, safety.day_state())
        if said == "emergency":
            live_sessions().close_all()  # with such a sign nobody exercises, in any window
        if said == "back":
            del st.session_state[WANTED]
        if said is not None:
            st.rerun()
    else:
        del st.session_state[WANTED]
        if clearance.need is Requirement.PRESCRIPTION:
            st.session_state["exercise_chosen"] = exercise.name
        elif clearance.need is not Requirement.BANNED:
            st.session_state[NOTICE] = build_notice(clearance, exercise.title)
        st.rerun()
    return False


def runs_at_once(safety: SafetyService, wanted: PendingExercise) -> bool:
    """Return whether the wanted exercise may begin and no page comes before it."""
    return _runs_at_once(_check(safety, wanted), wanted)


def _check(safety: SafetyService, wanted: PendingExercise) -> Clearance:
    item = wanted.chosen.item
    exercise = load_exercise(item.exercise)
    return safety.check_clearance(exercise, side=item.side, session_id=wanted.session_id)


def _runs_at_once(clearance: Clearance, wanted: PendingExercise) -> bool:
    return clearance.runs and (clearance.most is None or wanted.chosen.limit_shown)


def ask_again(store: Store, wanted: PendingExercise) -> None:
    """Ask again whether `wanted` may begin, unless its session is over by now."""
    number = wanted.session_id
    session = None if number is None else store.session(number)
    if number is None or (session is not None and session.state == "running"):
        st.session_state[WANTED] = wanted
    else:
        st.session_state.pop(WANTED, None)


def find_decision(store: Store, session_id: int) -> Judgement | None:
    """Return the decision after a session's answer; None if nothing was answered."""
    answers = store.answers(session_id=session_id)
    told = [
        one for one in answers if isinstance(one.event, PainAnswered) and one.decision is not None
    ]
    if not told or told[-1].decision is None:
        return None
    return Judgement(decision=told[-1].decision, rules=told[-1].rules)


def build_notice(clearance: Clearance, title: str) -> str:
    """Return why an exercise is not offered today, as a sentence."""
    if clearance.need is Requirement.TOO_SORE:
        return safety_texts.TOO_SORE.format(title=title)
    beyond = dose_limit.find_obstacle(clearance, title)
    return safety_texts.CLOSED.format(title=title) if beyond is None else beyond


def _answered(store: Store, judged: Judgement, question: PainQuestionAsked) -> None:
    """End the session if the answer stops it; show the summary if the session had ended."""
    if judged.decision is Decision.UNANSWERED:
        st.rerun()
    session = None if question.session_id is None else store.session(question.session_id)
    running = session is not None and session.state == "running"
    if running and session is not None and not judged.decision.runs:
        store.end_session(session.id, state="stopped").result()
        running = False
    if not judged.decision.runs:  # after a stop for pain nobody reads how well it went
        st.session_state.pop("exercise_summary", None)
    elif question.why is QuestionReason.FINISHED:
        st.session_state["exercise_summary"] = question.session_id
    summed_up = question.why is QuestionReason.FINISHED and judged.decision is Decision.GO
    if judged.decision < Decision.STOP and not summed_up:  # the wait shows a stop by itself
        st.session_state[_DECIDED] = _Decided(
            judged=judged,
            moment=Moment.RUNNING if running else Moment.OVER,
            session_id=question.session_id if running else None,
        )
    st.rerun()


def _decided(store: Store, decided: _Decided) -> None:
    number = decided.session_id
    session = None if number is None else store.session(number)
    moment = Moment.OVER if number is not None and session is None else decided.moment
    wanted = safety_pages.show_decision(decided.judged, moment)
    if wanted is None:
        return
    del st.session_state[_DECIDED]
    if session is not None and wanted == "continue":
        chosen = ExerciseChoice(item=session.item, sample=None)
        st.session_state[WANTED] = PendingExercise(chosen=chosen, session_id=session.id)
    elif session is not None:
        store.end_session(session.id, state="stopped").result()
    st.rerun()
