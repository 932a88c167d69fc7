"""Pain signs are detected when shown, and never in good, tired, slow or partly unseen sets."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from formcheck.assessment.checker import FormChecker
from formcheck.assessment.pain_signs.detector import PainSign, PainSignDetector, PainSignKind
from formcheck.kinematics.landmarks import Side
from formcheck.kinematics.track import PoseTrack
from tests.support.example_count import examples
from tests.support.good_repetitions import (
    GOOD_REPETITIONS,
    GoodRepetition,
    changed,
    exercise_named,
    lost,
    wobbling,
)
from tests.support.stick_figure import Camera, Key

EXERCISES = sorted(GOOD_REPETITIONS)
SHOWN = ("collapse", "freeze_out", "freeze_back", "range_drop")
FEW = settings(
    max_examples=examples(8),
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking would take long and help little
    suppress_health_check=[HealthCheck.too_slow],
)
HOLD_S = 3.0


def share_of(good_rep: GoodRepetition, share: float) -> Mapping[str, float]:
    """The angles after a share of the way out."""
    return {
        name: good_rep.rest[name] + share * (top - good_rep.rest[name])
        for name, top in good_rep.top.items()
    }


def repetition(
    good_rep: GoodRepetition, *, to: float = 1.0, slower: float = 1.0, rest_s: float = 1.2
) -> list[Key]:
    return good_rep.keys(
        top=share_of(good_rep, to),
        out_s=slower * good_rep.out_s,
        hold_s=slower * HOLD_S,
        back_s=slower * good_rep.back_s,
        rest_s=rest_s,
    )


def collapsing(good_rep: GoodRepetition, *, fall_s: float = 0.3) -> list[Key]:
    return good_rep.keys(hold_s=0.4 * HOLD_S, back_s=fall_s, rest_s=2.5)


def freezing_out(good_rep: GoodRepetition, *, stop_s: float = 6.0) -> list[Key]:
    half = share_of(good_rep, 0.5)
    stop = [Key(seconds=good_rep.out_s / 2, angles=half), Key(seconds=stop_s, angles=half)]
    return [*stop, *good_rep.keys(out_s=good_rep.out_s / 2, hold_s=HOLD_S)]


def freezing_back(good_rep: GoodRepetition, *, stop_s: float = 6.0) -> list[Key]:
    half = share_of(good_rep, 0.5)
    out, hold, _, rest = good_rep.keys(hold_s=HOLD_S)
    stop = [Key(seconds=good_rep.back_s / 2, angles=half), Key(seconds=stop_s, angles=half)]
    return [out, hold, *stop, Key(seconds=good_rep.back_s / 2, angles=good_rep.rest), rest]


def keys_of(good_rep: GoodRepetition, shown: str) -> list[Key]:
    """A set that shows one pain sign after a good repetition."""
    good = repetition(good_rep)
    return {
        "collapse": [*good, *collapsing(good_rep)],
        "freeze_out": [*good, *freezing_out(good_rep)],
        "freeze_back": [*good, *freezing_back(good_rep)],
        "range_drop": [*good, *good, *repetition(good_rep, to=0.7), *repetition(good_rep, to=0.7)],
        "good": good * 3,
        "tired": [
            k for i in range(5) for k in repetition(good_rep, to=1 - 0.02 * i, slower=1 + 0.1 * i)
        ],
        "slow": [k for _ in range(2) for k in repetition(good_rep, slower=2.5)],
    }[shown]


@cache
def film(exercise: str, shown: str, *, fps: float = 24.0, near: Side = Side.LEFT) -> PoseTrack:
    good_rep = GOOD_REPETITIONS[exercise]
    return good_rep.film(keys_of(good_rep, shown), fps=fps, camera=Camera(near=near))


def signs(track: PoseTrack, exercise: str, *, hold_s: float | None = HOLD_S) -> list[PainSign]:
    checker, watch = (
        FormChecker(exercise_named(exercise)),
        PainSignDetector(exercise_named(exercise), hold_s=hold_s),
    )
    seen = [watch.update(checker.update(pose)) for pose in track.poses()]
    return [each for each in seen if each is not None]


@cache
def signs_shown(exercise: str, shown: str, *, near: Side = Side.LEFT) -> tuple[PainSign, ...]:
    """The signs in the film itself; many tests compare with it, so each is judged once."""
    return tuple(signs(film(exercise, shown, near=near), exercise))


def names(seen: Sequence[PainSign]) -> list[str]:
    return [each.sign.value for each in seen]


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize("exercise", EXERCISES)
def test_each_pain_sign_is_detected_once(exercise, shown):
    assert names(signs_shown(exercise, shown)) == [shown.partition("_out")[0].partition("_back")[0]]


@pytest.mark.parametrize("shown", ["good", "tired", "slow"])
@pytest.mark.parametrize("exercise", EXERCISES)
def test_good_tired_and_slow_sets_show_no_pain_sign(exercise, shown):
    assert signs_shown(exercise, shown) == ()


def test_a_pain_sign_holds_its_measurements():
    [fall] = signs_shown("bridge", "collapse")
    assert fall.sign is PainSignKind.COLLAPSE
    assert fall.side == "both"
    assert fall.before_deg == pytest.approx(41, abs=2)  # from 137 to 178
    assert fall.after_deg == pytest.approx(0, abs=2)
    assert 0.0 < fall.lasted_s < 0.3
    assert 0.4 <= fall.time_s - fall.start_s < 0.8
    [frozen] = signs_shown("hamstring_stretch", "freeze_out")
    assert frozen.side == "left"
    assert frozen.before_deg == pytest.approx(70, abs=2)
    assert frozen.after_deg == pytest.approx(35, abs=2)
    assert frozen.lasted_s == pytest.approx(frozen.time_s - frozen.start_s)
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    stopped_s = good_rep.out_s + HOLD_S + good_rep.back_s + 2 * 1.2 + good_rep.out_s / 2
    assert frozen.start_s == pytest.approx(stopped_s, abs=0.5)  # an eased end looks still early
    [shorter] = signs_shown("bird_dog", "range_drop")
    assert shorter.before_deg - shorter.after_deg == pytest.approx(0.3 * 83, abs=3)
    assert shorter.lasted_s is None


@pytest.mark.parametrize("exercise", EXERCISES)
def test_two_falls_are_two_signs_and_a_long_stop_is_one(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    twice = [*collapsing(good_rep), *collapsing(good_rep)]
    assert names(signs(good_rep.film(twice, fps=24), exercise)) == ["collapse"] * 2
    long = [*repetition(good_rep), *freezing_back(good_rep, stop_s=15)]
    assert names(signs(good_rep.film(long, fps=24), exercise)) == ["freeze"]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_lowering_after_the_hold_is_no_collapse(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    quick = good_rep.keys(hold_s=HOLD_S, back_s=0.3, rest_s=2.5)
    assert signs(good_rep.film(quick * 2, fps=24), exercise) == []


def test_without_a_hold_goal_the_longest_hold_so_far_counts():
    good_rep = GOOD_REPETITIONS["bridge"]
    quick = good_rep.keys(hold_s=HOLD_S, back_s=0.3, rest_s=2.5)
    track = good_rep.film([*repetition(good_rep), *quick, *collapsing(good_rep)], fps=24)
    for none in (None, 0.0):
        assert names(signs(track, "bridge", hold_s=none)) == ["collapse"]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_person_who_always_moves_fast_shows_no_fall(exercise):
    good_rep = GOOD_REPETITIONS[exercise]
    fast = good_rep.keys(out_s=0.6, hold_s=0.5, back_s=0.4, rest_s=2.5)
    assert signs(good_rep.film(fast * 2, fps=24), exercise) == []


def test_on_two_legs_each_leg_is_compared_with_itself():
    good_rep = GOOD_REPETITIONS["hamstring_stretch"]
    keys = []
    for side, to in ((Side.LEFT, 1.0), (Side.RIGHT, 0.65)) * 3:
        keys += good_rep.keys(top=share_of(good_rep, to), hold_s=HOLD_S, work=side)
    assert signs(good_rep.film(keys, fps=24), "hamstring_stretch") == []
    for to in (0.65, 0.65):
        keys += good_rep.keys(top=share_of(good_rep, to), hold_s=HOLD_S, work=Side.LEFT)
    [one] = signs(good_rep.film(keys, fps=24), "hamstring_stretch")
    assert (one.sign, one.side) == (PainSignKind.RANGE_DROP, "left")


@pytest.mark.parametrize("work", list(Side))
def test_a_leg_is_watched_even_if_the_other_never_takes_the_start_position(work):
    good_rep = GOOD_REPETITIONS["hamstring_stretch_90_90"]
    out, hold, back, rest = collapsing(good_rep)
    keys = [Key(seconds=k.seconds, angles=k.angles, work=work) for k in (out, hold, back, rest)]
    [fall] = signs(good_rep.film(keys, fps=24), "hamstring_stretch_90_90")
    assert (fall.sign, fall.side) == (PainSignKind.COLLAPSE, work.value)


def test_a_reset_clears_everything():
    exercise = exercise_named("bridge")
    checker, watch = FormChecker(exercise), PainSignDetector(exercise, hold_s=HOLD_S)
    good_rep, seen = GOOD_REPETITIONS["bridge"], []
    track = good_rep.film([*repetition(good_rep) * 2, *repetition(good_rep, to=0.7) * 2], fps=24)
    for pose in track.poses():
        if 18.0 < pose.time_s < 18.05:
            watch.reset()
        seen.append(watch.update(checker.update(pose)))
    assert not any(seen)


# --- what must change nothing -----------------------------------------------------------------

PLANS = st.tuples(st.sampled_from(EXERCISES), st.sampled_from([*SHOWN, "good", "tired"]))


def gist(seen: Sequence[PainSign], *, swap: bool = False) -> list[tuple[str, str]]:
    other = {"left": "right", "right": "left", "both": "both"}
    return [(each.sign.value, other[each.side] if swap else each.side) for each in seen]


@FEW
@given(plan=PLANS, scale=st.floats(0.4, 2.5), shift=st.tuples(st.floats(0, 400), st.floats(0, 400)))
def test_place_and_size_in_the_picture_change_nothing(plan, scale, shift):
    track = film(plan[0], plan[1])
    width, height = (int(track.size[i] * scale + shift[i]) + 60 for i in (0, 1))
    moved = changed(track, xy=track.xy * scale + np.array(shift) + 20, size=(width, height))
    assert gist(signs(moved, plan[0])) == gist(signs_shown(*plan))


@FEW
@given(plan=PLANS, near=st.sampled_from(list(Side)))
def test_the_mirrored_film_shows_the_same_on_the_other_side(plan, near):
    track = film(plan[0], plan[1], near=near)
    there = signs(track.mirrored(), plan[0])
    assert gist(there, swap=True) == gist(signs_shown(*plan, near=near))


@pytest.mark.parametrize("fps", [12, 60])
@FEW
@given(plan=PLANS)
def test_the_frame_rate_changes_nothing(plan, fps):
    track = film(plan[0], plan[1])
    here, there = signs_shown(*plan), signs(track.resampled(fps), plan[0])
    assert gist(there) == gist(here)
    for a, b in zip(here, there, strict=True):
        assert b.time_s == pytest.approx(a.time_s, abs=0.25)


@FEW
@given(
    exercise=st.sampled_from(EXERCISES),
    shown=st.sampled_from(["good", "tired", "slow"]),
    starts=st.lists(st.floats(0, 30), min_size=1, max_size=6),
    gap_s=st.floats(0.04, 2.5),
    px=st.floats(0, 0.8),
)
@example(
    exercise="hamstring_stretch_seated",
    shown="tired",
    starts=[27.48, 4.33, 8.94],
    gap_s=2.41,
    px=0.8,
).via("comes back half-way out, which the lane takes for rest")
def test_a_loss_of_the_landmarks_never_shows_a_sign(exercise, shown, starts, gap_s, px):
    track = film(exercise, shown, fps=15)
    for start_s in starts:
        track = lost(track, start_s, start_s + gap_s)
    assert signs(wobbling(track, px=px, seed=1), exercise) == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_unseen_fall_is_no_sign(exercise):
    """The landmarks are lost when the fall begins. They return when the person lies still."""
    good_rep = GOOD_REPETITIONS[exercise]
    track = good_rep.film([*repetition(good_rep), *collapsing(good_rep)], fps=24)
    fall_s = 1.2 + good_rep.out_s + HOLD_S + good_rep.back_s + 1.2 + good_rep.out_s + 0.4 * HOLD_S
    assert signs(lost(track, fall_s - 0.1, fall_s + 0.4), exercise) == []
    assert signs(lost(track, fall_s + 0.05, fall_s + 0.2), exercise) == []


def test_unmeasured_values_show_no_sign():
    track = film("bridge", "collapse")
    gone = changed(track, xy=np.full_like(track.xy, np.nan), visibility=track.visibility * 0)
    assert signs(gone, "bridge") == []
