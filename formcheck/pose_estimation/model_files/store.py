"""Finds and lists the pose models of this machine; `fetch.py` beside it downloads them.

Each model can be there twice: as it was downloaded, and beside it without its mask. The second one
is used, because it is a third faster and finds the same landmarks. It is made from the first.
"""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from formcheck import __version__
from formcheck.atomic_path import AtomicPath
from formcheck.encoding import read_text
from formcheck.errors import ModelCorruptError, ModelMissingError
from formcheck.paths import models_dir
from formcheck.pose_estimation.model_files.files import compute_sha256
from formcheck.pose_estimation.model_files.manifest import Manifest, Variant, shipped_manifest
from formcheck.pose_estimation.model_files.mask_removal import remove_mask
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT

__all__ = [
    "BundleStatus",
    "downloaded_path",
    "find_bundle",
    "list_bundles",
    "prepare_bundle",
    "read_status",
    "variant_names",
]

Origin = Literal["published", "assembled", "without_mask"]


@dataclass(frozen=True, kw_only=True)
class BundleStatus:
    """The status of one pose model on this machine.

    `path` is the file that is used, or where it belongs while there is none. `size_bytes` and
    `sha256` are None while the file is missing. `origin` says which of the known bundles it is,
    None for a missing or unknown file. `downloaded` is where the downloaded bundle is or belongs.
    """

    variant: str
    purpose: str
    path: Path
    size_bytes: int | None
    sha256: str | None
    origin: Origin | None
    downloaded: Path

    @property
    def state(self) -> Literal["present", "missing", "unknown"]:
        """The state; `unknown` is a file whose SHA-256 is not in the manifest; it is never used."""
        if self.sha256 is None:
            return "missing"
        return "unknown" if self.origin is None else "present"

    @property
    def has_mask(self) -> bool:
        """Whether the file that is used still computes the mask, and so is slower."""
        return self.state == "present" and self.origin != "without_mask"


def variant_names() -> tuple[str, ...]:
    """Return the names of the pose models, fastest first.

    Raises:
        SetupError: the manifest is missing or malformed.
    """
    return tuple(shipped_manifest().variants)


def list_bundles(
    *, folder: Path | None = None, manifest: Manifest | None = None
) -> tuple[BundleStatus, ...]:
    """Return the status of every pose model, fastest first.

    Args:
        folder: where to look; by default `formcheck.paths.models_dir()`.
        manifest: what is known about the models; by default the one that comes with FormCheck.

    Raises:
        ModelCorruptError: a model exists but cannot be read.
        SetupError: the manifest is missing or malformed.
    """
    known = shipped_manifest() if manifest is None else manifest
    place = models_dir() if folder is None else folder
    return tuple(read_status(name, variant, place) for name, variant in known.variants.items())


def find_bundle(
    variant: str = DEFAULT_VARIANT, *, folder: Path | None = None, manifest: Manifest | None = None
) -> Path:
    """Return the path of a pose model that is on this machine and undamaged.

    Args:
        variant: `lite`, `full` or `heavy`.
        folder: where to look; by default `formcheck.paths.models_dir()`.
        manifest: what is known about the models; by default the one that comes with FormCheck.

    Raises:
        InputError: there is no variant of that name.
        ModelMissingError: the file does not exist.
        ModelCorruptError: the file is not one that the manifest knows.
        SetupError: the manifest is missing or malformed.
    """
    return _find(variant, folder=folder, manifest=manifest).path


def _find(variant: str, *, folder: Path | None, manifest: Manifest | None) -> BundleStatus:
    """Return the status of a pose model that can be used; raises what `find_bundle` raises."""
    known = (shipped_manifest() if manifest is None else manifest).variant(variant)
    status = read_status(variant, known, models_dir() if folder is None else folder)
    if status.state == "missing":
        raise ModelMissingError(
            f"Expected the pose model at {status.path}, but it is not there. Run "
            f"`formcheck models fetch --variant {variant}`, or put the file from "
            f"{known.published.url} there."
        )
    if status.state == "unknown":
        raise ModelCorruptError(
            f"Expected the pose model at {status.path}, but that file is damaged or another one "
            f"(SHA-256 {status.sha256}). Run `formcheck models fetch --variant {variant}` to "
            "replace it."
        )
    return status


