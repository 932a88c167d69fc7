"""What comes before an exercise, and between a stop and whatever comes after it."""

from dataclasses import dataclass

import streamlit as st

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store
from formcheck.live.hall import hall
from formcheck.poses.loader import load_exercise
from formcheck.safety.events import Asked, Told, Why
from formcheck.safety.permit import Need, Permit
from formcheck.safety.tables import Decision, Judgement
from formcheck.texts import safety as safety_texts
from formcheck.texts.safety_outcomes import Moment
from formcheck.ui import exercise_limit, safety_emergency, safety_pages
from formcheck.ui.exercise_choose import Chosen

__all__ = ["NOTICE", "WANTED", "Wanted", "about_pain", "after_it", "ask_again", "may_run", "notice"]

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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Decided:
    """What followed from an answer; `training_id` is the training that can go on, else None."""

    judged: Judgement
    moment: Moment
    training_id: int | None = None


def about_pain(store: Store, guard: Guard) -> bool:
    """Whether something about pain comes before everything else; then it is shown."""
    journey = guard.journey()
    decided: _Decided | None = st.session_state.get(_DECIDED)
    if journey.emergency:
        if safety_emergency.show(guard, journey):
            st.rerun()
    elif journey.question is not None:
        answer = safety_pages.ask_now(store, guard, journey.question)
        if answer is not None:
            _answered(store, answer, journey.question)
    elif journey.stopped is not None:
        answer = safety_pages.wait(store, guard, journey)
        if answer is not None:
            st.session_state[_DECIDED] = _Decided(judged=answer, moment=Moment.LATER)
            st.rerun()
    elif decided is not None:
        _decided(store, decided)
    else:
        return False
    return True


def may_run(guard: Guard, wanted: Wanted) -> bool:
    """Whether to begin what is wanted; False while something comes before it, which is shown.

    A limit that is in force is shown before the camera opens.
    """
    item = wanted.chosen.item
    exercise = load_exercise(item.exercise)
    permit = guard.permit(exercise, side=item.side, training_id=wanted.going_on)
    if permit.runs:
        if permit.most is None or wanted.chosen.limit_shown:
            return True
        said = exercise_limit.confirm(permit.most, item)
        if said == "back":
            del st.session_state[WANTED]
            st.rerun()
        return said == "start"
    if permit.need is Need.CHECK:
        said = safety_pages.ask_before(guard, guard.journey())
        if said == "emergency":
            hall().close_all()  # whoever has such a sign exercises in no window
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
    return False


def ask_again(store: Store, wanted: Wanted) -> None:
    """Ask once more whether `wanted` may begin, unless its training is over by now."""
    number = wanted.going_on
    training = None if number is None else store.training(number)
    if number is None or (training is not None and training.state == "running"):
        st.session_state[WANTED] = wanted
    else:
        st.session_state.pop(WANTED, None)


def after_it(store: Store, training_id: int) -> Judgement | None:
    """What followed from the answer after a training; None where nothing was answered."""
    answers = store.answers(training_id=training_id)
    told = [one for one in answers if isinstance(one.event, Told) and one.decision is not None]
    if not told or told[-1].decision is None:
        return None
    return Judgement(decision=told[-1].decision, rules=told[-1].rules)


def notice(permit: Permit, title: str) -> str:
    """Why an exercise is not there today, as a sentence."""
    if permit.need is Need.TOO_SORE:
        return safety_texts.TOO_SORE.format(title=title)
    beyond = exercise_limit.why_nothing(permit, title)
    return safety_texts.CLOSED.format(title=title) if beyond is None else beyond


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
    summed_up = question.why is Why.FINISHED and judged.decision is Decision.GO
    if judged.decision < Decision.STOP and not summed_up:  # the wait shows a stop by itself
        st.session_state[_DECIDED] = _Decided(
            judged=judged,
            moment=Moment.RUNNING if running else Moment.OVER,
            training_id=question.training_id if running else None,
        )
    st.rerun()


def _decided(store: Store, decided: _Decided) -> None:
    number = decided.training_id
    training = None if number is None else store.training(number)
    moment = Moment.OVER if number is not None and training is None else decided.moment
    wanted = safety_pages.decided(decided.judged, moment)
    if wanted is None:
        return
    del st.session_state[_DECIDED]
    if training is not None and wanted == "go_on":
        chosen = Chosen(item=training.item, sample=None)
        st.session_state[WANTED] = Wanted(chosen=chosen, going_on=training.id)
    elif training is not None:
        store.end_training(training.id, state="stopped").result()
    st.rerun()
