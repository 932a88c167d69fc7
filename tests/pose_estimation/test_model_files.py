"""Which pose models are known, which are on this machine, and which one is used."""

import re
import zipfile
from pathlib import Path

import pytest

from formcheck.errors import InputError, ModelCorruptError, ModelMissingError, SetupError
from formcheck.pose_estimation.model_files.assembly import read_normalization
from formcheck.pose_estimation.model_files.fetch import fetch_bundle
from formcheck.pose_estimation.model_files.manifest import read_manifest, shipped_manifest
from formcheck.pose_estimation.model_files.store import (
    find_bundle,
    list_bundles,
    variant_names,
)
from formcheck.pose_estimation.model_files.variants import DEFAULT_VARIANT
from tests.support.small_model import ASSEMBLED, PUBLISHED, ModelServer, sha256, small_manifest


class TestFinding:
    def test_the_error_for_a_missing_model_says_which_file_to_put_where(self, tmp_path: Path):
        known = small_manifest("https://example.org/pose.task")
        with pytest.raises(ModelMissingError) as caught:
            find_bundle(folder=tmp_path, manifest=known)
        message = str(caught.value)
        assert str(tmp_path / "pose_landmarker_full.task") in message
        assert "`formcheck models fetch --variant full`" in message
        assert "https://example.org/pose.task" in message

    @pytest.mark.parametrize(
        ("content", "origin"), [(PUBLISHED, "published"), (ASSEMBLED, "assembled")]
    )
    def test_either_known_bundle_is_found(self, content: bytes, origin: str, tmp_path: Path):
        known = small_manifest("https://example.org/pose.task")
        path = tmp_path / "pose_landmarker_full.task"
        path.write_bytes(content)
        assert find_bundle(folder=tmp_path, manifest=known) == path
        (status,) = list_bundles(folder=tmp_path, manifest=known)
        assert (status.variant, status.state, status.origin) == ("full", "present", origin)
        assert (status.path, status.size_bytes) == (path, len(content))
        assert status.sha256 == sha256(content)

    def test_a_file_the_manifest_does_not_know_is_never_used(self, tmp_path: Path):
        known = small_manifest("https://example.org/pose.task")
        (tmp_path / "pose_landmarker_full.task").write_bytes(PUBLISHED[:-1])
        (status,) = list_bundles(folder=tmp_path, manifest=known)
        assert (status.state, status.origin) == ("unknown", None)
        with pytest.raises(ModelCorruptError, match="damaged or another one"):
            find_bundle(folder=tmp_path, manifest=known)

    def test_fetching_replaces_a_file_the_manifest_does_not_know(
        self, server: ModelServer, tmp_path: Path
    ):
        (tmp_path / "pose_landmarker_full.task").write_bytes(b"something else")
        path = fetch_bundle(folder=tmp_path, manifest=small_manifest(server.url))
        assert path.read_bytes() == PUBLISHED

    def test_an_empty_folder_lists_every_variant_as_missing(self, tmp_path: Path):
        listed = list_bundles(folder=tmp_path / "nowhere")
        assert [status.variant for status in listed] == ["lite", "full", "heavy"]
        assert {status.state for status in listed} == {"missing"}
        assert {status.size_bytes for status in listed} == {None}

    @pytest.mark.parametrize("name", ["huge", "", "../full", "FULL"])
    def test_an_unknown_variant_is_named_with_the_known_ones(self, name: str, tmp_path: Path):
        for look in (find_bundle, fetch_bundle):
            with pytest.raises(InputError, match=re.escape(f"lite, full, heavy; got {name!r}")):
                look(name, folder=tmp_path)

    def test_the_variable_names_another_folder(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ):
        monkeypatch.setenv("FORMCHECK_MODELS", str(tmp_path))
        assert {status.path.parent for status in list_bundles()} == {tmp_path}


class TestManifest:
    def test_the_default_is_one_of_the_variants(self):
        assert variant_names() == ("lite", "full", "heavy")
        assert DEFAULT_VARIANT in variant_names()

    @pytest.mark.parametrize("name", ["lite", "full", "heavy"])
    def test_every_variant_can_be_made_from_networks_and_packages_it_names(self, name: str):
        known = shipped_manifest()
        variant = known.variant(name)
        parts = [variant.assembled.detector, variant.assembled.landmarks]
        assert parts == ["pose_detection", f"pose_landmark_{name}"]
        assert all(known.networks[part].package in known.packages for part in parts)
        assert variant.published.url.endswith(f"/float16/1/pose_landmarker_{name}.task")
        networks_bytes = sum(known.networks[part].size_bytes for part in parts)
        for size_bytes in (variant.assembled.size_bytes, variant.published.size_bytes):
            assert abs(size_bytes - networks_bytes) < 5000  # the rest is metadata and zip headers

    def test_no_two_files_share_a_hash(self):
        known = shipped_manifest()
        hashes = [network.sha256 for network in known.networks.values()]
        for variant in known.variants.values():
            hashes += [variant.published.sha256, variant.assembled.sha256]
        assert len(set(hashes)) == len(hashes) == 10

    def test_the_model_on_this_machine_is_one_of_the_known(self):
        (status,) = [status for status in list_bundles() if status.variant == DEFAULT_VARIANT]
        if status.state == "missing":
            pytest.skip("no pose model on this machine")
        with zipfile.ZipFile(find_bundle()) as bundle:
            detector = bundle.read("pose_detector.tflite")
            landmarks = bundle.read("pose_landmarks_detector.tflite")
        assert read_normalization(detector) == (127.5, 127.5)
        assert read_normalization(landmarks) == (0.0, 255.0)
        assert status.size_bytes is not None

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (None, "cannot be read"),
            ("not [toml", "cannot be read"),
            ("schema = 2", "valid list"),
            ("schema = 1\nsurprise = 1", "valid list"),
        ],
    )
    def test_a_bad_manifest_is_one_sentence(self, text: str | None, message: str, tmp_path: Path):
        path = tmp_path / "manifest.toml"
        if text is not None:
            path.write_text(text)
        with pytest.raises(SetupError, match=message):
            read_manifest(path)

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "http://example.org/pose.task", "ftp:x"])
    def test_only_encrypted_addresses_are_allowed(self, url: str):
        with pytest.raises(ValueError, match="url"):
            small_manifest(url)
