"""The pose model without its mask: made from what was downloaded, and the same landmarks."""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import ModelCorruptError, ModelMissingError
from formcheck.paths import bundled_path, models_dir
from formcheck.pose_estimation.estimator import MediaPipeEstimator
from formcheck.pose_estimation.model_files.assembly import (
    DETECTOR_NAME,
    LANDMARKS_NAME,
    assemble_bundle,
    pack_bundle,
    read_normalization,
    with_normalization,
)
from formcheck.pose_estimation.model_files.fetch import fetch_bundle
from formcheck.pose_estimation.model_files.manifest import Manifest, shipped_manifest
from formcheck.pose_estimation.model_files.mask_removal import remove_mask, remove_mask_output
from formcheck.pose_estimation.model_files.store import (
    find_bundle,
    list_bundles,
    prepare_bundle,
)
from formcheck.pose_estimation.model_files.tflite import load_schema, parse_tflite, to_bytes
from formcheck.video.decode import open_clip

SAMPLES = sorted(bundled_path("sample_videos").glob("*.mp4"))
SHAPES = {
    "image": [1, 8, 8, 3],
    "features": [1, 4, 4, 2],
    "points": [1, 195],
    "presence": [1, 1],
    "before_mask": [1, 4, 4, 1],
    "mask": [1, 8, 8, 1],
    "heatmap": [1, 4, 4, 39],
    "world": [1, 117],
}
STEPS = (
    ("image", "features"),
    ("features", "before_mask"),
    ("features", "points"),
    ("before_mask", "mask"),
    ("features", "presence"),
    ("features", "heatmap"),
    ("features", "world"),
)
OUTPUTS = ("points", "presence", "mask", "heatmap", "world")


def small_network(*outputs: str) -> bytes:
    """A landmark network in small: each step has a weight of its own, named after its result."""
    schema = load_schema("schema_py_generated")
    graph, model = schema.SubGraphT(), schema.ModelT()
    graph.tensors, graph.operators, model.buffers = [], [], [schema.BufferT()]
    names = list(SHAPES)
    for name in [*names, *(f"weight of {result}" for _, result in STEPS)]:
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.buffer = name.encode(), SHAPES.get(name, [1]), 0
        if name not in SHAPES:
            tensor.buffer = len(model.buffers)
            content = schema.BufferT()
            content.data = np.frombuffer(f"[{name}]".encode(), dtype=np.uint8)
            model.buffers.append(content)
        graph.tensors.append(tensor)
    for number, (source, result) in enumerate(STEPS):
        step = schema.OperatorT()
        step.opcodeIndex = 0
        step.inputs = [names.index(source), len(names) + number, -1]
        step.outputs = [names.index(result)]
        graph.operators.append(step)
    graph.inputs = [names.index("image")]
    graph.outputs = [names.index(name) for name in outputs or OUTPUTS]
    code = schema.OperatorCodeT()
    model.version, model.subgraphs, model.operatorCodes = 3, [graph], [code]
    return to_bytes(model, b"TFL3")


DETECTOR = small_network("points")
BUNDLE = assemble_bundle(DETECTOR, small_network())


def with_other_description(bundle: bytes) -> bytes:
    """The same networks, described at more length, as a publisher would."""
    with zipfile.ZipFile(BytesIO(bundle)) as packed:
        networks = [packed.read(name) for name in (DETECTOR_NAME, LANDMARKS_NAME)]
    schema = load_schema("schema_py_generated")
    described = []
    for network in networks:
        model = parse_tflite(with_normalization(network, 1.0, 2.0))
        note, entry = schema.BufferT(), schema.MetadataT()
        note.data = list(b"a long description")
        model.buffers.append(note)
        entry.name, entry.buffer = b"description", len(model.buffers) - 1
        model.metadata.append(entry)
        described.append(to_bytes(model, b"TFL3"))
    return pack_bundle(*described)


def known_models(**without_mask: object) -> Manifest:
    """The shipped list, whose full model is the small bundle above."""
    shipped = shipped_manifest().model_dump(by_alias=True)
    full = shipped["variants"]["full"]
    full["assembled"] |= {"sha256": hashlib.sha256(BUNDLE).hexdigest(), "size_bytes": len(BUNDLE)}
    # Nobody listens there: a download would fail.
    full["published"]["url"] = "http://127.0.0.1:9/pose.task"
    result = remove_mask(BUNDLE)
    digest = hashlib.sha256(result).hexdigest()
    full["without_mask"] = {"sha256": digest, "size_bytes": len(result)} | without_mask
    return Manifest.model_validate(shipped)


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """A models folder of an earlier version: the downloaded bundle alone."""
    (tmp_path / "pose_landmarker_full.task").write_bytes(BUNDLE)
    return tmp_path


