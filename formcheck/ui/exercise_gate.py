"""What comes before an exercise, and between a stop and whatever comes after it."""

from dataclasses import dataclass

import streamlit as st

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from formcheck.poses.loader import load_exercise
from formcheck.safety.events import Asked, Why
from formcheck.safety.permit import Need, Permit
from formcheck.safety.tables import Decision, Judgement
from formcheck.ui import safety_pages, safety_texts
from formcheck.ui.exercise_choose import Chosen

__all__ = ["NOTICE", "WANTED", "Wanted", "about_pain", "may_run", "notice"]

WANTED = "exercise_wanted"
NOTICE = "exercise_notice"
_DECIDED = "safety_decided"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the person wants to do, while it is asked whether they may.

    `going_on` is the training to take up again, None for a new one.
    """

    chosen: Chosen
    going_on: int | None = None


def about_pain(store: Store, guard: Guard) -> bool:
    """Whether something about pain comes before everything else; then it is shown."""
    journey = guard.journey()
    judged: tuple[Judgement, int | None] | None = st.session_state.get(_DECIDED)
    if journey.question is not None:
        answer = safety_pages.ask_now(store, guard, journey.question)
        if answer is not None:
            _answered(store, answer, journey.question)
    elif journey.stopped is not None:
        answer = safety_pages.wait(store, guard, journey)
        if answer is not None:
            st.session_state[_DECIDED] = (answer, None)
            st.rerun()
    elif judged is not None:
        _decided(store, *judged)
    else:
        return False
    return True


def may_run(guard: Guard, wanted: Wanted) -> Permit | None:
    """The leave to run what is wanted; None while something comes before it, which is shown."""
    exercise = load_exercise(wanted.chosen.item.exercise)
    permit = guard.permit(exercise)
    if permit.runs:
        return permit
    if permit.need is Need.CHECK:
        said = safety_pages.ask_before(guard, guard.journey())
        if said == "back":
            del st.session_state[WANTED]
        if said is not None:
            st.rerun()
    else:
        del st.session_state[WANTED]
        if permit.need is Need.PRESCRIPTION:
            st.session_state["exercise_chosen"] = exercise.name
        elif permit.need is not Need.BANNED:
            st.session_state[NOTICE] = notice(permit, exercise.title)
        st.rerun()
    return None


def notice(permit: Permit, title: str) -> str:
    """Why an exercise is not there today, as a sentence."""
    text = safety_texts.TOO_SORE if permit.need is Need.TOO_SORE else safety_texts.CLOSED
    return text.format(title=title)


def _answered(store: Store, judged: Judgement, question: Asked) -> None:
    """An answer that stops it ends its training; one after the end leads on to the summary."""
    if judged.decision is Decision.UNANSWERED:
        st.rerun()
    training = None if question.training_id is None else store.training(question.training_id)
    running = training is not None and training.state == "running"
    if running and training is not None and not judged.decision.runs:
        store.end_training(training.id, state="stopped").result()
        running = False
    if not judged.decision.runs:  # who stopped for pain is not told how well it went
        st.session_state.pop("exercise_summary", None)
    elif question.why is Why.FINISHED:
        st.session_state["exercise_summary"] = question.training_id
    plain = question.why is Why.FINISHED and judged.decision is Decision.GO and not judged.rules
    if judged.decision < Decision.STOP and not plain:  # the wait shows a stop by itself
        st.session_state[_DECIDED] = (judged, question.training_id if running else None)
    st.rerun()


def _decided(store: Store, judged: Judgement, training_id: int | None) -> None:
    training = None if training_id is None else store.training(training_id)
    wanted = safety_pages.decided(judged, running=training is not None)
    if wanted is None:
        return
    del st.session_state[_DECIDED]
    if training is not None and wanted == "go_on":
        chosen = Chosen(item=training.item, sample=None)
        st.session_state[WANTED] = Wanted(chosen=chosen, going_on=training.id)
    elif training is not None:
        store.end_training(training.id, state="stopped").result()
    st.rerun()
