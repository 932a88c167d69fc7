"""Finds the clips of a folder and the exercise that a manifest or a folder's name gives them."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from formcheck.batch.manifest import ManifestRow
from formcheck.errors import InputError
from formcheck.poses.loader import exercise_names, load_exercise
from formcheck.video.formats import CLIP_SUFFIXES

__all__ = ["BatchClip", "ChosenBy", "find_clips"]

_ENDINGS = {f".{ending}" for ending in (*CLIP_SUFFIXES, "npz")}


class ChosenBy(StrEnum):
    """Who or what said which exercise a clip shows."""

    MANIFEST = "manifest"
    FOLDER = "folder"
    MOVEMENT = "movement"


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchClip:
    """A clip of a batch, a film or kept landmarks.

    `path` is the file, `name` its path below the batch's folder, with forward slashes. `size` is in
    bytes, `changed_ns` the time of its last change. `exercise` is None where it must be recognised
    from the movement; `chosen_by` says who named it. `side` is "auto", "left" or "right",
    `target_deg` a personal target or None.
    """

    path: Path
    name: str
    size: int
    changed_ns: int
    exercise: str | None = None
    chosen_by: ChosenBy = ChosenBy.MOVEMENT
    side: str = "auto"
    target_deg: float | None = None


def find_clips(
    folder: Path, manifest: Mapping[str, ManifestRow], *, without: Path | None = None
) -> tuple[BatchClip, ...]:
    """Return the clips in `folder` and the folders below it, in the order of their names.

    The manifest's exercise comes first, then the nearest folder that is called like an exercise.
    Hidden files, the folder `without` and links to folders are left out, so no link can lead in a
    circle. Raises `InputError` when there is no such folder or no clip in it, when it cannot be
    read, and for a row of the manifest whose clip is not there.
    """
    if not folder.is_dir():
        raise InputError(f"Expected a folder with clips, got {folder}. Give the folder's name.")
    found = {path.relative_to(folder).as_posix(): path for path in _list_files(folder, without)}
    if not found:
        raise InputError(
            f"Expected clips ({', '.join(CLIP_SUFFIXES)}) or landmarks (npz) in {folder}, found "
            "none. Choose another folder."
        )
    for name, row in manifest.items():
        if name not in found:
            raise InputError(
                f"Expected the clip of row {row.number} of the manifest in {folder}, but {name} is "
                "not there. Change the row or add the clip."
            )
    named = _find_folder_names()
    return tuple(_describe(found[name], name, manifest.get(name), named) for name in sorted(found))


def _list_files(folder: Path, without: Path | None) -> Iterator[Path]:
    left_out = None if without is None else without.resolve()
    for place, folders, files in os.walk(folder, onerror=_refuse):
        here = Path(place)
        folders[:] = [
            each
            for each in folders
            if not each.startswith(".") and (here / each).resolve() != left_out
        ]
        for name in files:
            path = here / name
            is_clip = path.suffix.lower() in _ENDINGS and not name.startswith(".")
            if is_clip and (path.is_file() or path.is_symlink()):
                yield path


def _refuse(error: OSError) -> None:
    raise InputError(
        f"The folder {error.filename} cannot be read ({error.strerror}). Allow reading it, or "
        "choose another folder."
    )


def _find_folder_names() -> Mapping[str, str]:
    """Return the exercises by what a folder may be called: their names and their titles."""
    names = {name: name for name in exercise_names()}
    return {**{_plain(load_exercise(name).title): name for name in names}, **names}


def _plain(text: str) -> str:
    """Return a folder's name or a title in lower case, its words joined by one underscore."""
    letters = (sign if sign.isalnum() else " " for sign in text.lower())
    return "_".join("".join(letters).split())


def _describe(
    path: Path, name: str, row: ManifestRow | None, named: Mapping[str, str]
) -> BatchClip:
    exercise, chosen_by = None, ChosenBy.MOVEMENT
    for part in Path(name).parent.parts:
        if _plain(part) in named:
            exercise, chosen_by = named[_plain(part)], ChosenBy.FOLDER
    if row is not None and row.exercise is not None:
        exercise, chosen_by = row.exercise, ChosenBy.MANIFEST
    try:
        status = path.stat()
        size, changed_ns = status.st_size, status.st_mtime_ns
    except OSError:  # a link to nothing; reading it will say so
        size, changed_ns = 0, 0
    return BatchClip(
        path=path,
        name=name,
        size=size,
        changed_ns=changed_ns,
        exercise=exercise,
        chosen_by=chosen_by,
        side="auto" if row is None else row.side,
        target_deg=None if row is None else row.target_deg,
    )
