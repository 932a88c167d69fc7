"""Place, size, mirroring and frame rate do not change a verdict."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.track import PoseTrack
from formcheck.review.types import Review
from tests.support.example_count import examples
from tests.support.good_repetitions import FPS, GOOD_REPETITIONS, changed, judged
from tests.support.stick_figure import Camera, Key

FEW = settings(
    max_examples=examples(15),
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking would take long and help little
    suppress_health_check=[HealthCheck.too_slow],
)
OTHER_SIDE = {"left": "right", "right": "left", "both": "both"}

# Clearly good, clearly faulty and clearly rejected versions; limits lie well away from all of them.
VERSIONS = {
    "bridge": [{}, {"hip": 158}, {"hip": 198}, {"knee": 48}, {"hip": 151}],
    "bird_dog": [{}, {"leg": 22}, {"knee": 133}, {"arm": -88}, {"arm": -88, "same_arm": 0}],
    "hamstring_stretch": [{}, {"knee": 142}, {"raise": 108}, {"lift": 0.24}, {"raise": 27.5}],
    "hamstring_stretch_90_90": [{}, {"lift": 0.24}, {"other_raise": 27}, {"knee": 140}],
    "hamstring_stretch_seated": [{}, {"neck": 130}, {"knee": 143}, {"hip": 40}],
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One to three repetitions of an exercise, good, faulty or rejected; perhaps one cut off."""

    exercise: str
    near: Side
    work: Side
    kinds: tuple[int, ...]
    cut_off: bool

    def film(self, fps: float = FPS) -> PoseTrack:
        good_rep = GOOD_REPETITIONS[self.exercise]
        versions = VERSIONS[self.exercise]
        keys: list[Key] = []
        for kind in self.kinds:
            top = versions[kind % len(versions)]
            keys += good_rep.keys(top=top, work=self.work, hold_s=min(good_rep.hold_s, 6.0))
        if self.cut_off:
            keys += good_rep.keys(work=self.work)[:2]
        return good_rep.film(keys, fps=fps, camera=Camera(near=self.near))


PLANS = st.builds(
    Plan,
    exercise=st.sampled_from(sorted(GOOD_REPETITIONS)),
    near=st.sampled_from(list(Side)),
    work=st.sampled_from(list(Side)),
    kinds=st.lists(st.integers(0, 4), min_size=1, max_size=3).map(tuple),
    cut_off=st.booleans(),
)


@cache
def verdict(plan: Plan, *, fps: float = FPS) -> Review:
    """The verdict on the plan's own film; examples return to the same plans."""
    return judged(plan.film(fps=fps), plan.exercise)


def gist(review: Review, *, swap: bool = False) -> list[tuple]:
    """What was decided about each repetition."""
    return [
        (
            OTHER_SIDE[r.side] if swap else r.side,
            r.rejected,
            sorted({fault.rule for fault in r.faults}),
            r.band,
        )
        for r in review.repetitions
    ]


def agree(one: Review, other: Review, *, points: float, swap: bool = False) -> None:
    assert gist(other, swap=swap) == gist(one)
    assert other.counted == one.counted
    assert other.band == one.band
    assert other.main_fault == one.main_fault
    if one.score is None:
        assert other.score is None
    else:
        assert other.score == pytest.approx(one.score, abs=points)
    for a, b in zip(one.repetitions, other.repetitions, strict=True):
        assert b.start_s == pytest.approx(a.start_s, abs=0.25)
        assert b.hold_s == pytest.approx(a.hold_s, abs=0.25)


@FEW
@given(
    plan=PLANS,
    scale=st.floats(0.25, 4.0),
    shift=st.tuples(st.floats(0, 500), st.floats(0, 500)),
    border=st.tuples(st.integers(60, 900), st.integers(60, 900)),
)
def test_place_and_size_in_the_picture_change_nothing(plan, scale, shift, border):
    exercise, track = plan.exercise, plan.film()
    width, height = (int(track.size[i] * scale + shift[i]) + border[i] for i in (0, 1))
    xy = track.xy * scale + np.array(shift) + [20, 20]
    moved = changed(track, xy=xy, size=(width, height))
    agree(verdict(plan), judged(moved, exercise), points=0.5)


@FEW
@given(plan=PLANS)
def test_the_mirrored_film_has_the_same_verdict_with_sides_swapped(plan):
    exercise, track = plan.exercise, plan.film()
    here, there = verdict(plan), judged(track.mirrored(), exercise)
    agree(here, there, points=0.5, swap=True)
    assert there.view.near_side is here.view.near_side.opposite
    assert {here.view.facing, there.view.facing} == {"left", "right"}


@pytest.mark.parametrize("fps", [12, 24, 60])
@FEW
@given(plan=PLANS)
def test_the_frame_rate_changes_no_verdict(plan, fps):
    exercise, track = plan.exercise, plan.film(fps=30)
    agree(verdict(plan, fps=30), judged(track.resampled(fps), exercise), points=5)


@FEW
@given(plan=PLANS, start_s=st.floats(-50, 5000))
def test_when_the_clock_starts_changes_nothing(plan, start_s):
    """A review's times count from the clip's first frame."""
    exercise, track = plan.exercise, plan.film()
    later = changed(track, time_s=track.time_s + start_s)
    here, there = verdict(plan), judged(later, exercise)
    assert gist(there) == gist(here)
    for a, b in zip(here.repetitions, there.repetitions, strict=True):
        assert b.start_s == pytest.approx(a.start_s, abs=0.05)


@FEW
@given(plan=PLANS)
def test_a_verdict_is_consistent_in_itself(plan):
    review, track = verdict(plan), plan.film()
    ends = 0.0
    for i, r in enumerate(review.repetitions, start=1):
        assert r.index == i
        assert ends - 1e-6 <= r.start_s <= r.turn_s <= r.end_s <= track.time_s[-1]
        ends = r.end_s
        assert 0 <= r.assessable <= 1
        assert 0 <= r.hold_s <= r.end_s - r.start_s
        assert (r.score is None) is (r.band is None)
        assert r.score is None or r.counted
        for fault in r.faults:
            assert fault.excess > 0
            assert fault.start_s <= fault.end_s
    assert review.counted <= len(review.repetitions)
    assert 0 <= review.assessable <= 1
