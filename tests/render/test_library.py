"""The contents of the clip library for the evaluation."""

from collections import Counter, defaultdict

import pytest

from formcheck.evaluation.labels import read_labels
from formcheck.evaluation.run import evaluate_one
from formcheck.poses.loader import load_exercise
from tests.support.good_repetitions import GOOD_REPETITIONS
from tools.render.clip import Staging, write_truth
from tools.render.exercises.base import SIGNS
from tools.render.library import library
from tools.render.library.make import is_made
from tools.render.library.showings import SHORT_HOLDS
from tools.render.library.sizes import NOT_SHOWN, SIZES
from tools.render.library.untidy_settings import HOLD_BAND_DEG
from tools.render.people import PEOPLE
from tools.render.recipe import Recipe

HALVES = ("tune", "held")


@pytest.fixture(scope="module")
def everything() -> list[Recipe]:
    return library()


@pytest.fixture(scope="module")
def recipes(everything) -> list[Recipe]:
    """The clips of tidy people."""
    return [recipe for recipe in everything if not is_untidy(recipe)]


@pytest.fixture(scope="module")
def untidy(everything) -> list[Recipe]:
    return [recipe for recipe in everything if is_untidy(recipe)]


def is_untidy(recipe: Recipe) -> bool:
    return "_untidy_" in recipe.name


def half(recipes: list[Recipe], split: str) -> list[Recipe]:
    return [recipe for recipe in recipes if recipe.shows.split == split]


def test_it_holds_more_than_two_hundred_clips_each_with_a_name_of_its_own(everything, recipes):
    assert len(recipes) > 200
    assert len({recipe.name for recipe in everything}) == len(everything)


def test_it_is_always_the_same(everything):
    assert library() == everything


def test_the_halves_share_neither_a_body_nor_a_camera(everything):
    tune, held = (half(everything, split) for split in HALVES)
    assert not {r.person.name for r in tune} & {r.person.name for r in held}
    assert {r.person.name for r in everything} == set(PEOPLE)
    for some in (tune, held):
        assert len({r.person.name for r in some if is_untidy(r)}) >= 8
    angles = [
        {(r.camera.yaw_deg, r.camera.height_m) for r in some if r.shows.kind == "good"}
        for some in (tune, held)
    ]
    assert not angles[0] & angles[1]


@pytest.mark.parametrize("split", HALVES)
@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_each_half_shows_every_sort_of_clip_of_every_exercise(recipes, exercise, split):
    mine = [recipe for recipe in half(recipes, split) if recipe.exercise == exercise]
    sorts = Counter(recipe.shows.kind for recipe in mine)
    assert set(sorts) - {"hard"} == {
        "good",
        "fault",
        "rejected",
        "degraded",
        "negative",
        "not_assessable",
        "sign",
        "steady",
    }
    assert {recipe.movement.near_side for recipe in mine} == {"left", "right"}
    assert {r.shows.reason for r in mine if r.shows.kind == "not_assessable"} == {
        "view",
        "in_picture",
        "light",
    }


@pytest.mark.parametrize("split", HALVES)
@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_each_half_shows_every_rule_broken_clearly_and_hardly(recipes, exercise, split):
    shown: Counter[str] = Counter()
    for recipe in half(recipes, split):
        if recipe.exercise == exercise and recipe.shows.kind == "fault":
            shown.update(fault.rule for fault in recipe.fault)
    for rule in load_exercise(exercise).rules:
        wanted = 0 if (exercise, rule.name) in NOT_SHOWN else 2
        assert shown[rule.name] == wanted, rule.name


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_a_clear_fault_is_larger_than_a_borderline_one_and_that_is_beyond_the_limit(exercise):
    loaded = load_exercise(exercise)
    for rule in loaded.rules:
        unit = rule.signal.rpartition("_")[2]
        shown = rule.name in SIZES[exercise]
        if rule.from_target or unit not in {"deg", "s", "trunk", "shank"} or not shown:
            continue
        clear, borderline = SIZES[exercise][rule.name]
        _, fault = loaded.limits(rule)
        assert rule.beyond(clear, fault) > rule.beyond(borderline, fault) > 0, rule.name


