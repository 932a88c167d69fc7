import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.assessment.types import Arc, CameraView, CheckName, Cue, Phase, ReadinessCheck
from formcheck.drawing.overlay import OverlayText, draw
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.pose import LANDMARKS, Pose
from tests.support.example_count import examples
from tests.video.scripted import snapshot_of, standing

SIZE = (640, 360)
GREY = np.full((SIZE[1], SIZE[0], 3), 128, dtype=np.uint8)
ASKING = OverlayText(
    check=lambda readiness: "" if readiness.ok else "Lift a little higher",
    cue=lambda _: "Lift a little higher",
)
KNEE = Arc(
    a=Landmark.LEFT_HIP,
    vertex=Landmark.LEFT_KNEE,
    b=Landmark.LEFT_ANKLE,
    value_deg=90.0,
    allowed_deg=(60.0, 120.0),
)


def sitting() -> Pose:
    """Standing, but for a right angle at the left knee."""
    pose = standing(0.0, SIZE)
    xy = pose.xy.copy()
    xy[Landmark.LEFT_HIP], xy[Landmark.LEFT_KNEE] = (200, 150), (320, 150)
    xy[Landmark.LEFT_ANKLE] = (320, 270)
    return dataclasses.replace(pose, xy=xy)


def near_only(**changes):
    return snapshot_of(sitting(), **changes)


