"""Writes a clip's landmarks to an `.npz` as they arrive; its memory does not grow."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from formcheck.atomic_path import AtomicPath
from formcheck.errors import DiskFullError, OutputError, is_disk_full
from formcheck.kinematics.pose import LANDMARKS, Pose

__all__ = ["TrackWriter"]

_IN_MEMORY_BYTES = 1 << 18
_COLUMNS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "time_s": ("<f8", ()),
    "xy": ("<f4", (LANDMARKS, 2)),
    "visibility": ("<f4", (LANDMARKS,)),
    "world": ("<f4", (LANDMARKS, 3)),
    "light": ("<f4", ()),
    "repeated": ("|b1", ()),
    "change_ahead": ("<f4", ()),
}


class TrackWriter:
    """Takes poses one by one and writes a file that `PoseTrack.load` reads.

    Use it in a `with` statement. The file gets its name only when the block ends without an
    exception; after an exception nothing is left. Until then the data is in temporary files (about
    90 megabytes for an hour at 30 frames a second).

    Raises:
        OutputError: the file cannot be written, for instance because the disk is full.
    """

    def __init__(self, path: Path, *, meta: Mapping[str, Any] | None = None) -> None:
        """Prepare to write `path`; `meta` is other information (source, model, version)."""
        self.path = path
        self._meta = json.dumps(dict(meta or {}))
        self._size: tuple[int, int] | None = None
        self._count = 0
        self._files = ExitStack()
        self._columns: dict[str, IO[bytes]] = {
            name: self._files.enter_context(
                tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - the stack closes it
            )
            for name in _COLUMNS
        }

    def __enter__(self) -> Self:
        """Return the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the file, or nothing after an exception."""
        try:
            if kind is None:
                self._compose()
        finally:
            # On a full disk, closing raises once more for data that nobody needs any more.
            with suppress(OSError):
                self._files.close()

    def add(self, pose: Pose) -> None:
        """Add the next pose."""
        self._size = pose.size if self._size is None else self._size
        world = np.full((LANDMARKS, 3), np.nan) if pose.world is None else pose.world
        values: dict[str, Any] = {
            "time_s": pose.time_s,
            "xy": pose.xy,
            "visibility": pose.visibility,
            "world": world,
            "light": pose.brightness,
            "repeated": pose.repeated,
            "change_ahead": pose.change_ahead,
        }
        try:
            for name, (kind, _) in _COLUMNS.items():
                self._columns[name].write(np.asarray(values[name], dtype=kind).tobytes())
        except OSError as error:
            raise self._failure(error) from error
        self._count += 1

    def _compose(self) -> None:
        if self._size is None:
            raise OutputError(
                f"Expected landmarks to write to {self.path}, got none. Use a clip with a person."
            )
        try:
            with (
                AtomicPath(self.path) as part,
                zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as archive,
            ):
                for name, (kind, tail) in _COLUMNS.items():
                    with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                        header = {
                            "descr": kind,
                            "fortran_order": False,
                            "shape": (self._count, *tail),
                        }
                        np.lib.format.write_array_header_1_0(member, header)
                        self._columns[name].seek(0)
                        shutil.copyfileobj(self._columns[name], member, 1 << 20)
                _write_array(archive, "size", np.array(self._size, dtype=np.int64))
                _write_array(archive, "meta", np.array(self._meta))
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> OutputError:
        if is_disk_full(error):
            return DiskFullError(
                f"The disk is full; {self.path} was not written. Free some space and try again."
            )
        reason = error.strerror or str(error)
        return OutputError(
            f"The track cannot be written to {self.path} ({reason}). Choose another file."
        )


def _write_array(archive: zipfile.ZipFile, name: str, array: NDArray[Any]) -> None:
    with archive.open(f"{name}.npy", "w") as member:
        np.lib.format.write_array(member, array, allow_pickle=False)
