"""One clip of the library, in a process of its own."""

from pathlib import Path

from tools.render.assets import AssetFolder
from tools.render.clip import Staging, make_clip
from tools.render.recipe import Recipe

__all__ = ["label_file", "make", "stage"]

STAGED_EVERY = 5


def label_file(out: Path, recipe: Recipe) -> Path:
    """The file written last: where it is, the clip is whole."""
    return out / f"{recipe.name}.toml"


def make(recipe: Recipe, assets: Path, out: Path) -> None:
    """Render the clip. Raises `RenderError`."""
    make_clip(recipe, AssetFolder(assets), out)


def stage(recipe: Recipe, assets: Path, out: Path) -> None:  # noqa: ARG001 - as `make`
    """Solve some of the clip's poses without drawing. Raises `RenderError`."""
    staging = Staging(recipe, AssetFolder(assets))
    for time_s in staging.times_s[::STAGED_EVERY]:
        staging.solve(staging.key(time_s))
