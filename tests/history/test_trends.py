"""Rows for charts: means of measured values, and gaps where too few were measured."""

import math
from datetime import UTC, datetime, timedelta, timezone

import pytest

from formcheck.assessment.types import Rejection
from formcheck.errors import StoreError
from formcheck.history import ExerciseSet, SessionState
from formcheck.history.trends import trend
from tests.history.examples import STRETCH, exercise_session, exercise_set, repetition

NAN = math.nan
LATE = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def only(*sets: ExerciseSet):
    (row,) = trend([exercise_session(*sets, started_at=LATE)], zone=UTC)
    return row


def test_no_session_is_no_row():
    assert trend([], zone=UTC) == ()


def test_a_session_without_a_set_has_nothing_but_its_count():
    row = only()
    assert (row.counted, row.score) == (0, None)
    assert math.isnan(row.hold_s)
    assert (row.rom_deg, row.variant) == ({}, {})


def test_rows_run_from_the_oldest_to_the_newest_even_after_a_clock_change():
    newest = exercise_session(number=3, started_at=LATE - timedelta(days=9), item=STRETCH)
    rows = trend(
        [
            newest,
            exercise_session(number=1, started_at=LATE),
            exercise_session(number=2, started_at=LATE),
        ],
        zone=UTC,
    )
    assert [row.session_id for row in rows] == [1, 2, 3]
    assert [row.exercise for row in rows] == ["bridge", "bridge", "hamstring_stretch"]
    assert [row.label for row in rows] == ["2026-03-04", "2026-03-04", "2026-02-23"]


def test_the_date_is_the_local_one():
    (row,) = trend([exercise_session(started_at=LATE)], zone=timezone(timedelta(hours=11)))
    assert row.label == "2026-03-05"


def test_means_are_over_all_sets_and_by_side():
    row = only(
        exercise_set(
            repetition(side="left", rom_deg=60.0, hold_s=4.0),
            repetition(side="right", rom_deg=70.0, hold_s=5.0),
            score=80.0,
        ),
        exercise_set(repetition(side="left", rom_deg=64.0, hold_s=6.0), score=90.0, number=2),
        exercise_set(score=None, number=3),
    )
    assert (row.counted, row.score, row.hold_s) == (3, 85.0, 5.0)
    assert row.rom_deg == {"left": 62.0, "right": 70.0}


def test_rejected_repetitions_are_left_out():
    row = only(
        exercise_set(repetition(), repetition(rejected=Rejection.PARTIAL, rom_deg=1.0, hold_s=0.1))
    )
    assert (row.counted, row.hold_s, row.rom_deg) == (1, 5.0, {"left": 61.5})


@pytest.mark.parametrize(
    ("holds", "mean"),
    [([4.0, NAN], 4.0), ([4.0, 6.0, NAN], 5.0), ([4.0, NAN, NAN], NAN), ([NAN], NAN)],
)
def test_a_mean_needs_half_of_them_measured(holds, mean):
    row = only(exercise_set(*(repetition(hold_s=hold, rom_deg=hold) for hold in holds)))
    assert row.hold_s == pytest.approx(mean, nan_ok=True)
    assert row.rom_deg["left"] == pytest.approx(mean, nan_ok=True)


def test_ranges_of_different_variants_are_not_mixed():
    row = only(
        exercise_set(
            repetition(side="left", variant="bent"),
            repetition(side="left", variant="straight"),
            repetition(side="right", variant="bent", rom_deg=70.0),
        )
    )
    assert math.isnan(row.rom_deg["left"])
    assert row.rom_deg["right"] == 70.0
    assert row.variant == {"left": None, "right": "bent"}


def test_sessions_without_their_repetitions_are_refused():
    bare = ExerciseSet(
        id=1,
        session_id=1,
        number=1,
        started_at=LATE,
        ended_at=None,
        state=SessionState.FINISHED,
        counted=0,
        score=None,
        band=None,
        assessable=None,
        main_fault=None,
    )
    with pytest.raises(StoreError, match="with_repetitions=True"):
        trend([exercise_session(bare)], zone=UTC)
