"""The labels of a clip: what truly happens in it, from its label file (TOML)."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formcheck.assessment.pain_signs.types import PainSignKind
from formcheck.errors import LabelError
from formcheck.input_path import read_toml_file
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
"""What a clip shows.

`good`, `fault` and `rejected` clips are filmed as the instructions ask. `degraded` ones are not
(oblique, dark, noisy), but must still be counted. In `negative` ones nothing must be counted.
`not_assessable` ones cannot be judged. `hard` ones do what the instructions advise against; they
are only reported. `sign` clips show a pain sign, and `steady` ones look like it without being one:
tired or slow, but steady people.
"""


class _Table(BaseModel):
    # A renderer may write more than is needed here.
    model_config = ConfigDict(extra="ignore", frozen=True)


class TrueRepetition(_Table):
    """A repetition as it truly happened, in seconds of the clip; a time it never reached is None.

    It leaves the start position at `start_s`, reaches the end position at `top_s`, leaves it at
    `leave_s` and is back at `end_s`. `still_s` is how long it was held still, and `hold_s` how
    long a person who is never quite still stayed near the top.
    """

    index: int = Field(ge=1)
    side: Literal["left", "right", "both"]
    start_s: float
    top_s: float | None = None
    leave_s: float | None = None
    end_s: float | None = None
    still_s: float | None = None
    hold_s: float | None = None
    complete: bool = True


class TrueFault(_Table):
    """A fault made in a repetition; `size` is in the unit of the rule's signal.

    `clear` says whether the fault is clear; without it the size decides.
    """

    rule: str
    repetition: int = Field(ge=1)
    start_s: float
    end_s: float
    size: float
    unit: str = ""
    clear: bool | None = None


class TruePainSign(_Table):
    """A pain sign made in a repetition; `size` is in `unit`.

    It lasts from `start_s` to `end_s`: the fall, the standstill, the smaller repetition.
    """

    sign: PainSignKind
    repetition: int = Field(ge=1)
    start_s: float
    end_s: float
    size: float
    unit: str = ""


class CameraLabel(_Table):
    """Where the camera stood; `variable` is by what share the time between frames varies."""

    yaw_deg: float = 0.0
    height_m: float | None = None
    fps: float | None = None
    variable: float = 0.0


Words = Annotated[str, Field(pattern=r"^[\w .,()+-]*$", max_length=120)]
"""Text that a report may show without escaping."""


class FinishLabel(_Table):
    """The light; an `exposure` below 1 is dim."""

    lighting: Words = "not known"
    exposure: float = 1.0


class ScenarioLabel(_Table):
    """What a renderer varied on purpose; the words are the renderer's."""

    clothing: Words = "not known"
    contrast: Words = "usual"
    lens: Words = "usual"


class ClipLabels(_Table):
    """A labelled clip: `path` is its label file, `reason` the check that must fail, if any."""

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
    finish: FinishLabel = FinishLabel()
    scenario: ScenarioLabel = ScenarioLabel()
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
        """Where `ModelTrack.load` finds the landmarks, if they were saved beside the label file."""
        return self.path.with_suffix(".seen")

    @property
    def fair(self) -> bool:
        """Whether it is filmed as the instructions ask, so that angles and form can be judged."""
        return self.kind in ("good", "fault", "rejected")

    def find_faults(self, index: int) -> dict[str, TrueFault]:
        """Return the faults made in one repetition, by rule."""
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
    """Return the labels in the TOML file `path`.

    Raises `LabelError` with the file, the key and the cause.
    """
    values = read_toml_file(path, error=LabelError)
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
    """Return the labels in files and folders, in the order given; subfolders are not searched.

    Raises `LabelError` for a file that has no labels, and for a folder without label files.
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
