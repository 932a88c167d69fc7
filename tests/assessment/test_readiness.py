"""The readiness checks: what must be seen, in which order, and what the coach says."""

import itertools
import math

import numpy as np
import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.types import CheckName, ReadinessCheck
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.track import PoseTrack
from tests.assessment.readiness_examples import (
    BRIDGE,
    LYING,
    instruction,
    out_of_picture,
    readiness,
    snapshots,
)
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    changed,
    exercise_named,
    faults,
    hidden,
    joined,
    judged,
    lost,
    within,
)
from tests.support.stick_figure import Camera, Key

# --- the checklist --------------------------------------------------------------------------------


def test_in_the_start_position_and_still_every_check_passes():
    last = snapshots(BRIDGE.start_position())[-1]
    assert last.readiness.ok
    assert instruction(last.readiness) == ""
    assert last.assessable
    assert last.view.ok


def test_an_empty_picture_is_reported_first():
    check = readiness(lost(BRIDGE.start_position(), 0, 99))
    assert check.failed is CheckName.PERSON
    assert "can't see anyone" in instruction(check)


@pytest.mark.parametrize("light", [0.0, 0.13])
def test_darkness_is_named_before_what_it_hides(light):
    dark = changed(BRIDGE.start_position(), light=np.full(len(BRIDGE.start_position()), light))
    nobody = lost(dark, 0, 99)
    for track in (dark, nobody):
        check = readiness(track)
        assert check.failed is CheckName.LIGHT
        assert "light" in instruction(check)


@pytest.mark.parametrize("light", [0.3, 1.0, math.nan])
def test_a_dim_or_unknown_light_fails_nothing(light):
    track = changed(BRIDGE.start_position(), light=np.full(len(BRIDGE.start_position()), light))
    assert snapshots(track)[-1].readiness.ok


@pytest.mark.parametrize(
    ("mark", "word"),
    [(Landmark.LEFT_SHOULDER, "left shoulder"), (Landmark.LEFT_HIP, "left hip")],
)
def test_a_trunk_joint_outside_the_frame_comes_before_the_position(mark, word):
    check = readiness(out_of_picture(BRIDGE.start_position(), mark))
    assert check.failed is CheckName.IN_PICTURE
    assert instruction(check) == f"Your {word} is out of the picture. Move the camera back."
    assert check.landmarks == (mark,)


def test_a_hidden_trunk_is_said_before_the_position():
    check = readiness(hidden(BRIDGE.start_position(), Landmark.LEFT_HIP, to=0.1))
    assert check.failed is CheckName.MEASURABLE
    assert "left hip" in instruction(check)
    assert check.landmarks == (Landmark.LEFT_HIP,)


def test_seen_from_the_front_the_view_is_named():
    track = BRIDGE.start_position()
    world = track.world.copy()
    world[:, 11:13, 0] += [[0.2, -0.2]]
    world[:, 11:13, 2] *= 0.1
    check = readiness(changed(track, world=world))
    assert check.failed is CheckName.VIEW
    assert "side" in instruction(check)


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_another_position_is_named_with_what_to_do(exercise):
    other = "bridge" if exercise == "bird_dog" else "bird_dog"
    check = readiness(GOOD_REPETITIONS[other].start_position(), exercise)
    assert check.failed is CheckName.POSTURE
    assert instruction(check, exercise) == exercise_named(exercise).posture.body_message


def test_the_position_of_the_limbs_comes_after_that_of_the_trunk():
    check = readiness(LYING.start_position(), "bridge")
    assert check.failed is CheckName.POSTURE
    assert instruction(check) == exercise_named("bridge").posture.limbs_message


def test_the_view_is_named_before_the_limbs():
    """An oblique view shows wrong leg angles, so the view is reported and not the legs."""
    check = readiness(LYING.start_position(Camera(yaw_deg=35)), "bridge")
    assert check.failed is CheckName.VIEW


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
    track = out_of_picture(GOOD_REPETITIONS[exercise].start_position(Camera(near=near)), mark)
    check = readiness(track, exercise)
    assert check.failed is CheckName.IN_PICTURE
    assert instruction(check).startswith(f"Your {near.value} {word} is out of the picture")
    assert check.landmarks == (mark,)


def test_a_hidden_limb_is_not_called_outside():
    check = readiness(hidden(BRIDGE.start_position(), Landmark.LEFT_ANKLE, to=0.27))
    assert check.failed is CheckName.MEASURABLE
    assert "left foot" in instruction(check)
    assert "out of the picture" not in instruction(check)


