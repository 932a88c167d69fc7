"""The held-back clips whose videos are kept in ``sample_videos/held``.

``python -m tools.render.library.samples CLIPS`` copies them there from a folder of rendered clips
and draws the folder's contact sheet. Labels and landmarks of all held-back clips are put there by
``formcheck evaluate CLIPS --split held --save-landmarks sample_videos/held``.
"""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from tools.render.contact_sheet import overview
from tools.render.library import library
from tools.render.recipe import Recipe

KINDS = ("good", "fault", "rejected", "not_assessable")
"""All clips of these kinds are kept; of other kinds, those with a name in `ENDINGS`."""
ENDINGS = ("_yaw_19", "_portrait", "_dim", "_somebody_behind", "_set_up_first", "_fidgeting")
PLACE = Path("sample_videos/held")


def is_sample(recipe: Recipe) -> bool:
    """Say whether the clip's video is kept."""
    shows = recipe.shows
    if shows is None or shows.split != "held" or recipe.scenario:
        return False  # of untidy people, the landmarks are enough
    return shows.kind in KINDS or recipe.name.endswith(ENDINGS)


def main(
    clips: Annotated[Path, typer.Argument(help="Folder with the rendered clips.")],
    place: Annotated[Path, typer.Option(help="Where the films go.")] = PLACE,
) -> None:
    """Copy the kept videos, and draw their contact sheet."""
    names = [recipe.name for recipe in library() if is_sample(recipe)]
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copyfile(clips / f"{name}.mp4", place / f"{name}.mp4")
    overview([place / f"{name}.toml" for name in names]).save(
        place / "contact_sheet.jpg", quality=80, optimize=True
    )


if __name__ == "__main__":
    typer.run(main)
