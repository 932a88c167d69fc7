"""What the person reads after an exercise: how it went and one thing to work on."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from formcheck.clinic.store import StoredRepetition, Training
from formcheck.drawing.nearer_side import nearer_side
from formcheck.drawing.svg import skeleton_svg
from formcheck.formatting import is_known, known, points
from formcheck.poses.loader import load_exercise
from formcheck.poses.model import Exercise
from formcheck.safety.tables import Decision, Judgement
from formcheck.ui import exercise_texts as words
from formcheck.ui import page_start, texts
from formcheck.ui.best_repetitions import best_and_worst
from formcheck.ui.safety_outcomes import reasons

__all__ = ["one_thing", "show", "went_well"]


def show(training: Training, after: Judgement | None) -> str | None:
    """Show the summary; returns "again" or "done" once the person chose.

    `after` is what followed from how it was afterwards, None where nobody was asked. Beside a
    warning nobody is praised, or told to do more.
    """
    exercise = load_exercise(training.item.exercise)
    repetitions = [r for s in training.sets for r in s.repetitions or ()]
    counted = [r for r in repetitions if r.result.counted]
    warned = after is not None and after.decision is not Decision.GO
    title = words.SUMMARY_TITLE[training.state]
    if warned and training.state == "finished":
        title = words.SUMMARY_WARNED_TITLE
    page_start.title(title, state=f"summary-{training.id}")
    if after is not None and not warned and reasons(after):
        with st.container(border=True, key="notice"):
            st.markdown(texts.escape(" ".join(reasons(after))))
    if training.state == "stopped":
        st.markdown(words.STOPPED_TEXT)
    with st.container(border=True, key="summary"):
        st.markdown(_headline(exercise, training, counted))
    if counted:
        left, right = st.columns(2)
        with left, st.container(border=True, key="went-well"):
            st.subheader(words.COUNTED_TITLE if warned else words.WELL_TITLE, anchor=False)
            for line in went_well(counted):
                st.markdown(f"- {texts.escape(line)}")
        if not warned:
            with right, st.container(border=True, key="one-thing"):
                st.subheader(words.ONE_THING_TITLE, anchor=False)
                st.markdown(texts.escape(one_thing(exercise, counted) or words.NOTHING_TO_CHANGE))
        _pictures(counted)
    with st.container(horizontal=True):
        if st.button(words.AGAIN, type="secondary" if warned else "primary", key="again"):
            return "again"
        if st.button(words.DONE, type="primary" if warned else "secondary", key="done"):
            return "done"
    st.caption(texts.DISCLAIMER_LINE)
    return None


def one_thing(exercise: Exercise, counted: Sequence[StoredRepetition]) -> str | None:
    """The one thing to work on: a safety fault first, else the one seen most; None for none."""
    seen = Counter(fault.rule for one in counted for fault in one.result.faults)
    rules = [rule for rule in exercise.rules if rule.name in seen and not rule.informational]
    if not rules:
        return None
    rule = max(rules, key=lambda one: (one.safety, seen[one.name]))
    times = f"{seen[rule.name]} of {len(counted)} times"
    return f"{rule.cue}. {rule.title}, {times}. {rule.why}"


def went_well(counted: Sequence[StoredRepetition]) -> tuple[str, ...]:
    """Up to three things that were right nearly every time, as sentences."""
    clean = sum(not one.result.faults for one in counted)
    lines = [f"{len(counted)} counted."]
    if clean:
        lines.append(f"{clean} of them without anything to change.")
    holds = known(one.result.hold_s for one in counted)
    if holds:
        lines.append(f"You held for {sum(holds) / len(holds):.0f} seconds on average.")
    return tuple(lines)


def _headline(exercise: Exercise, training: Training, counted: Sequence[StoredRepetition]) -> str:
    scores = known(one.result.score for one in counted)
    title = f"**{texts.escape(exercise.title)}**"
    if not counted:
        return f"{title}: {words.NO_REPETITION}"
    score = f", score {points(sum(scores) / len(scores))} of 100" if scores else ", not scored"
    sets = len(training.sets)
    return f"{title}: {len(counted)} counted in {sets} set{'s' if sets != 1 else ''}{score}."


def _pictures(counted: Sequence[StoredRepetition]) -> None:
    """The best and the worst repetition as skeletons, where those were kept."""
    scored = [one for one in counted if is_known(one.result.score) and one.pose is not None]
    if not scored:
        st.caption(words.NOT_KEPT)
        return
    best, worst = best_and_worst(scored)
    columns = st.columns(2)
    for title, one, column in zip((words.BEST, words.WORST), (best, worst), columns, strict=True):
        if one is None or one.pose is None:
            continue
        with column, st.container(border=True):
            st.markdown(f"**{title}**: {one.result.index}")
            near = nearer_side(one.pose.xy)
            picture = skeleton_svg(one.pose.xy, one.pose.size, near=near, title=title)
            if picture:
                st.image(picture, alt=title, width="stretch")
