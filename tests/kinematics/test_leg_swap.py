"""Swapped legs are swapped back; after frequent swaps the legs count as indistinguishable."""

import numpy as np
import pytest

from formcheck.evaluation.angle_errors import measure_angle_errors, observe_track
from formcheck.kinematics.corrections.leg_swap import APART_TRUNK, LegSwapDetector, swap_legs
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.track import PoseTrack
from tests.support.fake_labels import labels
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, faults, judged, within

PLAY = GOOD_REPETITIONS["hamstring_stretch"]
FPS, TRUNK_PX = 30, 150.0
ANKLES = (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE)


def swapped(track: PoseTrack, *spans_s: tuple[float, float]) -> PoseTrack:
    """`track` with the legs swapped within `spans_s`, as a pose model swaps them."""
    xy = track.xy.copy()
    for span in spans_s:
        for row in np.flatnonzero(within(track, *span)):
            marks = list(xy[row].copy())
            swap_legs(marks)
            xy[row] = marks
    return changed(track, xy=xy)


def now_and_then(first_s: float, last_s: float, *, every_s: float) -> list[tuple[float, float]]:
    return [(t, t + every_s / 2) for t in np.arange(first_s, last_s, every_s)]


def blurred(track: PoseTrack, at_s: float, *, share: float) -> PoseTrack:
    """`track` with each leg moved towards the other one in the frame at `at_s`."""
    row = int(at_s * FPS)
    other = list(track.xy[row].copy())
    swap_legs(other)
    xy = track.xy.copy()
    xy[row] += share * (np.array(other) - xy[row])
    return changed(track, xy=xy)


def followed(track: PoseTrack) -> tuple[list[bool], list[bool]]:
    """For each frame: whether the legs were swapped back, and whether they are distinguishable."""
    labels, back, distinguishable = LegSwapDetector(), [], []
    for pose in track.poses():
        back.append(labels.is_swapped(pose.time_s, pose.xy.tolist(), trunk_px=TRUNK_PX))
        distinguishable.append(labels.distinguishable)
    return back, distinguishable


def test_a_brief_swap_is_undone_in_exactly_its_frames():
    track = PLAY.good(fps=FPS)
    span = (6.0, 6.5)  # in the hold: the legs are far apart
    back, distinguishable = followed(swapped(track, span))
    assert back == within(track, *span).tolist()
    assert all(distinguishable)


def test_the_legs_keep_their_names_when_nothing_is_swapped():
    back, distinguishable = followed(PLAY.good(2, fps=FPS))
    assert not any(back)
    assert all(distinguishable)


def test_a_swap_is_undone_while_it_lasts():
    track = PLAY.good(fps=FPS)
    span = (4.0, 14.0)  # nearly the whole hold
    back, distinguishable = followed(swapped(track, span))
    assert back == within(track, *span).tolist()
    assert all(distinguishable)


def test_a_swap_is_over_once_the_legs_come_together():
    """From then on the legs cannot be distinguished, and the model's names are used again."""
    mixed = swapped(PLAY.good(2, fps=FPS), (6.0, 99))
    back, distinguishable = followed(mixed)
    down = back.index(False, int(6.0 * FPS))
    assert all(back[int(6.0 * FPS) : down])
    assert not any(back[down:])
    apart = np.linalg.norm(mixed.xy[:, ANKLES[0]] - mixed.xy[:, ANKLES[1]], axis=-1)
    assert apart[down - 1] > APART_TRUNK * TRUNK_PX > apart[down]
    assert all(distinguishable)


@pytest.mark.parametrize("share", [0.35, 0.65])
def test_a_frame_with_its_legs_in_between_neither_begins_nor_ends_a_swap(share):
    track = PLAY.good(fps=FPS)
    span = (6.0, 7.0)
    assert not any(followed(blurred(track, 6.5, share=share))[0])
    back, distinguishable = followed(blurred(swapped(track, span), 6.5, share=share))
    assert back == within(track, *span).tolist()
    assert all(distinguishable)


def test_legs_close_together_are_never_swapped():
    track = GOOD_REPETITIONS["bridge"].good(fps=FPS)
    back, _ = followed(swapped(track, *now_and_then(1, 8, every_s=0.4)))
    assert not any(back)


def test_legs_renamed_again_and_again_are_not_distinguished_until_it_stops():
    back, distinguishable = followed(
        swapped(PLAY.good(2, fps=FPS), *now_and_then(6, 9, every_s=0.4))
    )
    first = distinguishable.index(False)
    assert 7.0 <= first / FPS <= 7.5  # the sixth renaming
    assert not any(distinguishable[first : int(9 * FPS)])
    last = len(distinguishable) - 1 - distinguishable[::-1].index(False)
    assert 12.5 <= last / FPS <= 14.1  # five seconds after the last but five
    assert any(back)


def test_a_leg_that_is_not_seen_is_no_swap():
    track = PLAY.good(fps=FPS)
    xy = track.xy.copy()
    xy[within(track, 6, 7), Landmark.LEFT_ANKLE] = np.nan
    back, distinguishable = followed(changed(track, xy=xy))
    assert not any(back)
    assert all(distinguishable)


