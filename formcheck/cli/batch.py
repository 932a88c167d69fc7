"""`formcheck batch` judges all clips of a folder."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.options import ModelChoice, ModelOption
from formcheck.errors import CancelledError, InputError

if TYPE_CHECKING:
    from rich.console import Console

    from formcheck.batch.clip_result import ClipResult

__all__ = ["batch_command"]

SOME_FAILED = 1


def batch_command(
    folder: Annotated[
        Path,
        typer.Argument(help="Folder with clips or landmarks (npz); folders in it are searched."),
    ],
    *,
    out: Annotated[
        Path, typer.Option(help="Folder for the results. Give it again to continue a run.")
    ],
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="CSV file that names the exercise of each clip: the columns file and exercise, "
            "and if you like side and target_deg. An empty exercise is recognised."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Clips to judge at a time; by default one per core."),
    ] = None,
    retry_failed: Annotated[
        bool,
        typer.Option(
            "--retry-failed", help="Judge those clips again that could not be judged before."
        ),
    ] = False,
    model: ModelOption = ModelChoice.FULL,
) -> None:
    """Judge all clips of a folder and write tables of the results (CSV and Parquet).

    The exercise of a clip comes from the manifest, or else from the folder that it is in (such as
    "bridge" or "Bird-dog"), or else from its movement. A clip whose exercise is unclear is not
    judged; failed.csv says so.

    A clip that was judged is not judged again: run the same command to continue after a stop. Links
    to folders are not followed.

    The exit status is 0 when all clips were judged, 1 when some could not be judged, and 2 when
    the command could not run or was stopped.
    """
    from rich.console import Console

    from formcheck.batch.clips import find_clips
    from formcheck.batch.manifest import read_manifest
    from formcheck.batch.run import run_batch
    from formcheck.batch.tables import write_tables
    from formcheck.cli.progress import batch_bar

    rows = {} if manifest is None else read_manifest(manifest)
    clips = find_clips(folder, rows, without=out)
    _check_out(out, folder)
    done: list[ClipResult] = []
    try:
        with batch_bar(Console(stderr=True), len(clips)) as show:

            def on_done(result: "ClipResult", known: bool) -> None:  # noqa: FBT001
                done.append(result)
                show(result.clip, known)

            results = run_batch(
                clips,
                out,
                workers=workers,
                variant=model.value,
                retry_failed=retry_failed,
                on_done=on_done,
            )
    except KeyboardInterrupt as error:
        raise CancelledError(
            f"Stopped after {len(done)} of {len(clips)} clips. Run the same command to continue."
        ) from error
    write_tables(results, out)
    _print_results(Console(), results, out)
    if any(result.failed is not None for result in results):
        raise typer.Exit(SOME_FAILED)


def _check_out(out: Path, folder: Path) -> None:
    if out.exists() and not out.is_dir():
        raise InputError(
            f"Expected a folder for the results, but {out} is a file. Choose another name."
        )
    if out.resolve() == folder.resolve():
        raise InputError(
            f"Expected another folder for the results than the clips' own, got {out}. Choose "
            "another name after --out."
        )


def _print_results(console: "Console", results: "tuple[ClipResult, ...]", out: Path) -> None:
    """Show a line for each clip, the reasons of those not judged, and where the tables are."""
    from rich.table import Table
    from rich.text import Text

    from formcheck.poses.loader import load_exercise
    from formcheck.texts.formatting import points
    from formcheck.texts.safety import DISCLAIMER_LINE

    table = Table(header_style="bold")
    for name in ("clip", "exercise", "counted", "score"):
        table.add_column(name, justify="right" if name in ("counted", "score") else "left")
    failed = [result for result in results if result.failed is not None]
    for result in results:
        if result.verdict is None:
            continue
        score = result.verdict["score"]
        table.add_row(
            Text(result.clip),
            load_exercise(str(result.verdict["exercise"])).title,
            str(result.verdict["counted"]),
            points(math.nan if score is None else float(score)),
        )
    if len(failed) < len(results):
        console.print(table)
    for result in failed:
        console.print(Text(f"! {result.clip}: {result.failed}", style="yellow"))
    console.print(Text(f"{len(results) - len(failed)} clips judged, {len(failed)} not judged."))
    console.print(Text(f"The tables are in {out}: clips, repetitions and failed (CSV, Parquet)."))
    console.print(Text(DISCLAIMER_LINE, style="dim"))
