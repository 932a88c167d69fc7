"""The server and the package tools from which the tests download a pose model."""

import io
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.small_model import DETECTOR, LANDMARKS, ModelServer, serve_model


@pytest.fixture
def server(no_proxy: None) -> Iterator[ModelServer]:
    """A server on this machine that sends a model."""
    with serve_model() as state:
        yield state


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests to this machine use no proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def no_packages(no_proxy: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pip with an empty index; npm is not installed."""
    empty = tmp_path / "empty"
    empty.mkdir()
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(empty))
    monkeypatch.setenv("PATH", str(empty))


@pytest.fixture
def packages(no_packages: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Pip and npm that know the two packages of `small_manifest`; returns their folder."""
    if sys.platform == "win32":
        pytest.skip("the stand-in for npm is a shell script")
    folder = tmp_path / "packages"
    folder.mkdir()
    wheel = folder / "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("mediapipe/detector.tflite", DETECTOR)
        info = "mediapipe-0.10.21.dist-info"
        archive.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_28\n")
        archive.writestr(f"{info}/RECORD", "")
    with tarfile.open(folder / "pose.tgz", "w:gz") as tarball:
        entry = tarfile.TarInfo("package/landmarks.tflite")
        entry.size = len(LANDMARKS)
        tarball.addfile(entry, io.BytesIO(LANDMARKS))
    npm = folder / "npm"
    npm.write_text(f'#!/bin/sh\nfor last; do :; done\n/bin/cp {folder}/pose.tgz "$last"\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PATH", str(folder))
    return folder
