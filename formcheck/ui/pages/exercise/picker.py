"""Choosing an exercise and its dose, and saving the plan."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import get_args

import streamlit as st

from formcheck.encoding import read_text
from formcheck.history import PlanItem, PlanSide, Setting, Store
from formcheck.history.amounts_done import reduce_to
from formcheck.history.safety_service import SafetyService
from formcheck.paths import bundled_path
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.poses.plan import usual_item
from formcheck.safety.clearance import Clearance
from formcheck.safety.dose_limit import BOTH, Amount
from formcheck.texts import exercise as exercise_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts.formatting import escape
from formcheck.ui.components import page_start
from formcheck.ui.pages.exercise import dose_limit

__all__ = ["ExerciseChoice", "find_sample", "show"]

MAX_SETS, MAX_REPETITIONS, MAX_HOLD_S, MAX_REST_S = 10, 30, 60, 300
_SIDES: tuple[PlanSide, ...] = get_args(PlanSide)
_RATES = (0.8, 0.9, 1.0, 1.15, 1.3)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseChoice:
    """What to do now; `sample` names the clip that replaces the camera, None for the camera.

    `limit_shown` says that the page showed the limit of the next day, if one is in force.
    """

    item: PlanItem
    sample: str | None
    limit_shown: bool = False


def show(store: Store, safety: SafetyService) -> ExerciseChoice | None:
    """Show the choice and return what the person started, None before that."""
    name = st.session_state.get("exercise_chosen")
    if name in exercise_names():
        return _details(store, safety, load_exercise(name))
    page_start.begin(exercise_texts.TITLE, state="choose")
    started = _plan(store, safety)
    _cards()
    return started


def find_sample(item: PlanItem) -> ExerciseChoice:
    """`item` cut down to what the sample clip of its exercise shows."""
    labels = bundled_path("sample_videos") / f"{item.exercise}.toml"
    shown = tomllib.loads(read_text(labels))["repetition"]
    sides = {one["side"] for one in shown}
    alone = load_exercise(item.exercise).counting_mode == "per_leg" and len(sides) == 1
    return ExerciseChoice(
        item=replace(
            item,
            sets=1,
            repetitions=max(len(shown) // len(sides), 1),
            side=sides.pop() if alone else "auto",
        ),
        sample=item.exercise,
    )


# --- All exercises ----------------------------------------------------------------------------


def _cards() -> None:
    st.subheader(exercise_texts.CHOOSE_TITLE, anchor=False)
    names = exercise_names()
    with st.container(key="samples"):
        for name, column in zip(names, st.columns(len(names)), strict=True):
            exercise = load_exercise(name)
            with column, st.container(border=True, key=f"card-{name}"):
                _still(name, exercise.title)
                st.caption(escape(exercise.summary))
                if st.button(escape(exercise.title), key=f"choose-{name}", width="stretch"):
                    st.session_state["exercise_chosen"] = name
                    st.rerun()


def _still(name: str, title: str) -> None:
    picture = files("formcheck.ui") / "assets" / "form" / f"{name}.jpg"
    if picture.is_file():
        st.image(picture.read_bytes(), width="stretch", alt=exercise_texts.form_alt(title))


def _moving(name: str, title: str) -> None:
    """Good form in motion; the style sheet shows a still where reduced motion is preferred."""
    film = files("formcheck.ui") / "assets" / "form" / f"{name}.mp4"
    if film.is_file():
        with st.container(key="form-film"):
            st.video(film.read_bytes(), loop=True, autoplay=True, muted=True)
        with st.container(key="form-still"):
            _still(name, title)


# --- The plan ---------------------------------------------------------------------------------


def _plan(store: Store, safety: SafetyService) -> ExerciseChoice | None:
    st.subheader(exercise_texts.PLAN_TITLE, anchor=False)
    plan = store.plan()
    removed: PlanItem | None = st.session_state.get("plan_removed")
    if removed is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(exercise_texts.REMOVED)
            if st.button(exercise_texts.UNDO, key="plan-undo"):
                _save(store, [*plan, removed])
                del st.session_state["plan_removed"]
                st.rerun()
    if not plan:
        st.markdown(exercise_texts.PLAN_EMPTY)
        return None
    for index, item in enumerate(plan):
        exercise = load_exercise(item.exercise)
        with st.container(
            border=True, key=f"plan-{index}", horizontal=True, vertical_alignment="center"
        ):
            amount = exercise_texts.goal_line(item.sets, item.repetitions, item.hold_s)
            st.markdown(f"**{escape(exercise.title)}** · {amount}")
            clearance = safety.check_clearance(exercise, side=item.side)
            limit = _show_limit(clearance, exercise, why=True)
            if st.button(
                exercise_texts.START,
                type="primary",
                key=f"plan-start-{index}",
                disabled=limit.nothing,
            ):
                return ExerciseChoice(item=item, sample=None, limit_shown=limit.before)
            if st.button(exercise_texts.REMOVE, key=f"plan-remove-{index}"):
                _save(store, [*plan[:index], *plan[index + 1 :]])
                st.session_state["plan_removed"] = item
                st.rerun()
    return None


def _save(store: Store, plan: Sequence[PlanItem]) -> None:
    store.save_plan(plan).result()


# --- One exercise -----------------------------------------------------------------------------


def _details(store: Store, safety: SafetyService, exercise: Exercise) -> ExerciseChoice | None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(exercise.title, anchor=False)
        if st.button(exercise_texts.OTHER, key="all-exercises", icon=":material/arrow_back:"):
            del st.session_state["exercise_chosen"]
            st.rerun()
    page_start.begin(exercise.title, state=f"details-{exercise.name}")
    picture, amount = st.columns([3, 2], gap="large")
    with picture:
        _moving(exercise.name, exercise.title)
        st.markdown(escape(exercise.summary))
        st.markdown(f"**{exercise_texts.CAMERA_TITLE}.** {escape(exercise.camera)}")
        st.markdown(escape(exercise.caution))
    with amount:
        locked = _locked(safety, exercise)
        clearance = safety.check_clearance(exercise)
        limit = _show_limit(clearance, exercise, why=True)
        item = _amount(exercise, None if limit.nothing else clearance.most)
        _voice(store)
        stays = locked or limit.nothing
        if st.button(
            exercise_texts.START, type="primary", key="start", width="stretch", disabled=stays
        ):
            return ExerciseChoice(item=item, sample=None, limit_shown=limit.before)
        has_sample = (bundled_path("sample_videos") / f"{exercise.name}.mp4").is_file()
        if has_sample and st.button(
            exercise_texts.START_SAMPLE, key="start-sample", width="stretch"
        ):
            return find_sample(item)
        if st.button(exercise_texts.ADD, key="add-to-plan", width="stretch"):
            _save(store, [*store.plan(), item])
            st.toast(exercise_texts.ADDED)
    return None


def _locked(safety: SafetyService, exercise: Exercise) -> bool:
    """Whether the exercise still needs a confirmed prescription; if so, ask for it."""
    if exercise.prescription_only is None:
        return False
    given = safety.prescribed_on(exercise.name)
    if given is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(safety_texts.LOCKED_GIVEN.format(day=given.isoformat()))
            if st.button(safety_texts.LOCKED_WITHDRAW, key="withdraw", type="tertiary"):
                safety.withdraw(exercise.name)
                st.rerun()
        return False
    instead = load_exercise(exercise.prescription_only.instead)
    with st.container(border=True, key="notice"):
        st.markdown(f"**{safety_texts.LOCKED_TITLE}.** {escape(exercise.prescription_only.why)}")
        if st.checkbox(safety_texts.LOCKED_CONFIRM, key=f"prescribed-{exercise.name}"):
            safety.prescribe(exercise.name)
            st.rerun()
        label = safety_texts.LOCKED_INSTEAD.format(title=instead.title)
        if st.button(escape(label), key="instead"):
            st.session_state["exercise_chosen"] = instead.name
            st.rerun()
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class _LimitShown:
    """The limit that was shown: whether it allows `nothing`, and was shown `before`."""

    nothing: bool
    before: bool


def _show_limit(clearance: Clearance, exercise: Exercise, *, why: bool) -> _LimitShown:
    """Show the limit of the next day, if one is in force, and `why` it is."""
    nothing = dose_limit.why_nothing(clearance, exercise.title)
    line = nothing
    if nothing is not None:
        st.caption(escape(nothing))
    elif clearance.most is not None:
        line = dose_limit.most_line(clearance.most)
        st.caption(f"**{escape(line)}**")
        if why:
            st.caption(safety_texts.HELD_BACK)
    # Another window may have caused the limit after this page was shown and before the click.
    key = f"limit-shown-{exercise.name}"
    before = line is not None and st.session_state.get(key) == line
    st.session_state[key] = line
    return _LimitShown(nothing=nothing is not None, before=before)


def _amount(exercise: Exercise, most: Amount | None) -> PlanItem:
    """The dose to do; `most` limits it, None = no limit of the day."""
    usual = usual_item(exercise) if most is None else reduce_to(usual_item(exercise), most)
    highest = (
        (MAX_SETS, MAX_REPETITIONS, MAX_HOLD_S)
        if most is None
        else (most.sets, most.repetitions, max(round(most.hold_s), 1))
    )
    st.markdown(f"**{exercise_texts.DOSE_TITLE}**")
    left, right = st.columns(2)
    name = exercise.name
    repetitions = (
        exercise_texts.REPETITIONS
        if exercise.counting_mode == "whole_body"
        else exercise_texts.REPETITIONS_SIDE
    )
    _forget_above(highest, name)
    with left:
        sets = st.number_input(exercise_texts.SETS, 1, highest[0], usual.sets, key=f"sets-{name}")
        hold = st.number_input(
            exercise_texts.HOLD, 1, highest[2], round(usual.hold_s), key=f"hold-{name}"
        )
    with right:
        many = st.number_input(
            repetitions, 1, highest[1], usual.repetitions, key=f"repetitions-{name}"
        )
        rest = st.number_input(
            exercise_texts.REST, 0, MAX_REST_S, round(usual.rest_s), key=f"rest-{name}"
        )
    side: PlanSide = "auto"
    if exercise.counting_mode == "per_leg":
        side = st.segmented_control(
            exercise_texts.SIDE,
            _SIDES if most is None or most.side == BOTH else (usual.side,),
            default=usual.side,
            required=True,
            format_func=exercise_texts.SIDES.__getitem__,
            help=exercise_texts.SIDE_HELP,
            key=f"side-{name}",
        )
    return replace(
        usual,
        sets=int(sets),
        repetitions=int(many),
        hold_s=float(hold),
        rest_s=float(rest),
        side=side,
    )


def _forget_above(highest: tuple[int, int, int], name: str) -> None:
    """Forget a number that was chosen before the limit came, and is above it."""
    for field, number in zip(("sets", "repetitions", "hold"), highest, strict=True):
        key = f"{field}-{name}"
        if st.session_state.get(key, 0) > number:
            del st.session_state[key]


def _voice(store: Store) -> None:
    on = store.setting(Setting.VOICE, default=True) is not False
    rate = store.setting(Setting.VOICE_RATE, 1.0)
    keep = store.setting(Setting.KEEP_LANDMARKS, default=False) is True
    chosen = st.toggle(exercise_texts.VOICE, value=on, key="voice-on")
    if chosen != on:
        store.save_setting(Setting.VOICE, chosen).result()
    speed = st.select_slider(
        exercise_texts.RATE, _RATES, value=rate if rate in _RATES else 1.0, key="voice-rate"
    )
    if speed != rate:
        store.save_setting(Setting.VOICE_RATE, speed).result()
    allowed = st.toggle(
        exercise_texts.KEEP, value=keep, help=exercise_texts.KEEP_HELP, key="keep-landmarks"
    )
    if allowed != keep:
        store.save_setting(Setting.KEEP_LANDMARKS, allowed).result()
