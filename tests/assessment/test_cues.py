"""The cues during a movement."""

import pytest

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.types import Phase
from tests.support.good_repetitions import GOOD_REPETITIONS, exercise_named
from tests.support.stick_figure import Key

BRIDGE, LYING = GOOD_REPETITIONS["bridge"], GOOD_REPETITIONS["hamstring_stretch"]


def watched(track, exercise: str):
    checker = FormChecker(exercise_named(exercise))
    return [checker.update(pose) for pose in track.poses()]


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_good_form_gets_no_cue(exercise):
    assert {
        cue.rule for s in watched(GOOD_REPETITIONS[exercise].good(), exercise) for cue in s.cues
    } == set()


def test_a_fault_gets_a_cue_after_half_a_second_and_only_while_it_lasts():
    seen = watched(BRIDGE.film(BRIDGE.keys(top={"hip": 158})), "bridge")
    spoken = [s for s in seen if s.cues]
    assert {cue.rule for s in spoken for cue in s.cues} == {"hips_low"}
    assert {s.phase for s in spoken} == {Phase.HOLD}
    first = spoken[0]
    assert first.cues[0].since_s <= first.time_s - 0.5 + 1e-6
    assert first.time_s - first.cues[0].since_s < 0.5 + 2 / 30
    assert all(not s.cues for s in seen if s.time_s > spoken[-1].time_s)


def test_a_fault_shorter_than_half_a_second_gets_no_cue():
    keys = BRIDGE.keys()
    dip = [Key(seconds=0.12, angles={"heel": 0.3}), Key(seconds=0.12, angles={"heel": 0.0})]
    seen = watched(BRIDGE.film([*keys[:2], *dip, *keys[1:]]), "bridge")
    assert not any(s.cues for s in seen)


def test_safety_comes_first_then_what_has_lasted_longest():
    """The heels are lifted first, then the back over-arches."""
    keys = BRIDGE.keys(top={"heel": 0.3})
    arch = [Key(seconds=3.0, angles={"hip": 197}, even=True), Key(seconds=3.0, angles={})]
    down = Key(seconds=1.5, angles={"hip": 178})
    seen = watched(BRIDGE.film([*keys[:2], *arch, down, *keys[2:]]), "bridge")
    both = [s for s in seen if len(s.cues) == 2]
    assert both
    for snapshot in both:
        assert [cue.rule for cue in snapshot.cues] == ["over_arched", "heels_lift"]
        assert snapshot.cues[0].safety
        assert snapshot.cues[0].since_s > snapshot.cues[1].since_s


def test_the_other_leg_is_corrected_only_in_the_variant_it_belongs_to():
    """A leg with its foot on the floor has a steep thigh. It is not a lifted straight leg."""
    bent = {"other_raise": 0, "other_knee": 95}
    seen = watched(LYING.film(LYING.keys(rest=bent, top=bent), rest=bent), "hamstring_stretch")
    assert not any(s.cues for s in seen)
    lifted = watched(LYING.film(LYING.keys(top={"other_raise": 21})), "hamstring_stretch")
    assert {cue.rule for s in lifted for cue in s.cues} == {"other_leg_lifts"}


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_angles_are_drawn_with_their_green_range(exercise):
    definition = exercise_named(exercise)
    seen = watched(GOOD_REPETITIONS[exercise].good(), exercise)
    middle = next(s for s in seen if s.phase is Phase.HOLD and s.time_s > 5)
    assert 1 <= len(middle.arcs) <= 2
    for arc in middle.arcs:
        assert arc.value_deg == arc.value_deg
        if arc.allowed_deg is not None and exercise != "bird_dog":
            low, high = arc.allowed_deg
            assert low <= arc.value_deg <= high
    assert definition.primary_signal.signal.partition(".")[2]
