"""The checker judges pose by pose as it judges a whole track."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.errors import NoPersonError, TrackError
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.pose import Pose
from formcheck.kinematics.track import PoseTrack
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named, judged, lost, wobbling
from tests.support.stick_figure import Camera, Key


def a_set(exercise: str) -> PoseTrack:
    good_rep = GOOD_REPETITIONS[exercise]
    return wobbling(good_rep.film([*good_rep.keys(), *good_rep.keys()[:2]]), px=1.0, seed=4)


def comparable(snapshot):
    """The values of a snapshot in a form that can be compared."""
    return repr(replace(snapshot, pose=None, measured=()))


def verdict(checker: FormChecker, track: PoseTrack):
    for pose in track.poses():
        checker.update(pose)
    checker.finish()
    return checker.summary()


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_after_a_reset_the_checker_judges_like_a_new_one(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    keys = good_rep.keys(top={"neck": 120, "knee": 140})[:2]
    track = good_rep.film(keys, camera=Camera(near=Side.RIGHT, yaw_deg=20))
    used, fresh = (FormChecker(exercise_named(exercise)) for _ in range(2))
    for pose in track.poses():
        used.update(pose)
    used.reset()
    track = a_set(exercise)
    for pose in track.poses():
        assert comparable(used.update(pose)) == comparable(fresh.update(pose))
    assert repr(used.finish()) == repr(fresh.finish())
    assert repr(used.summary()) == repr(fresh.summary())


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_streaming_and_reviewing_a_whole_track_agree(exercise):
    track = a_set(exercise)
    streamed = verdict(FormChecker(exercise_named(exercise)), track)
    review = judged(track, exercise)
    assert repr(review.repetitions) == repr(streamed.results)
    assert review.score == streamed.score
    assert review.main_fault == streamed.main_fault
    assert len(review.repetitions) == 2


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_repetitions_are_returned_when_they_end_and_the_last_at_the_finish(exercise):
    checker = FormChecker(exercise_named(exercise))
    live = [r for p in a_set(exercise).poses() for r in checker.update(p).finished]
    at_the_end = checker.finish()
    assert [r.rejected for r in live] == [None]
    assert [r.rejected.value for r in at_the_end] == ["unfinished"]
    assert checker.summary().results == (*live, *at_the_end)


def test_finishing_twice_lists_nothing_twice():
    checker = FormChecker(exercise_named("bridge"))
    for pose in a_set("bridge").poses():
        checker.update(pose)
    assert len(checker.finish()) == 1
    assert checker.finish() == ()
    assert len(checker.summary().results) == 2


@pytest.mark.parametrize("step_s", [0.0, -0.5])
def test_poses_out_of_order_are_refused(step_s):
    checker = FormChecker(exercise_named("bridge"))
    first = next(iter(GOOD_REPETITIONS["bridge"].good().poses()))
    checker.update(first)
    late = Pose(
        time_s=first.time_s + step_s, xy=first.xy, visibility=first.visibility, size=first.size
    )
    with pytest.raises(TrackError, match="time's order"):
        checker.update(late)


def test_a_refused_pose_leaves_no_trace():
    track = GOOD_REPETITIONS["bridge"].good()
    checker = FormChecker(exercise_named("bridge"))
    poses = list(track.poses())
    for pose in poses:
        checker.update(pose)
        if pose is poses[60]:
            with pytest.raises(TrackError):
                checker.update(poses[10])
    checker.finish()
    assert repr(checker.summary()) == repr(verdict(FormChecker(exercise_named("bridge")), track))


def test_a_checker_that_saw_no_frame_has_an_empty_summary():
    summary = FormChecker(exercise_named("bridge")).summary()
    assert summary.results == ()
    assert summary.score is None
    assert np.isnan(summary.view.yaw_deg)
    assert not summary.view.ok


def test_a_track_without_anybody_is_refused():
    with pytest.raises(NoPersonError, match="Nobody"):
        judged(lost(GOOD_REPETITIONS["bridge"].good(), -1, 999), "bridge")


def test_the_primary_signal_is_reported_for_every_side_and_unknown_where_not_seen():
    track = lost(GOOD_REPETITIONS["hamstring_stretch"].good(fps=30), 3.0, 3.5)
    checker = FormChecker(exercise_named("hamstring_stretch"))
    seen = [checker.update(pose) for pose in track.poses()]
    assert set(seen[0].primary_by_side) == {"left", "right"}
    assert seen[200].primary_by_side["left"] == pytest.approx(72, abs=1)
    assert seen[200].primary_by_side["right"] == pytest.approx(1, abs=1)
    assert np.isnan(seen[95].primary_by_side["left"])


def test_returned_values_never_change():
    checker = FormChecker(exercise_named("bridge"))
    seen = [checker.update(pose) for pose in GOOD_REPETITIONS["bridge"].good(2).poses()]
    assert seen[0].counted_by_side == {}
    assert seen[0].counted == 0


def test_irregular_frame_times_change_no_verdict():
    """A camera that drops frames now and then."""
    track = GOOD_REPETITIONS["bridge"].good(2)
    keep = np.random.default_rng(1).random(len(track)) > 0.4
    thinned = PoseTrack(
        time_s=track.time_s[keep],
        xy=track.xy[keep],
        visibility=track.visibility[keep],
        world=track.world[keep],
        size=track.size,
    )
    whole, some = judged(track, "bridge"), judged(thinned, "bridge")
    assert some.counted == whole.counted == 2
    for a, b in zip(whole.repetitions, some.repetitions, strict=True):
        assert b.hold_s == pytest.approx(a.hold_s, abs=0.3)
    assert some.score == pytest.approx(100)


def test_a_long_wait_in_the_start_position_changes_nothing():
    good_rep = GOOD_REPETITIONS["bridge"]
    review = judged(good_rep.film([Key(seconds=90, angles={}), *good_rep.keys()], fps=10), "bridge")
    assert (review.counted, review.score) == (1, pytest.approx(100))
