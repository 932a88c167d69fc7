"""What the person reads after an exercise: how it went and one thing to work on."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from formcheck.drawing.nearer_side import find_nearer_side
from formcheck.drawing.svg import draw_skeleton_svg
from formcheck.history import ExerciseSession, StoredRepetition
from formcheck.poses.exercise import Exercise
from formcheck.poses.loader import load_exercise
from formcheck.safety.decision_table import Decision, Judgement
from formcheck.texts import exercise as exercise_texts
from formcheck.texts.formatting import escape, is_known, known
from formcheck.texts.safety import DISCLAIMER_LINE
from formcheck.texts.safety_outcomes import find_reasons
from formcheck.ui.components import page_start
from formcheck.ui.components.best_repetitions import find_best_and_worst

__all__ = ["find_one_thing", "find_what_went_well", "show"]


def show(session: ExerciseSession, after: Judgement | None) -> str | None:
    """Show the summary; return "again" or "done" once the person chose.

    `after` is the decision from the answers after the session, None if nothing was asked. Beside a
    warning there is no praise and no advice to do more.
    """
    exercise = load_exercise(session.item.exercise)
    repetitions = [r for s in session.sets for r in s.repetitions or ()]
    counted = [r for r in repetitions if r.result.counted]
    warned = after is not None and after.decision is not Decision.GO
    title = exercise_texts.SUMMARY_TITLE[session.state]
    if warned and session.state == "finished":
        title = exercise_texts.SUMMARY_WARNED_TITLE
    page_start.show_title(title, state=f"summary-{session.id}")
    if after is not None and not warned and find_reasons(after):
        with st.container(border=True, key="notice"):
            st.markdown(escape(" ".join(find_reasons(after))))
    if session.state == "stopped":
        st.markdown(exercise_texts.STOPPED_TEXT)
    with st.container(border=True, key="summary"):
        st.markdown(_headline(exercise, session, counted))
    if counted:
        left, right = st.columns(2)
        with left, st.container(border=True, key="went-well"):
            st.subheader(
                exercise_texts.COUNTED_TITLE if warned else exercise_texts.WELL_TITLE, anchor=False
            )
            for line in find_what_went_well(counted):
                st.markdown(f"- {escape(line)}")
        if not warned:
            with right, st.container(border=True, key="one-thing"):
                st.subheader(exercise_texts.ONE_THING_TITLE, anchor=False)
                st.markdown(
                    escape(find_one_thing(exercise, counted) or exercise_texts.NOTHING_TO_CHANGE)
                )
        _pictures(counted)
    with st.container(horizontal=True):
        if st.button(exercise_texts.AGAIN, type="secondary" if warned else "primary", key="again"):
            return "again"
        if st.button(exercise_texts.DONE, type="primary" if warned else "secondary", key="done"):
            return "done"
    st.caption(DISCLAIMER_LINE)
    return None


def find_one_thing(exercise: Exercise, counted: Sequence[StoredRepetition]) -> str | None:
    """Return the one thing to work on: a safety fault, or the most frequent fault.

    Returns None when no counted repetition had a fault.
    """
    seen = Counter(fault.rule for one in counted for fault in one.result.faults)
    rules = [rule for rule in exercise.rules if rule.name in seen and not rule.informational]
    if not rules:
        return None
    rule = max(rules, key=lambda one: (one.safety, seen[one.name]))
    return exercise_texts.thing_to_change(rule, seen=seen[rule.name], counted=len(counted))


def find_what_went_well(counted: Sequence[StoredRepetition]) -> tuple[str, ...]:
    """Return up to three things that went well, as sentences."""
    clean = sum(not one.result.faults for one in counted)
    lines = [exercise_texts.counted_line(len(counted))]
    if clean:
        lines.append(exercise_texts.clean_line(clean))
    holds = known(one.result.hold_s for one in counted)
    if holds:
        lines.append(exercise_texts.held_line(sum(holds) / len(holds)))
    return tuple(lines)


def _headline(
    exercise: Exercise, session: ExerciseSession, counted: Sequence[StoredRepetition]
) -> str:
    scores = known(one.result.score for one in counted)
    line = exercise_texts.headline(
        len(counted),
        sets=len(session.sets),
        score=sum(scores) / len(scores) if scores else None,
    )
    return f"**{escape(exercise.title)}**: {line}"


def _pictures(counted: Sequence[StoredRepetition]) -> None:
    """Show the best and the worst repetition as stick figures, if those were saved."""
    scored = [one for one in counted if is_known(one.result.score) and one.pose is not None]
    if not scored:
        st.caption(exercise_texts.NOT_KEPT)
        return
    best, worst = find_best_and_worst(scored)
    columns = st.columns(2)
    for title, one, column in zip(
        (exercise_texts.BEST, exercise_texts.WORST), (best, worst), columns, strict=True
    ):
        if one is None or one.pose is None:
            continue
        with column, st.container(border=True):
            st.markdown(f"**{title}**: {one.result.index}")
            near = find_nearer_side(one.pose.xy)
            picture = draw_skeleton_svg(one.pose.xy, one.pose.size, near=near, title=title)
            if picture:
                st.image(picture, alt=title, width="stretch")
