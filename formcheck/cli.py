"""The command line: review, extract, evaluate, exercises, models, schema, app.

Exit status 0 when all went well, 2 for anything a user can mend or chose (bad input, missing
set-up, Ctrl-C), always with one sentence on standard error.
"""

import json
import os
import platform
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from formcheck import __version__
from formcheck.cli_evaluate import evaluate_command
from formcheck.clinic.export import schema as review_schema
from formcheck.clinic.export import to_json
from formcheck.clinic.files import write_text
from formcheck.clinic.review import extract_track, review_clip, review_track
from formcheck.clinic.types import Review
from formcheck.encoding import replace_what_cannot_be_printed
from formcheck.errors import FormCheckError, InputError, OutputError
from formcheck.locations import app_script, environment
from formcheck.motion.track import PoseTrack
from formcheck.output_path import check_outputs
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.printing import fetch_bar, print_exercises, print_models, print_review, work_bar
from formcheck.vision.bundle import fetch_bundle, list_bundles
from formcheck.vision.formats import CLIP_SUFFIXES

__all__ = ["app", "main"]

STOPPED = 2
INTERRUPTED = 130

app = typer.Typer(
    name="formcheck",
    help="Judge the form of sciatica exercises in recorded clips, on this machine alone. "
    "A research and education prototype, not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models = typer.Typer(help="The pose model: list what is here, fetch what is missing.")
app.add_typer(models, name="models", no_args_is_help=True)


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
    """How far a clip's pictures are turned clockwise, in degrees."""

    NONE = "0"
    QUARTER = "90"
    HALF = "180"
    THREE_QUARTERS = "270"


RotateOption = Annotated[
    RotateChoice,
    typer.Option(
        help="Turn the pictures clockwise by so many degrees, for a clip that lies on its side "
        "or stands upside down."
    ),
]
CLIP_HELP = f"A video ({', '.join(CLIP_SUFFIXES)})"

ModelOption = Annotated[
    ModelChoice,
    typer.Option(help="Pose model: full is as good as heavy and three times faster."),
]


@app.callback(invoke_without_command=True)
def _top(
    *,
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if version:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.command()
def review(
    clip: Annotated[
        Path, typer.Argument(help=f"{CLIP_HELP}, or landmarks (npz) of an earlier run.")
    ],
    *,
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="Which exercise; see `formcheck exercises`.")
    ],
    side: Annotated[SideChoice, typer.Option(help="Judge one working side only.")] = (
        SideChoice.AUTO
    ),
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the verdict as JSON to a file, or to - (screen)."),
    ] = None,
    track: Annotated[
        Path | None,
        typer.Option(help="Write the landmarks (.npz), so that a later run needs no video."),
    ] = None,
    video: Annotated[
        Path | None, typer.Option(help="Write the clip with skeleton, angles and cues (.mp4).")
    ] = None,
    target_deg: Annotated[
        float | None,
        typer.Option(help="Personal target of a stretch in degrees: warns when passed."),
    ] = None,
    rotate: RotateOption = RotateChoice.NONE,
    model: ModelOption = ModelChoice.FULL,
) -> None:
    """Judge a clip: repetitions, holds, faults with their moments, and a score."""
    definition = load_exercise(exercise).with_target(target_deg)
    check_outputs({"": json_file, ".npz": track, ".mp4": video}, clip=clip)
    screen = Console(stderr=True)
    if clip.suffix.lower() == ".npz":
        if track is not None or video is not None or rotate is not RotateChoice.NONE:
            raise InputError(
                f"{clip.name} holds landmarks only: --track, --video and --rotate need a video."
            )
        result = review_track(PoseTrack.load(clip), definition, side=side.value, source=clip.name)
    else:
        with work_bar(screen, clip.name) as on_progress:
            result = review_clip(
                clip,
                definition,
                side=side.value,
                variant=model.value,
                rotate_deg=int(rotate.value),
                video_out=video,
                track_out=track,
                on_progress=on_progress,
            )
    _give(result, json_file, written=(track, video))


