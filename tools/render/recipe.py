"""The recipe of one clip: a TOML file, checked when read."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formcheck.encoding import read_text
from tools.render.clip_purpose import ClipPurpose
from tools.render.errors import RecipeError
from tools.render.people import Colour, Person

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
Offset = Annotated[float, Field(ge=-3, le=3)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Camera(_Part):
    """Where the camera stands; without `distance_m`, so far that the person fits with `margin`.

    Without `pitch_deg` the camera is aimed at the person. Otherwise it looks down by that angle (up
    if negative), wherever the person is. `shift_x` and `shift_y` move everything in the finished
    picture, in widths to the right and heights downwards. `variable` is the share by which the
    time between frames varies; `fps` is then the mean.
    """

    yaw_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    pitch_deg: Annotated[float, Field(ge=-60, le=60)] | None = None
    shift_x: Annotated[float, Field(ge=-1, le=1)] = 0.0
    shift_y: Annotated[float, Field(ge=-1, le=1)] = 0.0
    height_m: Annotated[float, Field(gt=0.1, le=2.5)] = 0.7
    hfov_deg: Annotated[float, Field(ge=20, le=110)] = 56.0
    distance_m: Annotated[float, Field(gt=0.5, le=8)] | None = None
    margin: Annotated[float, Field(ge=0, le=0.4)] = 0.09
    width: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 960
    height: Annotated[int, Field(ge=160, le=1920, multiple_of=2)] = 540
    fps: Annotated[float, Field(ge=5, le=60)] = 30.0
    variable: Annotated[float, Field(ge=0, le=0.9)] = 0.0


class Movement(_Part):
    """How the exercise is done. Times are for a good repetition; the seed varies each one a little.

    `skew` moves the fastest moment out and back. `spread_deg` varies the values other than the
    primary one. `asymmetry` makes the left side's range smaller and every way back slower.
    `hold_drift_deg` is how far a hold sinks. From the first to the last repetition the range
    shrinks by `tiring_deg`, and the times out and back grow by the share `slowing`. `negative`
    names a movement that is done in place of the exercise.

    Real people are untidier (docs/measurements.md has the sizes): `tremor_deg` is the standard
    deviation of quick trembling in the end position, `breath_deg` how far the trunk turns with each
    breath, `return_short` the largest share of the way that is left undone between repetitions.
    `ahead` says by which share of the way out a value goes before the others (negative: after
    them), and so comes back after them. With `hold_band_deg`, the labels have `hold_s`: how long
    the primary value stays within that band of its own farthest point.
    """

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
    skew: Annotated[float, Field(ge=0, le=0.6)] = 0.0
    spread_deg: Annotated[float, Field(ge=0, le=5)] = 0.0
    asymmetry: Annotated[float, Field(ge=0, le=0.3)] = 0.0
    hold_drift_deg: Annotated[float, Field(ge=0, le=15)] = 0.0
    tremor_deg: Annotated[float, Field(ge=0, le=3)] = 0.0
    breath_deg: Annotated[float, Field(ge=0, le=3)] = 0.0
    return_short: Annotated[float, Field(ge=0, le=0.3)] = 0.0
    ahead: dict[str, Annotated[float, Field(ge=-0.7, le=0.7)]] = {}
    hold_band_deg: Annotated[float, Field(gt=0, le=30)] | None = None
    tiring_deg: Annotated[float, Field(ge=0, le=10)] = 0.0
    slowing: Annotated[float, Field(ge=0, le=1)] = 0.0
    stop_at_s: Annotated[float, Field(gt=0)] | None = None
    negative: str | None = None


class Fault(_Part):
    """A fault of a given size in some repetitions (numbered from 1; all if none are given)."""

    rule: str
    size: float
    repetitions: list[Annotated[int, Field(ge=1)]] = []


class Part(_Part):
    """A filler around the repetitions: `idle`, `set_up`, `get_up` or a negative of the exercise.

    `between` is after the given repetitions (without any: after each but the last), with a rest
    before and after it. `size` is the share of the usual extent.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    place: Literal["before", "between", "after"]
    seconds: Annotated[float, Field(ge=1, le=60)]
    size: Annotated[float, Field(gt=0, le=1.5)] = 1.0
    repetitions: list[Annotated[int, Field(ge=1)]] = []

    @model_validator(mode="after")
    def _placed(self) -> "Part":
        if self.repetitions and self.place != "between":
            raise ValueError(
                f"a part {self.place} the repetitions cannot follow {self.repetitions}"
            )
        return self


