"""Stops MediaPipe from reporting how it is used.

MediaPipe's recent packages (0.10.21 did not yet) send metrics to Google when a landmarker is closed
(their Privacy Notice of 5 June 2026 says so), and offer no way to decline. They never send an
image, but FormCheck promises that nothing leaves this machine. MediaPipe makes that request with
libcurl, which obeys the proxy variables of the environment. This module points these variables at a
port of this machine where nothing listens. It works on Linux, as a test shows.
"""

import os

__all__ = ["block_telemetry"]

NOWHERE = "http://127.0.0.1:9"
"""The discard port of this machine; a connection to it is refused at once."""

_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_EXCEPTIONS = ("no_proxy", "NO_PROXY")


def block_telemetry() -> None:
    """Block HTTPS requests from this process and from those that it starts later.

    Call it before MediaPipe makes a landmarker. The block lasts until the process ends, because
    MediaPipe decides itself when to send. Download a missing pose model before, or in another
    process. Connections to this process, such as the app's own, still work.
    """
    for name in _PROXIES:
        os.environ[name] = NOWHERE
    for name in _EXCEPTIONS:
        os.environ.pop(name, None)