def prepare_bundle(
    variant: str = DEFAULT_VARIANT,
    *,
    folder: Path | None = None,
    manifest: Manifest | None = None,
    again: bool = False,
) -> Path:
    """Return the path of a pose model that is on this machine, without its mask if possible.

    The mask is taken out of the downloaded bundle the first time, which takes about a second. The
    downloaded bundle itself is returned if the result is not the one in the manifest, or cannot be
    written. A note in the folder says that a bundle did not lead to the known result, so that this
    version of FormCheck tries it only once; with `again` it tries nevertheless.

    Raises what `find_bundle` raises, for the same arguments.
    """
    known = (shipped_manifest() if manifest is None else manifest).variant(variant)
    place = models_dir() if folder is None else folder
    status = _find(variant, folder=place, manifest=manifest)
    target = _without_mask(variant, place)
    if status.path == target or known.without_mask is None:
        return status.path
    note = target.with_suffix(".failed")
    tried = f"{status.sha256} {known.without_mask.sha256} {__version__}"
    if not again and _read_note(note) == tried:
        return status.path
    try:
        _make_without_mask(status.path, target, known.without_mask.sha256)
    except ModelCorruptError:
        with suppress(OSError):
            note.write_text(tried, encoding="utf-8")
        return status.path
    except OSError:
        return status.path
    with suppress(OSError):
        note.unlink(missing_ok=True)
    return target


def _make_without_mask(bundle: Path, target: Path, expected_sha256: str) -> None:
    """Write `bundle` without its mask to `target`.

    Raises:
        OSError: the file cannot be written. In a folder that is read-only, this comes at once.
        ModelCorruptError: the result is not the expected one.
    """
    with AtomicPath(target) as part:
        part.touch()
        content = remove_mask(bundle.read_bytes())
        got = sha256(content).hexdigest()
        if got != expected_sha256:
            raise ModelCorruptError(
                f"Expected the SHA-256 {expected_sha256} of {bundle.name} without its mask, "
                f"got {got}. The bundle itself can be used."
            )
        part.write_bytes(content)


def _read_note(note: Path) -> str | None:
    """Return which attempt failed here before, None if there was none."""
    try:
        return read_text(note)
    except (OSError, UnicodeDecodeError):
        return None


def read_status(name: str, variant: Variant, folder: Path) -> BundleStatus:
    """Return the status of one pose model's file: without the mask, or else as downloaded."""
    origins: dict[str, Origin] = {
        variant.published.sha256: "published",
        variant.assembled.sha256: "assembled",
    }
    downloaded = downloaded_path(name, folder)
    path = downloaded
    digest: str | None = None
    origin: Origin | None = None
    if variant.without_mask is not None:
        fast = _without_mask(name, folder)
        if _read_sha256(fast) == variant.without_mask.sha256:
            path, digest, origin = fast, variant.without_mask.sha256, "without_mask"
    if digest is None:
        digest = _read_sha256(downloaded)
        origin = None if digest is None else origins.get(digest)
    return BundleStatus(
        variant=name,
        purpose=variant.purpose,
        path=path,
        size_bytes=None if digest is None else path.stat().st_size,
        sha256=digest,
        origin=origin,
        downloaded=downloaded,
    )


def _read_sha256(path: Path) -> str | None:
    """Return the SHA-256 of a pose model's file, None if there is no such file."""
    try:
        return compute_sha256(path) if path.is_file() else None
    except OSError as error:
        raise ModelCorruptError(
            f"Expected to read the pose model at {path}, but it cannot be read "
            f"({error.strerror or error}). Check the permissions of the file."
        ) from error


def downloaded_path(variant: str, folder: Path) -> Path:
    """Return where the downloaded bundle is or belongs."""
    return folder / f"pose_landmarker_{variant}.task"


def _without_mask(variant: str, folder: Path) -> Path:
    """Return where the bundle without its mask is or belongs."""
    return folder / f"pose_landmarker_{variant}_without_mask.task"
