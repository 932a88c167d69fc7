"""The readiness checks: what must be seen, in which order, and what the coach says."""

import itertools
import math

import numpy as np
import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.reasons import ReasonCode, RepetitionReason
from formcheck.assessment.types import CheckName, ReadinessCheck, Snapshot
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.track import PoseTrack
from formcheck.texts.labels import readiness_sentence
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    changed,
    exercise_named,
    faults,
    hidden,
    judged,
    lost,
    rejections,
    within,
)
from tests.support.stick_figure import Camera, Key

BRIDGE, DOG, LYING = (
    GOOD_REPETITIONS["bridge"],
    GOOD_REPETITIONS["bird_dog"],
    GOOD_REPETITIONS["hamstring_stretch"],
)
FAR = Landmark.RIGHT_ANKLE


def snapshots(track: PoseTrack, exercise: str = "bridge") -> list[Snapshot]:
    checker = FormChecker(exercise_named(exercise))
    return [checker.update(pose) for pose in track.poses()]


def still(good_rep, camera: Camera | None = None, **angles: float) -> PoseTrack:
    return good_rep.film([Key(seconds=1.5, angles={})], rest=angles, camera=camera, lead_s=0)


def out_of_picture(
    track: PoseTrack, *marks: Landmark, span_s: tuple[float, float] = (0, 1e9)
) -> PoseTrack:
    """The model's landmarks of limbs outside the picture: just beyond the border, and visible."""
    xy = track.xy.copy()
    rows = within(track, *span_s)
    for mark in marks:
        xy[rows, mark, 1] = track.size[1] + 4
    return changed(track, xy=xy)


def readiness(track: PoseTrack, exercise: str = "bridge") -> ReadinessCheck:
    return snapshots(track, exercise)[-1].readiness


def asked(shut: ReadinessCheck, exercise: str = "bridge") -> str:
    """What the person is asked to do."""
    return readiness_sentence(shut, exercise_named(exercise))


# --- the checks --------------------------------------------------------------------------------


def test_in_the_start_position_and_still_every_check_passes():
    last = snapshots(still(BRIDGE))[-1]
    assert last.readiness.ok
    assert asked(last.readiness) == ""
    assert last.assessable
    assert last.view.ok


def test_nobody_is_the_first_thing_said():
    shut = readiness(lost(still(BRIDGE), 0, 99))
    assert shut.failed is CheckName.PERSON
    assert "can't see anyone" in asked(shut)


@pytest.mark.parametrize("light", [0.0, 0.13])
def test_darkness_is_named_before_what_it_hides(light):
    dark = changed(still(BRIDGE), light=np.full(len(still(BRIDGE)), light))
    nobody = lost(dark, 0, 99)
    for track in (dark, nobody):
        shut = readiness(track)
        assert shut.failed is CheckName.LIGHT
        assert "light" in asked(shut)


@pytest.mark.parametrize("light", [0.3, 1.0, math.nan])
def test_a_dim_or_unknown_light_fails_nothing(light):
    track = changed(still(BRIDGE), light=np.full(len(still(BRIDGE)), light))
    assert snapshots(track)[-1].readiness.ok


@pytest.mark.parametrize(
    ("mark", "word"),
    [(Landmark.LEFT_SHOULDER, "left shoulder"), (Landmark.LEFT_HIP, "left hip")],
)
def test_a_trunk_joint_outside_the_frame_comes_before_the_position(mark, word):
    shut = readiness(out_of_picture(still(BRIDGE), mark))
    assert shut.failed is CheckName.IN_PICTURE
    assert asked(shut) == f"Your {word} is out of the picture. Move the camera back."
    assert shut.landmarks == (mark,)


def test_a_hidden_trunk_is_said_before_the_position():
    shut = readiness(hidden(still(BRIDGE), Landmark.LEFT_HIP, to=0.1))
    assert shut.failed is CheckName.MEASURABLE
    assert "left hip" in asked(shut)
    assert shut.landmarks == (Landmark.LEFT_HIP,)


