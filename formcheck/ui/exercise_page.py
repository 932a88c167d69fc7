"""The Exercise page: choose, do it before the camera, read what went well.

The page shows one of three states and nothing else: choosing, exercising, the summary.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from formcheck.clinic.store import PlanItem, Setting, Store, Training
from formcheck.errors import FormCheckError
from formcheck.live.hall import LIVE_PATH, SAMPLE_PATH, hall, open_session, where_of
from formcheck.live.rounds import rounds_of
from formcheck.poses.loader import load_exercise
from formcheck.ui import exercise_choose, exercise_summary, texts
from formcheck.ui import exercise_texts as words
from formcheck.ui.coach_component import coach
from formcheck.ui.exercise_choose import Chosen

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
        run = st.session_state.get("exercise_run")
        summary = st.session_state.get("exercise_summary")
        if run is not None:
            _exercising(store, run)
        elif summary is not None:
            _summary(store, summary)
        else:
            _choosing(store)
    except FormCheckError as error:
        st.error(texts.escape(str(error)))


# --- Choosing ---------------------------------------------------------------------------------


def _choosing(store: Store) -> None:
    st.title(words.TITLE, anchor=False)
    st.markdown(words.LEAD)
    st.caption(texts.DISCLAIMER_LINE)
    for training in store.open_trainings():
        if abs(datetime.now(UTC) - training.started_at) > FORGOTTEN_AFTER:
            store.interrupt(training.id)
        elif where_of(training).number > _sets(training):
            # The program went away between the last set's end and the training's.
            store.end_training(training.id, state="finished")
        else:
            _offer(store, training)
    chosen = exercise_choose.show(store)
    if chosen is not None:
        _start(store, chosen)


def _sets(training: Training) -> int:
    return len(rounds_of(training.item, load_exercise(training.item.exercise)))


def _offer(store: Store, training: Training) -> None:
    """Offer to take up what was cut short."""
    exercise = load_exercise(training.item.exercise)
    where = where_of(training)
    line = words.open_line(
        exercise.title, where.number, _sets(training), sum(where.counts.values())
    )
    elsewhere = hall().occupied(str(training.id))
    with st.container(border=True, key=f"open-{training.id}"):
        st.markdown(f"**{texts.escape(line)}**" + (f" {words.ELSEWHERE}" if elsewhere else ""))
        with st.container(horizontal=True):
            label = words.GO_ON_HERE if elsewhere else words.GO_ON
            if st.button(label, type="primary", key=f"go-on-{training.id}"):
                sample = None if training.source == "camera" else training.source
                _enter(store, training.item, training.id, sample=sample, going_on=training)
            if st.button(words.END_IT, key=f"end-{training.id}"):
                hall().close(str(training.id))
                store.end_training(training.id, state="stopped").result()
                st.rerun()


def _start(store: Store, chosen: Chosen) -> None:
    source = chosen.sample or "camera"
    training_id = store.begin_training(chosen.item, source=source)
    _enter(store, chosen.item, training_id, sample=chosen.sample, going_on=None)


def _enter(
    store: Store,
    item: PlanItem,
    training_id: int,
    *,
    sample: str | None,
    going_on: Training | None,
) -> None:
    key = open_session(store, item, training_id=training_id, going_on=going_on)
    st.session_state["exercise_run"] = _Run(
        training_id=training_id, key=key, item=item, sample=sample
    )
    st.rerun()


# --- Exercising -------------------------------------------------------------------------------


def _exercising(store: Store, run: _Run) -> None:
    told = coach(_coach_data(store, run), key=f"coach-{run.training_id}")
    if told == "renew":
        _renew(run)
    elif told == "sample":
        _switch_to_sample(store, run)
    elif told in {"finished", "stopped"}:
        _leave(store, run, state=told)


def _coach_data(store: Store, run: _Run) -> dict[str, Any]:
    return {
        "key": run.key,
        "path": LIVE_PATH,
        "title": load_exercise(run.item.exercise).title,
        "sample": None if run.sample is None else f"{SAMPLE_PATH}/{run.sample}",
        "camera": store.setting(Setting.CAMERA, ""),
        "voice": {
            "on": store.setting(Setting.VOICE, default=True) is not False,
            "rate": store.setting(Setting.VOICE_RATE, 1.0),
        },
        "texts": words.COACH,
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
    _start(store, exercise_choose.sample_of(run.item))


def _leave(store: Store, run: _Run, *, state: str) -> None:
    hall().close(str(run.training_id))
    training = store.training(run.training_id)
    if training is not None and training.state == "running":
        # The page could not tell the session any more; what the person did counts all the same.
        store.end_training(run.training_id, state=state).result()
    del st.session_state["exercise_run"]
    st.session_state["exercise_summary"] = run.training_id
    st.rerun()


# --- The summary ------------------------------------------------------------------------------


def _summary(store: Store, training_id: int) -> None:
    training = store.training(training_id)
    if training is None:
        del st.session_state["exercise_summary"]
        st.rerun()
    wanted = exercise_summary.show(training)
    if wanted is not None:
        del st.session_state["exercise_summary"]
        if wanted == "again":
            sample = None if training.source == "camera" else training.source
            _start(store, Chosen(item=training.item, sample=sample))
        st.rerun()
