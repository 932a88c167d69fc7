"""The pose model is assembled from two networks, always with the same bytes."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import ModelCorruptError
from formcheck.pose_estimation.model_files.assembly import (
    assemble_bundle,
    read_normalization,
    with_normalization,
)
from tests.support.example_count import examples
from tests.support.small_model import ASSEMBLED, DETECTOR, LANDMARKS, small_network


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
