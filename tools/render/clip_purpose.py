"""What a clip shows, for evaluating a judge with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "good", "fault", "rejected", "degraded", "negative", "not_assessable", "hard", "sign", "steady"
]
Split = Literal["sample", "tune", "held"]


class ClipPurpose(BaseModel):
    """What a clip shows (`shows` in recipes); the labels contain it unchanged.

    `reason` says why a clip is not assessable. `target_deg` is the personal target by which the
    clip should be judged.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    split: Split = "sample"
    reason: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    target_deg: float | None = None
