"""The Exercise page: choose, do it before the camera, read what went well.

The page shows one state and nothing else: exercising, a question about pain that has to be
answered, the wait after a stop, what follows from an answer, the summary, or choosing. What was
said about pain is read anew each time, so that no other way leads past it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from formcheck.clinic.guard import Guard
from formcheck.clinic.store import Store, Training
from formcheck.errors import FormCheckError
from formcheck.live.hall import (
    LIVE_PATH,
    SAMPLE_PATH,
    begin_exercise,
    begin_sample,
    end_exercise,
    hall,
    resume_point,
)
from formcheck.live.types import Ending
from formcheck.poses.loader import load_exercise
from formcheck.poses.plan import PlanItem, planned_sets
from formcheck.texts import coach as coach_texts
from formcheck.texts import exercise as exercise_texts
from formcheck.texts.formatting import escape
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.ui import exercise_choose, exercise_gate, exercise_summary, safety_pages
from formcheck.ui.coach_component import coach
from formcheck.ui.exercise_choose import Chosen
from formcheck.ui.exercise_gate import Wanted
from formcheck.ui.page_guard import PageGuard
from formcheck.ui.voice import voice_settings

__all__ = ["show"]

FORGOTTEN_AFTER = timedelta(hours=12)
"""A training cut short longer ago than this is not offered to be taken up again."""


@dataclass(kw_only=True)
class _Run:
    """The exercise under way on this page."""

    training_id: int
    key: str
    item: PlanItem
    sample: str | None


def show(open_store: Callable[[], Store]) -> None:
    """Show the state the exercise is in; `open_store` returns the process's history."""
    try:
        store = open_store()
        guard = PageGuard(store)
        if "exercise_run" in st.session_state:
            _exercising(store, st.session_state["exercise_run"])
        elif not exercise_gate.about_pain(store, guard):
            _rest_of_it(store, guard)
    except FormCheckError as error:
        st.error(escape(str(error)))


def _rest_of_it(store: Store, guard: Guard) -> None:
    if "exercise_summary" in st.session_state:
        _summary(store, guard, st.session_state["exercise_summary"])
    elif exercise_gate.WANTED in st.session_state:
        wanted: Wanted = st.session_state[exercise_gate.WANTED]
        if exercise_gate.may_run(guard, wanted):
            _go(store, guard, wanted)
    else:
        _choosing(store, guard)


def _ask_first(
    store: Store, guard: Guard, chosen: Chosen, *, going_on: Training | None = None
) -> None:
    """Start it if it may start; a sample clip feels nothing and may always."""
    wanted = Wanted(chosen=chosen, going_on=None if going_on is None else going_on.id)
    if chosen.sample is not None:
        _go(store, guard, wanted)
    else:
        st.session_state[exercise_gate.WANTED] = wanted
        st.rerun()


# --- Choosing ---------------------------------------------------------------------------------


def _choosing(store: Store, guard: Guard) -> None:
    journey = guard.journey()
    if journey.ban is not None:
        safety_pages.banned(journey.ban)
        return
    st.title(exercise_texts.TITLE, anchor=False)
    st.markdown(exercise_texts.LEAD)
    st.caption(DISCLAIMER_LINE)
    notice = st.session_state.pop(exercise_gate.NOTICE, None)
    if notice is not None:
        with st.container(border=True, key="notice"):
            st.markdown(escape(notice))
    for training in store.open_trainings():
        if abs(datetime.now(UTC) - training.started_at) > FORGOTTEN_AFTER:
            store.interrupt(training.id)
        elif resume_point(training).number > _sets(training):
            # The program went away between the last set's end and the training's.
            store.end_training(training.id, state="finished")
        else:
            _offer(store, guard, training)
    chosen = exercise_choose.show(store, guard)
    if chosen is not None:
        _ask_first(store, guard, chosen)


def _sets(training: Training) -> int:
    return len(planned_sets(training.item, load_exercise(training.item.exercise)))