@pytest.fixture
def removals(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Holds the size of every bundle whose mask `prepare_bundle` removes from now on."""
    sizes: list[int] = []

    def counted(bundle: bytes) -> bytes:
        sizes.append(len(bundle))
        return remove_mask(bundle)

    monkeypatch.setattr("formcheck.pose_estimation.model_files.store.remove_mask", counted)
    return sizes


class TestRemoving:
    def test_leaves_out_what_leads_only_to_the_mask_and_keeps_the_rest_in_order(self):
        graph = parse_tflite(remove_mask_output(small_network())).subgraphs[0]
        names = [tensor.name.decode() for tensor in graph.tensors]
        steps = [
            (names[step.inputs[0]], names[step.inputs[1]], step.inputs[2], names[step.outputs[0]])
            for step in graph.operators
        ]
        assert steps == [
            (source, f"weight of {result}", -1, result)
            for source, result in STEPS
            if "mask" not in result
        ]
        assert not [name for name in names if "mask" in name]

    def test_presence_takes_the_masks_place_among_the_five_outputs(self):
        graph = parse_tflite(remove_mask_output(small_network())).subgraphs[0]
        assert [graph.tensors[index].name for index in graph.outputs] == [
            b"points",
            b"presence",
            b"presence",
            b"heatmap",
            b"world",
        ]

    def test_each_step_keeps_its_own_weights_at_an_aligned_place(self):
        network = remove_mask_output(small_network())
        model = parse_tflite(network)
        for tensor in model.subgraphs[0].tensors:
            data = model.buffers[tensor.buffer].data
            assert (data is None) == (tensor.buffer == 0)
            if data is not None:
                assert data.tobytes() == b"[" + tensor.name + b"]"
                assert network.index(data.tobytes()) % 16 == 0
        assert b"[weight of mask]" not in network

    def test_the_result_states_the_scaling_of_both_networks(self):
        with zipfile.ZipFile(BytesIO(remove_mask(BUNDLE))) as packed:
            assert read_normalization(packed.read(DETECTOR_NAME)) == (127.5, 127.5)
            assert read_normalization(packed.read(LANDMARKS_NAME)) == (0.0, 255.0)

    def test_only_the_networks_decide_on_the_bytes(self):
        described = with_other_description(BUNDLE)
        assert described != BUNDLE
        assert remove_mask(described) == remove_mask(BUNDLE)

    def test_what_has_no_mask_is_refused(self):
        with pytest.raises(ModelCorruptError):
            remove_mask(remove_mask(BUNDLE))

    @pytest.mark.parametrize(
        "damaged",
        [b"", b"no zip", BUNDLE[:-40], pack_bundle(b"", b""), pack_bundle(DETECTOR, DETECTOR)],
    )
    def test_damage_is_one_sentence(self, damaged: bytes):
        with pytest.raises(ModelCorruptError, match=r"^Expected .* pose model again\.$"):
            remove_mask(damaged)


class TestTheFolder:
    def test_an_earlier_versions_model_is_brought_over_without_a_download(self, old_folder: Path):
        known = known_models()
        assert list_bundles(folder=old_folder, manifest=known)[1].has_mask
        path = fetch_bundle(folder=old_folder, manifest=known)
        assert path.read_bytes() == remove_mask(BUNDLE)
        assert (old_folder / "pose_landmarker_full.task").read_bytes() == BUNDLE
        assert find_bundle(folder=old_folder, manifest=known) == path
        assert not list_bundles(folder=old_folder, manifest=known)[1].has_mask

    def test_the_model_without_its_mask_is_enough(self, old_folder: Path):
        path = prepare_bundle(folder=old_folder, manifest=known_models())
        (old_folder / "pose_landmarker_full.task").unlink()
        assert prepare_bundle(folder=old_folder, manifest=known_models()) == path

    def test_a_damaged_one_is_made_again(self, old_folder: Path):
        path = prepare_bundle(folder=old_folder, manifest=known_models())
        path.write_bytes(b"damaged")
        assert find_bundle(folder=old_folder, manifest=known_models()) != path
        assert prepare_bundle(folder=old_folder, manifest=known_models()) == path
        assert path.read_bytes() == remove_mask(BUNDLE)

    def test_a_bundle_that_leads_to_another_result_is_used_as_it_is_and_tried_once(
        self, old_folder: Path, removals: list[int]
    ):
        other = known_models(sha256="0" * 64)
        for _ in range(3):
            path = prepare_bundle(folder=old_folder, manifest=other)
            assert path == old_folder / "pose_landmarker_full.task"
        assert len(removals) == 1
        assert [one for one in old_folder.glob("*.task") if one != path] == []
        # Asked for, or expected to lead to another result, it is tried again.
        assert fetch_bundle(folder=old_folder, manifest=other) == path
        assert len(removals) == 2
        made = prepare_bundle(folder=old_folder, manifest=known_models())
        assert made.read_bytes() == remove_mask(BUNDLE)
        assert sorted(old_folder.iterdir()) == [path, made]

    def test_where_nothing_can_be_written_nothing_is_computed(
        self, old_folder: Path, removals: list[int], monkeypatch: pytest.MonkeyPatch
    ):
        def refuse(_path: Path) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "touch", refuse)  # the tests may run as root
        path = prepare_bundle(folder=old_folder, manifest=known_models())
        assert (path, removals) == (old_folder / "pose_landmarker_full.task", [])
        assert list(old_folder.iterdir()) == [path]

    def test_if_the_result_cannot_be_put_in_place_the_downloaded_bundle_is_used(
        self, old_folder: Path
    ):
        (old_folder / "pose_landmarker_full_without_mask.task").mkdir()
        path = prepare_bundle(folder=old_folder, manifest=known_models())
        assert path == old_folder / "pose_landmarker_full.task"

    def test_a_missing_model_is_reported_as_before(self, tmp_path: Path):
        with pytest.raises(ModelMissingError, match=r"pose_landmarker_full\.task"):
            prepare_bundle(folder=tmp_path, manifest=known_models())


def downloaded(variant: str) -> Path:
    path = models_dir() / f"pose_landmarker_{variant}.task"
    if not path.is_file():
        pytest.skip(f"the {variant} model is not on this machine")
    return path


class TestTheRealModel:
    @pytest.mark.parametrize("variant", shipped_manifest().variants)
    def test_the_manifest_knows_the_result(self, variant: str):
        content = downloaded(variant).read_bytes()
        known = shipped_manifest().variant(variant)
        if hashlib.sha256(content).hexdigest() != known.assembled.sha256:
            pytest.skip("the published bundle was downloaded; its result was never seen")
        result = remove_mask(content)
        assert known.without_mask is not None
        assert hashlib.sha256(result).hexdigest() == known.without_mask.sha256
        assert len(result) == known.without_mask.size_bytes
        assert find_bundle(variant).read_bytes() == result

    @pytest.mark.slow
    @pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
    def test_the_landmarks_of_a_sample_are_the_same_to_the_last_bit(self, sample, tmp_path):
        assert frames_seen(sample, tmp_path, every=24) > 25

    @pytest.mark.drift
    @pytest.mark.parametrize("variant", shipped_manifest().variants)
    @pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
    def test_so_are_those_of_every_frame_and_model(self, sample, tmp_path, variant):
        assert frames_seen(sample, tmp_path, every=1, variant=variant) > 700


def frames_seen(sample: Path, folder: Path, *, every: int, variant: str = "full") -> int:
    """How many of the sample's frames both models see somebody in; they must agree in each."""
    whole, changed, seen = downloaded(variant), folder / "without_mask.task", 0
    changed.write_bytes(remove_mask(whole.read_bytes()))
    with (
        open_clip(sample) as clip,
        MediaPipeEstimator(bundle=whole) as published,
        MediaPipeEstimator(bundle=changed) as without_mask,
    ):
        for number, frame in enumerate(clip):
            if number % every == 0:
                pose, other = published.estimate(frame), without_mask.estimate(frame)
                assert pose.xy.tobytes() == other.xy.tobytes()
                assert pose.world.tobytes() == other.world.tobytes()
                assert pose.visibility.tobytes() == other.visibility.tobytes()
                seen += bool(np.isfinite(pose.xy).all())
    return seen