def test_a_clip_is_made_once_its_labels_are_there_and_its_film_where_one_is_wanted(
    recipes, tmp_path
):
    recipe = recipes[0]
    assert not is_made(recipe, tmp_path, film=False)
    (tmp_path / f"{recipe.name}.toml").touch()
    assert is_made(recipe, tmp_path, film=False)
    assert not is_made(recipe, tmp_path, film=True)
    (tmp_path / f"{recipe.name}.mp4").touch()
    assert is_made(recipe, tmp_path, film=True)


def test_truth_alone_is_what_an_evaluation_of_the_rules_reads(assets, recipes, tmp_path):
    recipe = next(r for r in recipes if r.name == "held_bridge_good_1")
    write_truth(Staging(recipe, assets), tmp_path)
    labels = read_labels(tmp_path / f"{recipe.name}.toml")
    assert (labels.kind, labels.split, labels.body) == ("good", "held", recipe.person.name)
    outcome = evaluate_one(labels, kept_in=tmp_path, exact=True)
    assert outcome.counted == labels.counted == 2
    assert not any(case.found for case in outcome.rules)


@pytest.mark.parametrize("split", HALVES)
@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_each_half_shows_every_sign_and_its_counterparts(recipes, exercise, split):
    mine = [r for r in half(recipes, split) if r.exercise == exercise]
    shown = {fault.rule for r in mine if r.shows.kind == "sign" for fault in r.fault}
    assert shown == set(SIGNS)
    steady = [r for r in mine if r.shows.kind == "steady"]
    assert {r.name.rpartition("_")[2] for r in steady} == {"tired", "slow"}
    assert not any(r.fault for r in steady)


def test_clips_are_short(everything):
    for recipe in everything:
        movement = recipe.movement
        one_s = movement.raise_s + movement.hold_s + movement.lower_s + movement.rest_s
        assert len(movement.sides) * one_s < 40, recipe.name


@pytest.mark.parametrize("exercise", GOOD_REPETITIONS)
def test_the_held_half_shows_every_rule_eight_times_clearly_and_eight_times_hardly(
    everything, exercise
):
    clear, hardly, bodies = Counter(), Counter(), defaultdict(set)
    for recipe in half(everything, "held"):
        for fault in recipe.fault if recipe.exercise == exercise else ():
            shown = len(fault.repetitions or recipe.movement.sides)
            if _is_clear(exercise, fault):
                clear[fault.rule] += shown
            else:
                hardly[fault.rule] += shown
            bodies[fault.rule].add(recipe.person.name)
    for rule in load_exercise(exercise).rules:
        if (exercise, rule.name) not in NOT_SHOWN:
            assert clear[rule.name] >= 8, rule.name
            assert hardly[rule.name] >= 8, rule.name
            assert len(bodies[rule.name]) >= 5, rule.name


def _is_clear(exercise, fault):
    if fault.rule == "hold_short":
        return fault.size in (SHORT_HOLDS[exercise][0], SIZES[exercise]["hold_short"][0])
    return fault.rule in SIZES[exercise] and fault.size != SIZES[exercise][fault.rule][1]


def test_any_first_part_of_the_untidy_clips_is_balanced(untidy):
    """A rendering that stops half-way must still show everything."""
    held = half(untidy, "held")
    for count in (len(held) // 4, len(held) // 2):
        first = held[:count]
        for exercise in GOOD_REPETITIONS:
            part = sum(r.exercise == exercise for r in first) / count
            whole = sum(r.exercise == exercise for r in held) / len(held)
            assert 0.5 * whole < part < 2 * whole, exercise
        people = Counter(r.person.name for r in first)
        assert len(people) == len({r.person.name for r in held})
    rules = {rule for r in held for rule in (fault.rule for fault in r.fault)}
    assert {f.rule for r in held[: len(held) // 4] for f in r.fault} == rules


def test_untidy_clips_can_be_grouped_by_scenario_and_say_how_long_holds_last(untidy):
    for recipe in untidy:
        assert recipe.scenario["body"] == recipe.person.name
        assert {"view", "camera", "lens", "light", "frames_per_s", "clothing", "contrast"} < set(
            recipe.scenario
        )
        assert recipe.movement.hold_band_deg == HOLD_BAND_DEG
    shown = Counter(recipe.scenario["contrast"] for recipe in half(untidy, "held"))
    assert shown["dark on dark"] >= 5
