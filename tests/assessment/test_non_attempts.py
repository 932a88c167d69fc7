"""Movements that are no try at this exercise, and values that waver at a threshold."""

from itertools import pairwise

import numpy as np
import pytest

from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.track import PoseTrack
from tests.support.good_repetitions import GOOD_REPETITIONS, changed, judged, rejections, wobbling
from tests.support.stick_figure import Camera, Key

EXERCISES = list(GOOD_REPETITIONS)
BRIDGE, SEATED = GOOD_REPETITIONS["bridge"], GOOD_REPETITIONS["hamstring_stretch_seated"]


def still(exercise: str, seconds: float = 6.0, **angles: float) -> PoseTrack:
    return GOOD_REPETITIONS[exercise].film([Key(seconds=seconds, angles={})], rest=angles, lead_s=0)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_lying_or_sitting_still_counts_nothing(exercise):
    assert judged(still(exercise), exercise).repetitions == ()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_another_exercise_counts_nothing(exercise):
    for other in EXERCISES:
        if other != exercise:
            review = judged(GOOD_REPETITIONS[other].good(2), exercise)
            assert review.counted == 0, other
            assert review.score is None


@pytest.mark.parametrize("exercise", EXERCISES)
def test_standing_and_sitting_down_count_nothing(exercise):
    """From upright to long-sitting and back: trunk and thighs turn by a right angle."""
    standing = {"leg": -86, "hip": 176, "knee": 172}
    sitting = {"leg": 0, "hip": 94, "knee": 172}
    squatting = {"leg": -80, "hip": 60, "knee": 70}
    keys = [
        Key(seconds=2.0, angles={}),
        Key(seconds=1.5, angles=squatting),
        Key(seconds=1.0, angles=sitting),
        Key(seconds=2.0, angles={}),
        Key(seconds=1.0, angles=squatting),
        Key(seconds=1.5, angles=standing),
        Key(seconds=1.0, angles={}),
    ]
    camera = Camera(trunk_px=90)
    track = SEATED.film(keys, rest=standing, camera=camera, lead_s=0)
    assert judged(track, exercise).counted == 0


def test_getting_into_position_and_out_of_it_counts_nothing():
    """Sitting, then lying down on the back, legs drawn up; the real repetitions follow."""
    lying = BRIDGE.film(BRIDGE.keys() * 2, lead_s=2.0)
    sitting = SEATED.film([Key(seconds=2.0, angles={})], camera=Camera(near=Side.LEFT), lead_s=0)
    joined = glued(sitting, lying, sitting)
    review = judged(joined, "bridge")
    assert review.counted == 2
    assert rejections(review) == []


def test_walking_in_from_the_border_counts_nothing_by_itself():
    """The figure slides in from outside the picture, lies still, then starts."""
    track = BRIDGE.good(2)
    lead = still("bridge", 3.0)
    slide = np.linspace(-900, 0, len(lead))[:, None]
    xy = lead.xy.copy()
    xy[..., 0] += slide
    review = judged(glued(changed(lead, xy=xy), track), "bridge")
    assert (review.counted, rejections(review)) == (2, [])


def glued(*tracks: PoseTrack) -> PoseTrack:
    """One track after the other, with a morph of one second in between."""
    first = tracks[0]
    out = {name: [getattr(first, name)] for name in ("xy", "visibility", "world")}
    times = [first.time_s]
    for before, after in pairwise(tracks):
        share = np.linspace(0, 1, 31)[1:-1]
        for name, pieces in out.items():
            a, b = getattr(before, name)[-1], getattr(after, name)[0]
            weight = share.reshape(-1, *[1] * a.ndim)
            pieces += [a * (1 - weight) + b * weight, getattr(after, name)]
        start_s = times[-1][-1]
        times += [start_s + share, start_s + 1 + after.time_s]
    return PoseTrack(
        time_s=np.concatenate(times),
        size=first.size,
        **{name: np.concatenate(pieces) for name, pieces in out.items()},
    )


# --- thresholds --------------------------------------------------------------------------------

# The primary signal's value, in degrees, at which each position is entered.
AT_THE_END = {
    "bridge": ("hip", 152.2),
    "bird_dog": ("leg", -39.0),
    "hamstring_stretch": ("raise", 26.0),
    "hamstring_stretch_90_90": ("knee", 120.0),
    "hamstring_stretch_seated": ("hip", 79.0),
}
AT_REST = {
    "bridge": ("hip", 146.5),
    "bird_dog": ("leg", -57.0),
    "hamstring_stretch": ("raise", 18.0),
    "hamstring_stretch_90_90": ("knee", 104.0),
    "hamstring_stretch_seated": ("hip", 84.0),
}


@pytest.mark.parametrize("px", [0.5, 1.5, 3.0])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_noise_at_rest_counts_nothing(exercise, px):
    assert judged(wobbling(still(exercise, 10.0), px=px, seed=3), exercise).repetitions == ()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_noise_with_the_rest_threshold_in_its_middle_counts_nothing(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    joint, level = AT_REST[exercise]
    keys = [Key(seconds=1.0, angles={joint: level}), Key(seconds=10.0, angles={})]
    track = wobbling(good_rep.film(keys), px=2.0, seed=5)
    assert judged(track, exercise).counted == 0


def wavering(exercise: str, levels: dict[str, tuple[str, float]], by: float) -> list[Key]:
    """Eight waves of `by` degrees about a level."""
    joint, level = levels[exercise]
    wave = [
        Key(seconds=0.2, angles={joint: level + by}),
        Key(seconds=0.2, angles={joint: level - by}),
    ]
    return wave * 8


@pytest.mark.parametrize("exercise", EXERCISES)
def test_wavering_at_the_threshold_of_the_end_position_counts_once(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    waves = wavering(exercise, AT_THE_END, 2.0)
    straight = {"knee": 172} if exercise == "bird_dog" else {}
    arms = {"arm": 2} if exercise == "bird_dog" else {}
    first = Key(seconds=good_rep.out_s, angles={**waves[0].angles, **straight, **arms})
    review = judged(good_rep.film([first, *waves, *good_rep.keys()]), exercise)
    assert review.counted == 1
    assert len(review.repetitions) == 1


@pytest.mark.parametrize("exercise", EXERCISES)
def test_wavering_at_the_threshold_of_the_start_position_on_the_way_back_counts_once(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    out, hold, back, rest = good_rep.keys()
    joint, level = AT_REST[exercise]
    others = {k: v for k, v in good_rep.rest.items() if k != joint}
    down = Key(seconds=1.0, angles={**others, joint: level})
    review = judged(
        good_rep.film([out, hold, down, *wavering(exercise, AT_REST, 2.0), back, rest]), exercise
    )
    assert review.counted == 1
    assert len(review.repetitions) == 1
