"""Reads and writes TFLite files as trees of objects, by the schema that MediaPipe ships."""

import importlib.util
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import flatbuffers

from formcheck.errors import ModelCorruptError, SetupError

__all__ = ["MODEL_IDENTIFIER", "damage_as_our_error", "load_schema", "parse_tflite", "to_bytes"]

MODEL_IDENTIFIER = b"TFL3"
_ALIGNMENT_BYTES = 16


class _AlignedBuilder(flatbuffers.Builder):  # type: ignore[misc]  # flatbuffers has no types
    """Writes byte vectors at multiples of 16 bytes."""

    def StartVector(self, elemSize: int, numElems: int, alignment: int) -> int:  # noqa: N802, N803 - their names
        """Begin a vector; see FlatBuffers."""
        if elemSize == 1:
            alignment = max(alignment, _ALIGNMENT_BYTES)
        return int(super().StartVector(elemSize, numElems, alignment))


def parse_tflite(network: bytes) -> Any:
    """Return a TFLite file as the tree of objects that its schema describes.

    Raises:
        ValueError: it does not begin as a TFLite file does; `damage_as_our_error` turns this and
            the errors of a damaged file into ours.
    """
    if network[4:8] != MODEL_IDENTIFIER:
        raise ValueError(network[:8])
    schema = load_schema("schema_py_generated")
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(network, 0))


@contextmanager
def damage_as_our_error() -> Iterator[None]:
    """Turn FlatBuffers' errors on damaged bytes, which can be of many kinds, into ours."""
    try:
        yield
    except (struct.error, AttributeError, IndexError, TypeError, ValueError) as error:
        raise ModelCorruptError(
            "Expected a complete TFLite network, got one that is damaged, cut short or something "
            "else. Run `formcheck models fetch` to download the pose model again."
        ) from error


def to_bytes(table: Any, identifier: bytes, *, aligned: bool = False) -> bytes:
    """Return a FlatBuffers object tree as bytes.

    `aligned` begins every byte vector at a multiple of 16 bytes. TFLite's schema asks for that,
    but FlatBuffers' Python code does not do it by itself.
    """
    builder = _AlignedBuilder(0) if aligned else flatbuffers.Builder(0)
    builder.Finish(table.Pack(builder), identifier)
    return bytes(builder.Output())


def load_schema(name: str) -> ModuleType:
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
