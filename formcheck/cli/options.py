"""The options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

from formcheck.pose_estimation.delegate import DELEGATE_VARIABLE, Delegate
from formcheck.video.formats import CLIP_SUFFIXES

__all__ = [
    "CLIP_HELP",
    "DelegateOption",
    "EveryFrameOption",
    "ModelChoice",
    "ModelOption",
    "RotateChoice",
    "RotateOption",
    "SideChoice",
]


class SideChoice(StrEnum):
    """The working side to judge."""

    AUTO = "auto"
    LEFT = "left"
    RIGHT = "right"


class ModelChoice(StrEnum):
    """The pose model's variants."""

    FULL = "full"
    LITE = "lite"
    HEAVY = "heavy"


class RotateChoice(StrEnum):
    """How far to turn a clip clockwise, in degrees."""

    NONE = "0"
    QUARTER = "90"
    HALF = "180"
    THREE_QUARTERS = "270"


RotateOption = Annotated[
    RotateChoice,
    typer.Option(
        help="Turn the clip clockwise by this many degrees, if it is on its side or upside down."
    ),
]
CLIP_HELP = f"A video ({', '.join(CLIP_SUFFIXES)})"

ModelOption = Annotated[
    ModelChoice,
    typer.Option(help="The pose model. full is about as good as heavy and three times as fast."),
]

EveryFrameOption = Annotated[
    bool,
    typer.Option(
        "--every-frame",
        "--every-picture",
        help="Look for the pose in every frame of a fast clip, instead of at most 30 a second.",
    ),
]

DelegateOption = Annotated[
    Delegate | None,
    typer.Option(
        help="What runs the pose model. gpu is tried once; where it does not work, cpu is used.",
        envvar=DELEGATE_VARIABLE,
        show_envvar=True,
    ),
]
