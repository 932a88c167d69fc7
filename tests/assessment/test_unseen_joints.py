"""An unseen joint makes a score neither better nor worse."""

import pytest

from formcheck.assessment.reasons import ReasonCode, RepetitionReason
from formcheck.kinematics.landmarks import Landmark, Side
from tests.assessment.readiness_examples import BRIDGE, DOG, out_of_picture
from tests.support.good_repetitions import GOOD_REPETITIONS, faults, hidden, judged, rejections
from tests.support.stick_figure import Camera

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
    """The far arm is lifted out of sight, so nothing is known about it."""
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