@app.command()
def extract(
    clip: Annotated[Path, typer.Argument(help=f"{CLIP_HELP}.")],
    out: Annotated[
        Path | None, typer.Argument(help="Where to write; by default CLIP's name with .npz.")
    ] = None,
    *,
    rotate: RotateOption = RotateChoice.NONE,
    model: ModelOption = ModelChoice.FULL,
) -> None:
    """Take the landmarks of a clip (.npz), to judge them later without the video."""
    target = clip.with_suffix(".npz") if out is None else out
    check_outputs({".npz": target}, clip=clip)
    screen = Console(stderr=True)
    with work_bar(screen, clip.name) as on_progress:
        facts = extract_track(
            clip,
            target,
            variant=model.value,
            rotate_deg=int(rotate.value),
            on_progress=on_progress,
        )
    typer.echo(f"{facts.frames} pictures, {facts.duration_s:.1f} s -> {target}")
    for warning in facts.warnings:
        typer.echo(warning, err=True)


app.command("evaluate")(evaluate_command)


@app.command()
def exercises(
    name: Annotated[str | None, typer.Argument(help="Show one exercise with its rules.")] = None,
) -> None:
    """List the exercises, or one exercise's rules with limits, reasons and sources."""
    names = exercise_names() if name is None else (name,)
    print_exercises(Console(), tuple(load_exercise(n) for n in names), whole=name is not None)


@app.command()
def schema() -> None:
    """Print the JSON Schema of what `review --json` writes."""
    typer.echo(json.dumps(review_schema(), indent=2))


@app.command("app")
def run_app(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Start the app at 127.0.0.1; it is reachable from this machine only."""
    typer.echo(f"FormCheck is starting at http://127.0.0.1:{port} (Ctrl-C ends it).")
    settings = {
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "server.headless": str(not browser or not _has_screen()).lower(),
        "browser.gatherUsageStats": "false",
        "browser.serverAddress": "127.0.0.1",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app_script())]
    command += [word for key, value in settings.items() for word in (f"--{key}", value)]
    # Streamlit reads its settings and theme from the folder it is started in.
    folder, variables = app_script().parent, environment()
    status = subprocess.call(command, cwd=folder, env=variables)  # noqa: S603 - our own command
    if status not in (0, -2, 130):
        raise typer.Exit(status)


@models.command("list")
def list_models() -> None:
    """Show which pose models are here, and where they belong."""
    print_models(Console(), list_bundles())


@models.command()
def fetch(
    *,
    variant: Annotated[
        ModelChoice, typer.Option(help="Which pose model; full is the one used by default.")
    ] = ModelChoice.FULL,
) -> None:
    """Fetch a pose model, checked by its SHA-256; nothing is done when it is already here."""
    with fetch_bar(Console(stderr=True)) as progress:
        path = fetch_bundle(variant.value, progress=progress)
    typer.echo(f"The pose model is at {path}")


def main() -> None:
    """Run the command line; every expected failure ends in one sentence and status 2."""
    os.environ.setdefault("GLOG_minloglevel", "2")
    replace_what_cannot_be_printed()
    status: int | None = None
    try:
        status = app(standalone_mode=False)
        if status == INTERRUPTED:  # what Typer makes of Ctrl-C
            status = _failed("Stopped; nothing was written.")
    except (typer.Abort, KeyboardInterrupt):
        status = _failed("Stopped; nothing was written.")
    except typer.TyperException as error:
        status = _misused(error)
    except FormCheckError as error:
        status = _failed(str(error))
    except BrokenPipeError:
        # Whoever read our output (`| head`) has had enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status or 0)


def _misused(error: typer.TyperException) -> int:
    """A command that does not exist, a missing option; without any words the help was shown."""
    words = error.format_message().removeprefix("Value error, ").rstrip(".")
    return _failed(f"{words}. Add --help to see what is expected.") if words else STOPPED


def _failed(sentence: str) -> int:
    Console(stderr=True, highlight=False).print(sentence, style="bold", markup=False)
    return STOPPED


def _has_screen() -> bool:
    """Whether a browser could open here: not on a bare server."""
    linux = platform.system() == "Linux"
    return not linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _give(result: Review, json_file: Path | None, *, written: tuple[Path | None, ...]) -> None:
    """Print the verdict or write it; when it cannot be written, leave nothing half done."""
    if json_file is None:
        print_review(Console(), result)
    elif str(json_file) == "-":
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


if __name__ == "__main__":
    main()
