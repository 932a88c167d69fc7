"""Makes a pose bundle from MediaPipe's two networks.

MediaPipe's Tasks API takes one `.task` file: an uncompressed zip of the person detector and the
landmark network. The metadata of each says how to scale pixel values. Older MediaPipe packages
contain the same networks, but without that file, and the landmark network without that metadata.
This module adds both.
"""

import io
import zipfile
from typing import Any

from formcheck.pose_estimation.model_files.tflite import (
    MODEL_IDENTIFIER,
    damage_as_our_error,
    load_schema,
    parse_tflite,
    to_bytes,
)

__all__ = [
    "DETECTOR_NAME",
    "DETECTOR_SCALING",
    "LANDMARKS_NAME",
    "LANDMARKS_SCALING",
    "assemble_bundle",
    "pack_bundle",
    "read_normalization",
    "with_normalization",
]

DETECTOR_NAME = "pose_detector.tflite"
LANDMARKS_NAME = "pose_landmarks_detector.tflite"

DETECTOR_SCALING = (127.5, 127.5)
"""Mean and standard deviation that the detector expects: pixels 0..255 become -1..1."""

LANDMARKS_SCALING = (0.0, 255.0)
"""Mean and standard deviation that the landmark network expects: pixels 0..255 become 0..1."""

_METADATA_KEY = b"TFLITE_METADATA"
_METADATA_IDENTIFIER = b"M001"
_PARSER_VERSION = b"1.0.0"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def assemble_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return the `.task` bundle of a person detector and a landmark network.

    The same networks always give the same bytes.

    Args:
        detector: the TFLite file of the person detector.
        landmarks: the TFLite file of the landmark network.

    Raises:
        ModelCorruptError: one of them is not a TFLite file.
    """
    return pack_bundle(
        with_normalization(detector, *DETECTOR_SCALING),
        with_normalization(landmarks, *LANDMARKS_SCALING),
    )


def pack_bundle(detector: bytes, landmarks: bytes) -> bytes:
    """Return a bundle of two networks as they are; the same networks give the same bytes."""
    members = {DETECTOR_NAME: detector, LANDMARKS_NAME: landmarks}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in members.items():
            # ZipInfo's defaults would write the clock and the operating system into the bytes.
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return packed.getvalue()


def with_normalization(network: bytes, mean: float, std: float, *, aligned: bool = False) -> bytes:
    """Return a TFLite network whose metadata says how to scale its input image.

    Args:
        aligned: see `to_bytes`.
        network: a TFLite file. One that already states this scaling is returned unchanged.
        mean: value subtracted from each colour value (0..255).
        std: value by which the difference is then divided.

    Raises:
        ModelCorruptError: `network` is not a TFLite file.
    """
    with damage_as_our_error():
        schema = load_schema("schema_py_generated")
        model = parse_tflite(network)
        if _stated_normalization(model) == (mean, std):
            return network
        content = schema.BufferT()
        content.data = list(_metadata(mean, std, outputs=len(model.subgraphs[0].outputs)))
        model.buffers.append(content)
        stated = schema.MetadataT()
        stated.name, stated.buffer = _METADATA_KEY, len(model.buffers) - 1
        others = [entry for entry in model.metadata or [] if bytes(entry.name) != _METADATA_KEY]
        model.metadata = [*others, stated]
        return to_bytes(model, MODEL_IDENTIFIER, aligned=aligned)


def read_normalization(network: bytes) -> tuple[float, float] | None:
    """Return the mean and standard deviation in a network's metadata, None if it has none.

    Raises:
        ModelCorruptError: `network` is not a TFLite file.
    """
    with damage_as_our_error():
        return _stated_normalization(parse_tflite(network))


def _stated_normalization(model: Any) -> tuple[float, float] | None:
    """Return the mean and standard deviation in a model's metadata, None if there are none."""
    schema = load_schema("metadata_schema_py_generated")
    for entry in model.metadata or []:
        if bytes(entry.name) != _METADATA_KEY:
            continue
        root = schema.ModelMetadata.GetRootAs(bytes(model.buffers[entry.buffer].data), 0)
        metadata = schema.ModelMetadataT.InitFromObj(root)
        for unit in metadata.subgraphMetadata[0].inputTensorMetadata[0].processUnits or []:
            if unit.optionsType == schema.ProcessUnitOptions.NormalizationOptions:
                return float(unit.options.mean[0]), float(unit.options.std[0])
    return None


def _metadata(mean: float, std: float, *, outputs: int) -> bytes:
    """Return a metadata buffer that states the scaling and nothing else."""
    schema = load_schema("metadata_schema_py_generated")
    options = schema.NormalizationOptionsT()
    options.mean, options.std = [mean], [std]
    unit = schema.ProcessUnitT()
    unit.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    unit.options = options
    image = schema.ImagePropertiesT()
    image.colorSpace = schema.ColorSpaceType.RGB
    kind = schema.ContentT()
    kind.contentPropertiesType = schema.ContentProperties.ImageProperties
    kind.contentProperties = image
    tensor = schema.TensorMetadataT()
    tensor.name, tensor.content, tensor.processUnits = b"image", kind, [unit]
    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    # MediaPipe wants one entry for each output, even an empty one.
    graph.outputTensorMetadata = [schema.TensorMetadataT() for _ in range(outputs)]
    metadata = schema.ModelMetadataT()
    metadata.subgraphMetadata = [graph]
    metadata.minParserVersion = _PARSER_VERSION
    return to_bytes(metadata, _METADATA_IDENTIFIER)