def test_a_limb_that_jumped_is_given_a_moment_and_not_called_hidden():
    """The knee is plain to see: more light would not help, and neither would clearing the view."""
    track = BRIDGE.start_position(seconds=3.0)
    xy = track.xy.copy()
    xy[within(track, 2.0, 9.0), Landmark.LEFT_KNEE] = xy[0, Landmark.LEFT_HIP] + [4, -4]
    check = readiness(changed(track, xy=xy))
    assert check == ReadinessCheck(failed=CheckName.FOLLOWED)
    assert instruction(check) == "Give me a moment."
    warning = next(w for w in judged(changed(track, xy=xy), "bridge").warnings)
    assert warning.startswith("An arm or a leg could not be followed. (")


def test_a_title_card_with_a_small_person_delays_nothing():
    """What was learned of the person on the card measured something else."""
    card = GOOD_REPETITIONS["hamstring_stretch_seated"].start_position(Camera(near=Side.RIGHT))
    middle = card.xy[0, Landmark.LEFT_HIP]
    small = joined(card, card)
    small = changed(small, xy=middle + 0.3 * (small.xy - middle))
    film = joined(small, BRIDGE.good(2))
    ready = [s.time_s for s in snapshots(film) if s.ready]
    assert min(ready) < float(small.time_s[-1]) + 0.5
    assert judged(film, "bridge").counted == 2


def test_the_start_position_is_asked_for_last():
    at_the_top = BRIDGE.film([Key(seconds=1.0, angles={})], rest=BRIDGE.top, lead_s=0)
    last = snapshots(at_the_top)[-1]
    assert last.readiness.failed is CheckName.START
    assert instruction(last.readiness) == exercise_named("bridge").posture.start_message
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
    """After a refusal the view must become clearly better."""
    frames = []
    for i, yaw in enumerate([20, 26, 23, 25, 22.5, 24.5, 23, 20]):
        piece = BRIDGE.start_position(Camera(yaw_deg=yaw))
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


def _turned(yaw_deg: list[tuple[float, float]], *, repetitions: int = 2) -> PoseTrack:
    """Good bridges; the view reads `yaw_deg` (until when, how much) as the film goes on."""
    films = {yaw: BRIDGE.good(repetitions, camera=Camera(yaw_deg=yaw)) for _, yaw in yaw_deg}
    first = films[yaw_deg[0][1]]
    xy, world, start_s = first.xy.copy(), first.world.copy(), 0.0
    for end_s, yaw in yaw_deg:
        rows = within(first, start_s, end_s)
        xy[rows], world[rows], start_s = films[yaw].xy[rows], films[yaw].world[rows], end_s
    return changed(first, xy=xy, world=world)


def test_a_view_that_reads_worse_only_at_the_top_of_a_lift_is_not_refused():
    """14 degrees at rest read 26 while the hips are up, from 1.7 to 9 s."""
    review = judged(_turned([(2.2, 14.0), (8.8, 27.0), (1e9, 14.0)], repetitions=1), "bridge")
    assert review.counted == 1
    assert review.score is not None
    assert review.view.ok
    assert review.view.yaw_deg == pytest.approx(14, abs=2)


@pytest.mark.parametrize(
    ("before_deg", "after_deg", "noticed_s"),
    [(8.0, 40.0, (4.0, 6.0)), (16.0, 30.0, (8.5, 11.5)), (22.0, 30.0, (4.0, 6.0))],
)
def test_a_real_turn_during_a_lift_is_noticed(before_deg, after_deg, noticed_s):
    """A large one in the hold, a small one in the next start position.

    Where the start was doubtful already, in the hold too.
    """
    seen = snapshots(_turned([(4.0, before_deg), (1e9, after_deg)]))
    refused_s = [s.time_s for s in seen if s.readiness.failed is CheckName.VIEW]
    assert noticed_s[0] < min(refused_s) < noticed_s[1]
    assert not seen[-1].view.ok


@pytest.mark.parametrize("hip_deg", [9.0, -3.0])
def test_a_deep_fold_is_still_sitting(hip_deg):
    """The shoulders come as low as the hips, and the hip angle does not leap from 0 to 360."""
    sitting = GOOD_REPETITIONS["hamstring_stretch_seated"]
    track = sitting.film(sitting.keys(top={"hip": hip_deg}, out_s=3.5, back_s=3.5, hold_s=4.0))
    assert {s.readiness.failed for s in snapshots(track, sitting.exercise)} <= {
        None,
        CheckName.START,
    }
    [repetition] = judged(track, sitting.exercise).repetitions
    assert repetition.counted
    # Of a slow way, the last 8 degrees are held too, up to 0.6 s of them on either side.
    assert repetition.hold_s == pytest.approx(4.0 + 2 * 0.6, abs=0.4)


def test_a_reset_forgets_that_the_view_was_refused():
    checker = FormChecker(exercise_named("bridge"))
    for pose in BRIDGE.start_position(Camera(yaw_deg=30)).poses():
        assert checker.update(pose).readiness.failed is CheckName.VIEW
    checker.reset()
    for pose in BRIDGE.start_position(Camera(yaw_deg=22.5)).poses():
        assert checker.update(pose).readiness.failed is not CheckName.VIEW
