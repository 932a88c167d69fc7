"""The private folder of one review: the copy of an upload, and the files written from it."""

import secrets
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from formcheck.errors import DiskFullError, OutputError, VideoError, is_disk_full
from formcheck.review.request import ReviewRequest
from formcheck.texts import review as review_texts
from formcheck.video.formats import CLIP_SUFFIXES

__all__ = ["SUFFIXES", "ReviewFolder", "find_suffix"]

SUFFIXES = (*CLIP_SUFFIXES, "npz")
"""The kinds of file that may be uploaded; only this suffix of an upload's name reaches the disk."""


def find_suffix(name: str) -> str:
    """Return the suffix of an upload's name, with its dot.

    Raises `VideoError` if it is not allowed.
    """
    for suffix in SUFFIXES:
        if name.lower().endswith(f".{suffix}"):
            return f".{suffix}"
    raise VideoError(review_texts.wrong_kind(SUFFIXES))


class ReviewFolder:
    """A new temporary folder. Raises `OutputError` when it cannot be made."""

    def __init__(self) -> None:
        try:
            self._folder = tempfile.TemporaryDirectory(
                prefix="formcheck-", ignore_cleanup_errors=True
            )
        except OSError as error:
            raise _refusal(error) from error
        self.path = Path(self._folder.name)

    def __contains__(self, file: Path) -> bool:
        """Return whether `file` lies in this folder."""
        return file.parent == self.path

    def take(self, upload: BinaryIO, suffix: str) -> Path:
        """Copy an upload into the folder under a random name with `suffix`, and return its path.

        Raises `OutputError` when the copy fails; then the folder is deleted.
        """
        clip = self.path / f"{secrets.token_hex(8)}{suffix}"
        try:
            with clip.open("xb") as file:
                shutil.copyfileobj(upload, file)
        except OSError as error:
            self.delete()
            raise _refusal(error) from error
        return clip

    def with_outputs(self, request: ReviewRequest) -> ReviewRequest:
        """Return the same request, with its results written to this folder.

        Landmarks, the clip's own or those that came along with it, have no results.
        """
        if request.is_track or request.landmarks is not None:
            return request
        return replace(request, clip_out=self.path / "clip.mp4", track_out=self.path / "track.npz")

    def with_video(self, request: ReviewRequest) -> ReviewRequest:
        """The request for the annotated clip, from the landmarks that `request` led to."""
        return replace(
            request,
            landmarks=request.landmarks_file,
            video_out=self.path / "annotated.mp4",
            clip_out=None,
            track_out=None,
        )

    def delete(self) -> None:
        """Delete the folder and everything in it; a second call does nothing."""
        self._folder.cleanup()


def _refusal(error: OSError) -> OutputError:
    if is_disk_full(error):
        return DiskFullError(review_texts.NO_ROOM)
    return OutputError(review_texts.no_temporary_folder(error.strerror or str(error)))
