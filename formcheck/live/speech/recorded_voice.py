"""The recorded voice: the sound files that come with FormCheck, sent in one response.

Browsers without a voice of their own use them. `tools/speech` makes them; each file is named after
what it says.
"""

import base64
import json
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["SOUNDS_PATH", "build_sounds_route", "list_sounds", "pack_sounds"]

SOUNDS_PATH = "live-sounds"

_ENDING = ".mp3"


def list_sounds() -> frozenset[str]:
    """Return the names of the sound files without their ending: what the recorded voice can say."""
    return frozenset(_sounds())


def build_sounds_route() -> Route:
    """Return the route that answers with all sounds; see `pack_sounds`."""
    return Route(f"/{SOUNDS_PATH}", _answer)


async def _answer(_: Request) -> Response:
    return Response(pack_sounds(), media_type="application/json")


@cache
def pack_sounds() -> bytes:
    """Return all sounds as the page receives them: JSON, each file in base64 by its name."""
    encoded = {name: base64.b64encode(data).decode() for name, data in _sounds().items()}
    return json.dumps(encoded, separators=(",", ":")).encode()


def _sounds() -> dict[str, bytes]:
    folder = files("formcheck.live.speech") / "sounds"
    return {
        file.name.removesuffix(_ENDING): file.read_bytes()
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(_ENDING)
    }