def test_seen_from_the_front_the_view_is_named():
    track = still(BRIDGE)
    world = track.world.copy()
    world[:, 11:13, 0] += [[0.2, -0.2]]
    world[:, 11:13, 2] *= 0.1
    shut = readiness(changed(track, world=world))
    assert shut.failed is CheckName.VIEW
    assert "side" in asked(shut)


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_another_position_is_named_with_what_to_do(exercise):
    other = "bridge" if exercise == "bird_dog" else "bird_dog"
    shut = readiness(still(GOOD_REPETITIONS[other]), exercise)
    assert shut.failed is CheckName.POSTURE
    assert asked(shut, exercise) == exercise_named(exercise).posture.body_message


def test_the_position_of_the_limbs_comes_after_that_of_the_trunk():
    shut = readiness(still(LYING), "bridge")
    assert shut.failed is CheckName.POSTURE
    assert asked(shut) == exercise_named("bridge").posture.limbs_message


def test_the_view_is_named_before_the_limbs():
    """Seen obliquely the legs' angles are wrong, so they must not be blamed."""
    shut = readiness(still(LYING, Camera(yaw_deg=35)), "bridge")
    assert shut.failed is CheckName.VIEW


@pytest.mark.parametrize(
    ("exercise", "joint", "word"),
    [
        ("bridge", "ANKLE", "foot"),
        ("hamstring_stretch", "ANKLE", "foot"),
        ("hamstring_stretch_seated", "ANKLE", "foot"),
        ("bird_dog", "WRIST", "hand"),
    ],
)
@pytest.mark.parametrize("near", list(Side))
def test_a_limb_outside_the_frame_is_named_as_a_person_would(exercise, joint, word, near):
    mark = Landmark[f"{near.name}_{joint}"]
    track = out_of_picture(still(GOOD_REPETITIONS[exercise], Camera(near=near)), mark)
    shut = readiness(track, exercise)
    assert shut.failed is CheckName.IN_PICTURE
    assert asked(shut).startswith(f"Your {near.value} {word} is out of the picture")
    assert shut.landmarks == (mark,)


def test_a_hidden_limb_is_not_called_outside():
    shut = readiness(hidden(still(BRIDGE), Landmark.LEFT_ANKLE, to=0.27))
    assert shut.failed is CheckName.MEASURABLE
    assert "left foot" in asked(shut)
    assert "out of the picture" not in asked(shut)


def test_the_start_position_is_asked_for_last():
    at_the_top = BRIDGE.film([Key(seconds=1.0, angles={})], rest=BRIDGE.top, lead_s=0)
    last = snapshots(at_the_top)[-1]
    assert last.readiness.failed is CheckName.START
    assert asked(last.readiness) == exercise_named("bridge").posture.start_message
    assert last.assessable


# --- the view ----------------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_an_oblique_view_is_refused_and_nothing_judged(exercise):
    track = GOOD_REPETITIONS[exercise].good(2, camera=Camera(yaw_deg=34))
    assert {s.readiness.failed for s in snapshots(track, exercise)} == {CheckName.VIEW}
    review = judged(track, exercise)
    assert (review.counted, review.score, review.band) == (0, None, None)
    assert not review.view.ok
    assert review.view.yaw_deg == pytest.approx(34, abs=1)
    assert faults(review) == set()
    assert any("side" in warning for warning in review.warnings)


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_a_slightly_oblique_view_is_judged_with_a_warning(exercise):
    view = exercise_named(exercise).view
    for yaw_deg in (view.warn_deg + 2, view.refuse_deg - 2):
        review = judged(
            GOOD_REPETITIONS[exercise].good(2, camera=Camera(yaw_deg=yaw_deg)), exercise
        )
        assert review.counted == 2
        assert review.view.ok
        assert any(f"{yaw_deg:g} degrees off side-on" in warning for warning in review.warnings)


def test_a_view_at_the_limit_does_not_flicker():
    """Once refused it must become clearly better."""
    frames = []
    for i, yaw in enumerate([20, 26, 23, 25, 22.5, 24.5, 23, 20]):
        piece = still(BRIDGE, Camera(yaw_deg=yaw))
        frames.append((piece, 3.0 * i))
    track = PoseTrack(
        time_s=np.concatenate([piece.time_s * 1.9 + start for piece, start in frames]),
        xy=np.concatenate([piece.xy for piece, _ in frames]),
        visibility=np.concatenate([piece.visibility for piece, _ in frames]),
        world=np.concatenate([piece.world for piece, _ in frames]),
        size=frames[0][0].size,
    )
    refused = [s.readiness.failed is CheckName.VIEW for s in snapshots(track)]
    changes = sum(a is not b for a, b in itertools.pairwise(refused))
    assert refused[0] is False
    assert any(refused)
    assert refused[-1] is False
    assert changes == 2


