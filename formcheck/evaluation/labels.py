"""What is exactly true of a clip, as its label file (TOML) tells."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formcheck.assessment.pain_signs.types import PainSignKind
from formcheck.encoding import read_text
from formcheck.errors import LabelError
from formcheck.kinematics.landmarks import Side
from formcheck.poses.loader import exercise_names

__all__ = [
    "ClipLabels",
    "Kind",
    "TrueFault",
    "TruePainSign",
    "TrueRepetition",
    "find_labels",
    "read_labels",
]

Kind = Literal[
    "good", "fault", "rejected", "degraded", "negative", "not_assessable", "hard", "sign", "steady"
]
"""What a clip is there to show.

`good`, `fault` and `rejected` are filmed as they should be; `degraded` ones are not (oblique,
dark, noisy), yet still to be counted; on `negative` ones nothing is to be counted; of
`not_assessable` ones nothing can be said; `hard` ones do what the instructions advise against, and
are there to be reported. `sign` clips show a sign that something may hurt, `steady` ones what looks
like it and is none: tired or slow, but steady people.
"""


class _Table(BaseModel):
    # A renderer may tell more than is needed here.
    model_config = ConfigDict(extra="ignore", frozen=True)


class TrueRepetition(_Table):
    """A repetition as it was done, in seconds of the clip; what lies after its end is None.

    It leaves the start position, reaches the end position, leaves that and is back.
    """

    index: int = Field(ge=1)
    side: Literal["left", "right", "both"]
    start_s: float
    top_s: float | None = None
    leave_s: float | None = None
    end_s: float | None = None
    still_s: float | None = None
    complete: bool = True


class TrueFault(_Table):
    """A fault put into a repetition; `size` in the unit of the rule's signal.

    `clear` overrides whether it is plain to see, which else follows from the size.
    """

    rule: str
    repetition: int = Field(ge=1)
    start_s: float
    end_s: float
    size: float
    unit: str = ""
    clear: bool | None = None


class TruePainSign(_Table):
    """A sign that something may hurt, put into a repetition; `size` in `unit`.

    It lasts from `start_s` to `end_s`: the fall, the standstill, the shortened repetition.
    """

    sign: PainSignKind
    repetition: int = Field(ge=1)
    start_s: float
    end_s: float
    size: float
    unit: str = ""


class CameraLabel(_Table):
    """Where the camera stood."""

    yaw_deg: float = 0.0
    height_m: float | None = None


Words = Annotated[str, Field(pattern=r"^[\w .,()+-]*$", max_length=120)]
"""What a report may show as it is."""


class ClipLabels(_Table):
    """A labelled clip. `path` is the label file; `reason` the gate that must be shut, if any."""

    path: Path
    file: Annotated[str, Field(pattern=r"^\w[\w.-]*$", max_length=120)]
    exercise: str
    near_side: Side
    counted: int = Field(ge=0)
    duration_s: float = Field(gt=0)
    kind: Kind = "good"
    split: Literal["sample", "tune", "held"] = "sample"
    body: Words = "unnamed"
    about: str = ""
    reason: Words | None = None
    target_deg: float | None = None
    camera: CameraLabel = CameraLabel()
    repetition: tuple[TrueRepetition, ...] = ()
    fault: tuple[TrueFault, ...] = ()
    sign: tuple[TruePainSign, ...] = ()

    @property
    def clip(self) -> Path:
        """The video, beside the label file."""
        return self.path.parent / self.file

    @property
    def truth(self) -> Path:
        """The exact joint positions, beside the label file; the file may be missing."""
        return self.path.with_suffix(".truth.npz")

    @property
    def seen(self) -> Path:
        """Where `Seen.load` finds what the pose model saw, if it was kept beside the label file."""
        return self.path.with_suffix(".seen")

    @property
    def fair(self) -> bool:
        """Whether it is filmed as it should be, so that angles and form can be judged."""
        return self.kind in ("good", "fault", "rejected")

    def faults_of(self, index: int) -> dict[str, TrueFault]:
        """The faults put into one repetition, by rule."""
        return {fault.rule: fault for fault in self.fault if fault.repetition == index}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.exercise not in exercise_names():
            raise ValueError(
                f"expected one of {', '.join(exercise_names())} as exercise, got {self.exercise!r}"
            )
        known = {repetition.index for repetition in self.repetition}
        for fault in self.fault:
            if fault.repetition not in known:
                raise ValueError(f"{fault.rule!r} names repetition {fault.repetition} of {known}")
        return self


def read_labels(path: Path) -> ClipLabels:
    """The labels in the TOML file `path`.

    Raises `LabelError` naming file, key and cause.
    """
    try:
        values = tomllib.loads(read_text(path))
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"Expected a label file at {path}, but it cannot be read.") from error
    except tomllib.TOMLDecodeError as error:
        raise LabelError(f"Expected TOML in {path.name}: {error}.") from error
    if values.get("fault") and "kind" not in values:
        values["kind"] = "fault"
    try:
        return ClipLabels.model_validate({**values, "path": path})
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(key) for key in p['loc']) or 'labels'}: {p['msg']}"
            for p in error.errors(include_url=False)
        )
        raise LabelError(f"{path.name}: {problems}.") from error


def find_labels(places: list[Path]) -> list[ClipLabels]:
    """The labels in files and folders, in the order given; folders are searched one level deep.

    Raises `LabelError` for a file that is none, and where nothing was found.
    """
    found: list[ClipLabels] = []
    for place in places:
        if not place.is_dir():
            found.append(read_labels(place))
            continue
        paths = sorted(path for path in place.glob("*.toml") if path.is_file())
        if not paths:
            raise LabelError(f"Expected label files (*.toml) in {place}, found none.")
        found += [read_labels(path) for path in paths]
    return found
