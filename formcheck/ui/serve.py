"""The app as Streamlit runs it: the pages and, on the same server, the live socket."""

from pathlib import Path

from starlette.routing import BaseRoute
from streamlit import config

from formcheck.live.hall import live_routes

__all__ = ["SCRIPT", "routes"]

SCRIPT = Path(__file__).with_name("main.py")


def routes() -> list[BaseRoute]:
    """The live routes, for pages from this machine or from the address the server is set to."""
    names = {"127.0.0.1", "localhost", "::1"}
    names |= {
        str(config.get_option(option))
        for option in ("server.address", "browser.serverAddress")
        if config.get_option(option)
    }
    return live_routes(names)