def test_a_new_start_forgets_that_the_view_was_refused():
    checker = FormChecker(exercise_named("bridge"))
    for pose in still(BRIDGE, Camera(yaw_deg=30)).poses():
        assert checker.update(pose).readiness.failed is CheckName.VIEW
    checker.reset()
    for pose in still(BRIDGE, Camera(yaw_deg=22.5)).poses():
        assert checker.update(pose).readiness.failed is not CheckName.VIEW


# --- what cannot be seen is neither good nor bad -----------------------------------------------


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_a_foot_outside_the_frame_during_the_lift_gives_no_score(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    feet = [m for m in Landmark if m.name.split("_", 1)[-1] in ("ANKLE", "HEEL", "FOOT_INDEX")]
    lift = (
        1.2 + 0.4 * good_rep.out_s,
        1.2 + good_rep.out_s + good_rep.hold_s + 0.6 * good_rep.back_s,
    )
    review = judged(out_of_picture(good_rep.good(), *feet, span_s=lift), exercise)
    assert review.score is None
    assert review.band is None
    assert review.counted in (0, 1)
    assert all(r.counted or r.rejected.value == "not_assessable" for r in review.repetitions)
    assert any("foot is out of the picture" in w or "Not assessable" in w for w in review.warnings)


def test_a_far_leg_that_is_hidden_does_not_count_against_a_bridge():
    marks = [Landmark[f"RIGHT_{joint}"] for joint in ("KNEE", "ANKLE", "HEEL", "FOOT_INDEX")]
    review = judged(hidden(BRIDGE.good(2), *marks, to=0.05), "bridge")
    assert (review.counted, faults(review)) == (2, set())
    assert review.score == pytest.approx(100)


def test_a_hidden_supporting_arm_still_counts_a_bird_dog():
    """The arm further away often disappears behind the trunk while the near one is raised."""
    keys = DOG.keys(work=Side.RIGHT)
    track = DOG.film(keys, camera=Camera(near=Side.LEFT))
    arm = [Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST]
    review = judged(hidden(track, *arm, to=0.1, span_s=(1.5, 8.5)), "bird_dog")
    assert (review.counted, rejections(review)) == (1, [])


def test_when_the_raised_arm_is_never_seen_it_is_not_called_leg_only():
    """A far arm lifted out of sight: nothing is known of it."""
    keys = DOG.keys(work=Side.LEFT)
    track = DOG.film(keys, camera=Camera(near=Side.LEFT))
    arm = [Landmark.RIGHT_ELBOW, Landmark.RIGHT_WRIST]
    review = judged(hidden(track, *arm, to=0.1, span_s=(1.0, 99)), "bird_dog")
    assert rejections(review) in ([], ["not_assessable"])
    assert review.score is None


@pytest.mark.parametrize(("dim_s", "scored"), [(1.5, True), (3.0, False)])
def test_a_score_needs_70_percent_of_the_end_position_measured(dim_s, scored):
    """The hips are up for about 6.4 s, in which the foot is too dim to score for a while."""
    dim = hidden(BRIDGE.good(), Landmark.LEFT_ANKLE, to=0.27, span_s=(3.5, 3.5 + dim_s))
    review = judged(dim, "bridge")
    (repetition,) = review.repetitions
    assert repetition.counted
    assert repetition.assessable == pytest.approx(1 - dim_s / 6.4, abs=0.04)
    if scored:
        assert repetition.score == pytest.approx(100)
        assert review.score == pytest.approx(100)
    else:
        assert (repetition.score, repetition.band, review.score) == (None, None, None)
        assert repetition.reason == RepetitionReason(code=ReasonCode.HARDLY_MEASURED)
        assert any("Not assessable" in warning for warning in review.warnings)


def test_low_visibility_hides_faults_as_well_as_merits():
    """Hips clearly too low, but the knee that shows it is too dim to judge."""
    low = BRIDGE.film(BRIDGE.keys(top={"hip": 158}))
    assert faults(judged(low, "bridge")) == {"hips_low"}
    dim = judged(hidden(low, Landmark.LEFT_KNEE, to=0.27), "bridge")
    assert faults(dim) == set()
    assert dim.score is None
    assert dim.counted == 1
