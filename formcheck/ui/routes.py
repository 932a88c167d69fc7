"""The app as Streamlit runs it: the pages and, on the same server, the live socket."""

from pathlib import Path

from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit import config

from formcheck.live.server.live_sessions import live_routes
from formcheck.live.server.origin import SameOriginOnly

__all__ = ["SCRIPT", "middleware", "routes"]

SCRIPT = Path(__file__).with_name("entry") / "main.py"


def routes() -> list[BaseRoute]:
    """The live routes, for pages from this machine or from the address the server is set to."""
    _keep_uploads_in_memory()
    return live_routes(_names())


def middleware() -> list[Middleware]:
    """What is asked before Streamlit sees a request: whether it comes from a page of ours."""
    return [Middleware(SameOriginOnly, hosts=_names())]


def _names() -> set[str]:
    names = {"127.0.0.1", "localhost", "::1"}
    return names | {
        str(config.get_option(option))
        for option in ("server.address", "browser.serverAddress")
        if config.get_option(option)
    }


def _keep_uploads_in_memory() -> None:
    """Let no upload be written to the temporary folder on its way in.

    Streamlit keeps every upload in memory. Starlette, which receives it, would write what is longer
    than a megabyte to the disk first, and where that is full the browser shows an error of its own.
    """
    megabytes = int(config.get_option("server.maxUploadSize"))
    MultiPartParser.spool_max_size = (megabytes + 1) * 1024 * 1024
