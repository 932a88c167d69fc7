"""Command line: ``python -m tools.render RECIPE.toml... --assets DIR --out DIR``."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from tools.render.assets import AssetFolder
from tools.render.clip import make_clip
from tools.render.errors import RenderError
from tools.render.recipe import read_recipe

app = typer.Typer(add_completion=False)


@app.command()
def render(
    recipes: Annotated[list[Path], typer.Argument(help="Recipes (TOML), one clip each.")],
    assets: Annotated[
        Path, typer.Option(envvar="FORMCHECK_RENDER_ASSETS", help="Folder with MakeHuman's data.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the clips.")],
) -> None:
    """Render clips of a person exercising, with exact joint positions and labels beside them."""
    console = Console(stderr=True)
    try:
        folder = AssetFolder(assets)
        wanted = [read_recipe(path) for path in recipes]
        with Progress(console=console) as progress:
            for recipe in wanted:
                task = progress.add_task(recipe.name, total=None)
                started = time.perf_counter()
                made = make_clip(
                    recipe,
                    folder,
                    out,
                    on_frame=lambda done, total, task=task: progress.update(  # type: ignore[misc]
                        task, completed=done, total=total
                    ),
                )
                spent = time.perf_counter() - started
                progress.console.print(
                    f"{recipe.name}: {made.duration_s:.1f} s, {made.frames} frames, "
                    f"{made.drawn} drawn, {spent / made.frames:.3f} s a frame"
                )
    except RenderError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error


if __name__ == "__main__":
    app()
