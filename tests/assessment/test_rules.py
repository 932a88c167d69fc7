"""Just inside its amber limit a rule reports nothing; clearly beyond its fault limit, a fault.

Each case changes one thing about a good repetition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.kinematics.landmarks import Landmark, Side
from formcheck.kinematics.track import PoseTrack
from formcheck.poses.exercise import Exercise
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    changed,
    exercise_named,
    faults,
    judged,
)
from tests.support.stick_figure import Camera, Key

SEATED, NINETY, LYING = "hamstring_stretch_seated", "hamstring_stretch_90_90", "hamstring_stretch"


@dataclass(frozen=True, kw_only=True)
class Take:
    """A changed repetition. `keys` replaces its way out and hold; `even` is constant speed.

    `work` is the working side, by default the usual one.
    """

    rest: Mapping[str, float] = field(default_factory=dict)
    top: Mapping[str, float] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=dict)
    keys: Sequence[Key] = ()
    even: bool = False
    work: Side | None = None

    def film(self, exercise: str) -> PoseTrack:
        good_rep = GOOD_REPETITIONS[exercise]
        if not self.keys:
            keys = good_rep.keys(rest=self.rest, top=self.top, work=self.work, **self.pace)
            keys = [replace(key, even=self.even) for key in keys]
            return good_rep.film(keys, rest=self.rest)
        return good_rep.film([*self.keys, *good_rep.keys()[2:]])


def top(**angles: float) -> Take:
    return Take(top=angles)


def far_leg(**angles: float) -> Take:
    """The farther leg works, so the nearer arm is raised."""
    return Take(top=angles, work=Side.RIGHT)


def start(top: Mapping[str, float] | None = None, **angles: float) -> Take:
    return Take(rest=angles, top=top or {})


def kneeling(trunk: float = 14, thigh: float = 270, shank: float = 180, arm: float = -88) -> Take:
    """On all fours; the directions are measured anticlockwise from the direction of the head."""
    leg, knee = 180 - (thigh + shank) / 2, 180 - (thigh - shank)
    return start(
        trunk=trunk, leg=leg, knee=knee, other_leg=leg, other_knee=knee, arm=arm, same_arm=arm
    )


def pace(**seconds: float) -> Take:
    return Take(pace=seconds)


def hold_like(exercise: str, *keys: Key) -> Take:
    """The good way out, then `keys` instead of the hold."""
    return Take(keys=[GOOD_REPETITIONS[exercise].keys()[0], *keys])


def drift(exercise: str, joint: str, start: float, end: float, seconds: float = 9.0) -> Take:
    """A hold in which `joint` creeps from `start` to `end`, slowly enough to count as still."""
    good_rep = GOOD_REPETITIONS[exercise]
    return Take(
        keys=[
            Key(seconds=good_rep.out_s, angles={**good_rep.top, joint: start}),
            Key(seconds=0.5, angles={}),
            Key(seconds=seconds, angles={joint: end}, even=True),
            Key(seconds=0.5, angles={}),
        ]
    )


def bouncing(exercise: str, joint: str, by: float, times: int) -> Take:
    """A hold with so many bounces of `by` degrees in the middle, one a 0.9 s."""
    high = GOOD_REPETITIONS[exercise].top[joint]
    bounce = [Key(seconds=0.45, angles={joint: high + by}), Key(seconds=0.45, angles={joint: high})]
    still = Key(seconds=6.0, angles={})
    return hold_like(exercise, still, *(bounce * times), still)


def jerk(exercise: str, joint: str, middle: float, seconds: float) -> Take:
    """A slow start, then the rest of the way in `seconds`."""
    good_rep = GOOD_REPETITIONS[exercise]
    return Take(
        keys=[
            Key(seconds=2.0, angles={**good_rep.top, joint: middle}),
            Key(seconds=seconds, angles=good_rep.top),
            Key(seconds=good_rep.hold_s, angles={}),
        ]
    )


BENT = {"other_raise": 0, "other_knee": 95}
CASES: dict[tuple[str, str], tuple[Take, Take]] = {
    ("bridge", "over_arched"): (top(hip=190), top(hip=198)),
    ("bridge", "hips_low"): (top(hip=169), top(hip=158)),
    ("bridge", "feet_too_far"): (
        start(knee=104, top={"knee": 112}),
        start(knee=121, top={"knee": 114}),
    ),
    ("bridge", "feet_too_near"): (start(knee=56), start(knee=44)),
    ("bridge", "knees_open_at_top"): (top(knee=114), top(knee=124)),
    ("bridge", "knees_shut_at_top"): (top(knee=61), top(knee=48)),
    ("bridge", "heels_lift"): (top(heel=0.06), top(heel=0.22)),
    ("bridge", "drop_in_hold"): (
        drift("bridge", "hip", 182, 175, 4),
        drift("bridge", "hip", 185, 169, 6),
    ),
    ("bridge", "lifted_too_fast"): (pace(out_s=1.3), pace(out_s=0.35)),
    ("bridge", "lowered_too_fast"): (pace(back_s=1.9), pace(back_s=0.6)),
    ("bridge", "hold_short"): (pace(hold_s=3.3), pace(hold_s=0.6)),
    ("bird_dog", "leg_too_high"): (top(leg=12), top(leg=21)),
    ("bird_dog", "leg_too_low"): (
        top(leg=-21),
        Take(top={"leg": -33, "knee": 178}, pace={"back_s": 3.0}),
    ),
    ("bird_dog", "knee_bent"): (top(knee=152), top(knee=133)),
    ("bird_dog", "arm_too_low"): (top(arm=-19), top(arm=-36)),
    ("bird_dog", "arm_too_high"): (top(arm=21), top(arm=39)),
    ("bird_dog", "elbow_bent"): (far_leg(elbow=149), far_leg(elbow=122)),
    ("bird_dog", "trunk_moves"): (top(trunk=5), top(trunk=-4)),
    ("bird_dog", "hips_shift"): (top(shift=0.17), top(shift=0.35)),
    ("bird_dog", "head_moves"): (top(neck=143), top(neck=126)),
    ("bird_dog", "hand_not_under_shoulder"): (
        start(arm=-72, same_arm=-72),
        start(arm=-54, same_arm=-54),
    ),
    ("bird_dog", "knee_not_under_hip"): (
        start(leg=-36, knee=108, other_leg=-36, other_knee=108),
        start(leg=-29, knee=122, other_leg=-29, other_knee=122),
    ),
    ("bird_dog", "start_hip_shut"): (
        kneeling(trunk=0, thigh=280),
        kneeling(trunk=-10, thigh=285),
    ),
    ("bird_dog", "start_hip_open"): (
        kneeling(trunk=28, thigh=258),
        kneeling(trunk=38, thigh=254),
    ),
    ("bird_dog", "start_shoulder_shut"): (
        kneeling(trunk=30, arm=-100),
        kneeling(trunk=38, thigh=272, arm=-106),
    ),
    ("bird_dog", "start_shoulder_open"): (
        kneeling(trunk=-5, thigh=265, arm=-80),
        kneeling(trunk=-14, thigh=262, arm=-74),
    ),
    ("bird_dog", "start_knee_shut"): (kneeling(shank=147), kneeling(shank=132.5)),
    ("bird_dog", "start_knee_open"): (kneeling(shank=204), kneeling(shank=218)),
    ("bird_dog", "hold_long"): (pace(hold_s=10), pace(hold_s=13)),
    ("bird_dog", "unsteady"): (
        drift("bird_dog", "leg", -5, 3),
        drift("bird_dog", "leg", -14, 12),
    ),
    ("bird_dog", "lifted_too_fast"): (pace(out_s=1.3), pace(out_s=0.35)),
    ("bird_dog", "lowered_too_fast"): (pace(back_s=1.4), pace(back_s=0.35)),
    ("bird_dog", "hold_short"): (pace(hold_s=2.3), pace(hold_s=0.3)),
    (LYING, "past_limit"): (top(**{"raise": 94}), top(**{"raise": 107})),
    (LYING, "past_target"): (top(**{"raise": 64}), top(**{"raise": 76})),
    (LYING, "short_of_target"): (top(**{"raise": 56}), top(**{"raise": 40})),
    (LYING, "knee_bent"): (top(knee=158), top(knee=142)),
    (LYING, "other_leg_lifts"): (top(other_raise=11), top(other_raise=21)),
    (LYING, "other_knee_bends"): (
        top(other_knee=152, other_raise=0),
        top(other_knee=137, other_raise=-5),
    ),
    (LYING, "other_foot_lifts"): (
        start(**BENT, top={"other_raise": 9, "other_knee": 95}),
        start(**BENT, top={"other_raise": 24, "other_knee": 95}),
    ),
    (LYING, "other_knee_opens"): (
        start(**BENT, top={"other_knee": 117}),
        start(**BENT, top={"other_knee": 142}),
    ),
    (LYING, "hips_rise"): (top(lift=0.09), top(lift=0.22)),
    (LYING, "bouncing"): (
        bouncing(LYING, "raise", -8, 0),
        bouncing(LYING, "raise", -8, 3),
    ),
    (LYING, "unsteady"): (drift(LYING, "raise", 68, 75), drift(LYING, "raise", 55, 83, 12)),
    (LYING, "raised_too_fast"): (pace(out_s=2.0), Take(top={"raise": 40}, pace={"out_s": 0.7})),
    (LYING, "lowered_too_fast"): (pace(back_s=1.7), Take(top={"raise": 32}, pace={"back_s": 0.7})),
    (LYING, "jerked"): (
        jerk(LYING, "raise", 40, 0.9),
        jerk(LYING, "raise", 30, 0.45),
    ),
    (LYING, "hold_short"): (pace(hold_s=9.4), pace(hold_s=3.0)),
    (NINETY, "thigh_too_low"): (
        start(hip=106, top={"hip": 106}),
        start(hip=120, top={"hip": 120}),
    ),
    (NINETY, "thigh_too_high"): (start(hip=78, top={"hip": 78}), start(hip=61, top={"hip": 61})),
    (NINETY, "other_leg_lifts"): (top(other_raise=11), top(other_raise=26)),
    (NINETY, "other_knee_bends"): (
        top(other_knee=152, other_raise=0),
        top(other_knee=135, other_raise=-5),
    ),
    (NINETY, "other_foot_lifts"): (
        start(**BENT, top={"other_raise": 9, "other_knee": 95}),
        start(**BENT, top={"other_raise": 24, "other_knee": 95}),
    ),
    (NINETY, "other_knee_opens"): (
        start(**BENT, top={"other_knee": 117}),
        start(**BENT, top={"other_knee": 142}),
    ),
    (NINETY, "hips_rise"): (top(lift=0.09), top(lift=0.22)),
    (NINETY, "short_of_target"): (top(knee=146), top(knee=129)),
    (NINETY, "bouncing"): (bouncing(NINETY, "knee", -8, 0), bouncing(NINETY, "knee", -14, 3)),
    (NINETY, "unsteady"): (drift(NINETY, "knee", 148, 158), drift(NINETY, "knee", 130, 172, 16)),
    (NINETY, "raised_too_fast"): (pace(out_s=2.0), Take(top={"knee": 134}, pace={"out_s": 0.7})),
    (NINETY, "lowered_too_fast"): (
        Take(top={"knee": 130}, pace={"back_s": 1.1}),
        Take(top={"knee": 121.5}, pace={"back_s": 0.35}, even=True),
    ),
    (NINETY, "jerked"): (jerk(NINETY, "knee", 120, 0.8), jerk(NINETY, "knee", 112, 0.4)),
    (NINETY, "hold_short"): (pace(hold_s=9.2), pace(hold_s=3.0)),
    (SEATED, "back_rounded"): (top(neck=158), top(neck=150)),
    (SEATED, "knee_bent"): (top(knee=167), top(knee=143)),
    (SEATED, "bouncing"): (bouncing(SEATED, "hip", 8, 0), bouncing(SEATED, "hip", 8, 3)),
    (SEATED, "unsteady"): (drift(SEATED, "hip", 48, 55), drift(SEATED, "hip", 40, 66, 12)),
    (SEATED, "hinged_too_fast"): (pace(out_s=1.7), pace(out_s=0.4)),
    (SEATED, "came_up_too_fast"): (pace(back_s=1.6), pace(back_s=0.35)),
    (SEATED, "hold_short"): (pace(hold_s=9.2), pace(hold_s=3.0)),
}
TARGETS = {(LYING, "past_target"): 60, (LYING, "short_of_target"): 60}
TARGETS[NINETY, "short_of_target"] = 150
IDS = [f"{exercise}-{rule}" for exercise, rule in CASES]


def definition(exercise: str, rule: str) -> Exercise:
    return exercise_named(exercise).with_target(TARGETS.get((exercise, rule)))


def test_a_lifted_head_is_no_round_back():
    """It opens the angle between ear, shoulder and hip, which a round back closes."""
    start = {"neck": 140}
    good_rep = GOOD_REPETITIONS[SEATED]
    track = good_rep.film(good_rep.keys(rest=start, top={"neck": 175}), rest=start)
    assert faults(judged(track, SEATED)) == set()


def test_a_large_bounce_is_no_outlier():
    """It moves the leg by more than 100 degrees a second."""
    swing = [Key(seconds=0.25, angles={"raise": to}) for to in (62, 78)]
    take = hold_like(LYING, Key(seconds=5, angles={}), *swing * 4, Key(seconds=5, angles={}))
    assert "bouncing" in faults(judged(take.film(LYING), LYING))


def test_every_rule_has_a_case():
    rules = {(name, rule.name) for name in GOOD_REPETITIONS for rule in exercise_named(name).rules}
    assert rules == {*CASES, ("bird_dog", "no_reset")}


@pytest.mark.parametrize(("exercise", "rule"), CASES, ids=IDS)
def test_a_value_just_inside_the_amber_limit_is_no_fault(exercise, rule):
    review = judged(CASES[exercise, rule][0].film(exercise), definition(exercise, rule))
    assert review.counted == 1
    assert faults(review) == set()
    assert review.score == pytest.approx(100)


@pytest.mark.parametrize(("exercise", "rule"), CASES, ids=IDS)
def test_a_value_clearly_beyond_the_fault_limit_reports_exactly_that_fault(exercise, rule):
    what = definition(exercise, rule)
    wanted = what.rule(rule)
    review = judged(CASES[exercise, rule][1].film(exercise), what)
    assert review.counted == 1
    assert faults(review) == {rule}

    (repetition,) = review.repetitions
    limit = what.limits(wanted)[1]
    for fault in repetition.faults:
        assert fault.limit == limit
        assert (fault.worst > limit) is wanted.above
        assert fault.excess == pytest.approx(abs(fault.worst - limit))
        if wanted.phase == "start":
            assert 0 <= fault.start_s <= fault.end_s <= repetition.turn_s
        else:
            assert repetition.start_s <= fault.start_s <= fault.end_s <= repetition.end_s

    if wanted.informational:
        assert review.score == pytest.approx(100)
        assert review.main_fault is None
    else:
        assert review.score < 100
        assert review.main_fault == rule
    if wanted.safety:
        assert review.score <= 59
        assert review.band.value in ("needs_work", "poor")


@pytest.mark.parametrize("exercise", ["bridge", SEATED])
def test_a_hold_is_compared_with_the_one_that_was_asked_for(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    track = good_rep.film(good_rep.keys(hold_s=3.0))
    for asked_s, is_short in ((3.0, False), (12.0, True)):
        review = judged(track, exercise_named(exercise).with_hold_goal(asked_s))
        assert faults(review) == ({"hold_short"} if is_short else set())


@pytest.mark.parametrize("near", list(Side))
@pytest.mark.parametrize("work", list(Side))
def test_the_other_leg_is_the_one_that_does_not_work_whichever_is_nearer(work, near):
    good_rep = GOOD_REPETITIONS[LYING]
    keys = good_rep.keys(top={"other_raise": 21}, work=work)
    review = judged(good_rep.film(keys, camera=Camera(near=near)), LYING)
    assert [r.side for r in review.repetitions] == [work]
    assert faults(review) == {"other_leg_lifts"}


@pytest.mark.parametrize(("rest_s", "pauses"), [(1.6, True), (0.1, False)])
def test_a_bird_dog_without_a_pause_before_the_next_lift_gets_only_a_hint(rest_s, pauses):
    good_rep = GOOD_REPETITIONS["bird_dog"]
    review = judged(good_rep.film([*good_rep.keys(rest_s=rest_s), *good_rep.keys()]), "bird_dog")
    assert review.counted == 2
    assert faults(review) == (set() if pauses else {"no_reset"})
    assert [len(r.faults) for r in review.repetitions] == [0, 0 if pauses else 1]
    assert review.score == pytest.approx(100)


# --- limbs that are hardly seen in a hold ------------------------------------------------------


def held_with(moments: Sequence[Mapping[str, float]], seconds: float) -> PoseTrack:
    """A bird-dog whose hold has these `moments` in turn, of so many seconds each."""
    good_rep = GOOD_REPETITIONS["bird_dog"]
    out, _, *back = good_rep.keys(top=moments[0])
    keys = [Key(seconds=seconds / 2, angles={**out.angles, **m}) for m in moments for _ in range(2)]
    return good_rep.film([out, *keys, *back])


@pytest.mark.parametrize(("low", "said"), [(1, False), (4, True)])
def test_an_arm_is_too_low_when_it_is_so_all_through_the_hold(low, said):
    heights = [{"arm": -36.0}] * low + [{"arm": 0.0}] * (4 - low)
    review = judged(held_with(heights, 1.0), "bird_dog")
    assert review.counted == 1
    assert faults(review) == ({"arm_too_low"} if said else set())


def test_the_elbow_of_the_farther_arm_is_not_judged():
    review = judged(top(elbow=122).film("bird_dog"), "bird_dog")
    assert review.counted == 1
    assert faults(review) == set()


@pytest.mark.parametrize(("knees", "said"), [((130, 130), True), ((120, 150), False)])
def test_a_knee_that_wavers_is_not_judged(knees, said):
    """The pose model draws a hidden knee halfway onto the other one, now more and now less."""
    moments = [{"knee": float(knee)} for knee in knees] * 4
    review = judged(held_with(moments, 0.4), "bird_dog")
    assert review.counted == 1
    assert faults(review) == ({"knee_bent"} if said else set())


# --- what a person's own body adds --------------------------------------------------------------


@pytest.mark.parametrize(
    ("high_trunk", "hip_deg", "said"),
    [(0.08, 188.0, False), (0.08, 203.0, True), (0.0, 197.0, True), (0.0, 188.0, False)],
)
def test_a_hip_that_reads_high_on_the_floor_is_no_arched_back(high_trunk, hip_deg, said):
    """Loose clothes put the hip landmark higher by this many trunk lengths, at rest and at the top.

    A true 188 then reads 198, and the limit is 195.
    """
    good = GOOD_REPETITIONS["bridge"]
    track = good.film(good.keys(top={"hip": hip_deg, "knee": 100}))
    xy = track.xy.copy()
    trunk = xy[:, Landmark.LEFT_HIP] - xy[:, Landmark.LEFT_SHOULDER]
    up = np.stack([-trunk[:, 1], trunk[:, 0]], axis=1) * np.sign(-trunk[:, :1])
    for hip in (Landmark.LEFT_HIP, Landmark.RIGHT_HIP):
        xy[:, hip] += high_trunk * up
    raised = changed(track, xy=xy)
    assert ("over_arched" in faults(judged(raised, "bridge"))) is said
    checker = FormChecker(exercise_named("bridge"))
    cues = {cue.rule for pose in raised.poses() for cue in checker.update(pose).cues}
    assert ("over_arched" in cues) is said
