"""The people in the clips: a person's looks, and the people known by name."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

AssetName = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Colour = Annotated[str, Field(pattern=r"^[0-9a-f]{6}$")]


class Person(BaseModel):
    """A person's looks. The names of garments and hair are folders and files of the assets.

    A name in `PEOPLE` gives all its values. `heaviness` is MakeHuman's, which has little effect.
    `bulk_m` moves the belly out further, `stature` multiplies the body's height, and `loose_m` is
    the largest distance of the clothes from the body.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]*$")] = ""
    sex: Literal["female", "male"]
    age: Literal["young", "old"] = "young"
    origin: Literal["caucasian", "african"] = "caucasian"
    heaviness: Annotated[float, Field(ge=0, le=1)] = 0.0
    bulk_m: Annotated[float, Field(ge=0, le=0.12)] = 0.0
    stature: Annotated[float, Field(ge=0.85, le=1.15)] = 1.0
    outfit: AssetName
    loose_m: Annotated[float, Field(ge=0, le=0.05)] = 0.0
    shoes: AssetName = "shoes01"
    hair: AssetName = "short02"
    skin: Colour = "d9a184"
    top: Colour = "2f6fae"
    trousers: Colour = "3c3f46"
    shoe: Colour = "e8e8e6"
    hair_colour: Colour = "3a281e"

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        if given not in PEOPLE:
            raise ValueError(f"there is nobody called {given!r}; there are {', '.join(PEOPLE)}")
        return PEOPLE[given].model_dump()

    @property
    def summary(self) -> str:
        """The person's name, or a short description of their body."""
        if self.name:
            return self.name
        size = f"heaviness {self.heaviness:g}, bulk {self.bulk_m:g} m"
        return f"{self.age}, {self.origin}, {self.sex}, {size}, {self.outfit}, {self.hair}"


_PEOPLE = (
    Person(
        name="young_woman_sporty", sex="female", outfit="female_sportsuit01", hair="ponytail01",
        skin="e0ac8e", top="1f8a8a", trousers="25283a", hair_colour="6b4a2c",
    ),
    Person(
        name="young_woman_afro", sex="female", origin="african", outfit="female_casualsuit01",
        shoes="shoes02", hair="afro01", skin="6b4430", top="d9b23c", trousers="5b3a6e",
        shoe="d8d4cc", hair_colour="1a1310", stature=1.04,
    ),
    Person(
        name="heavy_woman", sex="female", heaviness=0.9, bulk_m=0.075, outfit="female_casualsuit01",
        shoes="shoes02", hair="short04", skin="d2a37c", top="a8415b", trousers="3a3d42",
        shoe="58585c", hair_colour="2a1d15", loose_m=0.012, stature=0.97,
    ),
    Person(
        name="old_woman", sex="female", age="old", heaviness=0.25, outfit="male_casualsuit02",
        hair="short01", skin="e6bda2", top="8f86b8", trousers="6d665c", hair_colour="c9c6c0",
        loose_m=0.02, stature=0.93,
    ),
    Person(
        name="old_woman_dark", sex="female", age="old", origin="african", heaviness=0.6,
        bulk_m=0.045, outfit="male_casualsuit04", hair="short04", skin="8a5a3c", top="e3e0d6",
        trousers="33524a", shoe="9a3b3b", hair_colour="8d8a86", loose_m=0.014,
    ),
    Person(
        name="young_man", sex="male", outfit="male_casualsuit04", hair="short02", skin="d9a184",
        top="b5473c", trousers="2f3640", hair_colour="4a3320", stature=1.05,
    ),
    Person(
        name="young_man_dark", sex="male", origin="african", outfit="male_casualsuit06",
        shoes="shoes02", hair="short01", skin="4a2f22", top="dfe3e6", trousers="7b7f86",
        shoe="2b2b2e", hair_colour="120e0c",
    ),
    Person(
        name="young_man_baggy", sex="male", heaviness=0.15, outfit="male_casualsuit02",
        shoes="shoes02", hair="short04", skin="c68e63", top="3b4a3a", trousers="20242c",
        shoe="cfcfca", hair_colour="1c1512", loose_m=0.035,
    ),
    Person(
        name="heavy_man", sex="male", heaviness=1.0, bulk_m=0.09, outfit="male_casualsuit06",
        hair="short01", skin="e3b396", top="3f6fa3", trousers="5a4a3a", hair_colour="a5713f",
        loose_m=0.01, stature=1.02,
    ),
    Person(
        name="old_man", sex="male", age="old", heaviness=0.35, bulk_m=0.03,
        outfit="male_casualsuit02", hair="short02", skin="dcae92", top="c4b89a",
        trousers="3d4a66", shoe="4b3a2c", hair_colour="b9b6b0", loose_m=0.018, stature=0.97,
    ),
)  # fmt: skip

PEOPLE: Mapping[str, Person] = {person.name: person for person in _PEOPLE}
"""People by name: both sexes, young and old, slim and heavy, in close-fitting and loose clothes."""
