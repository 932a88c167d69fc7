"""The labels of real footage, made by eye: one table `track` of a TOML file for each recording."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from formcheck.errors import LabelError
from formcheck.input_path import read_toml_file
from formcheck.poses.loader import exercise_names

__all__ = ["FootageKind", "FootageLabel", "read_footage_labels"]

FootageKind = Literal["fair", "poor", "variant", "negative"]
"""`fair` recordings should be judged. `poor` ones (oblique, cropped, few frames) may be judged or
refused. A `variant` is another form of the exercise and is only reported. In `negative` ones
nothing must be counted."""
Count = Annotated[int, Field(ge=0)]


class FootageLabel(BaseModel):
    """What the eye sees in one recording.

    `counted` are the complete repetitions; a tuple lists every count that is right.
    `counted_or_unscored` also allows a refusal. `holds` are seconds in the end position, one for
    each interval of `tops`. `negative_for` names exercises of which nothing may be counted.
    `score_given` False asks for a refusal for `reason`.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    file: Annotated[str, Field(pattern=r"^\w[\w.-]*$", max_length=120)]
    exercise: str | None = None
    negative_for: tuple[str, ...] = ()
    kind: FootageKind = "fair"
    counted: tuple[Count, ...] | None = None
    counted_or_unscored: tuple[Count, ...] | None = None
    unfinished: Count | None = None
    tops: tuple[tuple[float, float], ...] = ()
    holds: tuple[float, ...] = ()
    faults_present: tuple[str, ...] = ()
    faults_absent: tuple[str, ...] = ()
    score_given: bool | None = None
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def _one_count_is_a_list_of_one(cls, values: dict[str, object]) -> dict[str, object]:
        single = {
            key: (values[key],)
            for key in ("counted", "counted_or_unscored")
            if isinstance(values.get(key), int)
        }
        return {**values, **single}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not self.exercises:
            raise ValueError("expected exercise or negative_for, got neither")
        for name in self.exercises:
            if name not in exercise_names():
                raise ValueError(f"expected one of {', '.join(exercise_names())}, got {name!r}")
        if len(self.holds) != len(self.tops):
            raise ValueError(f"expected a hold for each of {len(self.tops)} tops")
        return self

    @property
    def nothing_to_count(self) -> bool:
        """Whether the person does another movement throughout."""
        return bool(self.negative_for) or (self.counted == (0,) and not self.unfinished)

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises to judge the recording as."""
        return self.negative_for or ((self.exercise,) if self.exercise else ())

    def allows(self, counted: int, *, scored: bool) -> bool:
        """Say whether the label allows this count; `scored` says that a score was given."""
        if self.score_given is False and scored:
            return False
        if self.negative_for:
            return counted == 0
        if self.counted_or_unscored is not None:
            return not scored or counted in self.counted_or_unscored
        return self.counted is None or counted in self.counted


def read_footage_labels(place: Path) -> tuple[FootageLabel, ...]:
    """Return the labels in the file `place`, or in `labels.toml` of that folder.

    Raises `LabelError` with the file, the key and the cause.
    """
    path = place / "labels.toml" if place.is_dir() else place
    tables = read_toml_file(path, error=LabelError).get("track", [])
    try:
        return TypeAdapter(tuple[FootageLabel, ...]).validate_python(tables)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise LabelError(f"{path.name}, track.{key}: {first['msg']}.") from error