def _offer(store: Store, guard: Guard, training: Training) -> None:
    """Offer to take up what was cut short."""
    exercise = load_exercise(training.item.exercise)
    where = resume_point(training)
    line = exercise_texts.open_line(
        exercise.title, where.number, _sets(training), sum(where.counts.values())
    )
    elsewhere = hall().occupied(str(training.id))
    with st.container(border=True, key=f"open-{training.id}"):
        st.markdown(f"**{escape(line)}**" + (f" {exercise_texts.ELSEWHERE}" if elsewhere else ""))
        with st.container(horizontal=True):
            label = exercise_texts.GO_ON_HERE if elsewhere else exercise_texts.GO_ON
            if st.button(label, type="primary", key=f"go-on-{training.id}"):
                sample = None if training.source == "camera" else training.source
                chosen = Chosen(item=training.item, sample=sample)
                _ask_first(store, guard, chosen, going_on=training)
            if st.button(exercise_texts.END_IT, key=f"end-{training.id}"):
                hall().close(str(training.id))
                store.end_training(training.id, state="stopped").result()
                st.rerun()


def _go(store: Store, guard: Guard, wanted: Wanted) -> None:
    """Start, or go on with, what is wanted, as far as it may be done; it is asked again if not."""
    item, sample = wanted.chosen.item, wanted.chosen.sample
    if sample is None:
        started = begin_exercise(store, item, guard=guard, training_id=wanted.going_on)
    else:
        started = begin_sample(store, item, source=sample, training_id=wanted.going_on)
    if started is None:  # answered, or gone on with, in another window meanwhile
        exercise_gate.ask_again(store, wanted)
    else:
        st.session_state.pop(exercise_gate.WANTED, None)
        st.session_state["exercise_run"] = _Run(
            training_id=started.training_id, key=started.key, item=started.item, sample=sample
        )
    st.rerun()


# --- Exercising -------------------------------------------------------------------------------


def _exercising(store: Store, run: _Run) -> None:
    told = coach(_coach_data(store, run), key=f"coach-{run.training_id}")
    if told == "renew":
        _renew(run)
    elif told == "sample":
        _switch_to_sample(store, run)
    elif told == "finished":
        _end(store, run, None)
    elif told is not None:
        _end(store, run, Ending(told))


def _coach_data(store: Store, run: _Run) -> dict[str, Any]:
    return {
        "key": run.key,
        "training": run.training_id,
        "path": LIVE_PATH,
        "title": load_exercise(run.item.exercise).title,
        "sample": None if run.sample is None else f"{SAMPLE_PATH}/{run.sample}",
        "voice": voice_settings(store),
        "texts": coach_texts.SCREEN,
    }


def _renew(run: _Run) -> None:
    key = hall().new_key(str(run.training_id))
    if key is None:  # the exercise was given up, or is another page's by now
        del st.session_state["exercise_run"]
    else:
        run.key = key
    st.rerun()


def _switch_to_sample(store: Store, run: _Run) -> None:
    hall().close(str(run.training_id))
    store.end_training(run.training_id, state="stopped")
    del st.session_state["exercise_run"]
    _go(store, Guard(store), Wanted(chosen=exercise_choose.sample_of(run.item)))


def _end(store: Store, run: _Run, ending: Ending | None) -> None:
    """End it, as the person did or after its last set (None); what is asked then comes by itself.

    After "It hurts" it may go on, so it is not summed up.
    """
    exercise = None if run.sample is not None else run.item.exercise
    end_exercise(store, run.training_id, ending, exercise=exercise)
    del st.session_state["exercise_run"]
    if ending is not Ending.REPORT_PAIN:
        st.session_state["exercise_summary"] = run.training_id
    st.rerun()


# --- The summary ------------------------------------------------------------------------------


def _summary(store: Store, guard: Guard, training_id: int) -> None:
    training = store.training(training_id)
    if training is None:
        del st.session_state["exercise_summary"]
        st.rerun()
    wanted = exercise_summary.show(training, exercise_gate.after_it(store, training_id))
    if wanted is not None:
        del st.session_state["exercise_summary"]
        if wanted == "again":
            sample = None if training.source == "camera" else training.source
            _ask_first(store, guard, Chosen(item=training.item, sample=sample))
        st.rerun()
