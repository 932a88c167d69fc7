"""One clip of the library, in a process of its own."""

from pathlib import Path

from tools.render.assets import AssetFolder
from tools.render.clip import Staging, make_clip, write_truth
from tools.render.recipe import Recipe

__all__ = ["is_made", "make", "make_truth", "stage"]

STAGED_EVERY = 5


def is_made(recipe: Recipe, out: Path, *, film: bool) -> bool:
    """Say whether the clip is complete: its label file is written last."""
    stem = out / recipe.name
    return stem.with_suffix(".toml").is_file() and (not film or stem.with_suffix(".mp4").is_file())


def make(recipe: Recipe, assets: Path, out: Path) -> None:
    """Render the clip. Raises `RenderError`."""
    make_clip(recipe, AssetFolder(assets), out)


def make_truth(recipe: Recipe, assets: Path, out: Path) -> None:
    """Write only the clip's exact joint positions and labels. Raises `RenderError`."""
    write_truth(Staging(recipe, AssetFolder(assets)), out)


def stage(recipe: Recipe, assets: Path, out: Path) -> None:  # noqa: ARG001 - as `make`
    """Solve some of the clip's poses without drawing. Raises `RenderError`."""
    staging = Staging(recipe, AssetFolder(assets))
    for time_s in staging.times_s[::STAGED_EVERY]:
        staging.solve(staging.key(time_s))
