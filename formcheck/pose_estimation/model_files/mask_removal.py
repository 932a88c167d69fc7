"""Takes the segmentation mask out of a pose bundle, which nobody here uses.

The landmark network also computes a mask of the person. MediaPipe runs that part in every frame,
asked for or not: about a third of the model's processor time (docs/measurements.md). Without it the
landmarks are the same to the last bit.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from formcheck.errors import ModelCorruptError
from formcheck.pose_estimation.model_files.assembly import (
    DETECTOR_NAME,
    DETECTOR_SCALING,
    LANDMARKS_NAME,
    LANDMARKS_SCALING,
    pack_bundle,
    with_normalization,
)
from formcheck.pose_estimation.model_files.tflite import (
    MODEL_IDENTIFIER,
    damage_as_our_error,
    parse_tflite,
    to_bytes,
)

__all__ = ["remove_mask", "remove_mask_output"]

_FLAG_SHAPE = [1, 1]
_IMAGE_AXES = 4
_NO_TENSOR = -1


def remove_mask(bundle: bytes) -> bytes:
    """Return a pose bundle without the mask.

    Only the networks count, not what the bundle says about them: the published bundle and the
    assembled one hold the same networks, so they give the same bytes.

    Raises:
        ModelCorruptError: `bundle` is not a pose bundle with a mask.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
            detector, landmarks = packed.read(DETECTOR_NAME), packed.read(LANDMARKS_NAME)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, ValueError) as error:
        raise ModelCorruptError(
            f"Expected a pose bundle with {DETECTOR_NAME} and {LANDMARKS_NAME}, got something "
            "else. Run `formcheck models fetch` to download the pose model again."
        ) from error
    return pack_bundle(
        with_normalization(_remove_description(detector), *DETECTOR_SCALING, aligned=True),
        with_normalization(remove_mask_output(landmarks), *LANDMARKS_SCALING, aligned=True),
    )


def remove_mask_output(network: bytes) -> bytes:
    """Return a landmark network that does not compute the mask, and states no metadata.

    MediaPipe expects five outputs in their order, so the presence of a person, one number, takes
    the mask's place as well. The heatmap stays: MediaPipe refines the landmarks with it.

    Raises:
        ModelCorruptError: `network` is not a TFLite network with one mask and one presence output.
    """
    with damage_as_our_error():
        model = parse_tflite(network)
        graph = model.subgraphs[0]
        mask = _find_output(graph, is_mask=True)
        presence = _find_output(graph, is_mask=False)
        graph.outputs = [presence if index == mask else int(index) for index in graph.outputs]
        graph.operators = _needed_operators(graph)
        _drop_unused_tensors(graph)
        _drop_description(model)
        return to_bytes(model, MODEL_IDENTIFIER, aligned=True)


def _remove_description(network: bytes) -> bytes:
    """Return a network without metadata, so that only the network itself decides on the bytes."""
    with damage_as_our_error():
        model = parse_tflite(network)
        _drop_description(model)
        return to_bytes(model, MODEL_IDENTIFIER, aligned=True)


def _find_output(graph: Any, *, is_mask: bool) -> int:
    """Return the tensor of the mask (an image of one channel), or of the presence."""
    found = []
    for index in graph.outputs:
        shape = list(graph.tensors[index].shape)
        one_channel = len(shape) == _IMAGE_AXES and shape[-1] == 1
        if one_channel if is_mask else shape == _FLAG_SHAPE:
            found.append(int(index))
    if len(found) != 1:
        raise ValueError(f"{len(found)} such outputs")  # becomes our error
    return found[0]


def _needed_operators(graph: Any) -> list[Any]:
    """Return the operators that lead to the outputs, in their order."""
    needed = set(_tensors(graph.outputs))
    kept = []
    for operator in reversed(graph.operators):
        if needed.intersection(_tensors(operator.outputs)):
            needed.update(_tensors(operator.inputs))
            kept.append(operator)
    return kept[::-1]


def _drop_unused_tensors(graph: Any) -> None:
    """Leave out the tensors that no operator uses, and number the others anew."""
    used = {*_tensors(graph.inputs), *_tensors(graph.outputs)}
    for operator in graph.operators:
        used.update(_tensors(operator.inputs), _tensors(operator.outputs))
    numbers = {old: new for new, old in enumerate(sorted(used))} | {_NO_TENSOR: _NO_TENSOR}
    graph.tensors = [graph.tensors[old] for old in sorted(used)]
    for holder in (graph, *graph.operators):
        holder.inputs = _renumbered(holder.inputs, numbers)
        holder.outputs = _renumbered(holder.outputs, numbers)


def _drop_description(model: Any) -> None:
    """Leave out metadata and every buffer that no tensor uses, and number the others anew."""
    model.metadata, model.metadataBuffer, model.signatureDefs = None, None, None
    tensors = [tensor for graph in model.subgraphs for tensor in graph.tensors]
    # Buffer 0 is always the empty one, by TFLite's schema.
    used = sorted({0, *(tensor.buffer for tensor in tensors)})
    numbers = {old: new for new, old in enumerate(used)}
    model.buffers = [model.buffers[old] for old in used]
    for tensor in tensors:
        tensor.buffer = numbers[tensor.buffer]


def _tensors(indices: Iterable[int] | None) -> list[int]:
    """Return the tensors in a list of an operator; an optional input that is left out is -1."""
    return [int(index) for index in indices if index != _NO_TENSOR] if indices is not None else []


def _renumbered(indices: Sequence[int] | None, numbers: dict[int, int]) -> list[int]:
    return [numbers[int(index)] for index in indices] if indices is not None else []
