"""A pose model of a few bytes: its networks, its manifest, and a server that sends it."""

import hashlib
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import flatbuffers

from formcheck.pose_estimation.model_files.assembly import assemble_bundle
from formcheck.pose_estimation.model_files.manifest import Manifest
from formcheck.pose_estimation.model_files.tflite import load_schema

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


def small_manifest(url: str, **published: object) -> Manifest:
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
class ModelServer:
    """The answers of a server on this machine, and the Range headers it received."""

    url: str
    content: bytes = PUBLISHED
    status: int | None = None
    can_resume: bool = True
    cut_after_bytes: list[int] = field(default_factory=list)
    requested_ranges: list[str | None] = field(default_factory=list)


@contextmanager
def serve_model() -> Iterator[ModelServer]:
    state = ModelServer(url="")

    class Handler(http.server.BaseHTTPRequestHandler):
        timeout: ClassVar[float] = 5.0

        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            state.requested_ranges.append(wanted)
            if state.status is not None:
                self.send_error(state.status)
                return
            start = 0
            if wanted is not None and state.can_resume:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
                self.send_response(206)
                total = len(state.content)
                self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
            else:
                self.send_response(200)
            body = state.content[start:]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(
                body[: state.cut_after_bytes.pop(0)] if state.cut_after_bytes else body
            )

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


def file_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()
