"""Every output shows unmeasured values as unmeasured, and none fails."""

import csv
import io
import json
import math
import re
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formcheck.assessment.types import Arc, CameraView, Phase
from formcheck.drawing.overlay import draw
from formcheck.evaluation.outcome import match_repetitions
from formcheck.export.review import build_schema, to_csv, to_json
from formcheck.export.session import build_session_json, build_sessions_csv
from formcheck.kinematics.landmarks import Landmark
from formcheck.poses.loader import load_exercise
from formcheck.texts import history as history_texts
from formcheck.texts import review as review_texts
from formcheck.texts.formatting import (
    UNKNOWN,
    clock,
    duration,
    interval,
    is_known,
    points,
    quantity,
)
from formcheck.texts.verdict import build_warnings
from formcheck.ui.charts.angle_curve import build_curve_chart
from formcheck.ui.charts.trends import build_trend_chart
from formcheck.ui.components.best_repetitions import find_best_and_worst
from formcheck.ui.components.timeline import build_timeline_rows
from formcheck.ui.pages.exercise import exercise_summary
from formcheck.ui.pages.history.session_summary import (
    build_set_line,
    find_score_level,
    summarize_session,
)
from formcheck.ui.pages.history.tables import build_repetitions_html
from formcheck.ui.pages.review.findings_list import build_limit_line
from formcheck.ui.pages.review.repetition_rows import build_repetition_rows
from formcheck.ui.pages.review.timeline_marks import build_marks, find_axis_end_s
from tests.history.examples import exercise_session, exercise_set, repetition, summary
from tests.support.blank_numbers import blanked, numbers_in
from tests.ui.history_examples import TOO_LOW, trend_charts
from tests.ui.opening import ReviewPage, page_problems, written
from tests.ui.scripted import bridge_review
from tests.video.scripted import snapshot_of, standing

MISSING = st.sampled_from([math.nan, None])
RAW = re.compile(r"\b(nan|NaN|None|inf|Infinity)\b")
"""An unmeasured number as Python prints it."""


def complete():
    """A review in which everything was measured, with a short curve."""
    review = bridge_review()
    trace = replace(
        review.trace,
        time_s=review.trace.time_s[::20],
        primary_by_side={
            side: values[::20] for side, values in review.trace.primary_by_side.items()
        },
    )
    reps = tuple(replace(rep, back_s=1.1, score=80.0) for rep in review.repetitions)
    return replace(review, repetitions=reps, trace=trace)


REVIEW = complete()
WHICH = st.none() | st.sets(st.integers(0, numbers_in(REVIEW) - 1), max_size=40)
any_review = given(which=WHICH, missing=MISSING)


@any_review
@example(which=None, missing=math.nan)
@example(which=None, missing=None)
def test_every_output_accepts_a_review_with_any_number_missing(which, missing):
    review = blanked(REVIEW, which, missing=missing)
    assert not RAW.search(written(review))


@any_review
@settings(max_examples=30)
def test_a_report_says_null_where_nothing_was_measured_and_nowhere_else(which, missing):
    review = blanked(REVIEW, which, missing=missing)
    report = json.loads(to_json(review))
    jsonschema.validate(report, build_schema())
    rows = list(csv.DictReader(io.StringIO(to_csv(review).decode("utf-8-sig"))))
    for rep, reported, row in zip(review.repetitions, report["repetitions"], rows, strict=True):
        for name in ("start_s", "turn_s", "end_s", "rom_deg", "hold_s", "score", "assessable"):
            known = is_known(getattr(rep, name))
            assert (reported[name] is not None, row[name] != "") == (known, known)
        for fault, entry in zip(rep.faults, reported["faults"], strict=True):
            for name in ("start_s", "end_s", "worst", "limit", "excess"):
                assert (entry[name] is not None) == is_known(getattr(fault, name))
    assert (report["duration_s"] is None) != is_known(review.duration_s)
    assert (report["assessable"] is None) != is_known(review.assessable)


@any_review
def test_a_mark_is_drawn_where_it_is_known_and_nowhere_else(which, missing):
    review = blanked(REVIEW, which, missing=missing)
    known = {
        moment
        for span in (*review.repetitions, *review.trace.holds, *review.trace.not_assessable)
        for moment in (span.start_s, span.end_s)
    } | {m for f in review.findings for each in f.moments for m in (each.start_s, each.end_s)}
    drawn = [item for side in build_timeline_rows(build_marks(review)) for item in side["items"]]
    assert {moment for item in drawn for moment in (item["start"], item["end"])} <= known
    assert find_axis_end_s(review) > 0


