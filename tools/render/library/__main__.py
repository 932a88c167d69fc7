"""Command line: ``python -m tools.render.library --assets DIR --out DIR``."""

import fnmatch
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tools.render.errors import RenderError
from tools.render.library import library
from tools.render.library.make import is_made, make, make_truth, stage

CLIPS_PER_PROCESS = 20
"""Mesa does not free all memory of a clip: 20 to 90 MB remain each time."""

app = typer.Typer(add_completion=False)


@app.command()
def render(
    assets: Annotated[
        Path, typer.Option(envvar="FORMCHECK_RENDER_ASSETS", help="Folder with MakeHuman's data.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the clips; what is there is left alone.")],
    only: Annotated[
        str, typer.Option(help="Only clips of such a name, as in held_bridge_*.")
    ] = "*",
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Clips at a time; by default one a core.")
    ] = None,
    *,
    truth: Annotated[
        bool,
        typer.Option("--truth", help="Only joint positions and labels, no films: seconds each."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only see whether every recipe can be staged.")
    ] = False,
) -> None:
    """Render the clips for evaluating the judge; skip clips that exist."""
    console = Console(stderr=True)
    wanted = [recipe for recipe in library() if fnmatch.fnmatch(recipe.name, only)]
    if not check:
        wanted = [recipe for recipe in wanted if not is_made(recipe, out, film=not truth)]
    work = stage if check else make_truth if truth else make
    failed = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with (
        Progress(*columns, console=console) as progress,
        ProcessPoolExecutor(
            workers or os.cpu_count(),
            mp_context=get_context("spawn"),
            max_tasks_per_child=CLIPS_PER_PROCESS,
        ) as pool,
    ):
        task = progress.add_task("clips", total=len(wanted))
        waiting = {pool.submit(work, recipe, assets, out): recipe for recipe in wanted}
        for future in as_completed(waiting):
            progress.update(task, advance=1, description=waiting[future].name)
            error = future.exception()
            if isinstance(error, RenderError):
                failed.append(str(error))
            elif error is not None:
                raise error
    for sentence in failed:
        console.print(sentence, style="red", markup=False)
    if failed:
        raise typer.Exit(2)


if __name__ == "__main__":
    app()