def changed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The pixels in which two images differ."""
    return (one != other).any(axis=2)


class TestPicture:
    def test_the_original_image_is_not_changed(self):
        image = GREY.copy()
        drawn = draw(image, near_only())
        assert np.array_equal(image, GREY)
        assert changed(drawn, GREY).any()
        assert (drawn.shape, drawn.dtype) == (image.shape, image.dtype)

    @given(
        width=st.integers(2, 500),
        height=st.integers(2, 500),
        value=st.floats(-400, 400) | st.just(math.nan),
        missing=st.sets(st.integers(0, LANDMARKS - 1)),
        far_away=st.sets(st.integers(0, LANDMARKS - 1)),
    )
    @settings(max_examples=examples(40), deadline=None)
    def test_unknown_or_distant_landmarks_do_not_stop_drawing(
        self, width, height, value, missing, far_away
    ):
        pose = standing(0.0, (width, height))
        xy = pose.xy.copy()
        xy[list(far_away)] = 1e9
        xy[list(missing)] = np.nan
        snapshot = snapshot_of(
            dataclasses.replace(pose, xy=xy),
            arcs=(dataclasses.replace(KNEE, value_deg=value),),
            hold_s=value,
            readiness=ReadinessCheck(failed=CheckName.PERSON),
        )
        image = np.zeros((height, width, 3), dtype=np.uint8)
        assert draw(image, snapshot, labels=ASKING).shape == image.shape

    def test_an_empty_pose_gives_no_skeleton(self):
        empty = snapshot_of(Pose.empty(0.0, SIZE))
        lower = draw(GREY, empty)[SIZE[1] // 2 :]
        assert np.array_equal(lower, GREY[SIZE[1] // 2 :])

    def test_a_pose_of_another_size_is_scaled_to_the_picture(self):
        small, large = standing(0.0, SIZE), standing(0.0, (SIZE[0] * 2, SIZE[1] * 2))
        assert np.array_equal(draw(GREY, snapshot_of(small)), draw(GREY, snapshot_of(large)))


class TestSigns:
    """The images must also differ in grey, without colour."""

    def grey(self, snapshot) -> np.ndarray:
        return draw(GREY, snapshot, labels=ASKING).mean(axis=2)

    def test_the_near_side_covers_more_than_the_far_side(self):
        pose = standing(0.0, SIZE)
        xy = np.full_like(pose.xy, np.nan)
        for joint, place in ((Landmark.LEFT_HIP, (100, 200)), (Landmark.LEFT_KNEE, (500, 200))):
            xy[joint] = place
        thigh = dataclasses.replace(pose, xy=xy)

        def covered(near: Side) -> int:
            view = CameraView(yaw_deg=3.0, facing="left", near_side=near, ok=True)
            drawn = draw(GREY, snapshot_of(thigh, view=view))
            return int(changed(drawn, GREY)[180:220].sum())

        assert covered(Side.LEFT) > covered(Side.RIGHT) > 0

    def test_the_far_side_has_gaps(self):
        pose = standing(0.0, SIZE)
        xy = np.full_like(pose.xy, np.nan)
        xy[Landmark.RIGHT_HIP], xy[Landmark.RIGHT_KNEE] = (100, 200), (500, 200)
        row = draw(GREY, snapshot_of(dataclasses.replace(pose, xy=xy)))[200, 130:470].mean(axis=1)
        assert row.min() < 40
        assert row.max() > 100

    def test_an_unmeasured_joint_is_hollow(self):
        x, y = 320, 150
        measured = [True] * LANDMARKS
        measured[Landmark.LEFT_KNEE] = False
        pose = sitting()
        xy = np.full_like(pose.xy, np.nan)
        xy[Landmark.LEFT_KNEE] = (x, y)
        alone = dataclasses.replace(pose, xy=xy)
        hollow = draw(GREY, snapshot_of(alone, measured=tuple(measured)))
        solid = draw(GREY, snapshot_of(alone))
        assert np.array_equal(hollow[y, x], GREY[y, x])
        assert not np.array_equal(solid[y, x], GREY[y, x])
        assert changed(hollow, GREY)[y - 8 : y + 9, x - 8 : x + 9].any()

    def test_a_cue_a_safety_cue_and_a_failed_check_look_different(self):
        cue = Cue(rule="hips", safety=False, since_s=0.0)
        readiness = ReadinessCheck(failed=CheckName.VIEW)
        pictures = [
            self.grey(near_only(cues=(cue,))),
            self.grey(near_only(cues=(dataclasses.replace(cue, safety=True),))),
            self.grey(near_only(readiness=readiness)),
            self.grey(near_only()),
        ]
        for i, one in enumerate(pictures):
            for other in pictures[i + 1 :]:
                assert np.abs(one - other)[-30:].max() > 60

    def test_a_failed_check_comes_before_a_cue(self):
        cue = Cue(rule="hips", safety=True, since_s=0.0)
        readiness = ReadinessCheck(failed=CheckName.VIEW)
        both = draw(GREY, near_only(readiness=readiness, cues=(cue,)), labels=ASKING)
        assert np.array_equal(both, draw(GREY, near_only(readiness=readiness), labels=ASKING))

    def test_count_phase_hold_and_title_are_shown(self):
        plain = draw(GREY, near_only())
        for other in (
            near_only(counted=3),
            near_only(phase=Phase.HOLD),
            near_only(hold_s=2.4),
        ):
            assert changed(draw(GREY, other), plain)[: SIZE[1] // 2, : SIZE[0] // 2].any()
        titled = draw(GREY, near_only(), labels=OverlayText(title="Bridge", target=8))
        assert changed(titled, plain).any()


class TestAngles:
    def only(self, arc: Arc, **changes) -> np.ndarray:
        with_arc, without = near_only(arcs=(arc,), **changes), near_only(**changes)
        return changed(draw(GREY, with_arc), draw(GREY, without))

    def test_the_sector_lies_around_the_ray_when_the_angle_is_allowed(self):
        narrow = dataclasses.replace(KNEE, allowed_deg=(80.0, 100.0))
        x, y, reach = 320, 150, 36
        touched = self.only(narrow)
        # the ray to the ankle points down; the sector is beside it, not opposite
        assert touched[y + reach, x - 5] or touched[y + reach, x + 5]

    def test_an_angle_that_is_not_known_is_not_drawn(self):
        assert not self.only(dataclasses.replace(KNEE, value_deg=math.nan)).any()

    def test_a_value_that_fits_neither_ray_gets_no_sector(self):
        strange = dataclasses.replace(KNEE, value_deg=40.0)
        assert self.only(strange).sum() < self.only(KNEE).sum()

    def test_a_missing_joint_removes_its_angle(self):
        pose = sitting()
        xy = pose.xy.copy()
        xy[Landmark.LEFT_KNEE] = np.nan
        gone = dataclasses.replace(pose, xy=xy)
        with_arc = draw(GREY, snapshot_of(gone, arcs=(KNEE,)))
        assert np.array_equal(with_arc, draw(GREY, snapshot_of(gone)))

    @pytest.mark.parametrize("flip", [False, True])
    def test_a_mirrored_body_gets_a_mirrored_sector(self, flip):
        pose = sitting()
        xy = pose.xy.copy()
        if flip:
            xy[:, 0] = SIZE[0] - xy[:, 0]
        turned = dataclasses.replace(pose, xy=xy)
        between, beyond = (
            draw(GREY, snapshot_of(turned, arcs=(dataclasses.replace(KNEE, allowed_deg=allowed),)))
            for allowed in ((20.0, 70.0), (110.0, 160.0))
        )
        sector = changed(between, beyond)
        x, y, reach = (SIZE[0] - 320 if flip else 320), 150, 28
        towards_hip = 1 if flip else -1
        assert sector[y + reach // 2, x + towards_hip * reach // 2]
        assert sector[y + reach // 2, x - towards_hip * reach // 2]
        assert between[y + reach // 2, x + towards_hip * reach // 2].mean() > GREY.mean()
        assert not sector[: y - 3].any()