class Finish(_Part):
    """The light, what the camera adds, and how strongly the film is compressed.

    `lighting` is an ordinary day, a bright window beside or behind the person, or one lamp at
    night. `light_deg` is the direction of the brightest light: 0 from the camera's side, 90 from
    the right, 180 from the back wall; by default it is that of the lighting. `noise` is the
    sensor's, in grey levels. `supersample` is how many times finer the person is drawn than the
    picture: 2 gives smooth edges, 1 is faster. `quick` draws with fewer lights and compresses with
    less search, which takes a third of the time. `mat` and `floor` are their colours.
    """

    lighting: Literal["day", "side", "backlight", "evening"] = "day"
    light_deg: Annotated[float, Field(ge=-180, le=180)] | None = None
    exposure: Annotated[float, Field(gt=0, le=3)] = 1.0
    blur_px: Annotated[float, Field(ge=0, le=5)] = 0.6
    noise: Annotated[float, Field(ge=0, le=40)] = 2.0
    vignette: Annotated[float, Field(ge=0, le=1)] = 0.12
    crf: Annotated[int, Field(ge=0, le=51)] = 25
    supersample: Annotated[int, Field(ge=1, le=3)] = 2
    quick: Literal[True] | None = None
    mat: Colour | None = None
    floor: Colour | None = None


class Other(_Part):
    """A second person who is there from `from_s` until `to_s` (the end if not given).

    `offset_m` is how far they are from the main person's middle: along the mat (right positive
    for a camera without yaw) and in depth (away from the camera positive); without it, `where`
    decides. `faces_deg` is where they look: 0 to the camera's side, 90 to the right. With
    `framed` the camera stands where both fit in the picture.
    """

    who: Person
    where: Literal["behind", "beside"] = "behind"
    offset_m: tuple[Offset, Offset] | None = None
    doing: Literal["standing", "sitting"] = "standing"
    faces_deg: Annotated[float, Field(ge=-180, le=180)] = 0.0
    framed: bool = False
    from_s: Seconds = 0.0
    to_s: Seconds | None = None

    @model_validator(mode="after")
    def _there_for_a_while(self) -> "Other":
        if self.to_s is not None and self.to_s <= self.from_s:
            raise ValueError(f"to_s must be later than from_s = {self.from_s}, got {self.to_s}")
        return self


class Recipe(_Part):
    """Everything that determines a clip; the same recipe gives the same frames and ground truth.

    `scenario` is copied to the labels, so that an evaluation can group clips by it.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    exercise: ExerciseName
    seed: Annotated[int, Field(ge=0)]
    about: str = ""
    person: Person
    other: Other | None = None
    camera: Camera = Camera()
    movement: Movement
    posture: dict[str, float] = {}
    fault: list[Fault] = []
    part: list[Part] = []
    finish: Finish = Finish()
    shows: ClipPurpose | None = None
    scenario: dict[str, str] = {}

    @model_validator(mode="after")
    def _faults_fit(self) -> "Recipe":
        count = len(self.movement.sides)
        for fault in self.fault:
            if any(number > count for number in fault.repetitions):
                raise ValueError(
                    f"fault {fault.rule!r} names repetitions {fault.repetitions}, there are {count}"
                )
        for part in self.part:
            if any(number >= count for number in part.repetitions):
                raise ValueError(
                    f"part {part.kind!r} follows repetitions {part.repetitions} of {count}; "
                    "none comes after the last one"
                )
        if self.movement.negative and self.fault:
            raise ValueError("a negative has no faults: leave out movement.negative or the faults")
        return self


def read_recipe(path: Path) -> Recipe:
    """Return the recipe in a TOML file. Raises `RecipeError` naming file, key and cause."""
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(f"Expected a recipe at {path}: {error}.") from error
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
