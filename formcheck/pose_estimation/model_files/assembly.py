"""Makes a pose bundle from MediaPipe's two networks.

MediaPipe's Tasks API takes one `.task` file: an uncompressed zip of the person detector and the
landmark network. The metadata of each says how to scale pixel values. Older MediaPipe packages
contain the same networks, but without that file, and the landmark network without that metadata.
This module adds both.
"""

import importlib.util
import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import flatbuffers

from formcheck.errors import ModelCorruptError, SetupError

__all__ = ["add_normalization", "assemble_bundle", "read_normalization"]

DETECTOR_NAME = "pose_detector.tflite"
LANDMARKS_NAME = "pose_landmarks_detector.tflite"

DETECTOR_SCALING = (127.5, 127.5)
"""Mean and standard deviation that the detector expects: pixels 0..255 become -1..1."""

LANDMARKS_SCALING = (0.0, 255.0)
"""Mean and standard deviation that the landmark network expects: pixels 0..255 become 0..1."""

_METADATA_KEY = b"TFLITE_METADATA"
_METADATA_IDENTIFIER = b"M001"
_MODEL_IDENTIFIER = b"TFL3"
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
    members = {
        DETECTOR_NAME: add_normalization(detector, *DETECTOR_SCALING),
        LANDMARKS_NAME: add_normalization(landmarks, *LANDMARKS_SCALING),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in members.items():
            # ZipInfo's defaults would write the clock and the operating system into the bytes.
            entry = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, content)
    return packed.getvalue()


def add_normalization(network: bytes, mean: float, std: float) -> bytes:
    """Return a TFLite network whose metadata says how to scale its input image.

    Args:
        network: a TFLite file. One that already states this scaling is returned unchanged.
        mean: value subtracted from each colour value (0..255).
        std: value by which the difference is then divided.

    Raises:
        ModelCorruptError: `network` is not a TFLite file.
    """
    with _damage_as_our_error():
        schema = _schema("schema_py_generated")
        model = _model(network)
        if _stated_normalization(model) == (mean, std):
            return network
        content = schema.BufferT()
        content.data = list(_metadata(mean, std, outputs=len(model.subgraphs[0].outputs)))
        model.buffers.append(content)
        stated = schema.MetadataT()
        stated.name, stated.buffer = _METADATA_KEY, len(model.buffers) - 1
        others = [entry for entry in model.metadata or [] if bytes(entry.name) != _METADATA_KEY]
        model.metadata = [*others, stated]
        return _finished(model, _MODEL_IDENTIFIER)


def read_normalization(network: bytes) -> tuple[float, float] | None:
    """Return the mean and standard deviation in a network's metadata, None if it has none.

    Raises:
        ModelCorruptError: `network` is not a TFLite file.
    """
    with _damage_as_our_error():
        return _stated_normalization(_model(network))


def _stated_normalization(model: Any) -> tuple[float, float] | None:
    """Return the mean and standard deviation in a model's metadata, None if there are none."""
    schema = _schema("metadata_schema_py_generated")
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
    schema = _schema("metadata_schema_py_generated")
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
    return _finished(metadata, _METADATA_IDENTIFIER)


def _model(network: bytes) -> Any:
    """Return a TFLite file as the tree of objects that its schema describes."""
    if network[4:8] != _MODEL_IDENTIFIER:
        raise ValueError(network[:8])
    schema = _schema("schema_py_generated")
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))


@contextmanager
def _damage_as_our_error() -> Iterator[None]:
    """Turn FlatBuffers' errors on damaged bytes, which can be of many kinds, into ours."""
    try:
        yield
    except (struct.error, AttributeError, IndexError, TypeError, ValueError) as error:
        raise ModelCorruptError(
            "Expected a complete TFLite network, got one that is damaged, cut short or something "
            "else. Run `formcheck models fetch` to download the pose model again."
        ) from error


def _finished(table: Any, identifier: bytes) -> bytes:
    """Return a FlatBuffers object tree as bytes."""
    builder = flatbuffers.Builder(0)
    builder.Finish(table.Pack(builder), identifier)
    return bytes(builder.Output())


def _schema(name: str) -> ModuleType:
    """Load one of MediaPipe's generated schemas from its file.

    An import by name would run MediaPipe's own `__init__`, which loads its native library, OpenCV
    and matplotlib. The schema itself needs only FlatBuffers.
    """
    package = importlib.util.find_spec("mediapipe")
    for folder in (package.submodule_search_locations or []) if package else []:
        path = Path(folder) / "tasks" / "metadata" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(f"_formcheck_{name}", path)
        if path.is_file() and spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise SetupError(
        f"Expected MediaPipe's {name}.py, which assembles the pose model, but it is not installed. "
        "Install FormCheck again with `pip install .`."
    )