BENT = {"other_raise": 4, "other_knee": 58}
"""The other knee is bent and its foot stands on the floor."""


def sliding(track: PoseTrack, *spans_s: tuple[float, float]) -> PoseTrack:
    """`track` with the landmarks of each leg on the other one within `spans_s`.

    They take a third of a second to slide there, and as long to slide back.
    """
    xy = track.xy.copy()
    for row, time_s in enumerate(track.time_s):
        share = max(np.clip(min(time_s - a, b - time_s) / 0.33, 0, 1) for a, b in spans_s)
        other = list(track.xy[row].copy())
        swap_legs(other)
        xy[row] += share * (np.array(other) - xy[row])
    return changed(track, xy=xy)


@pytest.mark.parametrize("side", [None, Side.LEFT])
@pytest.mark.parametrize("slides_s", [(), ((7.5, 8.9), (10, 11.2))])
def test_the_higher_leg_is_judged_where_the_legs_cannot_be_told_apart(slides_s, side):
    """The form that patients are told to use: the other knee is bent."""
    keys = PLAY.keys(top={**BENT, "raise": 55}, rest=BENT) * 2
    track = PLAY.film(keys, rest=BENT, fps=FPS)
    mixed = swapped(track, *now_and_then(4.5, 7, every_s=0.4))
    mixed = sliding(mixed, *slides_s) if slides_s else mixed
    assert not all(followed(mixed)[1])
    review = judged(mixed, "hamstring_stretch", side=side)
    assert [(r.side, r.rejected, r.variant) for r in review.repetitions] == [
        ("left", None, "other_leg_bent"),
        ("left", None, "other_leg_bent"),
    ]
    assert review.repetitions[0].start_s == pytest.approx(1.2, abs=0.3)
    assert review.repetitions[0].end_s == pytest.approx(17.2, abs=0.3)
    assert review.warnings == ()
    assert "past_limit" not in faults(review)


@pytest.mark.parametrize(
    ("wavers_s", "unjudged"),
    [((4.0, 8.0), {"knee_bent"}), ((16.3, 16.7), {"lowered_too_fast"})],
)
def test_a_leg_that_is_drawn_between_the_legs_is_not_judged(wavers_s, unjudged):
    """Its knee wavers in the hold, or bends on the way, which a raised straight leg does not."""
    in_hold = "knee_bent" in unjudged
    keys = (
        PLAY.keys(hold_s=4.0, top={"knee": 140}) if in_hold else PLAY.keys(hold_s=12.5, back_s=0.6)
    )
    clear = PLAY.film(keys, fps=FPS)
    assert faults(judged(clear, "hamstring_stretch")) >= unjudged
    xy = clear.xy.copy()
    for row in np.flatnonzero(within(clear, *wavers_s)):
        if not in_hold or row % 30 < 15:
            xy[row, Landmark.LEFT_KNEE] = xy[row, Landmark.RIGHT_KNEE]
    review = judged(changed(clear, xy=xy), "hamstring_stretch")
    assert review.counted == 1
    assert not faults(review) & unjudged


def test_angles_are_compared_leg_by_leg_where_the_names_are_exchanged():
    truth = PLAY.film(PLAY.keys(top=BENT, rest=BENT), rest=BENT, fps=FPS)
    exchanged = swapped(truth, (0.0, 99.0))
    clip = labels(exercise="hamstring_stretch", near_side="left")
    for error in measure_angle_errors(clip, exchanged, observe_track(truth)):
        assert error.mean_abs_deg < 4, error.angle


def test_two_raised_legs_that_cannot_be_told_apart_are_not_judged():
    """Both are equally high, so that nobody can say which of them works."""
    both = {"raise": 50, "other_raise": 52, "other_knee": 75}
    mixed = swapped(PLAY.film(PLAY.keys(top=both), fps=FPS), *now_and_then(2, 15, every_s=0.4))
    review = judged(mixed, "hamstring_stretch")
    assert (review.counted, review.score, faults(review)) == (0, None, set())
    assert any("tell your legs apart" in warning for warning in review.warnings)


def test_legs_swapping_in_the_hold_do_not_stop_an_exercise_of_the_higher_leg():
    mixed = swapped(
        GOOD_REPETITIONS["bird_dog"].good(2, fps=FPS), *now_and_then(3.2, 6.8, every_s=0.4)
    )
    assert not all(followed(mixed)[1])
    review = judged(mixed, "bird_dog")
    assert review.counted == 2
    assert review.score == pytest.approx(100)
    assert review.warnings == ()


def test_occasional_swaps_change_no_verdict():
    track = PLAY.good(2, fps=FPS)
    mixed = swapped(track, *[(t, t + 0.2) for t in (4.2, 8.0, 12.5, 21.0, 24.0)])
    before, after = judged(track, "hamstring_stretch"), judged(mixed, "hamstring_stretch")
    assert after.counted == before.counted == 2
    assert after.score == pytest.approx(before.score, abs=1)
