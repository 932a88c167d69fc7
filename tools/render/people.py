"""The people in the clips: a person's looks, and the people known by name."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

AssetName = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Colour = Annotated[str, Field(pattern=r"^[0-9a-f]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[float, Field(ge=0.9, le=1.1)]

YOUNG_YEARS, OLD_YEARS = 25.0, 90.0
"""The ages of MakeHuman's young and old targets."""


class Person(BaseModel):
    """A person's looks. The names of garments and hair are folders and files of the assets.

    A name in `PEOPLE` gives all its values. `sex` and `origin` are one of two, or the share of the
    second one in a mixture; `age` is one of two, or years. `heaviness` is MakeHuman's, which has
    little effect. `bulk_m` moves the belly out further, `stature` multiplies the body's height,
    `legs`, `arms` and `trunk` their lengths, and `loose_m` is the largest distance of the clothes
    from the body.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]*$")] = ""
    sex: Literal["female", "male"] | Share
    age: Literal["young", "old"] | Annotated[float, Field(ge=YOUNG_YEARS, le=OLD_YEARS)] = "young"
    origin: Literal["caucasian", "african"] | Share = "caucasian"
    heaviness: Annotated[float, Field(ge=0, le=1)] = 0.0
    bulk_m: Annotated[float, Field(ge=0, le=0.12)] = 0.0
    stature: Annotated[float, Field(ge=0.85, le=1.15)] = 1.0
    legs: Length = 1.0
    arms: Length = 1.0
    trunk: Length = 1.0
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

    @property
    def sexes(self) -> dict[str, float]:
        """The shares of MakeHuman's female and male bodies; those of no share are left out."""
        return _mixture("female", "male", self.sex)

    @property
    def ages(self) -> dict[str, float]:
        """The shares of MakeHuman's young and old bodies; those of no share are left out."""
        if isinstance(self.age, str):
            return {self.age: 1.0}
        return _mixture("young", "old", (self.age - YOUNG_YEARS) / (OLD_YEARS - YOUNG_YEARS))

    @property
    def origins(self) -> dict[str, float]:
        """The shares of MakeHuman's two origins here; those of no share are left out."""
        return _mixture("caucasian", "african", self.origin)


def _mixture(first: str, second: str, given: str | float) -> dict[str, float]:
    if isinstance(given, str):
        return {given: 1.0}
    return {name: share for name, share in ((first, 1.0 - given), (second, given)) if share}


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
    # Ages, weights and proportions between those above. Dark on dark and light on light are hard.
    Person(
        name="woman_38_dark_on_dark", sex=0.0, age=38, origin=1.0, heaviness=0.3, bulk_m=0.02,
        outfit="female_sportsuit01", hair="ponytail01", skin="3a2419", top="16161b",
        trousers="121217", shoe="1c1c20", hair_colour="0d0a09", legs=1.03, arms=1.02, trunk=0.98,
    ),
    Person(
        name="tall_man_45", sex=1.0, age=45, origin=0.2, heaviness=0.2, outfit="male_casualsuit06",
        hair="short02", skin="efcbb2", top="f1eee6", trousers="e4dfd4", shoe="f4f3ef",
        hair_colour="8f7a5c", stature=1.09, legs=1.05, arms=1.04, trunk=0.97,
    ),
    Person(
        name="stout_woman_62", sex=0.0, age=62, origin=0.1, heaviness=1.0, bulk_m=0.10,
        outfit="female_casualsuit01", shoes="shoes02", hair="short04", skin="e2b798", top="5d6f4a",
        trousers="2b2e3a", shoe="7a7468", hair_colour="a9a29a", loose_m=0.016, stature=0.91,
        legs=0.95, arms=0.96, trunk=1.03,
    ),
    Person(
        name="man_80", sex=1.0, age=80, origin=0.8, heaviness=0.15, outfit="male_casualsuit02",
        hair="short01", skin="6d4632", top="8e2f36", trousers="a39b87", shoe="2d2a28",
        hair_colour="d6d3cd", loose_m=0.024, stature=0.95, legs=0.97, trunk=0.97,
    ),
    Person(
        name="person_30_slight", sex=0.5, age=30, origin=0.5, outfit="male_casualsuit04",
        shoes="shoes02", hair="short04", skin="b5805a", top="6b4fa0", trousers="c9c4ba",
        shoe="3c3c44", hair_colour="241a14", stature=0.94, arms=1.04, trunk=0.96, legs=1.04,
    ),
    Person(
        name="stout_man_52", sex=1.0, age=52, origin=0.6, heaviness=0.8, bulk_m=0.06,
        outfit="male_casualsuit04", hair="short01", skin="7c5238", top="23262e", trousers="3d3328",
        shoe="221f1d", hair_colour="2a2522", loose_m=0.02, stature=1.03, trunk=1.05, legs=0.97,
    ),
    Person(
        name="man_33_dark_on_dark", sex=1.0, age=33, origin=0.9, heaviness=0.4,
        outfit="male_casualsuit04", shoes="shoes02", hair="short01", skin="33201a", top="1a1714",
        trousers="17191d", shoe="141416", hair_colour="0b0908", stature=0.99, legs=1.04, arms=1.03,
    ),
    Person(
        name="woman_57_light", sex=0.0, age=57, origin=0.0, heaviness=0.45, bulk_m=0.03,
        outfit="male_casualsuit02", hair="short02", skin="f2d2bd", top="ece7dc", trousers="ded8cc",
        shoe="f0efec", hair_colour="dad3c6", loose_m=0.02, stature=0.98, trunk=1.04, legs=0.96,
    ),
    Person(
        name="stout_woman_70", sex=0.1, age=70, origin=0.7, heaviness=0.95, bulk_m=0.085,
        outfit="female_casualsuit01", hair="short04", skin="80543b", top="b6562f",
        trousers="4a4550", shoe="cfc9be", hair_colour="8b8680", loose_m=0.014, stature=0.9,
        arms=0.96, legs=0.95,
    ),
    Person(
        name="tall_woman_28", sex=0.0, age=28, origin=0.3, heaviness=0.1,
        outfit="female_sportsuit01", shoes="shoes02", hair="ponytail01", skin="cf9a74",
        top="c23b6e", trousers="3f4a5e", shoe="e4e1da", hair_colour="5a3b22", stature=1.08,
        legs=1.05, trunk=0.97, arms=1.03,
    ),
    Person(
        name="short_man_64", sex=0.9, age=64, origin=0.35, heaviness=0.6, bulk_m=0.05,
        outfit="male_casualsuit06", hair="short02", skin="c99775", top="3f5f52", trousers="5f5a66",
        shoe="44403c", hair_colour="77716a", stature=0.92, legs=0.95, trunk=1.04, loose_m=0.012,
    ),
)  # fmt: skip

PEOPLE: Mapping[str, Person] = {person.name: person for person in _PEOPLE}
"""People by name: both sexes, young and old, slim and heavy, in close-fitting and loose clothes."""
