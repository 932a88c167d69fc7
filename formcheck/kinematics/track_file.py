"""Reads the arrays of a landmark file (`.npz`); headers are checked before content is unpacked."""

import io
import math
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import TrackError
from formcheck.limits import TRACK_FRAMES, TRACK_HEADER_BYTES, TRACK_META_BYTES

__all__ = ["ArrayFile", "read_arrays"]

_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LEAST_BYTES = 10
"""A magic text of 6 bytes, a version of 2, and a length of 2 or 4."""
_NUMBERS = "biuf"
_MOST_BYTES_A_NUMBER = 16
_META = "meta"
_SIZE = "size"


@dataclass(frozen=True, kw_only=True)
class ArrayFile:
    """What a landmark file holds: its arrays, and its `meta` text, None without one."""

    arrays: Mapping[str, NDArray[Any]]
    meta: str | None


def read_arrays(
    stream: BinaryIO,
    name: str,
    *,
    rows: Mapping[str, tuple[int, ...]],
    max_frames: int = TRACK_FRAMES,
) -> ArrayFile:
    """Return the arrays in `stream`, the landmark file `name`; nothing is ever unpickled.

    `rows` gives each array's shape for one frame; `size` and `meta` are read too, anything else in
    the file is left alone. A header is refused that promises more than `max_frames`, more than the
    file holds, or something else than numbers, so a small file cannot fill the memory.

    Raises `TrackError` with what was expected.
    """
    if stream.read(6) == b"\x93NUMPY":
        raise TrackError(f"Expected {name} to hold named arrays (.npz), got one alone.")
    stream.seek(0)
    most = {key: max_frames * math.prod(row) for key, row in rows.items()} | {_SIZE: 16}
    arrays: dict[str, NDArray[Any]] = {}
    meta = None
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                key = member.filename.removesuffix(".npy")
                if key in most:
                    arrays[key] = _read_numbers(archive, member, name, most=most[key])
                elif key == _META:
                    meta = _read_text(archive, member, name)
    except TrackError:
        raise
    except OSError as error:
        raise TrackError(f"Cannot read the track {name}: {error.strerror or error}.") from error
    except Exception as error:
        # zipfile, zlib and numpy have a dozen errors for damaged bytes; all mean the same here.
        raise _no_track(name) from error
    return ArrayFile(arrays=arrays, meta=meta)


def _read_numbers(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, *, most: int
) -> NDArray[Any]:
    """Return the array in `member`, which may have at most `most` numbers."""
    with _open(archive, member, name) as file:
        shape, fortran, dtype, start = _read_header(file, name)
        key = member.filename.removesuffix(".npy")
        if dtype.kind not in _NUMBERS or dtype.itemsize > _MOST_BYTES_A_NUMBER:
            raise TrackError(f"Expected {key} in {name} to hold real numbers, no pickles.")
        count = math.prod(shape)
        if count > most:
            raise TrackError(
                f"Expected at most {TRACK_FRAMES:,} frames (six hours at 30 frames a second) in "
                f"{name}, got more. Cut it into shorter clips."
            )
        if start + count * dtype.itemsize != member.file_size:
            raise _no_track(name)
        content = file.read()
    array = np.frombuffer(content, dtype=dtype)
    return array.reshape(shape, order="F" if fortran else "C")


def _read_text(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> str:
    """Return the text of the array `meta`, which numpy stores as four bytes a character."""
    if member.file_size > TRACK_META_BYTES:
        raise TrackError(
            f"Expected at most {TRACK_META_BYTES / 1e6:g} MB of notes (meta) in {name}, got more."
        )
    with _open(archive, member, name) as file:
        shape, _, dtype, _ = _read_header(file, name)
        if dtype.kind != "U" or shape != ():
            raise TrackError(f"Expected meta in {name} to be a text, no pickles.")
        order = "be" if dtype.byteorder == ">" else "le"
        return file.read().decode(f"utf-32-{order}").rstrip("\0")


def _open(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> IO[bytes]:
    if member.compress_type not in _PACKINGS:
        raise TrackError(f"Expected {name} to be packed as numpy packs it; save it again.")
    return archive.open(member)


def _read_header(file: IO[bytes], name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Return shape, order and type of an array, and where its numbers begin in the file."""
    start = file.read(_LEAST_BYTES)
    wide = start[6:7] > b"\x01"  # later versions give the header's length in four bytes
    start += file.read(2 if wide else 0)
    (length,) = struct.unpack("<I" if wide else "<H", start[8:])
    if length > TRACK_HEADER_BYTES:
        raise _no_track(name)
    whole = io.BytesIO(start + file.read(length))
    read = np.lib.format.read_array_header_2_0 if wide else np.lib.format.read_array_header_1_0
    np.lib.format.read_magic(whole)
    shape, fortran, dtype = read(whole)
    if any(number < 0 for number in shape):
        raise _no_track(name)
    return shape, fortran, dtype, whole.tell()


def _no_track(name: str) -> TrackError:
    return TrackError(
        f"Expected {name} to be a track (.npz of plain arrays, no pickles); "
        "make one with `formcheck extract`."
    )
