"""What a clip is there to show, for whoever evaluates a judge with it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal[
    "good", "fault", "rejected", "degraded", "negative", "not_assessable", "hard", "sign", "steady"
]
Split = Literal["sample", "tune", "held"]


class Shows(BaseModel):
    """What a clip is for; goes into its labels as it is.

    `reason` is why nothing can be said of a clip that is not assessable, `target_deg` the personal
    target the clip is to be judged by.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    split: Split = "sample"
    reason: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    target_deg: float | None = None
