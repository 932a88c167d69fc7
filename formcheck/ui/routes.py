"""The app as Streamlit runs it: the pages and, on the same server, the live socket."""

from pathlib import Path

from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from formcheck.live.server.live_sessions import build_live_routes
from formcheck.live.server.origin import SameOriginOnly

__all__ = ["SCRIPT", "build_middleware", "build_routes"]

SCRIPT = Path(__file__).with_name("entry") / "main.py"


def build_routes() -> list[BaseRoute]:
    """Return the live routes, for pages from this machine or from the server's own address."""
    _keep_uploads_in_memory()
    return build_live_routes(_names())


def build_middleware() -> list[Middleware]:
    """Return the check before Streamlit sees a request: it must come from one of our pages."""
    return [Middleware(SameOriginOnly, hosts=_names())]


def _names() -> set[str]:
    names = {"127.0.0.1", "localhost", "::1"}
    return names | {
        str(config.get_option(option))
        for option in ("server.address", "browser.serverAddress")
        if config.get_option(option)
    }


def _keep_uploads_in_memory() -> None:
    """Keep Starlette from writing uploads to the temporary folder.

    Streamlit keeps every upload in memory. Starlette receives it first and would write uploads of
    more than a megabyte to the disk. If the disk is full, the browser shows its own error.
    """
    megabytes = int(config.get_option("server.maxUploadSize"))
    MultiPartParser.spool_max_size = (megabytes + 1) * 1024 * 1024
