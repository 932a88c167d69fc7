"""The recipe of one clip: a TOML file, checked when read."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tools.render.errors import RecipeError

ExerciseName = Literal[
    "bridge",
    "bird_dog",
    "hamstring_stretch",
    "hamstring_stretch_90_90",
    "hamstring_stretch_seated",
]
Side = Literal["left", "right"]
Working = Literal["left", "right", "both"]
Seconds = Annotated[float, Field(ge=0, le=60)]
AssetName = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Colour = Annotated[str, Field(pattern=r"^[0-9a-f]{6}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(_Part):
    """Who is seen. Names of garments and hair are folders and files of the assets."""

    sex: Literal["female", "male"]
    age: Literal["young", "old"] = "young"
    origin: Literal["caucasian", "african"] = "caucasian"
    heaviness: Annotated[float, Field(ge=0, le=1)] = 0.0
    outfit: AssetName
    shoes: AssetName = "shoes01"
    hair: AssetName = "short02"
    skin: Colour = "d9a184"
    top: Colour = "2f6fae"
    trousers: Colour = "3c3f46"
    shoe: Colour = "e8e8e6"
    hair_colour: Colour = "3a281e"


class Camera(_Part):
    """Where the camera stands; without `distance_m`, where the person fits with `margin`."""

    yaw_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    height_m: Annotated[float, Field(gt=0.1, le=2.5)] = 0.7
    hfov_deg: Annotated[float, Field(ge=20, le=110)] = 56.0
    distance_m: Annotated[float, Field(gt=0.5, le=8)] | None = None
    margin: Annotated[float, Field(ge=0, le=0.4)] = 0.09
    width: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 960
    height: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 540
    fps: Annotated[float, Field(ge=5, le=60)] = 30.0


class Movement(_Part):
    """How it is done. Times are for a good repetition; each one is varied a little by the seed."""

    near_side: Side = "right"
    sides: Annotated[list[Working], Field(min_length=1, max_length=30)]
    lead_s: Seconds = 1.0
    raise_s: Seconds
    hold_s: Seconds
    lower_s: Seconds
    rest_s: Seconds = 1.5
    tail_s: Seconds = 1.0
    variation: Annotated[float, Field(ge=0, le=0.3)] = 0.05
    sway_deg: Annotated[float, Field(ge=0, le=5)] = 0.5
    stop_at_s: Annotated[float, Field(gt=0)] | None = None


class Fault(_Part):
    """A fault of a given size in some repetitions (numbered from 1; none given means all)."""

    rule: str
    size: float
    repetitions: list[Annotated[int, Field(ge=1)]] = []


class Finish(_Part):
    """What the camera adds, and how strongly the film is compressed."""

    exposure: Annotated[float, Field(gt=0, le=3)] = 1.0
    blur_px: Annotated[float, Field(ge=0, le=5)] = 0.6
    noise: Annotated[float, Field(ge=0, le=40)] = 2.0
    vignette: Annotated[float, Field(ge=0, le=1)] = 0.12
    crf: Annotated[int, Field(ge=0, le=51)] = 25


class Recipe(_Part):
    """Everything that decides a clip; the same recipe gives the same frames and the same truth."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    exercise: ExerciseName
    seed: Annotated[int, Field(ge=0)]
    about: str = ""
    person: Person
    camera: Camera = Camera()
    movement: Movement
    posture: dict[str, float] = {}
    fault: list[Fault] = []
    finish: Finish = Finish()

    @model_validator(mode="after")
    def _faults_fit(self) -> "Recipe":
        count = len(self.movement.sides)
        for fault in self.fault:
            if any(number > count for number in fault.repetitions):
                raise ValueError(
                    f"fault {fault.rule!r} names repetitions {fault.repetitions}, there are {count}"
                )
        return self


def read_recipe(path: Path) -> Recipe:
    """Return the recipe in a TOML file. Raises `RecipeError` naming file, key and cause."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RecipeError(f"Expected a recipe at {path}: {error.strerror}.") from error
    try:
        return Recipe.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"{path.name} is not valid TOML: {error}.") from error
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(key) for key in problem['loc']) or 'recipe'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise RecipeError(f"{path.name}: {problems}.") from error
