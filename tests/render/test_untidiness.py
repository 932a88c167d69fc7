"""Untidy people: what they do beside the movement, and what the labels say of it."""

import tomllib
from itertools import pairwise

import numpy as np
import pytest

from tools.render.choreography import build_settings, lay_out_clip
from tools.render.clip import Staging, write_truth
from tools.render.errors import RecipeError
from tools.render.exercises import EXERCISES
from tools.render.hold_truth import find_hold
from tools.render.recipe import Recipe

from .conftest import SHORT

STILL = {"sway_deg": 0.0, "variation": 0.0}
LONG_HOLD = {**STILL, "hold_s": 8.0}


def planned(man, **changes):
    movement = {**SHORT["movement"], **changes.pop("movement", {})}
    recipe = Recipe.model_validate({**SHORT, **changes, "movement": movement})
    kind = EXERCISES[recipe.exercise]
    return lay_out_clip(recipe, kind(man, build_settings(recipe, kind)))


def held_values(clip, name=None):
    """Return the unrounded primary values, or one value in steps, during the first hold."""
    repetition = clip.repetitions[0]
    times = np.arange(repetition.top_s, repetition.leave_s, 0.02)
    if name:
        return np.array([clip.at(time_s)[0][name] for time_s in times])
    return np.array([clip.primary_at(repetition, time_s) for time_s in times])


def test_untidiness_changes_no_time_and_no_range(man):
    movement = {"sides": ["both"] * 3}
    untidy = {"tremor_deg": 0.5, "breath_deg": 0.5, "return_short": 0.1, "hold_band_deg": 8.0}
    tidy, other = planned(man, movement=movement), planned(man, movement={**movement, **untidy})
    assert other.repetitions == tidy.repetitions
    assert other.phases == tidy.phases


def test_tremor_has_its_size_and_ends_with_the_hold(man):
    clip = planned(man, movement={**LONG_HOLD, "tremor_deg": 0.8})
    values = held_values(clip)
    assert values.std() == pytest.approx(0.8, abs=0.2)
    turns = np.count_nonzero(np.diff(np.sign(np.diff(values))))
    assert 2 * 8 * 1.2 < turns < 2 * 8 * 4.5
    assert clip.at(0.0)[0]["hip_deg"] == pytest.approx(clip.rest["hip_deg"], abs=0.13)


def test_breathing_goes_on_at_rest(man):
    clip = planned(man, movement={**STILL, "lead_s": 8.0, "breath_deg": 1.0})
    hips = np.array([clip.at(time_s)[0]["hip_deg"] for time_s in np.arange(0, 8, 0.1)])
    size = EXERCISES["bridge"].breaths["hip_deg"]
    assert np.ptp(hips) == pytest.approx(2 * size, abs=0.3)


def test_a_return_that_falls_short_begins_and_ends_in_the_start_position(man):
    clip = planned(man, movement={**STILL, "sides": ["both"] * 3, "return_short": 0.2})
    rest = clip.rest["hip_deg"]
    length = clip.repetitions[0].top["hip_deg"] - rest

    def undone(time_s):
        return abs((clip.at(time_s)[0]["hip_deg"] - rest) / length)

    between = [(a.end_s + b.start_s) / 2 for a, b in pairwise(clip.repetitions)]
    assert all(0.05 < undone(time_s) < 0.21 for time_s in between)
    assert undone(0.0) < 0.01
    assert undone(clip.duration_s) < 0.01
    for repetition, time_s in zip(clip.repetitions[1:], between, strict=True):
        assert undone(repetition.start_s) == pytest.approx(undone(time_s), abs=0.01)


@pytest.mark.parametrize(("ahead", "first"), [(0.4, "arm_deg"), (-0.4, "leg_deg")])
def test_arm_or_leg_goes_first_and_comes_back_last(man, ahead, first):
    movement = {**STILL, "sides": ["right"], "ahead": {"arm_deg": ahead}}
    clip = planned(man, exercise="bird_dog", movement=movement)
    [repetition] = clip.repetitions
    out_s, back_s = repetition.top_s - repetition.start_s, repetition.end_s - repetition.leave_s
    for time_s in (repetition.start_s + 0.3 * out_s, repetition.end_s - 0.3 * back_s):
        values, _ = clip.at(time_s)
        share = {
            name: (values[name] - clip.rest[name]) / (repetition.top[name] - clip.rest[name])
            for name in ("arm_deg", "leg_deg")
        }
        assert max(share, key=share.__getitem__) == first
        assert min(share.values()) == pytest.approx(0.0, abs=0.01)


def test_what_goes_ahead_must_move(man):
    with pytest.raises(RecipeError, match=r"ahead names arm_deg.*these do: hip_deg"):
        planned(man, movement={"ahead": {"arm_deg": 0.3}})


def test_a_hold_lasts_while_the_position_stays_within_the_band(man):
    still = planned(man, movement=LONG_HOLD)
    [repetition] = still.repetitions
    first, last = find_hold(still, repetition, 8.0)
    assert repetition.start_s < first < repetition.top_s
    assert repetition.leave_s < last < repetition.end_s
    trembling = {**LONG_HOLD, "tremor_deg": 0.6, "breath_deg": 0.5, "hold_drift_deg": 3.0}
    untidy = planned(man, movement=trembling)
    kept = np.subtract(*find_hold(untidy, untidy.repetitions[0], 8.0)[::-1])
    assert kept == pytest.approx(last - first, abs=0.4)
    sinking = planned(man, movement={**LONG_HOLD, "hold_drift_deg": 15.0}, seed=11)
    _, left = find_hold(sinking, sinking.repetitions[0], 3.0)
    assert left < sinking.repetitions[0].leave_s - 1.0


def test_labels_say_how_long_the_position_was_kept_and_group_the_clip(assets, tmp_path):
    movement = {**SHORT["movement"], "tremor_deg": 0.4, "hold_band_deg": 8.0}
    recipe = Recipe.model_validate({
        **SHORT, "movement": movement, "scenario": {"light": "day"},
        "fault": [{"rule": "hold_short", "size": 0.2}],
    })  # fmt: skip
    write_truth(Staging(recipe, assets), tmp_path)
    labels = tomllib.loads((tmp_path / "short.toml").read_text(encoding="utf-8"))
    [repetition], [fault] = labels["repetition"], labels["fault"]
    assert labels["scenario"] == {"light": "day"}
    assert repetition["still_s"] == pytest.approx(0.2)
    assert 0.4 < repetition["hold_s"] == fault["size"]
    assert repetition["kept_from_s"] < repetition["top_s"] < repetition["kept_until_s"]
