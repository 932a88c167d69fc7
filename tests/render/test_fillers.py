"""What happens around the repetitions, and movements that are not the exercise."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from formcheck.assessment.types import RepResult
from tools.render.body import Body
from tools.render.choreography import build_settings, lay_out_clip
from tools.render.clip_timeline import ClipTimeline
from tools.render.errors import RecipeError
from tools.render.exercises import EXERCISES, Exercise
from tools.render.recipe import Recipe

from .rendered_truth import BOTH, recipe_of, seen

SINKS_M = -0.055  # a body is soft where it lies; fingers bend when a hand leaves the floor
VARIANTS = [
    *((name, {}) for name in sorted(EXERCISES)),
    ("hamstring_stretch", {"other_knee_deg": 80.0}),
    ("hamstring_stretch_90_90", {"other_knee_deg": 80.0}),
]
NEGATIVES = [
    ("bridge", ["still", "pelvic_tilt", "heel_slide", "leg_raise", "knee_to_chest", "arms"]),
    ("bird_dog", ["still", "cat", "camel", "rock_back", "donkey_kick", "arm_raise"]),
    (
        "hamstring_stretch",
        ["still", "pelvic_tilt", "heel_slide", "knee_to_chest", "small_lift"],
    ),
    (
        "hamstring_stretch_90_90",
        ["still", "knee_to_chest", "foot_to_floor", "heel_slide", "small_straightening"],
    ),
    ("hamstring_stretch_seated", ["still", "slump", "nod", "arms", "feet_drawn_up"]),
]


@pytest.fixture
def man_plan(man) -> Callable[..., ClipTimeline]:
    """The plan of a bridge with some changes."""
    return lambda **changes: planned(recipe_of("bridge", **changes), man)


def exercise_of(recipe: Recipe, body: Body) -> Exercise:
    kind = EXERCISES[recipe.exercise]
    return kind(body, build_settings(recipe, kind))


def planned(recipe: Recipe, body: Body) -> ClipTimeline:
    return lay_out_clip(recipe, exercise_of(recipe, body))


def lowest(recipe: Recipe, body: Body, moments: np.ndarray) -> float:
    exercise, clip = exercise_of(recipe, body), planned(recipe, body)
    postures = [exercise.posture(*clip.at(time_s)) for time_s in moments.tolist()]
    return min(float(body.skin(body.pose(posture))[:, 2].min()) for posture in postures)


def counted(results: list[RepResult]) -> int:
    return sum(each.rejected is None for each in results)


@pytest.mark.parametrize(
    ("exercise", "negative"), [(name, each) for name, all_ in NEGATIVES for each in all_]
)
def test_negative_is_neither_counted_nor_through_the_floor(man, exercise, negative):
    sides = ["both" if exercise in BOTH else "right"] * 2
    hold = {"hold_s": 2.0, "raise_s": 2.0, "lower_s": 2.0}
    asked = recipe_of(exercise, movement={"sides": sides, "negative": negative, **hold})
    found = seen(asked, man)
    assert found.plan.counted == 0
    assert found.plan.around == {"negative": negative}
    assert counted(found.judged()) == 0
    first = found.plan.repetitions[0]
    assert lowest(asked, man, np.linspace(first.start_s, first.top_s, 4)) > SINKS_M


@pytest.mark.parametrize("kind", ["set_up", "get_up", "idle"])
@pytest.mark.parametrize(("exercise", "posture"), VARIANTS)
def test_part_stays_on_the_floor_and_meets_the_start_position(man, exercise, posture, kind):
    place = "after" if kind == "get_up" else "before"
    part = {"kind": kind, "place": place, "seconds": 8.0}
    asked = recipe_of(exercise, part=[part], posture=posture)
    clip = planned(asked, man)
    [span] = clip.parts
    assert span.kind == kind
    assert span.end_s - span.start_s == pytest.approx(8.0)
    assert clip.around == {"part": [{"kind": kind, "start_s": span.start_s, "end_s": span.end_s}]}
    meeting_s = span.start_s if kind == "get_up" else span.end_s
    values, _ = clip.at(meeting_s)
    for name, value in values.items():
        assert value == pytest.approx(clip.rest.get(name, 0.0), abs=0.13) or name == "head_deg"
    assert lowest(asked, man, np.linspace(span.start_s, span.end_s - 0.1, 5)) > SINKS_M


@pytest.mark.parametrize("exercise", sorted(EXERCISES))
def test_parts_around_do_not_change_the_count(man, exercise):
    parts = [
        {"kind": "set_up", "place": "before", "seconds": 4.0},
        {"kind": "idle", "place": "between", "seconds": 4.0},
    ]
    sides = ["both" if exercise in BOTH else "right"] * 2
    movement = {"sides": sides, "hold_s": 2.0}
    found = seen(recipe_of(exercise, part=parts, movement=movement), man)
    assert found.plan.counted == 2
    assert counted(found.judged()) == 2


def test_nothing_is_done_twice_at_once(man_plan):
    clip = man_plan(
        movement={"sides": ["both"] * 3},
        part=[
            {"kind": "idle", "place": "between", "seconds": 4.0, "repetitions": [1]},
            {"kind": "heel_slide", "place": "between", "seconds": 5.0, "repetitions": [2]},
            {"kind": "get_up", "place": "after", "seconds": 3.0},
        ],
    )
    spans = sorted(
        [(each.start_s, each.end_s) for each in clip.parts]
        + [(each.start_s, each.end_s) for each in clip.repetitions]
    )
    assert len(spans) == 6
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert clip.duration_s == pytest.approx(spans[-1][1])


def test_idle_moves_and_differs_from_seed_to_seed(man_plan):
    part = [{"kind": "idle", "place": "before", "seconds": 12.0}]
    first, again, other = (man_plan(part=part, seed=seed) for seed in (1, 1, 2))
    moments = np.arange(0, 12, 0.5).tolist()
    assert [first.at(t) for t in moments] == [again.at(t) for t in moments]
    assert [first.at(t) for t in moments] != [other.at(t) for t in moments]
    assert len({str(first.at(t)) for t in moments}) > 5


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"part": [{"kind": "rock_back", "place": "before", "seconds": 4}]}, "idle, set_up"),
        ({"movement": {"negative": "rock_back"}}, "no negative 'rock_back'.*pelvic_tilt"),
    ],
)
def test_unknown_is_named_with_what_there_is(man_plan, changes, message):
    with pytest.raises(RecipeError, match=message):
        man_plan(**changes)