@any_review
@settings(max_examples=15)
@example(which=None, missing=math.nan)
@example(which=None, missing=None)
def test_the_curve_is_drawn_with_any_number_missing(which, missing):
    review = blanked(REVIEW, which, missing=missing)
    drawn = build_curve_chart(review, build_marks(review), None).to_dict()
    assert not RAW.search(json.dumps(drawn, allow_nan=False).replace('"invalid"', ""))


def test_the_page_shows_a_verdict_with_any_number_missing(monkeypatch):
    page = ReviewPage(monkeypatch)

    @settings(max_examples=5)
    @any_review
    @example(which=None, missing=math.nan)
    @example(which=None, missing=None)
    def shows(which, missing):
        review = blanked(REVIEW, which, missing=missing)
        assert page_problems(page.open(review), review) == []

    shows()


def test_an_unknown_moment_has_no_jump_button(monkeypatch):
    app = ReviewPage(monkeypatch).open(blanked(REVIEW))
    moments = [button for button in app.button if button.key.startswith("moment-")]
    assert [(button.label, button.disabled) for button in moments] == [(UNKNOWN, True)] * 2


def test_a_share_that_was_not_measured_is_in_the_table():
    assert [row["judged"] for row in build_repetition_rows(blanked(REVIEW))] == [UNKNOWN] * 8


def test_a_view_that_was_not_measured_is_said_to_be_unknown():
    view = CameraView(yaw_deg=math.nan, facing=None, near_side=None, ok=False)
    warnings = build_warnings(summary(score=None, band=None, view=view), load_exercise("bridge"))
    assert warnings[-1].startswith("Not assessable: the angle of the camera could not be measured.")


@pytest.mark.parametrize("missing", [math.nan, None, math.inf, -math.inf])
def test_unmeasured_values_have_words(missing):
    assert clock(missing) == duration(missing) == points(missing) == UNKNOWN
    assert {quantity(missing, unit) for unit in ("deg", "s", "trunk", "count")} == {UNKNOWN}
    assert interval(missing, missing) == "time not known"
    assert (interval(14.2, missing), interval(missing, 20)) == ("from 0:14", "until 0:20")
    assert interval(14.2, 20) == "0:14 to 0:20"


# --- the history, the summary after an exercise, the evaluation -------------------------------

RESULT = repetition(1, score=71.0, faults=(TOO_LOW,))


@given(which=st.none() | st.sets(st.integers(0, numbers_in(RESULT) - 1)), missing=MISSING)
def test_the_history_and_the_summary_accept_a_repetition_with_any_number_missing(which, missing):
    result = blanked(RESULT, which, missing=missing)
    one = exercise_set(result, repetition(2), score=result.score)
    session = exercise_session(one)
    kept = one.repetitions
    texts = [
        build_session_json(session, ()),
        build_sessions_csv([session]).decode("utf-8-sig"),
        build_repetitions_html(one, load_exercise("bridge"), label="Set 1"),
        summarize_session(session).score_line,
        build_set_line(one, 8),
        find_score_level(one.score),
        history_texts.measured_line(result),
        *exercise_summary.find_what_went_well(kept),
        exercise_summary._headline(load_exercise("bridge"), session, kept),
        *(chart.alt for chart in trend_charts(session).values()),
    ]
    assert not RAW.search("\n".join(texts))
    assert find_best_and_worst(kept)[0] is not None


def test_the_charts_of_a_session_in_which_nothing_was_measured_are_drawn():
    session = exercise_session(exercise_set(blanked(RESULT), score=math.nan))
    for chart in trend_charts(session).values():
        json.dumps(build_trend_chart(chart).to_dict(), allow_nan=False)


def test_a_repetition_without_known_ends_is_matched_with_no_true_one():
    assert match_repetitions([(0.0, 5.0)], [(math.nan, 5.0), (0.0, None), (0.5, 4.5)]) == {0: 2}


# --- the annotated video ----------------------------------------------------------------------

KNEE = Arc(
    a=Landmark.LEFT_HIP,
    vertex=Landmark.LEFT_KNEE,
    b=Landmark.LEFT_ANKLE,
    value_deg=90.0,
    allowed_deg=(60.0, 120.0),
)
INSTANT = snapshot_of(standing(0.0, (320, 180)), arcs=(KNEE,), hold_s=2.5, phase=Phase.HOLD)


@given(which=st.none() | st.sets(st.integers(0, numbers_in(INSTANT) - 1)), missing=MISSING)
@settings(max_examples=30)
def test_the_picture_is_drawn_with_any_number_missing(which, missing):
    grey = np.full((180, 320, 3), 128, dtype=np.uint8)
    assert draw(grey, blanked(INSTANT, which, missing=missing)).shape == grey.shape


def test_a_limit_is_named_or_said_to_be_unknown():
    [finding] = blanked(REVIEW).findings
    assert build_limit_line(finding) == review_texts.LIMIT_UNKNOWN
