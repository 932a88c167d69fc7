"""Keeping MediaPipe from reporting how it is used.

MediaPipe's recent packages (0.10.21 did not yet) send metrics to Google when a landmarker is closed
(their Privacy Notice of 5 June 2026 says so), and offer no way to decline. Never the picture, but
also not what a program that promises to stay on this machine may do. The library makes that request
with libcurl, which obeys the proxy variables of the environment, so they are pointed at a port of
this machine where nothing listens. This was seen to work on Linux; see the test beside it.
"""

import os

__all__ = ["block_telemetry"]

NOWHERE = "http://127.0.0.1:9"
"""The discard port of this machine: a connection to it is refused at once."""

_PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_EXCEPTIONS = ("no_proxy", "NO_PROXY")


def block_telemetry() -> None:
    """Leave this process, and what it starts from now on, no way out by HTTPS.

    Call it before MediaPipe makes a landmarker; it holds until the process ends, as MediaPipe sends
    at a time of its own choosing. Fetch a missing pose model first, or in another process.
    Connections to this process, such as the app's own, are not touched.
    """
    for name in _PROXIES:
        os.environ[name] = NOWHERE
    for name in _EXCEPTIONS:
        os.environ.pop(name, None)
