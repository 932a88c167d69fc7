"""A leg that jumps onto the other one is not measured; a leg that moves there is."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formcheck.kinematics.corrections.merged_legs import MERGED_S, MergedLegDetector
from formcheck.kinematics.landmarks import Side, side_landmark
from formcheck.kinematics.observer import Observation, Observer
from formcheck.kinematics.track import PoseTrack
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, within
from tests.support.stick_figure import Key

TRUNK_PX, BONE_PX = 100.0, 85.0
FPS = 30
LEG = ("knee", "ankle", "heel", "foot_index")
NONE, LEFT = frozenset[Side](), frozenset({Side.LEFT})
UNSEEN = math.nan


def legs(left_deg: float, right_deg: float) -> list[tuple[float, float]]:
    """A person on the back with straight legs lifted by these angles; NaN = not seen."""
    xy = [(0.0, 0.0)] * 33
    for side, up_deg in zip(Side, (left_deg, right_deg), strict=True):
        way = math.radians(up_deg)
        for joint, bones in (("knee", 1), ("ankle", 2)):
            px = 300 + bones * BONE_PX * np.array([-math.cos(way), -math.sin(way)])
            xy[side_landmark(side, joint)] = (float(px[0]), float(px[1]))
    return xy


def lost(
    left_deg: Iterable[float],
    *,
    right_deg: float = 0.0,
    fps: float = FPS,
    trunk_px: float = TRUNK_PX,
) -> list[frozenset[Side]]:
    """The sides lost in each frame while the left leg is lifted and the right one lies."""
    follower = MergedLegDetector()
    return [
        follower.update(i / fps, legs(up_deg, right_deg), trunk_px=trunk_px)
        for i, up_deg in enumerate(left_deg)
    ]


def eased(first: float, last: float, seconds: float, *, fps: float, at: float = 0.0) -> list[float]:
    """From one angle to another in `seconds`; the first frame comes after the share `at`."""
    share = np.clip((np.arange(int(seconds * fps) + 2) + at) / fps / seconds, 0, 1)
    return list(first + (last - first) * share**3 * (10 - 15 * share + 6 * share**2))


def held(*pieces: tuple[float, float]) -> list[float]:
    """Angles, each held for its seconds."""
    return [up_deg for up_deg, seconds in pieces for _ in range(round(seconds * FPS))]


# --- one leg -----------------------------------------------------------------------------------


def test_a_leg_that_jumps_onto_the_other_is_lost_until_it_jumps_back():
    found = lost(held((70, 1), (4, 1), (70, 1)))
    assert found == [NONE] * 30 + [LEFT] * 30 + [NONE] * 30


def test_a_single_frame_is_enough():
    assert lost([70] * 9 + [3] + [70] * 9) == [NONE] * 9 + [LEFT] + [NONE] * 9


def test_a_lost_leg_may_jump_repeatedly():
    ups = held((70, 1), (4, 0.2), (70, 0.1), (6, 0.3), (69, 0.1), (2, 0.5), (71, 1))
    found = lost(ups)
    assert found == [LEFT if up_deg < 10 else NONE for up_deg in ups]


def test_each_leg_is_lost_separately():
    follower = MergedLegDetector()
    ups = [(2, 60)] * 9 + [(2, 5)] * 9 + [(2, 60)] * 9
    found = [follower.update(i / FPS, legs(*up), trunk_px=TRUNK_PX) for i, up in enumerate(ups)]
    assert found == [NONE] * 9 + [frozenset({Side.RIGHT})] * 9 + [NONE] * 9


def test_a_merged_leg_is_accepted_after_a_while():
    found = lost(held((70, 1), (4, MERGED_S + 1), (70, 1)))
    assert found[:30] == [NONE] * 30
    believed = found.index(NONE, 30)
    assert set(found[30:believed]) == {LEFT}
    assert (believed - 30) / FPS == pytest.approx(MERGED_S, abs=2 / FPS)
    assert set(found[believed:]) == {NONE}


@given(
    fps=st.sampled_from([12.0, 15.0, 24.0, 30.0, 60.0]),
    up_deg=st.floats(30, 95),
    down_deg=st.floats(-2, 8),
    speed=st.floats(20, 100),
    at=st.floats(0, 1),
)
@example(fps=12.0, up_deg=30.0, down_deg=0.0, speed=93.0, at=0.1)
def test_a_leg_that_is_lowered_fast_is_not_lost_as_it_gathers_speed(
    fps, up_deg, down_deg, speed, at
):
    """Up to 100 degrees a second on average, which is nearly 190 in the middle of the movement."""
    way = eased(up_deg, down_deg, (up_deg - down_deg) / speed, fps=fps, at=at)
    assert set(lost([up_deg] * 12 + way + [down_deg] * 12, fps=fps)) == {NONE}


@given(fps=st.sampled_from([12.0, 30.0]), up_deg=st.floats(30, 95), speed=st.floats(20, 70))
def test_a_leg_that_is_lifted_off_the_other_is_not_lost(fps, up_deg, speed):
    way = eased(0, up_deg, up_deg / speed, fps=fps)
    assert set(lost([0] * 12 + way + [up_deg] * 12, fps=fps)) == {NONE}


@pytest.mark.parametrize(("first", "then"), [(70, 40), (0, 70), (20, 90), (90, 30)])
def test_a_jump_to_another_place_is_no_merged_leg(first, then):
    assert set(lost(held((first, 1), (then, 1)))) == {NONE}


def test_legs_lying_on_each_other_that_hardly_move_are_not_lost():
    rng = np.random.default_rng(3)
    assert set(lost(rng.normal(2, 1.5, 90))) == {NONE}


def test_legs_that_were_together_before_a_jump_are_not_lost():
    """In long sitting both legs lie together, and a landmark that wavers has nowhere else to be."""
    assert set(lost(held((12, 1), (1, 2), (12, 1)))) == {NONE}


# --- what is not known -------------------------------------------------------------------------


def test_before_the_trunks_length_is_known_no_leg_is_lost():
    assert set(lost(held((70, 1), (4, 1), (70, 1)), trunk_px=math.nan)) == {NONE}


def test_a_leg_that_is_not_seen_is_not_lost_and_is_compared_with_where_it_was():
    ups = held((70, 1), (4, 0.2), (UNSEEN, 0.2), (4, 0.2), (70, 0.5))
    assert lost(ups) == [LEFT if up_deg == 4 else NONE for up_deg in ups]


def test_a_leg_that_was_not_seen_at_first_is_followed_once_it_is():
    """Clips begin with nobody in the picture."""
    ups = held((UNSEEN, 0.5), (70, 1), (4, 1), (70, 1))
    assert lost(ups) == [LEFT if up_deg == 4 else NONE for up_deg in ups]


def test_no_leg_is_lost_while_the_other_is_not_seen():
    assert set(lost(held((70, 1), (4, 1)), right_deg=UNSEEN)) == {NONE}


def test_after_a_reset_the_next_frame_is_the_first_one():
    follower = MergedLegDetector()
    follower.update(0.0, legs(70, 0), trunk_px=TRUNK_PX)
    follower.reset()
    assert follower.update(1 / FPS, legs(4, 0), trunk_px=TRUNK_PX) == NONE


# --- what becomes of it ------------------------------------------------------------------------


def leaping(track: PoseTrack, side: Side, span_s: tuple[float, float]) -> PoseTrack:
    """`track` with the leg of one side placed on the other leg."""
    xy = track.xy.copy()
    rows = within(track, *span_s)
    for joint in LEG:
        xy[rows, side_landmark(side, joint)] = xy[rows, side_landmark(side.opposite, joint)]
    return changed(track, xy=xy)


def observed(track: PoseTrack) -> Sequence[Observation]:
    observer = Observer()
    return [observer.update(pose) for pose in track.poses()]


@pytest.mark.parametrize("side", list(Side))
def test_a_lost_leg_is_not_measured_below_the_hip(side):
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    track = good_rep.film([Key(seconds=4, angles={}, work=side)], rest=good_rep.top, lead_s=0)
    gone = within(track, 2.0, 3.0).tolist()
    for observation, away in zip(observed(leaping(track, side, (2.0, 3.0))), gone, strict=True):
        mine, other = observation.sides[side], observation.sides[side.opposite]
        assert math.isnan(mine.signals["knee_deg"]) is away
        assert math.isnan(mine.signals["raise_deg"]) is away
        assert mine.trackable.isdisjoint(LEG) is away
        assert "hip" in mine.trackable
        assert set(LEG) <= other.trackable
        assert math.isfinite(other.signals["knee_deg"])


def test_a_leg_that_is_truly_lowered_is_measured_all_the_way():
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    for fps in (12, 30):
        track = good_rep.film(good_rep.keys(hold_s=1.0, out_s=0.6, back_s=0.6), fps=fps)
        for observation in observed(track):
            assert math.isfinite(observation.sides[Side.LEFT].signals["knee_deg"])
