"""The named people, and the settings of a body."""

import numpy as np
import pytest
import tomlkit
from pydantic import ValidationError

from tools.render.body import Body
from tools.render.errors import RecipeError
from tools.render.people import PEOPLE, Person
from tools.render.recipe import Recipe, read_recipe
from tools.render.visible_mesh import loosened

from .conftest import SHORT

MAN = {"sex": "male", "outfit": "male_casualsuit04"}


def test_people_differ_in_all_that_matters():
    people = list(PEOPLE.values())
    assert len(people) >= 18
    for trait in ("sex", "age", "origin"):
        assert len({getattr(person, trait) for person in people}) > 2
    for trait in ("skin", "top", "trousers"):
        assert len({getattr(person, trait) for person in people}) == len(people)
    assert {person.loose_m > 0 for person in people} == {True, False}
    assert {person.bulk_m > 0.05 for person in people} == {True, False}


def test_person_by_name_or_by_table(tmp_path):
    recipe = Recipe.model_validate({**SHORT, "person": "heavy_man"})
    assert recipe.person == PEOPLE["heavy_man"]
    assert recipe.person.summary == "heavy_man"
    assert Person(**MAN).summary.startswith("young, caucasian, male")
    path = tmp_path / "nobody.toml"
    path.write_text(tomlkit.dumps({**SHORT, "person": "nobody"}), encoding="utf-8")
    with pytest.raises(RecipeError, match="nobody called 'nobody'; there are young_woman"):
        read_recipe(path)


def test_nonsense_is_refused():
    with pytest.raises(ValidationError):
        Person(**MAN, skin="pale")


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_can_be_built_from_the_assets(assets, name):
    surface = Body(assets, PEOPLE[name]).surface
    assert {"skin", "top", "trousers", "shoes", "hair"} <= set(surface.part)
    tall = np.ptp(surface.vertices[:, 1])
    assert 1.4 < tall < 2.0


def test_mixed_bodies_lie_between_those_they_are_mixed_of(assets):
    def lengths(**looks):
        body = Body(assets, Person(outfit="male_casualsuit04", **looks))
        return np.array([body.length(bone) for bone in ("upperleg01", "upperarm01", "foot")])

    for trait, first, second, middle in (
        ("sex", "female", "male", 0.5), ("age", "young", "old", 57.5),
        ("origin", "caucasian", "african", 0.5),
    ):  # fmt: skip
        base = {"sex": "male", "age": "young", "origin": "caucasian"}
        ends = [lengths(**{**base, trait: end}) for end in (first, second)]
        mixed = lengths(**{**base, trait: middle})
        assert (mixed >= np.minimum(*ends) - 1e-9).all()
        assert (mixed <= np.maximum(*ends) + 1e-9).all()
    assert Person(**MAN, age=25).ages == Person(**MAN).ages
    assert Person(**{**MAN, "sex": 1.0}).sexes == Person(**MAN).sexes


def test_legs_arms_and_trunk_have_lengths_of_their_own(assets):
    def lengths(**looks):
        body = Body(assets, Person(**MAN, **looks))
        trunk = body.rest_head["upperarm01.L"] - body.rest_head["upperleg01.L"]
        return np.array([body.length("lowerleg01"), body.length("lowerarm01"), trunk[1]])

    plain = lengths()
    for place, part in enumerate(("legs", "arms", "trunk")):
        wanted = np.ones(3)
        wanted[place] = 1.08
        assert lengths(**{part: 1.08}) / plain == pytest.approx(wanted, abs=0.015)


def test_stature_makes_taller_bulk_makes_thicker_and_joints_stay(assets):
    plain, tall, thick = (
        Body(assets, Person(**MAN, **more)) for more in ({}, {"stature": 1.1}, {"bulk_m": 0.08})
    )
    assert tall.length("upperleg01") == pytest.approx(1.1 * plain.length("upperleg01"))
    assert thick.length("upperleg01") == pytest.approx(plain.length("upperleg01"))
    front, back = (np.array([0.0, 0.0, z]) for z in (1.0, -1.0))
    depths = [
        sum(body.depth("spine04", way, within_m=0.05) for way in (front, back))
        for body in (plain, thick)
    ]
    assert depths[1] - depths[0] > 0.08


def test_loose_clothes_stand_off_and_skin_does_not(assets):
    tight = Body(assets, Person(**MAN)).surface
    moved = np.linalg.norm(loosened(tight, 0.03).vertices - tight.vertices, axis=1)
    cloth = np.isin(tight.part, ["top", "trousers"])
    assert moved[~cloth].max() == 0
    assert 0.008 < moved[cloth].mean() < 0.03
    assert moved.max() <= 0.03 + 1e-6
