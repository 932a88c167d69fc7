"""No more than last time: what a person reads while the limit of the next day is in force."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from formcheck.history import PlanItem
from formcheck.history.amounts_done import reduce_to
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.safety.clearance import Clearance
from formcheck.safety.dose_limit import Amount, Beyond
from formcheck.texts import exercise as exercise_texts
from formcheck.texts import safety as safety_texts
from formcheck.texts.formatting import escape
from formcheck.ui import theme
from formcheck.ui.components import page_start

__all__ = ["LimitShown", "build_limit_line", "confirm", "find_obstacle", "show_limit"]

_NOTHING: Mapping[Beyond, str] = {
    Beyond.NOT_LAST_TIME: exercise_texts.NOT_LAST_TIME,
    Beyond.ENOUGH: exercise_texts.ENOUGH,
    Beyond.GOING_ON: exercise_texts.NOT_FINISHED,
}


def find_obstacle(clearance: Clearance, title: str) -> str | None:
    """Return why the limit allows nothing of the exercise `title`; None if it allows something."""
    beyond = None if clearance.limit is None else clearance.limit.stands_against
    return None if beyond is None else _NOTHING[beyond].format(title=title)


def build_limit_line(most: Amount) -> str:
    """Return the limit in words, such as "No more than last time: 2 sets of 8, held for 5 s."."""
    amount = exercise_texts.goal_line(most.sets, most.repetitions, most.hold_s)
    side = (
        f", {exercise_texts.SIDES[most.side].lower()} leg" if most.side in {"left", "right"} else ""
    )
    return exercise_texts.LIMIT.format(amount=f"{amount}{side}")


def confirm(most: Amount, wanted: PlanItem) -> str | None:
    """Show the limit before the camera opens; "start" or "back" once the person chose."""
    theme.apply("safety")
    page_start.show_title(exercise_texts.LIMIT_TITLE, state=f"limit-{wanted.exercise}")
    item = reduce_to(wanted, most)
    title = load_exercise(item.exercise).title
    amount = exercise_texts.goal_line(item.sets, item.repetitions, item.hold_s)
    with st.container(border=True, key="notice"):
        st.markdown(f"**{escape(build_limit_line(most))}**")
        st.markdown(safety_texts.HELD_BACK)
    st.markdown(f"**{escape(title)}** · {amount}")
    with st.container(horizontal=True):
        if st.button(exercise_texts.START, type="primary", key="limit-start"):
            return "start"
        if st.button(safety_texts.BACK_BUTTON, key="limit-back"):
            return "back"
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitShown:
    """The limit that was shown: whether it allows `nothing`, and was shown `before`."""

    nothing: bool
    before: bool


def show_limit(clearance: Clearance, exercise: Exercise) -> LimitShown:
    """Show the limit of the next day and the reason for it, if one is in force."""
    nothing = find_obstacle(clearance, exercise.title)
    line = nothing
    if nothing is not None:
        st.caption(escape(nothing))
    elif clearance.most is not None:
        line = build_limit_line(clearance.most)
        st.caption(f"**{escape(line)}**")
        st.caption(safety_texts.HELD_BACK)
    # Another window may have caused the limit after this page was shown and before the click.
    key = f"limit-shown-{exercise.name}"
    before = line is not None and st.session_state.get(key) == line
    st.session_state[key] = line
    return LimitShown(nothing=nothing is not None, before=before)
