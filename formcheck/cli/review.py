"""`formcheck review` judges a clip; `formcheck extract` writes its landmarks."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.options import (
    CLIP_HELP,
    DelegateOption,
    EveryFrameOption,
    ModelChoice,
    ModelOption,
    RotateChoice,
    RotateOption,
    SideChoice,
)
from formcheck.errors import InputError, OutputError
from formcheck.output_path import check_outputs, write_text

if TYPE_CHECKING:
    from formcheck.review.request import ReviewRequest
    from formcheck.review.types import Review

__all__ = ["extract_command", "review_command"]


def review_command(
    clip: Annotated[
        Path, typer.Argument(help=f"{CLIP_HELP}, or the landmarks (npz) of an earlier run.")
    ],
    *,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="The exercise; see `formcheck exercises`.")
    ],
    side: Annotated[SideChoice, typer.Option(help="Judge one working side only.")] = (
        SideChoice.AUTO
    ),
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the verdict as JSON to a file, or to - (the screen)."),
    ] = None,
    track: Annotated[
        Path | None,
        typer.Option(help="Write the landmarks (.npz); a later review then needs no video."),
    ] = None,
    video: Annotated[
        Path | None, typer.Option(help="Write the clip with skeleton, angles and cues (.mp4).")
    ] = None,
    target_deg: Annotated[
        float | None,
        typer.Option(help="Personal target of a stretch in degrees; warns when it is passed."),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep",
            help="Keep the review: its landmarks and verdict; of the film only its path and "
            "SHA-256. See `formcheck reviews`.",
        ),
    ] = False,
    rotate: RotateOption = RotateChoice.NONE,
    model: ModelOption = ModelChoice.FULL,
    every_frame: EveryFrameOption = False,
    delegate: DelegateOption = None,
) -> None:
    """Judge a clip: repetitions, holds, faults with their moments, and a score."""
    from rich.console import Console

    from formcheck.cli.progress import work_bar
    from formcheck.poses.loader import load_exercise
    from formcheck.review.request import ReviewRequest, parse_side
    from formcheck.review.review import review_clip

    definition = load_exercise(exercise).with_target(target_deg)
    check_outputs({"": json_file, ".npz": track, ".mp4": video}, clip=clip)
    with TemporaryDirectory(prefix="formcheck-") as folder:
        # Kept landmarks are copied from here, unless the user wants them in a file too.
        own_track = Path(folder) / "landmarks.npz" if keep and track is None else track
        request = ReviewRequest(
            path=clip,
            exercise=definition,
            side=parse_side(side.value),
            rotate_deg=int(rotate.value),
            variant=model.value,
            every_frame=every_frame,
            delegate=delegate,
            video_out=video,
            track_out=own_track,
        )
        wants_video = track is not None or video is not None or rotate is not RotateChoice.NONE
        if request.is_track and wants_video:
            raise InputError(
                f"{clip.name} has only landmarks, but --track, --video and --rotate need a video. "
                "Leave these options out."
            )
        with work_bar(Console(stderr=True), clip.name) as on_progress:
            result = review_clip(request, on_progress=on_progress)
        number = _keep(request, result) if keep else None
    _show_or_write(result, json_file, written=(track, video))
    if number is not None:
        typer.echo(f"Kept as review {number}: formcheck reviews show {number}", err=True)


def extract_command(
    clip: Annotated[Path, typer.Argument(help=f"{CLIP_HELP}.")],
    out: Annotated[
        Path | None, typer.Argument(help="The file to write; by default CLIP's name with .npz.")
    ] = None,
    *,
    rotate: RotateOption = RotateChoice.NONE,
    model: ModelOption = ModelChoice.FULL,
    every_frame: EveryFrameOption = False,
    delegate: DelegateOption = None,
) -> None:
    """Extract a clip's landmarks (.npz) for later review without the video."""
    from rich.console import Console

    from formcheck.cli.progress import work_bar
    from formcheck.review.clip_review import extract_track
    from formcheck.review.request import ClipRequest

    target = clip.with_suffix(".npz") if out is None else out
    check_outputs({".npz": target}, clip=clip)
    request = ClipRequest(
        path=clip,
        rotate_deg=int(rotate.value),
        variant=model.value,
        every_frame=every_frame,
        delegate=delegate,
        track_out=target,
    )
    with work_bar(Console(stderr=True), clip.name) as on_progress:
        facts = extract_track(request, on_progress=on_progress)
    typer.echo(f"{facts.frames} frames, {facts.duration_s:.1f} s -> {target}")
    for warning in facts.warnings:
        typer.echo(warning, err=True)


def _keep(request: "ReviewRequest", result: "Review") -> int:
    from formcheck.archive.review_archive import ReviewArchive
    from formcheck.history.store import Store

    with Store() as store:
        return ReviewArchive(store).keep(request, result)


def _show_or_write(
    result: "Review", json_file: Path | None, *, written: tuple[Path | None, ...]
) -> None:
    """Print the verdict or write it; if writing fails, remove the other outputs too."""
    from rich.console import Console

    from formcheck.cli.tables import print_review

    if json_file is None:
        print_review(Console(), result)
        return
    from formcheck.export.review import to_json

    if str(json_file) == "-":
        typer.echo(to_json(result))
    else:
        try:
            write_text(json_file, to_json(result) + "\n")
        except OutputError:
            for path in written:
                if path is not None:
                    path.unlink(missing_ok=True)
            raise
        print_review(Console(), result)
