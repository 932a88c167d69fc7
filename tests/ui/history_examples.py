"""Histories for the tests of the History page."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from formcheck.assessment.types import Band, Fault, Rejection
from formcheck.history import (
    PlanItem,
    SessionState,
    Setting,
    Skeleton,
    Store,
)
from formcheck.history.trends import trend
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.ui.charts.trends import build_trends
from tests.history.examples import NOON, repetition, summary
from tests.history.examples import SMALL_BRIDGE as BRIDGE

BIRD_DOG = PlanItem(exercise="bird_dog", sets=1, repetitions=2, hold_s=5.0, rest_s=30.0)
STRETCH = PlanItem(
    exercise="hamstring_stretch", sets=1, repetitions=2, hold_s=20.0, rest_s=15.0, side="left"
)
TOO_LOW = Fault(
    rule="hips_low", start_s=2.0, end_s=2.5, worst=150.0, limit=160.0, excess=10.0, safety=False
)
ARCHED = replace(TOO_LOW, rule="over_arched", safety=True)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.at = NOON

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at

    def go(self, **step: float) -> None:
        """Move the clock, forward or back."""
        self.at += timedelta(**step)


def lying(**moved: tuple[float, float]) -> Skeleton:
    """A person on the back, head left, right side nearer, with some joints moved or removed."""
    joints = {
        "ear": (100.0, 300.0), "shoulder": (160.0, 310.0), "elbow": (200.0, 320.0),
        "wrist": (240.0, 320.0), "hip": (300.0, 250.0), "knee": (400.0, 200.0),
        "ankle": (420.0, 310.0), "heel": (410.0, 320.0), "foot_index": (460.0, 318.0),
    }  # fmt: skip
    xy = [(math.nan, math.nan)] * 33
    xy[0] = (95.0, 280.0)
    for side in Side:
        for joint, point in joints.items():
            xy[side_landmark(side, joint)] = moved.get(f"{side.value}_{joint}", point)
    return Skeleton(xy=tuple(xy), size=(640, 480))


def add_session(
    store, item=BRIDGE, *, source="camera", state=SessionState.FINISHED, sets=None, score=88.0
):
    """Add an ended session; its sets (or the first `sets`) repeat those of `good_set`."""
    session_id = store.begin_session(item, source=source)
    for number in range(1, (item.sets if sets is None else sets) + 1):
        set_id = store.begin_set(session_id, number=number)
        results = good_set(item)
        for result in results:
            store.add_repetition(set_id, result, lying())
        band = None if score is None else Band.GOOD
        result = summary(*results, score=score, band=band, main_fault="hips_low")
        store.end_set(set_id, result, state=SessionState.FINISHED)
    store.end_session(session_id, state=state).result()
    return session_id


def good_set(item=BRIDGE):
    """Three counted repetitions, the second with a fault, and one rejected."""
    side = "both" if item.exercise == "bridge" else "left"
    variant = "other_leg_bent" if item.exercise == "hamstring_stretch" else None
    return tuple(
        replace(result, side=side, variant=variant)
        for result in (
            repetition(1, score=95.0),
            repetition(2, score=71.0, band=Band.FAIR, faults=(TOO_LOW,)),
            repetition(3, score=None, band=None, rejected=Rejection.PARTIAL, reason="Too small."),
            repetition(4, score=90.0),
        )
    )


def keep_skeletons(store: Store, *, yes: bool = True) -> None:
    """Allow keeping landmarks."""
    store.save_setting(Setting.KEEP_LANDMARKS, yes).result()


def trend_charts(*sessions):
    rows = trend(sessions, zone=UTC)
    return {chart.title: chart for chart in build_trends(rows, sessions, zone=UTC)}
